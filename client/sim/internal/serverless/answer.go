package serverless

import (
	"net/http"
	"strings"
	"time"

	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

// began is when the simulated models were made.
func began() time.Time { return time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC) }

// spoken is an answer as it is before it has the form of an endpoint.
type spoken struct {
	text     string
	asked    int // tokens of the question
	answered int // tokens of the answer
	cut      bool
}

// tokens counts as models do, about: four bytes are one.
func tokens(text string) int { return (len(text) + 3) / 4 }

// textOf is what is said in a content: a text, or a list of parts of which some are.
func textOf(content engine.Raw) string {
	switch {
	case content == "" || content == engine.Null:
		return ""
	case content[0] == '"':
		return engine.DecodeString(content)
	case content[0] == '[':
		var parts []string
		for _, raw := range engine.Elements(content) {
			if raw[0] == '"' {
				parts = append(parts, engine.DecodeString(raw))
				continue
			}
			d, err := engine.ParseDocument(raw)
			if err != nil {
				continue
			}
			part := d.Str("text")
			if part == "" {
				part = textOf(d.Get("content"))
			}
			parts = append(parts, part)
		}
		return strings.Join(parts, "\n")
	}
	return ""
}

// answer says something to what was asked last, in at most so many tokens; 0: as
// many as it takes.
func answer(content engine.Raw, most int64) spoken {
	asked := textOf(content)
	last := asked
	if content != "" && content[0] == '[' {
		if items := engine.Elements(content); len(items) > 0 {
			last = textOf(engine.Encode(items[len(items)-1:]))
		}
	}
	s := spoken{text: "A simulated model answers: " + last, asked: max(1, tokens(asked))}
	if most > 0 && int64(tokens(s.text)) > most {
		s.text, s.cut = strings.ToValidUTF8(s.text[:4*most], ""), true
	}
	s.answered = tokens(s.text)
	return s
}

// words cuts an answer into the pieces in which a stream brings it.
func (s *spoken) words() []string { return strings.SplitAfter(s.text, " ") }

// stream answers with events, one a document. named: each has the name of its type.
func stream(events []engine.Document, named, done bool) *engine.Reply {
	var body []byte
	for i := range events {
		if named {
			body = append(append(append(body, "event: "...), events[i].Str("type")...), '\n')
		}
		body = append(events[i].Append(append(body, "data: "...)), "\n\n"...)
	}
	if done {
		body = append(body, "data: [DONE]\n\n"...)
	}
	return &engine.Reply{Status: http.StatusOK, ContentType: "text/event-stream", Body: body}
}

// askAgent answers for an agent, whatever its model is called.
func askAgent(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	if !r.Body.Has("model") {
		r.Body.Set("model", "agent")
	}
	return completeChat(w, r)
}

func completeChat(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	b := &r.Body
	if err := required(b, "messages", "model"); err != nil {
		return nil, err
	}
	most := b.Integer("max_completion_tokens")
	if most == 0 {
		most = b.Integer("max_tokens")
	}
	s := answer(b.Get("messages"), most)
	id, model := "chatcmpl-"+w.UUID(), b.Str("model")
	if b.Boolean("stream") {
		options := b.Object("stream_options")
		return stream(chunks(id, model, "chat.completion.chunk", w.Now, s, options.Boolean("include_usage")), false, true), nil
	}
	d := completion(id, model, w.Now, s, max(1, b.Integer("n")))
	return &engine.Reply{Status: http.StatusOK, ContentType: engine.JSONType, Body: d.Append(nil)}, nil
}

// completion is the answer of a chat.
func completion(id, model string, now time.Time, s spoken, n int64) engine.Document {
	choices := []engine.Document{}
	for i := range n {
		message := engine.Object("role", "assistant", "content", s.text, "refusal", nil, "reasoning_content", nil)
		choices = append(choices, engine.Object("index", i, "finish_reason", s.reason("stop", "length"), "message", message, "logprobs", nil))
	}
	return engine.Object("id", id, "object", "chat.completion", "created", now.Unix(), "model", model, "choices", choices, "usage", s.usage(n))
}

func (s *spoken) reason(whole, cut string) string {
	if s.cut {
		return cut
	}
	return whole
}

func (s *spoken) usage(n int64) engine.Document {
	answered := int(n) * s.answered
	return engine.Object("prompt_tokens", s.asked, "completion_tokens", answered, "total_tokens", s.asked+answered,
		"cache_created_input_tokens", 0, "cache_creation", engine.Object("ephemeral_5m_input_tokens", 0, "ephemeral_1h_input_tokens", 0), "cache_read_input_tokens", 0)
}

