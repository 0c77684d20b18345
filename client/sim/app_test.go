package sim

import (
	"fmt"
	"testing"
	"time"
)

func init() {
	tours = append(tours, tourApps, tourJobs)
	knownBodies["apps_create"] = func(s *sampler, full bool) map[string]any {
		return map[string]any{"spec": map[string]any{"name": fmt.Sprint("app-", s.n), "region": "nyc", "services": []any{map[string]any{"name": "api", "http_port": 8080}}}}
	}
	knownBodies["apps_update"] = knownBodies["apps_create"]
}

func TestApps(t *testing.T) { tourApps(newAPI(t)) }

func TestAppJobs(t *testing.T) { tourJobs(newAPI(t)) }

func tourApps(a *api) {
	t := a.T
	same(t, "region", a.get("/v2/apps/regions").str("regions", 0, "slug"), "nyc")
	same(t, "sizes", len(a.get("/v2/apps/tiers/instance_sizes").list("instance_sizes")), 14)
	same(t, "price", a.get("/v2/apps/tiers/instance_sizes/apps-s-1vcpu-0.5gb").str("instance_size", "usd_per_month"), "5.00")
	spec := map[string]any{
		"name": "shop", "region": "ams",
		"services": []any{map[string]any{"name": "api", "instance_count": 2, "instance_size_slug": "apps-s-1vcpu-1gb",
			"image": map[string]any{"registry_type": "DOCKER_HUB", "repository": "nginx", "registry": "library"}}},
		"jobs":    []any{map[string]any{"name": "migrate", "kind": "PRE_DEPLOY", "image": map[string]any{"registry_type": "DOCKER_HUB", "repository": "busybox", "registry": "library"}}},
		"domains": []any{map[string]any{"domain": "shop.example.com", "type": "PRIMARY"}},
		"alerts":  []any{map[string]any{"rule": "DEPLOYMENT_FAILED"}},
	}
	cost := a.do(200, "POST", "/v2/apps/propose", map[string]any{"spec": spec})
	same(t, "cost", cost.at("app_cost"), 29)
	same(t, "free", cost.at("app_name_available"), true)
	a.do(400, "POST", "/v2/apps", map[string]any{"spec": with(spec, "name", "No!")})
	a.do(400, "POST", "/v2/apps", map[string]any{"spec": with(spec, "workers", []any{map[string]any{"name": "api"}})})
	made := a.do(200, "POST", "/v2/apps", map[string]any{"spec": spec})
	id := made.str("app", "id")
	path := "/v2/apps/" + id
	same(t, "phase", made.str("app", "pending_deployment", "phase"), "PENDING_BUILD")
	a.do(409, "POST", "/v2/apps", map[string]any{"spec": spec})
	same(t, "suggestion", a.do(200, "POST", "/v2/apps/propose", map[string]any{"spec": spec}).str("app_name_suggestion"), "shop-2")
	same(t, "instances", a.get(path+"/instances").at("instances"), "[]")
	a.sleep(time.Hour)
	app := a.get(path)
	first := app.str("app", "active_deployment", "id")
	same(t, "live", app.str("app", "live_domain"), fmt.Sprintf("shop-%s.ondigitalocean.example", id[:5]))
	same(t, "domain", app.str("app", "domains", 0, "phase"), "ACTIVE")
	same(t, "instances", len(a.get(path+"/instances").list("instances")), 2)
	same(t, "health", a.get(path+"/health").str("app_health", "components", 0, "state"), "HEALTHY")

	// A change of the spec is another deployment.
	changed := with(spec, "services", []any{map[string]any{"name": "api", "instance_count": 1, "image": map[string]any{"registry_type": "DOCKER_HUB", "repository": "nginx", "registry": "library"}}})
	a.do(200, "PUT", path, map[string]any{"spec": changed})
	a.sleep(time.Hour)
	same(t, "superseded", a.get(path+"/deployments/"+first).str("deployment", "phase"), "SUPERSEDED")
	same(t, "instances", len(a.get(path+"/instances").list("instances")), 1)
	same(t, "rollback", a.do(200, "POST", path+"/rollback/validate", map[string]any{"deployment_id": first}).at("valid"), true)
	back := a.do(200, "POST", path+"/rollback", map[string]any{"deployment_id": first})
	same(t, "cloned", back.str("deployment", "cloned_from"), first)
	a.sleep(time.Hour)
	same(t, "pinned", a.get(path).str("app", "pinned_deployment", "id"), back.str("deployment", "id"))
	a.do(409, "POST", path+"/deployments", map[string]any{})
	a.do(200, "POST", path+"/rollback/revert", nil)
	a.sleep(time.Hour)
	same(t, "instances", len(a.get(path+"/instances").list("instances")), 1)
	a.do(200, "POST", path+"/rollback", map[string]any{"deployment_id": first})
	a.sleep(time.Hour)
	a.do(200, "POST", path+"/rollback/commit", nil)
	same(t, "instances", len(a.get(path+"/instances").list("instances")), 2)

	running := a.do(200, "POST", path+"/deployments", map[string]any{"force_build": true}).str("deployment", "id")
	a.do(200, "POST", path+"/deployments/"+running+"/cancel", nil)
	a.do(400, "POST", path+"/deployments/"+running+"/cancel", nil)
	a.do(200, "POST", path+"/restart", map[string]any{"components": []string{"api"}})
	a.do(400, "POST", path+"/restart", map[string]any{"components": []string{"nothing"}})
	a.get(path + "/deployments?per_page=2")
	events := a.get(path + "/events")
	event := path + "/events/" + events.str("events", 0, "id")
	a.get(event)
	a.get(event + "/logs?type=BUILD")
	a.do(200, "POST", event+"/cancel", nil)

	runs := a.get(path + "/job-invocations")
	run := runs.str("job_invocations", 0, "id")
	same(t, "job", a.get(path+"/job-invocations/"+run).str("job_invocation", "phase"), "SUCCEEDED")
	a.get(path + "/jobs/migrate/invocations/" + run + "/logs?type=JOB_INVOCATION")
	a.do(400, "POST", path+"/job-invocations/"+run+"/cancel", nil)

	alert := a.get(path+"/alerts").str("alerts", 0, "id")
	a.do(200, "POST", path+"/alerts/"+alert+"/destinations", map[string]any{"emails": []string{"ops@example.com"}})
	same(t, "email", a.get(path+"/alerts").at("alerts", 0, "emails", 0), "ops@example.com")

	for _, logs := range []string{"/logs", "/components/api/logs", "/deployments/" + first + "/logs", "/deployments/" + first + "/components/api/logs"} {
		a.get(path + logs + "?type=RUN")
	}
	a.get(path + "/components/api/exec")
	a.get(path + "/deployments/" + first + "/components/api/exec")
	a.do(404, "GET", path+"/components/nothing/logs?type=RUN", nil)
	a.sleep(48 * time.Hour)
	a.get(path + "/metrics/bandwidth_daily")
	a.do(200, "POST", "/v2/apps/metrics/bandwidth_daily", map[string]any{"app_ids": []string{id}})
	a.do(200, "DELETE", path, nil)
	a.do(404, "GET", path+"/deployments", nil)
}

// A job that runs can be stopped.
func tourJobs(a *api) {
	t := a.T
	path := "/v2/apps/" + a.do(200, "POST", "/v2/apps", map[string]any{"spec": map[string]any{"name": "jobs", "jobs": []any{map[string]any{"name": "once"}}}}).str("app", "id")
	for range 600 {
		a.sleep(time.Second)
		if runs := a.get(path + "/job-invocations").list("job_invocations"); len(runs) > 0 {
			break
		}
	}
	run := a.get(path+"/job-invocations").str("job_invocations", 0, "id")
	same(t, "phase", a.do(200, "POST", path+"/job-invocations/"+run+"/cancel", nil).str("job_invocation", "phase"), "CANCELED")
	a.sleep(time.Hour)
	same(t, "phase", a.get(path+"/job-invocations/"+run).str("job_invocation", "phase"), "CANCELED")
}
