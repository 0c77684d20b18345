package sim

import (
	"fmt"
	"testing"
	"time"
)

func init() {
	tours = append(tours, tourShares, tourSecurity, tourMarketplace, tourConnect)
	knownBodies["nfs_create"] = func(s *sampler, full bool) map[string]any {
		return map[string]any{"name": fmt.Sprint("share-", s.n), "size_gib": 100 + s.n, "region": "nyc3", "vpc_ids": []any{defaultVPC(s.api, "nyc3")}}
	}
}

func defaultVPC(a *api, region string) string {
	for _, v := range a.get("/v2/vpcs?per_page=200").list("vpcs") {
		vpc := v.(map[string]any)
		if vpc["region"] == region && vpc["default"] == true {
			return vpc["id"].(string)
		}
	}
	a.Fatal("no default VPC in " + region)
	return ""
}

func TestShares(t *testing.T) { tourShares(newAPI(t)) }

func tourShares(a *api) {
	t := a.T
	vpc := defaultVPC(a, "nyc3")
	body := map[string]any{"name": "files", "size_gib": 100, "region": "nyc3", "vpc_ids": []any{vpc}}
	a.refused("size_gib must be at least 50", "POST", "/v2/nfs", with(body, "size_gib", 1))
	path := "/v2/nfs/" + a.do(201, "POST", "/v2/nfs", body).str("share", "id")
	act := func(kind string, params map[string]any) result {
		return a.do(201, "POST", path+"/actions", map[string]any{"type": kind, "region": "nyc3", "params": params})
	}
	a.refused("the share is CREATING", "POST", path+"/actions", map[string]any{"type": "resize", "params": map[string]any{"size_gib": 200}})
	a.sleep(time.Hour)
	same(t, "status", a.get(path).str("share", "status"), "ACTIVE")
	act("resize", map[string]any{"size_gib": 200})
	act("snapshot", map[string]any{"name": "before"})
	act("switch_performance_tier", map[string]any{"performance_tier": "high"})
	other := a.do(201, "POST", "/v2/vpcs", map[string]any{"name": "more", "region": "nyc3", "ip_range": "10.77.0.0/20"}).str("vpc", "id")
	act("attach", map[string]any{"vpc_id": other})
	a.sleep(time.Hour)
	same(t, "size", a.get(path).at("share", "size_gib"), 200)
	same(t, "networks", len(a.get(path).list("share", "vpc_ids")), 2)
	act("detach", map[string]any{"vpc_id": vpc})
	a.sleep(time.Hour)
	act("reassign", map[string]any{"old_vpc_id": other, "new_vpc_id": vpc})
	a.sleep(time.Hour)
	same(t, "network", a.get(path).at("share", "vpc_ids", 0), vpc)
	snap := a.get("/v2/nfs/snapshots?region=nyc3").str("snapshots", 0, "id")
	same(t, "snapshot", a.get("/v2/nfs/snapshots/"+snap).str("snapshot", "status"), "ACTIVE")
	a.do(204, "DELETE", "/v2/nfs/snapshots/"+snap, nil)
	policy := map[string]any{"anonuid": 1000, "anongid": 1000, "protocols": []string{"NFS4"}, "squash_config": "NO_SQUASH", "identity_enforcement_enabled": false}
	id := path[len("/v2/nfs/"):]
	points := "/v2/nfs/shares/" + id + "/access_points"
	point := a.do(201, "POST", points, map[string]any{"name": "p", "path": "/data", "access_policy": policy, "vpc_id": vpc}).str("access_point", "id")
	a.sleep(time.Hour)
	same(t, "points", a.get(points+"?status=ACCESS_POINT_ACTIVE").str("access_points", 0, "id"), point)
	same(t, "in the share", a.get(path).str("share", "access_points", 0, "id"), point)
	a.get("/v2/nfs/access_points/" + point)
	if got, err := a.send("DELETE", "/v2/nfs/access_points/"+point, nil); err != nil || got.status/100 != 2 {
		t.Errorf("%d %s %v", got.status, got.text, err)
	}
	a.do(404, "GET", "/v2/nfs/access_points/"+point, nil)
	a.do(204, "DELETE", path, nil)
}

func TestSecurity(t *testing.T) { tourSecurity(newAPI(t)) }

