local function fail(v) error(v, 0) end
local function index(t) return t.x.y end
local n = 0
for i = 1, 60000 do
  if not pcall(fail, "no") then n = n + 1 end
  if not pcall(index, {}) then n = n + 1 end
end
print(n)
