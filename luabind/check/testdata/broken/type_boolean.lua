--! 2:41: create_droplet: 'image' must be an id, a slug or an Image, got boolean
do.create_droplet{name = "web", image = true, size = "s-1vcpu-1gb", region = "nyc3"}
