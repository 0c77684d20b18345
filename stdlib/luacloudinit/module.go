// Package luacloudinit is the module cloud_init of scripts: what a machine does
// at its first boot, as user data.
package luacloudinit

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/textproto"
	"slices"
	"strings"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/lazy"
	"github.com/doapi-lua/doapi/stdlib/internal/kit"
	"github.com/doapi-lua/doapi/stdlib/luayaml"
)

// maxUserData is how long user data may be.
// https://docs.digitalocean.com/products/droplets/how-to/provide-user-data/
const maxUserData = 64 << 10

// Module is `require "cloud_init"`: user data for new machines.
var Module = &luabind.Module{
	Name: "cloud_init",
	Doc: `What a machine does at its first boot, checked before it is sent.

    local cloud_init = require "cloud_init"
    local user_data = cloud_init.render{
      packages = {"nginx"},
      users = {{name = "deploy", groups = {"sudo"}, ssh_keys = {key}}},
      files = {{path = "/etc/motd", content = "hello\n", mode = "0644"}},
      commands = {"systemctl enable --now nginx", {"touch", "/root/done"}},
    }
    do.create_droplet{name = "web", image = image, size = size, user_data = user_data}`,
	Prepare: describe,
}

func describe(m *luabind.Module) {
	m.Funcs = []luabind.Func{
		{Name: "render", Doc: "The user data for all of it: a cloud-config, or with parts a MIME archive of it and them. More than 64 KiB is a ValueError.", Result: "string", NamedArgs: true,
			Params: []luabind.Param{
				{Name: "packages", Type: textList, Option: true, Doc: "to install"},
				{Name: "update", Type: luabind.BooleanType, Option: true, Doc: "read the lists of packages anew first; so it is with packages"},
				{Name: "upgrade", Type: luabind.BooleanType, Option: true, Doc: "upgrade what is installed"},
				{Name: "hostname", Type: luabind.StringType, Option: true},
				{Name: "timezone", Type: luabind.StringType, Option: true},
				{Name: "ssh_keys", Type: textList, Option: true, Doc: "public keys of the image's own user"},
				{Name: "users", Type: records("user", "name", userFields()), Option: true, Doc: "further users: {name=, groups=, sudo=, shell=, ssh_keys=, home=, uid=, system=, lock_passwd=, passwd=}"},
				{Name: "files", Type: records("file", "path", fileFields()), Option: true, Doc: "files to write: {path=, content=, mode=, owner=, append=, encoding=, defer=}"},
				{Name: "commands", Type: commandList, Option: true, Doc: "run once at the end of the first boot: lines for a shell, or lists of words"},
				{Name: "boot_commands", Type: commandList, Option: true, Doc: "run early, at every boot"},
				{Name: "mounts", Type: records("mount", "device", mountFields()), Option: true, Doc: "{device=, path=, type=, options=}"},
				{Name: "reboot", Type: luabind.BooleanType, Option: true, Doc: "reboot when all is done"},
				{Name: "extra", Type: kit.NamedFields, Option: true, Doc: "further keys of a cloud-config, as it has them"},
				{Name: "parts", Type: luabind.ListType, Option: true, Doc: "further parts: texts that begin with #!, #cloud-config and the like, or {content=, type=, name=}"},
			},
			Run: runRender},
		{Name: "check", Doc: "Holds user data against what it has to be, and gives it back: a text that begins with #cloud-config is YAML with known keys only, and no text is longer than 64 KiB.", Result: "string",
			Params: []luabind.Param{{Name: "text", Type: luabind.StringType}},
			Run: func(c *luabind.Call) error {
				text := c.Named("text").Text()
				if err := check(c, text); err != nil {
					return err
				}
				return c.Return(luabind.String(text))
			}},
	}
}

func textOrList() *luabind.Type {
	return luabind.AnyOf("a text or a list of texts", "string|string[]", luabind.StringType, luabind.ListType)
}

func userFields() []luabind.Param {
	return []luabind.Param{
		{Name: "name", Type: luabind.StringType}, {Name: "groups", Type: textOrList()}, {Name: "sudo", Type: luabind.AnyOf("a rule or false", "string|string[]|boolean", luabind.StringType, luabind.ListType, luabind.BooleanType)},
		{Name: "shell", Type: luabind.StringType}, {Name: "ssh_keys", Type: luabind.ListType}, {Name: "home", Type: luabind.StringType}, {Name: "uid", Type: luabind.IntegerType},
		{Name: "system", Type: luabind.BooleanType}, {Name: "lock_passwd", Type: luabind.BooleanType}, {Name: "passwd", Type: luabind.StringType},
	}
}

