package sim

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

const (
	maxNames    = 10
	maxUserData = 64 << 10
	maxVolumes  = 15
)

func checkHostname(name string) error {
	if !isHostname(name) {
		return unprocessable("Only valid hostname characters are allowed. (a-z, A-Z, 0-9, . and -)")
	}
	return nil
}

// order is what a create asks for, checked.
type order struct {
	region  *regionOffer
	size    *sizeOffer
	image   *record
	tags    []string
	volumes []*record
	vpc     *record // nil: the region's default
	policy  raw
	body    *document
}

// createDroplets makes one droplet, or one for each of names.
func createDroplets(w *world, r *request) (*reply, error) {
	names, many, err := namesOf(&r.body)
	if err != nil {
		return nil, err
	}
	o, err := w.order(&r.body, len(names))
	if err != nil {
		return nil, err
	}
	droplets, links := []raw{}, []raw{}
	for _, name := range names {
		rec, action := w.launch(r, name, o)
		droplets = append(droplets, rec.raw())
		link := object("id", action.get("id"), "rel", "create", "href", r.base+"/v2/actions/"+action.id)
		links = append(links, link.raw())
	}
	if many {
		return answer(http.StatusAccepted, "droplets", droplets, "links", object("actions", links)), nil
	}
	return answer(http.StatusAccepted, "droplet", droplets[0], "links", object("actions", links)), nil
}

func namesOf(body *document) (names []string, many bool, err error) {
	if many = body.has("names"); many {
		names = body.strings("names")
		if len(names) == 0 {
			return nil, many, unprocessable("names is required")
		}
		if len(names) > maxNames {
			return nil, many, unprocessable("You can create at most %d Droplets at a time.", maxNames)
		}
	} else {
		names = []string{body.str("name")}
	}
	for _, name := range names {
		if name == "" {
			return nil, many, unprocessable("Name can't be blank")
		}
		if err := checkHostname(name); err != nil {
			return nil, many, err
		}
	}
	return names, many, nil
}

// order checks what a body asks for, n times.
func (w *world) order(body *document, n int) (*order, error) {
	o := &order{body: body, tags: body.strings("tags")}
	offers := offered()
	if o.size = offers.size(body.str("size")); o.size == nil || !o.size.Available {
		return nil, invalidFor("size")
	}
	if o.region = offers.regionLike(body.str("region")); o.region == nil {
		return nil, invalidFor("region")
	}
	if o.image = w.imageOf(body.get("image")); o.image == nil {
		return nil, invalidFor("image")
	}
	if !o.image.boolean("public") && !slices.Contains(o.image.strings("regions"), o.region.Slug) {
		return nil, unprocessable("The image you specified is not available in the selected region.")
	}
	if int64(o.size.Disk) < o.image.integer("min_disk_size") {
		return nil, unprocessable("The selected size does not have enough disk for the image.")
	}
	if bad := w.unknownKeys(body.get("ssh_keys")); len(bad) > 0 {
		return nil, unprocessable("%s are invalid key identifiers for Droplet creation.", strings.Join(bad, ", "))
	}
	if len(body.str("user_data")) > maxUserData {
		return nil, unprocessable("User data is too long (maximum is %d bytes)", maxUserData)
	}
	if err := checkTags(o.tags); err != nil {
		return nil, err
	}
	if err := w.orderNetwork(o, n); err != nil {
		return nil, err
	}
	if body.boolean("backups") {
		var err error
		if o.policy, err = backupPolicy(body); err != nil {
			return nil, err
		}
	}
	if w.table("droplets").count()+n > w.opts.dropletLimit {
		return nil, unprocessable("creating this/these droplet(s) will exceed your droplet limit")
	}
	return o, nil
}

func invalidFor(what string) error {
	return unprocessable("You specified an invalid %s for Droplet creation.", what)
}

// unknownKeys returns the SSH keys of a list that are not the account's.
func (w *world) unknownKeys(value raw) []string {
	var bad []string
	for _, key := range elements(value) {
		name := decodeString(key)
		if name == "" {
			name = string(key)
		}
		if rec := w.findKey(name); rec == nil {
			bad = append(bad, name)
		}
	}
	return bad
}

