-- tests: Client, Account, Resource
local test = require "test"
local describe, it, expect = test.describe, test.it, test.expect

local IMAGE, SIZE, REGION = "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"

describe("the client", function()
  it("is the table do, DO and doapi", function()
    expect(DO):to_be(doapi)
    expect(type(DO)):to_equal("table")
    local d = DO
    expect(d.fetch_account().email):to_equal(do:fetch_account().email)
    expect(do["fetch_account"]().class):to_equal("Account")
    expect(load("return do.per_page")()):to_equal(do.per_page)
    local n = 0
    do n = n + 1 end
    do
      ;(function() n = n + 1 end)()
    end
    while n < 5 do n = n + 1 end
    expect(n):to_equal(5)
  end)

  it("has attributes that can be set", function()
    expect(do.DEFAULT_ENDPOINT):to_equal("https://api.digitalocean.com")
    local before = {do.endpoint, do.timeout, do.wait_interval, do.wait_time, do.per_page}
    expect(do.wait_interval):to_equal(2)
    expect(do.wait_time):to_be_nil()
    expect(do.per_page):to_equal(200)
    expect(do.timeout):to_equal(60)
    do.wait_interval = 1
    do.wait_time = 100
    do.per_page = 20
    do.timeout = 5
    expect({do.wait_interval, do.wait_time, do.per_page, do.timeout}):to_equal{1, 100, 20, 5}
    do.timeout = false
    expect(do.timeout):to_be_false()
    do.timeout = {connect = 3, read = 7}
    expect(do.timeout):to_equal(7)
    do.per_page = false
    expect(do.per_page):to_be_false()
    do.fetch_all_regions():list()
    expect(do.last_response.url).never:to_contain("per_page")
    do.wait_time = -1
    expect(do.wait_time):to_be_nil()
    do.timeout, do.wait_interval, do.per_page = 60, 2, 200
    expect(function() do.wait_interval = "x" end):to_raise("TypeError", "wait_interval must be a number of seconds")
    expect(function() do.per_page = 0 end):to_raise("TypeError", "per_page must be a positive integer or false")
    expect(function() do.last_response = 1 end):to_raise("TypeError", "cannot be set")
    expect(loadstring([==[do.wait_intervall = 1]==])):to_raise("TypeError", "did you mean 'wait_interval'")
    expect(do.endpoint):to_equal(before[1])
  end)

  it("hides its token", function()
    expect(tostring(do.api_token)):to_match("^%*+$")
    expect("token " .. do.api_token):to_match("%*%*%*$")
    expect(require("inspect")(DO)).never:to_contain("dop_v1_")
    local other = doapi(do.api_token)
    expect(other.fetch_account().class):to_equal("Account")
  end)

  it("tells its last answer", function()
    do.fetch_account()
    local last = do.last_response
    expect(last.status):to_equal(200)
    expect(last.method):to_equal("GET")
    expect(last.url):to_equal(do.endpoint .. "/v2/account")
    expect(last.headers["content-type"]):to_contain("application/json")
    expect(last.body):to_contain('"account"')
    expect(last.elapsed):to_be_a("number")
    do.fetch_all_regions():first()
    expect(do.last_meta.total):to_equal(do.fetch_all_regions():total())
    expect(do.last_rate_limit["RateLimit-Limit"]):to_equal("5000")
    expect(do.last_rate_limit.limit):to_equal(5000)
    expect(do.last_rate_limit.remaining):to_be_a("number")
    expect(do.last_rate_limit.reset):to_be_a("number")
    pcall(do.fetch_droplet, 1)
    expect(do.last_response.status):to_equal(404)
  end)

  it("sends the headers of its session", function()
    do.session.headers["X-Team"] = "ops"
    expect(do.fetch_account().class):to_equal("Account")
    do.session.headers["X-Team"] = nil
  end)

  it("makes further clients, fully separate", function()
    local other = doapi{api_token = "dop_v1_other", endpoint = do.endpoint, wait_interval = 7, per_page = 5, timeout = 9}
    expect(other.wait_interval):to_equal(7)
    expect(other.per_page):to_equal(5)
    expect(other == DO):to_be_false()
    do.fetch_account()
    expect(other.last_response):to_be_nil()
    other.fetch_account()
    expect(other.last_response.status):to_equal(200)
    local theirs = other.Droplet(7)
    expect(function() do.fetch_droplet(theirs) end):to_raise("TypeError", "of another client")
    expect(function() do.wait_droplets({theirs}, {status = "active"}) end):to_raise("TypeError", "of another client")
    expect(theirs.doapi_manager):to_be(other)
    other.close()
    expect(function() other.fetch_account() end):to_raise("ValueError", "closed")
    expect(function() other:fetch_all_droplets() end):to_raise("ValueError", "closed")
    expect(loadstring([==[doapi{}]==])):to_raise("TypeError", "missing argument 'api_token'")
    expect(loadstring([==[doapi{api_token = "x", endpont = "y"}]==])):to_raise("TypeError", "did you mean 'endpoint'")
    expect(function() doapi{api_token = "x", endpoint = "nonsense"} end):to_raise("ValueError", "endpoint")
    expect(function() doapi("") end):to_raise("TypeError")
  end)
end)

