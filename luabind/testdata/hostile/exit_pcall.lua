while true do pcall(function() error(setmetatable({}, {__tostring = function() error("x") end})) end) end
