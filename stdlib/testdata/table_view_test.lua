local test = require "test"
local table_view = require "table_view"
local json = require "json"
local describe, it, expect = test.describe, test.it, test.expect

local servers = {
  {id = 1, name = "web", region = {slug = "nyc3"}, tags = {"a", "b"}, up = true},
  {id = 20, name = "データ", region = {slug = "ams3"}, tags = {}, up = false},
  {id = 300, name = "x\ty\nz\27[31m", region = {}, note = json.null},
}

describe("table_view.format", function()
  it("aligns columns by their width on a terminal", function()
    expect(table_view.format(servers, {columns = {"id", "name", "region.slug", "up"}})):to_equal([[
 id  name        region.slug  up
  1  web         nyc3         true
 20  データ      ams3         false
300  x y z?[31m
]])
  end)

  it("takes described columns", function()
    local columns = {
      {field = "name", title = "Name", align = "right"},
      {title = "Twice", value = function(s) return s.id * 2 end},
      {field = "id", align = "left"},
      {field = "tags"},
    }
    expect(table_view.format({servers[1], servers[2]}, {columns = columns})):to_equal([[
  Name  Twice  id  tags
   web      2  1   a, b
データ     40  20
]])
  end)

  it("finds columns in the rows", function()
    expect(table_view.format{list = {{a = 1, b = "x"}, {a = 2, c = {x = 1}}}}):to_equal([[
a  b  c
1  x
2     { x = 1 }
]])
    expect(table_view.format{{1, "x"}, {22, "y", {{}}}}):to_equal([[
 1  2  3
 1  x
22  y  { {} }
]])
    expect(table_view.format{"a", "bc"}):to_equal("1\na\nbc\n")
    expect(table_view.format{}):to_equal("")
    expect(table_view.format({}, {columns = {"a", "b"}})):to_equal("a  b\n")
  end)

  it("takes iterators", function()
    expect(table_view.format(json.lines('{"b":1,"a":"x"}\n{"b":2,"a":"y"}'))):to_equal("b  a\n1  x\n2  y\n")
  end)

  it("shows objects", function()
    local ok, e = pcall(json.decode, "[")
    expect(table_view.format({e}, {columns = {"kind", "line", "missing"}})):to_equal("kind        line  missing\nParseError     1\n")
    expect(table_view.format({e}, {format = "csv"})):to_match("^kind,message,where,column,line,offset\n")
    expect(table_view.format({json.lines("")}, {columns = {"interrupted"}})):to_equal("interrupted\nfalse\n")
  end)

  it("writes CSV", function()
    local rows = {{a = 'x,"y"', b = 1}, {a = "two\nlines", b = 2.5}}
    expect(table_view.format(rows, {format = "csv"})):to_equal('a,b\n"x,""y""",1\n"two\nlines",2.5\n')
    expect(table_view.format({}, {format = "csv"})):to_equal("")
  end)

  it("writes Markdown", function()
    local rows = {{a = "x|y", b = 1}, {a = "two\nlines", b = 2.5}}
    expect(table_view.format(rows, {format = "markdown"})):to_equal("| a | b |\n| --- | ---: |\n| x\\|y | 1 |\n| two<br>lines | 2.5 |\n")
    expect(table_view.format({}, {format = "markdown"})):to_equal("")
  end)

  it("writes JSON", function()
    expect(json.decode(table_view.format(servers, {columns = {"id", "region.slug"}, format = "json"}))):to_equal{
      {id = 1, ["region.slug"] = "nyc3"}, {id = 20, ["region.slug"] = "ams3"}, {id = 300, ["region.slug"] = json.null},
    }
    expect(json.decode(table_view.format({{a = {1}}}, {format = "json"}))):to_equal{{a = {1}}}
    expect(table_view.format({}, {format = "json"})):to_equal("[]\n")
  end)

  it("checks its arguments", function()
    local function wrong(...)
      local args, n = {...}, select("#", ...)
      return expect(function() table_view.format(unpack(args, 1, n)) end)
    end
    wrong():to_raise("TypeError", "format: missing argument 'list'")
    wrong(5):to_raise("TypeError", "format: 'list' must be a list or an iterator, got number")
    wrong({x = 1}, {format = "csv"}):to_raise("TypeError", "format: 'list' must be a list or an iterator, got table")
    wrong({}, {columns = "a"}):to_raise("TypeError", "'columns' must be a list of columns, got string")
    wrong({}, {columns = {true}}):to_raise("TypeError", "format: 'columns': column 1 must be a field's name or a table, got boolean")
    wrong({}, {columns = {{titel = "x"}}}):to_raise("TypeError", "unknown option \"titel\" (did you mean 'title'?)")
    wrong({}, {columns = {{title = "x"}}}):to_raise("TypeError", "column 1 needs a field or a value")
    wrong({}, {columns = {{field = "x", align = "middle"}}}):to_raise("TypeError", '\'align\' must be one of "left", "right", got "middle"')
    wrong({}, {format = "xml"}):to_raise("TypeError", 'must be one of "table", "csv", "markdown", "json", got "xml"')
    wrong({}, {fromat = "csv"}):to_raise("TypeError", "unknown argument 'fromat' (did you mean 'format'?)")
    wrong({1}, {columns = {{value = function() error("in value", 0) end}}}):to_raise("in value")
  end)
end)

describe("table_view.print", function()
  it("writes to standard output", function()
    table_view.print({{a = 1}}, {"a", "b"})
    expect(stdout()):to_equal("a  b\n1\n")
    table_view.print{{a = 1}}
    expect(stdout()):to_equal("a\n1\n")
    expect(function() table_view.print({}, {columns = {"a"}}) end):to_raise("TypeError", "a table with 'columns': give what is in it")
    expect(function() table_view.print({}, "a") end):to_raise("TypeError", "print: 'columns' must be a list of columns, got string")
    expect(function() table_view.print("a") end):to_raise("TypeError", "print: 'list' must be a list or an iterator, got string")
  end)
end)
