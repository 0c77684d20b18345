--! 2:67: create_droplet: takes at most 4 arguments, got 6; the others are given by name, as in create_droplet(..., {ssh_keys=..., backups=..., ipv6=...})
do.create_droplet("a", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3", {}, true)
