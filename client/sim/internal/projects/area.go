// Package projects simulates projects, of which one is the default, and what
// belongs to them.
package projects

import (
	"net/http"
	"slices"
	"strings"

	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

// Area is projects.
func Area() engine.Area {
	return engine.Area{
		Kinds: []*engine.Kind{{Path: "/v2/projects", Find: find, Empty: []string{"environment"}, Create: create, Update: update, Delete: remove}},
		Ops: map[string]engine.Handler{
			"projects_get_default":              onDefault("projects_get"),
			"projects_update_default":           onDefault("projects_update"),
			"projects_patch_default":            onDefault("projects_patch"),
			"projects_list_resources":           listResources,
			"projects_list_resources_default":   listResources,
			"projects_assign_resources":         assign,
			"projects_assign_resources_default": assign,
		},
		On: []engine.Hook{
			{Event: engine.Seeded, Do: seed},
			{Event: engine.Created, Do: join},
			{Event: engine.Deleted, Do: leave},
		},
	}
}

// seed makes the project that every account has from the start.
func seed(w *engine.World, _ *engine.Record) {
	id := w.Project()
	d := document(w, id, "first-project", "Update your project information under Settings", "Just trying out DigitalOcean", "Development", true)
	w.Add("projects", id, d)
}

func document(w *engine.World, id, name, description, purpose, environment string, isDefault bool) engine.Document {
	return engine.Object("id", id, "owner_uuid", engine.UserUUID, "owner_id", engine.UserID, "name", name, "description", description,
		"purpose", purpose, "environment", environment, "is_default", isDefault, "created_at", w.Now, "updated_at", w.Now)
}

// find takes "default" for the default project.
func find(w *engine.World, _ *engine.Request, id string) *engine.Record {
	if id == "default" {
		id = w.DefaultProject
	}
	return w.Table("projects").Live(id)
}

// onDefault has an operation on the default project be one on its id.
func onDefault(id string) engine.Handler {
	return func(w *engine.World, r *engine.Request) (*engine.Reply, error) {
		r.SetParam("project_id", "default")
		return w.API.Handlers[id](w, r)
	}
}

var environments = []string{"Development", "Staging", "Production"}

// environment writes a name as the API does, however it came.
func environment(name string) (string, bool) {
	for _, e := range environments {
		if strings.EqualFold(e, name) {
			return e, true
		}
	}
	return "", name == ""
}

func create(w *engine.World, r *engine.Request, d *engine.Document) (string, error) {
	env, ok := environment(r.Body.Str("environment"))
	if !r.Body.Has("environment") {
		env = "Development" // an empty one stays: Terraform's provider sends and expects it
	}
	name, purpose := r.Body.Str("name"), r.Body.Str("purpose")
	switch {
	case name == "":
		return "", engine.Unprocessable("name is required")
	case len(name) > 175:
		return "", engine.Unprocessable("name is too long (maximum is 175 characters)")
	case purpose == "":
		return "", engine.Unprocessable("purpose is required")
	case !ok:
		return "", engine.Unprocessable("environment must be one of %s", strings.Join(environments, ", "))
	case taken(w, name, nil):
		return "", engine.Conflict("a project with the name %s already exists", name)
	}
	id := w.UUID()
	*d = document(w, id, name, r.Body.Str("description"), purpose, env, false)
	return id, nil
}

func taken(w *engine.World, name string, by *engine.Record) bool {
	return slices.ContainsFunc(w.Table("projects").Where("name", name), func(rec *engine.Record) bool { return rec != by && !rec.Deleted })
}

func update(w *engine.World, r *engine.Request, rec *engine.Record, changes *engine.Document) error {
	if r.Op.Method == http.MethodPut {
		if err := engine.CheckRequired(r.Op.Body, &r.Body); err != nil {
			return err
		}
	}
	if changes.Has("environment") {
		env, ok := environment(changes.Str("environment"))
		if !ok {
			return engine.Unprocessable("environment must be one of %s", strings.Join(environments, ", "))
		}
		changes.Set("environment", env)
	}
	if changes.Has("name") && taken(w, changes.Str("name"), rec) {
		return engine.Conflict("a project with the name %s already exists", changes.Str("name"))
	}
	switch isDefault := changes.Get("is_default"); {
	case isDefault == "true" && !rec.Boolean("is_default"):
		if old := w.Find("projects", w.DefaultProject); old != nil {
			old.Set("is_default", false)
		}
		w.DefaultProject = rec.ID
	case isDefault == "false" && rec.Boolean("is_default"):
		return engine.Unprocessable("there must be a default project: make another one the default instead")
	}
	changes.Set("updated_at", w.Now)
	return nil
}

func remove(w *engine.World, r *engine.Request, rec *engine.Record) error {
	if rec.Boolean("is_default") {
		return &engine.Error{Status: http.StatusForbidden, ID: "forbidden", Message: "the default project cannot be deleted"}
	}
	if slices.ContainsFunc(resources(w, rec.ID), func(list []*engine.Record) bool { return len(list) > 0 }) {
		return &engine.Error{Status: http.StatusPreconditionFailed, ID: "precondition_failed",
			Message: "cannot delete a project with resources. move or remove the resources first"}
	}
	return nil
}

// join puts what is new into the project that it names.
func join(w *engine.World, rec *engine.Record) {
	if urn, _ := engine.URN(rec); urn != "" {
		if !rec.Has("created_at") {
			rec.Set("_assigned", w.Now)
		}
		if id := rec.Str("project_id"); id != "" {
			rec.Set("_project", id)
		}
	}
}

// gone has the names of what was deleted last.
const gone = "_gone_urns"

// maxGone is how many of them are kept.
const maxGone = 1000

// leave remembers what is gone.
func leave(w *engine.World, rec *engine.Record) {
	urn, _ := engine.URN(rec)
	t := w.Table(gone)
	if urn == "" || t.ByID[urn] != nil {
		return
	}
	if t.Add(urn, engine.Document{}); len(t.Records) > maxGone {
		t.Remove(t.Records[0])
	}
}

// projectOf returns the project of a record: what nobody has put anywhere is in
// the default one that was there when it came.
func projectOf(w *engine.World, rec *engine.Record) string {
	if id := rec.Str("_project"); id != "" && w.Find("projects", id) != nil {
		return id
	}
	return w.DefaultProject
}

// resources returns what belongs to a project, by tables.
func resources(w *engine.World, project string) [][]*engine.Record {
	var found [][]*engine.Record
	seen := map[string]bool{}
	for _, k := range engine.URNKinds {
		if t := w.Tables[k.Table]; t != nil && !seen[k.Table] {
			seen[k.Table] = true
			if project == w.DefaultProject {
				found = append(found, t.Where("_project", engine.Raw("")))
			}
			found = append(found, t.Where("_project", project))
		}
	}
	return found
}

func listResources(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	project, err := inPath(w, r)
	if err != nil {
		return nil, err
	}
	return w.PageOfLists(r, "resources", resources(w, project.ID), show("ok"))
}

// show writes a resource as projects tell of it.
func show(status string) engine.Show {
	return func(_ *engine.World, r *engine.Request, buf []byte, rec *engine.Record) []byte {
		d := entry(r, rec, status)
		return d.Append(buf)
	}
}

func entry(r *engine.Request, rec *engine.Record, status string) engine.Document {
	urn, path := engine.URN(rec)
	at := rec.Get("_assigned")
	if at == "" {
		at = rec.Get("created_at")
	}
	return engine.Object("urn", urn, "assigned_at", at, "links", engine.Object("self", r.Base+path), "status", status)
}

func inPath(w *engine.World, r *engine.Request) (*engine.Record, error) {
	id := r.Param("project_id")
	if id == "" {
		id = "default"
	}
	rec := find(w, r, id)
	if rec == nil {
		return nil, engine.ErrNotFound
	}
	return rec, nil
}

// assign moves resources into a project, all or none of them. What is gone has the
// status not_found, which the description knows: Terraform's provider puts what it has
// just replaced into the default project.
// https://github.com/digitalocean/terraform-provider-digitalocean/blob/main/digitalocean/project/resource_project.go
func assign(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	project, err := inPath(w, r)
	if err != nil {
		return nil, err
	}
	urns := r.Body.Strings("resources")
	if !r.Body.Has("resources") {
		return nil, engine.Unprocessable("resources is required")
	}
	var found []*engine.Record
	entries := []engine.Document{}
	for _, urn := range urns {
		rec := w.ByURN(urn)
		switch {
		case rec == nil && w.Table(gone).ByID[urn] == nil:
			return nil, engine.Unprocessable("resource %s does not exist", urn)
		case rec == nil:
			entries = append(entries, engine.Object("urn", urn, "assigned_at", w.Now, "links", engine.Object(), "status", "not_found"))
		case !slices.Contains(found, rec):
			found = append(found, rec)
		}
	}
	for _, rec := range found {
		status := "assigned"
		if projectOf(w, rec) == project.ID {
			status = "already_assigned"
		} else {
			rec.Set("_project", project.ID)
			rec.Set("_assigned", w.Now)
			if rec.Has("project_id") {
				rec.Set("project_id", project.ID)
			}
		}
		entries = append(entries, entry(r, rec, status))
	}
	return engine.Answer(http.StatusOK, "resources", entries), nil
}
