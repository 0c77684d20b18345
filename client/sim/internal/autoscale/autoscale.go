// Package autoscale simulates pools of droplets that are kept at the size that
// their configuration asks for.
package autoscale

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

const (
	pools   = "autoscale_pools"
	history = "autoscale_history"
)

// Area is autoscale pools, their members and history.
func Area() engine.Area {
	return engine.Area{
		Kinds: []*engine.Kind{{Path: "/v2/droplets/autoscale", Table: pools, Create: create, Created: created, Update: update, Delete: leave, Show: show, Filter: byName, FilterFields: []string{"name"}, Missing: "autoscale group with id %s not found"}},
		Ops: map[string]engine.Handler{
			"autoscalepools_list_members":     listMembers,
			"autoscalepools_list_history":     listHistory,
			"autoscalepools_delete_dangerous": destroy,
		},
		Steps: map[string]engine.Step{"autoscale.end": ended},
		On: []engine.Hook{
			{Event: engine.Seeded, Do: func(w *engine.World, _ *engine.Record) {
				w.Table(pools)
				w.Table(history)
			}},
			{Event: engine.Deleted, Table: "droplets", Do: forget},
		},
	}
}

func byName(_ *engine.World, r *engine.Request) (string, func(*engine.Record) bool, error) {
	name := r.Query.Get("name")
	if name == "" {
		return "", nil, nil
	}
	return "autoscale " + name, func(rec *engine.Record) bool { return rec.Str("name") == name }, nil
}

// target is how many droplets a configuration asks for, between its limits, with
// so many there.
func target(config engine.Document, now int64) int64 {
	if config.Has("target_number_instances") {
		return config.Integer("target_number_instances")
	}
	return min(max(now, config.Integer("min_instances")), config.Integer("max_instances"))
}

func check(w *engine.World, b *engine.Document, self string) error {
	config, template := b.Object("config"), b.Object("droplet_template")
	name := b.Str("name")
	switch {
	case name == "":
		return engine.Unprocessable("name is required")
	case config.Has("target_number_instances"):
		if n := config.Integer("target_number_instances"); n < 1 || n > 500 {
			return engine.Unprocessable("target_number_instances must be between 1 and 500")
		}
	case config.Integer("min_instances") < 1 || config.Integer("max_instances") < config.Integer("min_instances") || config.Integer("max_instances") > 500:
		return engine.Unprocessable("min_instances must be at least 1 and at most max_instances, which must be at most 500")
	case !config.Has("target_cpu_utilization") && !config.Has("target_memory_utilization"):
		return engine.Unprocessable("target_cpu_utilization or target_memory_utilization is required")
	}
	for _, field := range []string{"target_cpu_utilization", "target_memory_utilization"} {
		var f float64
		if engine.Decode(config.Get(field), &f); config.Has(field) && (f < 0.05 || f > 1) {
			return engine.Unprocessable("%s must be between 0.05 and 1", field)
		}
	}
	switch {
	case engine.Offered().Region(template.Str("region")) == nil:
		return engine.BadRegion("region is invalid")
	case engine.Offered().Size(template.Str("size")) == nil:
		return engine.BadSize("size is invalid")
	case template.Str("image") == "" && template.Integer("image") == 0:
		return engine.Unprocessable("image is required")
	}
	for _, key := range template.Strings("ssh_keys") {
		if w.FindKey(key) == nil {
			return engine.Unprocessable("SSH key %s does not exist", key)
		}
	}
	if slices.ContainsFunc(w.Table(pools).Where("name", name), func(rec *engine.Record) bool { return rec.ID != self }) {
		return engine.Conflict("there is a pool of the name %s", name)
	}
	return nil
}

func create(w *engine.World, r *engine.Request, d *engine.Document) (string, error) {
	if err := check(w, &r.Body, ""); err != nil {
		return "", err
	}
	id := w.UUID()
	*d = engine.Object("id", id, "name", r.Body.Str("name"), "config", r.Body.Get("config"), "droplet_template", r.Body.Get("droplet_template"),
		"created_at", w.Now, "updated_at", w.Now, "status", "active", "_members", []string{})
	return id, nil
}

func created(w *engine.World, r *engine.Request, rec *engine.Record) { scale(w, r, rec) }

func update(w *engine.World, r *engine.Request, rec *engine.Record, changes *engine.Document) error {
	if err := check(w, &r.Body, rec.ID); err != nil {
		return err
	}
	*changes = engine.Document{}
	for _, field := range []string{"name", "config", "droplet_template"} {
		rec.Set(field, r.Body.Get(field))
	}
	rec.Set("updated_at", w.Now)
	scale(w, r, rec)
	return nil
}

// members are the ids of the pool's droplets.
func members(rec *engine.Record) []string { return rec.Strings("_members") }

