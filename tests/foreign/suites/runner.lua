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

-- Some ask for LuaFileSystem, which is written in C: here is what they use of it,
-- made of the module fs where there is one.
if not pcall(require, "lfs") then
  local has, fs = pcall(require, "doapi.fs")
  if has then
    local lfs = {}
    local function info(path, stat)
      local found = stat(path)
      if not found then return nil, path .. ": No such file or directory" end
      return {mode = found.type == "dir" and "directory" or found.type, size = found.size, modification = found.modified and found.modified.unix or 0}
    end
    function lfs.attributes(path, what)
      local t, e = info(path, function(p) local ok, s = pcall(fs.stat, p) return ok and s or nil end)
      if t and type(what) == "string" then return t[what] end
      return t, e
    end
    lfs.symlinkattributes = lfs.attributes
    function lfs.currentdir() return os.getenv("PWD") end
    function lfs.mkdir(path) return pcall(fs.mkdir, path) end
    function lfs.rmdir(path) return pcall(fs.remove, path) end
    function lfs.chdir() return nil, "the folder stays" end
    function lfs.dir(path)
      local names, i = fs.list(path), 0
      table.insert(names, 1, "..") table.insert(names, 1, ".")
      return function() i = i + 1 return names[i] end
    end
    package.loaded.lfs = lfs
  end
end

-- Programs see the arguments of a program.
arg = {[0] = file}

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
local ok, e = protected(chunk)
if not ok then
  report:write("failed the whole\t", line(e), "\n")
elseif not described then
  report:write("ok the whole\n")
end
report:close()
exit(ok and 0 or 1)
