local t = {} for i = 1, 1e6 do t = {t} end local function walk(x) return walk(x[1]) end while true do pcall(walk, t) end
