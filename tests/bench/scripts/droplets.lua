local n, read = 0, 0
for d in do.fetch_all_droplets() do
  n = n + 1
  read = read + d.id % 65536 + #d.name + #d.status + #d.ip_address
end
print(n, read)
