package sim

import (
	"fmt"
	"testing"
	"time"
)

func TestReservedIPs(t *testing.T) {
	a := newAPI(t)
	_, droplet := a.create()
	res := a.do(202, "POST", "/v2/floating_ips", map[string]any{"droplet_id": droplet})
	ip := res.str("floating_ip", "ip")
	same(t, "locked", res.at("floating_ip", "locked"), true)
	same(t, "rel", res.str("links", "actions", 0, "rel"), "assign_ip")
	floating, reserved := "/v2/floating_ips/"+ip, "/v2/reserved_ips/"+ip
	a.refused("The reserved IP already has a pending event.", "DELETE", floating, nil)
	a.sleep(10 * time.Second)
	res = a.get(reserved) // the same thing under its other name
	same(t, "locked", res.at("reserved_ip", "locked"), false)
	same(t, "droplet", res.id("reserved_ip", "droplet"), droplet)
	same(t, "region", res.str("reserved_ip", "region", "slug"), "nyc3")

	list := a.get(floating + "/actions")
	same(t, "actions", list.str("actions", 0, "type")+" "+list.str("actions", 1, "type"), "reserve_ip assign_ip")
	same(t, "resource_id", list.at("actions", 0, "resource_id"), float64(198<<24|19<<16|12<<12+11))
	same(t, "resource_type", list.str("actions", 0, "resource_type"), "floating_ip")
	same(t, "on the other path", a.get(reserved+"/actions").str("actions", 0, "resource_type"), "reserved_ip")
	one := fmt.Sprintf("/v2/actions/%d", list.id("actions", 1))
	same(t, "plain", a.get(one).str("action", "resource_type"), "floating_ip")
	a.header.Set("Accept", "application/vnd.digitalocean.reserveip+json")
	same(t, "by Accept", a.get(one).str("action", "resource_type"), "reserved_ip")
	a.header.Del("Accept")

	// For a region: free at once, then assigned and unassigned.
	free := a.do(202, "POST", "/v2/reserved_ips", map[string]any{"region": "nyc3"})
	same(t, "locked", free.at("reserved_ip", "locked"), false)
	path := "/v2/reserved_ips/" + free.str("reserved_ip", "ip")
	a.sleep(time.Second)
	same(t, "type", a.act(path, map[string]any{"type": "assign", "droplet_id": droplet}).str("action", "type"), "assign_ip")
	a.refused("The reserved IP is already assigned to the Droplet.", "POST", path+"/actions", map[string]any{"type": "assign", "droplet_id": droplet})
	same(t, "type", a.act(path, map[string]any{"type": "unassign"}).str("action", "type"), "unassign_ip")
	a.refused("The reserved IP is not assigned to a Droplet.", "POST", path+"/actions", map[string]any{"type": "unassign"})
	a.refused("droplet_id is required", "POST", path+"/actions", map[string]any{"type": "assign"})
	a.refused("The Droplet you specified could not be found.", "POST", path+"/actions", map[string]any{"type": "assign", "droplet_id": 5})
	a.refused("Type x is invalid", "POST", path+"/actions", map[string]any{"type": "x"})
	_, far := a.create("region", "ams3")
	a.refused("The reserved IP and the Droplet must be in the same region.", "POST", path+"/actions", map[string]any{"type": "assign", "droplet_id": far})
	for _, bad := range []map[string]any{{}, {"region": "nyc3", "droplet_id": droplet}} {
		a.refused("Either droplet_id or region is required", "POST", "/v2/reserved_ips", bad)
	}
	a.refused("You specified an invalid region for the reserved IP.", "POST", "/v2/reserved_ips", map[string]any{"region": "x"})
	a.refused("droplet_id must be an integer", "POST", "/v2/reserved_ips", map[string]any{"droplet_id": "x"})
	same(t, "both listed", a.get("/v2/floating_ips").str("meta", "total"), 2)

	// A free one is released; an assigned one is only unassigned, and the answer
	// is neither JSON nor a deletion.
	a.do(204, "DELETE", path, nil)
	a.do(404, "GET", path, nil)
	gone := a.do(202, "DELETE", floating, nil)
	same(t, "body", gone.text, " ")
	same(t, "content type", gone.header.Get("Content-Type"), "text/html; charset=utf-8")
	a.sleep(10 * time.Second)
	same(t, "unassigned", a.get(floating).at("floating_ip", "droplet"), nil)
	a.do(204, "DELETE", floating, nil)
	a.do(404, "DELETE", floating, nil)
}

func TestReservedIPOutlivesDroplet(t *testing.T) {
	a := newAPI(t)
	droplet, id := a.create()
	ip := a.do(202, "POST", "/v2/reserved_ips", map[string]any{"droplet_id": id}).str("reserved_ip", "ip")
	a.sleep(time.Minute)
	a.do(204, "DELETE", droplet, nil)
	same(t, "droplet", a.get("/v2/reserved_ips/"+ip).at("reserved_ip", "droplet"), nil)
}
