local function f() local t = {3, 2, 1, 5, 4} table.sort(t, function(a, b) f() return a < b end) end while true do pcall(f) end
