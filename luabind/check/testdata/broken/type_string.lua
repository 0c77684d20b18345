--! 2:93: create_droplet: 'backups' must be a boolean, got string
do.create_droplet{name = "web", image = 5, size = "s-1vcpu-1gb", region = "nyc3", backups = "yes"}
