package sim

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/doapi-lua/doapi/client/catalog"
)

// task is an action that is about to be started.
type task struct {
	kind     string // "power_on"
	on       string // what it acts on, such as dropletKey(id): the key of its list
	resource string // resource_type as the API shows it
	id       raw    // resource_id
	region   string // slug
	takes    time.Duration
	// done has the effect when the action completes; an action whose effect has
	// become impossible is errored. It may be nil.
	done func() (ok bool)
}

func dropletKey(id string) string { return "droplet/" + id }
func imageKey(id string) string   { return "image/" + id }
func addressKey(ip string) string { return "address/" + ip }
func volumeKey(id string) string  { return "volume/" + id }

// start makes an action that is in progress and completes in its time.
func (w *world) start(t task) *record {
	rec := w.addAction(t, "in-progress", null)
	w.later(t.takes, func() {
		status := "completed"
		if t.done != nil && !t.done() {
			status = "errored"
		}
		rec.set("status", status)
		rec.set("completed_at", w.now)
	})
	return rec
}

func (w *world) addAction(t task, status string, completed raw) *record {
	id := w.nextID("action")
	region, slug := null, null
	if o := offered().region(t.region); o != nil {
		region, slug = o.doc, encode(o.Slug)
	}
	d := object("id", id, "status", status, "type", t.kind, "started_at", w.now, "completed_at", completed,
		"resource_id", t.id, "resource_type", t.resource, "region", region, "region_slug", slug)
	rec := w.table("actions").add(strconv.FormatInt(id, 10), d)
	w.actionsOf[t.on] = append(w.actionsOf[t.on], rec)
	return rec
}

// pending returns whether something acts on what has the key.
func (w *world) pending(key string) bool {
	return slices.ContainsFunc(w.actionsOf[key], func(a *record) bool { return a.get("status") == `"in-progress"` })
}

var actions = &kind{path: "/v2/actions", show: showAction}

// reservedIPStanza is the media type with which a caller asks for the newer name
// of floating IPs.
const reservedIPStanza = "application/vnd.digitalocean.reserveip+json"

// showAction writes the name of an address's resource type as the caller knows it.
func showAction(w *world, r *request, buf []byte, rec *record) []byte {
	if rec.get("resource_type") != `"floating_ip"` || !wantsReservedIP(r) {
		return rec.append(buf)
	}
	d := rec.clone()
	d.set("resource_type", "reserved_ip")
	return d.append(buf)
}

func wantsReservedIP(r *request) bool {
	return strings.Contains(strings.Join(r.header.Values("Accept"), ","), reservedIPStanza) || r.op != nil && r.op.Group == "reserved_ips_actions"
}

// actionList answers with the actions on something, the newest first.
func (w *world) actionList(r *request, key string) (*reply, error) {
	return w.page(r, "actions", w.actionsOf[key], true, showAction)
}

// actionGet answers with one action on something.
func (w *world) actionGet(r *request, key string) (*reply, error) {
	rec := w.table("actions").byID[r.last()]
	if rec == nil || !slices.Contains(w.actionsOf[key], rec) {
		return nil, errNotFound
	}
	return w.oneAction(r, http.StatusOK, rec), nil
}

func (w *world) oneAction(r *request, status int, rec *record) *reply {
	return answer(status, "action", raw(showAction(w, r, nil, rec)))
}

// actionsOn makes the three operations on the actions of a collection's items.
// find returns the item; key names it.
func actionsOn(path string, find func(w *world, r *request) (*record, error), key func(*record) string, post handler) map[string]handler {
	res := catalog.ResourceAt(path)
	in := func(answer func(w *world, r *request, key string) (*reply, error)) handler {
		return func(w *world, r *request) (*reply, error) {
			item, err := find(w, r)
			if err != nil {
				return nil, err
			}
			return answer(w, r, key(item))
		}
	}
	return map[string]handler{
		res.Op(catalog.RoleList).ID:   in((*world).actionList),
		res.Op(catalog.RoleGet).ID:    in((*world).actionGet),
		res.Op(catalog.RoleCreate).ID: post,
	}
}