describe("settings", function()
  it("hold for objects that are there already, and cost no tag of their own", function()
    local d = do.create_droplet("tuned", IMAGE, SIZE, REGION)
    do.per_page, do.timeout, do.wait_interval = 7, 30, 1
    d:fetch_all_actions():list()
    expect(do.last_response.url):to_contain("per_page=7")
    local twin = do.create_droplet("tuned", IMAGE, SIZE, REGION)
    do.per_page, do.timeout, do.wait_interval = 200, 60, 2
    local once = 0
    for tag in do.paginate("/v2/tags", "tags") do
      if tag.name:find("^doapi%-once") then once = once + 1 end
    end
    expect(once <= 1):to_be_true()
    for _, one in ipairs{d, twin} do one:wait{ready = true}:delete() end
  end)

  it("are checked where they are set", function()
    expect(function() do.endpoint = "nonsense" end):to_raise("ValueError", "not an http or https URL")
    expect(function() do.endpoint = 5 end):to_raise("TypeError", "endpoint must be a string")
    expect(function() do.timeout = {reed = 5} end):to_raise("TypeError", "give connect= and read=")
    expect(function() do.timeout = -1 end):to_raise("ValueError")
    local wrong = "maybe" -- by name: the checker would find it
    expect(function() doapi{api_token = "x", exactly_once = wrong} end):to_raise("TypeError", "strict")
    expect(function() doapi("") end):to_raise("TypeError", "must not be empty")
    for _, mode in ipairs{true, false, "strict"} do
      expect(doapi{api_token = "x", endpoint = do.endpoint, exactly_once = mode, settle = 0}):to_be_a("table")
    end
  end)

  it("refuse everything of a closed client at the call", function()
    local other = doapi{api_token = "x", endpoint = do.endpoint}
    local d = other.Droplet(5)
    other.close()
    for _, f in ipairs{
      function() d:fetch_all_snapshots() end, function() d:fetch_all_actions() end, function() d:wait{status = "off"} end,
      function() other.wait({d}, {field = "status", value = "off"}) end, function() other.paginate("/v2/tags", "tags") end,
      function() other.Droplet(5) end, function() d:delete() end,
    } do
      expect(f):to_raise("ValueError", "the client is closed")
    end
    other.close()
  end)
end)

describe("messages", function()
  it("tell which value was wrong", function()
    expect(function() do.fetch_droplet(-1) end):to_raise("TypeError", "'obj' must be an id or a Droplet, got number -1")
    expect(function() do.fetch_droplet("web") end):to_raise("TypeError", 'got string "web"')
    expect(function() do.wait_droplets({0}, {status = "off"}) end):to_raise("TypeError", "element 1 is 0")
    expect(loadstring([==[do.Droplet()]==])):to_raise("TypeError", "Droplet: missing argument 'id' (an id or a Droplet)")
    expect(tostring(do.SSHKey(5))):to_equal("SSHKey(id=5)")
    expect(tostring(do.Image(5))):to_equal("Image(id=5)")
  end)
end)

