-- Chains and rings of metatables.
local ring = {}
setmetatable(ring, {__index = ring, __newindex = ring, __call = ring})
pcall(function() return ring.x end)
pcall(function() ring.x = 1 end)
pcall(ring)
local a, b = {}, {}
setmetatable(a, {__index = b, __newindex = b})
setmetatable(b, {__index = a, __newindex = a})
pcall(function() return a.x end)
pcall(function() a.x = 1 end)
local mt = {}
mt.__eq = function(x, y) return x == y end
mt.__lt = function(x, y) return x < y end
mt.__le = function(x, y) return x <= y end
mt.__concat = function(x, y) return x .. y end
mt.__tostring = function(x) return tostring(x) end
mt.__unm = function(x) return -x end
local c, d = setmetatable({}, mt), setmetatable({}, mt)
for _, f in ipairs { function() return c == d end, function() return c < d end, function() return c <= d end, function() return c .. d end, function() return tostring(c) end, function() return -c end } do
	pcall(f)
end
local t = function() return 1 end
for i = 1, 1e4 do t = setmetatable({}, {__index = t, __newindex = t, __call = t}) end
pcall(t)
pcall(function() return t.x end)
pcall(function() t.x = 1 end)
