package corrections

var inference = Area{
	Name:   "inference",
	Beyond: inferenceBeyond,
	Fixes: []Fix{
		{
			Ops: []string{"dedicatedInferences_create", "dedicatedInferences_patch"}, At: []string{"secrets"}, Add: `{"type": "object"}`,
			Says: "no such field", Holds: "the official client sends it", Source: "godo's DedicatedInferenceCreateRequest",
		},
		{
			Ops: []string{"dedicatedInferences_create", "dedicatedInferences_patch"}, At: []string{"spec.model_deployments[].provider_model_id"}, Add: `{"type": "string"}`,
			Says: "no such field", Holds: "the official client sends it", Source: "godo's DedicatedInferenceModelDeployment",
		},
	},
	Secrets: []Secret{
		{Models: []string{"dedicated_inference_access_token"}, Fields: []string{"value"}},
	},
}
