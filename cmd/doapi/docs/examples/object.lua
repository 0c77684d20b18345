--- Task:join
local job = task.spawn(function(n) return n * 2 end, 21)
print(job:join())
--> 42
--- Task:done
local job = task.spawn(function() task.sleep(1) end)
print(job:done())
job:join()
print(job:done())
--> false
--> true
--- Task:cancel
local job = task.spawn(function() task.sleep(60) print("never") end)
job:cancel()
print(job:done())
--> false
--- ArgsParser:parse
local parser = args.parser{{"name"}, {"--force", type = "boolean"}}
local options = parser:parse({"web", "--force"})
print(options.name, options.force)
--> web	true
--- ArgsParser:help
io.write(args.parser{name = "greet", {"name", help = "who"}}:help())
--> usage: greet NAME
--> 
--> arguments:
-->   name  who
--> 
--> flags:
-->   --help, -h  show this
--- Response:json
print(http.get(service .. "/account", {headers = {Authorization = "Bearer x"}}):json().account.status)
--> active
--- CIDR:contains
local c = net.cidr("10.0.0.0/24")
print(c:contains("10.0.0.7"), c:contains("10.0.1.7"))
--> true	false
--- CIDR:overlaps
local c = net.cidr("10.0.0.0/24")
print(c:overlaps("10.0.0.128/25"))
--> true
--- CIDR:at
local c = net.cidr("10.0.0.0/24")
print(c:at(1))
--> 10.0.0.1
--- CIDR:subnets
local c = net.cidr("10.0.0.0/24")
for s in c:subnets(26) do print(s) end
--> 10.0.0.0/26
--> 10.0.0.64/26
--> 10.0.0.128/26
--> 10.0.0.192/26
--- SpacesStorage:put
local store = spaces.connect("nyc3", {key = "k", secret = "s"})
print(store:put("assets", "hello.txt", "hello").etag ~= nil)
--> true
--- SpacesStorage:get
local store = spaces.connect("nyc3", {key = "k", secret = "s"})
store:put("assets", "hello.txt", "hello")
print(store:get("assets", "hello.txt"))
--> hello
--- SpacesStorage:list
local store = spaces.connect("nyc3", {key = "k", secret = "s"})
store:put("assets", "hello.txt", "hello")
for o in store:list("assets") do print(o.key, o.size) end
--> hello.txt	5
--- SpacesStorage:delete
local store = spaces.connect("nyc3", {key = "k", secret = "s"})
store:put("assets", "hello.txt", "hello")
store:delete("assets", "hello.txt")
print(store:list("assets"):count())
--> 0
--- SpacesStorage:presign
local store = spaces.connect("nyc3", {key = "k", secret = "s"})
print(store:presign("assets", "hello.txt"):match("^https://[^?]+"))
--> https://nyc3.digitaloceanspaces.com/assets/hello.txt
--- SpacesStorage:list_buckets
local store = spaces.connect("nyc3", {key = "k", secret = "s"})
store:create_bucket("assets")
for b in store:list_buckets() do print(b.name) end
--> assets
--- SpacesStorage:create_bucket
local store = spaces.connect("nyc3", {key = "k", secret = "s"})
store:create_bucket("website", {public = true})
store:put("website", "index.html", "<h1>hello</h1>", {public = true})
--- SpacesStorage:delete_bucket
local store = spaces.connect("nyc3", {key = "k", secret = "s"})
store:create_bucket("old")
store:delete_bucket("old")
print(store:list_buckets():count())
--> 0
--- Time:format
local t = time.parse("2026-08-01T12:00:00Z")
print(t:format("%-d %B %Y"))
--> 1 August 2026
--- Time:utc
print(time.parse("2026-08-01T12:00:00+02:00"):utc())
--> 2026-08-01T10:00:00Z
--- Time:in_zone
local t = time.parse("2026-08-01T12:00:00Z")
print(t:in_zone("Europe/Berlin"))
--> 2026-08-01T14:00:00+02:00
--- Time:add
local t = time.parse("2026-08-01T12:00:00Z")
print(t:add{months = 1})
--> 2026-09-01T12:00:00Z
