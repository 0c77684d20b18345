--! 2:22: do.droplets has no 'lst' (did you mean 'list'?)
for d in do.droplets.lst{} do print(d) end
