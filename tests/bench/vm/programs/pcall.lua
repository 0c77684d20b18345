local function add(a, b) return a + b end
local n = 0
for i = 1, 500000 do
  local ok, v = pcall(add, i, 1)
  n = n + v
end
print(n)
