package client

import (
	"context"
	"net/url"
	"time"

	"github.com/doapi-lua/doapi/client/jsontext"
)

// Droplet is a virtual machine.
type Droplet struct{ Actionable }

// The states of a droplet.
const (
	DropletNew     = "new"
	DropletActive  = "active"
	DropletOff     = "off"
	DropletArchive = "archive"
)

var dropletClass = &ResourceClass{
	Name: "Droplet", Key: "droplet", ListKey: "droplets", Path: "/v2/droplets", IDField: "id", TagType: "droplet", tagged: true,
	get: "droplets_get", list: "droplets_list", act: "dropletActions_post", actions: "dropletActions_list", make: newResource[Droplet],
}

// DropletFilter says which droplets to list; the zero filter means all. GPU
// droplets are listed only with Type "gpus".
type DropletFilter struct {
	TagName string
	Name    string
	Type    string
}

// FetchAllDroplets walks through the droplets of the account.
func (c *Client) FetchAllDroplets(filter DropletFilter) *Pager[*Droplet] {
	params := url.Values{}
	for name, value := range map[string]string{"tag_name": filter.TagName, "name": filter.Name, "type": filter.Type} {
		if value != "" {
			params.Set(name, value)
		}
	}
	return all[*Droplet](c.scopes[dropletClass], params)
}

// FetchDroplet asks for a droplet by its id.
func (c *Client) FetchDroplet(ctx context.Context, id int64) (*Droplet, error) {
	return fetch[*Droplet](ctx, c.scopes[dropletClass], itoa(id))
}

// Droplet makes a handle of a droplet without asking for it.
func (c *Client) Droplet(id int64) *Droplet { return c.stub(dropletClass, "id", id).(*Droplet) }

// FindDroplets walks through the droplets of a name.
func (c *Client) FindDroplets(name string) *Pager[*Droplet] {
	if name == "" {
		return failedPager[*Droplet](badArgument("name", "is empty"))
	}
	return c.FetchAllDroplets(DropletFilter{Name: name})
}

// ID identifies the droplet.
func (d *Droplet) ID() int64 { return d.Field("id").Int() }

// Name is the host name that it was given.
func (d *Droplet) Name() string { return d.Field("name").Text() }

// Status is DropletNew, DropletActive, DropletOff or DropletArchive.
func (d *Droplet) Status() string { return d.Field("status").Text() }

// Active reports whether it runs.
func (d *Droplet) Active() bool { return d.Status() == DropletActive }

// New reports whether it is being made.
func (d *Droplet) New() bool { return d.Status() == DropletNew }

// Off reports whether it is switched off.
func (d *Droplet) Off() bool { return d.Status() == DropletOff }

// Archive reports whether it is archived.
func (d *Droplet) Archive() bool { return d.Status() == DropletArchive }

// Locked reports whether the API refuses actions on it.
func (d *Droplet) Locked() bool { return d.Field("locked").Bool() }

// CreatedAt is when it was made.
func (d *Droplet) CreatedAt() time.Time { return d.Field("created_at").Time() }

// Memory is in MB.
func (d *Droplet) Memory() int64 { return d.Field("memory").Int() }

// VCPUs is the number of virtual processors.
func (d *Droplet) VCPUs() int64 { return d.Field("vcpus").Int() }

// Disk is in GB.
func (d *Droplet) Disk() int64 { return d.Field("disk").Int() }

// Region is where it runs, nil if the API does not say.
func (d *Droplet) Region() *Region { return part[*Region](&d.Object, regionClass, d.Field("region")) }

// RegionSlug is the slug of Region.
func (d *Droplet) RegionSlug() string { return d.Get("region", "slug").Text() }

// Image is what it was made from, nil if the API does not say.
func (d *Droplet) Image() *Image { return part[*Image](&d.Object, imageClass, d.Field("image")) }

// ImageSlug is the slug of Image, "" if that has none.
func (d *Droplet) ImageSlug() string { return d.Get("image", "slug").Text() }

// Size is what it is made of, nil if the API does not say.
func (d *Droplet) Size() *Size { return part[*Size](&d.Object, sizeClass, d.Field("size")) }

// SizeSlug is the slug of Size.
func (d *Droplet) SizeSlug() string { return d.Field("size_slug").Text() }

// Kernel is nil for today's droplets.
func (d *Droplet) Kernel() *Kernel { return part[*Kernel](&d.Object, kernelClass, d.Field("kernel")) }

// Networks are its addresses, nil if the API does not say.
func (d *Droplet) Networks() *Networks {
	return part[*Networks](&d.Object, networksClass, d.Field("networks"))
}

// NextBackupWindow is when the next backup is made, nil without backups.
func (d *Droplet) NextBackupWindow() *BackupWindow {
	return part[*BackupWindow](&d.Object, backupWindowClass, d.Field("next_backup_window"))
}

// BackupIDs are the ids of its backups.
func (d *Droplet) BackupIDs() []int64 { return numbers(d.Field("backup_ids")) }

// SnapshotIDs are the ids of its snapshots.
func (d *Droplet) SnapshotIDs() []int64 { return numbers(d.Field("snapshot_ids")) }

// VolumeIDs are the ids of the volumes attached to it.
func (d *Droplet) VolumeIDs() []string { return texts(d.Field("volume_ids")) }

// Features are what is switched on, such as "ipv6".
func (d *Droplet) Features() []string { return texts(d.Field("features")) }

