package do

import (
	"context"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/luabind"
)

func imageKind() *kind {
	return &kind{class: &luabind.Class{
		Doc:        "What droplets are made from: a distribution, an application, a snapshot, a backup or an image of one's own.",
		Properties: []luabind.Property{actionURL},
		Methods: append(append(actionableMethods("Image", "imageActions_post"), taggableMethods...),
			refetch[*client.Image]("Image"),
			luabind.Func{Name: "update_image", Doc: "Changes its name and returns its new state.", Result: "Image",
				Params: []luabind.Param{{Name: "name", Type: luabind.StringType}},
				Run: func(c *luabind.Call) error {
					o, name := this(c), c.String(0)
					return o.m.one(c, func(ctx context.Context, _ *client.Client) (client.Resource, error) {
						return o.r.(*client.Image).UpdateImage(ctx, name)
					})
				}},
			remove("Destroys it.", (*client.Image).Delete),
			act("transfer", "Copies it to a region.", func(ctx context.Context, i *client.Image, c *luabind.Call) (*client.Action, error) {
				return i.Transfer(ctx, c.String(0))
			}, luabind.Param{Name: "region", Type: regionSlug}),
			simple("convert", "Makes a snapshot of a backup.", (*client.Image).Convert),
		),
	}}
}
