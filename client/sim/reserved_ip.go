package sim

import (
	"net/http"
	"strconv"
	"time"

	"github.com/doapi-lua/doapi/client/catalog"
)

// Reserved IPs were called floating IPs: the same objects are on two paths,
// under two keys.
var (
	reservedIPs = &kind{
		path: "/v2/reserved_ips", table: "reserved_ips", show: showAddress,
		except: []catalog.Role{catalog.RoleCreate, catalog.RoleDelete},
	}
	floatingIPs = &kind{
		path: "/v2/floating_ips", table: "reserved_ips", show: showAddress,
		except: []catalog.Role{catalog.RoleCreate, catalog.RoleDelete},
	}
)

// showAddress writes an address with the droplet it leads to as it is now.
func showAddress(w *world, r *request, buf []byte, rec *record) []byte {
	d := rec.clone()
	if droplet := w.table("droplets").live(rec.str("_droplet")); droplet != nil {
		d.set("droplet", droplet.raw())
	}
	return d.append(buf)
}

// addressNumber is an IPv4 address as the API's resource_id: 32 bits.
func addressNumber(n int64) raw { return encode(reservedBlock + n) }

func (w *world) addressTask(rec *record, kind string, takes time.Duration, done func() bool) task {
	return task{
		kind: kind, on: addressKey(rec.id), resource: "floating_ip", id: rec.get("_number"),
		region: regionOf(rec), takes: takes, done: done,
	}
}

// assign leads an address to a droplet.
func (w *world) assign(rec, droplet *record) *record {
	rec.set("locked", true)
	return w.start(w.addressTask(rec, "assign_ip", w.between(3*time.Second, 7*time.Second), func() bool {
		rec.set("locked", false)
		if droplet.deleted {
			return false
		}
		rec.set("_droplet", droplet.id)
		return true
	}))
}

func (w *world) unassign(rec *record) *record {
	rec.set("locked", true)
	return w.start(w.addressTask(rec, "unassign_ip", w.between(3*time.Second, 7*time.Second), func() bool {
		rec.set("locked", false)
		rec.set("_droplet", nil)
		return true
	}))
}

// createAddress reserves an address for a region or a droplet.
func createAddress(key string) handler {
	return func(w *world, r *request) (*reply, error) {
		if r.body.has("droplet_id") == r.body.has("region") {
			return nil, unprocessable("Either droplet_id or region is required")
		}
		if w.table("reserved_ips").count() >= addressLimit {
			return nil, unprocessable("You have reached your limit of %d reserved IPs.", addressLimit)
		}
		region := offered().region(r.body.str("region"))
		var droplet *record
		if r.body.has("droplet_id") {
			droplet = w.table("droplets").live(string(r.body.get("droplet_id")))
			if droplet == nil {
				return nil, unprocessable("The Droplet you specified could not be found.")
			}
			if w.pending(dropletKey(droplet.id)) {
				return nil, errPending
			}
			region = offered().region(regionOf(droplet))
		}
		if region == nil {
			return nil, unprocessable("You specified an invalid region for the reserved IP.")
		}
		project := r.body.str("project_id")
		if project == "" {
			project = w.project()
		}
		n := w.counter("reserved") + 10
		ip := ipv4(reservedBlock + n)
		rec := w.table("reserved_ips").add(ip, object("ip", ip, "region", region.doc, "droplet", nil, "locked", false,
			"project_id", project, "_number", addressNumber(n), "_region", region.Slug))
		w.born(r, rec)
		w.start(w.addressTask(rec, "reserve_ip", 0, nil))
		links := object()
		if droplet != nil {
			action := w.assign(rec, droplet)
			links.set("droplets", []document{object("id", droplet.get("id"), "rel", "droplet", "href", r.base+"/v2/droplets/"+droplet.id)})
			links.set("actions", []document{object("id", action.get("id"), "rel", "assign_ip", "href", r.base+"/v2/actions/"+action.id)})
		}
		return answer(http.StatusAccepted, key, raw(showAddress(w, r, nil, rec)), "links", links), nil
	}
}

// project returns the id of the default project.
func (w *world) project() string {
	if w.defaultProject == "" {
		w.defaultProject = w.uuid()
	}
	return w.defaultProject
}

// deleteAddress releases an address. One that is assigned is only unassigned,
// which the API tells with a body that is no JSON.
func deleteAddress(w *world, r *request) (*reply, error) {
	rec, err := w.existing(w.table("reserved_ips"), r.last())
	if err != nil {
		return nil, err
	}
	if w.pending(addressKey(rec.id)) {
		return nil, unprocessable("The reserved IP already has a pending event.")
	}
	if rec.has("_droplet") {
		w.unassign(rec)
		return &reply{status: http.StatusAccepted, contentType: "text/html; charset=utf-8", body: []byte(" ")}, nil
	}
	rec.table.remove(rec)
	return noContent(http.StatusNoContent), nil
}

// addressActions are the actions on the addresses of a path. They are listed in
// no order that a client could rely on: here the oldest first.
func addressActions(path, param string) map[string]handler {
	find := func(w *world, r *request) (*record, error) {
		return w.visible(w.table("reserved_ips"), r.param(param))
	}
	key := func(rec *record) string { return addressKey(rec.id) }
	handlers := actionsOn(path, find, key, func(w *world, r *request) (*reply, error) {
		rec, err := find(w, r)
		if err != nil {
			return nil, err
		}
		action, err := w.addressAct(rec, &r.body)
		if err != nil {
			return nil, err
		}
		return w.oneAction(r, http.StatusCreated, action), nil
	})
	handlers[catalog.ResourceAt(path).Op(catalog.RoleList).ID] = func(w *world, r *request) (*reply, error) {
		rec, err := find(w, r)
		if err != nil {
			return nil, err
		}
		return w.page(r, "actions", w.actionsOf[key(rec)], false, showAction)
	}
	return handlers
}

func (w *world) addressAct(rec *record, body *document) (*record, error) {
	kind := body.str("type")
	if kind != "assign" && kind != "unassign" {
		return nil, badType(kind)
	}
	if w.pending(addressKey(rec.id)) {
		return nil, unprocessable("The reserved IP already has a pending event.")
	}
	if kind == "unassign" {
		if !rec.has("_droplet") {
			return nil, unprocessable("The reserved IP is not assigned to a Droplet.")
		}
		return w.unassign(rec), nil
	}
	if !body.has("droplet_id") {
		return nil, unprocessable("droplet_id is required")
	}
	droplet := w.table("droplets").live(strconv.FormatInt(body.integer("droplet_id"), 10))
	switch {
	case droplet == nil:
		return nil, unprocessable("The Droplet you specified could not be found.")
	case regionOf(droplet) != regionOf(rec):
		return nil, unprocessable("The reserved IP and the Droplet must be in the same region.")
	case rec.str("_droplet") == droplet.id:
		return nil, unprocessable("The reserved IP is already assigned to the Droplet.")
	case w.pending(dropletKey(droplet.id)):
		return nil, errPending
	}
	return w.assign(rec, droplet), nil
}
