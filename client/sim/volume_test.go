package sim

import (
	"fmt"
	"testing"
	"time"
)

func TestVolumes(t *testing.T) {
	a := newAPI(t)
	body := map[string]any{"name": "data", "region": "nyc3", "size_gigabytes": 10, "filesystem_type": "ext4"}
	res := a.do(201, "POST", "/v2/volumes", body)
	id := res.str("volume", "id")
	path := "/v2/volumes/" + id
	same(t, "region", res.str("volume", "region", "slug"), "nyc3")
	same(t, "droplet_ids", res.at("volume", "droplet_ids"), "[]")
	a.refusedAs(409, "conflict", "a volume with the name data already exists in the region", "POST", "/v2/volumes", body)
	a.refused("region is invalid", "POST", "/v2/volumes", with(body, "region", "moon"))
	a.refused("size_gigabytes must be an integer", "POST", "/v2/volumes", with(body, "size_gigabytes", "x"))
	a.refused("size_gigabytes must be between 1 and 16384", "POST", "/v2/volumes", with(body, "size_gigabytes", 0))
	a.do(201, "POST", "/v2/volumes", with(body, "region", "ams3"))
	same(t, "by name", a.get("/v2/volumes?name=data").str("meta", "total"), 2)
	same(t, "by both", a.get("/v2/volumes?name=data&region=nyc3").str("volumes", 0, "id"), id)

	droplet, did := a.create()
	done := a.act(path, map[string]any{"type": "attach", "droplet_id": did})
	same(t, "resource_id", done.at("action", "resource_id"), nil)
	same(t, "actions", a.get(path+"/actions").str("actions", 0, "type"), "attach")
	a.get(fmt.Sprintf("%s/actions/%d", path, done.id("action")))
	same(t, "on the droplet", a.get(droplet).at("droplet", "volume_ids", 0), id)
	a.refused("volume is already attached to a droplet", "POST", path+"/actions", map[string]any{"type": "attach", "droplet_id": did})
	a.refusedAs(409, "conflict", "failed to delete volume: the volume is attached to a droplet", "DELETE", path, nil)
	a.do(201, "POST", droplet+"/actions", map[string]any{"type": "reboot"})
	a.refused("Droplet already has a pending event.", "POST", path+"/actions", map[string]any{"type": "detach", "droplet_id": did})
	a.sleep(time.Minute)
	a.act(path, map[string]any{"type": "detach", "droplet_id": did})
	a.refused("Volume is not attached to the Droplet.", "POST", path+"/actions", map[string]any{"type": "detach", "droplet_id": did})
	same(t, "on the droplet", a.get(droplet).at("droplet", "volume_ids"), "[]")

	byName := map[string]any{"type": "attach", "volume_name": "data", "region": "nyc3", "droplet_id": did}
	a.do(202, "POST", "/v2/volumes/actions", byName)
	a.sleep(time.Minute)
	same(t, "attached", a.get(path).at("volume", "droplet_ids", 0), float64(did))
	a.refused("Type resize is invalid", "POST", "/v2/volumes/actions", with(byName, "type", "resize"))
	a.do(404, "POST", "/v2/volumes/actions", with(byName, "volume_name", "x"))

	a.refused("new size must be larger than the current size", "POST", path+"/actions", map[string]any{"type": "resize", "size_gigabytes": 10})
	a.act(path, map[string]any{"type": "resize", "size_gigabytes": 20})
	same(t, "size", a.get(path).at("volume", "size_gigabytes"), 20)

	snap := a.do(201, "POST", path+"/snapshots", map[string]any{"name": "s"}).str("snapshot", "id")
	a.refusedAs(409, "conflict", "a snapshot with the name s already exists", "POST", path+"/snapshots", map[string]any{"name": "s"})
	other := a.do(201, "POST", "/v2/volumes", map[string]any{"name": "other", "region": "nyc3", "size_gigabytes": 10}).str("volume", "id")
	a.refusedAs(409, "conflict", "a snapshot with the name s already exists", "POST", "/v2/volumes/"+other+"/snapshots", map[string]any{"name": "s"})
	same(t, "snapshots", a.get(path+"/snapshots").str("snapshots", 0, "resource_type"), "volume")
	same(t, "elsewhere", a.get("/v2/snapshots?resource_type=volume").str("snapshots", 0, "id"), snap)
	same(t, "by id", a.get("/v2/volumes/snapshots/"+snap).str("snapshot", "resource_id"), id)
	copied := a.do(201, "POST", "/v2/volumes", map[string]any{"name": "copy", "region": "nyc3", "size_gigabytes": 20, "snapshot_id": snap})
	same(t, "size", copied.at("volume", "size_gigabytes"), 20)
	a.do(204, "DELETE", "/v2/volumes/snapshots/"+snap, nil)
	a.do(404, "DELETE", "/v2/snapshots/"+snap, nil)

	// The droplet's end frees the volume.
	a.do(204, "DELETE", droplet, nil)
	same(t, "droplet_ids", a.get(path).at("volume", "droplet_ids"), "[]")
	a.do(204, "DELETE", "/v2/volumes?name=data&region=nyc3", nil)
	a.do(404, "GET", path, nil)
	a.do(404, "DELETE", "/v2/volumes?name=data&region=nyc3", nil)
	a.refused("name and region are required", "DELETE", "/v2/volumes", nil)
}

func TestDropletWithVolumes(t *testing.T) {
	a := newAPI(t)
	volume := a.do(201, "POST", "/v2/volumes", map[string]any{"name": "data", "region": "nyc3", "size_gigabytes": 10}).str("volume", "id")
	a.refused("You specified an invalid volume for Droplet creation.", "POST", "/v2/droplets", with(plain, "region", "ams3", "volumes", []string{volume}))
	droplet, _ := a.create("volumes", []string{volume})
	same(t, "volumes", a.get(droplet).at("droplet", "volume_ids", 0), volume)
	a.refused("volume is already attached to a droplet", "POST", "/v2/droplets", with(plain, "volumes", []string{volume}))
}
