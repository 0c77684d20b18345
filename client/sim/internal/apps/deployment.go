package apps

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

// phases are those that a deployment passes through.
var phases = []string{"BUILDING", "PENDING_DEPLOY", "DEPLOYING", "ACTIVE"}

// deploy begins a deployment of an app's spec, or of another one's.
func deploy(w *engine.World, r *engine.Request, rec *engine.Record, cause, cloned string) *engine.Record {
	spec := rec.Get("spec")
	if from := w.Find(deployments, cloned); from != nil {
		spec = from.Get("spec")
	}
	whole, _ := engine.ParseDocument(spec)
	id := w.UUID()
	d := engine.Object("id", id, "cause", cause, "spec", spec, "phase", "PENDING_BUILD", "phase_last_updated_at", w.Now,
		"created_at", w.Now, "updated_at", w.Now, "tier_slug", tierOf(whole), "_of", rec.ID)
	if cloned != "" {
		d.Set("cloned_from", cloned)
	}
	for _, kind := range kinds {
		list := []engine.Raw{}
		for _, c := range componentsOf(whole) {
			if c.kind == kind {
				x := engine.Object("name", c.name)
				list = append(list, x.Raw())
			}
		}
		if len(list) > 0 {
			d.Set(kind, list)
		}
	}
	progress(&d, 0, false)
	// What was under way is overtaken.
	for _, other := range w.Table(deployments).Of(rec.ID) {
		if pending(other) {
			settle(w, other, "SUPERSEDED")
		}
	}
	x := w.Add(deployments, id, d)
	event := w.UUID()
	w.Add(events, event, engine.Object("id", event, "type", "DEPLOYMENT", "created_at", w.Now, "deployment_id", id, "_of", rec.ID))
	rec.Set("last_deployment_created_at", w.Now)
	at := time.Duration(0)
	for i, phase := range phases {
		at += w.Between(15*time.Second, 40*time.Second)
		last := i == len(phases)-1
		if last && r.Fail {
			phase = "ERROR"
		}
		w.Transition(at, "apps.deploy", x, phase, strconv.Itoa(i+1))
	}
	return x
}

// reached is the step in which a deployment comes to a phase: its arguments are the
// phase, and how many steps are done.
func reached(w *engine.World, x *engine.Record, args []string) bool {
	if x == nil || !pending(x) {
		return false
	}
	rec, phase := w.Find(apps, x.Str("_of")), args[0]
	if rec == nil {
		return false
	}
	if phase == "ACTIVE" {
		for _, other := range w.Table(deployments).Of(rec.ID) {
			if other.Str("phase") == "ACTIVE" {
				other.Set("phase", "SUPERSEDED")
			}
		}
		runJobs(w, rec, x)
		activate(rec)
	}
	n, _ := strconv.Atoi(args[1])
	progress(&x.Document, n, phase == "ERROR")
	settle(w, x, phase)
	return true
}

// activate has an app's domains follow its first deployment.
func activate(rec *engine.Record) {
	list := []engine.Raw{}
	for _, raw := range engine.Elements(rec.Get("domains")) {
		d, _ := engine.ParseDocument(raw)
		d.Set("phase", "ACTIVE")
		list = append(list, d.Raw())
	}
	rec.Set("domains", list)
}

func pending(x *engine.Record) bool {
	return slices.Contains([]string{"PENDING_BUILD", "BUILDING", "PENDING_DEPLOY", "DEPLOYING"}, x.Str("phase"))
}

func settle(w *engine.World, x *engine.Record, phase string) {
	x.Set("phase", phase)
	x.Set("phase_last_updated_at", w.Now)
	x.Set("updated_at", w.Now)
}

func progress(d *engine.Document, done int, failed bool) {
	total := len(phases)
	p := engine.Object("pending_steps", max(0, total-done-1), "running_steps", min(1, total-done), "success_steps", done, "error_steps", 0, "total_steps", total)
	if failed {
		p = engine.Object("pending_steps", 0, "running_steps", 0, "success_steps", done-1, "error_steps", 1, "total_steps", total)
	}
	d.Put("progress", p.Raw())
}

