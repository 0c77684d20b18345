// Package natgateways simulates NAT gateways of VPCs.
package natgateways

import (
	"time"

	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

const table = "vpc_nat_gateways"

// Area is NAT gateways.
func Area() engine.Area {
	return engine.Area{
		Kinds: []*engine.Kind{{Path: "/v2/vpc_nat_gateways", Missing: "nat gateway with id %s not found", Create: create, Created: start, Update: update}},
		Ops:   map[string]engine.Handler{"vpcnatgateways_delete": remove},
		Steps: map[string]engine.Step{"natgateways.start": started},
	}
}

func check(w *engine.World, b *engine.Document, region string) error {
	for _, item := range engine.Elements(b.Get("vpcs")) {
		vpc, _ := engine.ParseDocument(item)
		id := vpc.Str("vpc_uuid")
		rec := w.Find("vpcs", id)
		switch {
		case id == "":
			return engine.Unprocessable("vpcs: vpc_uuid is required")
		case rec == nil || region != "" && rec.Str("region") != region:
			return engine.Unprocessable("VPC %s does not exist in the region", id)
		}
	}
	if n := b.Integer("size"); b.Has("size") && (n < 1 || n > 200) {
		return engine.Unprocessable("size must be between 1 and 200")
	}
	return nil
}

func create(w *engine.World, r *engine.Request, d *engine.Document) (string, error) {
	b := &r.Body
	if err := engine.CheckRequired(r.Op.Body, b); err != nil {
		return "", err
	}
	region := b.Str("region")
	if engine.Offered().Region(region) == nil {
		return "", engine.BadRegion("region " + region + " is invalid")
	}
	if len(engine.Elements(b.Get("vpcs"))) == 0 {
		return "", engine.Unprocessable("vpcs must name at least one VPC")
	}
	if err := check(w, b, region); err != nil {
		return "", err
	}
	project := b.Str("project_id")
	if project == "" {
		project = w.Project()
	} else if w.Find("projects", project) == nil {
		return "", engine.Unprocessable("project %s does not exist", project)
	}
	seconds := func(name string, otherwise int64) int64 {
		if b.Has(name) {
			return b.Integer(name)
		}
		return otherwise
	}
	id := w.UUID()
	*d = engine.Object("id", id, "name", b.Str("name"), "type", b.Str("type"), "state", "NEW", "region", region,
		"size", b.Integer("size"), "vpcs", gateways(w, b.Get("vpcs")), "egresses", engine.Object("public_gateways", []string{}),
		"udp_timeout_seconds", seconds("udp_timeout_seconds", 30), "icmp_timeout_seconds", seconds("icmp_timeout_seconds", 30),
		"tcp_timeout_seconds", seconds("tcp_timeout_seconds", 300), "created_at", w.Now, "updated_at", w.Now, "project_id", project)
	return id, nil
}

// gateways gives the gateway an address in each of its VPCs.
func gateways(w *engine.World, vpcs engine.Raw) engine.Raw {
	out := []engine.Raw{}
	for _, item := range engine.Elements(vpcs) {
		vpc, _ := engine.ParseDocument(item)
		if rec := w.Find("vpcs", vpc.Str("vpc_uuid")); rec != nil && !vpc.Has("gateway_ip") {
			ip, _ := w.AddressIn(rec)
			vpc.Set("gateway_ip", ip)
		}
		out = append(out, vpc.Raw())
	}
	return engine.Encode(out)
}

func start(w *engine.World, r *engine.Request, rec *engine.Record) {
	w.Transition(w.Between(30*time.Second, 60*time.Second), "natgateways.start", rec)
}

func started(w *engine.World, rec *engine.Record, _ []string) bool {
	if rec == nil || rec.Str("state") != "NEW" {
		return false
	}
	rec.Set("state", "ACTIVE")
	rec.Set("egresses", engine.Object("public_gateways", []engine.Document{engine.Object("ipv4", w.Address())}))
	rec.Set("updated_at", w.Now)
	return true
}

func update(w *engine.World, r *engine.Request, rec *engine.Record, changes *engine.Document) error {
	if err := engine.CheckRequired(r.Op.Body, &r.Body); err != nil {
		return err
	}
	if err := check(w, changes, rec.Str("region")); err != nil {
		return err
	}
	if changes.Has("vpcs") {
		changes.Put("vpcs", gateways(w, changes.Get("vpcs")))
	} else {
		changes.Unset("vpcs") // it stays in those where it is
	}
	changes.Set("updated_at", w.Now)
	return nil
}

// remove lets a gateway go; it is shown until it has gone.
func remove(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := w.Existing(w.Table(table), r.Last())
	if err != nil {
		return nil, err
	}
	if rec.Str("state") != "DELETING" {
		rec.Set("state", "DELETING")
		w.Transition(w.Between(10*time.Second, 20*time.Second), "remove", rec)
	}
	return engine.NoContent(r.Op.Success[0]), nil
}
