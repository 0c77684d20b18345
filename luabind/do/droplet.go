package do

import (
	"context"
	"fmt"
	"time"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/do/internal/operation"
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
				property("private_ip_address", "string?", "The private IPv4 address, which it has in its VPC.", func(_ *luabind.Call, d *client.Droplet) luabind.Value { return text(d.PrivateIPAddress()) }),
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
			return d.Restore(ctx, imageOf(c.Named("image")))
		}, luabind.Param{Name: "image", Type: imageRef}),
		simple("password_reset", "Has a new root password mailed.", (*client.Droplet).PasswordReset),
		act("resize", "Changes its size; it must be off.", func(ctx context.Context, d *client.Droplet, c *luabind.Call) (*client.Action, error) {
			return d.Resize(ctx, c.Named("size").Text(), c.Named("disk").Truthy())
		}, luabind.Param{Name: "size", Type: sizeSlug}, luabind.Param{Name: "disk", Type: luabind.BooleanType, Optional: true, Doc: "grow the disk too, which cannot be undone"}),
		act("rebuild", "Starts anew from an image; all data is lost.", func(ctx context.Context, d *client.Droplet, c *luabind.Call) (*client.Action, error) {
			return d.Rebuild(ctx, imageOf(c.Named("image")))
		}, luabind.Param{Name: "image", Type: imageRef}),
		act("rename", "Changes its name.", func(ctx context.Context, d *client.Droplet, c *luabind.Call) (*client.Action, error) {
			return d.Rename(ctx, c.Named("name").Text())
		}, luabind.Param{Name: "name", Type: nameType}),
		act("change_kernel", "Changes the kernel of a droplet of old.", func(ctx context.Context, d *client.Droplet, c *luabind.Call) (*client.Action, error) {
			return d.ChangeKernel(ctx, idOf(c.Named("kernel")))
		}, luabind.Param{Name: "kernel", Type: kernelID}),
		simple("enable_ipv6", "Gives it an IPv6 address; it must be off.", (*client.Droplet).EnableIPv6),
		simple("enable_private_networking", "Gives it a private address.", (*client.Droplet).EnablePrivateNetworking),
		act("snapshot", "Makes a snapshot of its disk.", func(ctx context.Context, d *client.Droplet, c *luabind.Call) (*client.Action, error) {
			return d.Snapshot(ctx, c.Named("name").Text())
		}, luabind.Param{Name: "name", Type: nameType}),
		remove("Destroys it.", (*client.Droplet).Delete),
		{Name: "wait", Doc: "Waits until it meets a condition and returns it as it then is; nil when it is gone. Give exactly one of status, locked and ready.", Result: "Droplet?",
			Params: params(dropletConditions, timing),
			Rules:  dropletRules,
			Run:    runWaitOfDroplet},
		{Name: "stop", Doc: "Shuts it down, turns it off if that takes too long, and returns it once it is off.", Result: "Droplet",
			Params: []luabind.Param{{Name: "timeout", Type: luabind.SecondsType, Optional: true, Default: "60", Doc: "seconds that its system has to shut down"}},
			Run: func(c *luabind.Call) error {
				o, within := this(c), time.Minute
				c.Bind(&within)
				return o.m.one(c, func(ctx context.Context, _ *client.Client) (client.Resource, error) {
					return o.r.(*client.Droplet).Stop(ctx, within)
				})
			}},
	}
}

func runWaitOfDroplet(c *luabind.Call) error {
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
}

func kernelKind() *kind {
	return &kind{class: &luabind.Class{Doc: "What droplets of old were started with."}}
}

func backupWindowKind() *kind {
	return &kind{class: &luabind.Class{Doc: "When a backup is made."}, times: []string{"start", "end"}}
}

// dropletOptions are the optional arguments of droplet creations; any other
// field that the API knows passes through.
var dropletOptions = []luabind.Param{
	{Name: "ssh_keys", Type: orNull(sshKeyList), Option: true},
	{Name: "backups", Type: orNull(luabind.BooleanType), Option: true},
	{Name: "ipv6", Type: orNull(luabind.BooleanType), Option: true},
	{Name: "private_networking", Type: orNull(luabind.BooleanType), Option: true},
	{Name: "user_data", Type: orNull(luabind.StringType), Option: true},
	extraParam,
}

func moreDropletFields() []luabind.Param {
	return operation.BodyParams("droplets_create", "name", "names", "image", "size", "region", "ssh_keys", "backups", "ipv6", "private_networking", "user_data")
}

// dropletRequest reads what both creations have in common.
func dropletRequest(c *luabind.Call) (client.DropletRequest, error) {
	r := client.DropletRequest{
		Image: imageOf(c.Named("image")),
		Size:  textOf(c.Named("size")),
	}
	body, err := operation.Body(c, "droplets_create")
	if err != nil {
		return r, err
	}
	for _, name := range []string{"region", "ssh_keys", "backups", "ipv6", "private_networking", "user_data"} {
		v := c.Named(name)
		keys, isList := v.AsTable()
		switch flag, isFlag := v.AsBool(); {
		case v.IsNil():
		case isNull(c, v):
			body[name] = nil
		case isFlag:
			body[name] = flag
		case isList:
			refs := []client.Ref{}
			for i := 1; i <= keys.Len(); i++ {
				refs = append(refs, sshKeyOf(keys.At(i)))
			}
			body[name] = refs
		default:
			body[name] = textOf(v)
		}
	}
	r.Extra = body
	return r, nil
}

