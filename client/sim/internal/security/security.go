// Package security simulates scans for weaknesses: a scan finds droplets that no
// firewall protects.
package security

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

const (
	scans        = "security_scans"
	suppressions = "security_suppressions"
)

// The one rule that is looked at.
const (
	rule     = "5f0b3ac2-7a0e-8c1d-9b52-3d6f0c2f7e11"
	ruleName = "Droplets without a firewall"
)

// Area is scans, their findings and what is suppressed.
func Area() engine.Area {
	return engine.Area{
		Steps: map[string]engine.Step{"security.forget": forgetSecret, "security.scan": scanned},
		Ops: map[string]engine.Handler{
			"security_create_scan":                          createScan,
			"security_create_scan_rule":                     createScanRule,
			"security_list_scans":                           listScans,
			"security_get_scan":                             getScan,
			"security_get_latest_scan":                      latestScan,
			"security_list_scan_finding_affected_resources": listAffected,
			"security_create_suppression":                   createSuppression,
			"security_delete_suppression":                   deleteSuppression,
			"security_list_settings":                        listSettings,
			"security_update_settings_plan":                 updatePlan,
		},
		Routes: secretRoutes,
		On: []engine.Hook{{Event: engine.Seeded, Do: func(w *engine.World, _ *engine.Record) {
			w.Table(scans).Newest = true
			w.Table(suppressions)
			w.Table(secrets)
			w.Table(secretVersions)
		}}},
	}
}

// bare lists the droplets that no firewall protects and nobody has suppressed.
func bare(w *engine.World) []string {
	var found []string
	protected, tags := map[string]bool{}, map[string]bool{}
	w.Table("firewalls").All(func(f *engine.Record) bool {
		for _, id := range engine.IdsIn(f.Get("droplet_ids"), nil) {
			protected[id] = true
		}
		for _, tag := range f.Strings("tags") {
			tags[tag] = true
		}
		return true
	})
	for tag := range tags {
		for _, d := range w.Tagged("droplets", tag) {
			protected[d.ID] = true
		}
	}
	w.Table(suppressions).All(func(s *engine.Record) bool {
		protected[strings.TrimPrefix(s.Str("resource_id"), "do:droplet:")] = true
		return true
	})
	w.Table("droplets").All(func(d *engine.Record) bool {
		if !protected[d.ID] {
			found = append(found, d.ID)
		}
		return true
	})
	return found
}

func scan(w *engine.World, r *engine.Request) (*engine.Record, error) {
	if len(w.Table(scans).Where("status", "IN_PROGRESS")) > 0 {
		return nil, engine.Conflict("a scan is running already")
	}
	id := w.UUID()
	rec := w.Add(scans, id, engine.Object("id", id, "status", "IN_PROGRESS", "created_at", w.Now, "findings", engine.Raw("[]")))
	w.Transition(w.Between(30*time.Second, 90*time.Second), "security.scan", rec, strconv.FormatBool(r.Fail))
	return rec, nil
}

// scanned is the step in which a scan ends: its argument is whether it fails.
func scanned(w *engine.World, rec *engine.Record, args []string) bool {
	if rec == nil {
		return false
	}
	if args[0] == "true" {
		rec.Set("status", "FAILED")
		return false
	}
	list := []engine.Raw{}
	ids := bare(w)
	if len(ids) > 0 {
		step := engine.Object("step", 1, "title", "Add a firewall", "description", "Put each droplet behind a cloud firewall, by its id or a tag.")
		d := engine.Object("rule_uuid", rule, "name", ruleName, "details", strconv.Itoa(len(ids))+" droplets take connections from everywhere.",
			"found_at", w.Now, "severity", "HIGH", "business_impact", "Services that were not meant to be reached can be.",
			"technical_details", "No firewall names these droplets or a tag of theirs.", "mitigation_steps", []engine.Raw{step.Raw()}, "affected_resources_count", len(ids))
		list = append(list, d.Raw())
	}
	rec.Set("findings", list)
	rec.Set("_affected", ids)
	rec.Set("status", "COMPLETED")
	return true
}

func createScan(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := scan(w, r)
	if err != nil {
		return nil, err
	}
	return engine.Answer(http.StatusCreated, "scan", engine.Raw(rec.Append(nil))), nil
}

// createScanRule begins a scan of one resource's kind.
func createScanRule(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	if r.Body.Str("resource") == "" {
		return nil, engine.BadRequest("resource is required")
	}
	if _, err := scan(w, r); err != nil {
		return nil, err
	}
	return engine.NoContent(http.StatusCreated), nil
}

func listScans(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	t := w.Table(scans)
	return w.Page(r, "scans", t.List(w.Now, "", nil), t.Newest, nil)
}

