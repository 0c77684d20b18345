local count = 0
for round = 1, 5 do
  local flags, n = {}, 200000
  for i = 2, n do flags[i] = true end
  for i = 2, n do
    if flags[i] then
      for k = i + i, n, i do flags[k] = false end
      count = count + 1
    end
  end
end
print(count)
