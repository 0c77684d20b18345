package droplets

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

const (
	maxNames    = 10
	maxUserData = 64 << 10
)

// order is what a create asks for, checked.
type order struct {
	region  *engine.RegionOffer
	size    *engine.SizeOffer
	image   *engine.Record
	tags    []string
	volumes []*engine.Record
	vpc     *engine.Record // nil: the region's default
	policy  engine.Raw
	body    *engine.Document
}

// createDroplets makes one droplet, or one for each of names.
func createDroplets(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	names, many, err := namesOf(&r.Body)
	if err != nil {
		return nil, err
	}
	o, err := newOrder(w, &r.Body, len(names))
	if err != nil {
		return nil, err
	}
	droplets, links := []engine.Raw{}, []engine.Raw{}
	for _, name := range names {
		rec, action := makeDroplet(w, r, name, o)
		droplets = append(droplets, rec.Raw())
		link := engine.Object("id", action.Get("id"), "rel", "create", "href", r.Base+"/v2/actions/"+action.ID)
		links = append(links, link.Raw())
	}
	if many {
		return engine.Answer(http.StatusAccepted, "droplets", droplets, "links", engine.Object("actions", links)), nil
	}
	return engine.Answer(http.StatusAccepted, "droplet", droplets[0], "links", engine.Object("actions", links)), nil
}

func namesOf(body *engine.Document) (names []string, many bool, err error) {
	if many = body.Has("names"); many {
		names = body.Strings("names")
		if len(names) == 0 {
			return nil, many, engine.Unprocessable("names is required")
		}
		if len(names) > maxNames {
			return nil, many, engine.Unprocessable("You can create at most %d Droplets at a time.", maxNames)
		}
	} else {
		names = []string{body.Str("name")}
	}
	for _, name := range names {
		if name == "" {
			return nil, many, engine.Unprocessable("Name can't be blank")
		}
		if err := engine.CheckHostname(name); err != nil {
			return nil, many, err
		}
	}
	return names, many, nil
}

// newOrder checks what a body asks for, n times.
func newOrder(w *engine.World, body *engine.Document, n int) (*order, error) {
	o := &order{body: body, tags: body.Strings("tags")}
	offers := engine.Offered()
	if o.size = offers.Size(body.Str("size")); o.size == nil || !o.size.Available {
		return nil, invalidFor("size")
	}
	if o.region = offers.RegionLike(body.Str("region")); o.region == nil {
		return nil, invalidFor("region")
	}
	if o.image = imageOf(w, body.Get("image")); o.image == nil {
		return nil, invalidFor("image")
	}
	if !o.image.Boolean("public") && !slices.Contains(o.image.Strings("regions"), o.region.Slug) {
		return nil, engine.Unprocessable("The image you specified is not available in the selected region.")
	}
	if int64(o.size.Disk) < o.image.Integer("min_disk_size") {
		return nil, engine.Unprocessable("The selected size does not have enough disk for the image.")
	}
	if bad := unknownKeys(w, body.Get("ssh_keys")); len(bad) > 0 {
		return nil, engine.Unprocessable("%s are invalid key identifiers for Droplet creation.", strings.Join(bad, ", "))
	}
	if len(body.Str("user_data")) > maxUserData {
		return nil, engine.Unprocessable("User data is too long (maximum is %d bytes)", maxUserData)
	}
	if err := engine.CheckTags(o.tags); err != nil {
		return nil, err
	}
	if err := orderNetwork(w, o, n); err != nil {
		return nil, err
	}
	if body.Boolean("backups") {
		var err error
		if o.policy, err = backupPolicy(body); err != nil {
			return nil, err
		}
	}
	if w.Table("droplets").Count()+n > w.Settings.DropletLimit {
		return nil, engine.Unprocessable("creating this/these droplet(s) will exceed your droplet limit")
	}
	return o, nil
}

func invalidFor(what string) error {
	said := fmt.Sprintf("You specified an invalid %s for Droplet creation", what)
	switch what {
	case "size":
		return engine.BadSize(said)
	case "region":
		return engine.BadRegion(said)
	}
	return engine.Unprocessable("%s (GET /v2/images lists them)", said)
}

// unknownKeys returns the SSH keys of a list that are not the account's.
func unknownKeys(w *engine.World, value engine.Raw) []string {
	var bad []string
	for _, key := range engine.Elements(value) {
		name := engine.DecodeString(key)
		if name == "" {
			name = string(key)
		}
		if rec := w.FindKey(name); rec == nil {
			bad = append(bad, name)
		}
	}
	return bad
}

func orderNetwork(w *engine.World, o *order, n int) error {
	if id := o.body.Str("vpc_uuid"); id != "" {
		if o.vpc = w.Table("vpcs").Live(id); o.vpc == nil || o.vpc.Str("region") != o.region.Slug {
			return engine.Unprocessable("You specified an invalid vpc_uuid for Droplet creation (GET /v2/vpcs lists them; it must be of the same region)")
		}
	}
	var named []engine.Raw
	if given := o.body.Get("volumes"); strings.HasPrefix(string(given), "[") {
		named = engine.Elements(given)
	}
	if len(named) > engine.MaxVolumes {
		return engine.Unprocessable("a droplet can have at most %d volumes", engine.MaxVolumes)
	}
	if len(named) > 0 && n > 1 {
		return engine.Unprocessable("volumes can be attached to a single droplet only")
	}
	for _, raw := range named {
		volume := volumeNamed(w, raw, o.region.Slug)
		if volume == nil || engine.RegionOf(volume) != o.region.Slug {
			return engine.Unprocessable("You specified an invalid volume for Droplet creation (it must be there, in the same region)")
		}
		if len(volume.Integers("droplet_ids")) > 0 {
			return engine.Unprocessable("volume is already attached to a droplet")
		}
		o.volumes = append(o.volumes, volume)
	}
	return nil
}

