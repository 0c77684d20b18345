package corrections

// common is what holds wherever it occurs.
var common = Area{
	Name: "common",
	// Sets that grow: what is new in them is sent.
	Open: []string{
		"region", "regions", "size", "instance_size_slug", "engine", "distribution", "status", "statuses", "state",
		"subscription_tier_slug", "tier_slug", "message_format_version", "model_provider", "provider", "minimum_tls_version",
		"completion_window", "endpoint", "connection_bandwidth_in_mbps", "redundancy_zone",
	},
	Fixes: []Fix{
		{
			Model: "region_slug", At: []string{""}, Known: "regions",
			Says: "a closed list without atl1", Holds: "any slug that GET /v2/regions lists", Source: "doctl's and the Terraform provider's examples use atl1",
		},
		{
			Ops: []string{
				"byoipPrefixes_create", "databases_create_cluster", "databases_create_replica", "databases_update_region", "floatingIPs_create", "functions_create_namespace",
				"genai_create_agent", "genai_create_knowledge_base", "kubernetes_create_cluster", "nfs_create", "nfs_create_action", "reservedIPs_create", "vectorDatabases_create", "vpcs_create",
			},
			At: []string{"region"}, Known: "regions",
			Says: "any text", Holds: "a slug of GET /v2/regions", Source: "the list of regions",
		},
		{
			Ops: []string{"reservedIPv6_create"}, At: []string{"region_slug"}, Known: "regions",
			Says: "any text", Holds: "a slug of GET /v2/regions", Source: "the list of regions",
		},
		{
			Ops: []string{"kubernetes_create_cluster"}, At: []string{"node_pools[].size"}, Known: "sizes",
			Says: "any text", Holds: "a slug of GET /v2/sizes", Source: "the list of sizes; doctl kubernetes options sizes",
		},
		{
			Ops: []string{"autoscalepools_create", "autoscalepools_update"}, At: []string{"droplet_template.size"}, Known: "sizes",
			Says: "any text", Holds: "a slug of GET /v2/sizes", Source: "the list of sizes",
		},
		{
			Ops: []string{"autoscalepools_create", "autoscalepools_update"}, At: []string{"droplet_template.image"}, Known: "images",
			Says: "any text", Holds: "a slug of GET /v2/images, or an id", Source: "the list of images",
		},
		{
			Ops: []string{"kubernetes_add_nodePool", "dropletActions_post"}, At: []string{"size"}, Known: "sizes",
			Says: "any text", Holds: "a slug of GET /v2/sizes", Source: "the list of sizes",
		},
		{
			Ops: []string{"droplets_create", "dropletActions_post"}, At: []string{"image"}, Known: "images",
			Says: "any text", Holds: "a slug of GET /v2/images, or an id", Source: "the list of images",
		},
	},
	Secrets: []Secret{
		{Fields: []string{
			"password", "basic_auth_password", "user_data", "private_key", "secret_key", "api_key", "api_token",
			"access_token", "refresh_token", "hf_token", "hugging_face_token", "datadog_api_key", "auth_key", "bgp_auth_key",
			"service_key", "client_key_data", "registry_credentials",
		}},
	},
}