// chunks bring an answer word by word.
func chunks(id, model, object string, now time.Time, s spoken, usage bool) []engine.Document {
	var events []engine.Document
	chunk := func(choices []engine.Document, usage any) {
		events = append(events, engine.Object("id", id, "object", object, "created", now.Unix(), "model", model, "choices", choices, "usage", usage))
	}
	choice := func(delta engine.Document, reason any) []engine.Document {
		return []engine.Document{engine.Object("index", 0, "delta", delta, "finish_reason", reason)}
	}
	chunk(choice(engine.Object("role", "assistant", "content", ""), nil), nil)
	for _, word := range s.words() {
		chunk(choice(engine.Object("content", word), nil), nil)
	}
	chunk(choice(engine.Object(), s.reason("stop", "length")), nil)
	if usage {
		chunk([]engine.Document{}, s.usage(1))
	}
	return events
}

func createMessage(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	b := &r.Body
	if err := required(b, "model", "max_tokens", "messages"); err != nil {
		return nil, err
	}
	d := message("msg_"+w.UUID(), b)
	if !b.Boolean("stream") {
		return &engine.Reply{Status: http.StatusOK, ContentType: engine.JSONType, Body: d.Append(nil)}, nil
	}
	s := answer(b.Get("messages"), b.Integer("max_tokens"))
	reason, usage := d.Get("stop_reason"), d.Object("usage")
	d.Set("content", engine.Raw("[]"))
	d.Set("stop_reason", nil)
	events := []engine.Document{engine.Object("type", "message_start", "message", d),
		engine.Object("type", "content_block_start", "index", 0, "content_block", engine.Object("type", "text", "text", ""))}
	for _, word := range s.words() {
		events = append(events, engine.Object("type", "content_block_delta", "index", 0, "delta", engine.Object("type", "text_delta", "text", word)))
	}
	events = append(events, engine.Object("type", "content_block_stop", "index", 0),
		engine.Object("type", "message_delta", "delta", engine.Object("stop_reason", reason, "stop_sequence", nil), "usage", engine.Object("output_tokens", usage.Get("output_tokens"))),
		engine.Object("type", "message_stop"))
	return stream(events, true, false), nil
}

func message(id string, b *engine.Document) engine.Document {
	s := answer(b.Get("messages"), b.Integer("max_tokens"))
	return engine.Object("id", id, "type", "message", "role", "assistant", "content", []engine.Document{engine.Object("type", "text", "text", s.text)},
		"model", b.Str("model"), "stop_reason", s.reason("end_turn", "max_tokens"), "stop_sequence", nil,
		"usage", engine.Object("input_tokens", s.asked, "output_tokens", s.answered, "cache_creation_input_tokens", 0, "cache_read_input_tokens", 0))
}

func createResponse(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	b := &r.Body
	if err := required(b, "model", "input"); err != nil {
		return nil, err
	}
	id := "response-" + w.UUID()
	if b.Boolean("stream") {
		options := b.Object("stream_options")
		s := answer(b.Get("input"), b.Integer("max_output_tokens"))
		return stream(chunks(id, b.Str("model"), "response.chunk", w.Now, s, options.Boolean("include_usage")), false, true), nil
	}
	d := response(id, b, w.Now)
	return &engine.Reply{Status: http.StatusOK, ContentType: engine.JSONType, Body: d.Append(nil)}, nil
}

func response(id string, b *engine.Document, now time.Time) engine.Document {
	s := answer(b.Get("input"), b.Integer("max_output_tokens"))
	said := engine.Object("type", "message", "id", "msg_"+id, "status", "completed", "role", "assistant",
		"content", []engine.Document{engine.Object("type", "output_text", "text", s.text)})
	d := engine.Object("id", id, "object", "response", "created", now.Unix(), "model", b.Str("model"), "status", s.reason("completed", "incomplete"),
		"output", []engine.Document{said}, "usage", engine.Object("input_tokens", s.asked, "input_tokens_details", engine.Object("cached_tokens", 0),
			"output_tokens", s.answered, "output_tokens_details", engine.Object("reasoning_tokens", 0, "tool_output_tokens", 0), "total_tokens", s.asked+s.answered))
	for _, name := range []string{"temperature", "top_p", "max_output_tokens", "tools", "user"} {
		if v := b.Get(name); v != "" {
			d.Put(name, v)
		}
	}
	return d
}
