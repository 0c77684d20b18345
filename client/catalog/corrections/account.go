package corrections

var account = Area{
	Name:   "account",
	Beyond: prepaymentBeyond,
	Fixes: []Fix{
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
