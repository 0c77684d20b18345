package do

import (
	"context"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/luabind"
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
					return f.Assign(ctx, idOf(c.Arg(0)))
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
