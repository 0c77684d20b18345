package reservedips

import (
	"maps"

	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

// area_reservedips is reserved IPs under both of their names.
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
		Kinds: []*engine.Kind{reservedIPs, floatingIPs, reservedIPv6},
		Ops:   ops,
		On:    []engine.Hook{{Event: engine.Deleted, Table: "droplets", Do: freeAddresses}},
	}
}

// freeAddresses takes the addresses from a droplet that is gone.
func freeAddresses(w *engine.World, droplet *engine.Record) {
	w.Table(tableV6).All(func(ip *engine.Record) bool {
		if ip.Str("_droplet") == droplet.ID {
			ip.Set("_droplet", nil)
		}
		return true
	})
	w.Table("reserved_ips").All(func(ip *engine.Record) bool {
		if ip.Str("_droplet") == droplet.ID {
			ip.Set("_droplet", nil)
			ip.Set("locked", false)
		}
		return true
	})
}
