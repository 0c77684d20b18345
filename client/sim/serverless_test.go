package sim

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func init() { tours = append(tours, tourServerless) }

func TestServerless(t *testing.T) { tourServerless(newAPI(t)) }

// The hosts on which models answer: equal questions have equal answers, of the form
// that each endpoint has, whole or word by word.
func tourServerless(a *api) {
	t := a.T
	model := a.get("/v1/models").str("data", 0, "id")
	chat := map[string]any{"model": model, "messages": []any{map[string]any{"role": "system", "content": "be kind"}, map[string]any{"role": "user", "content": "hello there"}}}
	const said = "A simulated model answers: hello there"
	got := a.do(200, "POST", "/v1/chat/completions", with(chat, "n", 2))
	same(t, "chat", got.str("choices", 1, "message", "content"), said)
	same(t, "why it ends", got.str("choices", 0, "finish_reason"), "stop")
	same(t, "cut", a.do(200, "POST", "/v1/chat/completions", with(chat, "max_tokens", 3)).str("choices", 0, "finish_reason"), "length")
	a.do(200, "POST", "/api/v1/chat/completions?agent=true", chat)
	a.do(400, "POST", "/v1/chat/completions", without(chat, "messages"))
	stream := a.do(200, "POST", "/v1/chat/completions", with(chat, "stream", true, "stream_options", map[string]any{"include_usage": true}))
	same(t, "kind", stream.header.Get("Content-Type"), "text/event-stream")
	if n := strings.Count(stream.text, "data: {"); n != 9 || !strings.HasSuffix(stream.text, "data: [DONE]\n\n") || !strings.Contains(stream.text, `"total_tokens"`) {
		t.Errorf("%d events: %s", n, stream.text)
	}
	ask := with(chat, "max_tokens", 100)
	ask["messages"] = []any{map[string]any{"role": "user", "content": []any{map[string]any{"type": "text", "text": "hello there"}}}}
	same(t, "message", a.do(200, "POST", "/v1/messages", ask).str("content", 0, "text"), said)
	if text := a.do(200, "POST", "/v1/messages", with(ask, "stream", true)).text; !strings.HasPrefix(text, "event: message_start\n") || !strings.Contains(text, "event: message_stop\n") {
		t.Errorf("the stream of a message: %s", text)
	}
	question := map[string]any{"model": model, "input": "hello there"}
	same(t, "response", a.do(200, "POST", "/v1/responses", question).str("output", 0, "content", 0, "text"), said)
	a.do(200, "POST", "/v1/responses", with(question, "stream", true))
	vectors := a.do(200, "POST", "/v1/embeddings", with(question, "input", []any{"a", "b", "a"}))
	same(t, "equal texts", vectors.str("data", 0, "embedding"), vectors.str("data", 2, "embedding"))
	if vectors.str("data", 0, "embedding") == vectors.str("data", 1, "embedding") {
		t.Error("two texts have one vector")
	}
	a.do(200, "POST", "/v1/embeddings", with(question, "encoding_format", "base64"))
	same(t, "pictures", len(a.do(200, "POST", "/v1/images/generations", map[string]any{"model": model, "prompt": "otter", "n": 2}).list("data")), 2)
	a.do(200, "POST", "/v1/audio/speech", question)

	task := "/v1/async-invoke/" + a.do(202, "POST", "/v1/async-invoke", map[string]any{"model_id": model, "input": map[string]any{"prompt": "hello there"}}).str("request_id")
	same(t, "begins", a.get(task).str("status"), "QUEUED")
	a.sleep(time.Minute)
	same(t, "ends", a.get(task).str("output", "text"), said)
	video := "/v1/videos/" + a.do(200, "POST", "/v1/videos", map[string]any{"model": model, "prompt": "otter"}).str("id")
	a.do(409, "GET", video+"/content", nil)
	a.sleep(time.Minute)
	same(t, "video", a.get(video).str("status"), "completed")
	a.get(video + "/content")
}

func init() { tours = append(tours, tourBatches) }

func TestBatches(t *testing.T) { tourBatches(newAPI(t)) }

// A batch is a file of questions, which becomes a file of answers in time.
func tourBatches(a *api) {
	t := a.T
	sendFile := func(content string) string {
		file := a.do(201, "POST", "/v1/batches/files", map[string]any{"file_name": "questions.jsonl"})
		a.upload(strings.TrimPrefix(file.str("upload_url"), a.base), content)
		return file.str("file_id")
	}
	line := func(id, url string) string {
		return fmt.Sprintf(`{"custom_id":%q,"method":"POST","url":%q,"body":{"model":"simulated-small","messages":[{"role":"user","content":"hi %s"}]}}`+"\n", id, url, id)
	}
	empty := a.do(201, "POST", "/v1/batches/files", map[string]any{"file_name": "f.jsonl"}).str("file_id")
	batch := map[string]any{"file_id": empty, "provider": "openai", "endpoint": "/v1/chat/completions", "completion_window": "24h", "request_id": "00000000-0000-8000-8000-000000000001"}
	a.do(400, "POST", "/v1/batches", batch)
	batch["file_id"] = sendFile(line("a", "/v1/chat/completions") + line("b", "/v1/chat/completions"))
	made := a.do(201, "POST", "/v1/batches", batch)
	same(t, "once more", a.do(201, "POST", "/v1/batches", batch).str("batch_id"), made.str("batch_id"))
	path := "/v1/batches/" + made.str("batch_id")
	same(t, "no results yet", a.get(path+"/results").str("result_available"), "false")
	a.do(409, "POST", path+"/cancel", nil)
	a.sleep(time.Hour)
	same(t, "status", a.get(path).str("status"), "completed")
	url := strings.TrimPrefix(a.get(path+"/results").str("output_file_url"), a.base)
	if out := a.get(url).text; strings.Count(out, "\n") != 2 || !strings.Contains(out, "A simulated model answers: hi b") {
		t.Errorf("the answers: %s", out)
	}

	wrong := a.do(201, "POST", "/v1/batches", with(batch, "file_id", sendFile(line("a", "/v1/responses")), "request_id", "00000000-0000-8000-8000-000000000002")).str("batch_id")
	stopped := a.do(201, "POST", "/v1/batches", with(batch, "request_id", "00000000-0000-8000-8000-000000000003")).str("batch_id")
	for a.get("/v1/batches/"+stopped).str("status") == "validating" {
		a.sleep(5 * time.Second)
	}
	same(t, "stops", a.do(200, "POST", "/v1/batches/"+stopped+"/cancel", nil).str("status"), "cancelling")
	a.sleep(time.Hour)
	same(t, "wrong", a.get("/v1/batches/"+wrong).str("errors", 0, "line"), 1)
	same(t, "stopped", a.get("/v1/batches/"+stopped).str("status"), "cancelled")
	list := a.get("/v1/batches?limit=2")
	same(t, "newest first", list.str("first_id"), stopped)
	same(t, "more", list.str("has_more"), "true")
	same(t, "the rest", a.get("/v1/batches?after="+list.str("last_id")).str("data", 0, "batch_id"), made.str("batch_id"))
	same(t, "by status", len(a.get("/v1/batches?status=failed").list("data")), 1)
}

// upload sends a file to an address that needs no token.
func (a *api) upload(path, content string) {
	a.Helper()
	header := a.header
	defer func() { a.header = header }()
	a.header = header.Clone()
	a.header.Del("Authorization")
	a.header.Set("Content-Type", "application/octet-stream")
	a.do(200, "PUT", path, content)
}
