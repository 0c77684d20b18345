package corrections

var kubernetes = Area{
	Name: "kubernetes",
	Secrets: []Secret{
		{Models: []string{"credentials"}, Fields: []string{"token"}},
	},
	Effects: []Effect{
		{Does: "reveals", Ops: []string{"kubernetes_get_kubeconfig"}, Why: "the answer holds a token or a client key that opens the cluster"},
	},
}
