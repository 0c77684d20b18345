package corrections

// common is what holds wherever it occurs.
var common = Area{
	Name: "common",
	Secrets: []Secret{
		{Fields: []string{
			"password", "basic_auth_password", "user_data", "private_key", "secret_key", "api_key", "api_token",
			"access_token", "refresh_token", "hf_token", "hugging_face_token", "datadog_api_key", "auth_key", "bgp_auth_key",
			"service_key", "client_key_data", "registry_credentials",
		}},
	},
}