// show writes a scan with the findings that the query wants.
func show(r *engine.Request, rec *engine.Record) *engine.Reply {
	d := rec.Clone()
	severity := r.Query.Get("severity")
	list := slices.DeleteFunc(engine.Elements(rec.Get("findings")), func(raw engine.Raw) bool {
		f, _ := engine.ParseDocument(raw)
		return severity != "" && f.Str("severity") != severity
	})
	d.Set("findings", list)
	return engine.Answer(http.StatusOK, "scan", d.Raw())
}

func getScan(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := w.Existing(w.Table(scans), r.Param("scan_id"))
	if err != nil {
		return nil, err
	}
	return show(r, rec), nil
}

func latestScan(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	all := w.Table(scans).Records // nothing deletes one
	if len(all) == 0 {
		return nil, engine.ErrNotFound
	}
	return show(r, all[len(all)-1]), nil
}

func listAffected(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := w.Existing(w.Table(scans), r.Param("scan_id"))
	if err != nil {
		return nil, err
	}
	ids := affected(w, rec)
	if r.Param("finding_uuid") != rule || len(ids) == 0 {
		return nil, engine.ErrNotFound
	}
	return w.PageOf(r, "affected_resources", len(ids), func(i int) engine.Document {
		name := ""
		if d := w.Find("droplets", ids[i]); d != nil {
			name = d.Str("name")
		}
		return engine.Object("urn", "do:droplet:"+ids[i], "name", name, "type", "Droplet")
	})
}

// affected lists the droplets that a scan has found. Those of the scan that was asked
// for last are kept: a page of them costs no more than it shows.
func affected(w *engine.World, scan *engine.Record) []string {
	type found struct {
		in  engine.Raw
		ids []string
	}
	const name = "security affected"
	in := scan.Get("_affected")
	kept, _ := w.Kept[name].(found)
	if kept.in != in {
		kept = found{in, engine.DecodeStrings(in)}
		w.Kept[name] = kept
	}
	return kept.ids
}

func createSuppression(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	resources := r.Body.Strings("resources")
	switch {
	case r.Body.Str("rule_uuid") != rule:
		return nil, engine.BadRequest("there is no rule %q", r.Body.Str("rule_uuid"))
	case len(resources) == 0:
		return nil, engine.BadRequest("resources must name one resource at least")
	}
	for _, urn := range resources {
		id, ok := strings.CutPrefix(urn, "do:droplet:")
		if !ok || w.Find("droplets", id) == nil {
			return nil, engine.BadRequest("resource %s does not exist", urn)
		}
	}
	list := []engine.Raw{}
	for _, urn := range resources {
		id := w.UUID()
		rec := w.Add(suppressions, id, engine.Object("id", id, "rule_uuid", rule, "rule_name", ruleName, "resource_id", urn, "resource_type", "Droplet"))
		list = append(list, engine.Raw(rec.Append(nil)))
	}
	return engine.Answer(http.StatusCreated, "resources", list, "meta", meta(len(list)), "links", links()), nil
}

func meta(n int) engine.Raw {
	d := engine.Object("page", 1, "pages", 1, "total", n)
	return d.Raw()
}

func links() engine.Raw { return `{"pages":{}}` }

func deleteSuppression(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := w.Existing(w.Table(suppressions), r.Param("suppression_uuid"))
	if err != nil {
		return nil, err
	}
	w.Remove(rec)
	return engine.NoContent(http.StatusNoContent), nil
}

func plan(w *engine.World) *engine.Record {
	t := w.Table("_security_plan")
	if rec := t.ByID["1"]; rec != nil {
		return rec
	}
	return t.Add("1", engine.Object("tier_coverage", engine.Raw("{}")))
}

func listSettings(w *engine.World, _ *engine.Request) (*engine.Reply, error) {
	list := []engine.Raw{}
	w.Table(suppressions).All(func(rec *engine.Record) bool {
		list = append(list, engine.Raw(rec.Append(nil)))
		return true
	})
	suppressed := engine.Object("resources", list, "meta", meta(len(list)), "links", links())
	settings := engine.Object("suppressions", suppressed.Raw())
	return engine.Answer(http.StatusOK, "settings", settings.Raw(), "tier_coverage", plan(w).Get("tier_coverage"), "plan_downgrades", engine.Raw("{}")), nil
}

func updatePlan(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	if v := r.Body.Get("tier_coverage"); v != "" && v != engine.Null {
		plan(w).Set("tier_coverage", v)
	}
	return engine.Answer(http.StatusOK, "tier_coverage", plan(w).Get("tier_coverage")), nil
}
