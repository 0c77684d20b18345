package corrections

var registry = Area{
	Name: "registry",
	Secrets: []Secret{
		{Ops: []string{"registr*_get_dockerCredentials"}, Fields: []string{"auth"}},
	},
	Effects: []Effect{
		{Does: "read", Ops: []string{"registry_validate_name", "registries_validate_name"}, Why: "these POSTs look whether a name is free"},
	},
}
