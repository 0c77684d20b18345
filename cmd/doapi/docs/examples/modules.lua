--- args.parser
local parser = args.parser{{"name"}, {"--count", type = "integer", default = 1}}
local options = parser:parse({"web", "--count", "3"})
print(options.name, options.count)
--> web	3
--- base64.encode
print(base64.encode("hello"), base64.encode("\255\254", {url = true}))
--> aGVsbG8=	__4
--- base64.decode
print(base64.decode("aGVsbG8="))
--> hello
--- cloud_init.render
io.write(cloud_init.render{packages = {"nginx"}})
--> #cloud-config
--> package_update: true
--> packages:
-->   - nginx
--- cloud_init.check
print(#cloud_init.check("#cloud-config\npackages: [nginx]\n"))
--> 32
--- env.get
print(env.get("NOBODY_SETS_THIS", "default"))
--> default
--- env.set
env.set("COLOUR", "blue")
print(env.get("COLOUR"))
--> blue
--- env.all
env.set("COLOUR", "blue")
print(env.all().COLOUR)
--> blue
--- env.load
fs.write(".env", "COLOUR=blue\n")
print(env.load(".env").COLOUR)
--> blue
--- fs.read
fs.write("a.txt", "hello")
print(fs.read("a.txt"))
--> hello
--- fs.write
fs.write("out/a.txt", "hello\n", {mkdir = true})
print(fs.exists("out/a.txt"))
--> true
--- fs.append
fs.append("log.txt", "one\n")
fs.append("log.txt", "two\n")
io.write(fs.read("log.txt"))
--> one
--> two
--- fs.lines
fs.write("a.txt", "one\ntwo\n")
for line in fs.lines("a.txt") do print(line) end
--> one
--> two
--- fs.exists
print(fs.exists("nowhere.txt"))
--> false
--- fs.stat
fs.write("a.txt", "hello")
print(fs.stat("a.txt").size, fs.stat("a.txt").type)
--> 5	file
--- fs.list
fs.write("d/a.txt", "", {mkdir = true})
print(unpack(fs.list("d")))
--> a.txt
--- fs.glob
fs.write("a.txt", "") fs.write("b.txt", "") fs.write("c.lua", "")
print(unpack(fs.glob("*.txt")))
--> a.txt	b.txt
--- fs.walk
fs.write("d/e/a.txt", "", {mkdir = true})
for entry in fs.walk("d") do print(entry.type, entry.path) end
--> dir	d/e
--> file	d/e/a.txt
--- fs.mkdir
fs.mkdir("a/b/c")
print(fs.exists("a/b/c"))
--> true
--- fs.remove
fs.write("a.txt", "")
fs.remove("a.txt")
print(fs.exists("a.txt"))
--> false
--- fs.copy
fs.write("a.txt", "hello")
fs.copy("a.txt", "b.txt")
print(fs.read("b.txt"))
--> hello
--- fs.rename
fs.write("a.txt", "hello")
fs.rename("a.txt", "b.txt")
print(fs.exists("a.txt"), fs.exists("b.txt"))
--> false	true
--- fs.temp_file
local name = fs.temp_file()
print(fs.stat(name).size)
fs.remove(name)
--> 0
--- fs.temp_dir
local dir = fs.temp_dir()
print(#fs.list(dir))
fs.remove(dir, {recursive = true})
--> 0
--- hash.md5
print(hash.md5("hello"))
--> 5d41402abc4b2a76b9719d911017c592
--- hash.sha1
print(hash.sha1("hello"))
--> aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d
--- hash.sha256
print(hash.sha256("hello"))
--> 2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824
--- hash.sha512
print(#hash.sha512("hello"))
--> 128
--- hash.crc32
print(hash.crc32("hello"))
--> 3610a686
--- hash.hmac
print(hash.hmac("sha256", "key", "hello"))
--> 9307b3b915efb5171ff14d8cb55fbcc798c6c0ef1456d66ded1a6aa723a58b7b
--- http.request
local r = http.request{url = service .. "/account", method = "GET", headers = {Authorization = "Bearer x"}}
print(r.status, r:json().account.status)
--> 200	active
--- http.get
print(http.get(service .. "/account", {headers = {Authorization = "Bearer x"}}).status)
--> 200
--- http.post
print(http.post(service .. "/tags", {json = {name = "web"}, headers = {Authorization = "Bearer x"}}).status)
--> 201
--- http.put
local headers = {Authorization = "Bearer x"}
local key = {name = "laptop", public_key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJx1NMxoxqVPYpOBLV5BmlNz4w9DFJGrD6b2cSJkPOGA me"}
local id = http.post(service .. "/account/keys", {json = key, headers = headers}):json().ssh_key.id
print(http.put(service .. "/account/keys/" .. id, {json = {name = "desk"}, headers = headers}):json().ssh_key.name)
--> desk
--- http.patch
local headers = {Authorization = "Bearer x"}
print(http.patch(service .. "/projects/default", {json = {name = "shop"}, headers = headers}):json().project.name)
--> shop
--- http.delete
local headers = {Authorization = "Bearer x"}
http.post(service .. "/tags", {json = {name = "old"}, headers = headers})
print(http.delete(service .. "/tags/old", {headers = headers}).status)
--> 204
--- inspect()
print(inspect({1, 2, name = "web"}))
--> { 1, 2, name = "web" }
--- json.decode
print(json.decode('{"name": "web", "ports": [80, 443]}').ports[2])
--> 443
--- json.encode
print(json.encode({b = 1, a = {true, json.null}}, {sort = true}))
--> {"a":[true,null],"b":1}
--- json.array
print(json.encode(json.array{}), json.encode({}))
--> []	{}
--- json.object
print(json.encode(json.object{}))
--> {}
--- json.lines
for v in json.lines('{"n": 1}\n{"n": 2}\n') do print(v.n) end
--> 1
--> 2
--- kube.merge
local cluster = do.kubernetes.create_cluster{name = "shop", region = "nyc3", version = "latest", node_pools = {{name = "web", size = "s-2vcpu-4gb", count = 2}}}:wait()
print(kube.merge(do.kubernetes.get_kubeconfig(cluster), {path = "config"}))
print(kube.context(fs.read("config")).name)
--> config
--> do-nyc3-shop
--- kube.context
print(kube.context([[
current-context: a
contexts: [{name: a, context: {cluster: c, user: u}}]
clusters: [{name: c, cluster: {server: "https://c.example"}}]
users: [{name: u, user: {token: t}}]
]]).server)
--> https://c.example
--- kube.wait_ready
local cluster = do.kubernetes.create_cluster{name = "shop", region = "nyc3", version = "latest", node_pools = {{name = "web", size = "s-2vcpu-4gb", count = 2}}}:wait()
-- There is no cluster behind a simulated one: nobody answers.
print(select(2, pcall(kube.wait_ready, do.kubernetes.get_kubeconfig(cluster), {nodes = 2, timeout = 30})).kind)
--> ConnectionError
--- log.debug
log.level("debug")
log.debug("looking", {at = "nyc3"})
--> … DEBUG looking at=nyc3
--- log.info
log.info("ready", {droplets = 2})
--> … INFO  ready droplets=2
--- log.warn
log.warn("slow")
--> … WARN  slow
--- log.error
log.error("failed", {status = 500})
--> … ERROR failed status=500
--- log.level
print(log.level())
--> info
--- log.format
log.format("json")
print(log.format())
--> json
--- net.wait_port
local d = do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
print(net.wait_port(d.ip_address, 22, {timeout = 60}) >= 0)
--> true
--- net.resolve
print(net.resolve("127.0.0.1")[1])
--> 127.0.0.1
--- net.cidr
local c = net.cidr("10.0.0.0/24")
print(c:contains("10.0.0.7"), c:at(5))
--> true	10.0.0.5
--- path.join
print(path.join("a", "../b", "c.txt"))
--> b/c.txt
--- path.base
print(path.base("/a/b.txt"))
--> b.txt
--- path.dir
print(path.dir("/a/b.txt"))
--> /a
--- path.ext
print(path.ext("b.tar.gz"))
--> .gz
--- path.clean
print(path.clean("a//./b/.."))
--> a
--- path.abs
print(path.abs("/a/../b"))
--> /b
--- path.rel
print(path.rel("/a/b/c", "/a"))
--> b/c
--- re.match
print(re.match([[(\d+)-(\d+)]], "10-20"))
--> 10	20
--- re.find
print(re.find("[a-c]+", "xxabc"))
--> 3	5
--- re.groups
print(re.groups([[(?P<host>\w+):(?P<port>\d+)]], "web:80").port)
--> 80
--- re.all
print(unpack(re.all([[\d+]], "1, 22, 333")))
--> 1	22	333
--- re.gsub
print(re.gsub([[(\w+)@(\w+)]], "me@home", "$2 $1"))
--> home me	1
--- re.split
print(unpack(re.split([[\s*,\s*]], "a , b,c")))
--> a	b	c
--- re.test
print(re.test("^web", "web-1"))
--> true
--- re.escape
print(re.escape("a.b"))
--> a\.b
--- shell.run
io.write(shell.run({"echo", "hello"}).stdout)
--> hello
--- shell.quote
print(shell.quote("it's"))
--> 'it'\''s'
--- spaces.connect
local ok, e = pcall(spaces.connect, "nyc3", {key = "k", secret = "s"})
print(ok)
--> true
--- ssh.connect
local ok, e = pcall(ssh.connect, "198.18.0.1")
print(ok, e.kind)
--> false	ValueError
--- ssh.wait_ready
local ok, e = pcall(ssh.wait_ready, "127.0.0.1", {port = 1, timeout = 1})
print(ok, e.kind)
--> false	ValueError
--- ssh.map
local results = ssh.map({}, "uptime", {password = "secret"})
print(#results)
--> 0
--- table_view.print
table_view.print({{name = "web", cpus = 2}, {name = "db", cpus = 4}}, {"name", "cpus"})
--> name  cpus
--> web      2
--> db       4
--- table_view.format
io.write(table_view.format({{name = "web", cpus = 2}}, {columns = {"name", "cpus"}, format = "csv"}))
--> name,cpus
--> web,2
--- template.render
print(template.render("Hello {{name}}{{#list}}, {{.}}{{/list}}!", {name = "you", list = {"a", "b"}}))
--> Hello you, a, b!
--- time.now
print(time.now() > time.parse("2020-01-01T00:00:00Z"))
--> true
--- time.started
print(time.now() >= time.started())
--> true
--- time.parse
print(time.parse("2026-08-01T12:00:00Z").hour)
--> 12
--- time.date
print(time.date{year = 2026, month = 8, day = 1, zone = "UTC"})
--> 2026-08-01T00:00:00Z
--- time.duration
print(time.duration("1h30m"))
--> 5400
--- time.sleep
time.sleep(60)
--- time.monotonic
local before = time.monotonic()
time.sleep(2)
print(time.monotonic() - before >= 2)
--> true
--- yaml.decode
print(yaml.decode("name: web\nports: [80, 443]\n").ports[1])
--> 80
--- yaml.decode_all
print(#yaml.decode_all("a: 1\n---\nb: 2\n"))
--> 2
--- yaml.encode
io.write(yaml.encode({name = "web"}))
--> name: web
