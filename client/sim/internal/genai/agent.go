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

// onAgent serves an operation that changes the agent of the path, and answers with
// it.
func onAgent(do func(w *engine.World, r *engine.Request, rec *engine.Record) error) engine.Handler {
	return func(w *engine.World, r *engine.Request) (*engine.Reply, error) {
		rec, err := agent(w, r)
		if err == nil {
			err = do(w, r, rec)
		}
		if err != nil {
			return nil, err
		}
		rec.Set("updated_at", w.Now)
		w.Emit(engine.Changed, rec)
		return answer("agent", rec)
	}
}

// without takes the elements of a list that have an id.
func without(list engine.Raw, field, id string) ([]engine.Raw, bool) {
	all := engine.Elements(list)
	kept := slices.DeleteFunc(slices.Clone(all), func(raw engine.Raw) bool {
		d, _ := engine.ParseDocument(raw)
		return d.Str(field) == id
	})
	return kept, len(kept) < len(all)
}

// detach takes what the path names last out of a list of the agent.
func detach(list, field string) engine.Handler {
	return onAgent(func(_ *engine.World, r *engine.Request, rec *engine.Record) error {
		kept, was := without(rec.Get(list), field, r.Last())
		if !was {
			return engine.ErrNotFound
		}
		rec.Set(list, kept)
		return nil
	})
}

// attachBase has an agent know a knowledge base.
func attachBase(w *engine.World, rec *engine.Record, id string) error {
	base, err := item(w, knowledge, id)
	if err != nil {
		return err
	}
	list, _ := without(rec.Get("knowledge_bases"), "uuid", base.ID)
	rec.Set("knowledge_bases", append(list, engine.Raw(base.Append(nil))))
	return nil
}

func attachKnowledge(w *engine.World, r *engine.Request, rec *engine.Record) error {
	return attachBase(w, rec, r.Param("knowledge_base_uuid"))
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

func attachFunction(w *engine.World, r *engine.Request, rec *engine.Record) error {
	if r.Body.Str("function_name") == "" {
		return engine.BadRequest("function_name is required")
	}
	rec.Set("functions", append(engine.Elements(rec.Get("functions")), function(w, r, w.UUID())))
	return nil
}

func updateFunction(w *engine.World, r *engine.Request, rec *engine.Record) error {
	list, was := without(rec.Get("functions"), "uuid", r.Param("function_uuid"))
	if !was {
		return engine.ErrNotFound
	}
	rec.Set("functions", append(list, function(w, r, r.Param("function_uuid"))))
	return nil
}

// begin gives a new agent the knowledge that it was made with.
func begin(w *engine.World, rec *engine.Record) {
	rec.Set("route_created_at", w.Now)
	for _, id := range rec.Strings("_knowledge_base_uuid") {
		attachBase(w, rec, id)
	}
	showModel(w, rec)
}

// showModel shows the model and the keys that an agent uses.
func showModel(w *engine.World, rec *engine.Record) {
	rec.Set("model", modelOf(w, rec.Str("_model_uuid")))
	for _, ref := range []struct{ from, as, path string }{{"_open_ai_key_uuid", "openai_api_key", openAI}, {"_anthropic_key_uuid", "anthropic_api_key", anthropic}} {
		if key, err := item(w, ref.path, rec.Str(ref.from)); err == nil {
			rec.Set(ref.as, engine.Raw(key.Append(nil)))
		}
	}
}

// route changes how an agent hands over to another one.
func route(w *engine.World, r *engine.Request, change func(parent *engine.Record, kept []engine.Raw, was bool) error) (*engine.Reply, error) {
	parent, err := agent(w, r)
	if err != nil {
		return nil, err
	}
	id := r.Param("child_agent_uuid")
	kept, was := without(parent.Get("_children"), "uuid", id)
	if err := change(parent, kept, was); err != nil {
		return nil, err
	}
	// Terraform's provider reads the agent at the other end by a field that the
	// description lacks.
	return engine.Answer(http.StatusOK, "child_agent_uuid", id, "parent_agent_uuid", parent.ID, "uuid", id), nil
}

func attachChild(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	return route(w, r, func(parent *engine.Record, kept []engine.Raw, was bool) error {
		child, err := item(w, agents, r.Param("child_agent_uuid"))
		switch {
		case err != nil:
			return err
		case child.ID == parent.ID:
			return engine.BadRequest("an agent cannot be its own child")
		case r.Method == http.MethodPut && !was:
			return engine.ErrNotFound
		}
		d := engine.Object("uuid", child.ID, "route_name", r.Body.Str("route_name"), "if_case", r.Body.Str("if_case"))
		parent.Set("_children", append(kept, d.Raw()))
		for _, field := range []string{"route_name", "if_case"} {
			child.Set(field, r.Body.Str(field))
		}
		return nil
	})
}

func detachChild(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	return route(w, r, func(parent *engine.Record, kept []engine.Raw, was bool) error {
		if !was {
			return engine.ErrNotFound
		}
		parent.Set("_children", kept)
		return nil
	})
}

// children are the agents that one hands over to, with the routes to them.
func children(w *engine.World, parent *engine.Record) []*engine.Record {
	var list []*engine.Record
	for _, raw := range engine.Elements(parent.Get("_children")) {
		route, _ := engine.ParseDocument(raw)
		if child, err := item(w, agents, route.Str("uuid")); err == nil {
			d := child.Clone()
			d.Set("route_name", route.Str("route_name"))
			d.Set("if_case", route.Str("if_case"))
			list = append(list, &engine.Record{Document: d})
		}
	}
	return list
}

func listChildren(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	parent, err := agent(w, r)
	if err != nil {
		return nil, err
	}
	return page(w, r, "children", children(w, parent))
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

func updateVisibility(w *engine.World, r *engine.Request, rec *engine.Record) error {
	if err := engine.CheckEnums(r.Op.Body, &r.Body); err != nil {
		return err
	}
	visibility := r.Body.Str("visibility")
	if visibility == "" {
		return engine.BadRequest("visibility is required")
	}
	d := rec.Object("deployment")
	if !d.Has("uuid") {
		d = engine.Object("uuid", w.UUID(), "name", rec.Str("name"), "status", "STATUS_RUNNING", "created_at", w.Now)
	}
	d.Set("visibility", visibility)
	d.Set("updated_at", w.Now)
	rec.Set("deployment", d.Raw())
	return nil
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
		return by(w, r, path, agents, field, "agents")
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
