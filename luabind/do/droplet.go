package do

import (
	"context"
	"time"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/luabind"
)

var dropletStates = constants(
	"STATUS_ACTIVE", client.DropletActive, "STATUS_ARCHIVE", client.DropletArchive,
	"STATUS_NEW", client.DropletNew, "STATUS_OFF", client.DropletOff)

func dropletKind() *kind {
	return &kind{
		class: &luabind.Class{
			Doc:       "A virtual machine.",
			Constants: dropletStates,
			Properties: []luabind.Property{
				actionURL,
				property("active", "boolean", "Whether its status is active.", func(_ *luabind.Call, d *client.Droplet) luabind.Value { return luabind.Bool(d.Active()) }),
				property("new", "boolean", "Whether its status is new.", func(_ *luabind.Call, d *client.Droplet) luabind.Value { return luabind.Bool(d.New()) }),
				property("off", "boolean", "Whether its status is off.", func(_ *luabind.Call, d *client.Droplet) luabind.Value { return luabind.Bool(d.Off()) }),
				property("archive", "boolean", "Whether its status is archive.", func(_ *luabind.Call, d *client.Droplet) luabind.Value { return luabind.Bool(d.Archive()) }),
				property("region_slug", "string?", "The slug of its region.", func(_ *luabind.Call, d *client.Droplet) luabind.Value { return text(d.RegionSlug()) }),
				property("image_slug", "string?", "The slug of its image, if that has one.", func(_ *luabind.Call, d *client.Droplet) luabind.Value { return text(d.ImageSlug()) }),
				property("ip_address", "string?", "An address, a public one and IPv4 first.", func(_ *luabind.Call, d *client.Droplet) luabind.Value { return text(d.IPAddress()) }),
				property("ipv4_address", "string?", "The IPv4 address, the public one first.", func(_ *luabind.Call, d *client.Droplet) luabind.Value { return text(d.IPv4Address()) }),
				property("ipv6_address", "string?", "The IPv6 address.", func(_ *luabind.Call, d *client.Droplet) luabind.Value { return text(d.IPv6Address()) }),
			},
			Methods: append(append(actionableMethods("Droplet", "dropletActions_post"), taggableMethods...), dropletMethods()...),
		},
		typed: map[string]func(client.Resource) client.Resource{
			"region":             typed((*client.Droplet).Region),
			"image":              typed((*client.Droplet).Image),
			"size":               typed((*client.Droplet).Size),
			"kernel":             typed((*client.Droplet).Kernel),
			"networks":           typed((*client.Droplet).Networks),
			"next_backup_window": typed((*client.Droplet).NextBackupWindow),
		},
	}
}

