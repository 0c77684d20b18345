getmetatable("").__index = function(s, k) return s[k] end print(pcall(function() return ("x").y end)) while true do pcall(function() return ("x").y end) end
