local sum = 0
local next = coroutine.wrap(function()
  for i = 1, 200000 do coroutine.yield(i) end
end)
for i = 1, 200000 do sum = sum + next() end
print(sum)
