setmetatable(_G, {__index = function(t, k) return t[k] end, __newindex = function(t, k, v) t[k] = v end}) x = 1
