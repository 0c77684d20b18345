package corrections

var apps = Area{
	Name: "apps",
	Fixes: []Fix{
		{
			Model: "app_ingress_spec_rule_routing_component", At: []string{"preserve_path_prefix"}, Is: `{"type": "boolean"}`,
			Says: "a text", Holds: "a boolean", Source: "godo's AppIngressSpecRuleRoutingComponent; public app specs",
		},
	},
	Secrets: []Secret{
		// The value of a variable may be a secret, whatever its type says.
		{Models: []string{"app_variable_definition"}, Fields: []string{"value"}},
		{Models: []string{"app_log_destination_logtail_spec"}, Fields: []string{"token"}},
		{Models: []string{"app_alert_slack_webhook", "apps_get_exec_response"}, Fields: []string{"url"}},
		{Models: []string{"access_key_create_response"}, Fields: []string{"secret"}},
		{Models: []string{"namespace_info"}, Fields: []string{"key"}},
		{Models: []string{"addons_resource"}, Fields: []string{"sso_url"}},
	},
	Effects: []Effect{
		{Does: "read", Ops: []string{"apps_validate_appSpec", "apps_validate_rollback", "apps_list_metrics_bandwidth_daily"}, Why: "these POSTs compute or look something up"},
		{Does: "read", Why: "variables of type SECRET come back encrypted", Ops: []string{
			"apps_list", "apps_get", "apps_list_deployments", "apps_get_deployment", "apps_list_events", "apps_get_event",
		}},
		{Does: "reveals", Ops: []string{"apps_get_exec", "apps_get_exec_active_deployment"}, Why: "the URL in the answer opens a shell in a container"},
	},
}
