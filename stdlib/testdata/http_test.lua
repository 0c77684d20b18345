local test = require "test"
local http, fs, path, json = require "http", require "fs", require "path", require "json"
local describe, it, expect = test.describe, test.it, test.expect

describe("requests", function()
  it("have a function for each method", function()
    for _, name in ipairs{"get", "post", "put", "patch", "delete"} do
      local r = http[name](server_url .. "/echo")
      expect(r.status):to_equal(200)
      expect(r.ok):to_be_true()
      expect(r.json().method):to_equal(name:upper())
      expect(r.headers["x-method"]):to_equal(name:upper())
    end
    expect(http.get(server_url .. "/echo"):json().method):to_equal("GET")
    expect(http.post(server_url .. "/echo", {body = "x"}).json().body):to_equal("x")
    expect(http.put(server_url .. "/echo", {body = "x"}).json().method):to_equal("PUT")
    expect(http.patch(server_url .. "/echo").json().method):to_equal("PATCH")
    expect(http.delete(server_url .. "/echo").json().method):to_equal("DELETE")
    expect(http.request{url = server_url .. "/echo", method = "options"}.json().method):to_equal("OPTIONS")
    expect(http.request(server_url .. "/echo").url):to_equal(server_url .. "/echo")
  end)

  it("take headers, parameters and bodies", function()
    local r = http.post(server_url .. "/echo?a=1", {headers = {["X-Team"] = "ops"}, params = {b = "x y"}, json = {name = "web", tags = {1, 2}}})
    local seen = r.json()
    expect(seen.team):to_equal("ops")
    expect(seen.query):to_equal("a=1&b=x+y")
    expect(seen.type):to_equal("application/json")
    expect(require("json").decode(seen.body)):to_equal{name = "web", tags = {1, 2}}
    expect(seen.authorization):to_equal("")
  end)

  it("give answers of any status", function()
    local r = http.get(server_url .. "/missing")
    expect(r.status):to_equal(404)
    expect(r.ok):to_be_false()
    expect(r.body):to_contain("not found")
    expect(tostring(r)):to_equal("Response(status=404)")
    expect(function() http.get(server_url .. "/broken").json() end):to_raise("ParseError")
  end)

  it("follow redirects, but not for ever", function()
    expect(http.get(server_url .. "/redirect").url):to_equal(server_url .. "/echo")
    expect(http.get(server_url .. "/redirect", {redirects = 0}).status):to_equal(302)
    expect(function() http.get(server_url .. "/loop", {redirects = 3}) end):to_raise("ConnectionError", "more than 3 redirects")
  end)

  it("are tried again where nothing can happen twice", function()
    expect(http.get(server_url .. "/flaky").status):to_equal(200)
    expect(http.get(server_url .. "/flaky", {retries = 0}).status):to_equal(503)
    expect(http.post(server_url .. "/flaky").status):to_equal(503)
  end)

  it("write to a file that is whole or not there", function()
    local folder = path.join(dir, "http")
    fs.mkdir(folder)
    local r = http.get(server_url .. "/echo", {to_file = path.join(folder, "out.json")})
    expect(r.body):to_equal("")
    expect(json.decode(fs.read(path.join(folder, "out.json"))).method):to_equal("GET")
    expect(function() http.get(server_url .. "/cut", {to_file = path.join(folder, "cut.txt"), retries = 1}) end):to_raise("ConnectionError", "unexpected EOF")
    expect(fs.list(folder)):to_equal{"out.json"}
    expect(http.get(server_url .. "/missing", {to_file = path.join(folder, "missing")}).body):to_contain("not found")
    expect(fs.list(folder)):to_equal{"out.json"}
    expect(function() http.get(server_url .. "/echo", {to_file = path.join(folder, "none", "x")}) end):to_raise("IOError", "no such file")
    expect(function() http.get(server_url .. "/cut", {retries = 1}) end):to_raise("ConnectionError")
  end)

  it("end when their time is up", function()
    local e = expect(function() http.get(server_url .. "/slow", {timeout = 0.1, retries = 0}) end):to_raise("ConnectionError", "GET http://127.0.0.1:%d+/slow: no answer within the timeout of 100ms")
    expect{e.method, e.url, e.timeout}:to_equal{"GET", server_url .. "/slow", true}
    expect(function() http.get(server_url .. "/stalled", {timeout = 0.1, retries = 0}) end):to_raise{kind = "ConnectionError", timeout = true}
    expect(function() http.get("http://127.0.0.1:1/", {retries = 1}) end):to_raise{kind = "ConnectionError", timeout = false}
  end)

  it("check certificates", function()
    expect(function() http.get(secure_url .. "/echo", {retries = 0}) end):to_raise("ConnectionError", "certificate")
    expect(http.get(secure_url .. "/echo", {insecure = true}).status):to_equal(200)
    expect(http.get(secure_url .. "/echo", {ca_file = ca_file}).status):to_equal(200)
    expect(function() http.get(secure_url .. "/echo", {ca_file = ca_file .. ".not"}) end):to_raise("IOError")
  end)

  it("say what is wrong", function()
    expect(function() http.get("ftp://x") end):to_raise("ValueError", "is no http or https URL")
    expect(function() http.get() end):to_raise("TypeError", "missing argument 'url'")
    expect(function() http.get(server_url, {timout = 1}) end):to_raise("TypeError", "did you mean 'timeout'")
    expect(function() http.get(server_url, {timeout = 0}) end):to_raise("ValueError", "positive")
    expect(function() http.post(server_url, {body = "x", json = {}}) end):to_raise("TypeError", "not both")
    expect(function() http.post(server_url, {json = print}) end):to_raise("ValueError", "is a function")
    expect(function() http.get("http://127.0.0.1:1/", {retries = 0}) end):to_raise("ConnectionError", "GET http://127.0.0.1:1/")
  end)
end)
