package vpcs

import (
	"fmt"
	"net/http"
	"net/netip"

	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

var vpcs = &engine.Kind{
	Path:   "/v2/vpcs",
	Create: createVPC,
	Update: updateVPC,
	Delete: func(w *engine.World, r *engine.Request, rec *engine.Record) error {
		if rec.Boolean("default") {
			return &engine.Error{Status: http.StatusForbidden, ID: "forbidden", Message: "Can not delete default VPCs"}
		}
		if len(membersOf(w, rec, "")) > 0 {
			return engine.Conflict("Can not delete VPC with members")
		}
		return nil
	},
}

func createVPC(w *engine.World, r *engine.Request, d *engine.Document) (string, error) {
	name := r.Body.Str("name")
	region := engine.Offered().Region(r.Body.Str("region"))
	if err := checkVPC(w, name, nil); err != nil {
		return "", err
	}
	if region == nil {
		return "", engine.BadRegion("region is invalid")
	}
	block, err := block(w, r.Body.Str("ip_range"))
	if err != nil {
		return "", err
	}
	*d = newVPC(w, name, r.Body.Str("description"), region.Slug, block, false)
	return d.Str("id"), nil
}

func updateVPC(w *engine.World, r *engine.Request, rec *engine.Record, changes *engine.Document) error {
	if changes.Has("name") {
		if err := checkVPC(w, changes.Str("name"), rec); err != nil {
			return err
		}
	} else if r.Op.Method == http.MethodPut {
		return engine.Unprocessable("name is required")
	}
	if changes.Boolean("default") && !rec.Boolean("default") {
		w.Table("vpcs").All(func(other *engine.Record) bool {
			if other.Get("region") == rec.Get("region") {
				other.Set("default", false)
			}
			return true
		})
	}
	return nil
}

// checkVPC checks a name for a VPC; itself may have it.
func checkVPC(w *engine.World, name string, itself *engine.Record) error {
	if !engine.IsVPCName(name) {
		return engine.Unprocessable("name must hold only letters, digits, dots and dashes")
	}
	if rec := w.Named("vpcs", name); rec != nil && rec != itself {
		return engine.Conflict("a VPC with the name %s already exists", name)
	}
	return nil
}

// block checks a range of addresses, or picks a free one.
func block(w *engine.World, given string) (string, error) {
	for given == "" {
		n := w.Counter("vpc")
		free := netip.MustParsePrefix(fmt.Sprintf("10.%d.%d.0/20", 108+n>>4&0x7f, n<<4&0xff))
		if overlapping(w, free) == nil {
			return free.String(), nil
		}
	}
	prefix, err := netip.ParsePrefix(given)
	if err != nil || !prefix.Addr().Is4() || !prefix.Addr().IsPrivate() || prefix.Bits() < 16 || prefix.Bits() > 28 || prefix.Masked() != prefix {
		return "", engine.Unprocessable("ip_range must be a private network in CIDR notation, from /16 to /28")
	}
	if other := overlapping(w, prefix); other != nil {
		return "", engine.Unprocessable("This range/size overlaps with another VPC network in your account: %s", other.Str("name"))
	}
	return given, nil
}

// overlapping returns a VPC that has some of the addresses.
func overlapping(w *engine.World, prefix netip.Prefix) *engine.Record {
	t := w.Table("vpcs")
	for _, list := range [][]*engine.Record{t.Where("_within", within(prefix)), t.Where("_within", engine.Raw(""))} {
		for _, rec := range list {
			if other, err := netip.ParsePrefix(rec.Str("ip_range")); err == nil && other.Overlaps(prefix) {
				return rec
			}
		}
	}
	return nil
}

// within names the largest network that a VPC can have and that a prefix is in:
// those of different ones do not overlap.
func within(prefix netip.Prefix) string {
	return netip.PrefixFrom(prefix.Addr(), 16).Masked().String()
}

func newVPC(w *engine.World, name, description, region, block string, isDefault bool) engine.Document {
	id := w.UUID()
	return engine.Object("id", id, "urn", "do:vpc:"+id, "name", name, "description", description, "region", region,
		"ip_range", block, "default", isDefault, "created_at", w.Now, "_within", within(netip.MustParsePrefix(block)))
}

// seedVPCs makes the default VPC of each open region, which every account has
// from the start.
func seedVPCs(w *engine.World, _ *engine.Record) {
	for _, region := range engine.Offered().OpenRegions() {
		block, _ := block(w, "")
		d := newVPC(w, "default-"+region, "", region, block, true)
		w.Add("vpcs", d.Str("id"), d)
	}
}

// memberTables are what can be in a VPC, with the name of its kind in URNs and
// the field that names the VPC.
var memberTables = []struct{ table, kind, field string }{
	{"droplets", "droplet", "vpc_uuid"},
	{"load_balancers", "load_balancer", "vpc_uuid"},
	{"kubernetes_clusters", "kubernetes", "vpc_uuid"},
	{"databases", "dbaas", "private_network_uuid"},
}

// membersOf returns what is in a VPC, by tables.
func membersOf(w *engine.World, vpc *engine.Record, kind string) [][]*engine.Record {
	var found [][]*engine.Record
	for _, m := range memberTables {
		t := w.Tables[m.table]
		if t == nil || kind != "" && kind != m.kind && kind != m.table {
			continue
		}
		if list := t.Where(m.field, vpc.ID); len(list) > 0 {
			found = append(found, list)
		}
	}
	return found
}

func listMembers(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	vpc, err := w.Visible(w.Table("vpcs"), r.Param("vpc_id"))
	if err != nil {
		return nil, err
	}
	found := membersOf(w, vpc, r.Query.Get("resource_type"))
	return w.PageOfLists(r, "members", found, func(_ *engine.World, _ *engine.Request, buf []byte, rec *engine.Record) []byte {
		urn, _ := engine.URN(rec)
		d := engine.Object("urn", urn, "name", rec.Get("name"), "created_at", rec.Get("created_at"))
		return d.Append(buf)
	})
}
