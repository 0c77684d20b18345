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
	},
	Secrets: []Secret{
		{Fields: []string{
			"password", "basic_auth_password", "user_data", "private_key", "secret_key", "api_key", "api_token",
			"access_token", "refresh_token", "hf_token", "hugging_face_token", "datadog_api_key", "auth_key", "bgp_auth_key",
			"service_key", "client_key_data", "registry_credentials",
		}},
	},
}
