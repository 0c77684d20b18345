package sim

import (
	"strings"
	"testing"
	"time"
)

func init() { tours = append(tours, clusterFlow) }

func TestKubernetes(t *testing.T) { clusterFlow(newAPI(t)) }

// clusterFlow takes a cluster from its options to its end.
func clusterFlow(a *api) {
	t := a.T
	options := a.get("/v2/kubernetes/options")
	version := options.str("options", "versions", 1, "slug")
	body := map[string]any{"name": "prod", "region": "nyc3", "version": version, "tags": []string{"team"}, "node_pools": []any{
		map[string]any{"name": "web", "size": "s-2vcpu-4gb", "count": 2},
		map[string]any{"name": "jobs", "size": "s-2vcpu-4gb", "auto_scale": true, "min_nodes": 1, "max_nodes": 3},
	}}
	a.refused("version is required, and must be one of the options", "POST", "/v2/kubernetes/clusters", with(body, "version", "0.1"))
	made := a.do(201, "POST", "/v2/kubernetes/clusters", body)
	id := made.str("kubernetes_cluster", "id")
	path := "/v2/kubernetes/clusters/" + id
	same(t, "state", made.str("kubernetes_cluster", "status", "state"), "provisioning")
	same(t, "messages", len(a.get(path+"/status_messages").list("messages")), 1)
	nodes := a.get("/v2/droplets?tag_name=k8s:" + id)
	same(t, "nodes are droplets", nodes.str("meta", "total"), 3)
	a.sleep(10 * time.Minute)
	c := a.get(path)
	same(t, "state", c.str("kubernetes_cluster", "status", "state"), "running")
	same(t, "endpoint", c.str("kubernetes_cluster", "endpoint"), "https://"+id+".k8s.example")
	same(t, "node", c.str("kubernetes_cluster", "node_pools", 0, "nodes", 0, "status", "state"), "running")
	config := a.get(path + "/kubeconfig")
	if !strings.Contains(config.text, "current-context: do-nyc3-prod") || !strings.Contains(config.text, a.get(path+"/credentials").str("token")) {
		t.Errorf("kubeconfig: %s", config.text)
	}
	a.get(path + "/user")

	// Pools and nodes.
	pools := path + "/node_pools"
	same(t, "pools", len(a.get(pools).list("node_pools")), 2)
	pool := pools + "/" + a.do(201, "POST", pools, map[string]any{"name": "more", "size": "s-2vcpu-4gb", "count": 1}).str("node_pool", "id")
	a.sleep(time.Minute)
	same(t, "grown", len(a.do(202, "PUT", pool, map[string]any{"name": "more", "count": 3}).list("node_pool", "nodes")), 3)
	a.sleep(time.Minute)
	node := a.get(pool).str("node_pool", "nodes", 0, "id")
	a.do(202, "DELETE", pool+"/nodes/"+node, nil)
	same(t, "one fewer", a.get(pool).at("node_pool", "count"), 2)
	a.do(202, "POST", pool+"/recycle", map[string]any{"nodes": []string{a.get(pool).str("node_pool", "nodes", 0, "id")}})
	same(t, "as many", len(a.get(pool).list("node_pool", "nodes")), 2)
	a.do(404, "DELETE", pool+"/nodes/"+node, nil)

	// A node whose droplet somebody destroys comes again.
	droplet := a.get(pool).str("node_pool", "nodes", 0, "droplet_id")
	a.sleep(time.Minute)
	a.do(204, "DELETE", "/v2/droplets/"+droplet, nil)
	a.sleep(5 * time.Minute)
	same(t, "replaced", len(a.get(pool).list("node_pool", "nodes")), 2)
	a.do(204, "DELETE", pool, nil)

	next := a.get(path+"/upgrades").str("available_upgrade_versions", 0, "slug")
	a.do(202, "POST", path+"/upgrade", map[string]any{"version": next})
	same(t, "upgrading", a.get(path).str("kubernetes_cluster", "status", "state"), "upgrading")
	a.sleep(10 * time.Minute)
	same(t, "version", a.get(path).str("kubernetes_cluster", "version"), next)
	a.do(202, "PUT", path, map[string]any{"name": "prod2", "auto_upgrade": true})
	run := a.do(202, "POST", path+"/clusterlint", map[string]any{})
	same(t, "lint", a.get(path+"/clusterlint").str("run_id"), run.str("run_id"))
	registries := map[string]any{"cluster_uuids": []string{id}}
	a.do(204, "POST", "/v2/kubernetes/registry", registries)
	same(t, "registry", a.get(path).at("kubernetes_cluster", "registry_enabled"), true)
	a.do(204, "DELETE", "/v2/kubernetes/registry", registries)
	registries["registries"] = []string{"mine"}
	a.do(204, "POST", "/v2/kubernetes/registries", registries)
	a.do(204, "DELETE", "/v2/kubernetes/registries", registries)

	// What a cluster has made can go with it.
	volume := a.do(201, "POST", "/v2/volumes", map[string]any{"name": "pvc-1", "region": "nyc3", "size_gigabytes": 1, "tags": []string{"k8s:" + id}}).str("volume", "id")
	const sub = "/destroy_with_associated_resources"
	same(t, "volume", a.get(path+sub).str("volumes", 0, "id"), volume)
	a.do(204, "DELETE", path+sub+"/selective", map[string]any{"volumes": []string{volume}})
	a.do(404, "GET", "/v2/volumes/"+volume, nil)
	a.do(404, "GET", path, nil)
	a.sleep(time.Minute)
	same(t, "no nodes left", a.get("/v2/droplets?tag_name=k8s:"+id).str("meta", "total"), 0)

	path = "/v2/kubernetes/clusters/" + a.do(201, "POST", "/v2/kubernetes/clusters", body).str("kubernetes_cluster", "id")
	a.do(204, "DELETE", path+sub+"/dangerous", nil)
	path = "/v2/kubernetes/clusters/" + a.do(201, "POST", "/v2/kubernetes/clusters", body).str("kubernetes_cluster", "id")
	a.do(204, "DELETE", path, nil)
}
