package genai

import (
	"net/http"
	"time"

	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

// described are the fields of a custom model that its owner writes.
var described = []string{"name", "description", "tags", "input_modalities", "output_modalities", "license", "parameters"}

// importModel takes a model over from where its source says. Nothing is fetched.
func importModel(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	name, source := r.Body.Str("name"), r.Body.Object("source_ref")
	if err := engine.CheckEnums(r.Op.Body, &r.Body); err != nil {
		return nil, err
	}
	switch {
	case name == "":
		return nil, engine.BadRequest("name is required")
	case r.Body.Str("source_type") == "":
		return nil, engine.BadRequest("source_type is required")
	case source.Str("repo_id") == "" && source.Str("bucket") == "":
		return nil, engine.BadRequest("source_ref must name a repo_id or a bucket")
	}
	id := w.UUID()
	d := engine.Object("uuid", id, "status", "STATUS_IMPORTING", "created_at", w.Now, "updated_at", w.Now)
	for _, field := range append([]string{"source_type"}, described...) {
		if v := r.Body.Get(field); v != "" && v != engine.Null {
			d.Put(field, v)
		}
	}
	source.Unset("hf_token") // a secret is not shown
	d.Set("source_ref", source.Raw())
	if region := r.Body.Str("preferred_gpu_region"); region != "" {
		d.Set("storage_region", region)
	}
	rec := w.Add(customs, id, d)
	status := "STATUS_READY"
	if r.Fail {
		status = "STATUS_FAILED"
	}
	w.Transition(w.Between(time.Minute, 5*time.Minute), "genai.import", rec, status)
	job := engine.Object("uuid", w.UUID(), "status", "IMPORTING", "created_at", w.Now, "started_at", w.Now)
	return engine.Answer(http.StatusOK, "model", engine.Raw(rec.Append(nil)), "import_job", job.Raw()), nil
}

// imported is the step in which a model has been taken over, or not: its status.
func imported(w *engine.World, rec *engine.Record, args []string) bool {
	if rec == nil {
		return false
	}
	rec.Set("status", args[0])
	rec.Set("updated_at", w.Now)
	return true
}

func listCustom(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	status := r.Query.Get("status")
	return page(w, r, "models", w.Table(customs).List(w.Now, "custom models "+status, func(rec *engine.Record) bool {
		return status == "" || rec.Str("status") == status
	}, "status"))
}

func custom(w *engine.World, r *engine.Request) (*engine.Record, error) {
	return w.Existing(w.Table(customs), r.Param("uuid"))
}

func getCustom(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := custom(w, r)
	if err != nil {
		return nil, err
	}
	return answer("model", rec)
}

func updateCustom(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := custom(w, r)
	if err != nil {
		return nil, err
	}
	for _, field := range described {
		if v := r.Body.Get(field); v != "" && v != engine.Null {
			rec.Set(field, v)
		}
	}
	rec.Set("updated_at", w.Now)
	return answer("model", rec)
}

func deleteCustom(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := custom(w, r)
	if err != nil {
		return nil, err
	}
	w.Remove(rec)
	return engine.Answer(http.StatusOK, "status", "DELETE_CUSTOM_MODEL_STATUS_SUCCESS"), nil
}

// retired is what the API says of keys for models: nobody can make one any more.
func retired(*engine.World, *engine.Request) (*engine.Reply, error) {
	return nil, &engine.Error{Status: http.StatusGone, ID: "gone", Message: "resource retired"}
}

// missing is what follows for those that change one.
func missing(*engine.World, *engine.Request) (*engine.Reply, error) { return nil, engine.ErrNotFound }
