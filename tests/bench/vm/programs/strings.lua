-- Strings built in the ways that scripts build them.
local all = 0
for round = 1, 30 do
  local parts = {}
  for i = 1, 2000 do parts[#parts + 1] = "item-" .. i .. ";" end
  all = all + #table.concat(parts)
end
local s = ""
for i = 1, 20000 do s = s .. "x" end
local n = 0
for i = 1, 60000 do
  local name = ("web-%03d.%s"):format(i % 1000, "example")
  n = n + #name:upper():sub(2, -2)
end
print(all, #s, n)
