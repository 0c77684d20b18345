package serverless

import (
	"bytes"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

// lifetime is how long the address of a file is good.
const lifetime = 15 * time.Minute

func address(r *engine.Request, id string) string {
	return r.Base + "/v1/batches/files/" + id + "/content"
}

// createFile makes room for the questions of a batch, which are then sent to its
// address without a token.
func createFile(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	if err := required(&r.Body, "file_name"); err != nil {
		return nil, err
	}
	id := w.UUID()
	w.Add(files, id, engine.Object("file_id", id, "file_name", r.Body.Str("file_name"), "created_at", w.Now))
	return engine.Answer(http.StatusCreated, "file_id", id, "upload_url", address(r, id), "expires_at", w.Now.Add(lifetime)), nil
}

func upload(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := w.Existing(w.Table(files), r.Param("file_id"))
	if err != nil {
		return nil, err
	}
	rec.Set("_content", string(r.Text))
	return engine.NoContent(http.StatusOK), nil
}

func download(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := w.Existing(w.Table(files), r.Param("file_id"))
	if err != nil {
		return nil, err
	}
	return &engine.Reply{Status: http.StatusOK, ContentType: "application/octet-stream", Body: []byte(rec.Str("_content"))}, nil
}

func createBatch(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	b := &r.Body
	if err := required(b, "file_id", "provider", "completion_window", "request_id"); err != nil {
		return nil, err
	}
	if err := engine.CheckEnums(r.Op.Body, b); err != nil {
		return nil, err
	}
	for _, old := range w.Table(batches).Where("request_id", b.Str("request_id")) {
		return shown(http.StatusCreated, old), nil // asked for once more
	}
	file := w.Find(files, b.Str("file_id"))
	endpoint := b.Str("endpoint")
	switch {
	case file == nil:
		return nil, engine.ErrNotFound
	case !file.Has("_content"):
		return nil, engine.BadRequest("the file has not been uploaded")
	case endpoint == "" && b.Str("provider") == "openai":
		return nil, engine.BadRequest("endpoint is required for openai")
	case endpoint == "":
		endpoint = "/v1/messages"
	}
	id := w.UUID()
	total := len(lines(file))
	rec := w.Add(batches, id, engine.Object("batch_id", id, "status", "validating", "provider", b.Str("provider"), "endpoint", endpoint,
		"completion_window", b.Str("completion_window"), "input_file_id", file.ID, "output_file_id", nil, "error_file_id", nil,
		"request_counts", counts(total, 0, 0), "request_id", b.Str("request_id"), "errors", nil, "created_at", w.Now, "expires_at", w.Now.AddDate(0, 0, 1)))
	if v := b.Get("metadata"); v != "" {
		rec.Put("metadata", v)
	}
	at := time.Duration(0)
	for _, status := range []string{"in_progress", "finalizing", "completed"} {
		at += w.Between(20*time.Second, 90*time.Second)
		if status == "completed" && r.Fail {
			status = "failed"
		}
		w.Transition(at, "serverless.batch", rec, status)
	}
	return shown(http.StatusCreated, rec), nil
}

func counts(total, completed, failed int) engine.Document {
	return engine.Object("total", total, "completed", completed, "failed", failed)
}

func shown(status int, rec *engine.Record) *engine.Reply {
	return &engine.Reply{Status: status, ContentType: engine.JSONType, Body: rec.Append(nil)}
}

func lines(file *engine.Record) []string {
	return slices.DeleteFunc(strings.Split(file.Str("_content"), "\n"), func(l string) bool { return strings.TrimSpace(l) == "" })
}

func over(rec *engine.Record) bool {
	return slices.Contains([]string{"completed", "failed", "expired", "cancelled"}, rec.Str("status"))
}

// advanced is the step in which a batch comes to a state.
func advanced(w *engine.World, rec *engine.Record, args []string) bool {
	status := args[0]
	if rec == nil || over(rec) || rec.Str("status") == "cancelling" && status != "cancelled" {
		return false
	}
	if status == "in_progress" {
		if wrong := invalid(w, rec); len(wrong) > 0 {
			rec.Set("errors", wrong)
			status = "failed"
		}
	}
	rec.Set("status", status)
	rec.Set(status+"_at", w.Now)
	if status == "completed" || status == "cancelled" {
		answerAll(w, rec)
	}
	return true
}

// invalid lists the lines that cannot be answered.
func invalid(w *engine.World, rec *engine.Record) []engine.Document {
	file := w.Find(files, rec.Str("input_file_id"))
	if file == nil {
		return []engine.Document{engine.Object("code", "invalid_input_file", "message", "The file is gone.", "line", nil)}
	}
	var wrong []engine.Document
	for i, text := range lines(file) {
		d, err := engine.ParseDocument(text)
		what := ""
		switch {
		case err != nil:
			what = "it is no JSON document"
		case d.Str("custom_id") == "":
			what = "missing required field 'custom_id'."
		case rec.Str("provider") == "openai" && d.Str("url") != rec.Str("endpoint"):
			what = "url is not the endpoint of the batch."
		default:
			continue
		}
		wrong = append(wrong, engine.Object("code", "invalid_input_file", "message", "Line "+strconv.Itoa(i+1)+": "+what, "line", i+1))
	}
	return wrong
}

// answerAll makes a file of the answers, in the order of the questions.
func answerAll(w *engine.World, rec *engine.Record) {
	file := w.Find(files, rec.Str("input_file_id"))
	if file == nil {
		return
	}
	var out bytes.Buffer
	list := lines(file)
	for _, text := range list {
		d, _ := engine.ParseDocument(text)
		b := d.Object("body")
		if !b.Has("messages") && !b.Has("input") {
			b = d.Object("params")
		}
		var said engine.Document
		id := "batch_req_" + w.UUID()
		switch rec.Str("endpoint") {
		case "/v1/responses":
			said = response(id, &b, w.Now)
		case "/v1/messages":
			said = message(id, &b)
		default:
			said = completion(id, b.Str("model"), w.Now, answer(b.Get("messages"), b.Integer("max_tokens")), 1)
		}
		line := engine.Object("id", id, "custom_id", d.Str("custom_id"), "response", engine.Object("status_code", http.StatusOK, "body", said), "error", nil)
		out.Write(line.Append(nil))
		out.WriteByte('\n')
	}
	id := w.UUID()
	w.Add(files, id, engine.Object("file_id", id, "file_name", rec.ID+"_output.jsonl", "created_at", w.Now, "_content", out.String()))
	rec.Set("output_file_id", id)
	rec.Set("request_counts", counts(len(list), len(list), 0))
}

func listBatches(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	limit := 20
	if text := r.Query.Get("limit"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > 100 {
			return nil, engine.BadRequest("limit must be between 1 and 100")
		}
		limit = n
	}
	status, after := r.Query.Get("status"), r.Query.Get("after")
	all := w.Table(batches).List(w.Now, "batches "+status, func(rec *engine.Record) bool { return status == "" || rec.Str("status") == status }, "status")
	last := len(all)
	if after != "" {
		if last = slices.IndexFunc(all, func(rec *engine.Record) bool { return rec.ID == after }); last < 0 {
			return nil, engine.BadRequest("after %s names no batch", after)
		}
	}
	list := []engine.Raw{}
	var first, end any
	i := last
	for ; i > 0 && len(list) < limit; i-- {
		rec := all[i-1]
		if first == nil {
			first = rec.ID
		}
		end = rec.ID
		list = append(list, rec.Raw())
	}
	return engine.Answer(http.StatusOK, "object", "list", "data", list, "first_id", first, "last_id", end, "has_more", i > 0), nil
}

func getBatch(w *engine.World, r *engine.Request) (*engine.Reply, error) { return get(w, r, batches) }

func getResults(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := w.Existing(w.Table(batches), r.Param("batch_id"))
	if err != nil {
		return nil, err
	}
	file := rec.Str("output_file_id")
	if file == "" {
		return engine.Answer(http.StatusOK, "batch_id", rec.ID, "result_available", false, "output_file_url", nil, "error_file_url", nil, "expires_at", nil), nil
	}
	return engine.Answer(http.StatusOK, "batch_id", rec.ID, "result_available", true, "output_file_url", address(r, file), "error_file_url", nil,
		"expires_at", w.Now.Add(lifetime)), nil
}

func cancelBatch(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := w.Existing(w.Table(batches), r.Param("batch_id"))
	if err != nil {
		return nil, err
	}
	switch status := rec.Str("status"); {
	case over(rec) || status == "validating":
		return nil, engine.Conflict("the batch is %s", status)
	case status != "cancelling":
		rec.Set("status", "cancelling")
		w.Transition(w.Between(5*time.Second, 15*time.Second), "serverless.batch", rec, "cancelled")
	}
	return shown(http.StatusOK, rec), nil
}
