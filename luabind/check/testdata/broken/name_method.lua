--! 2:16: do has no 'create_dropplet' (did you mean 'create_droplet'?)
local web = do.create_dropplet{name = "web", image = "ubuntu-24-04-x64", size = "s-1vcpu-1gb", region = "nyc3"}
print(web.id)
