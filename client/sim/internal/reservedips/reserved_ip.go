package reservedips

import (
	"net/http"
	"strconv"
	"time"

	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

// Reserved IPs were called floating IPs: the same objects are on two paths,
// under two keys.
var (
	reservedIPs = &engine.Kind{
		Path: "/v2/reserved_ips", Table: "reserved_ips", Show: showAddress,
		Except: []catalog.Role{catalog.RoleCreate, catalog.RoleDelete},
	}
	floatingIPs = &engine.Kind{
		Path: "/v2/floating_ips", Table: "reserved_ips", Show: showAddress,
		Except: []catalog.Role{catalog.RoleCreate, catalog.RoleDelete},
	}
)

// showAddress writes an address with the droplet it leads to as it is now.
func showAddress(w *engine.World, r *engine.Request, buf []byte, rec *engine.Record) []byte {
	d := rec.Clone()
	if droplet := w.Table("droplets").Live(rec.Str("_droplet")); droplet != nil {
		d.Set("droplet", droplet.Raw())
	}
	return d.Append(buf)
}

// addressNumber is an IPv4 address as the API's resource_id: 32 bits.
func addressNumber(n int64) engine.Raw { return engine.Encode(engine.ReservedBlock + n) }

func addressTask(w *engine.World, rec *engine.Record, kind string, takes time.Duration, then string, args ...string) engine.Action {
	return engine.Action{
		Kind: kind, On: engine.AddressKey(rec.ID), ResourceType: "floating_ip", ID: rec.Get("_number"),
		Region: engine.RegionOf(rec), Takes: takes, Then: then, For: rec, Args: args,
	}
}

// assign leads an address to a droplet.
func assign(w *engine.World, rec, droplet *engine.Record) *engine.Record {
	rec.Set("locked", true)
	return w.Start(addressTask(w, rec, "assign_ip", w.Between(3*time.Second, 7*time.Second), "reservedips.assign", droplet.ID))
}

// assigned is the step in which an address leads to a droplet, its argument.
func assigned(w *engine.World, rec *engine.Record, args []string) bool {
	if rec == nil {
		return false
	}
	unlock(rec)
	if w.Find("droplets", args[0]) == nil {
		return false
	}
	rec.Set("_droplet", args[0])
	return true
}

func unassigned(_ *engine.World, rec *engine.Record, _ []string) bool {
	if rec == nil {
		return false
	}
	unlock(rec)
	rec.Set("_droplet", nil)
	return true
}

// unlock opens an address again; those of IPv6 are never locked.
func unlock(rec *engine.Record) {
	if rec.Has("locked") {
		rec.Set("locked", false)
	}
}

func unassign(w *engine.World, rec *engine.Record) *engine.Record {
	rec.Set("locked", true)
	return w.Start(addressTask(w, rec, "unassign_ip", w.Between(3*time.Second, 7*time.Second), "reservedips.unassign"))
}

// createAddress reserves an address for a region or a droplet.
func createAddress(key string) engine.Handler {
	return func(w *engine.World, r *engine.Request) (*engine.Reply, error) {
		if r.Body.Has("droplet_id") == r.Body.Has("region") {
			return nil, engine.Unprocessable("Either droplet_id or region is required")
		}
		if w.Table("reserved_ips").Count() >= engine.AddressLimit {
			return nil, engine.Unprocessable("You have reached your limit of %d reserved IPs.", engine.AddressLimit)
		}
		region := engine.Offered().Region(r.Body.Str("region"))
		var droplet *engine.Record
		if r.Body.Has("droplet_id") {
			droplet = w.Table("droplets").Live(string(r.Body.Get("droplet_id")))
			if droplet == nil {
				return nil, engine.Unprocessable("The Droplet you specified could not be found.")
			}
			if w.Pending(engine.DropletKey(droplet.ID)) {
				return nil, engine.ErrPending
			}
			region = engine.Offered().Region(engine.RegionOf(droplet))
		}
		if region == nil {
			return nil, engine.BadRegion("You specified an invalid region for the reserved IP.")
		}
		project := r.Body.Str("project_id")
		if project == "" {
			project = w.Project()
		}
		n := w.Counter("reserved") + 10
		ip := engine.IPv4(engine.ReservedBlock + n)
		rec := w.Add("reserved_ips", ip, engine.Object("ip", ip, "region", region.Doc, "droplet", nil, "locked", false,
			"project_id", project, "_number", addressNumber(n), "_region", region.Slug))
		w.Created(r, rec)
		w.Start(addressTask(w, rec, "reserve_ip", 0, ""))
		links := engine.Object()
		if droplet != nil {
			action := assign(w, rec, droplet)
			links.Set("droplets", []engine.Document{engine.Object("id", droplet.Get("id"), "rel", "droplet", "href", r.Base+"/v2/droplets/"+droplet.ID)})
			links.Set("actions", []engine.Document{engine.Object("id", action.Get("id"), "rel", "assign_ip", "href", r.Base+"/v2/actions/"+action.ID)})
		}
		return engine.Answer(http.StatusAccepted, key, engine.Raw(showAddress(w, r, nil, rec)), "links", links), nil
	}
}

// deleteAddress releases an address. One that is assigned is only unassigned,
// which the API tells with a body that is no JSON.
func deleteAddress(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := w.Existing(w.Table("reserved_ips"), r.Last())
	if err != nil {
		return nil, err
	}
	if w.Pending(engine.AddressKey(rec.ID)) {
		return nil, engine.Unprocessable("The reserved IP already has a pending event.")
	}
	if rec.Has("_droplet") {
		unassign(w, rec)
		return &engine.Reply{Status: http.StatusAccepted, ContentType: "text/html; charset=utf-8", Body: []byte(" ")}, nil
	}
	w.Remove(rec)
	return engine.NoContent(http.StatusNoContent), nil
}

// addressActions are the actions on the addresses of a path. They are listed in
// no order that a client could rely on: here the oldest first.
func addressActions(path, param string) map[string]engine.Handler {
	find := func(w *engine.World, r *engine.Request) (*engine.Record, error) {
		return w.Visible(w.Table("reserved_ips"), r.Param(param))
	}
	key := func(rec *engine.Record) string { return engine.AddressKey(rec.ID) }
	handlers := engine.ActionsOn(path, find, key, func(w *engine.World, r *engine.Request) (*engine.Reply, error) {
		rec, err := find(w, r)
		if err != nil {
			return nil, err
		}
		action, err := addressAct(w, rec, &r.Body)
		if err != nil {
			return nil, err
		}
		return w.OneAction(r, http.StatusCreated, action), nil
	})
	handlers[catalog.CollectionAt(path).Op(catalog.RoleList).ID] = func(w *engine.World, r *engine.Request) (*engine.Reply, error) {
		rec, err := find(w, r)
		if err != nil {
			return nil, err
		}
		return w.Page(r, "actions", w.ActionsOf[key(rec)], false, engine.ShowAction)
	}
	return handlers
}

func addressAct(w *engine.World, rec *engine.Record, body *engine.Document) (*engine.Record, error) {
	kind := body.Str("type")
	if kind != "assign" && kind != "unassign" {
		return nil, engine.BadType(kind, "assign", "unassign")
	}
	if w.Pending(engine.AddressKey(rec.ID)) {
		return nil, engine.Unprocessable("The reserved IP already has a pending event.")
	}
	if kind == "unassign" {
		if !rec.Has("_droplet") {
			return nil, engine.Unprocessable("The reserved IP is not assigned to a Droplet.")
		}
		return unassign(w, rec), nil
	}
	if !body.Has("droplet_id") {
		return nil, engine.Unprocessable("droplet_id is required")
	}
	droplet := w.Table("droplets").Live(strconv.FormatInt(body.Integer("droplet_id"), 10))
	switch {
	case droplet == nil:
		return nil, engine.Unprocessable("The Droplet you specified could not be found.")
	case engine.RegionOf(droplet) != engine.RegionOf(rec):
		return nil, engine.Unprocessable("The reserved IP and the Droplet must be in the same region.")
	case rec.Str("_droplet") == droplet.ID:
		return nil, engine.Unprocessable("The reserved IP is already assigned to the Droplet.")
	case w.Pending(engine.DropletKey(droplet.ID)):
		return nil, engine.ErrPending
	}
	return assign(w, rec, droplet), nil
}
