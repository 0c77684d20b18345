local t, sum = {}, 0
for i = 1, 8000 do t[i] = i end
while #t > 0 do sum = sum + table.remove(t, 1) end
print(sum)
