local t = {}
for i = 1, 2000000 do t[i] = i end
local sum = 0
for i = 1, #t do sum = sum + t[i] end
for _, v in ipairs(t) do sum = sum + v end
local u = {}
for i = 1, 300000 do u[#u + 1] = i end
print(sum, #u)
