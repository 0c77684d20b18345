local text = ("The quick brown fox jumps over the lazy dog. "):rep(400)
local n = 0
for i = 1, 12 do
  local out, k = text:gsub("%w+", string.upper)
  n = n + k + #out
  out, k = text:gsub("(%w+) (%w+)", "%2 %1")
  n = n + k + #out
  for word in text:gmatch("%a+") do n = n + #word end
end
print(n)
