package databases

import (
	"net/http"
	"net/netip"
	"slices"

	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

func listRules(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := cluster(w, r)
	if err != nil {
		return nil, err
	}
	return engine.Answer(http.StatusOK, "rules", rec.Get("rules")), nil
}

// updateRules replaces the sources that a cluster trusts. A rule that was there
// before keeps its id.
func updateRules(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := cluster(w, r)
	if err != nil {
		return nil, err
	}
	rules, err := rulesOf(w, rec.ID, rec.Get("rules"), r.Body.Get("rules"))
	if err != nil {
		return nil, err
	}
	rec.Set("rules", rules)
	w.Emit(engine.Changed, rec)
	return done(r)
}

func rulesOf(w *engine.World, id string, old, given engine.Raw) ([]engine.Raw, error) {
	before := engine.Elements(old)
	rules := []engine.Raw{}
	for _, raw := range engine.Elements(given) {
		rule, err := engine.ParseDocument(raw)
		if err != nil {
			return nil, engine.ErrParsing
		}
		kind, value := rule.Str("type"), rule.Str("value")
		if err := trusted(w, kind, value); err != nil {
			return nil, err
		}
		i := slices.IndexFunc(before, func(b engine.Raw) bool {
			o, _ := engine.ParseDocument(b)
			return o.Str("type") == kind && o.Str("value") == value
		})
		if i >= 0 {
			kept, _ := engine.ParseDocument(before[i])
			if v := rule.Get("description"); v != "" {
				kept.Put("description", v)
			}
			rules = append(rules, kept.Raw())
			continue
		}
		d := engine.Object("uuid", w.UUID(), "cluster_uuid", id, "type", kind, "value", value, "created_at", w.Now)
		if v := rule.Get("description"); v != "" {
			d.Put("description", v)
		}
		rules = append(rules, d.Raw())
	}
	return rules, nil
}

// trusted says what is wrong with a source.
func trusted(w *engine.World, kind, value string) error {
	there := true
	switch kind {
	case "droplet":
		there = w.Find("droplets", value) != nil
	case "k8s":
		there = w.Find("kubernetes_clusters", value) != nil
	case "app":
		there = w.Find("apps", value) != nil
	case "tag":
		there = engine.IsTagName(value)
	case "ip_addr":
		_, err := netip.ParseAddr(value)
		if err != nil {
			_, err = netip.ParsePrefix(value)
		}
		there = err == nil
	default:
		return engine.Unprocessable("invalid rule type %q (one of droplet, k8s, ip_addr, tag, app)", kind)
	}
	if !there {
		return engine.Unprocessable("invalid %s %q: there is none, or it is no address", kind, value)
	}
	return nil
}

// forget takes rules away whose source is gone.
func forget(w *engine.World, kind, value string) {
	for _, rec := range slices.Clone(w.Table(clusters).Holding("rules", []string{"value"}, value)) {
		rules := engine.Elements(rec.Get("rules"))
		kept := slices.DeleteFunc(slices.Clone(rules), func(raw engine.Raw) bool {
			d, _ := engine.ParseDocument(raw)
			return d.Str("type") == kind && d.Str("value") == value
		})
		if len(kept) < len(rules) {
			rec.Set("rules", kept)
		}
	}
}
