local function f() return xpcall(f, f) end f() while true do end