// volumeNamed is the volume that a creation names: by its id, or in an object by its
// id or its name, as godo sends them; nil if there is none.
func volumeNamed(w *engine.World, raw engine.Raw, region string) *engine.Record {
	id, name := "", ""
	switch raw[0] {
	case '"':
		id = engine.DecodeString(raw)
	case '{':
		by, _ := engine.ParseDocument(raw)
		id, name = by.Str("id"), by.Str("name")
	}
	if id != "" {
		return w.Table("volumes").Live(id)
	}
	for _, volume := range w.Table("volumes").Where("name", name) {
		if !volume.Deleted && engine.RegionOf(volume) == region {
			return volume
		}
	}
	return nil
}

// makeDroplet makes a droplet and the action that boots it.
func makeDroplet(w *engine.World, r *engine.Request, name string, o *order) (rec, action *engine.Record) {
	id := w.NextID("droplet")
	features := []string{}
	for _, f := range []struct{ field, feature string }{{"backups", "backups"}, {"ipv6", "ipv6"}, {"monitoring", "monitoring"}} {
		if o.body.Boolean(f.field) {
			features = append(features, f.feature)
		}
	}
	if o.body.Get("with_droplet_agent") != "false" {
		features = append(features, "droplet_agent")
	}
	volumes := []string{}
	for _, v := range o.volumes {
		volumes = append(volumes, v.ID)
		v.Set("droplet_ids", []int64{id})
	}
	if o.tags == nil {
		o.tags = []string{}
	}
	d := engine.Object("id", id, "name", name, "memory", o.size.Memory, "vcpus", o.size.VCPUs, "disk", o.size.Disk,
		"disk_info", engine.Raw(o.size.DiskInfo), "locked", false, "status", "new", "kernel", nil, "created_at", w.Now,
		"features", features, "backup_ids", engine.Raw("[]"), "next_backup_window", nil, "snapshot_ids", engine.Raw("[]"),
		"image", w.Share(o.image.Raw()), "volume_ids", volumes, "size", o.size.Doc, "size_slug", o.size.Slug,
		"networks", engine.Raw(`{"v4":[],"v6":[]}`), "region", o.region.Doc, "tags", w.Share(engine.Encode(o.tags)),
		"_region", o.region.Slug, "_host", host(w, o.region.Slug))
	rec = w.Add("droplets", strconv.FormatInt(id, 10), d)
	w.Created(r, rec)
	w.TagAll(rec, o.tags)
	if o.policy != "" {
		enableBackups(w, rec, o.policy)
	}
	return rec, boot(w, r, rec, o)
}

func host(w *engine.World, region string) string {
	return fmt.Sprintf("%s-%d", region, (w.Counter("host "+region)-1)/perHost)
}

// boot has a new droplet become active: first there is a private address, then
// a public one, then it runs.
func boot(w *engine.World, r *engine.Request, rec *engine.Record, o *order) *engine.Record {
	takes := w.Between(w.Settings.BootMin, w.Settings.BootMax)
	vpc := o.vpc
	if vpc == nil {
		vpc = w.DefaultVPC(o.region.Slug)
	}
	net := engine.Network{IPv6: o.body.Boolean("ipv6"), Private: true, Public: o.body.Get("public_networking") != "false"}
	n := w.Counter("address")
	net.Own, net.Mask = w.AddressIn(vpc)
	rec.Set("_address", n)
	rec.Set("_public", net.Public)
	rec.Set("_private", net.Own)
	rec.Set("_mask", net.Mask)
	inside := engine.Network{Private: true, Own: net.Own, Mask: net.Mask}
	if late := r.LateAddress; late == 0 {
		w.Transition(takes/4, "droplets.network", rec, string(inside.Encode(n)), vpc.ID, "private_networking")
		w.Transition(takes/2, "droplets.network", rec, string(net.Encode(n)))
	} else {
		w.Transition(takes+late, "droplets.network", rec, string(net.Encode(n)), vpc.ID)
	}
	return w.Start(engine.Action{
		Kind: "create", On: engine.DropletKey(rec.ID), ResourceType: "droplet", ID: rec.Get("id"), Region: o.region.Slug, Takes: takes,
		Then: "droplets.status", For: rec, Args: []string{"active"},
	})
}

// connected is the step in which a droplet gets addresses: its arguments are the
// networks, the id of the VPC and a feature.
func connected(w *engine.World, rec *engine.Record, args []string) bool {
	if rec == nil {
		return false
	}
	rec.Set("networks", engine.Raw(args[0]))
	if len(args) > 1 {
		rec.Set("vpc_uuid", args[1])
	}
	if len(args) > 2 {
		rec.Put("features", w.Share(engine.Encode(append(rec.Strings("features"), args[2]))))
	}
	return true
}
