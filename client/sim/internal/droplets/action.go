package droplets

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/doapi-lua/doapi/client/internal/lazy"
	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

// power says in what state a droplet must be for an action.
type power uint8

const (
	anyPower power = iota
	needsOff
	needsOn
)

// act is a type of droplet action: what it needs and what it does. prepare
// checks the body and returns what the effect, a step, takes as its arguments.
type act struct {
	power    power
	byTag    bool
	low, top time.Duration
	// status is what the droplet has in the end, when that is all there is to it.
	status  string
	prepare func(w *engine.World, rec *engine.Record, body *engine.Document) (args []string, err error)
	effect  engine.Step // nil: none
}

// turned is the step that gives a droplet a status.
func turned(_ *engine.World, rec *engine.Record, args []string) bool {
	if rec == nil {
		return false
	}
	rec.Set("status", args[0])
	return true
}

func always(*engine.World, *engine.Record, *engine.Document) ([]string, error) { return nil, nil }

const (
	second = time.Second
	minute = time.Minute
)

var dropletActsOnce lazy.Value[map[string]*act]

// dropletActs has each type of action by name.
func dropletActs() map[string]*act {
	return dropletActsOnce.Get(func() map[string]*act {
		return map[string]*act{
			// On a droplet that is on it changes nothing: Ansible's module always asks for it.
			// https://github.com/ansible-collections/community.digitalocean/blob/main/plugins/modules/digital_ocean_droplet.py
			"power_on":             {byTag: true, low: 5 * second, top: 10 * second, status: "active", prepare: always},
			"power_off":            {byTag: true, low: 3 * second, top: 6 * second, status: "off", prepare: preparePowerOff},
			"shutdown":             {byTag: true, low: 6 * second, top: 15 * second, status: "off", prepare: always}, // also when it is off
			"reboot":               {power: needsOn, low: 10 * second, top: 20 * second, prepare: always},
			"power_cycle":          {byTag: true, low: 8 * second, top: 15 * second, status: "active", prepare: always},
			"password_reset":       {low: 10 * second, top: 20 * second, prepare: always},
			"resize":               {power: needsOff, low: 45 * second, top: 90 * second, prepare: prepareResize, effect: resized},
			"rebuild":              {low: 30 * second, top: 60 * second, prepare: prepareRebuild, effect: rebuilt},
			"restore":              {low: 2 * minute, top: 5 * minute, prepare: prepareRestore, effect: rebuilt},
			"rename":               {low: 1 * second, top: 2 * second, prepare: prepareRename, effect: renamed},
			"change_kernel":        {low: 1 * second, top: 2 * second, prepare: prepareKernel, effect: kernelChanged},
			"enable_ipv6":          {byTag: true, low: 3 * second, top: 6 * second, prepare: prepareIPv6, effect: ipv6Enabled},
			"snapshot":             {byTag: true, low: 4 * minute, top: 9 * minute, prepare: prepareSnapshot, effect: snapshotted},
			"enable_backups":       {byTag: true, low: 1 * second, top: 3 * second, prepare: prepareBackups, effect: backupsEnabled},
			"disable_backups":      {byTag: true, low: 1 * second, top: 3 * second, prepare: always, effect: backupsDisabled},
			"change_backup_policy": {low: 1 * second, top: 3 * second, prepare: preparePolicy, effect: backupsEnabled},
			// Gone from the description, and still understood.
			"enable_private_networking": {byTag: true, low: 3 * second, top: 6 * second, prepare: always, effect: privateEnabled},
			"upgrade":                   {low: 30 * second, top: 60 * second, prepare: always},
		}
	})
}

