package corrections

var droplets = Area{
	Name:      "droplets",
	Relations: dropletRelations,
	Fixes: []Fix{
		{
			Ops: []string{"droplets_create"}, At: []string{"gpu_partition_mode", "subnet_uuid"}, Add: `{"type": "string"}`,
			Says: "no such field", Holds: "the official client sends it", Source: "godo's DropletCreateRequest",
		},
		{
			Ops: []string{"droplets_create"}, At: []string{"volumes[]"},
			Also: `{"type": "object", "properties": {"id": {"type": "string"}, "name": {"type": "string"}}}`,
			Says: "ids", Holds: "objects with an id or a name too", Source: "godo's DropletCreateVolume, which sends nothing else",
		},
		{
			Ops: []string{"droplets_create"}, At: []string{"size"}, Known: "sizes",
			Says: "any text", Holds: "a slug of GET /v2/sizes", Source: "the list of sizes",
		},
		{
			Ops: []string{"droplets_create"}, At: []string{"region"}, Known: "regions",
			Says: "any text", Holds: "a slug of GET /v2/regions", Source: "the list of regions",
		},
	},
}
