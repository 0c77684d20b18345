-- What tests of others use of LuaFileSystem, which is written in C, made of our
-- modules fs and shell. The process stays in its folder: a folder that is entered
-- is put before the relative names that the standard functions get.

local fs, shell = require "doapi.fs", require "doapi.shell"
local lfs = {_VERSION = "LuaFileSystem 1.8.0"}

local here = os.getenv("PWD") or "."
local entered = false

local function at(path)
  if entered and type(path) == "string" and path:sub(1, 1) ~= "/" then return here .. "/" .. path end
  return path
end

-- answer turns what pcall gives into what LuaFileSystem gives.
local function answer(ok, e)
  if ok then return true end
  return nil, tostring(e)
end

local function run(...)
  local r = shell.run({...}, {check = false})
  if r.code == 0 then return true end
  return nil, r.stderr
end

local kinds = {dir = "directory", file = "file", link = "link", other = "other"}

local function attributes(path, what, link)
  local ok, s = pcall(fs.stat, {path = at(path), link = link})
  if not ok or not s then return nil, "cannot obtain information from file '" .. path .. "': No such file or directory", 2 end
  local time = s.modified and math.floor(s.modified.unix) or 0
  local mode = tonumber(s.mode, 8) or 0
  local permissions, letters = "", "rwxrwxrwx"
  for i = 1, 9 do
    permissions = permissions .. (math.floor(mode / 2 ^ (9 - i)) % 2 == 1 and letters:sub(i, i) or "-")
  end
  local t = {mode = kinds[s.type], size = s.size, modification = time, access = time, change = time, permissions = permissions, nlink = 1}
  if type(what) == "string" then return t[what] end
  return t
end

function lfs.attributes(path, what) return attributes(path, what, false) end
function lfs.symlinkattributes(path, what) return attributes(path, what, true) end
function lfs.currentdir() return here end
function lfs.mkdir(path)
  if fs.exists(at(path)) then return nil, "File exists", 17 end
  return run("mkdir", "--", at(path))
end
function lfs.rmdir(path) return run("rmdir", "--", at(path)) end
function lfs.link(old, new, symbolic)
  if symbolic then return run("ln", "-s", "--", old, at(new)) end
  return run("ln", "--", at(old), at(new))
end
function lfs.touch(path, access, modification)
  if not fs.exists(at(path)) then return nil, "No such file or directory", 2 end
  if not access then return run("touch", "--", at(path)) end
  return run("touch", "-d", "@" .. math.floor(modification or access), "--", at(path))
end
function lfs.setmode() return true, "binary" end
function lfs.chdir(path)
  local s = lfs.attributes(path)
  if not s or s.mode ~= "directory" then
    return nil, "Unable to change working directory to '" .. path .. "'\nNo such file or directory\n"
  end
  here, entered = require "doapi.path".clean(at(path):sub(1, 1) == "/" and at(path) or here .. "/" .. path), true
  return true
end
function lfs.dir(path)
  local ok, names = pcall(fs.list, at(path))
  if not ok then error("cannot open " .. path .. ": No such file or directory", 2) end
  table.insert(names, 1, "..") table.insert(names, 1, ".")
  local i, closed = 0, false
  local folder = {close = function() closed = true end}
  function folder.next()
    if closed then error("closed directory", 2) end
    i = i + 1
    return names[i]
  end
  return folder.next, folder
end

-- within lets a function of t see its first n arguments as the folder wants them.
local function within(t, name, n)
  local f = t[name]
  t[name] = function(a, b, ...)
    if n == 2 then return f(at(a), at(b), ...) end
    if a == nil and b == nil and select("#", ...) == 0 then return f() end
    return f(at(a), b, ...)
  end
end
for _, name in ipairs{"open", "lines", "input", "output"} do within(io, name, 1) end
within(os, "remove", 1)
within(os, "rename", 2)
within(_G, "loadfile", 1)
within(_G, "dofile", 1)

local function inside(command)
  if entered and command then return "cd " .. shell.quote(here) .. " && { " .. command .. "\n}" end
  return command
end
local popen, execute = io.popen, os.execute
function io.popen(command, ...) return popen(inside(command), ...) end
function os.execute(command) return execute(inside(command)) end

-- Modules are looked for in the folder too.
table.insert(package.loaders, 2, function(name)
  if not entered then return end
  for pattern in package.path:gmatch("[^;]+") do
    if pattern:sub(1, 1) ~= "/" then
      local file = here .. "/" .. pattern:gsub("%?", (name:gsub("%.", "/")))
      if fs.exists(file) then return assert(loadfile(file)) end
    end
  end
end)

_G.lfs = lfs -- as the module in C does it
return lfs