func dropletMethods() []luabind.Func {
	return []luabind.Func{
		refetch[*client.Droplet]("Droplet"),
		{Name: "fetch_all_neighbors", Doc: "The droplets on the same hardware.", Result: "Iterator<Droplet>", Run: func(c *luabind.Call) error {
			return iterate(this(c).m, c, this(c).r.(*client.Droplet).FetchAllNeighbors())
		}},
		{Name: "fetch_all_snapshots", Doc: "Its snapshots.", Result: "Iterator<Image>", Run: func(c *luabind.Call) error {
			return iterate(this(c).m, c, this(c).r.(*client.Droplet).FetchAllSnapshots())
		}},
		{Name: "fetch_all_backups", Doc: "Its backups.", Result: "Iterator<Image>", Run: func(c *luabind.Call) error {
			return iterate(this(c).m, c, this(c).r.(*client.Droplet).FetchAllBackups())
		}},
		{Name: "fetch_all_kernels", Doc: "The kernels that it can be started with.", Result: "Iterator<Kernel>", Run: func(c *luabind.Call) error {
			return iterate(this(c).m, c, this(c).r.(*client.Droplet).FetchAllKernels())
		}},
		simple("enable_backups", "Turns backups on.", (*client.Droplet).EnableBackups),
		simple("disable_backups", "Turns backups off.", (*client.Droplet).DisableBackups),
		simple("reboot", "Restarts it from within.", (*client.Droplet).Reboot),
		simple("power_cycle", "Turns it off and on.", (*client.Droplet).PowerCycle),
		simple("shutdown", "Asks its system to shut down; it may not.", (*client.Droplet).Shutdown),
		simple("power_off", "Turns it off, as if the plug was pulled.", (*client.Droplet).PowerOff),
		simple("power_on", "Turns it on.", (*client.Droplet).PowerOn),
		act("restore", "Puts a backup in place of its disk.", func(ctx context.Context, d *client.Droplet, c *luabind.Call) (*client.Action, error) {
			return d.Restore(ctx, imageOf(c.Arg(0)))
		}, luabind.Param{Name: "image", Type: imageRef}),
		simple("password_reset", "Has a new root password mailed.", (*client.Droplet).PasswordReset),
		act("resize", "Changes its size; it must be off.", func(ctx context.Context, d *client.Droplet, c *luabind.Call) (*client.Action, error) {
			return d.Resize(ctx, c.String(0), c.Bool(1))
		}, luabind.Param{Name: "size", Type: sizeSlug}, luabind.Param{Name: "disk", Type: luabind.BooleanType, Optional: true, Doc: "grow the disk too, which cannot be undone"}),
		act("rebuild", "Starts anew from an image; all data is lost.", func(ctx context.Context, d *client.Droplet, c *luabind.Call) (*client.Action, error) {
			return d.Rebuild(ctx, imageOf(c.Arg(0)))
		}, luabind.Param{Name: "image", Type: imageRef}),
		act("rename", "Changes its name.", func(ctx context.Context, d *client.Droplet, c *luabind.Call) (*client.Action, error) {
			return d.Rename(ctx, c.String(0))
		}, luabind.Param{Name: "name", Type: luabind.StringType}),
		act("change_kernel", "Changes the kernel of a droplet of old.", func(ctx context.Context, d *client.Droplet, c *luabind.Call) (*client.Action, error) {
			return d.ChangeKernel(ctx, idOf(c.Arg(0)))
		}, luabind.Param{Name: "kernel", Type: kernelID}),
		simple("enable_ipv6", "Gives it an IPv6 address; it must be off.", (*client.Droplet).EnableIPv6),
		simple("enable_private_networking", "Gives it a private address.", (*client.Droplet).EnablePrivateNetworking),
		act("snapshot", "Makes a snapshot of its disk.", func(ctx context.Context, d *client.Droplet, c *luabind.Call) (*client.Action, error) {
			return d.Snapshot(ctx, c.String(0))
		}, luabind.Param{Name: "name", Type: luabind.StringType}),
		remove("Destroys it.", (*client.Droplet).Delete),
		{Name: "wait", Doc: "Waits until it meets a condition and returns it as it then is; nil when it is gone. Give exactly one of status, locked and ready.", Result: "Droplet?",
			Params: params(dropletConditions, timing),
			Run: func(c *luabind.Call) error {
				o := this(c)
				cond, err := dropletCondition(c)
				if err != nil {
					return err
				}
				opts, err := o.m.waitOptions(c)
				if err != nil {
					return err
				}
				return single(o.m, c, client.Wait([]*client.Droplet{o.r.(*client.Droplet)}, cond, opts...))
			}},
		{Name: "stop", Doc: "Shuts it down, turns it off if that takes too long, and returns it once it is off.", Result: "Droplet",
			Params: []luabind.Param{{Name: "timeout", Type: luabind.SecondsType, Optional: true, Default: "60", Doc: "seconds that its system has to shut down"}},
			Run: func(c *luabind.Call) error {
				o, within := this(c), time.Minute
				if !c.Arg(0).IsNil() {
					within = c.Seconds(0)
				}
				return o.m.one(c, func(ctx context.Context, _ *client.Client) (client.Resource, error) {
					return o.r.(*client.Droplet).Stop(ctx, within)
				})
			}},
	}
}
