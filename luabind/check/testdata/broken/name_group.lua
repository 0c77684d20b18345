--! 2:13: do has no 'droplet' (did you mean 'Droplet'?)
for d in do.droplet.list() do print(d) end
