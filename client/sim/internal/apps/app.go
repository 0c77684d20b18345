package apps

import (
	"fmt"
	"slices"
	"strings"

	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

// kinds are the lists of components in a spec.
var kinds = []string{"services", "static_sites", "workers", "jobs", "functions"}

// component is one of an app's parts.
type component struct {
	kind, name, size string
	count            int64
	raw              engine.Document
}

// componentsOf lists the parts that a spec names.
func componentsOf(spec engine.Document) []component {
	var list []component
	for _, kind := range kinds {
		for _, raw := range engine.Elements(spec.Get(kind)) {
			d, err := engine.ParseDocument(raw)
			if err != nil {
				continue
			}
			c := component{kind: kind, name: d.Str("name"), size: d.Str("instance_size_slug"), count: max(1, d.Integer("instance_count")), raw: d}
			if auto := d.Object("autoscaling"); auto.Has("min_instance_count") {
				c.count = max(1, auto.Integer("min_instance_count"))
			}
			list = append(list, c)
		}
	}
	return list
}

// checkSpec says what is wrong with a spec.
func checkSpec(w *engine.World, spec engine.Document, self string) error {
	name := spec.Str("name")
	if len(name) < 2 || len(name) > 32 || !engine.Bounded(name) || !engine.Lower(name) || !engine.MadeOf(name, "-") {
		return engine.BadRequest("error validating app spec field \"name\": must be 2 to 32 lower-case letters, digits and dashes")
	}
	if region := spec.Str("region"); region != "" && regionOf(region) == nil {
		return engine.BadRequest("error validating app spec field \"region\": %q is no region", region)
	}
	seen := map[string]bool{}
	for _, c := range componentsOf(spec) {
		switch {
		case c.name == "":
			return engine.BadRequest("error validating app spec field \"%s.name\": is required", c.kind)
		case seen[c.name]:
			return engine.BadRequest("error validating app spec field \"%s.name\": %q is the name of two components", c.kind, c.name)
		case c.size != "" && sizeOf(c.size) == nil && strings.HasPrefix(c.size, "apps-"):
			return engine.BadRequest("error validating app spec field \"%s.instance_size_slug\": %q is no instance size", c.kind, c.size)
		}
		seen[c.name] = true
	}
	if other := named(w, name); other != nil && other.ID != self {
		return engine.Conflict("app name %q is taken", name)
	}
	return nil
}

func named(w *engine.World, name string) *engine.Record {
	if found := w.Table(apps).Holding("spec", []string{"name"}, name); len(found) > 0 {
		return found[0]
	}
	return nil
}

func create(w *engine.World, r *engine.Request, d *engine.Document) (string, error) {
	spec := r.Body.Object("spec")
	if err := checkSpec(w, spec, ""); err != nil {
		return "", err
	}
	project := r.Body.Str("project_id")
	if project != "" && w.Find("projects", project) == nil {
		return "", engine.Unprocessable("project %s does not exist", project)
	}
	if project == "" {
		project = w.Project()
	}
	id := w.UUID()
	region := regionOf(spec.Str("region"))
	if region == nil {
		region = regionOf("nyc")
	}
	shownRegion := region.document()
	*d = engine.Object("id", id, "owner_uuid", w.UUID(), "spec", r.Body.Get("spec"), "created_at", w.Now, "updated_at", w.Now,
		"tier_slug", tierOf(spec), "region", shownRegion.Raw(), "project_id", project, "last_deployment_created_at", w.Now,
		"domains", domainsOf(w, spec, ""), "_monthly", costOf(spec))
	return id, nil
}

func domainsOf(w *engine.World, spec engine.Document, old engine.Raw) []engine.Raw {
	list := []engine.Raw{}
	before := engine.Elements(old)
	for _, raw := range engine.Elements(spec.Get("domains")) {
		i := slices.IndexFunc(before, func(b engine.Raw) bool {
			d, _ := engine.ParseDocument(b)
			return engine.SameJSON(d.Get("spec"), raw)
		})
		if i >= 0 {
			list = append(list, before[i])
			continue
		}
		d := engine.Object("id", w.UUID(), "spec", raw, "phase", "PENDING")
		list = append(list, d.Raw())
	}
	return list
}

// first deploys a new app, with its alerts.
func first(w *engine.World, r *engine.Request, rec *engine.Record) {
	watch(w, rec)
	deploy(w, r, rec, "initial deployment", "")
}

func update(w *engine.World, r *engine.Request, rec *engine.Record, changes *engine.Document) error {
	spec := r.Body.Object("spec")
	if err := checkSpec(w, spec, rec.ID); err != nil {
		return err
	}
	if rec.Str("_pinned") != "" {
		return engine.Conflict("the app is pinned to a deployment: commit or revert the rollback first")
	}
	*changes = engine.Document{}
	changes.Put("spec", r.Body.Get("spec"))
	changes.Set("updated_at", w.Now)
	changes.Set("tier_slug", tierOf(spec))
	changes.Set("_monthly", costOf(spec))
	changes.Set("domains", domainsOf(w, spec, rec.Get("domains")))
	rec.Set("spec", r.Body.Get("spec"))
	watch(w, rec)
	deploy(w, r, rec, "app spec updated", "")
	return nil
}

// show writes an app with the deployments that count now.
func show(w *engine.World, _ *engine.Request, buf []byte, rec *engine.Record) []byte {
	d := rec.Clone()
	for _, f := range []struct {
		field  string
		phases []string
	}{
		{"active_deployment", []string{"ACTIVE"}}, {"in_progress_deployment", []string{"BUILDING", "PENDING_DEPLOY", "DEPLOYING"}}, {"pending_deployment", []string{"PENDING_BUILD"}},
	} {
		d.Unset(f.field)
		for _, x := range w.Table(deployments).Of(rec.ID) {
			if slices.Contains(f.phases, x.Str("phase")) {
				d.Put(f.field, shown(x))
			}
		}
	}
	if d.Get("active_deployment") != "" {
		spec := rec.Object("spec")
		host := fmt.Sprintf("%s-%s.ondigitalocean.example", spec.Str("name"), rec.ID[:5])
		d.Set("default_ingress", "https://"+host)
		d.Set("live_url", "https://"+host)
		d.Set("live_url_base", "https://"+host)
		d.Set("live_domain", host)
	}
	if pinned := w.Find(deployments, rec.Str("_pinned")); pinned != nil {
		d.Put("pinned_deployment", shown(pinned))
	}
	return inOrder(d).Append(buf)
}

// inOrder gives a document whose fields stand in one order, whatever the order
// in which they were put.
func inOrder(d engine.Document) *engine.Document {
	slices.SortStableFunc(d.Fields, func(a, b engine.Field) int { return strings.Compare(a.Key, b.Key) })
	return &d
}