func tourSecurity(a *api) {
	t := a.T
	_, id := a.create()
	scan := a.do(201, "POST", "/v2/security/scans", nil).str("scan", "id")
	a.do(409, "POST", "/v2/security/scans", nil)
	a.sleep(time.Hour)
	path := "/v2/security/scans/" + scan
	found := a.get(path)
	same(t, "status", found.str("scan", "status"), "COMPLETED")
	rule := found.str("scan", "findings", 0, "rule_uuid")
	affected := a.get(path + "/findings/" + rule + "/affected_resources?per_page=200")
	before := len(affected.list("affected_resources"))
	same(t, "others", a.get(path+"?severity=LOW").at("scan", "findings"), "[]")
	urn := fmt.Sprintf("do:droplet:%d", id)
	quiet := a.do(201, "POST", "/v2/security/settings/suppressions", map[string]any{"rule_uuid": rule, "resources": []any{urn}}).str("resources", 0, "id")
	a.do(201, "POST", "/v2/security/scans/rules", map[string]any{"resource": "droplet"})
	a.sleep(time.Hour)
	latest := a.get("/v2/security/scans/latest").str("scan", "id")
	if before > 1 {
		same(t, "suppressed", len(a.get("/v2/security/scans/"+latest+"/findings/"+rule+"/affected_resources?per_page=200").list("affected_resources")), before-1)
	}
	same(t, "scans", a.get("/v2/security/scans").str("scans", 0, "id"), latest)
	same(t, "settings", a.get("/v2/security/settings").str("settings", "suppressions", "resources", 0, "id"), quiet)
	a.do(204, "DELETE", "/v2/security/settings/suppressions/"+quiet, nil)
	a.do(200, "PUT", "/v2/security/settings/plan", map[string]any{"tier_coverage": map[string]any{}})
}

func TestMarketplace(t *testing.T) { tourMarketplace(newAPI(t)) }

func tourMarketplace(a *api) {
	t := a.T
	same(t, "kubernetes", a.get("/v2/1-clicks?type=kubernetes").str("1_clicks", 0, "type"), "kubernetes")
	a.do(404, "POST", "/v2/1-clicks/kubernetes", map[string]any{"addon_slugs": []string{"loki"}, "cluster_uuid": "00000000-0000-8000-8000-000000000000"})
	s := newSampler(a)
	cluster := s.some("kubernetes_clusters")
	a.do(422, "POST", "/v2/1-clicks/kubernetes", map[string]any{"addon_slugs": []string{"none"}, "cluster_uuid": cluster})
	a.do(200, "POST", "/v2/1-clicks/kubernetes", map[string]any{"addon_slugs": []string{"loki"}, "cluster_uuid": cluster})
	app := a.get("/v2/add-ons/apps").str("apps", 0, "app_slug")
	a.get("/v2/add-ons/apps/" + app + "/metadata")
	a.do(404, "GET", "/v2/add-ons/apps/none/metadata", nil)
	team := a.do(201, "POST", "/v2/organizations/team", map[string]any{"name": "ops"}).str("team", "uuid")
	a.do(409, "POST", "/v2/organizations/team", map[string]any{"name": "ops"})
	same(t, "team", a.get("/v2/organizations/teams").str("teams", 0, "uuid"), team)
}

func TestConnect(t *testing.T) { tourConnect(newAPI(t)) }

func tourConnect(a *api) {
	t := a.T
	vpc := defaultVPC(a, "nyc3")
	path := "/v2/partner_network_connect/attachments/" + a.do(202, "POST", "/v2/partner_network_connect/attachments", map[string]any{
		"name": "office", "connection_bandwidth_in_mbps": 1000, "region": "nyc", "naas_provider": "megaport", "vpc_ids": []string{vpc},
	}).str("partner_attachment", "id")
	a.do(404, "GET", path+"/service_key", nil)
	a.do(202, "POST", path+"/service_key", nil)
	key := a.get(path+"/service_key").str("service_key", "value")
	same(t, "key", a.get(path+"/service_key").str("service_key", "value"), key)
	same(t, "auth", a.get(path+"/bgp_auth_key").str("bgp_auth_key", "value"), a.get(path+"/bgp_auth_key").str("bgp_auth_key", "value"))
	same(t, "routes", a.get(path+"/remote_routes").at("remote_routes"), "[]")
	block := "/v2/byoip_prefixes/" + a.do(202, "POST", "/v2/byoip_prefixes", map[string]any{"prefix": "198.51.100.0/24", "region": "nyc3", "signature": "c2ln"}).str("byoip_prefix", "uuid")
	a.sleep(time.Hour)
	same(t, "addresses", a.get(block+"/ips").at("ips"), "[]")
	same(t, "advertised", a.do(202, "PATCH", block, map[string]any{"advertise": true}).at("byoip_prefix", "advertised"), true)
}
