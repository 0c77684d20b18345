// Package loadbalancers simulates load balancers, which follow the droplets of a
// tag.
package loadbalancers

import (
	"slices"
	"time"

	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/client/internal/lazy"
	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

const table = "load_balancers"

// Area is load balancers.
func Area() engine.Area {
	return engine.Area{
		Kinds: []*engine.Kind{{Path: "/v2/load_balancers", Create: create, Checked: true, Created: start, Update: update, Show: show}},
		Ops: map[string]engine.Handler{
			"loadBalancers_add_droplets":           change("droplet_ids", engine.Union),
			"loadBalancers_remove_droplets":        change("droplet_ids", engine.Minus),
			"loadBalancers_add_forwardingRules":    change("forwarding_rules", engine.Union),
			"loadBalancers_remove_forwardingRules": change("forwarding_rules", minusRules),
			"loadBalancers_delete_cache":           purge,
		},
		Steps: map[string]engine.Step{"loadbalancers.start": started},
	}
}

// show lists the droplets of the balancer's tag as they are now.
func show(w *engine.World, r *engine.Request, buf []byte, rec *engine.Record) []byte {
	tag := rec.Str("tag")
	if tag == "" {
		return rec.Append(buf)
	}
	ids := []byte{'['}
	for i, d := range w.TaggedIn("droplets", tag, rec.Str("_region")) {
		if i > 0 {
			ids = append(ids, ',')
		}
		ids = append(ids, d.ID...)
	}
	d := rec.Clone()
	d.Put("droplet_ids", engine.Raw(append(ids, ']')))
	return d.Append(buf)
}

var defaultsOnce lazy.Value[engine.Document]

// defaults are what a balancer has that was not told otherwise. A regional one
// is checked by HTTP on port 80.
func defaults() engine.Document {
	return defaultsOnce.Get(func() engine.Document {
		return engine.Object("algorithm", "round_robin", "redirect_http_to_https", false, "enable_proxy_protocol", false,
			"enable_backend_keepalive", false, "disable_lets_encrypt_dns_records", false, "http_idle_timeout_seconds", 60,
			"network", "EXTERNAL", "network_stack", "IPV4", "tls_cipher_policy", "DEFAULT")
	})
}

func defaultCheck() engine.Document {
	return engine.Object("protocol", "http", "port", 80, "path", "/", "check_interval_seconds", 10,
		"response_timeout_seconds", 5, "unhealthy_threshold", 3, "healthy_threshold", 5)
}

func noSessions() engine.Document { return engine.Object("type", "none") }

// kindOf is the type of a balancer, regional unless the body says otherwise.
func kindOf(body *engine.Document) string {
	if kind := body.Str("type"); kind != "" {
		return kind
	}
	return "REGIONAL"
}

// check holds a body, or what a balancer will be, against the rules.
func check(w *engine.World, b *engine.Document) error {
	global := kindOf(b) == "GLOBAL"
	switch {
	case b.Str("name") == "":
		return engine.Unprocessable("name is required")
	case !engine.IsHostname(b.Str("name")):
		return engine.Unprocessable("name must hold only letters, digits, dots and dashes")
	case !global && b.Str("region") == "" && b.Object("region").Fields == nil:
		return engine.Unprocessable("region is required")
	case !global && len(engine.Elements(b.Get("forwarding_rules"))) == 0:
		return engine.Unprocessable("forwarding_rules is required")
	case b.Str("tag") != "" && len(engine.Elements(b.Get("droplet_ids"))) > 0:
		return engine.Unprocessable("only one of tag and droplet_ids can be given")
	}
	if slug := b.Str("region"); slug != "" && engine.Offered().Region(slug) == nil {
		return engine.BadRegion("region " + slug + " is invalid")
	}
	for _, id := range engine.IdsIn(b.Get("droplet_ids"), nil) {
		if w.Find("droplets", id) == nil {
			return engine.Unprocessable("droplet %s does not exist", id)
		}
	}
	for _, ref := range []struct{ field, table string }{{"vpc_uuid", "vpcs"}, {"project_id", "projects"}} {
		if id := b.Str(ref.field); id != "" && w.Find(ref.table, id) == nil {
			return engine.Unprocessable("%s %s does not exist", ref.field, id)
		}
	}
	for _, id := range b.Strings("target_load_balancer_ids") {
		if w.Find(table, id) == nil {
			return engine.Unprocessable("load balancer %s does not exist", id)
		}
	}
	return checkRules(w, b.Get("forwarding_rules"))
}

func checkRules(w *engine.World, rules engine.Raw) error {
	seen := map[string]bool{}
	for _, item := range engine.Elements(rules) {
		rule, err := engine.ParseDocument(item)
		if err != nil {
			return engine.Unprocessable("forwarding_rules must hold objects")
		}
		for _, field := range []string{"entry_protocol", "entry_port", "target_protocol", "target_port"} {
			if !rule.Has(field) {
				return engine.Unprocessable("forwarding_rules: %s is required", field)
			}
		}
		for _, field := range []string{"entry_port", "target_port"} {
			if n := rule.Integer(field); n < 1 || n > 65535 {
				return engine.Unprocessable("forwarding_rules: %s must be between 1 and 65535", field)
			}
		}
		secure := slices.Contains([]string{"https", "http2", "http3"}, rule.Str("entry_protocol"))
		id := rule.Str("certificate_id")
		switch {
		case id != "" && w.Find("certificates", id) == nil:
			return engine.Unprocessable("forwarding_rules: certificate %s does not exist", id)
		case secure && id == "" && !rule.Boolean("tls_passthrough"):
			return engine.Unprocessable("forwarding_rules: %s needs a certificate_id or tls_passthrough", rule.Str("entry_protocol"))
		}
		entry := rule.Str("entry_protocol") + string(rule.Get("entry_port"))
		if seen[entry] {
			return engine.Unprocessable("forwarding_rules: there are two rules for one entry port")
		}
		seen[entry] = true
	}
	return nil
}

func create(w *engine.World, r *engine.Request, d *engine.Document) (string, error) {
	b := &r.Body
	if err := check(w, b); err != nil {
		return "", err
	}
	id := w.UUID()
	next := engine.Object("id", id, "name", b.Str("name"), "project_id", w.Project(), "status", "new", "created_at", w.Now, "type", kindOf(b))
	if region := engine.Offered().Region(b.Str("region")); region != nil {
		next.Put("region", region.Doc)
		next.Set("_region", region.Slug)
		vpc := b.Str("vpc_uuid")
		if vpc == "" {
			vpc = w.DefaultVPC(region.Slug).ID
		}
		next.Set("vpc_uuid", vpc)
		if !b.Has("size") && !b.Has("size_unit") {
			next.Set("size_unit", 1)
		}
	}
	for _, f := range defaults().Fields {
		next.Put(f.Key, f.Value)
	}
	next.Set("droplet_ids", engine.Raw("[]"))
	next.Set("tag", "")
	next.Set("forwarding_rules", engine.Raw("[]"))
	next.Set("sticky_sessions", noSessions())
	if kindOf(b) != "GLOBAL" {
		next.Set("health_check", defaultCheck())
	}
	take(r.Op.Body, &next, b)
	*d = next
	return id, nil
}

// take puts what a body says into a balancer.
func take(accepted *catalog.Schema, d, b *engine.Document) {
	for i := range b.Fields {
		key := b.Fields[i].Key
		value := b.Get(key)
		if value == engine.Null || key == "region" || key == "project_id" && value == `""` || len(engine.Declarations(accepted, key, nil)) == 0 {
			continue
		}
		switch key {
		case "forwarding_rules":
			value = normal(value)
		case "health_check":
			value = over(defaultCheck(), value)
		}
		d.Put(key, value)
	}
}

// over puts the fields of an object over those of another.
func over(base engine.Document, value engine.Raw) engine.Raw {
	d := base.Clone()
	given, _ := engine.ParseDocument(value)
	if p := given.Str("protocol"); p != "" && p != "http" && p != "https" {
		d.Unset("path")
	}
	for _, f := range given.Fields {
		d.Put(f.Key, f.Value)
	}
	return d.Raw()
}

// normal writes rules with the fields that the API always shows.
func normal(rules engine.Raw) engine.Raw {
	out := []engine.Raw{}
	for _, item := range engine.Elements(rules) {
		rule, _ := engine.ParseDocument(item)
		for _, f := range []struct {
			key   string
			value any
		}{{"certificate_id", ""}, {"tls_passthrough", false}} {
			if !rule.Has(f.key) {
				rule.Set(f.key, f.value)
			}
		}
		out = append(out, rule.Raw())
	}
	return engine.Encode(out)
}

// minusRules takes out the rules that have the given entry and target.
func minusRules(list, less engine.Raw) engine.Raw { return engine.Minus(list, normal(less)) }

// start gives a balancer its address when it is ready.
func start(w *engine.World, r *engine.Request, rec *engine.Record) {
	if tag := rec.Str("tag"); tag != "" {
		w.MakeTag(tag)
	}
	status := "active"
	if r.Fail {
		status = "errored"
	}
	w.Transition(w.Between(40*time.Second, 80*time.Second), "loadbalancers.start", rec, status)
}

// started is the step in which a balancer is ready, or not: its status.
func started(w *engine.World, rec *engine.Record, args []string) bool {
	if rec == nil || rec.Deleted {
		return false
	}
	rec.Set("status", args[0])
	if args[0] != "active" {
		return false
	}
	if rec.Str("network") == "INTERNAL" {
		rec.Set("ip", inside(w, rec.Str("vpc_uuid")))
	} else {
		rec.Set("ip", w.Address())
	}
	w.Emit(engine.Changed, rec)
	return true
}

// inside is an address of a VPC.
func inside(w *engine.World, id string) string {
	vpc := w.Find("vpcs", id)
	if vpc == nil {
		return w.PrivateAddress()
	}
	ip, _ := w.AddressIn(vpc)
	return ip
}

func update(w *engine.World, r *engine.Request, rec *engine.Record, changes *engine.Document) error {
	next := changes.Clone()
	if !next.Has("region") && rec.Has("region") {
		next.Set("region", rec.Str("_region"))
	}
	if !next.Has("type") {
		next.Set("type", rec.Str("type"))
	}
	if err := check(w, &next); err != nil {
		return err
	}
	// The whole is replaced: what is left out goes back to its default.
	full := rec.Clone()
	for _, f := range defaults().Fields {
		full.Put(f.Key, f.Value)
	}
	full.Set("droplet_ids", engine.Raw("[]"))
	full.Set("tag", "")
	full.Set("sticky_sessions", noSessions())
	take(r.Op.Body, &full, changes)
	*changes = full
	return nil
}

func change(field string, apply func(list, items engine.Raw) engine.Raw) engine.Handler {
	return func(w *engine.World, r *engine.Request) (*engine.Reply, error) {
		rec, err := w.Existing(w.Table(table), r.Param("lb_id"))
		if err != nil {
			return nil, err
		}
		if !r.Body.Has(field) {
			return nil, engine.Unprocessable("%s is required", field)
		}
		items := r.Body.Get(field)
		if field == "forwarding_rules" {
			items = normal(items)
		}
		next := apply(rec.Get(field), items)
		if r.Method == "POST" {
			b := engine.Object("name", rec.Str("name"), "type", rec.Str("type"), "region", rec.Get("region"), "forwarding_rules", rec.Get("forwarding_rules"))
			b.Put(field, next)
			if err := check(w, &b); err != nil {
				return nil, err
			}
		} else if field == "forwarding_rules" && next == "[]" {
			return nil, engine.Unprocessable("a load balancer must have at least one forwarding rule")
		}
		rec.Set(field, next)
		w.Emit(engine.Changed, rec)
		return engine.NoContent(r.Op.Success[0]), nil
	}
}

// purge empties the cache of a global balancer; others have none.
func purge(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	if _, err := w.Existing(w.Table(table), r.Param("lb_id")); err != nil {
		return nil, err
	}
	return engine.NoContent(r.Op.Success[0]), nil
}
