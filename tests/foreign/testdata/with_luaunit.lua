local lu = require "luaunit"
TestOne = {} function TestOne:testPasses() lu.assertEquals({1, {a = 2}}, {1, {a = 2}}) lu.assertError(error, "x") end
function TestOne:testFails() lu.assertEquals(1, 2) end function TestOne:testErrors() error("an error") end function TestOne:testSkips() lu.skip("not now") end
function TestOne:setUp() self.n = 1 end function TestOne:testSetUp() lu.assertIs(self.n, 1) lu.assertStrContains("hello", "ell") lu.assertItemsEquals({1, 2}, {2, 1}) end
local r = lu.LuaUnit.new() r:setOutputType("tap") r:runSuite("-v")
print(r.result.runCount, r.result.failureCount, r.result.errorCount, r.result.skippedCount)
print(lu.prettystr({1, 2, {a = "x"}}), pcall(lu.assertAlmostEquals, 1, 2, 0.1) == false)
