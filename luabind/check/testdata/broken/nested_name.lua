--! 4:41: create_cluster: 'maintenance_policy' has no field 'start_tme' (did you mean 'start_time'?)
do.kubernetes.create_cluster{
  name = "k", region = "nyc3", version = "1", node_pools = {},
  maintenance_policy = {day = "monday", start_tme = "12:00"},
}
