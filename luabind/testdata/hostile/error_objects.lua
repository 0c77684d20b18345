local e = setmetatable({}, {__tostring = function() return {} end, __concat = function() error("no") end, __index = function(_, k) return k end}) pcall(error, e) error(e)
