package sim

import (
	"fmt"
	"net/http"
	"net/netip"
)

var vpcs = &kind{
	path: "/v2/vpcs",
	create: func(w *world, r *request, d *document) (string, error) {
		name := r.body.str("name")
		region := offered().region(r.body.str("region"))
		if err := w.checkVPC(name, nil); err != nil {
			return "", err
		}
		if region == nil {
			return "", unprocessable("region is invalid")
		}
		block, err := w.block(r.body.str("ip_range"))
		if err != nil {
			return "", err
		}
		*d = w.newVPC(name, r.body.str("description"), region.Slug, block)
		return d.str("id"), nil
	},
	update: func(w *world, r *request, rec *record, changes *document) error {
		if changes.has("name") {
			if err := w.checkVPC(changes.str("name"), rec); err != nil {
				return err
			}
		} else if r.op.Method == http.MethodPut {
			return unprocessable("name is required")
		}
		if changes.boolean("default") && !rec.boolean("default") {
			w.table("vpcs").all(func(other *record) bool {
				if other.get("region") == rec.get("region") {
					other.set("default", false)
				}
				return true
			})
		}
		return nil
	},
	remove: func(w *world, r *request, rec *record) error {
		if len(w.membersOf(rec)) > 0 {
			return conflict("Can not delete VPC with members")
		}
		if rec.boolean("default") {
			return &apiError{status: http.StatusForbidden, id: "forbidden", message: "Can not delete default VPCs"}
		}
		return nil
	},
}

// checkVPC checks a name for a VPC; itself may have it.
func (w *world) checkVPC(name string, itself *record) error {
	if !isVPCName(name) {
		return unprocessable("name must hold only letters, digits, dots and dashes")
	}
	taken := false
	w.table("vpcs").all(func(rec *record) bool {
		taken = taken || rec != itself && rec.str("name") == name
		return true
	})
	if taken {
		return conflict("a VPC with the name %s already exists", name)
	}
	return nil
}

// block checks a range of addresses, or picks a free one.
func (w *world) block(given string) (string, error) {
	for given == "" {
		n := w.counter("vpc")
		free := netip.MustParsePrefix(fmt.Sprintf("10.%d.%d.0/20", 108+n>>4&0x7f, n<<4&0xff))
		if w.overlapping(free) == nil {
			return free.String(), nil
		}
	}
	prefix, err := netip.ParsePrefix(given)
	if err != nil || !prefix.Addr().Is4() || !prefix.Addr().IsPrivate() || prefix.Bits() < 16 || prefix.Bits() > 28 || prefix.Masked() != prefix {
		return "", unprocessable("ip_range must be a private network in CIDR notation, from /16 to /28")
	}
	if other := w.overlapping(prefix); other != nil {
		return "", unprocessable("This range/size overlaps with another VPC network in your account: %s", other.str("name"))
	}
	return given, nil
}

// overlapping returns a VPC that has some of the addresses.
func (w *world) overlapping(prefix netip.Prefix) *record {
	var found *record
	w.table("vpcs").all(func(rec *record) bool {
		if other, err := netip.ParsePrefix(rec.str("ip_range")); err == nil && other.Overlaps(prefix) {
			found = rec
		}
		return found == nil
	})
	return found
}

// newVPC makes a VPC; the first one of a region is its default.
func (w *world) newVPC(name, description, region, block string) document {
	first := true
	w.table("vpcs").all(func(rec *record) bool {
		first = first && rec.str("region") != region
		return true
	})
	id := w.uuid()
	return object("id", id, "urn", "do:vpc:"+id, "name", name, "description", description, "region", region,
		"ip_range", block, "default", first, "created_at", w.now)
}

// defaultVPC returns the default VPC of a region, which comes with the first
// droplet there.
func (w *world) defaultVPC(region string) *record {
	var found *record
	w.table("vpcs").all(func(rec *record) bool {
		if rec.boolean("default") && rec.str("region") == region {
			found = rec
		}
		return found == nil
	})
	if found == nil {
		block, _ := w.block("")
		d := w.newVPC("default-"+region, "", region, block)
		found = w.table("vpcs").add(d.str("id"), d)
	}
	return found
}

// membersOf returns the droplets in a VPC.
func (w *world) membersOf(vpc *record) []*record {
	var found []*record
	w.table("droplets").all(func(rec *record) bool {
		if rec.str("vpc_uuid") == vpc.id {
			found = append(found, rec)
		}
		return true
	})
	return found
}

func listMembers(w *world, r *request) (*reply, error) {
	vpc, err := w.visible(w.table("vpcs"), r.param("vpc_id"))
	if err != nil {
		return nil, err
	}
	found := w.membersOf(vpc)
	if kind := r.query.Get("resource_type"); kind != "" && kind != "droplet" {
		found = nil
	}
	return w.page(r, "members", found, false, func(_ *world, _ *request, buf []byte, rec *record) []byte {
		d := object("urn", "do:droplet:"+rec.id, "name", rec.get("name"), "created_at", rec.get("created_at"))
		return d.append(buf)
	})
}
