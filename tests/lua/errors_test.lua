-- tests: DOAPIError, ConnectionError, ResponseError, WaitTimeoutError, ActionError, UnknownOutcomeError
local test = require "test"
local describe, it, expect = test.describe, test.it, test.expect

describe("an error of the API", function()
  it("is a value with fields", function()
    local ok, e = pcall(do.fetch_droplet, 1)
    expect(ok):to_be_false()
    expect(e.kind):to_equal("DOAPIError")
    expect(e.status):to_equal(404)
    expect(e.id):to_equal("not_found")
    expect(e.message):to_equal("The resource you requested could not be found.")
    expect(e.request_id):to_be_a("string")
    expect(e.method):to_equal("GET")
    expect(e.url):to_contain("/v2/droplets/1")
    expect(e.body):to_contain("not_found")
    expect(e.response.status):to_equal(404)
    expect(e.rate_limit.limit):to_equal(5000)
    expect(e.http_error_msg):to_equal("404 Client Error: Not Found")
    expect(e.where):to_match("errors_test.lua:%d+$")
    expect(e.traceback):to_contain("stack traceback")
    expect(tostring(e)):to_equal("404 not_found: The resource you requested could not be found. (GET /v2/droplets/1, request " .. e.request_id .. ")")
    expect("E: " .. e):to_contain("404 not_found")
  end)
end)

describe("an error of the connection", function()
  it("names the method and the place", function()
    -- Under a simulator every endpoint is the simulator.
    local other = doapi{api_token = "x", endpoint = "http://127.0.0.1:1"}
    local ok, e = pcall(other.fetch_account)
    if not ok then
      expect(e.kind):to_equal("ConnectionError")
      expect(e.method):to_equal("GET")
      expect(e.url):to_contain("127.0.0.1:1")
      expect(e.timeout):to_be_false()
    end
  end)
end)

describe("an error of a wait", function()
  it("carries what is left", function()
    local d = do.create_droplet("slow", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3")
    local ok, e = pcall(function() return d:wait{status = "active", wait_time = 1} end)
    expect(ok):to_be_false()
    expect(e.kind):to_equal("WaitTimeoutError")
    expect(e.in_progress[1].id):to_equal(d.id)
    expect(e.attr):to_equal("status")
    expect(e.value):to_equal("active")
    expect(e.wait_interval):to_equal(2)
    expect(e.wait_time):to_equal(1)
  end)
end)
