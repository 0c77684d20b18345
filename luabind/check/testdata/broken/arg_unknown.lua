--! 2:100: create_droplet: unknown argument 'ssh_key' (did you mean 'ssh_keys'?)
do.create_droplet{name = "web", image = "ubuntu-24-04-x64", size = "s-1vcpu-1gb", region = "nyc3", ssh_key = {5}}
