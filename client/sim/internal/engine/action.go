package engine

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/doapi-lua/doapi/client/catalog"
)

// Action is one that is about to be started.
type Action struct {
	Kind         string // "power_on"
	On           string // what it acts on, such as dropletKey(id): the key of its list
	ResourceType string // resource_type as the API shows it
	ID           Raw    // resource_id
	Region       string // slug
	Takes        time.Duration
	// Then is a step that has the effect when the action completes, with the record
	// For; an action whose effect has become impossible is errored. "": none.
	Then string
	For  *Record
	Args []string
}

// inProgress is the status of an action that has not ended.
const inProgress = "in-progress"

func DropletKey(id string) string { return "droplet/" + id }
func ImageKey(id string) string   { return "image/" + id }
func AddressKey(ip string) string { return "address/" + ip }
func VolumeKey(id string) string  { return "volume/" + id }

// Start makes an action that is in progress and completes in its time.
func (w *World) Start(t Action) *Record {
	rec := w.AddAction(t, inProgress, Null)
	args := []string{strconv.FormatBool(w.failing)}
	if t.Then != "" {
		args = append(append(args, t.Then, t.For.Table.Name, t.For.ID), t.Args...)
	}
	w.Transition(t.Takes, "action", rec, args...)
	return rec
}

// endAction is the step in which an action ends: its arguments are whether it
// fails, and the step that has its effect, with the table and id of its record and
// its arguments.
func endAction(w *World, rec *Record, args []string) bool {
	ok := args[0] != "true"
	if ok && len(args) > 1 {
		ok = w.Take(args[1], args[2], args[3], args[4:])
	}
	w.end(rec, ok)
	return ok
}

func (w *World) end(rec *Record, ok bool) {
	status := "completed"
	if !ok {
		status = "errored"
	}
	rec.Set("status", status)
	rec.Set("completed_at", w.Now)
	if key, ok := w.underWay[rec]; ok {
		delete(w.underWay, rec)
		if w.pending[key]--; w.pending[key] == 0 {
			delete(w.pending, key)
		}
	}
	if of := w.actedOn(rec); of != nil && ok {
		w.Emit(Changed, of)
	}
}

// actedOn is what an action was about, nil if it is not there any more.
func (w *World) actedOn(action *Record) *Record {
	id := strings.Trim(string(action.Get("resource_id")), `"`)
	switch action.Str("resource_type") {
	case "droplet":
		return w.Table("droplets").ByID[id]
	case "backend": // of a volume, which the action does not name
		return w.Table("volumes").ByID[action.Str("_volume")]
	case "floating_ip":
		for _, ip := range w.Table("reserved_ips").Where("_number", action.Get("resource_id")) {
			if !ip.Deleted {
				return ip
			}
		}
	}
	return nil
}

// steps are those of the engine.
func steps() map[string]Step {
	return map[string]Step{"action": endAction, "mature": mature, "remove": remove}
}

// remove is the step in which a record goes.
func remove(w *World, rec *Record, _ []string) bool {
	if rec != nil {
		w.Remove(rec)
	}
	return true
}

func (w *World) AddAction(t Action, status string, completed Raw) *Record {
	id := w.NextID("action")
	region, slug := Null, Null
	if o := Offered().Region(t.Region); o != nil {
		region, slug = o.Doc, Encode(o.Slug)
	}
	d := Object("id", id, "status", status, "type", t.Kind, "started_at", w.Now, "completed_at", completed,
		"resource_id", t.ID, "resource_type", t.ResourceType, "region", region, "region_slug", slug)
	if volume, ok := strings.CutPrefix(t.On, VolumeKey("")); ok {
		d.Set("_volume", volume)
	}
	rec := w.Table("actions").Add(strconv.FormatInt(id, 10), d)
	w.actsOn(t.On, rec)
	return rec
}

// actsOn has an action be one of those on something.
func (w *World) actsOn(key string, rec *Record) {
	w.ActionsOf[key] = append(w.ActionsOf[key], rec)
	if rec.Str("status") == inProgress {
		w.underWay[rec] = key
		w.pending[key]++
	}
}

// Pending returns whether something acts on what has the key.
func (w *World) Pending(key string) bool { return w.pending[key] > 0 }

// ReservedIPStanza is the media type with which a caller asks for the newer name
// of floating IPs.
const ReservedIPStanza = "application/vnd.digitalocean.reserveip+json"

// ShowAction writes the name of an address's resource type as the caller knows it.
func ShowAction(w *World, r *Request, buf []byte, rec *Record) []byte {
	if rec.Get("resource_type") != `"floating_ip"` || !WantsReservedIP(r) {
		return rec.Append(buf)
	}
	d := rec.Clone()
	d.Set("resource_type", "reserved_ip")
	return d.Append(buf)
}

func WantsReservedIP(r *Request) bool {
	return strings.Contains(strings.Join(r.Header.Values("Accept"), ","), ReservedIPStanza) || r.Op != nil && r.Op.Group == "reserved_ips_actions"
}

// ActionList answers with the actions on something, the newest first.
func (w *World) ActionList(r *Request, key string) (*Reply, error) {
	return w.Page(r, "actions", w.ActionsOf[key], true, ShowAction)
}

// ActionGet answers with one action on something.
func (w *World) ActionGet(r *Request, key string) (*Reply, error) {
	rec := w.Table("actions").ByID[r.Last()]
	if rec == nil {
		return nil, ErrNotFound
	}
	if _, ok := place(w.ActionsOf[key], rec); !ok {
		return nil, ErrNotFound
	}
	return w.OneAction(r, http.StatusOK, rec), nil
}

func (w *World) OneAction(r *Request, status int, rec *Record) *Reply {
	return Answer(status, "action", Raw(ShowAction(w, r, nil, rec)))
}

// ActionsOn makes the three operations on the actions of a collection's items.
// find returns the item; key names it.
func ActionsOn(path string, find func(w *World, r *Request) (*Record, error), key func(*Record) string, post Handler) map[string]Handler {
	res := catalog.CollectionAt(path)
	in := func(answer func(w *World, r *Request, key string) (*Reply, error)) Handler {
		return func(w *World, r *Request) (*Reply, error) {
			item, err := find(w, r)
			if err != nil {
				return nil, err
			}
			return answer(w, r, key(item))
		}
	}
	return map[string]Handler{
		res.Op(catalog.RoleList).ID:   in((*World).ActionList),
		res.Op(catalog.RoleGet).ID:    in((*World).ActionGet),
		res.Op(catalog.RoleCreate).ID: post,
	}
}

// BadType refuses an action; allowed are those that can be started.
func BadType(kind string, allowed ...string) error {
	if kind == "" {
		return Unprocessable("type is required (one of %s)", strings.Join(allowed, ", "))
	}
	return Unprocessable("Type %s is invalid (one of %s)", kind, strings.Join(allowed, ", "))
}
