package client

import "time"

// Networks are the addresses of a droplet.
type Networks struct{ Object }

// NetworkInterface is one address of a droplet.
type NetworkInterface struct {
	Object
	version int
}

// BackupWindow is when a backup is made.
type BackupWindow struct{ Object }

// Kernel is what droplets of old were started with.
type Kernel struct{ Object }

var (
	networksClass         = &Class{Name: "Networks", make: maker[Networks]()}
	networkInterfaceClass = &Class{Name: "NetworkInterface", IDField: "ip_address", make: maker[NetworkInterface]()}
	backupWindowClass     = &Class{Name: "BackupWindow", make: maker[BackupWindow]()}
	kernelClass           = &Class{Name: "Kernel", Key: "kernel", ListKey: "kernels", IDField: "id", make: maker[Kernel]()}
)

// V4 are the IPv4 addresses.
func (n *Networks) V4() []*NetworkInterface { return n.interfaces("v4", 4) }

// V6 are the IPv6 addresses.
func (n *Networks) V6() []*NetworkInterface { return n.interfaces("v6", 6) }

func (n *Networks) interfaces(field string, version int) []*NetworkInterface {
	var all []*NetworkInterface
	for v := range n.Field(field).Elements() {
		if i := part[*NetworkInterface](&n.Object, networkInterfaceClass, v); i != nil {
			i.version = version
			all = append(all, i)
		}
	}
	return all
}

// IPAddress is the address.
func (n *NetworkInterface) IPAddress() string { return n.Field("ip_address").Text() }

// Netmask is that of an IPv4 address, and the number of bits for IPv6.
func (n *NetworkInterface) Netmask() string { return n.Field("netmask").String() }

// Gateway is the way out, "" for private addresses.
func (n *NetworkInterface) Gateway() string { return n.Field("gateway").Text() }

// Type is "public" or "private".
func (n *NetworkInterface) Type() string { return n.Field("type").Text() }

// IPVersion is 4 or 6.
func (n *NetworkInterface) IPVersion() int { return n.version }

// String is the address.
func (n *NetworkInterface) String() string { return n.IPAddress() }

// Start is when the window opens.
func (w *BackupWindow) Start() time.Time { return w.Field("start").Time() }

// End is when the window closes.
func (w *BackupWindow) End() time.Time { return w.Field("end").Time() }

// ID identifies the kernel.
func (k *Kernel) ID() int64 { return k.Field("id").Int() }

// Name is for people.
func (k *Kernel) Name() string { return k.Field("name").Text() }

// Version is that of the kernel's source.
func (k *Kernel) Version() string { return k.Field("version").Text() }