func fileFields() []luabind.Param {
	return []luabind.Param{
		{Name: "path", Type: luabind.StringType}, {Name: "content", Type: luabind.StringType}, {Name: "mode", Type: luabind.StringType}, {Name: "owner", Type: luabind.StringType},
		{Name: "append", Type: luabind.BooleanType}, {Name: "encoding", Type: luabind.StringType}, {Name: "defer", Type: luabind.BooleanType},
	}
}

func mountFields() []luabind.Param {
	return []luabind.Param{
		{Name: "device", Type: luabind.StringType}, {Name: "path", Type: luabind.StringType}, {Name: "type", Type: luabind.StringType}, {Name: "options", Type: luabind.StringType},
	}
}

// nameInConfig is what a cloud-config calls a field that it calls otherwise.
func nameInConfig(field string) (v string, ok bool) {
	switch field {
	case "mode":
		return "permissions", true
	case "ssh_keys":
		return "ssh_authorized_keys", true
	case "home":
		return "homedir", true
	}
	return v, false
}

// textList takes a list of texts.
var textList = &luabind.Type{Name: "a list of texts", Lua: "string[]", Table: true, Literal: []string{"table"}, Check: func(c *luabind.Call, v luabind.Value) (luabind.Value, error) {
	t, ok := kit.PlainTable(v)
	if !ok || !t.IsList() {
		return luabind.Nil, luabind.ErrType
	}
	for i := 1; i <= t.Len(); i++ {
		if !t.At(i).IsString() {
			return luabind.Nil, luabind.TypeErrorf("element %d must be a text, got %s", i, t.At(i).Kind())
		}
	}
	return v, nil
}}

// commandList takes lines for a shell and lists of words.
var commandList = &luabind.Type{Name: "a list of commands", Lua: "(string|string[])[]", Table: true, Literal: []string{"table"}, Check: func(c *luabind.Call, v luabind.Value) (luabind.Value, error) {
	t, ok := kit.PlainTable(v)
	if !ok || !t.IsList() {
		return luabind.Nil, luabind.ErrType
	}
	for i := 1; i <= t.Len(); i++ {
		if t.At(i).IsString() {
			continue
		}
		if _, err := textList.Check(c, t.At(i)); err != nil {
			return luabind.Nil, luabind.TypeErrorf("command %d must be a line or a list of words", i)
		}
	}
	return v, nil
}}

// records is a list of tables with known fields, of which one is needed.
func records(what, needed string, fields []luabind.Param) *luabind.Type {
	entry := kit.Options(fields...)
	return &luabind.Type{Name: "a list of tables", Lua: "table[]", Table: true, Literal: []string{"table"}, Items: entry, Check: func(c *luabind.Call, v luabind.Value) (luabind.Value, error) {
		t, ok := kit.PlainTable(v)
		if !ok || !t.IsList() {
			return luabind.Nil, luabind.ErrType
		}
		out := c.NewTable(t.Len(), 0)
		for i := 1; i <= t.Len(); i++ {
			e, err := entry.Check(c, t.At(i))
			if err == luabind.ErrType {
				return luabind.Nil, luabind.TypeErrorf("%s %d must be a table, got %s", what, i, t.At(i).Kind())
			} else if err != nil {
				return luabind.Nil, luabind.TypeErrorf("%s %d: %w", what, i, err)
			}
			if kit.Option(e, needed).IsNil() {
				return luabind.Nil, luabind.TypeErrorf("%s %d lacks its %s", what, i, needed)
			}
			out.Append(e)
		}
		return c.Host().MarkList(out).Value(), nil
	}}
}

func runRender(c *luabind.Call) error {
	config, err := cloudConfig(c)
	if err != nil {
		return err
	}
	parts, ok := c.Named("parts").AsTable()
	if !ok {
		return result(c, config)
	}
	text, err := archive(c, config, parts)
	if err != nil {
		return err
	}
	return result(c, text)
}

// result gives user data that is not too long.
func result(c *luabind.Call, text string) error {
	if len(text) > maxUserData {
		return luabind.ValueErrorf("%s: the user data has %d bytes, and may have %d: have the machine fetch what is large", c.Func().Name, len(text), maxUserData)
	}
	return kit.ReturnText(c, text)
}

