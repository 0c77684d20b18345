package corrections

var kubernetes = Area{
	Name:      "kubernetes",
	Relations: kubernetesRelations,
	Beyond:    kubernetesBeyond,
	Fixes: []Fix{
		{
			Ops: []string{"kubernetes_create_cluster", "kubernetes_update_cluster"}, At: []string{"amd_gpu_dra_driver", "nfs_csi_plugin", "nvidia_gpu_dra_driver"}, Add: `{"type": "object", "properties": {"enabled": {"type": "boolean"}}}`,
			Says: "no such field", Holds: "the official client sends it", Source: "godo's KubernetesClusterCreateRequest",
		},
		{
			Ops: []string{"kubernetes_create_cluster", "kubernetes_update_cluster"}, At: []string{"gpu_operator_ready"}, Add: `{"type": "boolean"}`,
			Says: "no such field", Holds: "the official client sends it", Source: "godo's KubernetesClusterCreateRequest",
		},
		{
			Ops: []string{"kubernetes_create_cluster"}, At: []string{"insights"}, Add: `{"type": "object", "properties": {"enabled": {"type": "boolean"}, "logs": {"type": "boolean"}}}`,
			Says: "no such field", Holds: "the official client sends it", Source: "godo's KubernetesClusterCreateRequest",
		},
		{
			Ops: []string{"kubernetes_create_cluster"}, At: []string{"node_pools[].gpu_partition_mode"}, Add: `{"type": "string"}`,
			Says: "no such field", Holds: "the official client sends it", Source: "godo's KubernetesNodePoolCreateRequest",
		},
		{
			Ops: []string{"kubernetes_add_nodePool"}, At: []string{"gpu_partition_mode"}, Add: `{"type": "string"}`,
			Says: "no such field", Holds: "the official client sends it", Source: "godo's KubernetesNodePoolCreateRequest",
		},
		{
			Ops: []string{"kubernetes_create_cluster"}, At: []string{"node_pools[].count"}, Unless: &Unless{"auto_scale", []string{"true"}},
			Says: "needed", Holds: "a pool that scales by itself has min_nodes and max_nodes instead", Source: "the Terraform provider's acceptance tests of clusters",
		},
		{
			Ops: []string{"kubernetes_add_nodePool"}, At: []string{"count"}, Unless: &Unless{"auto_scale", []string{"true"}},
			Says: "needed", Holds: "a pool that scales by itself has min_nodes and max_nodes instead", Source: "the Terraform provider's acceptance tests of node pools",
		},
		{
			Ops: []string{"kubernetes_update_nodePool"}, At: []string{"name", "count"}, Optional: true,
			Says: "needed", Holds: "an update has what it changes", Source: "godo's KubernetesNodePoolUpdateRequest; doctl",
		},
		{
			Ops: []string{"kubernetes_update_cluster"}, At: []string{"name"}, Optional: true,
			Says: "needed", Holds: "an update has what it changes", Source: "godo's KubernetesClusterUpdateRequest",
		},
	},
	Secrets: []Secret{
		{Models: []string{"credentials"}, Fields: []string{"token"}},
	},
	Effects: []Effect{
		{Does: "reveals", Ops: []string{"kubernetes_get_kubeconfig"}, Why: "the answer holds a token or a client key that opens the cluster"},
	},
}
