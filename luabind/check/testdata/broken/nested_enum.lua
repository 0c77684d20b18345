--! 4:31: create_cluster: 'maintenance_policy.day' must be one of "any", "monday", "tuesday", got "mon"
do.kubernetes.create_cluster{
  name = "k", region = "nyc3", version = "1", node_pools = {},
  maintenance_policy = {day = "mon"},
}