// Tags are the names of its tags.
func (d *Droplet) Tags() []string { return texts(d.Field("tags")) }

// VPCUUID is the network that it belongs to.
func (d *Droplet) VPCUUID() string { return d.Field("vpc_uuid").Text() }

// IPAddress is its first public address, an IPv4 one if there is one; a private
// one if it has no other; "" if it has none yet.
func (d *Droplet) IPAddress() string {
	if a := d.address("v4", "public"); a != "" {
		return a
	}
	if a := d.address("v6", "public"); a != "" {
		return a
	}
	if a := d.address("v4", ""); a != "" {
		return a
	}
	return d.address("v6", "")
}

// IPv4Address is its first IPv4 address, public ones first; "" if it has none.
func (d *Droplet) IPv4Address() string {
	if a := d.address("v4", "public"); a != "" {
		return a
	}
	return d.address("v4", "")
}

// PrivateIPAddress is its private IPv4 address, which it has in its VPC; "" if it
// has none, or none yet.
func (d *Droplet) PrivateIPAddress() string { return d.address("v4", "private") }

// IPv6Address is its first IPv6 address, public ones first; "" if it has none.
func (d *Droplet) IPv6Address() string {
	if a := d.address("v6", "public"); a != "" {
		return a
	}
	return d.address("v6", "")
}

// address is the first one of a version and a type.
func (d *Droplet) address(version, kind string) string {
	for n := range d.Get("networks", version).Elements() {
		if kind == "" || n.Get("type").Is(kind) {
			return n.Get("ip_address").Text()
		}
	}
	return ""
}

// ready reports whether it runs and can be reached.
func (d *Droplet) ready() bool {
	return d.Active() && (d.address("v4", "public") != "" || d.address("v6", "public") != "")
}

// Fetch asks for the present state.
func (d *Droplet) Fetch(ctx context.Context) (*Droplet, error) { return Refetch(ctx, d) }

// FetchAllNeighbors walks through the droplets on the same hardware.
func (d *Droplet) FetchAllNeighbors() *Pager[*Droplet] {
	return below[*Droplet](&d.Object, dropletClass, "droplets_list_neighbors", "neighbors", "droplets")
}

// FetchAllSnapshots walks through its snapshots.
func (d *Droplet) FetchAllSnapshots() *Pager[*Image] {
	return below[*Image](&d.Object, imageClass, "droplets_list_snapshots", "snapshots", "snapshots")
}

// FetchAllBackups walks through its backups.
func (d *Droplet) FetchAllBackups() *Pager[*Image] {
	return below[*Image](&d.Object, imageClass, "droplets_list_backups", "backups", "backups")
}

// FetchAllKernels walks through the kernels that it may change to.
func (d *Droplet) FetchAllKernels() *Pager[*Kernel] {
	return below[*Kernel](&d.Object, kernelClass, "droplets_list_kernels", "kernels", "kernels")
}

// Delete destroys the droplet.
func (d *Droplet) Delete(ctx context.Context) error {
	_, err := d.invoke(ctx, "droplets_destroy", nil)
	return err
}

// Tag adds a tag, which must exist.
func (d *Droplet) Tag(ctx context.Context, name string) error {
	return d.Client().Tag(name).Add(ctx, d)
}

// Untag takes a tag off.
func (d *Droplet) Untag(ctx context.Context, name string) error {
	return d.Client().Tag(name).Remove(ctx, d)
}

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
	networksClass         = &ResourceClass{Name: "Networks", make: newResource[Networks]}
	networkInterfaceClass = &ResourceClass{Name: "NetworkInterface", IDField: "ip_address", make: newResource[NetworkInterface]}
	backupWindowClass     = &ResourceClass{Name: "BackupWindow", make: newResource[BackupWindow]}
	kernelClass           = &ResourceClass{Name: "Kernel", Key: "kernel", ListKey: "kernels", IDField: "id", make: newResource[Kernel]}
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

// FetchAllDropletNeighbors returns the groups of droplets that share hardware.
// The API's report has ids; the droplets come from their list, and one by one
// where that does not show them. One that vanished meanwhile is left out.
func (c *Client) FetchAllDropletNeighbors(ctx context.Context) ([][]*Droplet, error) {
	u, err := c.at("/v2/reports/droplet_neighbors_ids")
	if err != nil {
		return nil, err
	}
	reply, err := c.invoke(ctx, "droplets_list_neighborsIds", u, nil)
	if err != nil {
		return nil, err
	}
	report := reply.member("neighbor_ids")
	if report.Kind() != jsontext.KindArray {
		return nil, reply.bad(`there is no list "neighbor_ids" in it`)
	}
	var items []*item
	byID := map[int64]*item{}
	for group := range report.Elements() {
		for _, id := range numbers(group) {
			if byID[id] == nil {
				byID[id] = &item{now: c.Droplet(id)}
				items = append(items, byID[id])
			}
		}
	}
	p := newPoller(c)
	if err := p.look(ctx, items); err != nil {
		return nil, err
	}
	for _, i := range items {
		if i.err != nil {
			return nil, i.err
		}
	}
	if p.err != nil {
		return nil, p.err
	}
	groups := [][]*Droplet{}
	for group := range report.Elements() {
		var droplets []*Droplet
		for _, id := range numbers(group) {
			if i := byID[id]; i.seen {
				droplets = append(droplets, i.now.(*Droplet))
			}
		}
		if len(droplets) > 0 {
			groups = append(groups, droplets)
		}
	}
	return groups, nil
}
