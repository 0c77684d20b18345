--! 3:38: resize: unknown argument 'dsk' (did you mean 'disk'?)
local droplet = do.fetch_droplet(5)
droplet:resize{size = "s-2vcpu-2gb", dsk = true}
