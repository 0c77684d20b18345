local test = require "test"
local path = require "path"
local describe, it, expect = test.describe, test.it, test.expect

describe("path", function()
  it("joins", function()
    expect(path.join("a", "b", "c.txt")):to_equal("a/b/c.txt")
    expect(path.join("a/", "", "../b")):to_equal("b")
    expect(path.join("/a", "/b")):to_equal("/a/b")
    expect(path.join()):to_equal("")
    expect(function() path.join("a", {}) end):to_raise("TypeError", "join: '...' must be a string, got table")
  end)

  it("takes apart", function()
    expect{path.base("logs/web.log"), path.base("/"), path.base("")}:to_equal{"web.log", "/", "."}
    expect{path.dir("logs/web.log"), path.dir("web.log"), path.dir("/x")}:to_equal{"logs", ".", "/"}
    expect{path.ext("logs/web.tar.gz"), path.ext("logs"), path.ext("a.b/c")}:to_equal{".gz", "", ""}
    expect{path.ext(".bashrc"), path.ext("a/.config.yaml"), path.ext(".."), path.ext("a."), path.ext("")}:to_equal{"", ".yaml", "", ".", ""}
    expect(function() path.base() end):to_raise("TypeError", "base: missing argument 'path'")
    expect(function() path.dir(true) end):to_raise("TypeError", "dir: 'path' must be a string, got boolean")
    expect(function() path.ext({}) end):to_raise("TypeError", "ext: 'path' must be a string, got table")
  end)

  it("cleans", function()
    expect(path.clean("a/./b/../c/")):to_equal("a/c")
    expect(path.clean("")):to_equal(".")
    expect(path.clean("/../a//b")):to_equal("/a/b")
    expect(function() path.clean(nil) end):to_raise("TypeError", "clean: missing argument 'path'")
  end)

  it("makes paths absolute and relative", function()
    expect(path.abs("/a/../b")):to_equal("/b")
    expect(path.base(path.abs("x.txt"))):to_equal("x.txt")
    expect(path.abs("x.txt")):to_match("^/.+/x%.txt$")
    expect(path.rel("a/c", "a/b")):to_equal("../c")
    expect(path.rel("/a", "/a")):to_equal(".")
    expect(function() path.rel("/a", "b") end):to_raise("ValueError", 'rel: there is no way from "b" to "/a"')
    expect(function() path.rel("/a") end):to_raise("TypeError", "rel: missing argument 'from'")
    expect(function() path.abs() end):to_raise("TypeError", "abs: missing argument 'path'")
  end)
end)
