package corrections

var network = Area{
	Name:      "network",
	Relations: networkRelations,
	Beyond:    vpcsBeyond,
	Fixes: []Fix{
		{
			Ops: []string{"firewalls_create", "firewalls_update", "firewalls_add_rules", "firewalls_delete_rules"}, At: []string{"inbound_rules[].action", "outbound_rules[].action"}, Add: `{"type": "string"}`,
			Says: "no such field", Holds: "the official client sends it", Source: "godo's InboundRule and OutboundRule",
		},
		{
			Ops: []string{"loadBalancers_create", "loadBalancers_update"}, At: []string{"subnet_uuid"}, Add: `{"type": "string"}`,
			Says: "no such field", Holds: "the official client sends it", Source: "godo's LoadBalancerRequest",
		},
		{
			Ops: []string{"loadBalancers_create", "loadBalancers_update"}, At: []string{"tags"}, Add: `{"type": "array", "items": {"type": "string"}}`,
			Says: "no such field", Holds: "the official client sends it", Source: "godo's LoadBalancerRequest",
		},
		{
			Ops: []string{"loadBalancers_create", "loadBalancers_update"}, At: []string{"validate_only"}, Add: `{"type": "boolean"}`,
			Says: "no such field", Holds: "only looks whether it could be made", Source: "godo's LoadBalancerRequest",
		},
		{
			Ops: []string{"loadBalancers_create", "loadBalancers_update"}, At: []string{"health_check.proxy_protocol"}, Add: `{"type": "boolean"}`,
			Says: "no such field", Holds: "the official client sends it", Source: "godo's HealthCheck",
		},
		{
			Ops: []string{"vpcnatgateways_create", "vpcnatgateways_update"}, At: []string{"egresses"}, Add: `{"type": "object"}`,
			Says: "no such field", Holds: "the official client sends it", Source: "godo's VPCNATGatewayRequest",
		},
		{
			Ops: []string{"vpcnatgateways_create", "vpcnatgateways_update"}, At: []string{"vpcs[].gateway_ip", "vpcs[].subnet_uuid"}, Add: `{"type": "string"}`,
			Says: "no such field", Holds: "the official client sends it", Source: "godo's IngressVPC",
		},
		{
			Ops: []string{"vpcnatgateways_update"}, At: []string{"project_id", "region", "type"}, Add: `{"type": "string"}`,
			Says: "no such field", Holds: "the official client sends it", Source: "godo's VPCNATGatewayRequest, which serves both",
		},
		{
			Ops: []string{"vpcs_update"}, At: []string{"name"}, Optional: true,
			Says: "needed", Holds: "an update has what it changes", Source: "godo's VPCUpdateRequest",
		},
		{
			Ops: []string{"partnerAttachments_create"}, At: []string{"bgp.local_router_asn"}, Add: `{"type": "integer"}`,
			Says: "no such field", Holds: "the official client sends it", Source: "godo's BGP",
		},
		{
			Ops:    []string{"firewalls_create", "firewalls_update", "firewalls_add_rules", "firewalls_delete_rules"},
			At:     []string{"inbound_rules[].ports", "outbound_rules[].ports"},
			Unless: &Unless{"protocol", []string{`"icmp"`}},
			Says:   "every rule has ports", Holds: "one of protocol icmp has none", Source: "doctl's commands/firewalls_test.go; the Terraform provider asks for a port range with tcp and udp only",
		},
		{
			Ops: []string{"loadBalancers_update"}, At: []string{"region", "forwarding_rules"}, Optional: true,
			Says: "always needed", Holds: "the API says so where they are", Source: "doctl's integration/glb_update_test.go and lb_update_test.go, which send neither type nor rules",
		},
		{
			Ops: []string{"loadBalancers_create"}, At: []string{"region", "forwarding_rules"},
			Unless: &Unless{"type", []string{`"GLOBAL"`}},
			Says:   "always needed", Holds: "a GLOBAL one has neither", Source: "doctl's integration/glb_update_test.go; the Terraform provider's acceptance tests",
		},
		{
			Ops: []string{"loadBalancers_create", "loadBalancers_update"}, At: []string{"droplet_ids", "tag"}, Optional: true,
			Says: "one of the two is needed", Holds: "targets may be added later", Source: "godo's LoadBalancerRequest: both may be left out",
		},
		{
			Ops: []string{"domains_patch_record", "domains_update_record"}, At: []string{"type"}, Optional: true,
			Says: "needed", Holds: "an update has what it changes", Source: "doctl's integration/domain_records_update_test.go",
		},
		{
			Ops: []string{"domains_create_record"}, At: []string{"flags", "tag"}, Unless: &Unless{"type", []string{`"NS"`, `"SRV"`, `"TXT"`}},
			Says: "NS, SRV and TXT records have flags and a tag", Holds: "CAA records alone have them", Source: "the description's own text of the fields; godo's domains_test.go",
		},
		{
			Ops: []string{"vpcnatgateways_create"}, At: []string{"project_id"}, Add: `{"type": "string"}`,
			Says: "no such field", Holds: "the project that it goes to", Source: "the description's own example",
		},
		{
			Ops: []string{"vpcnatgateways_update"}, At: []string{"name", "size"}, Optional: true,
			Says: "needed", Holds: "an update has what it changes", Source: "godo's VPCNATGatewayRequest",
		},
	},
	Secrets: []Secret{
		{Models: []string{"partner_attachment_service_key"}, Fields: []string{"value"}},
	},
}
