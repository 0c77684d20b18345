package apps

import (
	"net/http"
	"slices"
	"time"

	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

// showEvent writes an event with the deployment that it is about.
func showEvent(w *engine.World, rec *engine.Record) engine.Raw {
	d := rec.Clone()
	if x := w.Find(deployments, rec.Str("deployment_id")); x != nil {
		d.Put("deployment", shown(x))
	}
	return d.Raw()
}

func listEvents(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := app(w, r)
	if err != nil {
		return nil, err
	}
	types := r.Query["event_types"]
	var found []*engine.Record
	for _, e := range w.Table(events).Of(rec.ID) {
		if len(types) == 0 || slices.Contains(types, e.Str("type")) {
			found = append(found, e)
		}
	}
	return w.Page(r, "events", found, true, func(w *engine.World, _ *engine.Request, buf []byte, rec *engine.Record) []byte {
		return append(buf, showEvent(w, rec)...)
	})
}

func getEvent(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	_, e, err := part(w, r, events, r.Last())
	if err != nil {
		return nil, err
	}
	return engine.Answer(http.StatusOK, "event", showEvent(w, e)), nil
}

func cancelEvent(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	_, e, err := part(w, r, events, r.Param("event_id"))
	if err != nil {
		return nil, err
	}
	x := w.Find(deployments, e.Str("deployment_id"))
	if x == nil || !pending(x) {
		return nil, engine.BadRequest("the event is over")
	}
	settle(w, x, "CANCELED")
	return engine.Answer(http.StatusOK, "event", showEvent(w, e)), nil
}

// runJobs runs the jobs of a deployment, each for a moment.
func runJobs(w *engine.World, rec, x *engine.Record) {
	spec := x.Object("spec")
	for _, c := range componentsOf(spec) {
		if c.kind != "jobs" {
			continue
		}
		id := w.UUID()
		trigger := engine.Object("type", "MANUAL")
		run := w.Add(invocations, id, engine.Object("id", id, "job_name", c.name, "deployment_id", x.ID, "phase", "RUNNING",
			"created_at", w.Now, "started_at", w.Now, "trigger", trigger.Raw(), "_of", rec.ID))
		w.Transition(w.Between(20*time.Second, 90*time.Second), "apps.job", run)
	}
}

// finished is the step in which a job is done.
func finished(w *engine.World, run *engine.Record, _ []string) bool {
	if run == nil || run.Str("phase") != "RUNNING" {
		return false
	}
	run.Set("phase", "SUCCEEDED")
	run.Set("completed_at", w.Now)
	return true
}

func listInvocations(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	deployment, names := r.Query.Get("deployment_id"), r.Query["job_names"]
	return listOf(w, r, invocations, "job_invocations", func(run *engine.Record) bool {
		return (deployment == "" || run.Str("deployment_id") == deployment) && (len(names) == 0 || slices.Contains(names, run.Str("job_name")))
	})
}

func getInvocation(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	_, run, err := part(w, r, invocations, r.Param("job_invocation_id"))
	if err != nil {
		return nil, err
	}
	return one("job_invocation", run)
}

func cancelInvocation(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	_, run, err := part(w, r, invocations, r.Param("job_invocation_id"))
	if err != nil {
		return nil, err
	}
	if run.Str("phase") != "RUNNING" {
		return nil, engine.BadRequest("the job is over: it is %s", run.Str("phase"))
	}
	run.Set("phase", "CANCELED")
	run.Set("completed_at", w.Now)
	return one("job_invocation", run)
}

// watch makes the alerts that a spec asks for, of the app and its components.
// One that was there before keeps its id and where it goes.
func watch(w *engine.World, rec *engine.Record) {
	old := slices.Clone(w.Table(alerts).Of(rec.ID))
	spec := rec.Object("spec")
	add := func(component string, list engine.Raw) {
		for _, raw := range engine.Elements(list) {
			i := slices.IndexFunc(old, func(a *engine.Record) bool {
				return a.Str("component_name") == component && engine.SameJSON(a.Get("spec"), raw)
			})
			if i >= 0 {
				old = slices.Delete(old, i, i+1)
				continue
			}
			id := w.UUID()
			d := engine.Object("id", id, "spec", raw, "emails", []string{}, "slack_webhooks", engine.Raw("[]"), "phase", "ACTIVE", "_of", rec.ID)
			if component != "" {
				d.Set("component_name", component)
			}
			w.Add(alerts, id, d)
		}
	}
	add("", spec.Get("alerts"))
	for _, c := range componentsOf(spec) {
		add(c.name, c.raw.Get("alerts"))
	}
	for _, a := range old {
		w.Remove(a)
	}
}

func listAlerts(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := app(w, r)
	if err != nil {
		return nil, err
	}
	return w.Whole(r, "alerts", w.Table(alerts).Of(rec.ID), nil)
}

func assignAlert(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	_, a, err := part(w, r, alerts, r.Param("alert_id"))
	if err != nil {
		return nil, err
	}
	for _, field := range []string{"emails", "slack_webhooks"} {
		if v := r.Body.Get(field); v != "" && v != engine.Null {
			a.Set(field, v)
		}
	}
	return one("alert", a)
}
