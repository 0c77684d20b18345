package sim

import (
	"net/http"
	"slices"
	"strconv"
	"time"
)

// power says in what state a droplet must be for an action.
type power uint8

const (
	anyPower power = iota
	needsOff
	needsOn
)

// act is a type of droplet action: what it needs and what it does. prepare
// checks the body and returns the effect, which reports whether it was possible.
type act struct {
	power    power
	byTag    bool
	low, top time.Duration
	prepare  func(w *world, rec *record, body *document) (effect func() bool, err error)
}

// turn makes an effect that only sets the status.
func turn(status string) func(*world, *record, *document) (func() bool, error) {
	return func(_ *world, rec *record, _ *document) (func() bool, error) {
		return func() bool { rec.set("status", status); return true }, nil
	}
}

func noEffect(*world, *record, *document) (func() bool, error) { return nil, nil }

const (
	second = time.Second
	minute = time.Minute
)

// dropletActs has each type of action by name.
var dropletActs = map[string]*act{
	"power_on":             {byTag: true, low: 5 * second, top: 10 * second, prepare: preparePowerOn},
	"power_off":            {byTag: true, low: 3 * second, top: 6 * second, prepare: preparePowerOff},
	"shutdown":             {byTag: true, low: 6 * second, top: 15 * second, prepare: turn("off")}, // also when it is off
	"reboot":               {power: needsOn, low: 10 * second, top: 20 * second, prepare: noEffect},
	"power_cycle":          {byTag: true, low: 8 * second, top: 15 * second, prepare: turn("active")},
	"password_reset":       {low: 10 * second, top: 20 * second, prepare: noEffect},
	"resize":               {power: needsOff, low: 45 * second, top: 90 * second, prepare: prepareResize},
	"rebuild":              {low: 30 * second, top: 60 * second, prepare: prepareRebuild},
	"restore":              {low: 2 * minute, top: 5 * minute, prepare: prepareRestore},
	"rename":               {low: 1 * second, top: 2 * second, prepare: prepareRename},
	"change_kernel":        {low: 1 * second, top: 2 * second, prepare: prepareKernel},
	"enable_ipv6":          {power: needsOff, byTag: true, low: 3 * second, top: 6 * second, prepare: prepareIPv6},
	"snapshot":             {byTag: true, low: 4 * minute, top: 9 * minute, prepare: prepareSnapshot},
	"enable_backups":       {byTag: true, low: 1 * second, top: 3 * second, prepare: prepareBackups},
	"disable_backups":      {byTag: true, low: 1 * second, top: 3 * second, prepare: prepareNoBackups},
	"change_backup_policy": {low: 1 * second, top: 3 * second, prepare: preparePolicy},
	// Gone from the description, and still understood.
	"enable_private_networking": {byTag: true, low: 3 * second, top: 6 * second, prepare: preparePrivate},
	"upgrade":                   {low: 30 * second, top: 60 * second, prepare: noEffect},
}

// dropletTask checks whether an action can be started.
func (w *world) dropletTask(rec *record, body *document) (task, error) {
	kind := body.str("type")
	a := dropletActs[kind]
	on := rec.str("status") == "active"
	switch {
	case a == nil:
		return task{}, badType(kind)
	case w.pending(dropletKey(rec.id)):
		return task{}, errPending
	case a.power == needsOff && on:
		return task{}, unprocessable("Droplet is currently on. Please power it off to run this event.")
	case a.power == needsOn && !on:
		return task{}, unprocessable("Droplet is currently off. Please power it on to run this event.")
	}
	effect, err := a.prepare(w, rec, body)
	if err != nil {
		return task{}, err
	}
	return task{
		kind: kind, on: dropletKey(rec.id), resource: "droplet", id: rec.get("id"), region: regionOf(rec),
		takes: w.between(a.low, a.top), done: effect,
	}, nil
}

func dropletActions() map[string]handler {
	return actionsOn("/v2/droplets/{droplet_id}/actions", (*world).droplet, func(rec *record) string { return dropletKey(rec.id) },
		func(w *world, r *request) (*reply, error) {
			rec, err := w.existing(w.table("droplets"), r.param("droplet_id"))
			if err != nil {
				return nil, err
			}
			t, err := w.dropletTask(rec, &r.body)
			if err != nil {
				return nil, err
			}
			return w.oneAction(r, http.StatusCreated, w.start(t)), nil
		})
}

// actByTag starts an action on all droplets with a tag for which it is possible.
// When it is possible for none, the first one's refusal is the answer.
func actByTag(w *world, r *request) (*reply, error) {
	kind := r.body.str("type")
	if a := dropletActs[kind]; a == nil || !a.byTag {
		return nil, badType(kind)
	}
	found, err := w.taggedDroplets(r)
	if err != nil {
		return nil, err
	}
	started := []raw{}
	var refused error
	for _, rec := range found {
		t, err := w.dropletTask(rec, &r.body)
		if err == nil {
			started = append(started, w.start(t).raw())
		} else if refused == nil {
			refused = err
		}
	}
	if len(started) == 0 && refused != nil {
		return nil, refused
	}
	return answer(http.StatusCreated, "actions", started), nil
}

func preparePowerOn(w *world, rec *record, body *document) (func() bool, error) {
	if rec.str("status") == "active" {
		return nil, unprocessable("Droplet is already powered on")
	}
	return turn("active")(w, rec, body)
}

