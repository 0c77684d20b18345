--! 2:33: create_droplet: unknown argument 'imge' (did you mean 'image'?)
do.create_droplet{name = "web", imge = "ubuntu-24-04-x64", size = "s-1vcpu-1gb", region = "nyc3"}
