package genai

import (
	"crypto/sha256"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

func agent(w *engine.World, r *engine.Request) (*engine.Record, error) {
	return item(w, agents, r.Params[0].Value)
}

func changed(w *engine.World, rec *engine.Record) (*engine.Reply, error) {
	rec.Set("updated_at", w.Now)
	w.Emit(engine.Changed, rec)
	return answer("agent", rec)
}

// without takes the elements of a list that have an id.
func without(list engine.Raw, field, id string) ([]engine.Raw, bool) {
	all := engine.Elements(list)
	kept := slices.DeleteFunc(slices.Clone(all), func(raw engine.Raw) bool {
		d, _ := engine.ParseDocument([]byte(raw))
		return d.Str(field) == id
	})
	return kept, len(kept) < len(all)
}

func attachKnowledge(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := agent(w, r)
	if err != nil {
		return nil, err
	}
	base, err := item(w, knowledge, r.Param("knowledge_base_uuid"))
	if err != nil {
		return nil, err
	}
	list, _ := without(rec.Get("knowledge_bases"), "uuid", base.ID)
	rec.Set("knowledge_bases", append(list, engine.Raw(base.Append(nil))))
	return changed(w, rec)
}

func detachKnowledge(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := agent(w, r)
	if err != nil {
		return nil, err
	}
	list, was := without(rec.Get("knowledge_bases"), "uuid", r.Param("knowledge_base_uuid"))
	if !was {
		return nil, engine.ErrNotFound
	}
	rec.Set("knowledge_bases", list)
	return changed(w, rec)
}

// function makes an agent's function of a body.
func function(w *engine.World, r *engine.Request, id string) engine.Raw {
	d := engine.Object("uuid", id, "name", r.Body.Str("function_name"), "description", r.Body.Str("description"), "faas_name", r.Body.Str("faas_name"),
		"faas_namespace", r.Body.Str("faas_namespace"), "created_at", w.Now, "updated_at", w.Now)
	for _, field := range []string{"input_schema", "output_schema"} {
		if v := r.Body.Get(field); v != "" && v != engine.Null {
			d.Put(field, v)
		}
	}
	return d.Raw()
}

func attachFunction(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := agent(w, r)
	if err != nil {
		return nil, err
	}
	if r.Body.Str("function_name") == "" {
		return nil, engine.BadRequest("function_name is required")
	}
	rec.Set("functions", append(engine.Elements(rec.Get("functions")), function(w, r, w.UUID())))
	return changed(w, rec)
}

func updateFunction(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := agent(w, r)
	if err != nil {
		return nil, err
	}
	list, was := without(rec.Get("functions"), "uuid", r.Param("function_uuid"))
	if !was {
		return nil, engine.ErrNotFound
	}
	rec.Set("functions", append(list, function(w, r, r.Param("function_uuid"))))
	return changed(w, rec)
}

func detachFunction(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := agent(w, r)
	if err != nil {
		return nil, err
	}
	list, was := without(rec.Get("functions"), "uuid", r.Param("function_uuid"))
	if !was {
		return nil, engine.ErrNotFound
	}
	rec.Set("functions", list)
	return changed(w, rec)
}

func attachChild(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	parent, err := agent(w, r)
	if err != nil {
		return nil, err
	}
	child, err := item(w, agents, r.Param("child_agent_uuid"))
	if err != nil {
		return nil, err
	}
	list, was := without(parent.Get("_children"), "uuid", child.ID)
	switch {
	case child.ID == parent.ID:
		return nil, engine.BadRequest("an agent cannot be its own child")
	case r.Method == http.MethodPut && !was:
		return nil, engine.ErrNotFound
	}
	d := engine.Object("uuid", child.ID, "route_name", r.Body.Str("route_name"), "if_case", r.Body.Str("if_case"))
	parent.Set("_children", append(list, d.Raw()))
	return engine.Answer(http.StatusOK, "child_agent_uuid", child.ID, "parent_agent_uuid", parent.ID), nil
}

func detachChild(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	parent, err := agent(w, r)
	if err != nil {
		return nil, err
	}
	list, was := without(parent.Get("_children"), "uuid", r.Param("child_agent_uuid"))
	if !was {
		return nil, engine.ErrNotFound
	}
	parent.Set("_children", list)
	return engine.Answer(http.StatusOK, "child_agent_uuid", r.Param("child_agent_uuid"), "parent_agent_uuid", parent.ID), nil
}

func listChildren(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	parent, err := agent(w, r)
	if err != nil {
		return nil, err
	}
	var list []*engine.Record
	for _, raw := range engine.Elements(parent.Get("_children")) {
		route, _ := engine.ParseDocument([]byte(raw))
		if child, err := item(w, agents, route.Str("uuid")); err == nil {
			d := child.Clone()
			d.Set("route_name", route.Str("route_name"))
			d.Set("if_case", route.Str("if_case"))
			list = append(list, &engine.Record{Document: d})
		}
	}
	return page(w, r, "children", list)
}

const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

func regenerateKey(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	if _, err := agent(w, r); err != nil {
		return nil, err
	}
	rec, err := item(w, agentKeys, r.Params[0].Value+"/"+r.Param("api_key_uuid"))
	if err != nil {
		return nil, err
	}
	secret := make([]byte, 32)
	dice := w.Dice("agent keys")
	for i := range secret {
		secret[i] = letters[dice.IntN(len(letters))]
	}
	rec.Set("secret_key", string(secret))
	return answer("api_key_info", rec)
}

func updateVisibility(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := agent(w, r)
	if err != nil {
		return nil, err
	}
	if err := engine.CheckEnums(r.Op.Body, &r.Body); err != nil {
		return nil, err
	}
	visibility := r.Body.Str("visibility")
	if visibility == "" {
		return nil, engine.BadRequest("visibility is required")
	}
	d := rec.Object("deployment")
	if !d.Has("uuid") {
		d = engine.Object("uuid", w.UUID(), "name", rec.Str("name"), "status", "STATUS_RUNNING", "created_at", w.Now)
	}
	d.Set("visibility", visibility)
	d.Set("updated_at", w.Now)
	rec.Set("deployment", d.Raw())
	return changed(w, rec)
}

// remembered are the fields that a version of an agent holds.
var remembered = []string{"name", "description", "instruction", "k", "max_tokens", "provide_citations", "retrieval_method", "tags", "temperature", "top_p"}

// note keeps a version of an agent after each change of what it is.
func note(w *engine.World, rec *engine.Record) {
	var d engine.Document
	for _, field := range remembered {
		if v := rec.Get(field); v != "" {
			d.Put(field, v)
		}
	}
	list := w.Table(versions).Of(rec.ID)
	hash := fmt.Sprintf("%x", sha256.Sum256([]byte(d.Raw())))[:16]
	if len(list) > 0 && list[len(list)-1].Str("version_hash") == hash {
		return
	}
	d.Set("version_hash", hash)
	d.Set("agent_uuid", rec.ID)
	d.Set("created_at", w.Now)
	d.Set("_of", rec.ID)
	w.Table(versions).Add(fmt.Sprintf("%s/%d", rec.ID, len(list)), d)
}

func listVersions(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := agent(w, r)
	if err != nil {
		return nil, err
	}
	list := slices.Clone(w.Table(versions).Of(rec.ID))
	slices.Reverse(list)
	var shown []*engine.Record
	for i, v := range list {
		d := v.Clone()
		d.Set("currently_applied", i == 0)
		d.Set("can_rollback", i > 0)
		shown = append(shown, &engine.Record{Document: d})
	}
	return page(w, r, "agent_versions", shown)
}

func rollback(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := agent(w, r)
	if err != nil {
		return nil, err
	}
	hash := r.Body.Str("version_hash")
	for _, v := range slices.Clone(w.Table(versions).Of(rec.ID)) {
		if v.Str("version_hash") == hash {
			for _, field := range remembered {
				if value := v.Get(field); value != "" {
					rec.Set(field, value)
				}
			}
			w.Emit(engine.Changed, rec)
			return engine.Answer(http.StatusOK, "version_hash", hash), nil
		}
	}
	return nil, engine.ErrNotFound
}

// getUsage shows that nobody has asked an agent anything.
func getUsage(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := agent(w, r)
	if err != nil {
		return nil, err
	}
	d := engine.Object("resource_uuid", rec.ID, "start", w.Now.Add(-24*time.Hour), "stop", w.Now, "measurements", engine.Raw("[]"))
	return engine.Answer(http.StatusOK, "usage", d.Raw(), "log_insights_usage", d.Raw()), nil
}

// agentsBy lists the agents that name something in a field.
func agentsBy(path, field string) engine.Handler {
	return func(w *engine.World, r *engine.Request) (*engine.Reply, error) {
		rec, err := item(w, path, r.Params[0].Value)
		if err != nil {
			return nil, err
		}
		var list []*engine.Record
		of(w, agents).All(func(a *engine.Record) bool {
			if a.Str(field) == rec.ID || a.Str("_"+field) == rec.ID {
				list = append(list, a)
			}
			return true
		})
		return page(w, r, "agents", list)
	}
}

func moveAgents(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := item(w, workspaces, r.Params[0].Value)
	if err != nil {
		return nil, err
	}
	var moved []*engine.Record
	for _, id := range r.Body.Strings("agent_uuids") {
		a, err := item(w, agents, id)
		if err != nil {
			return nil, engine.BadRequest("agent %s does not exist", id)
		}
		moved = append(moved, a)
	}
	for _, a := range moved {
		a.Set("_workspace_uuid", rec.ID)
	}
	return answer("workspace", rec)
}
