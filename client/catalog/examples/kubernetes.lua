--- kubernetes.add_node_pool
local cluster = do.kubernetes.create_cluster{name = "main", region = "nyc3", version = "1.33.5-do.0", node_pools = {{name = "pool", size = "s-2vcpu-4gb", count = 2}}}
print(do.kubernetes.add_node_pool{cluster_id = cluster, name = "more", size = "s-2vcpu-4gb", count = 1})

--- kubernetes.add_registries
local cluster = do.kubernetes.create_cluster{name = "main", region = "nyc3", version = "1.33.5-do.0", node_pools = {{name = "pool", size = "s-2vcpu-4gb", count = 2}}}
do.registries.create{name = "shop", subscription_tier_slug = "basic"}
do.kubernetes.add_registries{cluster_uuids = {cluster.id}, registries = {"shop"}}

--- kubernetes.add_registry
local cluster = do.kubernetes.create_cluster{name = "main", region = "nyc3", version = "1.33.5-do.0", node_pools = {{name = "pool", size = "s-2vcpu-4gb", count = 2}}}
do.registry.create{name = "shop", subscription_tier_slug = "basic"}
do.kubernetes.add_registry{cluster_uuids = {cluster.id}}

--- kubernetes.create_cluster
print(do.kubernetes.create_cluster{name = "main", region = "nyc3", version = "1.33.5-do.0", node_pools = {{name = "pool", size = "s-2vcpu-4gb", count = 2}}})

--- kubernetes.delete_cluster
local cluster = do.kubernetes.create_cluster{name = "main", region = "nyc3", version = "1.33.5-do.0", node_pools = {{name = "pool", size = "s-2vcpu-4gb", count = 2}}}
do.kubernetes.delete_cluster{cluster_id = cluster}

--- kubernetes.delete_node
local cluster = do.kubernetes.create_cluster{name = "main", region = "nyc3", version = "1.33.5-do.0", node_pools = {{name = "pool", size = "s-2vcpu-4gb", count = 2}}}
cluster = cluster:wait()
local pool = cluster.node_pools[1]
do.kubernetes.delete_node{cluster_id = cluster, node_pool_id = pool.id, node_id = pool.nodes[1].id, replace = 1}

--- kubernetes.delete_node_pool
local cluster = do.kubernetes.create_cluster{name = "main", region = "nyc3", version = "1.33.5-do.0", node_pools = {{name = "pool", size = "s-2vcpu-4gb", count = 2}}}
local pool = do.kubernetes.add_node_pool{cluster_id = cluster, name = "more", size = "s-2vcpu-4gb", count = 1}
do.kubernetes.delete_node_pool{cluster_id = cluster, node_pool_id = pool}

--- kubernetes.destroy_associated_resources_dangerous
local cluster = do.kubernetes.create_cluster{name = "main", region = "nyc3", version = "1.33.5-do.0", node_pools = {{name = "pool", size = "s-2vcpu-4gb", count = 2}}}
do.kubernetes.destroy_associated_resources_dangerous{cluster_id = cluster}

--- kubernetes.destroy_associated_resources_selective
local cluster = do.kubernetes.create_cluster{name = "main", region = "nyc3", version = "1.33.5-do.0", node_pools = {{name = "pool", size = "s-2vcpu-4gb", count = 2}}}
do.kubernetes.destroy_associated_resources_selective{cluster_id = cluster}

--- kubernetes.get_available_upgrades
local cluster = do.kubernetes.create_cluster{name = "main", region = "nyc3", version = "1.33.5-do.0", node_pools = {{name = "pool", size = "s-2vcpu-4gb", count = 2}}}
for version in do.kubernetes.get_available_upgrades{cluster_id = cluster} do print(version) end

--- kubernetes.get_cluster
local cluster = do.kubernetes.create_cluster{name = "main", region = "nyc3", version = "1.33.5-do.0", node_pools = {{name = "pool", size = "s-2vcpu-4gb", count = 2}}}
print(do.kubernetes.get_cluster{cluster_id = cluster})

--- kubernetes.get_cluster_lint_results
local cluster = do.kubernetes.create_cluster{name = "main", region = "nyc3", version = "1.33.5-do.0", node_pools = {{name = "pool", size = "s-2vcpu-4gb", count = 2}}}
cluster:wait()
local run = do.kubernetes.run_cluster_lint{cluster_id = cluster}
print(do.kubernetes.get_cluster_lint_results{cluster_id = cluster, run_id = run.run_id}.requested_at)

--- kubernetes.get_cluster_user
local cluster = do.kubernetes.create_cluster{name = "main", region = "nyc3", version = "1.33.5-do.0", node_pools = {{name = "pool", size = "s-2vcpu-4gb", count = 2}}}
print(do.kubernetes.get_cluster_user{cluster_id = cluster})

--- kubernetes.get_credentials
local json = require "json"
local cluster = do.kubernetes.create_cluster{name = "main", region = "nyc3", version = "1.33.5-do.0", node_pools = {{name = "pool", size = "s-2vcpu-4gb", count = 2}}}
print(json.encode(do.kubernetes.get_credentials{cluster_id = cluster}))

