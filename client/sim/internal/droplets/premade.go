package droplets

import (
	"net/netip"
	"slices"
	"strconv"
	"time"

	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

// Pre-made droplets are of some roles, so that lists have something to group by.
var roles = []struct {
	name, size, image string
	tags              []string
}{
	{"web", "s-2vcpu-4gb", "ubuntu-24-04-x64", []string{"web", "env:prod"}},
	{"web", "s-1vcpu-2gb", "ubuntu-24-04-x64", []string{"web", "env:staging"}},
	{"db", "m-2vcpu-16gb", "debian-13-x64", []string{"db", "env:prod"}},
	{"worker", "c-4", "ubuntu-22-04-x64", []string{"worker", "env:prod"}},
	{"cache", "g-2vcpu-8gb", "rockylinux-9-x64", []string{"cache", "env:prod"}},
}

// fleetTags are on all of them, as tools put them on what they manage.
var fleetTags = []string{
	"managed-by:terraform", "team:platform-engineering", "cost-center:infrastructure-4711",
	"backup-policy:none", "monitoring:enabled", "firewall:default-fleet", "patch-window:sunday-night",
	"ssh-access:bastion-only", "compliance:internal", "repository:infrastructure-live", "module:compute-fleet-v3",
	"terraform-workspace:production", "lifecycle:permanent",
}

// premakeDroplets puts n active droplets into the world. They are of few shapes,
// which make them when they are looked at.
func premakeDroplets(w *engine.World, n int) {
	if n == 0 {
		return
	}
	base := engine.FirstID("droplet") - 2*int64(n)
	start := w.Now
	offers := engine.Offered()
	regions := offers.OpenRegions()
	shapes := make([][]*engine.Shape, len(regions))
	for i, slug := range regions {
		for _, role := range roles {
			shapes[i] = append(shapes[i], dropletShape(w, base, start, slug, role.name, role.size, role.image, slices.Concat(role.tags, fleetTags)))
		}
	}
	for _, role := range roles {
		for _, tag := range slices.Concat(role.tags, fleetTags) {
			w.MakeTag(tag)
		}
	}
	w.Table("droplets").Premake(n, func(buf []byte, i int) ([]byte, *engine.Shape) {
		return strconv.AppendInt(buf, base+2*int64(i), 10), shapes[i/perHost%len(regions)][i%len(roles)]
	})
	w.SetCounter("address", int64(n))
}

// dropletShape has the fields of a droplet as makeDroplet and boot make them.
func dropletShape(w *engine.World, base int64, start time.Time, region, role, size, image string, tags []string) *engine.Shape {
	o := engine.Offered()
	block, _ := netip.ParsePrefix(w.DefaultVPC(region).Str("ip_range"))
	s, img := o.Size(size), findImage(w, image)
	fixed := func(key string, v any) engine.ShapeField { return engine.ShapeField{Key: key, Fixed: engine.Encode(v)} }
	return engine.NewShape(
		engine.ShapeField{Key: "id", Make: func(buf []byte, n int) []byte { return strconv.AppendInt(buf, base+2*int64(n), 10) }},
		engine.ShapeField{Key: "name", Make: func(buf []byte, n int) []byte {
			buf = append(append(append(buf, '"'), role...), '-')
			for left := 100_000; left > n+1 && left > 10; left /= 10 {
				buf = append(buf, '0')
			}
			return append(strconv.AppendInt(buf, int64(n+1), 10), '"')
		}},
		fixed("memory", s.Memory), fixed("vcpus", s.VCPUs), fixed("disk", s.Disk), fixed("disk_info", engine.Raw(s.DiskInfo)),
		fixed("locked", false), fixed("status", "active"), fixed("kernel", nil),
		engine.ShapeField{Key: "created_at", Make: func(buf []byte, n int) []byte {
			return engine.AppendStamp(buf, start.Add(-time.Duration(n%500_000+60)*time.Minute))
		}},
		fixed("features", []string{"ipv6", "monitoring", "droplet_agent", "private_networking"}), fixed("backup_ids", engine.Raw("[]")),
		fixed("next_backup_window", nil), fixed("snapshot_ids", engine.Raw("[]")), fixed("image", img.Raw()),
		fixed("volume_ids", engine.Raw("[]")), fixed("size", s.Doc), fixed("size_slug", s.Slug),
		engine.ShapeField{Key: "networks", Make: func(buf []byte, n int) []byte {
			net := engine.Network{Private: true, Public: true, IPv6: true}
			if n < engine.InVPC {
				net.At, net.Mask = engine.PlaceIn(block, int64(n)+1), "255.255.240.0"
			}
			return net.Append(buf, int64(n)+1)
		}},
		fixed("region", o.Region(region).Doc), fixed("tags", tags), fixed("vpc_uuid", w.DefaultVPC(region).ID),
		fixed("_region", region), fixed("_premade", s.Slug), // what it has cost until its first change
		engine.ShapeField{Key: "_address", Make: func(buf []byte, n int) []byte { return strconv.AppendInt(buf, int64(n)+1, 10) }},
		engine.ShapeField{Key: "_host", Make: func(buf []byte, n int) []byte {
			return append(strconv.AppendInt(append(buf, `"old-`...), int64(n/perHost), 10), '"')
		}},
	)
}

// premakeActions puts n completed actions into the world, on droplets that are
// long gone.
func premakeActions(w *engine.World, n int) {
	if n == 0 {
		return
	}
	base := engine.FirstID("action") - 3*int64(n)
	start := w.Now
	var shapes []*engine.Shape
	for _, region := range engine.Offered().OpenRegions() {
		for _, kind := range []string{"create", "power_off", "power_on", "snapshot", "destroy"} {
			shapes = append(shapes, actionShape(base, start, region, kind, n))
		}
	}
	w.Table("actions").Premake(n, func(buf []byte, i int) ([]byte, *engine.Shape) {
		return strconv.AppendInt(buf, base+3*int64(i), 10), shapes[i%len(shapes)]
	})
}

func actionShape(base int64, start time.Time, region, kind string, total int) *engine.Shape {
	fixed := func(key string, v any) engine.ShapeField { return engine.ShapeField{Key: key, Fixed: engine.Encode(v)} }
	at := func(n int) time.Time { return start.Add(-time.Duration(total-n) * time.Minute) }
	return engine.NewShape(
		engine.ShapeField{Key: "id", Make: func(buf []byte, n int) []byte { return strconv.AppendInt(buf, base+3*int64(n), 10) }},
		fixed("status", "completed"), fixed("type", kind),
		engine.ShapeField{Key: "started_at", Make: func(buf []byte, n int) []byte { return engine.AppendStamp(buf, at(n)) }},
		engine.ShapeField{Key: "completed_at", Make: func(buf []byte, n int) []byte { return engine.AppendStamp(buf, at(n).Add(31*time.Second)) }},
		engine.ShapeField{Key: "resource_id", Make: func(buf []byte, n int) []byte { return strconv.AppendInt(buf, 9_000_400_000_000+int64(n/5), 10) }},
		fixed("resource_type", "droplet"), fixed("region", engine.Offered().Region(region).Doc), fixed("region_slug", region),
	)
}
