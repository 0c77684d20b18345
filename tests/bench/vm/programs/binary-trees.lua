local function tree(depth)
  if depth == 0 then return {} end
  depth = depth - 1
  return {tree(depth), tree(depth)}
end
local function count(t)
  if t[1] then return 1 + count(t[1]) + count(t[2]) end
  return 1
end
local kept, n = tree(13), 0
for i = 1, 30 do n = n + count(tree(11)) end
print(n, count(kept))
