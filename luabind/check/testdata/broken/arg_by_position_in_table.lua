--! 2:19: create_droplet: arguments in a table are given by name
do.create_droplet{"web", image = 5, size = "s-1vcpu-1gb", region = "nyc3"}
