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
				Params: []luabind.Param{{Name: "name", Type: nameType}, extraParam}, Run: rename((*client.Image).Update)},
			remove("Destroys it.", (*client.Image).Delete),
			act("transfer", "Copies it to a region.", func(ctx context.Context, i *client.Image, c *luabind.Call) (*client.Action, error) {
				return i.Transfer(ctx, c.Named("region").Text())
			}, luabind.Param{Name: "region", Type: regionSlug}),
			simple("convert", "Makes a snapshot of a backup.", (*client.Image).Convert),
		),
	}}
}

func imageClientMethods() []luabind.Func {
	all := func(name, doc string, f func(*client.Client) *client.Pager[*client.Image]) luabind.Func {
		return listMethod(name, doc, "Image", func(_ *luabind.Call, cl *client.Client) *client.Pager[*client.Image] { return f(cl) })
	}
	return []luabind.Func{
		fetchMethod("fetch_image", "Asks for an image by its id or slug.", "Image", imageRef, func(ctx context.Context, cl *client.Client, v luabind.Value) (client.Resource, error) {
			return cl.FetchImage(ctx, imageOf(v))
		}),
		{Name: "fetch_image_by_slug", Doc: "Asks for a public image by its slug.", Result: "Image", Params: []luabind.Param{{Name: "slug", Type: nameType}}, Run: func(c *luabind.Call) error {
			slug := c.Named("slug").Text()
			return managerOf(c).one(c, func(ctx context.Context, cl *client.Client) (client.Resource, error) {
				return cl.FetchImageBySlug(ctx, slug)
			})
		}},
		listMethod("fetch_all_images", "The images that the account may use.", "Image", func(c *luabind.Call, cl *client.Client) *client.Pager[*client.Image] {
			var f client.ImageFilter
			c.Bind(&f.Type, &f.Private, &f.TagName)
			return cl.FetchAllImages(f)
		},
			luabind.Param{Name: "type", Type: luabind.EnumType("distribution", "application"), Optional: true},
			luabind.Param{Name: "private", Type: luabind.BooleanType, Optional: true, Doc: "the account's own only"},
			luabind.Param{Name: "tag_name", Type: tagName, Optional: true}),
		all("fetch_all_distribution_images", "The images of distributions.", (*client.Client).FetchAllDistributionImages),
		all("fetch_all_application_images", "The images of applications.", (*client.Client).FetchAllApplicationImages),
		all("fetch_all_private_images", "The account's own images.", (*client.Client).FetchAllPrivateImages),
	}
}
