--! 2:51: create_cluster: 'region' must be one of "ams3", "blr1", "fra1", "lon1", "nyc1", "nyc2", "nyc3", "sfo2" and 4 more, got "nyc4" (did you mean 'nyc1'?)
do.kubernetes.create_cluster{name = "k", region = "nyc4", version = "1", node_pools = {{size = "s-1vcpu-2gb", name = "p", count = 1}}}
