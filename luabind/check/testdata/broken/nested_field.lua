--! 4:60: create_cluster: 'node_pools.count' must be an integer, got string
do.kubernetes.create_cluster{
  name = "k", region = "nyc3", version = "1",
  node_pools = {{size = "s-1vcpu-2gb", name = "p", count = "3"}},
}
