--! 2:4: create_droplet: missing argument 'size' (a slug or an object)
do.create_droplet{name = "web", image = "ubuntu-24-04-x64", region = "nyc3"}