// actNames lists the actions, or those that all droplets with a tag can have started.
func actNames(byTag bool) []string {
	var names []string
	for name, a := range dropletActs() {
		if a.byTag || !byTag {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

func effectOf(kind string) string { return "droplets.act." + kind }

// dropletTask checks whether an action can be started.
func dropletTask(w *engine.World, rec *engine.Record, body *engine.Document) (engine.Action, error) {
	kind := body.Str("type")
	a := dropletActs()[kind]
	on := rec.Str("status") == "active"
	switch {
	case a == nil:
		return engine.Action{}, engine.BadType(kind, actNames(false)...)
	case w.Pending(engine.DropletKey(rec.ID)):
		return engine.Action{}, engine.ErrPending
	case a.power == needsOff && on:
		return engine.Action{}, engine.Unprocessable("Droplet is currently on. Please power it off to run this event.")
	case a.power == needsOn && !on:
		return engine.Action{}, engine.Unprocessable("Droplet is currently off. Please power it on to run this event.")
	}
	args, err := a.prepare(w, rec, body)
	if err != nil {
		return engine.Action{}, err
	}
	t := engine.Action{
		Kind: kind, On: engine.DropletKey(rec.ID), ResourceType: "droplet", ID: rec.Get("id"), Region: engine.RegionOf(rec),
		Takes: w.Between(a.low, a.top),
	}
	if a.effect != nil {
		t.Then, t.For, t.Args = effectOf(kind), rec, args
	} else if a.status != "" {
		t.Then, t.For, t.Args = "droplets.status", rec, []string{a.status}
	}
	return t, nil
}

func dropletActions() map[string]engine.Handler {
	return engine.ActionsOn("/v2/droplets/{droplet_id}/actions", droplet, func(rec *engine.Record) string { return engine.DropletKey(rec.ID) },
		func(w *engine.World, r *engine.Request) (*engine.Reply, error) {
			rec, err := w.Existing(w.Table("droplets"), r.Param("droplet_id"))
			if err != nil {
				return nil, err
			}
			t, err := dropletTask(w, rec, &r.Body)
			if err != nil {
				return nil, err
			}
			return w.OneAction(r, http.StatusCreated, w.Start(t)), nil
		})
}

// actByTag starts an action on all droplets with a tag for which it is possible.
// When it is possible for none, the first one's refusal is the answer.
func actByTag(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	kind := r.Body.Str("type")
	if a := dropletActs()[kind]; a == nil || !a.byTag {
		return nil, engine.BadType(kind, actNames(true)...)
	}
	found, err := taggedDroplets(w, r)
	if err != nil {
		return nil, err
	}
	started := []engine.Raw{}
	var refused error
	for _, rec := range found {
		t, err := dropletTask(w, rec, &r.Body)
		if err == nil {
			started = append(started, w.Start(t).Raw())
		} else if refused == nil {
			refused = err
		}
	}
	if len(started) == 0 && refused != nil {
		return nil, refused
	}
	return engine.Answer(http.StatusCreated, "actions", started), nil
}

func preparePowerOff(_ *engine.World, rec *engine.Record, _ *engine.Document) ([]string, error) {
	if rec.Str("status") == "off" {
		return nil, engine.Unprocessable("Droplet is already powered off")
	}
	return nil, nil
}

func prepareResize(w *engine.World, rec *engine.Record, body *engine.Document) ([]string, error) {
	size := engine.Offered().Size(body.Str("size"))
	switch {
	case !body.Has("size"):
		return nil, engine.Unprocessable("size is required")
	case size == nil || !size.Available:
		return nil, engine.BadSize("You specified an invalid size for Droplet resize.")
	case size.Slug == rec.Str("size_slug"):
		return nil, engine.Unprocessable("Droplet already has this size.")
	case int64(size.Disk) < rec.Integer("disk"):
		return nil, engine.Unprocessable("This size is not available because it has a smaller disk.")
	}
	return []string{size.Slug, strconv.FormatBool(body.Boolean("disk"))}, nil
}

func resized(_ *engine.World, rec *engine.Record, args []string) bool {
	size := engine.Offered().Size(args[0])
	if rec == nil || size == nil {
		return false
	}
	rec.Set("memory", size.Memory)
	rec.Set("vcpus", size.VCPUs)
	if args[1] == "true" {
		rec.Set("disk", size.Disk)
		rec.Set("disk_info", engine.Raw(size.DiskInfo))
	}
	rec.Set("size", size.Doc)
	rec.Set("size_slug", size.Slug)
	return true
}

func prepareRebuild(w *engine.World, rec *engine.Record, body *engine.Document) ([]string, error) {
	if !body.Has("image") {
		return nil, engine.Unprocessable("image is required")
	}
	img := imageOf(w, body.Get("image"))
	switch {
	case img == nil:
		return nil, engine.Unprocessable("You specified an invalid image for Droplet rebuild (GET /v2/images lists them)")
	case img.Integer("min_disk_size") > rec.Integer("disk"):
		return nil, engine.Unprocessable("The Droplet does not have enough disk for the image.")
	case !img.Boolean("public") && !slices.Contains(img.Strings("regions"), engine.RegionOf(rec)):
		return nil, engine.Unprocessable("The image you specified is not available in the Droplet's region.")
	}
	return []string{string(img.Raw())}, nil
}

func rebuilt(_ *engine.World, rec *engine.Record, args []string) bool {
	if rec == nil {
		return false
	}
	rec.Put("image", engine.Raw(args[0]))
	rec.Set("status", "active")
	return true
}

func prepareRestore(w *engine.World, rec *engine.Record, body *engine.Document) ([]string, error) {
	if !body.Has("image") {
		return nil, engine.Unprocessable("image is required")
	}
	img := imageOf(w, body.Get("image"))
	if img == nil || img.Str("_droplet") != rec.ID {
		return nil, engine.Unprocessable("You specified an invalid image for Droplet restore (one of its own backups and snapshots)")
	}
	return []string{string(img.Raw())}, nil
}

func prepareRename(w *engine.World, rec *engine.Record, body *engine.Document) ([]string, error) {
	name := body.Str("name")
	if name == "" {
		return nil, engine.Unprocessable("Name can't be blank")
	}
	if err := engine.CheckHostname(name); err != nil {
		return nil, err
	}
	return []string{name}, nil
}

func renamed(_ *engine.World, rec *engine.Record, args []string) bool {
	if rec == nil {
		return false
	}
	rec.Set("name", args[0])
	return true
}

func prepareKernel(w *engine.World, rec *engine.Record, body *engine.Document) ([]string, error) {
	if !body.Has("kernel") {
		return nil, engine.Unprocessable("kernel is required")
	}
	known := kernels()
	i := slices.IndexFunc(known, func(k engine.Document) bool { return k.Get("id") == body.Get("kernel") })
	if i < 0 {
		return nil, engine.Unprocessable("You specified an invalid kernel for Droplet (GET /v2/droplets/ID/kernels lists them)")
	}
	return []string{string(known[i].Raw())}, nil
}

func kernelChanged(_ *engine.World, rec *engine.Record, args []string) bool {
	if rec == nil {
		return false
	}
	rec.Put("kernel", engine.Raw(args[0]))
	return true
}

func prepareIPv6(w *engine.World, rec *engine.Record, _ *engine.Document) ([]string, error) {
	if slices.Contains(rec.Strings("features"), "ipv6") {
		return nil, engine.Unprocessable("IPv6 is already enabled")
	}
	return nil, nil
}

func ipv6Enabled(_ *engine.World, rec *engine.Record, _ []string) bool {
	if rec == nil {
		return false
	}
	net := engine.Network{Private: true, Public: rec.Get("_public") != "false", IPv6: true, Own: rec.Str("_private"), Mask: rec.Str("_mask")}
	rec.Set("networks", net.Encode(rec.Integer("_address")))
	rec.Set("features", append(rec.Strings("features"), "ipv6"))
	return true
}

// privateEnabled has little left to do: all droplets have a private address.
func privateEnabled(_ *engine.World, rec *engine.Record, _ []string) bool {
	if rec == nil {
		return false
	}
	if features := rec.Strings("features"); !slices.Contains(features, "private_networking") {
		rec.Set("features", append(features, "private_networking"))
	}
	return true
}

func prepareSnapshot(w *engine.World, rec *engine.Record, body *engine.Document) ([]string, error) {
	name := body.Str("name")
	if name == "" {
		name = rec.Str("name") + "-" + strconv.FormatInt(w.Now.UnixMilli(), 10)
	}
	return []string{name, stamp(w.Now)}, nil
}

// snapshotted takes the name, and when it began.
func snapshotted(w *engine.World, rec *engine.Record, args []string) bool {
	if rec == nil {
		return false
	}
	capture(w, rec, "snapshot", args[0], instant(args[1]))
	return true
}

func prepareBackups(w *engine.World, rec *engine.Record, body *engine.Document) ([]string, error) {
	if rec.Has("_policy") {
		return nil, engine.Unprocessable("Backups are already enabled")
	}
	policy, err := backupPolicy(body)
	return []string{string(policy)}, err
}

// backupsEnabled takes the policy.
func backupsEnabled(w *engine.World, rec *engine.Record, args []string) bool {
	if rec == nil {
		return false
	}
	enableBackups(w, rec, engine.Raw(args[0]))
	return true
}

// backupsDisabled does the same where there are none.
func backupsDisabled(w *engine.World, rec *engine.Record, _ []string) bool {
	if rec == nil {
		return false
	}
	disableBackups(w, rec)
	return true
}

func preparePolicy(w *engine.World, rec *engine.Record, body *engine.Document) ([]string, error) {
	switch {
	case !body.Has("backup_policy"):
		return nil, engine.Unprocessable("backup_policy is required")
	case !rec.Has("_policy"):
		return nil, engine.Unprocessable("Backups are not enabled")
	}
	policy, err := backupPolicy(body)
	return []string{string(policy)}, err
}