func dropletClientMethods() []luabind.Func {
	return []luabind.Func{
		fetchMethod("fetch_droplet", "Asks for a droplet by its id.", "Droplet", dropletID, func(ctx context.Context, cl *client.Client, v luabind.Value) (client.Resource, error) {
			return cl.FetchDroplet(ctx, idOf(v))
		}),
		listMethod("fetch_all_droplets", "The droplets of the account. GPU droplets come with type=\"gpus\" only.", "Droplet", func(c *luabind.Call, cl *client.Client) *client.Pager[*client.Droplet] {
			var f client.DropletFilter
			c.Bind(&f.TagName, &f.Name, &f.Type)
			return cl.FetchAllDroplets(f)
		},
			luabind.Param{Name: "tag_name", Type: tagName, Optional: true},
			luabind.Param{Name: "name", Type: nameType, Optional: true},
			luabind.Param{Name: "type", Type: luabind.EnumType("droplets", "gpus"), Optional: true}),
		{Name: "create_droplet", Doc: "Makes a droplet and returns it as it is then: new.", Result: "Droplet", Op: "droplets_create",
			Params: params([]luabind.Param{
				{Name: "name", Type: oneName},
				{Name: "image", Type: imageRef},
				{Name: "size", Type: sizeSlug},
				{Name: "region", Type: orNull(regionSlug), Optional: true, Doc: "the API chooses if it is not given"},
			}, dropletOptions),
			More: moreDropletFields,
			Run:  runCreateDroplet},
		{Name: "create_multiple_droplets", Doc: "Makes a droplet for each name, any number of them, and returns the list in the order of the names. What was made before an error is in the error's created.", Result: "Droplet[]", Op: "droplets_create",
			Params: params([]luabind.Param{
				{Name: "names", Type: luabind.ListOf(nameType, "a list of strings"), Doc: "their host names, any number of them: letters, digits, dots and dashes"},
				{Name: "image", Type: imageRef},
				{Name: "size", Type: sizeSlug},
				{Name: "region", Type: orNull(regionSlug), Optional: true, Doc: "the API chooses if it is not given"},
			}, dropletOptions),
			More: moreDropletFields,
			Run:  runCreateMultipleDroplets},
		{Name: "fetch_all_droplet_neighbors", Doc: "The groups of droplets that share hardware, as lists of Droplets.", Result: "Iterator<Droplet[]>", Run: runFetchAllDropletNeighbors},
		{Name: "wait_droplets", Doc: "Waits for droplets and yields each as soon as it meets the condition. Give exactly one of status, locked and ready.", Result: "Iterator<Droplet>",
			Params: params([]luabind.Param{{Name: "droplets", Type: dropletList}}, dropletConditions, timing),
			Rules:  dropletRules,
			Run:    runWaitDroplets},
	}
}

// oneName takes a name, and says what takes a list of them.
var oneName = &luabind.Type{Name: nameType.Name, Lua: nameType.Lua, Literal: nameType.Literal,
	Check: func(c *luabind.Call, v luabind.Value) (luabind.Value, error) {
		if v.Type() == "table" {
			return v, fmt.Errorf("must be a string, got table; do.create_multiple_droplets makes a droplet for each name of a list")
		}
		return nameType.Check(c, v)
	}}

func runCreateDroplet(c *luabind.Call) error {
	r, err := dropletRequest(c)
	if err != nil {
		return err
	}
	r.Name = c.Named("name").Text()
	return managerOf(c).one(c, func(ctx context.Context, cl *client.Client) (client.Resource, error) {
		return cl.CreateDroplet(ctx, r)
	})
}

func runCreateMultipleDroplets(c *luabind.Call) error {
	r, err := dropletRequest(c)
	if err != nil {
		return err
	}
	var names []string
	c.Bind(&names)
	m := managerOf(c)
	cl, err := m.get()
	if err != nil {
		return err
	}
	var made []*client.Droplet
	if err := m.block(c, func(ctx context.Context) (err error) {
		made, err = cl.CreateMultipleDroplets(ctx, names, r)
		return err
	}); err != nil {
		return err
	}
	return c.Return(list(m, c, made))
}

func runFetchAllDropletNeighbors(c *luabind.Call) error {
	m := managerOf(c)
	cl, err := m.get()
	if err != nil {
		return err
	}
	var groups [][]*client.Droplet
	asked := false
	return c.Return(c.Iterate(luabind.IterFunc(func(c *luabind.Call) (luabind.Value, error) {
		if !asked {
			asked = true
			if err := m.block(c, func(ctx context.Context) (err error) {
				groups, err = cl.FetchAllDropletNeighbors(ctx)
				return err
			}); err != nil {
				return luabind.Nil, err
			}
		}
		if len(groups) == 0 {
			return luabind.Nil, nil
		}
		group := groups[0]
		groups = groups[1:]
		return list(m, c, group), nil
	})))
}

func runWaitDroplets(c *luabind.Call) error {
	m := managerOf(c)
	cond, err := dropletCondition(c)
	if err != nil {
		return err
	}
	opts, err := m.waitOptions(c)
	if err != nil {
		return err
	}
	cl, err := m.get()
	if err != nil {
		return err
	}
	droplets := resources(c.Named("droplets"), cl.Droplet)
	return c.Return(c.Iterate(&waiting[*client.Droplet]{m: m, w: cl.WaitDroplets(droplets, cond, opts...)}))
}

func networksKind() *kind {
	return &kind{
		class: &luabind.Class{Doc: "The addresses of a droplet."},
		lists: map[string]func(client.Resource) []client.Resource{
			"v4": typedList((*client.Networks).V4),
			"v6": typedList((*client.Networks).V6),
		},
	}
}

func interfaceKind() *kind {
	return &kind{class: &luabind.Class{
		Doc: "One address of a droplet.",
		Properties: []luabind.Property{
			property("ip_version", "integer", "4 or 6.", func(_ *luabind.Call, n *client.NetworkInterface) luabind.Value {
				return luabind.Number(float64(n.IPVersion()))
			}),
		},
	}}
}
