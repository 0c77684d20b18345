package sim

import (
	"encoding/base64"
	"fmt"
	"testing"
	"time"
)

func init() {
	tours = append(tours, tourRegistries)
	knownBodies["registries_create"] = func(s *sampler, full bool) map[string]any {
		return map[string]any{"name": fmt.Sprint("registry-", s.n), "subscription_tier_slug": "professional", "region": "fra1"}
	}
}

func TestRegistries(t *testing.T) { tourRegistries(newAPI(t)) }

func tourRegistries(a *api) {
	t := a.T
	a.do(404, "GET", "/v2/registry", nil)
	body := map[string]any{"name": "team-one", "subscription_tier_slug": "basic", "region": "nyc3"}
	a.do(400, "POST", "/v2/registry", with(body, "name", "No!"))
	a.do(204, "POST", "/v2/registry/validate-name", map[string]any{"name": "team-one"})
	a.do(204, "POST", "/v2/registries/validate-name", map[string]any{"name": "team-one"})
	a.do(201, "POST", "/v2/registry", body)
	a.do(409, "POST", "/v2/registry/validate-name", map[string]any{"name": "team-one"})
	same(t, "tier", a.get("/v2/registry").str("registry", "subscription", "tier", "slug"), "basic")
	a.refused("the tier basic has one registry only", "POST", "/v2/registries", with(body, "name", "team-two"))
	a.do(200, "POST", "/v2/registry/subscription", map[string]any{"tier_slug": "professional"})
	a.do(201, "POST", "/v2/registries", with(body, "name", "team-two", "subscription_tier_slug", "professional"))
	same(t, "tier", a.get("/v2/registries/subscription").str("subscription", "tier", "slug"), "professional")
	a.do(422, "POST", "/v2/registries/subscription", map[string]any{"tier_slug": "basic"})
	a.do(200, "POST", "/v2/registries/subscription", map[string]any{"tier_slug": "professional"})
	same(t, "registries", len(a.get("/v2/registries").list("registries")), 2)
	a.get("/v2/registries/team-two")
	a.get("/v2/registry/options")
	a.get("/v2/registry/subscription")
	same(t, "eligible", a.get("/v2/registries/options").at("options", "subscription_tiers", 0, "eligible"), false)
	for _, path := range []string{"/v2/registry/docker-credentials", "/v2/registries/team-one/docker-credentials"} {
		auth, err := base64.StdEncoding.DecodeString(a.get(path).str("auths", "registry.digitalocean.com", "auth"))
		if err != nil || string(auth) != "simulated:team-one" {
			t.Errorf("%s: %q %v", path, auth, err)
		}
	}
	a.get("/v2/registry/team-one/repositories")
	for _, base := range []string{"/v2/registry/team-one", "/v2/registries/team-two"} {
		same(t, "repositories", a.get(base+"/repositoriesV2").at("repositories"), "[]")
		a.do(404, "GET", base+"/garbage-collection", nil)
		run := a.do(201, "POST", base+"/garbage-collection", nil)
		same(t, "status", run.str("garbage_collection", "status"), "requested")
		a.do(409, "POST", base+"/garbage-collection", nil)
		a.sleep(time.Minute)
		a.get(base + "/garbage-collection")
		a.sleep(time.Hour)
		same(t, "status", a.get(base+"/garbage-collections").str("garbage_collections", 0, "status"), "succeeded")
		again := a.do(201, "POST", base+"/garbage-collection", nil).str("garbage_collection", "uuid")
		a.do(200, "PUT", base+"/garbage-collection/"+again, map[string]any{"cancel": true})
		a.sleep(time.Hour)
		same(t, "status", a.get(base+"/garbage-collections").str("garbage_collections", 0, "status"), "cancelled")
	}
	a.do(204, "DELETE", "/v2/registries/team-two", nil)
	a.do(204, "DELETE", "/v2/registry", nil)
	a.do(404, "GET", "/v2/registry", nil)
}

func init() { tours = append(tours, tourRepositories) }

func TestRepositories(t *testing.T) { tourRepositories(newAPI(t)) }

// tourRepositories puts images where nobody can push them.
func tourRepositories(a *api) {
	t := a.T
	a.do(201, "POST", "/v2/registries", map[string]any{"name": "store", "subscription_tier_slug": "professional", "region": "nyc3"})
	put := func(path, object string) {
		t.Helper()
		if err := a.server.Import("/v2/registries/store/repositories/"+path, []byte(object)); err != nil {
			t.Fatal(err)
		}
	}
	fill := func() {
		put("app/digests/sha256:aa", `{"size_bytes": 300, "compressed_size_bytes": 100}`)
		put("app/digests/sha256:bb", `{"size_bytes": 300, "compressed_size_bytes": 120}`)
		put("app/tags/v1", `{"manifest_digest": "sha256:aa"}`)
		put("app/tags/v2", `{"manifest_digest": "sha256:bb"}`)
	}
	fill()
	if err := a.server.Import("/v2/registries/store/repositories/app/tags/v3", []byte(`{"manifest_digest": "sha256:cc"}`)); err == nil {
		t.Error("a tag of a manifest that is not there was taken")
	}
	for _, base := range []string{"/v2/registry/store/repositories", "/v2/registries/store/repositories"} {
		list := a.get(base + "V2")
		same(t, "name", list.str("repositories", 0, "name"), "app")
		same(t, "tags", list.at("repositories", 0, "tag_count"), 2)
		same(t, "latest", list.str("repositories", 0, "latest_manifest", "digest"), "sha256:bb")
		same(t, "tag", a.get(base+"/app/tags").str("tags", 1, "tag"), "v2")
		same(t, "digest", a.get(base+"/app/digests").str("manifests", 0, "tags", 0), "v1")
		a.do(404, "GET", base+"/none/tags", nil)
		a.do(204, "DELETE", base+"/app/digests/sha256:aa", nil)
		a.do(404, "DELETE", base+"/app/tags/v1", nil) // it went with its manifest
		a.do(204, "DELETE", base+"/app/tags/v2", nil)
		// What no tag means goes with the garbage.
		a.do(201, "POST", "/v2/registries/store/garbage-collection", nil)
		a.sleep(time.Hour)
		same(t, "freed", a.get("/v2/registries/store/garbage-collections").at("garbage_collections", 0, "freed_bytes"), 120)
		same(t, "left", a.get(base+"V2").at("repositories"), "[]")
		fill()
	}
	same(t, "latest tag", a.get("/v2/registry/store/repositories").str("repositories", 0, "latest_tag", "tag"), "v2")
	a.do(204, "DELETE", "/v2/registries/store/repositories/app", nil)
	a.do(404, "DELETE", "/v2/registries/store/repositories/app", nil)
	a.do(204, "DELETE", "/v2/registries/store", nil)
}
