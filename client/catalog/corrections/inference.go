package corrections

var inference = Area{
	Name: "inference",
	Secrets: []Secret{
		{Models: []string{"dedicated_inference_access_token"}, Fields: []string{"value"}},
	},
}
