package sim

import (
	"fmt"
	"testing"
	"time"
)

func init() { tours = append(tours, networkFlow) }

func TestNetwork(t *testing.T) {
	a := newAPI(t)
	networkFlow(a)
}

// networkFlow uses firewalls, balancers, certificates, projects and addresses as
// a program would. The walk against the description does so too.
func networkFlow(a *api) {
	t := a.T
	s := newSampler(a)
	a.do(201, "POST", "/v2/tags", map[string]any{"name": "edge"})
	droplet, id := a.create("tags", []string{"edge"})

	// A firewall follows a tag.
	rule := map[string]any{"protocol": "tcp", "ports": "all", "sources": map[string]any{"tags": []string{"edge"}}}
	made := a.do(202, "POST", "/v2/firewalls", map[string]any{"name": "fw", "tags": []string{"edge"}, "inbound_rules": []any{rule}})
	fw := "/v2/firewalls/" + made.str("firewall", "id")
	same(t, "ports", made.str("firewall", "inbound_rules", 0, "ports"), "0")
	same(t, "status", made.str("firewall", "status"), "waiting")
	same(t, "pending", made.at("firewall", "pending_changes", 0, "droplet_id"), float64(id))
	a.sleep(time.Minute)
	same(t, "status", a.get(fw).str("firewall", "status"), "succeeded")
	same(t, "of the droplet", a.get(droplet+"/firewalls").str("firewalls", 0, "name"), "fw")
	icmp := map[string]any{"protocol": "icmp", "destinations": map[string]any{"addresses": []string{"0.0.0.0/0"}}}
	a.do(204, "POST", fw+"/rules", map[string]any{"outbound_rules": []any{icmp}})
	same(t, "icmp", a.get(fw).str("firewall", "outbound_rules", 0, "ports"), "0")
	a.do(204, "DELETE", fw+"/rules", map[string]any{"outbound_rules": []any{icmp}})
	same(t, "rules", len(a.get(fw).list("firewall", "outbound_rules")), 0)
	a.do(204, "POST", fw+"/droplets", map[string]any{"droplet_ids": []int64{id}})
	a.do(204, "POST", fw+"/tags", map[string]any{"tags": []string{"more"}})
	a.do(204, "DELETE", fw+"/tags", map[string]any{"tags": []string{"more"}})
	same(t, "tags", a.get(fw).at("firewall", "tags"), "[edge]")

	// A balancer follows one too, and needs a certificate that exists.
	https := map[string]any{"entry_protocol": "https", "entry_port": 443, "target_protocol": "http", "target_port": 80}
	body := map[string]any{"name": "lb", "region": "nyc3", "tag": "edge", "forwarding_rules": []any{https}}
	a.refused("forwarding_rules: https needs a certificate_id or tls_passthrough", "POST", "/v2/load_balancers", body)
	cert := a.do(201, "POST", "/v2/certificates", map[string]any{"name": "c", "type": "lets_encrypt", "dns_names": []string{"example.com"}}).str("certificate", "id")
	https["certificate_id"] = cert
	lb := "/v2/load_balancers/" + a.do(202, "POST", "/v2/load_balancers", body).str("load_balancer", "id")
	same(t, "status", a.get(lb).str("load_balancer", "status"), "new")
	a.sleep(2 * time.Minute)
	same(t, "status", a.get(lb).str("load_balancer", "status"), "active")
	same(t, "droplets", a.get(lb).at("load_balancer", "droplet_ids", 0), float64(id))
	same(t, "check", a.get(lb).str("load_balancer", "health_check", "path"), "/")
	a.refusedAs(409, "conflict", "the certificate is in use by a load balancer", "DELETE", "/v2/certificates/"+cert, nil)
	http := map[string]any{"entry_protocol": "http", "entry_port": 80, "target_protocol": "http", "target_port": 80}
	a.do(204, "POST", lb+"/forwarding_rules", map[string]any{"forwarding_rules": []any{http}})
	same(t, "rules", len(a.get(lb).list("load_balancer", "forwarding_rules")), 2)
	a.do(204, "DELETE", lb+"/forwarding_rules", map[string]any{"forwarding_rules": []any{http}})
	same(t, "rules", len(a.get(lb).list("load_balancer", "forwarding_rules")), 1)
	other := "/v2/load_balancers/" + a.do(202, "POST", "/v2/load_balancers", map[string]any{
		"name": "by-id", "region": "nyc3", "droplet_ids": []int64{id}, "forwarding_rules": []any{http}}).str("load_balancer", "id")
	a.do(204, "DELETE", other+"/droplets", map[string]any{"droplet_ids": []int64{id}})
	same(t, "droplets", len(a.get(other).list("load_balancer", "droplet_ids")), 0)
	a.do(204, "POST", other+"/droplets", map[string]any{"droplet_ids": []int64{id}})
	a.do(204, "DELETE", other+"/cache", nil)

	// Everything is in a project.
	first := a.get("/v2/projects/default")
	same(t, "default", first.at("project", "is_default"), true)
	listed := a.get("/v2/projects/default/resources?per_page=200")
	urn := fmt.Sprintf("do:droplet:%d", id)
	found := false
	for i := range listed.list("resources") {
		found = found || listed.str("resources", i, "urn") == urn
	}
	same(t, "in the default project", found, true)
	project := a.do(201, "POST", "/v2/projects", map[string]any{"name": "mine", "purpose": "Other", "environment": "Production"})
	path := "/v2/projects/" + project.str("project", "id")
	same(t, "environment", project.str("project", "environment"), "Production")
	same(t, "moved", a.do(200, "POST", path+"/resources", map[string]any{"resources": []string{urn}}).str("resources", 0, "status"), "assigned")
	same(t, "there", a.get(path+"/resources").str("resources", 0, "urn"), urn)
	a.refusedAs(412, "precondition_failed", "cannot delete a project with resources. move or remove the resources first", "DELETE", path, nil)
	deleted, number := a.create()
	a.do(204, "DELETE", deleted, nil)
	two := a.do(200, "POST", "/v2/projects/default/resources", map[string]any{"resources": []string{fmt.Sprint("do:droplet:", number), urn}})
	same(t, "one is gone", two.str("resources", 0, "status")+" "+two.str("resources", 1, "status"), "not_found assigned")
	a.do(200, "POST", path+"/resources", map[string]any{"resources": []string{urn}})
	a.refused("resource do:droplet:1 does not exist", "POST", path+"/resources", map[string]any{"resources": []string{"do:droplet:1"}})
	a.do(200, "POST", "/v2/projects/default/resources", map[string]any{"resources": []string{urn}})
	a.do(200, "PATCH", "/v2/projects/default", map[string]any{"description": "d"})
	a.do(200, "PUT", "/v2/projects/default", map[string]any{"name": "p", "description": "e", "purpose": "IoT", "environment": "Staging", "is_default": true})
	a.do(204, "DELETE", path, nil)

	// Addresses of IPv6 lead to droplets as the others do.
	v6 := "/v2/reserved_ipv6/" + a.do(201, "POST", "/v2/reserved_ipv6", map[string]any{"region_slug": "nyc3"}).str("reserved_ipv6", "ip")
	a.do(201, "POST", v6+"/actions", map[string]any{"type": "assign", "droplet_id": id})
	a.sleep(time.Minute)
	same(t, "assigned", a.get(v6).at("reserved_ipv6", "droplet", "id"), float64(id))
	a.do(201, "POST", v6+"/actions", map[string]any{"type": "unassign"})
	a.sleep(time.Minute)
	a.do(204, "DELETE", v6, nil)

	endpoint := "/v2/cdn/endpoints/" + a.do(201, "POST", "/v2/cdn/endpoints", map[string]any{"origin": "site.nyc3.digitaloceanspaces.com"}).str("endpoint", "id")
	a.do(204, "DELETE", endpoint+"/cache", map[string]any{"files": []string{"*"}})
	a.do(204, "DELETE", endpoint, nil)
	key := a.do(201, "POST", "/v2/spaces/keys", keyBody(s, true))
	same(t, "the secret is told once", key.str("key", "secret_key") != "", true)
	same(t, "and not again", a.get("/v2/spaces/keys/"+key.str("key", "access_key")).at("key", "secret_key"), nil)

	// A droplet that goes leaves all of them.
	a.do(204, "DELETE", droplet, nil)
	same(t, "of the firewall", len(a.get(fw).list("firewall", "droplet_ids")), 0)
	same(t, "of the balancer", len(a.get(other).list("load_balancer", "droplet_ids")), 0)
	a.do(204, "DELETE", lb, nil)
	a.do(204, "DELETE", "/v2/certificates/"+cert, nil)
	a.do(204, "DELETE", other, nil)
	a.do(204, "DELETE", fw+"/droplets", map[string]any{"droplet_ids": []int64{id}})
	a.do(204, "DELETE", fw, nil)
	a.do(204, "DELETE", "/v2/tags/edge", nil)
}

// Terraform's provider sends an empty environment when there is none, and expects it
// back.
func TestProjectWithoutEnvironment(t *testing.T) {
	a := newAPI(t)
	body := map[string]any{"name": "bare", "purpose": "Web Application", "environment": ""}
	made := a.do(201, "POST", "/v2/projects", body)
	same(t, "none", made.str("project", "environment"), "")
	path := "/v2/projects/" + made.str("project", "id")
	same(t, "none after an update", a.do(200, "PUT", path, with(body, "description", "d", "is_default", false)).str("project", "environment"), "")
	delete(body, "environment")
	same(t, "by default", a.do(201, "POST", "/v2/projects", with(body, "name", "other")).str("project", "environment"), "Development")
	a.do(422, "POST", "/v2/projects", with(body, "name", "third", "environment", "Moon"))
}
