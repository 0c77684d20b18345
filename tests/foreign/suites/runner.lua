-- Runs one file of tests, and writes what came of each into a report. It knows
-- what the tests of many repositories are written with: describe, it and their
-- like, and assert with the functions of luassert, where that is installed.

local report, file = assert(io.open(arg[1], "w")), arg[2]

local function line(text) return (tostring(text):gsub("%s+", " "):sub(1, 300)) end

local described = false -- whether the file has described a test
local names, around = {}, {}

-- protected calls f and gives whether it went well, and what went wrong.
local function protected(f, ...)
  local args, n = {...}, select("#", ...)
  return xpcall(function() return f(unpack(args, 1, n)) end, function(e)
    if type(e) == "table" and getmetatable(e) and not getmetatable(e).__tostring and e.message then e = e.message end
    return e
  end)
end

local function level() return around[#around] end

local function run(kind)
  local from, to, step = 1, #around, 1
  if kind == "after" then from, to, step = #around, 1, -1 end
  for i = from, to, step do
    for _, f in ipairs(around[i][kind]) do f() end
  end
end

local finally

local function test(name, f)
  described = true
  local full = table.concat(names, " ") .. " " .. line(name)
  if type(f) ~= "function" then return end -- pending
  local snapshot = luassert and luassert:snapshot()
  finally = nil
  local ok, e = protected(function() run("before") f() end)
  local done, late = protected(run, "after")
  if finally then pcall(finally) end
  if snapshot then snapshot:revert() end
  if not done then ok, e = false, late end
  if type(e) == "table" and e.pending then return end
  report:write(ok and "ok" or "failed", " ", line(full), "\t", ok and "" or line(e), "\n")
  report:flush()
end

local function group(name, f)
  described = true
  if type(f) ~= "function" then return end
  names[#names + 1] = line(name)
  around[#around + 1] = {before = {}, after = {}, teardown = {}}
  local ok, e = protected(f)
  for _, g in ipairs(level().teardown) do pcall(g) end
  around[#around] = nil
  if not ok then report:write("failed ", line(table.concat(names, " ")), "\t", line(e), "\n") end
  names[#names] = nil
end

around[1] = {before = {}, after = {}, teardown = {}}

for _, name in ipairs{"describe", "context", "insulate", "expose"} do _G[name] = group end
for _, name in ipairs{"it", "test", "spec", "specify"} do _G[name] = test end
for _, name in ipairs{"setup", "lazy_setup", "strict_setup"} do _G[name] = function(f) f() end end
for _, name in ipairs{"teardown", "lazy_teardown", "strict_teardown"} do
  _G[name] = function(f) table.insert(level().teardown, f) end
end
function before_each(f) table.insert(level().before, f) end
function after_each(f) table.insert(level().after, f) end
function before(f) f() end
function after(f) table.insert(level().teardown, f) end
function pending() error({pending = true}) end
_G["finally"] = function(f) finally = f end
function randomize() end

local found, loaded = pcall(require, "luassert")
if found then
  luassert = loaded
  assert, spy, stub, mock, match = luassert, require "luassert.spy", require "luassert.stub", require "luassert.mock", require "luassert.match"
end
package.loaded["busted"] = {
  describe = describe, it = it, before_each = before_each, after_each = after_each, pending = pending, setup = setup, teardown = teardown,
  assert = assert, spy = spy, stub = stub, mock = mock, match = match, subscribe = function() end,
}
package.loaded["busted.runner"] = function() end

-- Coverage is not asked for.
package.loaded["luacov"] = true

-- Some ask for LuaFileSystem, by its global name too.
pcall(require, "lfs")

-- Programs see the arguments of a program, and what runs them.
do
  local interpreter = 0
  while arg[interpreter - 1] do interpreter = interpreter - 1 end
  local own = {[-1] = arg[interpreter], [0] = file, unpack(arg, 3)}
  arg = own
end

-- units runs the tests of LuaUnit that a file has left to be run.
local function units()
  local lu = package.loaded.luaunit
  local all = type(lu) == "table" and lu.LuaUnit and lu.LuaUnit:collectTests() or {}
  if #all == 0 then return end
  described = true
  local output = {}
  function output.new(runner)
    local t = lu.genericOutput.new(runner)
    function t:endTest(node)
      if node.status == "SKIP" then return end
      report:write(node.status == "SUCCESS" and "ok" or "failed", " ", line(node.testName or node.number), "\t", line(node.msg or ""), "\n")
      report:flush()
    end
    return t
  end
  local runner = lu.LuaUnit.new()
  runner.outputType = output
  runner:runSuite()
end

local exit = os.exit
function os.exit(code, ...)
  if not described and (code == nil or code == true or code == 0) then report:write("ok the whole\n") end
  report:close()
  exit(code == nil and 0 or code, ...)
end

local chunk, problem = loadfile(file)
if not chunk then
  report:write("failed the whole\t", line(problem), "\n")
  exit(1)
end
local ok, e = protected(function() chunk(unpack(arg)) units() end)
if not ok then
  report:write("failed the whole\t", line(e), "\n")
elseif not described then
  report:write("ok the whole\n")
end
report:close()
exit(ok and 0 or 1)
