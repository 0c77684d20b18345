--! 2:90: create_droplet: 'tags' must be a list of tags, got string
do.create_droplet{name = "web", image = 5, size = "s-1vcpu-1gb", region = "nyc3", tags = "web"}
