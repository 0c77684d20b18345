package sim

import (
	"fmt"
	"testing"
)

func TestVPCs(t *testing.T) {
	a := newAPI(t)
	body := map[string]any{"name": "net", "region": "nyc3", "ip_range": "10.10.0.0/20"}
	res := a.do(201, "POST", "/v2/vpcs", body)
	path := "/v2/vpcs/" + res.str("vpc", "id")
	same(t, "one that somebody makes is no default", res.at("vpc", "default"), false)
	same(t, "urn", res.str("vpc", "urn"), "do:vpc:"+res.str("vpc", "id"))
	second := a.do(201, "POST", "/v2/vpcs", map[string]any{"name": "net2", "region": "nyc3"})
	a.refusedAs(409, "conflict", "a VPC with the name net already exists", "POST", "/v2/vpcs", body)
	a.refused("This range/size overlaps with another VPC network in your account: net", "POST", "/v2/vpcs", with(body, "name", "x"))
	a.refused("ip_range must be a private network in CIDR notation, from /16 to /28", "POST", "/v2/vpcs", with(body, "name", "x", "ip_range", "8.8.8.0/24"))
	a.refused("region is invalid", "POST", "/v2/vpcs", with(body, "name", "x", "region", "moon"))

	same(t, "patched", a.do(200, "PATCH", path, map[string]any{"description": "d"}).str("vpc", "description"), "d")
	same(t, "put", a.do(200, "PUT", path, map[string]any{"name": "net3"}).str("vpc", "name"), "net3")
	a.refused("name is required", "PUT", path, map[string]any{"description": "d"})

	droplet, id := a.create("vpc_uuid", second.at("vpc", "id"))
	same(t, "vpc_uuid", a.get(droplet).at("droplet", "vpc_uuid"), second.at("vpc", "id"))
	other := "/v2/vpcs/" + second.str("vpc", "id")
	same(t, "members", a.get(other+"/members").str("members", 0, "urn"), "do:droplet:"+fmt.Sprint(id))
	a.refusedAs(409, "conflict", "Can not delete VPC with members", "DELETE", other, nil)
	a.refusedAs(403, "forbidden", "Can not delete default VPCs", "DELETE", "/v2/vpcs/"+a.get("/v2/vpcs").str("vpcs", 0, "id"), nil)
	a.do(204, "DELETE", droplet, nil)
	a.do(204, "DELETE", other, nil)
	a.do(404, "GET", other, nil)

	// Each open region has a default from the start.
	droplet, _ = a.create("region", "ams3")
	vpc := a.get("/v2/vpcs/" + a.get(droplet).str("droplet", "vpc_uuid"))
	same(t, "name", vpc.str("vpc", "name"), "default-ams3")
	same(t, "default", vpc.at("vpc", "default"), true)
}