func createDeployment(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := app(w, r)
	if err != nil {
		return nil, err
	}
	if rec.Str("_pinned") != "" {
		return nil, engine.Conflict("the app is pinned to a deployment: commit or revert the rollback first")
	}
	return one("deployment", deploy(w, r, rec, "manual", ""))
}

func restart(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := app(w, r)
	if err != nil {
		return nil, err
	}
	spec := rec.Object("spec")
	list := componentsOf(spec)
	for _, name := range r.Body.Strings("components") {
		if !slices.ContainsFunc(list, func(c component) bool { return c.name == name }) {
			return nil, engine.BadRequest("the app has no component %q", name)
		}
	}
	return one("deployment", deploy(w, r, rec, "app restarted", ""))
}

func listDeployments(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	types := r.Query["deployment_types"]
	return listOf(w, r, deployments, "deployments", func(x *engine.Record) bool {
		if len(types) == 0 {
			return true
		}
		manual := x.Str("cause") == "manual"
		return manual == slices.Contains(types, "USER")
	})
}

func getDeployment(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	_, x, err := part(w, r, deployments, r.Last())
	if err != nil {
		return nil, err
	}
	return one("deployment", x)
}

func cancelDeployment(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	_, x, err := part(w, r, deployments, r.Last())
	if err != nil {
		return nil, err
	}
	if !pending(x) {
		return nil, engine.BadRequest("the deployment is over: it is %s", x.Str("phase"))
	}
	settle(w, x, "CANCELED")
	return one("deployment", x)
}

// rollbackTarget is the deployment that a rollback names, and what speaks
// against it.
func rollbackTarget(w *engine.World, r *engine.Request) (rec, x *engine.Record, code, message string, err error) {
	rec, err = app(w, r)
	if err != nil {
		return nil, nil, "", "", err
	}
	x, err = w.Existing(w.Table(deployments), r.Body.Str("deployment_id"))
	switch {
	case err != nil || x.Str("_of") != rec.ID:
		return nil, nil, "", "", engine.ErrNotFound
	case rec.Str("_pinned") != "":
		return rec, x, "app_pinned", "the app is pinned to a deployment already", nil
	case x.Str("phase") != "SUPERSEDED" && x.Str("phase") != "ACTIVE":
		return rec, x, "incompatible_phase", "only a deployment that was active can be gone back to", nil
	}
	return rec, x, "", "", nil
}

func validateRollback(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	_, _, code, message, err := rollbackTarget(w, r)
	if err != nil {
		return nil, err
	}
	if code == "" {
		return engine.Answer(http.StatusOK, "valid", true, "warnings", engine.Raw("[]")), nil
	}
	wrong := engine.Object("code", code, "message", message)
	return engine.Answer(http.StatusOK, "valid", false, "error", wrong.Raw(), "warnings", engine.Raw("[]")), nil
}

func createRollback(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, x, code, message, err := rollbackTarget(w, r)
	switch {
	case err != nil:
		return nil, err
	case code != "":
		return nil, engine.BadRequest("%s", message)
	}
	to := deploy(w, r, rec, "rollback to deployment "+x.ID, x.ID)
	if !r.Body.Boolean("skip_pin") {
		rec.Set("_pinned", to.ID)
		rec.Set("_before", rec.Get("spec"))
	}
	rec.Set("spec", x.Get("spec"))
	return one("deployment", to)
}

func pinned(w *engine.World, r *engine.Request) (*engine.Record, error) {
	rec, err := app(w, r)
	if err == nil && rec.Str("_pinned") == "" {
		err = engine.BadRequest("the app is not pinned to a deployment")
	}
	return rec, err
}

func commitRollback(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := pinned(w, r)
	if err != nil {
		return nil, err
	}
	rec.Set("_pinned", "")
	return engine.NoContent(http.StatusOK), nil
}

func revertRollback(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := pinned(w, r)
	if err != nil {
		return nil, err
	}
	rec.Set("_pinned", "")
	rec.Set("spec", rec.Get("_before"))
	return one("deployment", deploy(w, r, rec, "rollback reverted", ""))
}
