// Package monitoring simulates metrics of what exists, log sinks and the state
// of uptime checks.
package monitoring

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

const (
	sinks        = "sinks"
	destinations = "destinations"
	checks       = "checks"
)

// Area is metrics, sinks and the state of checks. Alert policies, destinations
// and checks themselves the engine serves by the catalog.
func Area() engine.Area {
	ops := map[string]engine.Handler{
		"monitoring_create_sink":        createSink,
		"monitoring_list_sinks":         listSinks,
		"monitoring_get_sink":           getSink,
		"monitoring_delete_sink":        deleteSink,
		"monitoring_update_destination": updateDestination,
		"uptime_get_checkState":         checkState,
	}
	for _, op := range catalog.All() {
		if name, ok := strings.CutPrefix(op.Path, "/v2/monitoring/metrics/"); ok {
			ops[op.ID] = series(name)
		}
	}
	return engine.Area{
		Ops: ops,
		On: []engine.Hook{
			{Event: engine.Seeded, Do: func(w *engine.World, _ *engine.Record) { w.Table(sinks) }},
			{Event: engine.Deleted, Table: destinations, Do: func(w *engine.World, rec *engine.Record) {
				for _, s := range slices.Clone(w.Table(sinks).Where("_destination", rec.ID)) {
					w.Remove(s)
				}
			}},
		},
	}
}

func createSink(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	to := w.Find(destinations, r.Body.Str("destination_uuid"))
	if to == nil {
		return nil, engine.Unprocessable("destination_uuid %s does not exist", r.Body.Str("destination_uuid"))
	}
	resources := engine.Elements(r.Body.Get("resources"))
	if len(resources) == 0 {
		return nil, engine.Unprocessable("resources must name one resource at least")
	}
	for _, raw := range resources {
		d, err := engine.ParseDocument(raw)
		if err != nil {
			return nil, engine.ErrParsing
		}
		if parts := strings.Split(d.Str("urn"), ":"); len(parts) != 3 || parts[0] != "do" || parts[1] != "kubernetes" {
			return nil, engine.Unprocessable("%q is no URN of a Kubernetes cluster", d.Str("urn"))
		} else if w.Find("kubernetes_clusters", parts[2]) == nil {
			return nil, engine.Unprocessable("cluster %s does not exist", parts[2])
		}
	}
	id := w.UUID()
	w.Add(sinks, id, engine.Object("uuid", id, "resources", resources, "_destination", to.ID))
	return engine.NoContent(http.StatusAccepted), nil
}

func showSink(w *engine.World, rec *engine.Record) engine.Raw {
	d := engine.Object("uuid", rec.ID, "destination", engine.Null, "resources", rec.Get("resources"))
	if to := w.Find(destinations, rec.Str("_destination")); to != nil {
		d.Put("destination", engine.Raw(to.Append(nil)))
	}
	return d.Raw()
}

func listSinks(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	of := r.Query.Get("resource_id")
	list := []engine.Raw{}
	w.Table(sinks).All(func(rec *engine.Record) bool {
		if of == "" || strings.Contains(string(rec.Get("resources")), `"`+of+`"`) || strings.Contains(string(rec.Get("resources")), ":"+of+`"`) {
			list = append(list, showSink(w, rec))
		}
		return true
	})
	return engine.Answer(http.StatusOK, "sinks", list), nil
}

func getSink(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := w.Existing(w.Table(sinks), r.Param("sink_uuid"))
	if err != nil {
		return nil, err
	}
	return engine.Answer(http.StatusOK, "sink", showSink(w, rec)), nil
}

func deleteSink(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := w.Existing(w.Table(sinks), r.Param("sink_uuid"))
	if err != nil {
		return nil, err
	}
	w.Remove(rec)
	return engine.NoContent(http.StatusNoContent), nil
}

func updateDestination(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec := w.Find(destinations, r.Param("destination_uuid"))
	if rec == nil {
		return nil, engine.ErrNotFound
	}
	if err := engine.CheckRequired(r.Op.Body, &r.Body); err != nil {
		return nil, err
	}
	if err := engine.CheckEnums(r.Op.Body, &r.Body); err != nil {
		return nil, err
	}
	for _, field := range []string{"name", "type"} {
		if v := r.Body.Get(field); v != "" {
			rec.Set(field, v)
		}
	}
	config := rec.Object("config")
	given := r.Body.Object("config")
	for _, f := range given.Fields {
		if f.Key != "credentials" {
			config.Put(f.Key, given.Get(f.Key))
		}
	}
	rec.Set("config", config.Raw())
	w.Emit(engine.Changed, rec)
	return engine.NoContent(http.StatusNoContent), nil
}

// checkState shows a check that has found its target up from its first minute.
func checkState(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec := w.Find(checks, r.Param("check_id"))
	if rec == nil {
		return nil, engine.ErrNotFound
	}
	regions := rec.Strings("regions")
	if len(regions) == 0 {
		regions = []string{"us_east", "eu_west"}
	}
	since := w.Table("_checked")
	first := since.ByID[rec.ID]
	if first == nil {
		first = since.Add(rec.ID, engine.Object("at", w.Now))
	}
	var shown engine.Document
	for _, region := range regions {
		d := engine.Object("status", "UP", "status_changed_at", first.Get("at"), "thirty_day_uptime_percentage", 100)
		shown.Put(region, d.Raw())
	}
	state := engine.Object("regions", shown.Raw())
	return engine.Answer(http.StatusOK, "state", state.Raw()), nil
}

// made is when a record came to be.
func made(rec *engine.Record) time.Time {
	t, _ := time.Parse(time.RFC3339, rec.Str("created_at"))
	return t
}
