package client

import (
	"context"
	"encoding/binary"
	"net/http"
	"net/netip"
	"time"
)

// FloatingIP is an address that can be moved between droplets.
type FloatingIP struct{ Actionable }

var floatingIPClass = &ResourceClass{
	Name: "FloatingIP", Key: "floating_ip", ListKey: "floating_ips", Path: "/v2/floating_ips", IDField: "ip",
	get: "floatingIPs_get", list: "floatingIPs_list", act: "floatingIPsAction_post", actions: "floatingIPsAction_list", make: newResource[FloatingIP],
}

// FormatIP writes an address that came as a number, as it does in actions.
func FormatIP(n uint32) string {
	var b [4]byte
	binary.BigEndian.PutUint32(b[:], n)
	return netip.AddrFrom4(b).String()
}

// FetchAllFloatingIPs walks through the account's floating IPs.
func (c *Client) FetchAllFloatingIPs() *Pager[*FloatingIP] {
	return all[*FloatingIP](c.scopes[floatingIPClass], nil)
}

// FetchFloatingIP asks for a floating IP by its address; see [FormatIP] for one
// that is a number.
func (c *Client) FetchFloatingIP(ctx context.Context, address string) (*FloatingIP, error) {
	return fetch[*FloatingIP](ctx, c.scopes[floatingIPClass], address)
}

// CreateFloatingIP reserves an address and assigns it to a droplet.
func (c *Client) CreateFloatingIP(ctx context.Context, droplet int64, more ...Body) (*FloatingIP, error) {
	return create[*FloatingIP](ctx, c.scopes[floatingIPClass], "floatingIPs_create", Body{"droplet_id": droplet}.further(more))
}

// CreateFloatingIPIn reserves an address in a region, for later.
func (c *Client) CreateFloatingIPIn(ctx context.Context, region string, more ...Body) (*FloatingIP, error) {
	return create[*FloatingIP](ctx, c.scopes[floatingIPClass], "floatingIPs_create", Body{"region": region}.further(more))
}

// FloatingIP makes a handle of a floating IP without asking for it.
func (c *Client) FloatingIP(address string) *FloatingIP {
	return c.stub(floatingIPClass, "ip", address).(*FloatingIP)
}

// IP identifies the floating IP.
func (f *FloatingIP) IP() string { return f.Field("ip").Text() }

// Int is the address as a number, as actions have it; 0 if it is no IPv4 one.
func (f *FloatingIP) Int() uint32 {
	a, err := netip.ParseAddr(f.IP())
	if err != nil || !a.Is4() {
		return 0
	}
	b := a.As4()
	return binary.BigEndian.Uint32(b[:])
}

// Region is where it can be used, nil if the API does not say.
func (f *FloatingIP) Region() *Region {
	return part[*Region](&f.Object, regionClass, f.Field("region"))
}

// RegionSlug is the slug of Region.
func (f *FloatingIP) RegionSlug() string { return f.Get("region", "slug").Text() }

// Droplet is what it is assigned to, nil for nothing.
func (f *FloatingIP) Droplet() *Droplet {
	return part[*Droplet](&f.Object, dropletClass, f.Field("droplet"))
}

// Locked reports whether something is being done to it.
func (f *FloatingIP) Locked() bool { return f.Field("locked").Bool() }

// String is the address.
func (f *FloatingIP) String() string { return f.IP() }

// Fetch asks for the present state.
func (f *FloatingIP) Fetch(ctx context.Context) (*FloatingIP, error) { return Refetch(ctx, f) }

// Assign moves the address to a droplet.
func (f *FloatingIP) Assign(ctx context.Context, droplet int64) (*Action, error) {
	return f.Act(ctx, "assign", Body{"droplet_id": droplet})
}

// Unassign takes the address off its droplet.
func (f *FloatingIP) Unassign(ctx context.Context) (*Action, error) {
	return f.Act(ctx, "unassign", nil)
}

// WaitForAction is that of [Droplet.WaitForAction].
func (f *FloatingIP) WaitForAction(ctx context.Context, options ...WaitOption) (*FloatingIP, error) {
	return waitForAction(ctx, f, options)
}

// Delete gives the address back. Of an address that is assigned the API may
// only end the assignment and say so with a 202: then Delete waits for that,
// five minutes unless the options say otherwise, and asks again.
func (f *FloatingIP) Delete(ctx context.Context, options ...WaitOption) error {
	reply, err := f.invoke(ctx, "floatingIPs_delete", nil)
	if err != nil || reply.Status != http.StatusAccepted {
		return err
	}
	free := Condition{Attr: "droplet", Value: "unassigned", Met: func(_ context.Context, r Resource) (bool, error) {
		now := r.(*FloatingIP)
		return now.Droplet() == nil && !now.Locked(), nil
	}}
	options = append([]WaitOption{WithTimeLimit(5 * time.Minute)}, options...)
	now, err := Wait([]*FloatingIP{f}, free, options...).Next(ctx)
	if err != nil || now.Gone() {
		return err
	}
	if reply, err = f.invoke(ctx, "floatingIPs_delete", nil); err == nil && reply.Status == http.StatusAccepted {
		return reply.bad("the address is still there, although it is assigned to nothing")
	}
	return err
}
