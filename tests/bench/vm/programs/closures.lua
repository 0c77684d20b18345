local function counter(step)
  local n = 0
  return function() n = n + step return n end, function() return n end
end
local sum = 0
for i = 1, 150000 do
  local add, get = counter(i % 7)
  add() add()
  sum = sum + get()
end
print(sum)
