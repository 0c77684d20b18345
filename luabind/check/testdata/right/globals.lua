-- Globals that the script sets, tests or cannot know of.
counter = 0
function helper() counter = counter + 1 end
helper()
_G.other = 5
print(other, _G.perhaps, _VERSION, arg[0])
local bit = bit or bit32
local unpack = unpack or table.unpack
if jit then print(jit.version) end
if type(utf8) == "table" then print(utf8.char(65)) end
if DEBUG ~= nil and DEBUG then print(bit, unpack) end
local x = (setting or "default") .. counter
print(x)
function later() return defined_below end
defined_below = 1
describe("a", function() it("works", function() assert(true) end) end)
defer(function() print "end" end)