func preparePowerOff(w *world, rec *record, body *document) (func() bool, error) {
	if rec.str("status") == "off" {
		return nil, unprocessable("Droplet is already powered off")
	}
	return turn("off")(w, rec, body)
}

func prepareResize(w *world, rec *record, body *document) (func() bool, error) {
	size := offered().size(body.str("size"))
	switch {
	case !body.has("size"):
		return nil, unprocessable("size is required")
	case size == nil || !size.Available:
		return nil, unprocessable("You specified an invalid size for Droplet resize.")
	case size.Slug == rec.str("size_slug"):
		return nil, unprocessable("Droplet already has this size.")
	case int64(size.Disk) < rec.integer("disk"):
		return nil, unprocessable("This size is not available because it has a smaller disk.")
	}
	disk := body.boolean("disk")
	return func() bool {
		rec.set("memory", size.Memory)
		rec.set("vcpus", size.VCPUs)
		if disk {
			rec.set("disk", size.Disk)
			rec.set("disk_info", raw(size.DiskInfo))
		}
		rec.set("size", size.doc)
		rec.set("size_slug", size.Slug)
		return true
	}, nil
}

func prepareRebuild(w *world, rec *record, body *document) (func() bool, error) {
	if !body.has("image") {
		return nil, unprocessable("image is required")
	}
	img := w.imageOf(body.get("image"))
	switch {
	case img == nil:
		return nil, unprocessable("You specified an invalid image for Droplet rebuild.")
	case img.integer("min_disk_size") > rec.integer("disk"):
		return nil, unprocessable("The Droplet does not have enough disk for the image.")
	case !img.boolean("public") && !slices.Contains(img.strings("regions"), regionOf(rec)):
		return nil, unprocessable("The image you specified is not available in the Droplet's region.")
	}
	return func() bool {
		rec.set("image", img.raw())
		rec.set("status", "active")
		return true
	}, nil
}

func prepareRestore(w *world, rec *record, body *document) (func() bool, error) {
	if !body.has("image") {
		return nil, unprocessable("image is required")
	}
	img := w.imageOf(body.get("image"))
	if img == nil || img.str("_droplet") != rec.id {
		return nil, unprocessable("You specified an invalid image for Droplet restore.")
	}
	return func() bool {
		rec.set("image", img.raw())
		rec.set("status", "active")
		return true
	}, nil
}

func prepareRename(w *world, rec *record, body *document) (func() bool, error) {
	name := body.str("name")
	if name == "" {
		return nil, unprocessable("Name can't be blank")
	}
	if err := checkHostname(name); err != nil {
		return nil, err
	}
	return func() bool { rec.set("name", name); return true }, nil
}

func prepareKernel(w *world, rec *record, body *document) (func() bool, error) {
	if !body.has("kernel") {
		return nil, unprocessable("kernel is required")
	}
	i := slices.IndexFunc(kernels, func(k document) bool { return k.get("id") == body.get("kernel") })
	if i < 0 {
		return nil, unprocessable("You specified an invalid kernel for Droplet.")
	}
	return func() bool { rec.set("kernel", kernels[i]); return true }, nil
}

func prepareIPv6(w *world, rec *record, _ *document) (func() bool, error) {
	if slices.Contains(rec.strings("features"), "ipv6") {
		return nil, unprocessable("IPv6 is already enabled")
	}
	return func() bool {
		net := network{private: true, public: rec.get("_public") != "false", ipv6: true}
		rec.set("networks", net.encode(rec.integer("_address")))
		rec.set("features", append(rec.strings("features"), "ipv6"))
		return true
	}, nil
}

// preparePrivate has nothing left to do: all droplets have a private address.
func preparePrivate(w *world, rec *record, _ *document) (func() bool, error) {
	return func() bool {
		if features := rec.strings("features"); !slices.Contains(features, "private_networking") {
			rec.set("features", append(features, "private_networking"))
		}
		return true
	}, nil
}

func prepareSnapshot(w *world, rec *record, body *document) (func() bool, error) {
	name := body.str("name")
	if name == "" {
		name = rec.str("name") + "-" + strconv.FormatInt(w.now.UnixMilli(), 10)
	}
	return func() bool { w.capture(rec, "snapshot", name); return true }, nil
}

func prepareBackups(w *world, rec *record, body *document) (func() bool, error) {
	if rec.has("_policy") {
		return nil, unprocessable("Backups are already enabled")
	}
	policy, err := backupPolicy(body)
	if err != nil {
		return nil, err
	}
	return func() bool { w.enableBackups(rec, policy); return true }, nil
}

func prepareNoBackups(w *world, rec *record, _ *document) (func() bool, error) {
	if !rec.has("_policy") {
		return nil, unprocessable("Backups are not enabled")
	}
	return func() bool { w.disableBackups(rec); return true }, nil
}

func preparePolicy(w *world, rec *record, body *document) (func() bool, error) {
	switch {
	case !body.has("backup_policy"):
		return nil, unprocessable("backup_policy is required")
	case !rec.has("_policy"):
		return nil, unprocessable("Backups are not enabled")
	}
	policy, err := backupPolicy(body)
	if err != nil {
		return nil, err
	}
	return func() bool { w.enableBackups(rec, policy); return true }, nil
}
