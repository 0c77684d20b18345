package corrections

var account = Area{
	Name:      "account",
	Relations: accountRelations,
	Beyond:    prepaymentBeyond,
	Fixes: []Fix{
		{
			Model: "tags", At: []string{"resources.droplets.last_tagged"}, Add: `{"type": "object"}`,
			Says: "no such field", Holds: "the droplet that got it last, where the API still sends it", Source: "the Python library doapi 0.2.0, which reads it",
		},
		{
			Model: "tags", At: []string{"resources.images"}, Add: `{"type": "object", "properties": {"count": {"type": "integer"}, "last_tagged_uri": {"type": "string"}}}`,
			Says: "imgages, a slip of the pen", Holds: "images", Source: "godo's TaggedResources",
		},
		{
			Model: "tags_resource", At: []string{"resources[].resource_type"}, Values: []string{`"database"`, `"load_balancer"`}, Open: true,
			Says: "droplets, images, volumes and their snapshots", Holds: "databases and load balancers too", Source: "godo's ResourceType",
		},
		{
			Model: "tags_resource", At: []string{"resources[].resource_id"}, Also: `{"type": "integer"}`,
			Says: "a text", Holds: "a number too", Source: "the Python library doapi 0.2.0, which sends numbers",
		},
	},
}
