--- test.describe
test.describe("numbers", function()
  test.it("add up", function() test.expect(1 + 1):to_equal(2) end)
end)
--> ok   example_test.lua: 1 passed (…)
--- test.it
test.it("adds up", function() test.expect(1 + 1):to_equal(2) end)
--> ok   example_test.lua: 1 passed (…)
--- test.before
test.before(function() do.create_tag("web") end)
test.it("has a tag", function() test.expect(do.fetch_all_tags():count()):to_equal(1) end)
--> ok   example_test.lua: 1 passed (…)
--- test.after
test.after(function() do.Tag("web"):delete() end)
test.it("makes a tag", function() do.create_tag("web") end)
--> ok   example_test.lua: 1 passed (…)
--- test.cases
test.cases("doubles", {{n = 1, want = 2}, {n = 2, want = 4}}, function(c) test.expect(c.n * 2):to_equal(c.want) end)
--> ok   example_test.lua: 2 passed (…)
--- test.skip
test.it("needs a network", function() test.skip("not today") end)
--> skip needs a network: not today
--> ok   example_test.lua: 0 passed, 1 skipped (…)
--- test.eventually
test.it("starts", function()
  local d = do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3")
  test.eventually(function() return d:fetch().active end)
end)
--> ok   example_test.lua: 1 passed (…)
--- test.advance
test.it("starts", function()
  local d = do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3")
  test.advance(60)
  test.expect(d:fetch().status):to_equal("active")
end)
--> ok   example_test.lua: 1 passed (…)
--- test.fail
test.it("survives", function()
  test.fail("tags_list", {status = 503, times = 1})
  test.expect(do.fetch_all_tags():count()):to_equal(0)
end)
--> ok   example_test.lua: 1 passed (…)
--- test.requests
test.it("asks once", function()
  do.fetch_account()
  test.expect(test.requests().account_get):to_equal(1)
end)
--> ok   example_test.lua: 1 passed (…)
--- test.state
test.it("makes a tag", function()
  do.create_tag("web")
  test.expect(#test.state().tags):to_equal(1)
end)
--> ok   example_test.lua: 1 passed (…)
--- test.twice
test.it("changes nothing the second time", function()
  test.twice(function() do.ensure.tag{name = "web"} end)
end)
--> ok   example_test.lua: 1 passed (…)
--- test.expect
test.it("compares", function() test.expect({1, 2}):to_equal({1, 2}) end)
--> ok   example_test.lua: 1 passed (…)
--- test.fake
test.it("asks the machine", function()
  local ssh = require "doapi.ssh"
  local calls = test.fake("ssh", function() return "up 3 days\n" end)
  test.expect(ssh.connect("192.0.2.1", {password = "x"}):run("uptime").stdout):to_equal("up 3 days\n")
  test.expect(#calls > 0):to_be_true()
end)
--> ok   example_test.lua: 1 passed (…)
--- test.transitions
test.it("is there at once", function()
  test.transitions("immediate")
  local d = do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3")
  test.expect(d:fetch().status):to_equal("active")
end)
--> ok   example_test.lua: 1 passed (…)
--- test.output
test.it("says hello", function()
  test.expect(test.output(function() print("hello") end)):to_equal("hello\n")
end)
--> ok   example_test.lua: 1 passed (…)
--- test.account
test.it("finds what is there", function()
  test.account{["/v2/tags/web"] = {name = "web"}}
  test.expect(do.fetch_tag("web").name):to_equal("web")
end)
--> ok   example_test.lua: 1 passed (…)
--- Expectation:to_equal
test.it("holds", function() test.expect({1, {2}}):to_equal({1, {2}}) end)
--> ok   example_test.lua: 1 passed (…)
--- Expectation:to_be
test.it("holds", function() test.expect(1):to_be(1) end)
--> ok   example_test.lua: 1 passed (…)
--- Expectation:to_be_nil
test.it("holds", function() test.expect(nil):to_be_nil() end)
--> ok   example_test.lua: 1 passed (…)
--- Expectation:to_be_true
test.it("holds", function() test.expect(1 < 2):to_be_true() end)
--> ok   example_test.lua: 1 passed (…)
--- Expectation:to_be_false
test.it("holds", function() test.expect(1 > 2):to_be_false() end)
--> ok   example_test.lua: 1 passed (…)
--- Expectation:to_be_a
test.it("holds", function() test.expect("text"):to_be_a("string") end)
--> ok   example_test.lua: 1 passed (…)
--- Expectation:to_contain
test.it("holds", function() test.expect({"a", "b"}):to_contain("b") end)
--> ok   example_test.lua: 1 passed (…)
--- Expectation:to_match
test.it("holds", function() test.expect("web-12"):to_match("^web%-%d+$") end)
--> ok   example_test.lua: 1 passed (…)
--- Expectation:to_be_near
test.it("holds", function() test.expect(0.1 + 0.2):to_be_near(0.3) end)
--> ok   example_test.lua: 1 passed (…)
--- Expectation:to_be_above
test.it("holds", function() test.expect(2):to_be_above(1) end)
--> ok   example_test.lua: 1 passed (…)
--- Expectation:to_be_below
test.it("holds", function() test.expect(1):to_be_below(2) end)
--> ok   example_test.lua: 1 passed (…)
--- Expectation:to_raise
test.it("holds", function() test.expect(function() error("no luck") end):to_raise("luck") end)
--> ok   example_test.lua: 1 passed (…)
--- Expectation:to_match_snapshot
test.it("looks so", function() test.expect({name = "web", ports = {80, 443}}):to_match_snapshot() end)
--> FAIL looks so
-->      example_test.lua:1
-->      there is no snapshot snapshots/example_test/looks_so.txt: `doapi test --update` writes it
--> FAIL example_test.lua: 0 passed, 1 failed (…)
--> (exit code 1)
