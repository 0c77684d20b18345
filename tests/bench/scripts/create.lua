-- Creates droplets one by one, 16 at a time.
local task = require "task"
local names = {}
for i = 1, tonumber(arg[1]) do names[i] = "web-" .. i end
local made = task.map(names, function(name)
  return do.create_droplet(name, "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3")
end, {limit = 16})
assert(made.n == #names)
