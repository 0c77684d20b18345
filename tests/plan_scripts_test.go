package tests

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

const planSetup = `
do.create_multiple_droplets((function() local l = {} for i = 1, 40 do l[i] = ("old-%02d"):format(i) end return l end)(), "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3", {tags = {"fleet"}})
for i = 1, 20 do do.create_tag("tag-" .. i) end
for i = 1, 5 do
  local domain = do.create_domain("old-" .. i .. ".example.com", "192.0.2." .. i)
  for j = 1, 5 do domain:create_record("A", "host-" .. j, "192.0.2." .. j) end
end
for i = 1, 10 do do.volumes.create{name = "old-" .. i, region = "nyc3", size_gigabytes = i} end
for i = 1, 5 do do.create_floating_ip{region = "nyc3"} end
for i = 1, 5 do do.firewalls.create{name = "old-" .. i, tags = {"fleet"}, inbound_rules = {{protocol = "tcp", ports = "22", sources = {addresses = {"0.0.0.0/0"}}}}} end
`

// randomScript makes a script of operations that depend on each other. It
// prints nothing that a second run would print otherwise.
func randomScript(r *rand.Rand, n int) string {
	var b strings.Builder
	b.WriteString(`local task = require "task"
local function sorted(it, f) local l = it:list() table.sort(l, function(a, b) return f(a) < f(b) end) return l end
local function name(x) return x.name end
local function names(it) local l = {} for x in it do l[#l + 1] = x.name end table.sort(l) return table.concat(l, " ") end
local function pick(it, i) local l = sorted(it, name) return l[(i - 1) % math.max(#l, 1) + 1] end
local function try(f, ...) local ok, e = pcall(f, ...) print(ok, not ok and (e.status or e.kind or e) or "") end
`)
	unique := r.Uint32()
	region := func() string { return []string{"nyc3", "fra1"}[r.IntN(2)] }
	steps := []func(i int) string{
		func(i int) string {
			return fmt.Sprintf(`local d = do.create_droplet("new-%d-%d", "debian-12-x64", "s-1vcpu-1gb", %q, {tags = {"fleet", "tag-%d"}}):wait{ready = true}
print(d.name, d.status, d.ip_address ~= nil, #d.tags)
do.create_tag("for-" .. d.name)
d:tag("for-" .. d.name)
print(names(do.fetch_all_droplets{tag_name = "for-" .. d.name}))`, unique, i, region(), 1+r.IntN(20))
		},
		func(i int) string {
			return fmt.Sprintf(`local d = pick(do.fetch_all_droplets{tag_name = "fleet"}, %d)
if d then print(d.name) if d.active then d:power_off():wait() else d:power_on():wait() end print(d:fetch().status) end`, 1+r.IntN(40))
		},
		func(i int) string {
			return fmt.Sprintf(`local d = pick(do.fetch_all_droplets{tag_name = "fleet"}, %d)
if d then d:rename(d.name .. "-x"):wait() print(d:fetch().name) print(do.find_droplets(d.name .. "-x"):count()) end`, 1+r.IntN(40))
		},
		func(i int) string {
			return fmt.Sprintf(`local n = 0
for d in do.fetch_all_droplets{tag_name = "tag-%d"} do n = n + 1 d:delete() if n == 3 then break end end
print(n, names(do.fetch_all_droplets{tag_name = "tag-%d"}))`, 1+r.IntN(20), 1+r.IntN(20))
		},
		func(i int) string {
			return fmt.Sprintf(`local domain = do.create_domain("new-%d-%d.example.com", "192.0.2.77")
domain:create_record("CNAME", "www", "@")
local d = do.fetch_all_droplets{tag_name = "fleet"}:first()
if d and d.ip_address then domain:create_record("A", "db", d.ip_address) end
for record in domain:fetch_all_records() do if record.type == "CNAME" then record:delete() end end
print(domain:fetch_all_records():count())
print(do.fetch_domain(domain.name).name)`, unique, i)
		},
		func(i int) string {
			return fmt.Sprintf(`local domain = do.fetch_domain("old-%d.example.com")
for record in domain:fetch_all_records() do
  if record.name == "host-%d" then record:update_record{data = "192.0.2.%d"} end
end
local all = {}
for record in domain:fetch_all_records() do if record.type == "A" then all[#all + 1] = record.name .. "=" .. record.data end end
table.sort(all) print(table.concat(all, " "))`, 1+r.IntN(5), 1+r.IntN(5), 100+r.IntN(100))
		},
		func(i int) string {
			return fmt.Sprintf(`local made = task.all{
  function() return do.create_droplet("par-%d-%d-a", "debian-12-x64", "s-1vcpu-1gb", "nyc3", {tags = {"par"}}) end,
  function() return do.create_tag("par-%d-%d") end,
  function() return do.create_droplet("par-%d-%d-b", "debian-12-x64", "s-1vcpu-2gb", "nyc3", {tags = {"par"}}) end,
}
made[1]:tag(made[2])
print(made[1]:fetch().name, made[2]:fetch().resources.droplets.count, names(do.fetch_all_droplets{tag_name = "par"}))`, unique, i, unique, i, unique, i)
		},
		func(i int) string {
			return fmt.Sprintf(`local list = {}
for i = 1, %d do list[i] = ("many-%d-%d-%%02d"):format(i) end
local all = do.create_multiple_droplets(list, "debian-12-x64", "s-1vcpu-1gb", "fra1", {tags = {"many"}})
for d in do.wait_droplets(all, {status = "active"}) do end
local acts = 0
for a in do.wait_actions(do.Tag("many"):%s():list()) do acts = acts + 1 end
print(acts, #all, all[1].name, names(do.fetch_all_droplets{tag_name = "many"}))
do.Tag("many"):delete_all_droplets()
print(do.fetch_all_droplets{tag_name = "many"}:count())`, 2+r.IntN(12), unique, i, []string{"power_off", "shutdown", "power_cycle"}[r.IntN(3)])
		},
		func(i int) string {
			return fmt.Sprintf(`local v = do.volumes.create{name = "vol-%d-%d", region = "nyc3", size_gigabytes = 5, tags = {"vol"}}
print(do.volumes.list{name = v.name}:count(), do.volumes.list():count())
local other = do.volumes.list{name = "old-%d"}:first()
if other then other:delete() end
print(names(do.volumes.list()))`, unique, i, 1+r.IntN(10))
		},
		func(i int) string {
			return fmt.Sprintf(`local w, info = do.ensure.firewall{name = "wall-%d", tags = {"fleet"}, inbound_rules = {{protocol = "tcp", ports = %q, sources = {addresses = {"0.0.0.0/0"}}}}}
print(w.name, info.created, (next(info.changed)))
print(do.firewalls.list():count())`, r.IntN(3), []string{"22", "80", "443"}[r.IntN(3)])
		},
		func(i int) string {
			return `local ip = do.create_floating_ip{region = "nyc3"}
local d = pick(do.fetch_all_droplets{tag_name = "fleet"}:filter(function(d) return d.region_slug == "nyc3" end), 1)
if d then ip:assign(d):wait() print(do.fetch_floating_ip(ip.ip).droplet.name) ip:unassign():wait() end
print(do.fetch_floating_ip(ip.ip).droplet, do.fetch_all_floating_ips():count())
ip:delete()
print(do.fetch_all_floating_ips():count())`
		},
		func(i int) string {
			return fmt.Sprintf(`local d = pick(do.fetch_all_droplets{tag_name = "fleet"}, %d)
if d then
  d:snapshot("snap-%d-%d"):wait{check = true}
  local image = d:fetch_all_snapshots():find(function(s) return s.name == "snap-%d-%d" end)
  print(image.name, do.fetch_all_private_images():count())
  local copy = do.create_droplet("from-" .. image.name, image, "s-1vcpu-2gb", d.region_slug):wait{ready = true}
  print(copy.name, copy.image.name)
  copy:delete() image:delete()
  print(do.fetch_all_private_images():count())
end`, 1+r.IntN(40), unique, i, unique, i)
		},
		func(i int) string {
			t := 1 + r.IntN(20)
			return fmt.Sprintf(`try(do.fetch_tag, "tag-%d") try(do.create_tag, "tag-%d")
do.Tag("tag-%d"):delete() try(do.fetch_tag, "tag-%d") do.create_tag("tag-%d") print(do.fetch_tag("tag-%d").name, do.fetch_all_tags():count())`, t, t, t, t, t, t)
		},
		func(i int) string {
			return `print(do.fetch_all_droplets():count(), do.fetch_all_droplets():total(), do.fetch_all_domains():count(), do.fetch_all_tags():count(), names(do.fetch_all_droplets{tag_name = "fleet"}))
try(do.fetch_droplet, 1) try(do.fetch_domain, "none.example.com")`
		},
		func(i int) string { // a batch whose names come from results, deleted by a list that shrinks
			return fmt.Sprintf(`local first = pick(do.fetch_all_domains(), %d)
local list = {}
for record in first:fetch_all_records() do if record.type == "A" then list[#list + 1] = ("of-%d-%d-%%s-%%s"):format(record.name:gsub("@", "at"), record.data:gsub("%%.", "-")) end end
table.sort(list)
for i = #list, 4, -1 do list[i] = nil end
if #list > 0 then
  local all = do.create_multiple_droplets(list, "debian-12-x64", "s-1vcpu-1gb", "nyc3", {tags = {"made"}})
  for d in do.wait_droplets(all, {ready = true}) do do.create_tag("of-" .. d.name) d:tag("of-" .. d.name) end
  local n = 0
  for d in do.fetch_all_droplets{tag_name = "made"} do if n < 2 then d:delete() n = n + 1 end end
  print(n, do.fetch_all_droplets{tag_name = "made"}:count())
end`, 1+r.IntN(5), unique, i)
		},
		func(i int) string { // requests by hand
			return fmt.Sprintf(`local v = do.request("/v2/tags", {method = "POST", data = {name = "raw-%d-%d"}})
local d = pick(do.fetch_all_droplets{tag_name = "fleet"}, %d)
if d then do.request("/v2/tags/raw-%d-%d/resources", {method = "POST", data = {resources = {{resource_id = tostring(d.id), resource_type = "droplet"}}}}) end
print(do.request("/v2/tags/raw-%d-%d").tag.resources.droplets.count)
for _, x in ipairs(do.request("/v2/droplets?tag_name=raw-%d-%d").droplets) do print(x.name) end
do.request("/v2/tags/raw-%d-%d", {method = "DELETE"})
try(do.request, "/v2/tags/raw-%d-%d")`, unique, i, 1+r.IntN(40), unique, i, unique, i, unique, i, unique, i, unique, i)
		},
		func(i int) string { // ensure, over what is there and what is not
			return fmt.Sprintf(`local function shown(object, info) local c = {} for k in pairs(info.changed) do c[#c + 1] = k end table.sort(c) print(object.name, info.created, table.concat(c, " ")) end
shown(do.ensure.tag{name = "tag-%d"})
shown(do.ensure.domain{name = "old-%d.example.com"})
shown(do.ensure.record{domain = "old-%d.example.com", type = "A", name = "host-%d", data = "192.0.2.%d", ttl = %d})
try(function() shown(do.ensure.volume{name = "old-%d", region = "nyc3", size_gigabytes = %d}) end)
local list, info = do.ensure.records{domain = "old-%d.example.com", type = "TXT", name = "@", values = {"a-%d", "b"}}
print(#list, #info.created, #info.deleted)
print(do.ensure.absent("tag", {name = "tag-%d"}))`, 1+r.IntN(25), 1+r.IntN(6), 1+r.IntN(5), 1+r.IntN(5), 1+r.IntN(5), 600*(1+r.IntN(2)), 1+r.IntN(12), 12+r.IntN(3), 1+r.IntN(5), r.IntN(2), 1+r.IntN(20))
		},
		func(i int) string { // a volume that moves
			return fmt.Sprintf(`local v = pick(do.volumes.list(), %d)
local d = pick(do.fetch_all_droplets{tag_name = "fleet"}:filter(function(d) return d.region_slug == "nyc3" and #d.volume_ids == 0 end), %d)
if v and d and v.region.slug == "nyc3" and #v.droplet_ids == 0 then
  local function act(t) t.volume_id = v.id t.region = "nyc3" return do.volume_actions.post_by_id(t):wait() end
  act{type = "attach", droplet_id = d.id} print(#v:fetch().droplet_ids, #d:fetch().volume_ids)
  act{type = "detach", droplet_id = d.id} print(#v:fetch().droplet_ids, #d:fetch().volume_ids)
  act{type = "resize", size_gigabytes = v.size_gigabytes + 1}
  print(v:fetch().size_gigabytes - v.size_gigabytes)
end`, 1+r.IntN(10), 1+r.IntN(40))
		},
		func(i int) string { // firewalls by their rules, droplets and tags
			return fmt.Sprintf(`local w = pick(do.firewalls.list(), %d)
if w then
  local d = pick(do.fetch_all_droplets{tag_name = "fleet"}, %d)
  if d then do.firewalls.assign_droplets{firewall_id = w.id, droplet_ids = {d.id}} print(#w:fetch().droplet_ids) end
  do.create_tag("behind-%d-%d")
  do.firewalls.add_tags{firewall_id = w.id, tags = {"behind-%d-%d"}}
  do.firewalls.add_rules{firewall_id = w.id, inbound_rules = {{protocol = "tcp", ports = "%d", sources = {addresses = {"0.0.0.0/0"}}}}}
  print(#w:fetch().inbound_rules, #w:fetch().tags)
  if d then do.firewalls.delete_droplets{firewall_id = w.id, droplet_ids = {d.id}} print(#w:fetch().droplet_ids) end
  if %d == 1 then w:delete() end
  print(names(do.firewalls.list()))
end`, 1+r.IntN(6), 1+r.IntN(40), unique, i, unique, i, 1000+r.IntN(9000), r.IntN(3))
		},
		func(i int) string { // tasks over a list, each with several changes
			return fmt.Sprintf(`local all = sorted(do.fetch_all_droplets{tag_name = "fleet"}, name)
local work = {}
for n = %d, %d do
  local d = all[n]
  if d then work[#work + 1] = function() do.create_tag("task-%d-%d-" .. n) d:tag("task-%d-%d-" .. n) if d.active then d:reboot():wait() end return d.name end end
end
local done = task.all(work)
print(table.concat(done, " "))`, 1+r.IntN(10), 12+r.IntN(3), unique, i, unique, i)
		},
		func(i int) string { // keys and projects
			return fmt.Sprintf(`local p = do.projects.create{name = "p-%d-%d", purpose = "Web Application"}
do.projects.patch{project_id = p.id, description = "of " .. p.name}
print(p:fetch().description, names(do.projects.list()))
local d = pick(do.fetch_all_domains(), %d)
if d then do.projects.assign_resources{project_id = p.id, resources = {"do:domain:" .. d.name}} end`, unique, i, 1+r.IntN(5))
		},
		func(i int) string {
			return `local acts = {}
for d in do.fetch_all_droplets{tag_name = "fleet"} do if not d.active then acts[#acts + 1] = d:power_on() end end
for a in do.wait_actions(acts) do end
print(#acts)`
		},
	}
	for i := range n {
		fmt.Fprintf(&b, "do -- step %d\n%s\nend\n", i, steps[r.IntN(len(steps))](i))
	}
	return b.String()
}
