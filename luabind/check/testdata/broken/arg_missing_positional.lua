--! 3:4: create_droplet: missing argument 'region' (a slug or an object)
local size = "s-1vcpu-1gb"
do.create_droplet("web", "ubuntu-24-04-x64", size)
