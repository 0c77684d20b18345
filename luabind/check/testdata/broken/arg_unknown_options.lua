--! 2:53: create_droplet: unknown argument 'ip6' (did you mean 'ipv6'?)
do.create_droplet("web", 5, "s-1vcpu-1gb", "nyc3", {ip6 = true})
