package corrections

var apps = Area{
	Name:   "apps",
	Beyond: appsBeyond,
	Fixes: []Fix{
		{
			Model: "app_ingress_spec_rule_routing_component", At: []string{"preserve_path_prefix"}, Is: `{"type": "boolean"}`,
			Says: "a text", Holds: "a boolean", Source: "godo's AppIngressSpecRuleRoutingComponent; public app specs",
		},
		{
			Model: "app_spec", At: []string{"alerts"}, Add: `{"type": "array", "items": {"type": "object", "properties": {"rule": {"type": "string"}, "operator": {"type": "string"}, "value": {"type": "number"}, "window": {"type": "string"}, "disabled": {"type": "boolean"}}}}`,
			Says: "no such field", Holds: "the official client sends it", Source: "godo's AppSpec",
		},
		{
			Model: "app_spec", At: []string{"envs"}, Add: `{"type": "array", "items": {"type": "object", "properties": {"key": {"type": "string"}, "value": {"type": "string"}, "scope": {"type": "string"}, "type": {"type": "string"}}}}`,
			Says: "no such field", Holds: "variables of all components", Source: "godo's AppSpec; public app specs",
		},
		{
			Model: "app_spec", At: []string{"features"}, Add: `{"type": "array", "items": {"type": "string"}}`,
			Says: "no such field", Holds: "the official client sends it", Source: "godo's AppSpec",
		},
		{
			Model: "app_database_spec", At: []string{"num_nodes"}, Add: `{"type": "integer"}`,
			Says: "no such field", Holds: "the official client sends it", Source: "godo's AppDatabaseSpec",
		},
		{
			Model: "app_database_spec", At: []string{"size"}, Add: `{"type": "string"}`,
			Says: "no such field", Holds: "the official client sends it", Source: "godo's AppDatabaseSpec",
		},
		{
			Model: "app_domain_spec", At: []string{"certificate"}, Add: `{"type": "string"}`,
			Says: "no such field", Holds: "the official client sends it", Source: "godo's AppDomainSpec",
		},
		{
			Model: "app_ingress_spec", At: []string{"load_balancer"}, Add: `{"type": "string"}`,
			Says: "no such field", Holds: "the official client sends it", Source: "godo's AppIngressSpec",
		},
		{
			Model: "app_ingress_spec", At: []string{"load_balancer_size"}, Add: `{"type": "integer"}`,
			Says: "no such field", Holds: "the official client sends it", Source: "godo's AppIngressSpec",
		},
		{
			Model: "app_ingress_spec", At: []string{"secure_header"}, Add: `{"type": "object", "properties": {"key": {"type": "string"}, "value": {"type": "string"}, "remove_header": {"type": "boolean"}}}`,
			Says: "no such field", Holds: "the official client sends it", Source: "godo's AppIngressSpec",
		},
		{
			Model: "app_job_spec", At: []string{"alerts"}, Add: `{"type": "array", "items": {"type": "object", "properties": {"rule": {"type": "string"}, "operator": {"type": "string"}, "value": {"type": "number"}, "window": {"type": "string"}, "disabled": {"type": "boolean"}}}}`,
			Says: "no such field", Holds: "the official client sends it", Source: "godo's AppJobSpec",
		},
		{
			Model: "app_job_spec", At: []string{"schedule"}, Add: `{"type": "object", "properties": {"cron": {"type": "string"}, "time_zone": {"type": "string"}}}`,
			Says: "no such field", Holds: "when a SCHEDULED job runs", Source: "godo's AppJobSpec",
		},
		{
			Model: "app_job_spec", At: []string{"timeout"}, Add: `{"type": "string"}`,
			Says: "no such field", Holds: "the official client sends it", Source: "godo's AppJobSpec",
		},
		{
			Model: "app_service_spec", At: []string{"alerts"}, Add: `{"type": "array", "items": {"type": "object", "properties": {"rule": {"type": "string"}, "operator": {"type": "string"}, "value": {"type": "number"}, "window": {"type": "string"}, "disabled": {"type": "boolean"}}}}`,
			Says: "no such field", Holds: "the official client sends it", Source: "godo's AppServiceSpec",
		},
		{
			Model: "app_service_spec", At: []string{"inactivity_sleep"}, Add: `{"type": "object", "properties": {"after_seconds": {"type": "integer"}}}`,
			Says: "no such field", Holds: "the official client sends it", Source: "godo's AppServiceSpec",
		},
		{
			Model: "app_worker_spec", At: []string{"alerts"}, Add: `{"type": "array", "items": {"type": "object", "properties": {"rule": {"type": "string"}, "operator": {"type": "string"}, "value": {"type": "number"}, "window": {"type": "string"}, "disabled": {"type": "boolean"}}}}`,
			Says: "no such field", Holds: "the official client sends it", Source: "godo's AppWorkerSpec",
		},
	},
	Secrets: []Secret{
		// The value of a variable may be a secret, whatever its type says.
		{Models: []string{"app_variable_definition"}, Fields: []string{"value"}},
		{Models: []string{"app_log_destination_logtail_spec"}, Fields: []string{"token"}},
		{Models: []string{"app_alert_slack_webhook", "apps_get_exec_response"}, Fields: []string{"url"}},
		{Models: []string{"app_database_connection", "app_database_pool_connection"}, Fields: []string{"database_url"}},
		{Models: []string{"access_key_create_response"}, Fields: []string{"secret"}},
		{Models: []string{"namespace_info"}, Fields: []string{"key"}},
		{Models: []string{"addons_resource"}, Fields: []string{"sso_url"}},
	},
	Effects: []Effect{
		{Does: "read", Ops: []string{"apps_validate_appSpec", "apps_validate_rollback", "apps_list_metrics_bandwidth_daily", "apps_detect"}, Why: "these POSTs compute or look something up"},
		{Does: "read", Why: "variables of type SECRET come back encrypted", Ops: []string{
			"apps_list", "apps_get", "apps_list_deployments", "apps_get_deployment", "apps_list_events", "apps_get_event",
		}},
		{Does: "reveals", Ops: []string{"apps_get_exec", "apps_get_exec_active_deployment"}, Why: "the URL in the answer opens a shell in a container"},
	},
}
