package do

import (
	"context"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/luabind"
)

func keyClientMethods() []luabind.Func {
	return []luabind.Func{
		fetchMethod("fetch_ssh_key", "Asks for a key by its id or fingerprint, in any case.", "SSHKey", sshKeyRef, func(ctx context.Context, cl *client.Client, v luabind.Value) (client.Resource, error) {
			return cl.FetchSSHKey(ctx, sshKeyOf(v))
		}),
		listMethod("fetch_all_ssh_keys", "The account's keys.", "SSHKey", func(_ *luabind.Call, cl *client.Client) *client.Pager[*client.SSHKey] {
			return cl.FetchAllSSHKeys()
		}),
		{Name: "create_ssh_key", Doc: "Adds a key to the account.", Result: "SSHKey",
			Params: []luabind.Param{{Name: "name", Type: luabind.StringType}, {Name: "public_key", Type: luabind.StringType, Doc: "as it stands in authorized_keys"}},
			Run: func(c *luabind.Call) error {
				name, key := c.String(0), c.String(1)
				return managerOf(c).one(c, func(ctx context.Context, cl *client.Client) (client.Resource, error) {
					return cl.CreateSSHKey(ctx, name, key)
				})
			}},
	}
}

func imageClientMethods() []luabind.Func {
	all := func(name, doc string, f func(*client.Client) *client.Pager[*client.Image]) luabind.Func {
		return listMethod(name, doc, "Image", func(_ *luabind.Call, cl *client.Client) *client.Pager[*client.Image] { return f(cl) })
	}
	return []luabind.Func{
		fetchMethod("fetch_image", "Asks for an image by its id or slug.", "Image", imageRef, func(ctx context.Context, cl *client.Client, v luabind.Value) (client.Resource, error) {
			return cl.FetchImage(ctx, imageOf(v))
		}),
		{Name: "fetch_image_by_slug", Doc: "Asks for a public image by its slug.", Result: "Image", Params: []luabind.Param{{Name: "slug", Type: luabind.StringType}}, Run: func(c *luabind.Call) error {
			slug := c.String(0)
			return managerOf(c).one(c, func(ctx context.Context, cl *client.Client) (client.Resource, error) {
				return cl.FetchImageBySlug(ctx, slug)
			})
		}},
		listMethod("fetch_all_images", "The images that the account may use.", "Image", func(c *luabind.Call, cl *client.Client) *client.Pager[*client.Image] {
			return cl.FetchAllImages(client.ImageFilter{Type: c.String(0), Private: c.Bool(1), TagName: c.String(2)})
		},
			luabind.Param{Name: "type", Type: luabind.EnumType("distribution", "application"), Optional: true},
			luabind.Param{Name: "private", Type: luabind.BooleanType, Optional: true, Doc: "the account's own only"},
			luabind.Param{Name: "tag_name", Type: tagName, Optional: true}),
		all("fetch_all_distribution_images", "The images of distributions.", (*client.Client).FetchAllDistributionImages),
		all("fetch_all_application_images", "The images of applications.", (*client.Client).FetchAllApplicationImages),
		all("fetch_all_private_images", "The account's own images.", (*client.Client).FetchAllPrivateImages),
	}
}

func placeClientMethods() []luabind.Func {
	return []luabind.Func{
		listMethod("fetch_all_regions", "All regions.", "Region", func(_ *luabind.Call, cl *client.Client) *client.Pager[*client.Region] {
			return cl.FetchAllRegions()
		}),
		listMethod("fetch_all_sizes", "All sizes of droplets, with prices.", "Size", func(_ *luabind.Call, cl *client.Client) *client.Pager[*client.Size] {
			return cl.FetchAllSizes()
		}),
		{Name: "fetch_account", Doc: "The account that the token belongs to.", Result: "Account", Run: func(c *luabind.Call) error {
			return managerOf(c).one(c, func(ctx context.Context, cl *client.Client) (client.Resource, error) { return cl.FetchAccount(ctx) })
		}},
	}
}

func domainClientMethods() []luabind.Func {
	return []luabind.Func{
		fetchMethod("fetch_domain", "Asks for a domain by its name.", "Domain", domainName, func(ctx context.Context, cl *client.Client, v luabind.Value) (client.Resource, error) {
			return cl.FetchDomain(ctx, textOf(v))
		}),
		listMethod("fetch_all_domains", "The account's domains.", "Domain", func(_ *luabind.Call, cl *client.Client) *client.Pager[*client.Domain] {
			return cl.FetchAllDomains()
		}),
		{Name: "create_domain", Doc: "Makes a domain, with a first A record if an address is given.", Result: "Domain",
			Params: []luabind.Param{{Name: "name", Type: luabind.StringType}, {Name: "ip_address", Type: floatingIP, Optional: true}},
			Run: func(c *luabind.Call) error {
				name, address := c.String(0), addressText(c.Arg(1))
				return managerOf(c).one(c, func(ctx context.Context, cl *client.Client) (client.Resource, error) {
					return cl.CreateDomain(ctx, name, address)
				})
			}},
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
			Params: []luabind.Param{{Name: "droplet_id", Type: dropletID, Option: true}, {Name: "region", Type: regionSlug, Option: true}},
			Run: func(c *luabind.Call) error {
				if c.Arg(0).IsNil() == c.Arg(1).IsNil() {
					return luabind.TypeErrorf("create_floating_ip: give exactly one of droplet_id and region")
				}
				id, region := idOf(c.Arg(0)), c.String(1)
				return managerOf(c).one(c, func(ctx context.Context, cl *client.Client) (client.Resource, error) {
					if region != "" {
						return cl.CreateFloatingIPIn(ctx, region)
					}
					return cl.CreateFloatingIP(ctx, id)
				})
			}},
	}
}

func tagClientMethods() []luabind.Func {
	return []luabind.Func{
		fetchMethod("fetch_tag", "Asks for a tag by its name.", "Tag", tagName, func(ctx context.Context, cl *client.Client, v luabind.Value) (client.Resource, error) {
			return cl.FetchTag(ctx, textOf(v))
		}),
		listMethod("fetch_all_tags", "The account's tags.", "Tag", func(_ *luabind.Call, cl *client.Client) *client.Pager[*client.Tag] {
			return cl.FetchAllTags()
		}),
		{Name: "create_tag", Doc: "Makes a tag.", Result: "Tag", Params: []luabind.Param{{Name: "name", Type: luabind.StringType}}, Run: func(c *luabind.Call) error {
			name := c.String(0)
			return managerOf(c).one(c, func(ctx context.Context, cl *client.Client) (client.Resource, error) { return cl.CreateTag(ctx, name) })
		}},
	}
}
