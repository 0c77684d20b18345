package corrections

var storage = Area{
	Name:      "storage",
	Relations: storageRelations,
	Beyond:    nfsBeyond,
	Fixes: []Fix{
		{
			Ops: []string{"spacesKey_create", "spacesKey_update", "spacesKey_patch"}, At: []string{"grants[].permission"}, Values: []string{`"read"`, `"readwrite"`, `"fullaccess"`}, Open: true,
			Says: "any text", Holds: "one of these", Source: "godo's SpacesKeyPermission",
		},
		{
			Ops: []string{"nfs_create"}, At: []string{"manager_urn"}, Add: `{"type": "string"}`,
			Says: "no such field", Holds: "the official client sends it", Source: "godo's NfsCreateRequest",
		},
		{
			Ops: []string{"nfs_create"}, At: []string{"vpc_ids"}, Optional: true,
			Says: "needed", Holds: "VPCs may be attached later", Source: "godo's NfsCreateRequest; the action attach",
		},
		{
			Ops: []string{"volumeActions_post"}, At: []string{"volume_name"}, Add: `{"type": "string"}`,
			Says: "no such field", Holds: "attaching and detaching by name are the point of it", Source: "the description's own examples",
		},
		{
			Ops: []string{"volumeSnapshots_create"}, At: []string{"description"}, Add: `{"type": "string"}`,
			Says: "no such field", Holds: "it is kept", Source: "doctl",
		},
	},
}
