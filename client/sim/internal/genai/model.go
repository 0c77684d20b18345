package genai

import (
	"net/http"
	"strconv"

	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

// model is one that can be chosen. The names are made up: no model is here.
type model struct {
	id, slug, name string
	context        int
	price          float64 // USD for a million tokens
}

var models = []model{
	{"00000000-0000-8000-8000-00000000a001", "simulated-small", "Simulated Small", 8192, 0.1},
	{"00000000-0000-8000-8000-00000000a002", "simulated-large", "Simulated Large", 131072, 0.9},
}

func (m *model) document(w *engine.World) engine.Document {
	price := engine.Object("input_price_per_million", m.price, "output_price_per_million", m.price)
	return engine.Object("uuid", m.id, "id", m.slug, "name", m.name, "is_foundational", true, "context_window", strconv.Itoa(m.context),
		"provider", "MODEL_PROVIDER_DIGITALOCEAN", "type", "text", "pricing", price.Raw(), "created_at", w.Now.AddDate(-1, 0, 0).Truncate(24*3600e9))
}

// modelOf is what an agent shows of a model: one that is not here, for an id that
// somebody has from elsewhere.
func modelOf(w *engine.World, id string) engine.Raw {
	for i := range models {
		if models[i].id == id || id == "" && i == 0 {
			d := models[i].document(w)
			return d.Raw()
		}
	}
	d := engine.Object("uuid", id, "name", "", "created_at", w.Now)
	return d.Raw()
}

func listModels(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	var list []*engine.Record
	for i := range models {
		list = append(list, &engine.Record{Document: models[i].document(w)})
	}
	return page(w, r, "models", list)
}

func (m *model) card() engine.Document {
	price := engine.Object("input_price_per_million", m.price, "output_price_per_million", m.price)
	return engine.Object("id", m.id, "model_id", m.slug, "name", m.name, "provider", "MODEL_PROVIDER_DIGITALOCEAN", "type", "text",
		"context_window", strconv.Itoa(m.context), "pricing", price.Raw(), "availability", []string{"serverless"}, "capabilities", []string{"chat"})
}

func listCatalog(_ *engine.World, _ *engine.Request) (*engine.Reply, error) {
	list := []engine.Raw{}
	for i := range models {
		d := models[i].card()
		list = append(list, d.Raw())
	}
	meta := engine.Object("page", 1, "pages", 1, "total", len(models))
	return engine.Answer(http.StatusOK, "data", list, "meta", meta.Raw()), nil
}

func getCard(_ *engine.World, r *engine.Request) (*engine.Reply, error) {
	for i := range models {
		if models[i].id == r.Last() || models[i].slug == r.Last() {
			d := models[i].card()
			return engine.Answer(http.StatusOK, "data", d.Raw()), nil
		}
	}
	return nil, engine.ErrNotFound
}

func listRegions(_ *engine.World, r *engine.Request) (*engine.Reply, error) {
	list := []engine.Raw{}
	for _, slug := range []string{"tor1", "nyc2"} {
		batch := slug == "tor1"
		if r.Query.Get("serves_batch") == "true" && !batch {
			continue
		}
		d := engine.Object("region", slug, "serves_inference", true, "serves_batch", batch,
			"inference_url", "https://"+slug+".inference.example", "stream_inference_url", "https://"+slug+".stream.inference.example")
		list = append(list, d.Raw())
	}
	return engine.Answer(http.StatusOK, "regions", list), nil
}

// allMetrics are the metrics that are always there, and those of the account.
func allMetrics(w *engine.World) []engine.Raw {
	list := []engine.Raw{}
	for i, name := range []string{"Correctness", "Context adherence"} {
		d := engine.Object("metric_uuid", "00000000-0000-8000-8000-00000000b00"+strconv.Itoa(i+1), "metric_name", name, "description", name+" of the answers.",
			"metric_type", "METRIC_TYPE_GENERAL_QUALITY", "metric_value_type", "METRIC_VALUE_TYPE_NUMBER", "range_min", 0, "range_max", 100, "source", "EVALUATION_METRIC_SOURCE_BUILTIN")
		list = append(list, d.Raw())
	}
	w.Table(metrics).All(func(rec *engine.Record) bool {
		list = append(list, engine.Raw(rec.Append(nil)))
		return true
	})
	return list
}

func listMetrics(w *engine.World, _ *engine.Request) (*engine.Reply, error) {
	return engine.Answer(http.StatusOK, "metrics", allMetrics(w)), nil
}

// showMetrics shows the metrics that a test case was sent the ids of: one that is
// not here by its id alone, since somebody may have it from elsewhere.
func showMetrics(w *engine.World, rec *engine.Record) {
	if !rec.Has("_metrics") {
		return
	}
	ids := rec.Strings("_metrics")
	if changed := rec.Object("_metrics"); changed.Has("metric_uuids") {
		ids = changed.Strings("metric_uuids")
	}
	all := allMetrics(w)
	shown := []engine.Raw{}
	for _, id := range ids {
		d := engine.Object("metric_uuid", id)
		metric := d.Raw()
		for _, known := range all {
			if k, err := engine.ParseDocument(known); err == nil && k.Str("metric_uuid") == id {
				metric = known
			}
		}
		shown = append(shown, metric)
	}
	rec.Set("metrics", shown)
}

func createMetric(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	name := r.Body.Str("metric_name")
	if name == "" {
		return nil, engine.BadRequest("metric_name is required")
	}
	id := w.UUID()
	d := engine.Object("metric_uuid", id, "metric_name", name, "description", r.Body.Str("description"), "source", "EVALUATION_METRIC_SOURCE_CUSTOM")
	if v := r.Body.Get("config"); v != "" && v != engine.Null {
		d.Put("custom_eval_config", v)
	}
	return answer("metric", w.Add(metrics, id, d))
}

func updateMetric(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := w.Existing(w.Table(metrics), r.Last())
	if err != nil {
		return nil, err
	}
	for _, field := range [][2]string{{"metric_name", "metric_name"}, {"description", "description"}, {"config", "custom_eval_config"}} {
		if v := r.Body.Get(field[0]); v != "" && v != engine.Null {
			rec.Set(field[1], v)
		}
	}
	return answer("metric", rec)
}

func deleteMetric(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := w.Existing(w.Table(metrics), r.Last())
	if err != nil {
		return nil, err
	}
	w.Remove(rec)
	if r.Op.Response == nil {
		return engine.NoContent(r.Op.Success[0]), nil
	}
	return engine.Answer(r.Op.Success[0], "metric_uuid", rec.ID), nil
}
