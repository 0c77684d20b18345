package corrections

var security = Area{
	Name:   "security",
	Beyond: secretsBeyond,
	Secrets: []Secret{
		{Ops: []string{"secrets_*"}, Fields: []string{"values"}},
	},
}
