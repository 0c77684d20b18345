local ok, luacheck = pcall(require, "luacheck") if not ok then print("luacheck needs a module in C") return end
for _, src in ipairs{"local x = 1", "y = 2 print(z)", "local function f(a, b) return a end return f", "for i = 1, 2 do break end goto x", "local a a = 1 return a,", "if true then end local t = {a = 1, a = 2} return t"} do
  local r = luacheck.check_strings({src}, {std = "lua51"})
  print(r.warnings, r.errors, r.fatals) for _, w in ipairs(r[1]) do print(w.code, w.line, w.column, luacheck.get_message(w)) end
end
