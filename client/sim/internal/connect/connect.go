// Package connect simulates what joins an account's networks with others:
// partner attachments and address blocks of one's own.
package connect

import (
	"net/http"
	"net/netip"

	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

const (
	attachments = "partner_attachments"
	prefixes    = "byoip_prefixes"
)

// Area is the keys and routes of attachments, and the addresses of prefixes. The
// attachments and prefixes themselves the engine serves by the catalog.
func Area() engine.Area {
	return engine.Area{
		Ops: map[string]engine.Handler{
			"partnerAttachments_create_service_key": createServiceKey,
			"partnerAttachments_get_service_key":    getServiceKey,
			"partnerAttachments_get_bgp_auth_key":   getAuthKey,
			"partnerAttachments_list_remote_routes": listRoutes,
			"byoipPrefixes_list_resources":          listAddresses,
			"byoipPrefixes_patch":                   advertise,
		},
	}
}

func attachment(w *engine.World, r *engine.Request) (*engine.Record, error) {
	rec := w.Find(attachments, r.Param("pa_id"))
	if rec == nil {
		return nil, engine.ErrNotFound
	}
	return rec, nil
}

const letters = "abcdefghijklmnopqrstuvwxyz0123456789"

func key(w *engine.World, n int) string {
	b := make([]byte, n)
	dice := w.Dice("keys")
	for i := range b {
		b[i] = letters[dice.IntN(len(letters))]
	}
	return string(b)
}

func createServiceKey(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := attachment(w, r)
	if err != nil {
		return nil, err
	}
	rec.Set("_service_key", key(w, 32))
	rec.Set("_service_key_at", w.Now)
	return engine.Answer(http.StatusAccepted), nil
}

func getServiceKey(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := attachment(w, r)
	if err != nil {
		return nil, err
	}
	if rec.Str("_service_key") == "" {
		return nil, engine.ErrNotFound
	}
	d := engine.Object("value", rec.Str("_service_key"), "state", "CREATED", "created_at", rec.Get("_service_key_at"))
	return engine.Answer(http.StatusOK, "service_key", d.Raw()), nil
}

func getAuthKey(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := attachment(w, r)
	if err != nil {
		return nil, err
	}
	if rec.Str("_auth_key") == "" {
		rec.Set("_auth_key", key(w, 24))
	}
	d := engine.Object("value", rec.Str("_auth_key"))
	return engine.Answer(http.StatusOK, "bgp_auth_key", d.Raw()), nil
}

// listRoutes shows what the partner announces: nothing, as nobody is there.
func listRoutes(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	if _, err := attachment(w, r); err != nil {
		return nil, err
	}
	return w.Page(r, "remote_routes", nil, false, nil)
}

func prefix(w *engine.World, r *engine.Request) (*engine.Record, error) {
	rec := w.Find(prefixes, r.Param("byoip_prefix_uuid"))
	if rec == nil {
		return nil, engine.ErrNotFound
	}
	return rec, nil
}

// listAddresses shows the reserved addresses that lie in a prefix.
func listAddresses(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := prefix(w, r)
	if err != nil {
		return nil, err
	}
	block, err := netip.ParsePrefix(rec.Str("prefix"))
	if err != nil {
		return w.Page(r, "ips", nil, false, nil)
	}
	var found []*engine.Record
	w.Table("reserved_ips").All(func(ip *engine.Record) bool {
		if addr, err := netip.ParseAddr(ip.ID); err == nil && block.Contains(addr) {
			d := engine.Object("id", ip.Serial, "byoip", ip.ID, "region", engine.RegionOf(ip), "resource", "do:reservedip:"+ip.ID, "assigned_at", w.Now)
			found = append(found, &engine.Record{Document: d})
		}
		return true
	})
	return w.Page(r, "ips", found, false, nil)
}

func advertise(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := prefix(w, r)
	if err != nil {
		return nil, err
	}
	if r.Body.Has("advertise") {
		rec.Set("advertised", r.Body.Boolean("advertise"))
		w.Emit(engine.Changed, rec)
	}
	return engine.Answer(http.StatusAccepted, "byoip_prefix", engine.Raw(rec.Append(nil))), nil
}
