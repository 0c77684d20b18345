package sim

import (
	"slices"
	"strconv"
	"time"
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
func (w *world) premakeDroplets(n int) {
	if n == 0 {
		return
	}
	base := firstID["droplet"] - 2*int64(n)
	start := w.now
	offers := offered()
	regions := offers.openRegions()
	shapes := make([][]*shape, len(regions))
	for i, slug := range regions {
		for _, role := range roles {
			shapes[i] = append(shapes[i], w.dropletShape(base, start, slug, role.name, role.size, role.image, slices.Concat(role.tags, fleetTags)))
		}
	}
	for _, role := range roles {
		for _, tag := range slices.Concat(role.tags, fleetTags) {
			w.makeTag(tag)
		}
	}
	w.table("droplets").premake(n, func(i int) (string, *shape) {
		return strconv.FormatInt(base+2*int64(i), 10), shapes[i/perHost%len(regions)][i%len(roles)]
	})
	w.ids["address"] = int64(n)
}

// dropletShape has the fields of a droplet as launch and boot make them.
func (w *world) dropletShape(base int64, start time.Time, region, role, size, image string, tags []string) *shape {
	o := offered()
	s, img := o.size(size), w.findImage(image)
	fixed := func(key string, v any) shapeField { return shapeField{key: key, fixed: encode(v)} }
	return newShape(
		shapeField{key: "id", make: func(buf []byte, n int) []byte { return strconv.AppendInt(buf, base+2*int64(n), 10) }},
		shapeField{key: "name", make: func(buf []byte, n int) []byte {
			buf = append(append(append(buf, '"'), role...), '-')
			for left := 100_000; left > n+1 && left > 10; left /= 10 {
				buf = append(buf, '0')
			}
			return append(strconv.AppendInt(buf, int64(n+1), 10), '"')
		}},
		fixed("memory", s.Memory), fixed("vcpus", s.VCPUs), fixed("disk", s.Disk), fixed("disk_info", raw(s.DiskInfo)),
		fixed("locked", false), fixed("status", "active"), fixed("kernel", nil),
		shapeField{key: "created_at", make: func(buf []byte, n int) []byte {
			return appendStamp(buf, start.Add(-time.Duration(n%500_000+60)*time.Minute))
		}},
		fixed("features", []string{"ipv6", "monitoring", "droplet_agent", "private_networking"}), fixed("backup_ids", raw("[]")),
		fixed("next_backup_window", nil), fixed("snapshot_ids", raw("[]")), fixed("image", img.raw()),
		fixed("volume_ids", raw("[]")), fixed("size", s.doc), fixed("size_slug", s.Slug),
		shapeField{key: "networks", make: func(buf []byte, n int) []byte {
			return network{private: true, public: true, ipv6: true}.append(buf, int64(n)+1)
		}},
		fixed("region", o.region(region).doc), fixed("tags", tags), fixed("vpc_uuid", w.defaultVPC(region).id),
		fixed("_region", region),
		shapeField{key: "_address", make: func(buf []byte, n int) []byte { return strconv.AppendInt(buf, int64(n)+1, 10) }},
		shapeField{key: "_host", make: func(buf []byte, n int) []byte {
			return append(strconv.AppendInt(append(buf, `"old-`...), int64(n/perHost), 10), '"')
		}},
	)
}

// premakeActions puts n completed actions into the world, on droplets that are
// long gone.
func (w *world) premakeActions(n int) {
	if n == 0 {
		return
	}
	base := firstID["action"] - 3*int64(n)
	start := w.now
	var shapes []*shape
	for _, region := range offered().openRegions() {
		for _, kind := range []string{"create", "power_off", "power_on", "snapshot", "destroy"} {
			shapes = append(shapes, actionShape(base, start, region, kind, n))
		}
	}
	w.table("actions").premake(n, func(i int) (string, *shape) {
		return strconv.FormatInt(base+3*int64(i), 10), shapes[i%len(shapes)]
	})
}

func actionShape(base int64, start time.Time, region, kind string, total int) *shape {
	fixed := func(key string, v any) shapeField { return shapeField{key: key, fixed: encode(v)} }
	at := func(n int) time.Time { return start.Add(-time.Duration(total-n) * time.Minute) }
	return newShape(
		shapeField{key: "id", make: func(buf []byte, n int) []byte { return strconv.AppendInt(buf, base+3*int64(n), 10) }},
		fixed("status", "completed"), fixed("type", kind),
		shapeField{key: "started_at", make: func(buf []byte, n int) []byte { return appendStamp(buf, at(n)) }},
		shapeField{key: "completed_at", make: func(buf []byte, n int) []byte { return appendStamp(buf, at(n).Add(31*time.Second)) }},
		shapeField{key: "resource_id", make: func(buf []byte, n int) []byte { return strconv.AppendInt(buf, 400_000_000+int64(n/5), 10) }},
		fixed("resource_type", "droplet"), fixed("region", offered().region(region).doc), fixed("region_slug", region),
	)
}
