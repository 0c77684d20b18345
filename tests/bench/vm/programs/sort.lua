local n, seed, list, texts, third = 60000, 42, {}, {}, {}
for i = 1, n do
  seed = (seed * 16807) % 2147483647
  list[i], third[i], texts[i] = seed, seed, "k" .. seed
end
table.sort(list)
table.sort(texts)
print(list[1], list[n], texts[1], texts[n])
table.sort(third, function(a, b) return a > b end)
print(third[1], third[n])
table.sort(third, function(a, b) return a > b end) -- sorted already
print(third[1], third[n])
