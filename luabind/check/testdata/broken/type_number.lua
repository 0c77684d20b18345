--! 2:44: create_droplet: 'region' must be a slug or an object, got number
do.create_droplet("web", 5, "s-1vcpu-1gb", 3)
