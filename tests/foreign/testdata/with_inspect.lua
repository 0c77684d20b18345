local inspect = require "inspect"
local t = {1, 2, {3, a = "x"}, name = "web", ["not a name"] = true, [1.5] = "f"} t.self = t
print(inspect(t)) print(inspect({a = {b = {c = 1}}}, {depth = 2})) print(inspect("a'\"\n\0")) print(inspect(setmetatable({}, {__index = {1}})))
print(inspect({1, {2}}, {newline = "@", indent = ">>"}), inspect({a = 1, b = 2}, {process = function(v, path) if path[#path] ~= "b" then return v end end}))