--- kubernetes.get_kubeconfig
local cluster = do.kubernetes.create_cluster{name = "main", region = "nyc3", version = "1.33.5-do.0", node_pools = {{name = "pool", size = "s-2vcpu-4gb", count = 2}}}
print(#do.kubernetes.get_kubeconfig{cluster_id = cluster})

--- kubernetes.get_node_pool
local cluster = do.kubernetes.create_cluster{name = "main", region = "nyc3", version = "1.33.5-do.0", node_pools = {{name = "pool", size = "s-2vcpu-4gb", count = 2}}}
local pool = do.kubernetes.add_node_pool{cluster_id = cluster, name = "more", size = "s-2vcpu-4gb", count = 1}
print(do.kubernetes.get_node_pool{cluster_id = cluster, node_pool_id = pool})

--- kubernetes.get_status_messages
local cluster = do.kubernetes.create_cluster{name = "main", region = "nyc3", version = "1.33.5-do.0", node_pools = {{name = "pool", size = "s-2vcpu-4gb", count = 2}}}
for message in do.kubernetes.get_status_messages{cluster_id = cluster} do print(message) end

--- kubernetes.list_associated_resources
local json = require "json"
local cluster = do.kubernetes.create_cluster{name = "main", region = "nyc3", version = "1.33.5-do.0", node_pools = {{name = "pool", size = "s-2vcpu-4gb", count = 2}}}
print(json.encode(do.kubernetes.list_associated_resources{cluster_id = cluster}))

--- kubernetes.list_clusters
for cluster in do.kubernetes.list_clusters() do print(cluster) end

--- kubernetes.list_node_pools
local cluster = do.kubernetes.create_cluster{name = "main", region = "nyc3", version = "1.33.5-do.0", node_pools = {{name = "pool", size = "s-2vcpu-4gb", count = 2}}}
for pool in do.kubernetes.list_node_pools{cluster_id = cluster} do print(pool) end

--- kubernetes.list_options
print(do.kubernetes.list_options())

--- kubernetes.recycle_node_pool
local cluster = do.kubernetes.create_cluster{name = "main", region = "nyc3", version = "1.33.5-do.0", node_pools = {{name = "pool", size = "s-2vcpu-4gb", count = 2}}}
local pool = do.kubernetes.add_node_pool{cluster_id = cluster, name = "more", size = "s-2vcpu-4gb", count = 1}
do.kubernetes.recycle_node_pool{cluster_id = cluster, node_pool_id = pool}

--- kubernetes.remove_registries
local cluster = do.kubernetes.create_cluster{name = "main", region = "nyc3", version = "1.33.5-do.0", node_pools = {{name = "pool", size = "s-2vcpu-4gb", count = 2}}}
do.registries.create{name = "shop", subscription_tier_slug = "basic"}
do.kubernetes.add_registries{cluster_uuids = {cluster.id}, registries = {"shop"}}
do.kubernetes.remove_registries{cluster_uuids = {cluster.id}, registries = {"shop"}}

--- kubernetes.remove_registry
local cluster = do.kubernetes.create_cluster{name = "main", region = "nyc3", version = "1.33.5-do.0", node_pools = {{name = "pool", size = "s-2vcpu-4gb", count = 2}}}
do.registry.create{name = "shop", subscription_tier_slug = "basic"}
do.kubernetes.add_registry{cluster_uuids = {cluster.id}}
do.kubernetes.remove_registry{cluster_uuids = {cluster.id}}

--- kubernetes.run_cluster_lint
local json = require "json"
local cluster = do.kubernetes.create_cluster{name = "main", region = "nyc3", version = "1.33.5-do.0", node_pools = {{name = "pool", size = "s-2vcpu-4gb", count = 2}}}
print(json.encode(do.kubernetes.run_cluster_lint{cluster_id = cluster}))

--- kubernetes.update_cluster
local cluster = do.kubernetes.create_cluster{name = "main", region = "nyc3", version = "1.33.5-do.0", node_pools = {{name = "pool", size = "s-2vcpu-4gb", count = 2}}}
print(do.kubernetes.update_cluster{cluster_id = cluster, name = "main", auto_upgrade = true})

--- kubernetes.update_node_pool
local cluster = do.kubernetes.create_cluster{name = "main", region = "nyc3", version = "1.33.5-do.0", node_pools = {{name = "pool", size = "s-2vcpu-4gb", count = 2}}}
local pool = do.kubernetes.add_node_pool{cluster_id = cluster, name = "more", size = "s-2vcpu-4gb", count = 1}
print(do.kubernetes.update_node_pool{cluster_id = cluster, node_pool_id = pool, name = "pool", count = 3})

--- kubernetes.upgrade_cluster
local cluster = do.kubernetes.create_cluster{name = "main", region = "nyc3", version = "1.33.5-do.0", node_pools = {{name = "pool", size = "s-2vcpu-4gb", count = 2}}}
cluster:wait()
local versions = do.kubernetes.get_available_upgrades{cluster_id = cluster}
for version in versions do do.kubernetes.upgrade_cluster{cluster_id = cluster, version = version.slug} break end