// cloudConfig writes the arguments as a cloud-config.
func cloudConfig(c *luabind.Call) (string, error) {
	t := c.NewTable(0, 16)
	set := func(name string, v luabind.Value) {
		if !v.IsNil() {
			t.Set(name, v)
		}
	}
	update := c.Named("update")
	if update.IsNil() && !c.Named("packages").IsNil() {
		update = luabind.Bool(true)
	}
	set("hostname", c.Named("hostname"))
	set("timezone", c.Named("timezone"))
	set("package_update", update)
	set("package_upgrade", c.Named("upgrade"))
	set("packages", c.Named("packages"))
	set("ssh_authorized_keys", c.Named("ssh_keys"))
	if users, ok := c.Named("users").AsTable(); ok {
		// Without this one the image's own user would not be made.
		list := c.NewTable(users.Len()+1, 0)
		list.Append(luabind.String("default"))
		for i := 1; i <= users.Len(); i++ {
			list.Append(renamed(c, users.At(i), userFields()))
		}
		set("users", list.Value())
	}
	if files, ok := c.Named("files").AsTable(); ok {
		list := c.NewTable(files.Len(), 0)
		for i := 1; i <= files.Len(); i++ {
			list.Append(renamed(c, files.At(i), fileFields()))
		}
		set("write_files", list.Value())
	}
	if mounts, ok := c.Named("mounts").AsTable(); ok {
		list := c.NewTable(mounts.Len(), 0)
		for i := 1; i <= mounts.Len(); i++ {
			m := mounts.At(i)
			kind, options := kit.Option(m, "type"), kit.Option(m, "options")
			if kind.IsNil() {
				kind = luabind.String("auto")
			}
			if options.IsNil() {
				options = luabind.String("defaults,nofail")
			}
			row := c.NewTable(6, 0)
			for _, v := range []luabind.Value{kit.Option(m, "device"), kit.Option(m, "path"), kind, options, luabind.String("0"), luabind.String("2")} {
				if v.IsNil() {
					return "", luabind.TypeErrorf("render: mount %d lacks its path", i)
				}
				row.Append(v)
			}
			list.Append(row.Value())
		}
		set("mounts", list.Value())
	}
	set("bootcmd", c.Named("boot_commands"))
	set("runcmd", c.Named("commands"))
	if c.Named("reboot").Truthy() {
		state := c.NewTable(0, 1)
		state.Set("mode", luabind.String("reboot"))
		set("power_state", state.Value())
	}
	if extra, ok := c.Named("extra").AsTable(); ok {
		for _, k := range extra.Keys() {
			if !slices.Contains(keys(), k.Text()) {
				return "", luabind.TypeErrorf("render: 'extra' has the key %s, which no cloud-config has%s", k.Quote(), luabind.DidYouMean(k.Text(), keys()))
			}
			if !t.Get(k.Text()).IsNil() {
				return "", luabind.TypeErrorf("render: 'extra' has the key %s, which is set by another argument too", k.Quote())
			}
			t.Set(k.Text(), extra.GetValue(k))
		}
	}
	if t.Empty() {
		return "#cloud-config\n{}\n", nil
	}
	text, err := luayaml.Encode(c, c.Host().MarkObject(t).Value(), 2, false)
	return "#cloud-config\n" + text, err
}

// renamed gives an entry the names that a cloud-config has, in the order of its
// description.
func renamed(c *luabind.Call, v luabind.Value, fields []luabind.Param) luabind.Value {
	t := c.NewTable(0, len(fields))
	for _, f := range fields {
		if w := kit.Option(v, f.Name); !w.IsNil() {
			name := f.Name
			if other, ok := nameInConfig(name); ok {
				name = other
			}
			t.Set(name, w)
		}
	}
	return c.Host().MarkObject(t).Value()
}

// kinds are the types of parts, by what their text begins with.
var kinds = []struct{ prefix, mime string }{
	{"#cloud-config", "text/cloud-config"}, {"#!", "text/x-shellscript"}, {"#include", "text/x-include-url"},
	{"#cloud-boothook", "text/cloud-boothook"}, {"## template: jinja", "text/jinja2"},
}

