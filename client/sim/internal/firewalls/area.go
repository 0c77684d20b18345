// Package firewalls simulates firewalls: their rules, and the droplets that they
// protect by id or by tag.
package firewalls

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

// Area is firewalls.
func Area() engine.Area {
	return engine.Area{
		Kinds: []*engine.Kind{{
			Path:    "/v2/firewalls",
			Create:  create,
			Created: func(w *engine.World, r *engine.Request, rec *engine.Record) { settle(w, r.Fail, rec) },
			Update:  update,
		}},
		Ops: map[string]engine.Handler{
			"firewalls_assign_droplets": change(droplets, engine.Union),
			"firewalls_delete_droplets": change(droplets, engine.Minus),
			"firewalls_add_tags":        change(tags, engine.Union),
			"firewalls_delete_tags":     change(tags, engine.Minus),
			"firewalls_add_rules":       change(rules, engine.Union),
			"firewalls_delete_rules":    change(rules, engine.Minus),
			"droplets_list_firewalls":   ofDroplet,
		},
		Steps: map[string]engine.Step{"firewalls.settle": changed, "firewalls.settled": settled},
		On:    []engine.Hook{{Event: engine.Deleted, Table: "tags", Do: forgetTag}},
	}
}

// The fields that the operations below a firewall change.
var (
	droplets = []string{"droplet_ids"}
	tags     = []string{"tags"}
	rules    = []string{"inbound_rules", "outbound_rules"}
)

// maxRules is how many rules a firewall may have.
const maxRules = 50

func create(w *engine.World, r *engine.Request, d *engine.Document) (string, error) {
	if r.Body.Str("name") == "" {
		return "", engine.Unprocessable("name is required")
	}
	if !engine.IsHostname(r.Body.Str("name")) {
		return "", engine.Unprocessable("name must hold only letters, digits, dots and dashes")
	}
	if err := check(w, &r.Body); err != nil {
		return "", err
	}
	id := w.UUID()
	*d = engine.Object("id", id, "name", r.Body.Str("name"), "status", "waiting", "inbound_rules", normal(r.Body.Get("inbound_rules"), "sources"),
		"outbound_rules", normal(r.Body.Get("outbound_rules"), "destinations"), "created_at", w.Now,
		"droplet_ids", list(r.Body.Get("droplet_ids")), "tags", list(r.Body.Get("tags")), "pending_changes", engine.Raw("[]"))
	if d.Get("inbound_rules") == "[]" && d.Get("outbound_rules") == "[]" {
		return "", engine.Unprocessable("a firewall must have at least one rule")
	}
	return id, nil
}

// list is an encoded list, an empty one for nothing.
func list(v engine.Raw) engine.Raw {
	if v == "" || v == engine.Null {
		return "[]"
	}
	return v
}

// check refuses droplets that do not exist, tags that cannot be, and rules that
// say too little.
func check(w *engine.World, body *engine.Document) error {
	for _, id := range engine.IdsIn(body.Get("droplet_ids"), nil) {
		if w.Find("droplets", id) == nil {
			return engine.Unprocessable("droplet %s does not exist", id)
		}
	}
	if err := engine.CheckTags(body.Strings("tags")); err != nil {
		return err
	}
	for _, field := range rules {
		items := engine.Elements(body.Get(field))
		if len(items) > maxRules {
			return engine.Unprocessable("%s can have at most %d rules", field, maxRules)
		}
		for _, item := range items {
			rule, err := engine.ParseDocument(item)
			if err != nil {
				return engine.Unprocessable("%s must hold objects", field)
			}
			switch protocol := rule.Str("protocol"); {
			case protocol == "":
				return engine.Unprocessable("%s: protocol is required", field)
			case !slices.Contains([]string{"tcp", "udp", "icmp"}, protocol):
				return engine.Unprocessable("%s: protocol must be one of tcp, udp, icmp", field)
			case protocol != "icmp" && rule.Str("ports") == "":
				return engine.Unprocessable("%s: ports is required for %s", field, protocol)
			}
			side := rule.Object(sideOf(field))
			for _, id := range engine.IdsIn(side.Get("droplet_ids"), nil) {
				if w.Find("droplets", id) == nil {
					return engine.Unprocessable("%s: droplet %s does not exist", field, id)
				}
			}
		}
	}
	return nil
}

// sideOf names who is on the other side of a list of rules.
func sideOf(field string) string {
	switch field {
	case "inbound_rules":
		return "sources"
	case "outbound_rules":
		return "destinations"
	}
	return ""
}

// normal writes rules as the API keeps them: all ports are "0", and so are those
// of icmp, which has none. "1-65535" stays, as clients find that they differ
// otherwise.
func normal(value engine.Raw, side string) engine.Raw {
	out := []engine.Raw{}
	for _, item := range engine.Elements(value) {
		rule, _ := engine.ParseDocument(item)
		if ports := rule.Str("ports"); ports == "all" || ports == "" {
			rule.Set("ports", "0")
		}
		if !rule.Has(side) {
			rule.Set(side, engine.Object())
		}
		out = append(out, rule.Raw())
	}
	return engine.Encode(out)
}

