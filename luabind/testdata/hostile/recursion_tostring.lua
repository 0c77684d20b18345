local t = setmetatable({}, {}) getmetatable(t).__tostring = function(x) return tostring(x) end while true do pcall(tostring, t) end