// scale makes and ends droplets until there are as many as there should be.
func scale(w *engine.World, r *engine.Request, rec *engine.Record) {
	config, template := rec.Object("config"), rec.Object("droplet_template")
	list := members(rec)
	before, want := int64(len(list)), target(config, int64(len(list)))
	if before == want {
		return
	}
	reason, status := "SCALE_UP", "success"
	if want < before {
		reason = "SCALE_DOWN"
	}
	for int64(len(list)) < want {
		body := engine.Object("name", fmt.Sprintf("%s-%d", prefix(rec, template), w.Counter("pool "+rec.ID)))
		for _, f := range template.Fields {
			if f.Key != "name" {
				body.Put(f.Key, template.Get(f.Key))
			}
		}
		made, err := w.Ask(r, "droplets_create", body)
		if err != nil {
			status = "error"
			rec.Set("status", "error")
			break
		}
		answer, _ := engine.ParseDocument(made.Body)
		droplet := answer.Object("droplet")
		list = append(list, string(droplet.Get("id")))
		rec.Set("_members", list)
	}
	for int64(len(list)) > want {
		id := list[len(list)-1]
		list = list[:len(list)-1]
		rec.Set("_members", list)
		end(w, r, id)
	}
	id := w.UUID()
	w.Add(history, id, engine.Object("history_event_id", id, "current_instance_count", before, "desired_instance_count", want,
		"reason", reason, "status", status, "created_at", w.Now, "updated_at", w.Now, "_of", rec.ID))
}

func prefix(rec *engine.Record, template engine.Document) string {
	if name := template.Str("name"); name != "" {
		return name
	}
	return rec.Str("name")
}

// end deletes a droplet as soon as nothing goes on with it.
func end(w *engine.World, r *engine.Request, id string) {
	droplet := w.Find("droplets", id)
	if droplet == nil {
		return
	}
	if _, err := w.Ask(r, "droplets_destroy", engine.Document{}, "droplet_id", id); err != nil && err != engine.ErrNotFound {
		w.Later(10*time.Second, "autoscale.end", droplet)
	}
}

// ended is the step in which deleting a droplet is tried once more.
func ended(w *engine.World, droplet *engine.Record, _ []string) bool {
	if droplet == nil || droplet.Deleted {
		return false
	}
	end(w, &engine.Request{}, droplet.ID)
	return true
}

// forget has a pool lose a droplet that was deleted.
func forget(w *engine.World, droplet *engine.Record) {
	for _, rec := range slices.Clone(w.Table(pools).Holding("_members", nil, droplet.ID)) {
		rec.Set("_members", slices.DeleteFunc(members(rec), func(id string) bool { return id == droplet.ID }))
	}
}

// leave deletes a pool; its droplets stay.
func leave(w *engine.World, _ *engine.Request, rec *engine.Record) error {
	rec.Set("_members", []string{})
	return nil
}

func destroy(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := w.Existing(w.Table(pools), r.Param("autoscale_pool_id"))
	if err != nil {
		return nil, err
	}
	if !r.Dangerous() {
		return nil, engine.BadRequest("the header X-Dangerous must be true")
	}
	list := members(rec)
	w.Remove(rec)
	for _, id := range list {
		end(w, r, id)
	}
	return engine.NoContent(http.StatusAccepted), nil
}

func show(w *engine.World, _ *engine.Request, buf []byte, rec *engine.Record) []byte {
	d := rec.Clone()
	d.Set("active_resources_count", len(members(rec)))
	if len(members(rec)) > 0 {
		use := engine.Object("memory", 0.3, "cpu", 0.2)
		d.Put("current_utilization", use.Raw())
	}
	return d.Append(buf)
}

func listMembers(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := w.Existing(w.Table(pools), r.Param("autoscale_pool_id"))
	if err != nil {
		return nil, err
	}
	var list []*engine.Record
	for _, id := range members(rec) {
		droplet := w.Find("droplets", id)
		if droplet == nil {
			continue
		}
		status := map[string]string{"new": "provisioning", "active": "active"}[droplet.Str("status")]
		if status == "" {
			status = "off"
		}
		use := engine.Object("memory", 0.3, "cpu", 0.2)
		n, _ := strconv.ParseInt(id, 10, 64)
		health := "healthy"
		d := engine.Object("droplet_id", n, "created_at", droplet.Get("created_at"), "updated_at", w.Now, "health_status", health, "status", status, "current_utilization", use.Raw())
		if status == "off" {
			d.Set("health_status", "unhealthy")
			d.Set("unhealthy_reason", "the droplet is off")
		}
		list = append(list, &engine.Record{Document: d})
	}
	return w.Page(r, "droplets", list, false, nil)
}

func listHistory(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := w.Existing(w.Table(pools), r.Param("autoscale_pool_id"))
	if err != nil {
		return nil, err
	}
	return w.Page(r, "history", w.Table(history).Of(rec.ID), true, nil)
}
