local n, read = 0, 0
for a in do.fetch_all_actions() do
  n = n + 1
  read = read + a.id % 65536 + #a.status + #a.type
end
print(n, read)