func update(w *engine.World, r *engine.Request, rec *engine.Record, changes *engine.Document) error {
	if changes.Str("name") == "" {
		return engine.Unprocessable("name is required")
	}
	if err := check(w, changes); err != nil {
		return err
	}
	// The whole firewall is replaced: what is left out is gone.
	in, out := normal(changes.Get("inbound_rules"), "sources"), normal(changes.Get("outbound_rules"), "destinations")
	if in == "[]" && out == "[]" {
		return engine.Unprocessable("a firewall must have at least one rule")
	}
	*changes = engine.Object("name", changes.Str("name"), "inbound_rules", in, "outbound_rules", out,
		"droplet_ids", list(changes.Get("droplet_ids")), "tags", list(changes.Get("tags")))
	w.Later(0, "firewalls.settle", rec, strconv.FormatBool(r.Fail))
	return nil
}

// settle lets the droplets that a firewall protects take up its rules.
func settle(w *engine.World, fail bool, rec *engine.Record) {
	for _, tag := range rec.Strings("tags") {
		w.MakeTag(tag)
	}
	pending := []byte{'['}
	for i, d := range protected(w, rec) {
		if i > 0 {
			pending = append(pending, ',')
		}
		pending = append(append(append(pending, `{"droplet_id":`...), d.ID...), `,"removing":false,"status":"waiting"}`...)
	}
	pending = append(pending, ']')
	rec.Set("status", "waiting")
	rec.Put("pending_changes", engine.Raw(pending))
	status := "succeeded"
	if fail {
		status = "failed"
	}
	w.Transition(w.Between(2*time.Second, 6*time.Second), "firewalls.settled", rec, status)
}

// changed is the step after an update: its argument is whether that fails.
func changed(w *engine.World, rec *engine.Record, args []string) bool {
	if rec == nil {
		return false
	}
	settle(w, args[0] == "true", rec)
	return true
}

// settled is the step in which the rules are taken up, or not: the status.
func settled(_ *engine.World, rec *engine.Record, args []string) bool {
	if rec == nil {
		return false
	}
	rec.Set("status", args[0])
	rec.Set("pending_changes", engine.Raw("[]"))
	return true
}

// protected returns the droplets that a firewall applies to.
func protected(w *engine.World, rec *engine.Record) []*engine.Record {
	var found []*engine.Record
	seen := map[*engine.Record]bool{}
	for _, id := range engine.IdsIn(rec.Get("droplet_ids"), nil) {
		if d := w.Find("droplets", id); d != nil {
			found, seen[d] = append(found, d), true
		}
	}
	byID := len(found)
	tags := rec.Strings("tags")
	for i, tag := range tags {
		for _, d := range w.Tagged("droplets", tag) {
			if len(seen) > 0 && seen[d] {
				continue
			}
			if found = append(found, d); i+1 < len(tags) {
				seen[d] = true
			}
		}
	}
	slices.SortFunc(found[byID:], func(a, b *engine.Record) int { return cmp.Compare(a.Serial, b.Serial) })
	return found
}

// change makes an operation that adds to some of a firewall's lists, or takes
// out of them.
func change(fields []string, apply func(list, items engine.Raw) engine.Raw) engine.Handler {
	return func(w *engine.World, r *engine.Request) (*engine.Reply, error) {
		rec, err := w.Existing(w.Table("firewalls"), r.Param("firewall_id"))
		if err != nil {
			return nil, err
		}
		given := false
		for _, field := range fields {
			given = given || r.Body.Has(field)
		}
		if !given {
			return nil, engine.Unprocessable("%s is required", fields[0])
		}
		if r.Method == "POST" {
			if err := check(w, &r.Body); err != nil {
				return nil, err
			}
		}
		next := map[string]engine.Raw{}
		for _, field := range fields {
			if r.Body.Has(field) {
				items := r.Body.Get(field)
				if side := sideOf(field); side != "" {
					items = normal(items, side)
				}
				next[field] = apply(rec.Get(field), items)
			}
		}
		for _, field := range fields {
			if v := next[field]; v != "" {
				rec.Set(field, v)
			}
		}
		settle(w, r.Fail, rec)
		w.Emit(engine.Changed, rec)
		return engine.NoContent(r.Op.Success[0]), nil
	}
}

// ofDroplet lists the firewalls that apply to a droplet.
func ofDroplet(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	droplet, err := w.Visible(w.Table("droplets"), r.Param("droplet_id"))
	if err != nil {
		return nil, err
	}
	found := slices.Clone(w.Table("firewalls").Holding("droplet_ids", nil, droplet.ID))
	for _, tag := range droplet.Strings("tags") {
		found = append(found, w.Table("firewalls").Holding("tags", nil, tag)...)
	}
	slices.SortFunc(found, func(a, b *engine.Record) int { return cmp.Compare(a.Serial, b.Serial) })
	found = slices.DeleteFunc(slices.Compact(found), func(rec *engine.Record) bool { return rec.Deleted })
	return w.Page(r, "firewalls", found, false, nil)
}

// forgetTag takes a tag that is gone out of all firewalls.
func forgetTag(w *engine.World, tag *engine.Record) {
	for _, rec := range slices.Clone(w.Table("firewalls").Holding("tags", nil, tag.ID)) {
		rec.Set("tags", engine.Minus(rec.Get("tags"), engine.Encode([]string{tag.ID})))
	}
}