func (w *world) orderNetwork(o *order, n int) error {
	if id := o.body.str("vpc_uuid"); id != "" {
		if o.vpc = w.table("vpcs").live(id); o.vpc == nil || o.vpc.str("region") != o.region.Slug {
			return unprocessable("You specified an invalid vpc_uuid for Droplet creation.")
		}
	}
	ids := o.body.strings("volumes")
	if len(ids) > maxVolumes {
		return unprocessable("a droplet can have at most %d volumes", maxVolumes)
	}
	if len(ids) > 0 && n > 1 {
		return unprocessable("volumes can be attached to a single droplet only")
	}
	for _, id := range ids {
		volume := w.table("volumes").live(id)
		if volume == nil || regionOf(volume) != o.region.Slug {
			return unprocessable("You specified an invalid volume for Droplet creation.")
		}
		if len(volume.integers("droplet_ids")) > 0 {
			return unprocessable("volume is already attached to a droplet")
		}
		o.volumes = append(o.volumes, volume)
	}
	return nil
}

// launch makes a droplet and the action that boots it.
func (w *world) launch(r *request, name string, o *order) (rec, action *record) {
	id := w.nextID("droplet")
	features := []string{}
	for _, f := range []struct{ field, feature string }{{"backups", "backups"}, {"ipv6", "ipv6"}, {"monitoring", "monitoring"}} {
		if o.body.boolean(f.field) {
			features = append(features, f.feature)
		}
	}
	if o.body.get("with_droplet_agent") != "false" {
		features = append(features, "droplet_agent")
	}
	volumes := []string{}
	for _, v := range o.volumes {
		volumes = append(volumes, v.id)
		v.set("droplet_ids", []int64{id})
	}
	if o.tags == nil {
		o.tags = []string{}
	}
	d := object("id", id, "name", name, "memory", o.size.Memory, "vcpus", o.size.VCPUs, "disk", o.size.Disk,
		"disk_info", raw(o.size.DiskInfo), "locked", false, "status", "new", "kernel", nil, "created_at", w.now,
		"features", features, "backup_ids", raw("[]"), "next_backup_window", nil, "snapshot_ids", raw("[]"),
		"image", o.image.raw(), "volume_ids", volumes, "size", o.size.doc, "size_slug", o.size.Slug,
		"networks", raw(`{"v4":[],"v6":[]}`), "region", o.region.doc, "tags", o.tags,
		"_region", o.region.Slug, "_host", w.host(o.region.Slug))
	rec = w.table("droplets").add(strconv.FormatInt(id, 10), d)
	w.born(r, rec)
	w.tagAll(rec, o.tags)
	if o.policy != "" {
		w.enableBackups(rec, o.policy)
	}
	return rec, w.boot(r, rec, o)
}

func (w *world) host(region string) string {
	return fmt.Sprintf("%s-%d", region, (w.counter("host "+region)-1)/perHost)
}

// boot has a new droplet become active: first there is a private address, then
// a public one, then it runs.
func (w *world) boot(r *request, rec *record, o *order) *record {
	takes := w.between(w.opts.bootMin, w.opts.bootMax)
	vpc := o.vpc
	if vpc == nil {
		vpc = w.defaultVPC(o.region.Slug)
	}
	net := network{ipv6: o.body.boolean("ipv6"), private: true, public: o.body.get("public_networking") != "false"}
	n := w.counter("address")
	late := r.lateAddress
	if late == 0 {
		w.later(takes/4, func() {
			rec.set("networks", network{private: true}.encode(n))
			rec.set("vpc_uuid", vpc.id)
			rec.set("features", append(rec.strings("features"), "private_networking"))
		})
		w.later(takes/2, func() { rec.set("networks", net.encode(n)) })
	} else {
		w.later(takes+late, func() {
			rec.set("networks", net.encode(n))
			rec.set("vpc_uuid", vpc.id)
		})
	}
	rec.set("_address", n)
	rec.set("_public", net.public)
	return w.start(task{
		kind: "create", on: dropletKey(rec.id), resource: "droplet", id: rec.get("id"), region: o.region.Slug, takes: takes,
		done: func() bool {
			rec.set("status", "active")
			return true
		},
	})
}
