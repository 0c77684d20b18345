-- Creates droplets and waits until all of them are active.
local names = {}
for i = 1, tonumber(arg[1]) do names[i] = "web-" .. i end
local made = do.create_multiple_droplets(names, "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3")
local n = 0
for d in do.wait_droplets(made, {status = "active"}) do
  assert(d.active)
  n = n + 1
end
assert(n == #names)
