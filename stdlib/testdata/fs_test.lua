local test = require "test"
local fs = require "fs"
local path = require "path"
local time = require "time"
local describe, it, before, expect = test.describe, test.it, test.before, test.expect

-- Each test has a folder of its own.
local here
local n = 0
before(function()
  n = n + 1
  here = path.join(dir, tostring(n))
  fs.mkdir(here)
end)

local function at(name) return path.join(here, name) end

-- below strips the folder from paths.
local function below(paths)
  local out = {}
  for i, p in ipairs(paths) do out[i] = p:sub(#here + 2) end
  return out
end

describe("fs.read, fs.write and fs.append", function()
  it("keep bytes", function()
    local data = "\0\1\255 text\r\n"
    fs.write(at("a"), data)
    expect(fs.read(at("a"))):to_equal(data)
    fs.append(at("a"), "more")
    expect(fs.read(at("a"))):to_equal(data .. "more")
    fs.write(at("a"), "")
    expect(fs.read(at("a"))):to_equal("")
    fs.append(at("new"), "x")
    expect(fs.read(at("new"))):to_equal("x")
    local long = ("x"):rep(1000000)
    fs.write(at("long"), long)
    expect(#fs.read(at("long"))):to_equal(1000000)
  end)

  it("leave nothing beside the file", function()
    fs.write(at("a"), "x")
    fs.write(at("a"), "y")
    expect(fs.list(here)):to_equal{"a"}
  end)

  it("set and keep permissions", function()
    fs.write(at("a"), "x", {mode = "0600"})
    expect(fs.stat(at("a")).mode):to_equal("0600")
    fs.write(at("a"), "y")
    expect(fs.stat(at("a")).mode):to_equal("0600")
    fs.write(at("a"), "y", {mode = 0640})
    expect(fs.stat(at("a")).mode):to_equal("0640")
    fs.append(at("b"), "y", {mode = "600"})
    expect(fs.stat(at("b")).mode):to_equal("0600")
  end)

  it("make folders on request", function()
    expect(function() fs.write(at("x/y/a"), "1") end):to_raise("IOError", "no such file or directory")
    fs.write(at("x/y/a"), "1", {mkdir = true})
    expect(fs.read(at("x/y/a"))):to_equal("1")
    local e = expect(function() fs.append(at("z/a"), "1") end):to_raise("IOError", "no such file or directory: {mkdir = true} makes its folder")
    expect(e.path):to_equal(at("z/a"))
    fs.append(at("z/a"), "1", {mkdir = true})
    expect(fs.read(at("z/a"))):to_equal("1")
  end)

  it("raise IOErrors that name the function and the file", function()
    for _, c in ipairs{{"read", "none"}, {"lines", "none"}, {"stat", "none"}, {"list", "none"}, {"walk", "none"}, {"remove", "none"}, {"copy", "none", "x"}, {"write", "none/x", ""}, {"append", "none/x", ""}, {"temp_file", {dir = "none"}}, {"temp_dir", {dir = "none"}}} do
      local name, first = c[1], c[2]
      local file = at(type(first) == "table" and first.dir or first)
      local second = c[3] and (name == "copy" and at(c[3]) or c[3])
      local e = expect(function()
        if type(first) == "table" then fs[name]{dir = file} else fs[name](file, second) end
      end):to_raise("IOError")
      expect(e.path):to_equal(file)
      expect(e.message):to_contain(name .. ": " .. file .. ": no such file or directory")
    end
    expect(function() fs.write("", "x") end):to_raise("IOError", 'write: "": no such file')
    expect(function() fs.rename(at("none"), at("x")) end):to_raise{kind = "IOError", path = at("none")}
  end)

  it("raise IOErrors with the path", function()
    expect(function() fs.read(at("none")) end):to_raise{kind = "IOError", path = at("none"), message = "no such file or directory"}
    expect(function() fs.read(here) end):to_raise("IOError", "is a directory")
    expect(function() fs.write(here, "x") end):to_raise("IOError", "is a directory")
    expect(function() fs.append(here, "x") end):to_raise("IOError", "is a directory")
    expect(fs.list(here)):to_equal{}
  end)

  it("check their arguments", function()
    expect(function() fs.read() end):to_raise("TypeError", "read: missing argument 'path'")
    expect(function() fs.write(at("a")) end):to_raise("TypeError", "write: missing argument 'data'")
    expect(function() fs.write(at("a"), "", {mode = "0999"}) end):to_raise("ValueError", 'write: \'mode\' must be octal digits such as "0644", got "0999"')
    expect(function() fs.write(at("a"), "", {mode = true}) end):to_raise("TypeError", "'mode' must be permissions as octal digits")
    expect(function() fs.append(at("a"), "", {mdkir = true}) end):to_raise("TypeError", "unknown argument 'mdkir' (did you mean 'mkdir'?)")
    expect(fs.exists(at("a"))):to_be_false()
  end)
end)

describe("fs.lines", function()
  it("gives lines without their ends", function()
    fs.write(at("a"), "one\r\n\ntwo\nlast")
    expect(fs.lines(at("a")):list()):to_equal{"one", "", "two", "last"}
    fs.write(at("a"), "one\n")
    expect(fs.lines(at("a")):list()):to_equal{"one"}
    fs.write(at("a"), "")
    expect(fs.lines(at("a")):list()):to_equal{}
    fs.write(at("a"), ("x"):rep(200000) .. "\n" .. ("y"):rep(200000))
    local sizes = fs.lines(at("a")):map(function(s) return #s .. s:sub(1, 1) end):list()
    expect(sizes):to_equal{"200000x", "200000y"}
  end)

  it("raises at once", function()
    expect(function() fs.lines(at("none")) end):to_raise("IOError", "none")
    expect(function() fs.lines(here):list() end):to_raise("IOError", "is a directory")
    expect(function() fs.lines({}) end):to_raise("TypeError", "lines: 'path' must be a string, got table")
  end)
end)

describe("fs.exists, fs.stat and fs.list", function()
  it("look at files", function()
    fs.write(at("a"), "12345", {mode = "0644"})
    expect(fs.exists(at("a"))):to_be_true()
    expect(fs.exists(here)):to_be_true()
    expect(fs.exists(at("b"))):to_be_false()
    expect(fs.exists(at("a/b"))):to_be_false()
    local s = fs.stat(at("a"))
    expect{s.name, s.type, s.size, s.mode}:to_equal{"a", "file", 5, "0644"}
    expect(s.modified):to_be_a("Time")
    expect(s.modified > time.date{year = 2020}):to_be_true()
    expect(fs.stat(here).type):to_equal("dir")
    expect(fs.stat("/dev/null").type):to_equal("other")
    expect(function() fs.stat(at("b")) end):to_raise("IOError", "no such file")
  end)

  it("tell links from what they lead to", function()
    link("a", at("l"))
    fs.write(at("a"), "x")
    expect(fs.stat(at("l")).type):to_equal("file")
    expect(fs.stat(at("l"), {link = true}).type):to_equal("link")
    fs.write(at("l"), "through")
    expect(fs.read(at("a"))):to_equal("through")
    expect(fs.stat(at("l"), {link = true}).type):to_equal("link")
  end)

  it("list folders", function()
    fs.write(at("b"), "")
    fs.write(at(".a"), "")
    fs.mkdir(at("c/d"))
    expect(fs.list(here)):to_equal{".a", "b", "c"}
    expect(#fs.list()):to_be_above(0)
    expect(function() fs.list(at("b")) end):to_raise("IOError")
    expect(function() fs.list(true) end):to_raise("TypeError", "list: 'dir' must be a string, got boolean")
    expect(function() fs.exists() end):to_raise("TypeError", "exists: missing argument 'path'")
    expect(function() fs.stat(at("b"), {follow = true}) end):to_raise("TypeError", "unknown argument 'follow'")
  end)
end)

describe("fs.glob", function()
  before(function()
    for _, name in ipairs{"a.lua", "b.txt", "x/c.lua", "x/y/d.lua", "x/y/e.txt", ".hidden/f.lua", "x/.g.lua", "[odd]"} do
      fs.write(at(name), "", {mkdir = true})
    end
  end)

  local function glob(pattern) return expect(below(fs.glob(at(pattern) .. pattern:match("/?$")))) end

  it("fits names", function()
    glob("*.lua"):to_equal{"a.lua"}
    glob("*"):to_equal{"[odd]", "a.lua", "b.txt", "x"}
    glob("?.t[a-z]t"):to_equal{"b.txt"}
    glob("*/*.lua"):to_equal{"x/c.lua"}
    glob("{a,b}.{lua,txt}"):to_equal{"a.lua", "b.txt"}
    glob("{a,x/{c,y/d}}.lua"):to_equal{"a.lua", "x/c.lua", "x/y/d.lua"}
    glob("\\[odd]"):to_equal{"[odd]"}
    glob("[!a]*"):to_equal{"[odd]", "b.txt", "x"}
    glob("[^a]*"):to_equal{"[odd]", "b.txt", "x"}
    glob("[[]odd*"):to_equal{"[odd]"}
    glob("*/"):to_equal{"x"}
    glob("x/**/"):to_equal{"x/y"}
    glob("a.lua/"):to_equal{}
    glob("x/"):to_equal{"x"}
    glob("a.lua"):to_equal{"a.lua"}
    glob("none"):to_equal{}
    glob("none/*"):to_equal{}
    glob("a.lua/*"):to_equal{}
  end)

  it("fits folders", function()
    glob("**/*.lua"):to_equal{"a.lua", "x/c.lua", "x/y/d.lua"}
    glob("x/**"):to_equal{"x/c.lua", "x/y", "x/y/d.lua", "x/y/e.txt"}
    glob("**/y/*"):to_equal{"x/y/d.lua", "x/y/e.txt"}
    glob("**/**/*.txt"):to_equal{"b.txt", "x/y/e.txt"}
  end)

  it("leaves hidden names out unless they are asked for", function()
    glob(".*/*.lua"):to_equal{".hidden/f.lua"}
    glob("x/.*.lua"):to_equal{"x/.g.lua"}
  end)

  it("does not follow links into circles", function()
    link(".", at("x/loop"))
    glob("**/c.lua"):to_equal{"x/c.lua"}
    glob("x/loop/c.lua"):to_equal{"x/loop/c.lua"}
  end)

  it("refuses what is no pattern", function()
    expect(function() fs.glob("[a") end):to_raise("ValueError", 'glob: "[a" is no pattern')
    expect(function() fs.glob(("{a,b}"):rep(20)) end):to_raise("ValueError", "stands for too many patterns")
    expect(function() fs.glob() end):to_raise("TypeError", "glob: missing argument 'pattern'")
  end)
end)

describe("fs.walk", function()
  it("gives a folder before what is in it", function()
    fs.write(at("b/c"), "", {mkdir = true})
    fs.write(at("a"), "")
    link("b", at("l"))
    local seen = {}
    for e in fs.walk(here) do seen[#seen + 1] = e.type .. " " .. e.path:sub(#here + 2) .. " " .. e.name end
    expect(seen):to_equal{"file a a", "dir b b", "file b/c c", "link l l"}
    expect(fs.walk(here, {depth = 1}):count()):to_equal(3)
    expect(function() fs.walk(at("none")) end):to_raise("IOError")
    expect(function() fs.walk(here, {depth = 0}) end):to_raise("ValueError", "walk: 'depth' must be at least 1, got 0")
    expect(function() fs.walk() end):to_raise("TypeError", "walk: missing argument 'dir'")
  end)
end)

describe("fs.mkdir, fs.remove and fs.rename", function()
  it("make folders", function()
    fs.mkdir(at("a/b/c"), {mode = "0700"})
    expect(fs.stat(at("a/b/c")).mode):to_equal("0700")
    fs.mkdir(at("a/b/c"))
    fs.write(at("f"), "")
    expect(function() fs.mkdir(at("f")) end):to_raise("IOError")
    expect(function() fs.mkdir(at("f/g")) end):to_raise("IOError")
    expect(function() fs.mkdir() end):to_raise("TypeError", "mkdir: missing argument 'path'")
  end)

  it("remove", function()
    fs.write(at("a/b"), "", {mkdir = true})
    expect(function() fs.remove(at("a")) end):to_raise("IOError", "not empty")
    fs.remove(at("a/b"))
    fs.remove(at("a"))
    expect(fs.exists(at("a"))):to_be_false()
    expect(function() fs.remove(at("a")) end):to_raise("IOError", "no such file")
    fs.write(at("x/y/z"), "", {mkdir = true})
    fs.remove(at("x"), {recursive = true})
    fs.remove(at("x"), {recursive = true})
    expect(fs.list(here)):to_equal{}
    for _, name in ipairs{"/", "", ".", "..", "a/../..", "/x/.."} do
      expect(function() fs.remove(name, {recursive = true}) end):to_raise("ValueError", "is not removed recursively")
    end
    expect(function() fs.remove(here, {force = true}) end):to_raise("TypeError", "unknown argument 'force'")
  end)

  it("rename", function()
    fs.write(at("a"), "new")
    fs.write(at("b"), "old")
    fs.rename(at("a"), at("b"))
    expect(fs.read(at("b"))):to_equal("new")
    expect(fs.list(here)):to_equal{"b"}
    expect(function() fs.rename(at("a"), at("c")) end):to_raise{kind = "IOError", path = at("a"), message = "rename: .* no such file"}
    expect(function() fs.rename(at("b")) end):to_raise("TypeError", "rename: missing argument 'to'")
  end)
end)

describe("fs.copy", function()
  it("copies files with their permissions", function()
    fs.write(at("a"), ("data"):rep(200000), {mode = "0640"})
    fs.copy(at("a"), at("b"))
    expect(fs.read(at("b")) == fs.read(at("a"))):to_be_true()
    expect(fs.stat(at("b")).mode):to_equal("0640")
    fs.write(at("c"), "other")
    fs.copy(at("a"), at("c"))
    expect(fs.stat(at("c")).size):to_equal(800000)
    expect(fs.list(here)):to_equal{"a", "b", "c"}
  end)

  it("copies folders on request", function()
    fs.write(at("a/b/c"), "1", {mkdir = true})
    fs.write(at("a/d"), "2", {mode = "0600"})
    link("d", at("a/l"))
    expect(function() fs.copy(at("a"), at("z")) end):to_raise("IOError", "is a folder: copy it with {recursive = true}")
    fs.copy(at("a"), at("z"), {recursive = true})
    expect(below(fs.glob(at("z/**")))):to_equal{"z/b", "z/b/c", "z/d"}
    expect(fs.stat(at("z/d")).mode):to_equal("0600")
  end)

  it("refuses what cannot be", function()
    expect(function() fs.copy(at("none"), at("x")) end):to_raise("IOError", "no such file")
    expect(function() fs.copy(here, at("in")  , {recursive = true}) end):to_raise("ValueError", "copy: ")
    expect(function() fs.copy(at("a"), here, {recursively = true}) end):to_raise("TypeError", "did you mean 'recursive'?")
    expect(function() fs.copy(at("a")) end):to_raise("TypeError", "copy: missing argument 'to'")
    fs.write(at("f"), "")
    fs.mkdir(at("d"))
    expect(function() fs.copy(at("f"), at("d")) end):to_raise("IOError")
  end)
end)

describe("fs.temp_file and fs.temp_dir", function()
  it("make what nobody else can read", function()
    local a, b = fs.temp_file{dir = here, prefix = "x-", suffix = ".txt"}, fs.temp_file{dir = here}
    expect(a ~= b):to_be_true()
    expect(path.base(a)):to_match("^x%-%x+%.txt$")
    expect(fs.stat(a).mode):to_equal("0600")
    expect(fs.stat(a).size):to_equal(0)
    local d = fs.temp_dir{dir = here}
    expect(fs.stat(d).type .. fs.stat(d).mode):to_equal("dir0700")
    local t = fs.temp_file()
    fs.remove(t)
    t = fs.temp_dir()
    fs.remove(t)
  end)

  it("check their arguments", function()
    expect(function() fs.temp_file{dir = at("none")} end):to_raise("IOError", "no such file")
    expect(function() fs.temp_dir{dir = at("none")} end):to_raise("IOError", "no such file")
    expect(function() fs.temp_file{suffix = "/x"} end):to_raise("ValueError", "must be a part of a file's name")
    expect(function() fs.temp_dir{name = "x"} end):to_raise("TypeError", "temp_dir: unknown argument 'name'")
  end)
end)
