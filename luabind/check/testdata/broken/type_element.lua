--! 2:107: create_droplet: 'ssh_keys': element 3 must be an id, a slug or an Image, got boolean
do.create_droplet{name = "web", image = 5, size = "s-1vcpu-1gb", region = "nyc3", ssh_keys = {5, "aa:bb", true}}
