package genai

import (
	"cmp"
	"net/http"
	"slices"

	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

// by lists the items of a collection that name the path's item in a field.
func by(w *engine.World, r *engine.Request, owners, path, field, key string) (*engine.Reply, error) {
	owner, err := item(w, owners, r.Params[0].Value)
	if err != nil {
		return nil, err
	}
	list := of(w, path).Where(field, owner.ID)
	if hidden := of(w, path).Where("_"+field, owner.ID); len(hidden) > 0 {
		list = append(slices.Clip(list), hidden...)
		slices.SortFunc(list, func(a, b *engine.Record) int { return cmp.Compare(a.Serial, b.Serial) })
		list = slices.Compact(list)
	}
	return page(w, r, key, list)
}

func runsOf(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	return by(w, r, cases, runs, "test_case_uuid", "evaluation_runs")
}

func casesOf(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	return by(w, r, workspaces, cases, "workspace_uuid", "evaluation_test_cases")
}

// saved are the fields of a run that a preset keeps.
var saved = []string{"candidate_inference_config", "candidate_model_name", "candidate_model_source", "candidate_model_uuid", "dataset_uuid", "judge_model_uuid"}

// savePreset keeps what a run was made with, when it was asked to.
func savePreset(w *engine.World, run *engine.Record) {
	if run.Get("_save_as_preset") != "true" {
		return
	}
	id := w.UUID()
	d := engine.Object("eval_preset_uuid", id, "name", run.Str("_preset_name"), "created_at", w.Now)
	for _, field := range saved {
		for _, at := range []string{field, "_" + field} {
			if v := run.Get(at); v != "" && v != engine.Null {
				d.Put(field, v)
			}
		}
	}
	w.Add(presets, id, d)
}

func listPresets(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	return page(w, r, "presets", w.Table(presets).List(w.Now, "", nil))
}

func getPreset(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := w.Existing(w.Table(presets), r.Last())
	if err != nil {
		return nil, err
	}
	return answer("preset", rec)
}

func deletePreset(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := w.Existing(w.Table(presets), r.Last())
	if err != nil {
		return nil, err
	}
	w.Remove(rec)
	return &engine.Reply{Status: http.StatusOK, ContentType: engine.JSONType, Body: []byte("{}")}, nil
}

func cancelRun(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := item(w, modelRuns, r.Params[0].Value)
	if err != nil {
		return nil, err
	}
	rec.Set("status", "MODEL_EVALUATION_RUN_CANCELLED")
	return answer("run", rec)
}

// attachGuardrails adds guardrails to an agent, or changes the priority of those
// that it has.
func attachGuardrails(_ *engine.World, r *engine.Request, rec *engine.Record) error {
	list := engine.Elements(rec.Get("guardrails"))
	for _, raw := range engine.Elements(r.Body.Get("guardrails")) {
		g, err := engine.ParseDocument(raw)
		if err != nil || g.Str("guardrail_uuid") == "" {
			return engine.BadRequest("guardrails must name a guardrail_uuid each")
		}
		list, _ = without(engine.Encode(list), "guardrail_uuid", g.Str("guardrail_uuid"))
		list = append(list, g.Raw())
	}
	rec.Set("guardrails", list)
	return nil
}
