package apps

import (
	"fmt"
	"hash/fnv"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

// active is the deployment of an app that runs.
func active(w *engine.World, rec *engine.Record) *engine.Record {
	for _, x := range w.Table(deployments).Of(rec.ID) {
		if x.Str("phase") == "ACTIVE" {
			return x
		}
	}
	return nil
}

// running lists the components of an app that have instances.
func running(w *engine.World, rec *engine.Record) []component {
	x := active(w, rec)
	if x == nil {
		return nil
	}
	spec := x.Object("spec")
	return slices.DeleteFunc(componentsOf(spec), func(c component) bool { return c.kind != "services" && c.kind != "workers" })
}

func getHealth(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := app(w, r)
	if err != nil {
		return nil, err
	}
	list := []engine.Raw{}
	for _, c := range running(w, rec) {
		d := engine.Object("name", c.name, "cpu_usage_percent", 11.5, "memory_usage_percent", 37.25,
			"replicas_desired", c.count, "replicas_ready", c.count, "state", "HEALTHY")
		list = append(list, d.Raw())
	}
	health := engine.Object("components", list)
	return engine.Answer(http.StatusOK, "app_health", health.Raw()), nil
}

func getInstances(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := app(w, r)
	if err != nil {
		return nil, err
	}
	list := []engine.Raw{}
	for _, c := range running(w, rec) {
		for i := range c.count {
			d := engine.Object("component_name", c.name, "component_type", map[string]string{"services": "SERVICE", "workers": "WORKER"}[c.kind],
				"instance_name", fmt.Sprintf("%s-%s-%d", c.name, rec.ID[:8], i), "instance_alias", fmt.Sprintf("%s-%d", c.name, i))
			list = append(list, d.Raw())
		}
	}
	return engine.Answer(http.StatusOK, "instances", list), nil
}

// checkPath refuses a deployment or component in the path that is not there.
func checkPath(w *engine.World, r *engine.Request) (*engine.Record, error) {
	rec, err := app(w, r)
	if err != nil {
		return nil, err
	}
	for _, named := range []struct{ param, table string }{{"deployment_id", deployments}, {"event_id", events}, {"job_invocation_id", invocations}} {
		if id := r.Param(named.param); id != "" {
			if _, _, err := part(w, r, named.table, id); err != nil {
				return nil, err
			}
		}
	}
	spec := rec.Object("spec")
	for _, param := range []string{"component_name", "job_name"} {
		if name := r.Param(param); name != "" && !slices.ContainsFunc(componentsOf(spec), func(c component) bool { return c.name == name }) {
			return nil, engine.ErrNotFound
		}
	}
	return rec, nil
}

// getExec says where a shell would be. Nobody listens there.
func getExec(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := checkPath(w, r)
	if err != nil {
		return nil, err
	}
	return engine.Answer(http.StatusOK, "url", "wss://exec.ondigitalocean.example/"+rec.ID+"/"+url.PathEscape(r.Param("component_name"))), nil
}

// getLogs says where logs would be. Nobody listens there.
func getLogs(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := checkPath(w, r)
	if err != nil {
		return nil, err
	}
	base := "logs.ondigitalocean.example/" + rec.ID + "/" + url.PathEscape(r.Param("component_name"))
	return engine.Answer(http.StatusOK, "live_url", "https://"+base+"/live", "historic_urls", []string{"https://" + base + "/archive.zip"}), nil
}

// usage is what an app has sent in a day.
func usage(w *engine.World, id string, day time.Time) engine.Raw {
	h := fnv.New64a()
	fmt.Fprint(h, id, day.Format(time.DateOnly))
	bytes := uint64(0)
	rec := w.Find(apps, id)
	if made, err := time.Parse(time.RFC3339, rec.Str("created_at")); err == nil && !day.AddDate(0, 0, 1).Before(made) && !day.After(w.Now) {
		bytes = 20<<20 + h.Sum64()%(80<<20)
	}
	d := engine.Object("app_id", id, "bandwidth_bytes", strconv.FormatUint(bytes, 10))
	return d.Raw()
}

func dayOf(w *engine.World, text string) (time.Time, error) {
	if text == "" {
		return w.Now.UTC().Truncate(24*time.Hour).AddDate(0, 0, -1), nil
	}
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return t, engine.BadRequest("date must be a time like 2006-01-02T00:00:00Z")
	}
	return t.UTC().Truncate(24 * time.Hour), nil
}

func getBandwidth(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := app(w, r)
	if err != nil {
		return nil, err
	}
	day, err := dayOf(w, r.Query.Get("date"))
	if err != nil {
		return nil, err
	}
	return engine.Answer(http.StatusOK, "app_bandwidth_usage", []engine.Raw{usage(w, rec.ID, day)}, "date", day), nil
}

func listBandwidth(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	if err := engine.CheckRequired(r.Op.Body, &r.Body); err != nil {
		return nil, err
	}
	day, err := dayOf(w, r.Body.Str("date"))
	if err != nil {
		return nil, err
	}
	list := []engine.Raw{}
	for _, id := range r.Body.Strings("app_ids") {
		if w.Find(apps, id) == nil {
			return nil, engine.ErrNotFound
		}
		list = append(list, usage(w, id, day))
	}
	return engine.Answer(http.StatusOK, "app_bandwidth_usage", list, "date", day), nil
}
