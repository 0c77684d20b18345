--! 2:13: list gives one value at each step: 'i' is the element, and 'd' stays nil
for i, d in do.droplets.list() do print(i, d) end
