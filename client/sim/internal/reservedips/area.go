package reservedips

import (
	"encoding/binary"
	"fmt"
	"maps"
	"net/netip"
	"slices"

	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

// Area is reserved IPs under both of their names.
func Area() engine.Area {
	ops := map[string]engine.Handler{
		"floatingIPs_create":       createAddress("floating_ip"),
		"floatingIPs_delete":       deleteAddress,
		"reservedIPs_create":       createAddress("reserved_ip"),
		"reservedIPs_delete":       deleteAddress,
		"reservedIPv6Actions_post": actV6,
	}
	maps.Copy(ops, addressActions("/v2/floating_ips/{floating_ip}/actions", "floating_ip"))
	maps.Copy(ops, addressActions("/v2/reserved_ips/{reserved_ip}/actions", "reserved_ip"))
	return engine.Area{
		Imports: []engine.Import{{Path: "/v2/reserved_ips/{reserved_ip}", Put: putAddress}, {Path: "/v2/floating_ips/{floating_ip}", Put: putAddress}},
		Kinds:   []*engine.Kind{reservedIPs, floatingIPs, reservedIPv6},
		Ops:     ops,
		Steps:   map[string]engine.Step{"reservedips.assign": assigned, "reservedips.unassign": unassigned},
		On:      []engine.Hook{{Event: engine.Deleted, Table: "droplets", Do: freeAddresses}},
	}
}

// putAddress has an address exist as another account shows it.
func putAddress(w *engine.World, _ catalog.PathValues, d engine.Document) error {
	address, err := netip.ParseAddr(d.Str("ip"))
	if err != nil || !address.Is4() {
		return fmt.Errorf("%q is no IPv4 address", d.Str("ip"))
	}
	d.Set("_number", int64(binary.BigEndian.Uint32(address.AsSlice())))
	region := d.Object("region")
	d.Set("_region", region.Str("slug"))
	if droplet := d.Object("droplet"); droplet.Has("id") {
		d.Set("_droplet", string(droplet.Get("id")))
	}
	d.Set("droplet", nil)
	t := w.Table("reserved_ips")
	if old := t.ByID[address.String()]; old != nil {
		t.Remove(old)
	}
	t.Add(address.String(), d)
	return nil
}

// freeAddresses takes the addresses from a droplet that is gone.
func freeAddresses(w *engine.World, droplet *engine.Record) {
	for _, ip := range slices.Clone(w.Table(tableV6).Where("_droplet", droplet.ID)) {
		ip.Set("_droplet", nil)
	}
	for _, ip := range slices.Clone(w.Table("reserved_ips").Where("_droplet", droplet.ID)) {
		ip.Set("_droplet", nil)
		ip.Set("locked", false)
		w.Emit(engine.Changed, ip)
	}
}
