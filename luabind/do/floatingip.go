package do

import (
	"context"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/do/internal/operation"
)

func floatingIPKind() *kind {
	return &kind{
		class: &luabind.Class{
			Doc: "An address that can be moved between droplets.",
			Properties: []luabind.Property{
				actionURL,
				property("region_slug", "string?", "The slug of its region.", func(_ *luabind.Call, f *client.FloatingIP) luabind.Value { return text(f.RegionSlug()) }),
			},
			Methods: append(actionableMethods("FloatingIP", "floatingIPsAction_post"),
				refetch[*client.FloatingIP]("FloatingIP"),
				luabind.Func{Name: "delete", Doc: "Gives it back; one that is assigned is unassigned first, and waited for.",
					Params: timing,
					Run: func(c *luabind.Call) error {
						o := this(c)
						opts, err := o.m.waitOptions(c)
						if err != nil {
							return err
						}
						return o.m.none(c, func(ctx context.Context) error { return o.r.(*client.FloatingIP).Delete(ctx, opts...) })
					}},
				act("assign", "Moves it to a droplet.", func(ctx context.Context, f *client.FloatingIP, c *luabind.Call) (*client.Action, error) {
					return f.Assign(ctx, idOf(c.Named("droplet")))
				}, luabind.Param{Name: "droplet", Type: dropletID}),
				simple("unassign", "Takes it off its droplet.", (*client.FloatingIP).Unassign),
			),
		},
		typed: map[string]func(client.Resource) client.Resource{
			"region":  typed((*client.FloatingIP).Region),
			"droplet": typed((*client.FloatingIP).Droplet),
		},
	}
}

func addressText(v luabind.Value) string {
	if v.IsNil() {
		return ""
	}
	return addressOf(v)
}

func addressClientMethods() []luabind.Func {
	return []luabind.Func{
		fetchMethod("fetch_floating_ip", "Asks for a floating IP by its address, as text or as a 32-bit integer.", "FloatingIP", floatingIP, func(ctx context.Context, cl *client.Client, v luabind.Value) (client.Resource, error) {
			return cl.FetchFloatingIP(ctx, addressOf(v))
		}),
		listMethod("fetch_all_floating_ips", "The account's floating IPs.", "FloatingIP", func(_ *luabind.Call, cl *client.Client) *client.Pager[*client.FloatingIP] {
			return cl.FetchAllFloatingIPs()
		}),
		{Name: "create_floating_ip", Doc: "Reserves an address, for a droplet or in a region: give exactly one.", Result: "FloatingIP",
			Params: []luabind.Param{{Name: "droplet_id", Type: dropletID, Option: true}, {Name: "region", Type: regionSlug, Option: true}, extraParam},
			Rules:  []luabind.Rule{luabind.OneOf("droplet_id", "region")},
			Run: func(c *luabind.Call) error {
				more, err := operation.Body(c, "floatingIPs_create")
				if err != nil {
					return err
				}
				id, region := idOf(c.Named("droplet_id")), c.Named("region").Text()
				return managerOf(c).one(c, func(ctx context.Context, cl *client.Client) (client.Resource, error) {
					if region != "" {
						return cl.CreateFloatingIPIn(ctx, region, more)
					}
					return cl.CreateFloatingIP(ctx, id, more)
				})
			}},
	}
}
