-- Droplets by their ids.
local by, sum = {}, 0
for i = 1, 100000 do by[3000000 + i * 37] = i end
for round = 1, 3 do
  for i = 1, 100000 do sum = sum + by[3000000 + i * 37] end
end
for id, n in pairs(by) do sum = sum + n end
print(sum)
