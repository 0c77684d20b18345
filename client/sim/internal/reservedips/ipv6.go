package reservedips

import (
	"net/http"
	"strconv"
	"time"

	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

const tableV6 = "reserved_ipv6s"

// reservedIPv6 are addresses of their own: there is one path to them, and their
// actions are not listed.
var reservedIPv6 = &engine.Kind{
	Path: "/v2/reserved_ipv6", Show: showV6,
	Create: func(w *engine.World, r *engine.Request, d *engine.Document) (string, error) {
		region := engine.Offered().Region(r.Body.Str("region_slug"))
		if region == nil {
			return "", engine.BadRegion("region_slug is required, and must be a region")
		}
		ip := w.AddressV6()
		*d = engine.Object("ip", ip, "region_slug", region.Slug, "reserved_at", w.Now, "_region", region.Slug)
		return ip, nil
	},
	Created: func(*engine.World, *engine.Request, *engine.Record) {},
	Delete: func(w *engine.World, _ *engine.Request, rec *engine.Record) error {
		if rec.Has("_droplet") {
			return engine.Unprocessable("The reserved IPv6 is assigned to a Droplet: unassign it first.")
		}
		return nil
	},
	Except: []catalog.Role{},
}

// showV6 writes an address with the droplet it leads to as it is now.
func showV6(w *engine.World, r *engine.Request, buf []byte, rec *engine.Record) []byte {
	d := rec.Clone()
	if r.Op == nil || r.Op.Method != http.MethodPost {
		d.Set("droplet", nil)
		if droplet := w.Find("droplets", rec.Str("_droplet")); droplet != nil {
			d.Set("droplet", droplet.Document.Raw())
		}
	}
	return d.Append(buf)
}

func actV6(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := w.Existing(w.Table(tableV6), r.Param("reserved_ipv6"))
	if err != nil {
		return nil, err
	}
	on := engine.AddressKey(rec.ID)
	if w.Pending(on) {
		return nil, engine.Unprocessable("The reserved IPv6 already has a pending event.")
	}
	a := engine.Action{
		On: on, ResourceType: "reserved_ipv6", ID: engine.Encode(engine.FirstID("item") + w.Counter("reserved IPv6 action")),
		Region: rec.Str("region_slug"), Takes: w.Between(3*time.Second, 7*time.Second),
	}
	switch kind := r.Body.Str("type"); kind {
	case "assign":
		droplet := w.Find("droplets", strconv.FormatInt(r.Body.Integer("droplet_id"), 10))
		switch {
		case !r.Body.Has("droplet_id"):
			return nil, engine.Unprocessable("droplet_id is required")
		case droplet == nil:
			return nil, engine.Unprocessable("The Droplet you specified could not be found.")
		case engine.RegionOf(droplet) != rec.Str("region_slug"):
			return nil, engine.Unprocessable("The reserved IPv6 and the Droplet must be in the same region.")
		case rec.Has("_droplet"):
			return nil, engine.Unprocessable("The reserved IPv6 is already assigned to a Droplet.")
		}
		a.Kind, a.Then, a.For, a.Args = "assign_ip", "reservedips.assign", rec, []string{droplet.ID}
	case "unassign":
		if !rec.Has("_droplet") {
			return nil, engine.Unprocessable("The reserved IPv6 is not assigned to a Droplet.")
		}
		a.Kind, a.Then, a.For = "unassign_ip", "reservedips.unassign", rec
	default:
		return nil, engine.BadType(kind, "assign", "unassign")
	}
	return w.OneAction(r, http.StatusCreated, w.Start(a)), nil
}
