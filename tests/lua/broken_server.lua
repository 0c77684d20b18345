-- tests: ConnectionError, ResponseError, ActionError, UnknownOutcomeError
-- Run against a server that answers what the simulator never would; see
-- TestBrokenServer.
local test = require "test"
local describe, it, expect = test.describe, test.it, test.expect

describe("errors that only a broken server gives", function()
  it("broken JSON in a success", function()
    local e = expect(function() do.fetch_account() end):to_raise("ResponseError")
    expect(e.status):to_equal(200)
    expect(e.url):to_contain("/v2/account")
    expect(e.offset):to_equal(13)
    expect(e.body):to_equal('{"account": nope}')
  end)

  it("HTML instead of an answer", function()
    local e = expect(function() do.fetch_tag("html") end):to_raise("DOAPIError")
    expect(e.status):to_equal(418)
    expect(e.body):to_contain("<html>")
    expect(tostring(e)):to_match("^418")
  end)

  it("an action that failed", function()
    local e = expect(function() do.fetch_action(7):wait{check = true} end):to_raise("ActionError")
    expect(e.action.id):to_equal(7)
    expect(e.action.errored):to_be_true()
    expect(function() do.fetch_action(7):raise_for_error() end):to_raise("ActionError")
    expect(do.fetch_action(7):wait().errored):to_be_true()
  end)

  it("a connection that breaks", function()
    local e = expect(function() do.fetch_domain("gone") end):to_raise("ConnectionError")
    expect(e.method):to_equal("GET")
    expect(e.url):to_contain("/v2/domains/gone")
    expect(e.timeout):to_be_false()
  end)

  it("a request that may have acted", function()
    local e = expect(function() do.request("/v2/volumes", {method = "POST", data = {name = "v"}}) end):to_raise("UnknownOutcomeError")
    expect(e.method):to_equal("POST")
    expect(e.url):to_contain("/v2/volumes")
    expect(e.hint):to_be_a("string")
    expect(e.sent_at):to_be_a("Time")
  end)
end)