describe("request", function()
  it("asks for anything", function()
    expect(do.request("/v2/account").account.status):to_equal("active")
    expect(do.request{url = "/v2/account", method = "get"}.account.class):to_be_nil()
    local made = do.request("/v2/tags", {method = "POST", data = {name = "one"}})
    expect(made.tag.name):to_equal("one")
    expect(do.request("/v2/tags", {method = "post", data = '{"name": "two"}'}).tag.name):to_equal("two")
    expect(do.request("/v2/tags", {params = {per_page = 1}}).meta.total >= 2):to_be_true()
    expect(do.request("/v2/tags/one", {method = "DELETE"})):to_be_nil()
    expect(do.last_response.status):to_equal(204)
    expect(do.request(do.endpoint .. "/v2/tags/two").tag.name):to_equal("two")
    expect(function() do.request("/v2/account", {method = "BREW"}) end):to_raise("ValueError", "BREW")
    expect(function() do.request("/v2/droplets/1") end):to_raise{kind = "DOAPIError", status = 404}
    expect(function() do.request("/v2/tags", {method = "POST", data = print}) end):to_raise("TypeError")
  end)

  it("pages through lists", function()
    local slugs = do.paginate("/v2/regions", "regions", {per_page = 2}):map(function(r) return r.slug end):list()
    expect(#slugs):to_equal(do.fetch_all_regions():count())
    expect(do.paginate{url = "/v2/sizes", key = "sizes"}:first().slug):to_be_a("string")
    expect(function() do.paginate("/v2/sizes", "wrong"):first() end):to_raise("ValueError")
    expect(loadstring([==[do.paginate("/v2/sizes")]==])):to_raise("TypeError", "missing argument 'key'")
  end)
end)

describe("the account", function()
  it("is fetched", function()
    local account = do.fetch_account()
    expect(account.status):to_equal(do.Account.STATUS_ACTIVE)
    expect(account.STATUS_WARNING):to_equal("warning")
    expect(account.STATUS_LOCKED):to_equal("locked")
    expect(account:fetch() == account):to_be_true()
    expect(account.url):to_equal(do.endpoint .. "/v2/account")
    expect(account.droplet_limit):to_be_a("number")
  end)
end)

describe("regions and sizes", function()
  it("are listed and print as their slugs", function()
    local region = do.fetch_all_regions():find(function(r) return r.slug == "nyc3" end)
    expect(tostring(region)):to_equal("nyc3")
    expect(region.available):to_be_true()
    expect(region.features):to_contain("metadata")
    expect(region.url):to_be_nil()
    local size = do.fetch_all_sizes():find(function(s) return s.slug == SIZE end)
    expect(tostring(size)):to_equal(SIZE)
    expect(size.price_monthly):to_equal(6)
    expect("in " .. region .. " as " .. size):to_equal("in nyc3 as " .. SIZE)
    expect(function() region:int() end):to_raise("ValueError", "has no id")
  end)
end)

describe("many droplets", function()
  it("are made in the order of their names, any number of them", function()
    local names = {}
    for i = 1, 23 do names[i] = "n" .. i end
    local made = do.create_multiple_droplets(names, IMAGE, SIZE, REGION, {tags = {"many"}})
    expect(#made):to_equal(23)
    for i, d in ipairs(made) do expect(d.name):to_equal("n" .. i) end
    expect(#do.create_multiple_droplets{names = {"x", "y"}, image = IMAGE, size = SIZE}):to_equal(2)
    local ready = 0
    for d in do.wait_droplets(made, {ready = true, wait_interval = 5}) do
      ready = ready + 1
      expect(d.active):to_be_true()
    end
    expect(ready):to_equal(23)
    expect(do.fetch_all_droplets{tag_name = "many"}:count()):to_equal(23)
    expect(do.fetch_all_droplets{name = "n7"}:first().name):to_equal("n7")
    expect(do.fetch_all_droplets("many"):total()):to_equal(23)
    expect(do.find_droplets("n3"):list()[1].name):to_equal("n3")
    for group in do.fetch_all_droplet_neighbors() do
      expect(group[1].class):to_equal("Droplet")
    end
    for d in do.fetch_all_droplets{tag_name = "many"} do d:delete() end
  end)

  it("keep those that were made before an error", function()
    local e = expect(function()
      do.create_multiple_droplets({"a1", "a2", "a3", "a4", "a5", "a6", "a7", "a8", "a9", "a10", "not a name"}, IMAGE, SIZE, REGION)
    end):to_raise{kind = "DOAPIError", status = 422}
    expect(#e.created):to_equal(10)
    expect(e.created[10].name):to_equal("a10")
    for d in do.wait_droplets(e.created, {ready = true}) do d:delete() end
  end)

  it("are fetched by whatever identifies one", function()
    local d = do.create_droplet("one", IMAGE, SIZE, REGION):wait{ready = true}
    expect(do.fetch_droplet(d.id).id):to_equal(d.id)
    expect(do.fetch_droplet(d).id):to_equal(d.id)
    expect(do.fetch_droplet{id = d.id}.id):to_equal(d.id)
    expect(do.fetch_droplet{obj = d}.id):to_equal(d.id)
    expect(do.fetch_droplet(tostring(d.id)).id):to_equal(d.id)
    expect(function() do.fetch_droplet{} end):to_raise("TypeError", "an id or a Droplet")
    expect(loadstring([==[do.fetch_droplet()]==])):to_raise("TypeError", "missing argument 'obj'")
    expect(function() do.fetch_all_droplets{tag_nam = "x"} end):to_raise("TypeError", "did you mean 'tag_name'")
    expect(function() do.create_droplet("bad name!", IMAGE, SIZE, REGION) end):to_raise{kind = "DOAPIError", status = 422}
    expect(function() do.create_droplet("a", "no-image", SIZE, REGION) end):to_raise{kind = "DOAPIError", status = 422}
    expect(loadstring([==[do.create_droplet{name = "a", image = "i", size = "s", ssh_key = {}}]==])):to_raise("TypeError", "did you mean 'ssh_keys'")
  end)
end)

describe("resolve", function()
  it("finds by id, slug, fingerprint and name", function()
    local d = do.create_droplet("found", IMAGE, SIZE, REGION):wait{ready = true}
    expect(do.resolve("Droplet", "found").id):to_equal(d.id)
    expect(do.resolve("droplet", d.id).id):to_equal(d.id)
    expect(do.resolve("Droplet", d).id):to_equal(d.id)
    expect(do.resolve{kind = "Image", identifier = IMAGE}.slug):to_equal(IMAGE)
    expect(do.resolve("Region", "nyc3").slug):to_equal("nyc3")
    local twin = do.create_droplet("found", IMAGE, SIZE, REGION):wait{ready = true}
    local e = expect(function() do.resolve("Droplet", "found") end):to_raise("ValueError", "ambiguous")
    expect(e.message):to_contain(tostring(d.id))
    expect(e.message):to_contain(tostring(twin.id))
    expect(#do.resolve("Droplet", "found", {multiple = true})):to_equal(2)
    expect(#do.resolve("Droplet", "nobody", {multiple = true})):to_equal(0)
    expect(function() do.resolve("Droplet", "nobody") end):to_raise("ValueError", "nobody")
    expect(function() do.resolve("Drplet", "x") end):to_raise("ValueError", "did you mean 'Droplet'")
  end)
end)

describe("wait", function()
  it("waits for any field of anything", function()
    local a = do.create_droplet("a", IMAGE, SIZE, REGION)
    local b = do.create_droplet("b", IMAGE, SIZE, REGION)
    expect(do.wait({a, b}, {field = "status", value = "active"}):count()):to_equal(2)
    expect(do.wait{objects = {a}, field = "status", values = {"off", "active"}}:first().status):to_equal("active")
    local looks = 0
    for d in do.wait({a}, {until_ = function(d) looks = looks + 1 return d.active end}) do
      expect(d.id):to_equal(a.id)
    end
    expect(looks >= 1):to_be_true()
    a:power_off()
    local e = expect(function()
      do.wait({a}, {field = "status", value = "archive", fail = "off"}):list()
    end):to_raise("StateError", "has status off")
    expect(e.object.id):to_equal(a.id)
    expect(e.field):to_equal("status")
    expect(function() do.wait({a}, {field = "status"}) end):to_raise("TypeError", "give field only with value or values")
    expect(function() do.wait({a}, {until_ = function() error("mine", 0) end}):list() end):to_raise("mine")
    expect(function() do.wait({a}, {field = "status", value = "new", wait_time = 1}):list() end):to_raise("WaitTimeoutError")
  end)
end)

describe("every resource", function()
  it("has a class, a manager, fields and a plain form", function()
    for _, object in ipairs{do.fetch_account(), do.fetch_all_regions():first(), do.fetch_image(IMAGE)} do
      expect(object.class):to_be_a("string")
      expect(object.doapi_manager):to_be(DO)
      expect(object.fields):to_equal(object:for_json())
      expect(require("json").encode(object)):to_match("^{")
    end
    expect(do.fetch_image(IMAGE):int()):to_be_a("number")
    expect(do.Tag("x").url):to_contain("/v2/tags/x")
    expect(function() do.Region("nyc3") end):to_raise("TypeError", "no handles")
  end)
end)
