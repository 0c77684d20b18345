#!/usr/bin/env doapi
-- Sees to it that there is a Kubernetes cluster with so many nodes, and merges
-- its kubeconfig into the user's, or into a file of its own.
--
--   doapi plan --allow-effects files scripts/kubernetes_cluster.lua demo
--   doapi scripts/kubernetes_cluster.lua demo --nodes 3

local args = require "doapi.args"
local kube = require "doapi.kube"

local o = args.parser{
  name = "kubernetes_cluster", about = "Brings a Kubernetes cluster to a wanted state.",
  {"name"},
  {"--region", default = "nyc3"},
  {"--nodes", default = 2},
  {"--size", default = "s-2vcpu-4gb", help = "of each node"},
  {"--version", default = "latest"},
  {"--kubeconfig", help = "the file that the access is merged into; else the user's"},
}:parse(arg)

local cluster, info = do.ensure.cluster{
  name = o.name, region = o.region, version = o.version,
  node_pools = {{name = o.name .. "-pool", size = o.size, count = o.nodes}},
}
print(o.name .. (info.created and " is being made" or " is there"))
cluster = cluster:wait()

-- The pool grows or shrinks to what is wanted.
local pool = do.kubernetes.list_node_pools{cluster_id = cluster.id}:first()
if pool.count ~= o.nodes then
  print("from " .. pool.count .. " nodes to " .. o.nodes)
  do.kubernetes.update_node_pool{cluster_id = cluster.id, node_pool_id = pool.id, name = pool.name, count = o.nodes}
end
local running = 0
for _ = 1, 100 do
  running = 0
  pool = do.kubernetes.get_node_pool{cluster_id = cluster.id, node_pool_id = pool.id}
  for _, node in ipairs(pool.nodes or {}) do
    if node.status.state == "running" then running = running + 1 end
  end
  if do.planning or running == o.nodes then break end
  require("doapi.time").sleep(10)
end
print(running .. " of " .. o.nodes .. " nodes run")

local config = do.kubernetes.get_kubeconfig{cluster_id = cluster.id}
print("kubectl finds it in " .. kube.merge(config, {path = o.kubeconfig}) .. " as " .. kube.context(config).name)
