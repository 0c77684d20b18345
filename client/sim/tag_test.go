package sim

import (
	"fmt"
	"testing"
	"time"
)

func tagged(kind string, ids ...any) map[string]any {
	list := []map[string]any{}
	for _, id := range ids {
		list = append(list, map[string]any{"resource_type": kind, "resource_id": fmt.Sprint(id)})
	}
	return map[string]any{"resources": list}
}

func TestTags(t *testing.T) {
	a := newAPI(t)
	res := a.do(201, "POST", "/v2/tags", map[string]any{"name": "env:prod"})
	same(t, "count", res.at("tag", "resources", "count"), 0)
	same(t, "again", a.do(201, "POST", "/v2/tags", map[string]any{"name": "env:prod"}).str("tag", "name"), "env:prod")
	bad := a.do(400, "POST", "/v2/tags", map[string]any{"name": "a b"})
	same(t, "its own shape", bad.at("error"), bad.at("messages", 0))
	same(t, "blank", a.do(400, "POST", "/v2/tags", map[string]any{}).str("error"), "name can't be blank")

	one, id1 := a.create("tags", []string{"env:prod", "web"})
	two, id2 := a.create()
	const tag = "/v2/tags/env:prod"
	a.do(204, "POST", tag+"/resources", tagged("droplet", id2))
	res = a.get(tag)
	same(t, "count", res.at("tag", "resources", "count"), 2)
	same(t, "droplets", res.at("tag", "resources", "droplets", "count"), 2)
	same(t, "images", res.at("tag", "resources", "images", "count"), 0)
	same(t, "last", res.str("tag", "resources", "droplets", "last_tagged_uri"), a.base+two)
	same(t, "last of all", res.str("tag", "resources", "last_tagged_uri"), a.base+two)
	same(t, "last itself", res.id("tag", "resources", "droplets", "last_tagged"), id2)
	same(t, "on the droplet", a.get(two).at("droplet", "tags"), "[env:prod]")
	a.do(204, "POST", tag+"/resources", tagged("droplet", id2)) // twice is once
	same(t, "on the droplet", a.get(two).at("droplet", "tags"), "[env:prod]")

	// All or nothing.
	a.do(404, "POST", "/v2/tags/web/resources", tagged("droplet", id2, 5))
	same(t, "web", a.get("/v2/tags/web").at("tag", "resources", "count"), 1)
	a.do(404, "POST", "/v2/tags/absent/resources", tagged("droplet", id2))
	a.refused("resource_type moon is invalid", "POST", tag+"/resources", tagged("moon", 1))
	a.refused("resources is required", "POST", tag+"/resources", nil)

	res = a.do(200, "PUT", tag, map[string]any{"name": "env:live"})
	same(t, "renamed", res.str("tag", "name"), "env:live")
	same(t, "on the droplet", a.get(one).at("droplet", "tags"), "[env:live web]")
	a.do(404, "GET", tag, nil)
	a.refused("Tag name web is already in use", "PUT", "/v2/tags/env:live", map[string]any{"name": "web"})
	same(t, "list", a.get("/v2/droplets?tag_name=env:live").str("meta", "total"), 2)

	a.do(204, "DELETE", "/v2/tags/env:live/resources", tagged("droplet", id2))
	same(t, "on the droplet", a.get(two).at("droplet", "tags"), "[]")
	same(t, "last", a.get("/v2/tags/env:live").str("tag", "resources", "last_tagged_uri"), a.base+one)
	a.do(204, "DELETE", "/v2/tags/env:live", nil)
	same(t, "on the droplet", a.get(one).at("droplet", "tags"), "[web]")
	a.do(404, "DELETE", "/v2/tags/env:live", nil)

	// A deleted droplet does not count any more; the tag stays.
	a.do(204, "DELETE", one, nil)
	same(t, "web", a.get("/v2/tags/web").at("tag", "resources", "count"), 0)
	same(t, "id", id1 > 0, true)
}

func TestTagsOfOtherKinds(t *testing.T) {
	a := newAPI(t)
	volume := a.do(201, "POST", "/v2/volumes", map[string]any{"name": "v", "region": "nyc3", "size_gigabytes": 1, "tags": []string{"t"}}).str("volume", "id")
	snap := a.do(201, "POST", "/v2/volumes/"+volume+"/snapshots", map[string]any{"name": "s"}).str("snapshot", "id")
	a.do(204, "POST", "/v2/tags/t/resources", tagged("volume_snapshot", snap))
	res := a.get("/v2/tags/t")
	same(t, "count", res.at("tag", "resources", "count"), 2)
	same(t, "volumes", res.str("tag", "resources", "volumes", "last_tagged_uri"), a.base+"/v2/volumes/"+volume)
	same(t, "snapshots", res.str("tag", "resources", "volume_snapshots", "last_tagged_uri"), a.base+"/v2/snapshots/"+snap)
	a.do(204, "DELETE", "/v2/snapshots/"+snap, nil)
	a.do(204, "DELETE", "/v2/volumes/"+volume, nil)
	same(t, "count", a.get("/v2/tags/t").at("tag", "resources", "count"), 0)
}

func TestTagsOfPremadeDroplets(t *testing.T) {
	a := newAPI(t, Droplets(50))
	before := a.get("/v2/tags/web").at("tag", "resources", "count")
	same(t, "web", before, 20)
	same(t, "list", a.get("/v2/droplets?tag_name=web&per_page=200").str("meta", "total"), 20)
	web := a.get("/v2/droplets?tag_name=web").id("droplets", 0)
	a.do(204, "DELETE", fmt.Sprintf("/v2/droplets/%d", web), nil)
	same(t, "web", a.get("/v2/tags/web").at("tag", "resources", "count"), 19)
	a.sleep(time.Minute)
	same(t, "list", a.get("/v2/droplets?tag_name=web&per_page=200").str("meta", "total"), 19)
}
