package sim

import (
	"fmt"
	"net/http"
	"testing"
	"time"
)

func init() {
	tours = append(tours, tourAutoscale)
	body := func(s *sampler, full bool) map[string]any { return poolOf(s.api, fmt.Sprint("pool-", s.n), 1) }
	knownBodies["autoscalepools_create"] = body
	knownBodies["autoscalepools_update"] = func(s *sampler, full bool) map[string]any { return poolOf(s.api, fmt.Sprint("changed-", s.n), 1) }
}

func poolOf(a *api, name string, n int) map[string]any {
	return map[string]any{
		"name": name, "config": map[string]any{"target_number_instances": n},
		"droplet_template": map[string]any{"region": "nyc3", "size": "s-1vcpu-1gb", "image": "debian-13-x64", "ssh_keys": []any{}},
	}
}

func TestAutoscale(t *testing.T) { tourAutoscale(newAPI(t)) }

func tourAutoscale(a *api) {
	t := a.T
	body := poolOf(a, "workers", 3)
	a.refused("size is invalid", "POST", "/v2/droplets/autoscale", with(body, "droplet_template", map[string]any{"region": "nyc3", "size": "huge", "image": "debian-13-x64", "ssh_keys": []any{}}))
	path := "/v2/droplets/autoscale/" + a.do(202, "POST", "/v2/droplets/autoscale", body).str("autoscale_pool", "id")
	a.sleep(time.Hour)
	same(t, "count", a.get(path).at("autoscale_pool", "active_resources_count"), 3)
	members := a.get(path + "/members")
	same(t, "member", members.str("droplets", 0, "status"), "active")
	a.get(fmt.Sprintf("/v2/droplets/%d", int64(members.at("droplets", 0, "droplet_id").(float64))))
	a.do(200, "PUT", path, poolOf(a, "workers", 1))
	a.sleep(time.Hour)
	same(t, "members", len(a.get(path+"/members").list("droplets")), 1)
	same(t, "reason", a.get(path+"/history").str("history", 0, "reason"), "SCALE_DOWN")
	dynamic := with(poolOf(a, "workers", 1), "config", map[string]any{"min_instances": 2, "max_instances": 4, "target_cpu_utilization": 0.5})
	a.do(200, "PUT", path, dynamic)
	a.sleep(time.Hour)
	left := a.get(path + "/members").list("droplets")
	same(t, "members", len(left), 2)
	a.do(400, "DELETE", path+"/dangerous", nil)
	a.header = a.header.Clone()
	a.header.Set("X-Dangerous", "true")
	defer func(h http.Header) { a.header = h; a.header.Del("X-Dangerous") }(a.header)
	a.do(202, "DELETE", path+"/dangerous", nil)
	a.sleep(time.Hour)
	a.do(404, "GET", path, nil)
	a.do(404, "GET", fmt.Sprintf("/v2/droplets/%.0f", left[0].(map[string]any)["droplet_id"]), nil)
}
