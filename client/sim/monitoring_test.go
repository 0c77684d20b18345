package sim

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/doapi-lua/doapi/client/catalog"
)

func init() { tours = append(tours, tourMonitoring) }

func TestMonitoring(t *testing.T) { tourMonitoring(newAPI(t)) }

func tourMonitoring(a *api) {
	t := a.T
	_, did := a.create()
	db := a.do(201, "POST", "/v2/databases", map[string]any{"name": "measured", "engine": "mysql", "num_nodes": 1, "size": "db-s-1vcpu-1gb", "region": "nyc3"}).str("database", "id")
	s := newSampler(a)
	ids := map[string]string{"host_id": fmt.Sprint(did), "db_id": db, "lb_id": s.some("load_balancers"), "app_id": s.some("apps"), "autoscale_pool_id": s.some("autoscale_pools")}
	a.sleep(time.Hour)
	now := a.clock.Now().Unix()
	for _, op := range catalog.All() {
		if !strings.HasPrefix(op.Path, "/v2/monitoring/metrics/") {
			continue
		}
		q := url.Values{"start": {fmt.Sprint(now - 1800)}, "end": {fmt.Sprint(now)}}
		for _, p := range op.Params {
			switch {
			case ids[p.Name] != "":
				q.Set(p.Name, ids[p.Name])
			case len(p.Schema.Enum) > 0:
				q.Set(p.Name, strings.Trim(p.Schema.Enum[0], `"`))
			case q.Get(p.Name) == "":
				q.Set(p.Name, "web")
			}
		}
		path := op.Path + "?" + q.Encode()
		got := a.get(path)
		same(t, op.ID, got.str("status"), "success")
		same(t, op.ID+" again", a.get(path).text, got.text)
		if len(got.list("data", "result")) == 0 && !strings.Contains(op.Path, "/droplets_") {
			t.Errorf("%s shows nothing: %s", op.ID, got.text)
		}
	}
	cpu := func(from, to int64) result {
		return a.get(fmt.Sprintf("/v2/monitoring/metrics/droplet/cpu?host_id=%d&start=%d&end=%d", did, from, to))
	}
	same(t, "modes", len(cpu(now-1800, now).list("data", "result")), 8)
	same(t, "before it was there", cpu(now-90000, now-80000).at("data", "result", 0, "values"), "[]")
	if n := len(cpu(now-1800, now+90000).list("data", "result", 0, "values")); n > 121 {
		t.Errorf("%d values, some after now", n)
	}
	a.do(404, "GET", "/v2/monitoring/metrics/droplet/load_1?host_id=17&start=1&end=2", nil)
	a.do(400, "GET", fmt.Sprintf("/v2/monitoring/metrics/droplet/load_1?host_id=%d&start=yesterday&end=2", did), nil)
	a.do(400, "GET", fmt.Sprintf("/v2/monitoring/metrics/droplet/bandwidth?host_id=%d&start=1&end=2&interface=up&direction=inbound", did), nil)

	urn := "do:kubernetes:" + s.some("kubernetes_clusters")
	to := a.do(200, "POST", "/v2/monitoring/sinks/destinations", map[string]any{"name": "logs", "type": "opensearch_ext", "config": map[string]any{"endpoint": "https://logs.example.com"}}).str("destination", "id")
	a.refused("destination_uuid nowhere does not exist", "POST", "/v2/monitoring/sinks", map[string]any{"destination_uuid": "nowhere", "resources": []any{map[string]any{"urn": urn}}})
	a.do(202, "POST", "/v2/monitoring/sinks", map[string]any{"destination_uuid": to, "resources": []any{map[string]any{"urn": urn}}})
	list := a.get("/v2/monitoring/sinks?resource_id=" + urn)
	same(t, "destination", list.str("sinks", 0, "destination", "id"), to)
	sink := "/v2/monitoring/sinks/" + list.str("sinks", 0, "uuid")
	a.get(sink)
	a.do(204, "POST", "/v2/monitoring/sinks/destinations/"+to, map[string]any{"name": "more", "type": "opensearch_ext", "config": map[string]any{"endpoint": "https://logs.example.org"}})
	same(t, "endpoint", a.get(sink).str("sink", "destination", "config", "endpoint"), "https://logs.example.org")
	a.do(204, "DELETE", sink, nil)
	a.do(404, "GET", sink, nil)

	check := a.do(201, "POST", "/v2/uptime/checks", map[string]any{"name": "www", "type": "https", "target": "https://www.example.com", "regions": []string{"us_east"}, "enabled": true}).str("check", "id")
	same(t, "state", a.get("/v2/uptime/checks/"+check+"/state").str("state", "regions", "us_east", "status"), "UP")
}