// archive puts a cloud-config and further parts into one MIME text.
func archive(c *luabind.Call, config string, parts luabind.Table) (string, error) {
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	const boundary = "==doapi-cloud-init-part=="
	if err := w.SetBoundary(boundary); err != nil {
		return "", err
	}
	add := func(mime, name, text string) error {
		if strings.Contains(text, boundary) {
			return luabind.ValueErrorf("render: the part %s holds the text that parts the archive", name)
		}
		p, err := w.CreatePart(textproto.MIMEHeader{"Content-Type": {mime + `; charset="utf-8"`}, "MIME-Version": {"1.0"}, "Content-Disposition": {fmt.Sprintf("attachment; filename=%q", name)}})
		if err == nil {
			_, err = p.Write([]byte(text))
		}
		return err
	}
	if config != "#cloud-config\n{}\n" {
		if err := add("text/cloud-config", "config.yaml", config); err != nil {
			return "", err
		}
	}
	for i := 1; i <= parts.Len(); i++ {
		v := parts.At(i)
		text, mime, name := v.Text(), "", fmt.Sprintf("part-%d", i)
		if t, ok := kit.PlainTable(v); ok {
			text, mime = t.Get("content").Text(), t.Get("type").Text()
			if n := t.Get("name").Text(); n != "" {
				name = n
			}
		}
		for _, k := range kinds {
			if mime == "" && strings.HasPrefix(text, k.prefix) {
				mime = k.mime
			}
		}
		if mime == "" || strings.ContainsAny(mime+name, "\r\n\"") {
			return "", luabind.ValueErrorf("render: part %d begins with nothing that cloud-init knows (#!, #cloud-config ...) and has no type", i)
		}
		if mime == "text/cloud-config" {
			if err := check(c, text); err != nil {
				return "", err
			}
		}
		if err := add(mime, name, text); err != nil {
			return "", err
		}
	}
	if err := w.Close(); err != nil {
		return "", err
	}
	return fmt.Sprintf("Content-Type: multipart/mixed; boundary=\"%s\"\nMIME-Version: 1.0\n\n%s", boundary, body.String()), nil
}

// check holds user data that somebody wrote against what it has to be.
func check(c *luabind.Call, text string) error {
	if len(text) > maxUserData {
		return luabind.ValueErrorf("%s: the user data has %d bytes, and may have %d", c.Func().Name, len(text), maxUserData)
	}
	if !strings.HasPrefix(text, "#cloud-config") {
		return nil
	}
	v, err := luayaml.Decode(c, text)
	if err != nil {
		return err
	}
	t, ok := kit.PlainTable(v)
	if !ok || t.Len() > 0 {
		if v.IsNull() {
			return nil
		}
		return luabind.ValueErrorf("%s: a cloud-config is a table of settings, got %s", c.Func().Name, v.Kind())
	}
	for _, k := range t.Keys() {
		if !slices.Contains(keys(), k.Text()) {
			return luabind.ValueErrorf("%s: no cloud-config has the key %s%s", c.Func().Name, k.Quote(), luabind.DidYouMean(k.Text(), keys()))
		}
	}
	return nil
}

var keysOnce lazy.Value[[]string]

// keys are those of a cloud-config.
// https://cloudinit.readthedocs.io/en/latest/reference/modules.html
func keys() []string {
	return keysOnce.Get(func() []string {
		return strings.Fields(`ansible apk_repos apt apt_pipelining autoinstall bootcmd byobu_by_default ca_certs chef chpasswd cloud_config_modules
	cloud_final_modules cloud_init_modules create_hostname_file datasource device_aliases disable_ec2_metadata disable_root disable_root_opts disk_setup
	drivers fan final_message fqdn fs_setup groups growpart grub_dpkg hostname hotplug keyboard landscape launch-index locale locale_configfile lxd
	manage_etc_hosts manage_resolv_conf mcollective merge_how merge_type migrate mount_default_fields mounts network no_ssh_fingerprints ntp output
	package_reboot_if_required package_update package_upgrade packages password phone_home power_state prefer_fqdn_over_hostname preserve_hostname puppet
	random_seed reporting resize_rootfs resolv_conf rh_subscription rpi rsyslog runcmd salt_minion snap spacewalk ssh ssh_authorized_keys ssh_deletekeys
	ssh_fp_console_blacklist ssh_genkeytypes ssh_import_id ssh_key_console_blacklist ssh_keys ssh_publish_hostkeys ssh_pwauth ssh_quiet_keygen swap
	syslog_fix_perms system_info timezone ubuntu_autoinstall ubuntu_pro updates user users vendor_data version wireguard write_files yum_repo_dir yum_repos zypper`)
	})
}
