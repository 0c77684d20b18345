local List, tablex, stringx, pretty, class = require "pl.List", require "pl.tablex", require "pl.stringx", require "pl.pretty", require "pl.class"
local l = List{3, 1, 2}
print(l:sorted(), l:map(function(x) return x * 2 end), l:filter(function(x) return x > 1 end))
print(tablex.deepcompare({a = {1, 2}}, {a = {1, 2}}), #tablex.keys{a = 1, b = 2}, tablex.size{x = 1})
print(stringx.strip("  x "), stringx.split("a,b,c", ","), ("abc"):rep(2), stringx.center("x", 5, "-"))
print(pretty.write({1, 2, {k = "v"}}, ""))
local Animal = class() function Animal:_init(name) self.name = name end function Animal:__tostring() return "animal " .. self.name end
local Cat = class(Animal) function Cat:speak() return self.name .. " says meow" end
local c = Cat("Tom") print(c, c:speak(), c:is_a(Animal), Animal:class_of(c))
local seq, OrderedMap, Set = require "pl.seq", require "pl.OrderedMap", require "pl.Set"
print(seq.sum{1, 2, 3}, seq(seq.range(1, 5)):filter(function(x) return x % 2 == 1 end):copy())
local m = OrderedMap() m:set("z", 1) m:set("a", 2) for k, v in m:iter() do io.write(k, "=", v, " ") end print()
print(Set{1, 2, 3} * Set{2, 3, 4} == Set{2, 3}, Set.len(Set{1, 2} + Set{3}))
local template = require "pl.template"
print((template.substitute("# for i = 1, 3 do\n<$(i)>\n# end\n", {_escape = "#"})))
local data = require "pl.data" local d = data.read(require("pl.stringio").open "a,b\n1,2\n3,4\n") print(#d, d:column_by_name("b"))
local lexer = require "pl.lexer" for t, v in lexer.lua("x = 1 + f('s')", {space = true}) do io.write(t, ":", v, " ") end print()
print(require("pl.text").dedent("  a\n  b"), pcall(require("pl.utils").assert_arg, 1, 2, "string"))
