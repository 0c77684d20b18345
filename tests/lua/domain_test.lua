-- tests: Domain, DomainRecord, Client
local test = require "test"
local describe, it, expect = test.describe, test.it, test.expect

describe("domains", function()
  it("are made with and without an address", function()
    local plain = do.create_domain("example.com")
    expect(tostring(plain)):to_equal("example.com")
    expect(plain:fetch_all_records():find(function(r) return r.type == "A" end)):to_be_nil()
    local with = do.create_domain{name = "example.org", ip_address = "203.0.113.5"}
    expect(with:fetch_all_records():find(function(r) return r.type == "A" end).data):to_equal("203.0.113.5")
    local ip = do.create_floating_ip{region = "nyc3"}
    do.create_domain("example.net", ip)
    expect(do.fetch_all_domains():count()):to_equal(3)
    expect(do.fetch_domain("example.com").ttl):to_equal(1800)
    expect(do.fetch_domain(plain).name):to_equal("example.com")
    expect(do.Domain("example.org"):fetch().zone_file):to_contain("203.0.113.5")
    expect(plain.record_url):to_contain("/v2/domains/example.com/records")
    plain:delete()
    expect(function() plain:fetch() end):to_raise{kind = "DOAPIError", status = 404}
  end)

  it("check their arguments", function()
    expect(loadstring([==[do.create_domain(true)]==])):to_raise("TypeError", "'name' must be a string")
    expect(function() do.fetch_domain(7) end):to_raise("TypeError", "a name or a Domain")
    expect(function() do.create_domain("twice.example") do.create_domain("twice.example") end):to_raise{kind = "DOAPIError", status = 422}
  end)
end)

describe("records", function()
  it("are made, changed and deleted", function()
    local domain = do.create_domain("example.com")
    local a = domain:create_record("A", "www", "203.0.113.7", {ttl = 300})
    expect(a.class):to_equal("DomainRecord")
    expect(a.ttl):to_equal(300)
    expect(a.domain.name):to_equal("example.com")
    expect(a:fetch_domain().name):to_equal("example.com")
    expect(domain:fetch_record(a.id) == a):to_be_true()
    expect(domain:fetch_record{obj = a}.id):to_equal(a.id)
    expect(a:update_record{data = "203.0.113.8"}.data):to_equal("203.0.113.8")
    expect(a:fetch().ttl):to_equal(300)
    local mx = domain:create_record{type = "MX", name = "@", data = "mail.example.com.", priority = 10}
    expect(mx.priority):to_equal(10)
    local srv = domain:create_record("SRV", "_sip._tcp", "sip.example.com.", {priority = 1, port = 5060, weight = 5})
    expect(srv.port):to_equal(5060)
    expect(srv.weight):to_equal(5)
    expect(domain:create_record{type = "CAA", name = "@", data = "ca.example.", flags = 0, tag = "issue"}.tag):to_equal("issue")
    expect(domain:fetch_all_records():filter(function(r) return r.type == "MX" end):count()):to_equal(1)
    a:delete()
    expect(function() a:fetch() end):to_raise{kind = "DOAPIError", status = 404}
  end)

  it("send only what is given", function()
    local domain = do.create_domain("given.example")
    domain:create_record("TXT", "@", "hello")
    local body = do.last_response.body
    expect(body):to_contain('"TXT"')
    local record = domain:fetch_all_records():find(function(r) return r.type == "TXT" end)
    expect(record.priority):to_be_nil()
    expect(record.port):to_be_nil()
  end)

  it("refuse what cannot be", function()
    local domain = do.create_domain("refused.example")
    expect(function() domain:create_record("CNAME", "x", "no-dot.example.com") end):to_raise{kind = "DOAPIError", status = 422}
    expect(loadstring([==[local domain = do.Domain('refused.example') domain:create_record("AA", "x", "1.2.3.4")]==])):to_raise("TypeError", "one of")
    expect(loadstring([==[local domain = do.Domain('refused.example') domain:create_record{type = "A", name = "x", date = "1.2.3.4"}]==])):to_raise("TypeError", "did you mean 'data'")
    expect(function() domain:fetch_all_records():first():update_record{} end):to_raise("TypeError", "at least one field")
    expect(function() domain:fetch_record("x") end):to_raise("TypeError", "an id or a DomainRecord")
  end)

  it("send null where it is asked for, and nothing where nothing is given", function()
    local domain = do.create_domain("null.example.com")
    local r = domain:create_record("MX", "@", "mail.example.com.", {priority = 5, port = require("json").null})
    expect(r.port):to_be_nil()
    expect(r:update_record{weight = require("json").null}.priority):to_equal(5)
    domain:delete()
  end)
end)
