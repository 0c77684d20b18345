package corrections

// The operations that the API has and its description lacks. What DigitalOcean's
// own Go client (godo 1.237.0) sends and reads is all that is known of them.

const (
	pageLinks = `"links": {"model": "page_links", "type": "object"}, "meta": {"type": "object", "properties": {"total": {"type": "integer"}}, "required": ["total"]}`
	stamp     = `{"type": "string", "format": "date-time", "readOnly": true}`
	textID    = `{"type": "string", "readOnly": true}`

	subnet = `{"model": "vpc_subnet", "type": "object", "properties": {"id": ` + textID + `, "vpc_id": ` + textID + `, "name": {"type": "string"}, "ip_range": {"type": "string"}, "created_at": ` + stamp +
		`, "default": {"type": "boolean", "readOnly": true}, "type": ` + textID + `, "urn": ` + textID + `, "region": ` + textID + `}}`
	vpcRoute = `{"model": "vpc_route", "type": "object", "properties": {"id": ` + textID + `, "type": {"type": "string", "enum": ["STATIC", "DYNAMIC"], "readOnly": true}, "destination_cidr": {"type": "string"}, ` +
		`"target_urns": {"type": "array", "items": {"type": "string"}}, "modifiable": {"type": "boolean", "readOnly": true}, "created_at": ` + stamp + `}}`

	storedSecret = `{"model": "stored_secret", "type": "object", "properties": {"secret": {"type": "string"}, "region": {"type": "string"}, "version": {"type": "integer", "readOnly": true}, ` +
		`"values": {"type": "object", "additionalProperties": {"type": "string"}}, "created_at": ` + stamp + `, "updated_at": ` + stamp + `, "delete_requested_at": {"type": "string", "nullable": true, "readOnly": true}}}`
	writtenSecret = `{"type": "object", "properties": {"name": {"type": "string"}, "region": {"type": "string"}, "version": {"type": "integer"}}}`
	ofRegion      = `{"name": "region", "type": "string", "required": true}`

	buildpack = `{"model": "app_buildpack", "type": "object", "properties": {"id": {"type": "string"}, "version": {"type": "string"}, "major_version": {"type": "integer"}, "latest": {"type": "boolean"}, ` +
		`"name": {"type": "string"}, "description": {"type": "array", "items": {"type": "string"}}, "docs_link": {"type": "string"}}}`
	appAccess = `"host": {"type": "string"}, "port": {"type": "integer"}, "username": {"type": "string"}, "password": {"type": "string"}, "database_name": {"type": "string"}, ` +
		`"ssl_mode": {"type": "string"}, "database_url": {"type": "string"}`

	nodeResources    = `{"type": "object", "properties": {"cpu": {"type": "integer"}, "cpu_milli_cores": {"type": "integer"}, "memory": {"type": "string"}, "pods": {"type": "integer"}}}`
	prepaymentStatus = `{"type": "object", "properties": {"balance": {"type": "string"}, "is_auto_prepay_enabled": {"type": "boolean"}, "blocked": {"type": "boolean"}, "eligible": {"type": "boolean"}, "month_to_date_balance": {"type": "string"}}}`

	video = `{"model": "video_generation", "type": "object", "properties": {"id": {"type": "string"}, "object": {"type": "string"}, "created_at": {"type": "integer"}, "model": {"type": "string"}, ` +
		`"status": {"type": "string"}, "output": {"type": "object", "properties": {"url": {"type": "string"}}}, "error": {}, "x_request_id": {"type": "string", "nullable": true}}}`

	ofInference = "https://inference.do-ai.run"
)

var vpcsBeyond = []Operation{
	{ID: "vpcs_list_subnets", Tag: "VPCs", Method: "GET", Path: "/v2/vpcs/{vpc_id}/subnets", Paged: true, Answer: `{"type": "object", "properties": {"vpc_subnets": {"type": "array", "items": ` + subnet + `}, ` + pageLinks + `}}`},
	{ID: "vpcs_create_subnet", Tag: "VPCs", Method: "POST", Path: "/v2/vpcs/{vpc_id}/subnets", Body: `{"type": "object", "properties": {"name": {"type": "string"}, "ip_range": {"type": "string"}}, "required": ["name"]}`, Answer: `{"type": "object", "properties": {"vpc_subnet": ` + subnet + `}}`, Code: 201},
	{ID: "vpcs_get_subnet", Tag: "VPCs", Method: "GET", Path: "/v2/vpcs/{vpc_id}/subnets/{subnet_id}", Answer: `{"type": "object", "properties": {"vpc_subnet": ` + subnet + `}}`},
	{ID: "vpcs_patch_subnet", Tag: "VPCs", Method: "PATCH", Path: "/v2/vpcs/{vpc_id}/subnets/{subnet_id}", Body: `{"type": "object", "properties": {"name": {"type": "string"}}}`, Answer: `{"type": "object", "properties": {"vpc_subnet": ` + subnet + `}}`},
	{ID: "vpcs_delete_subnet", Tag: "VPCs", Method: "DELETE", Path: "/v2/vpcs/{vpc_id}/subnets/{subnet_id}"},
	{ID: "vpcs_list_routes", Tag: "VPCs", Method: "GET", Path: "/v2/vpcs/{vpc_id}/routes", Paged: true, Answer: `{"type": "object", "properties": {"routes": {"type": "array", "items": ` + vpcRoute + `}, ` + pageLinks + `}}`},
	{ID: "vpcs_list_subnet_routes", Tag: "VPCs", Method: "GET", Path: "/v2/vpcs/{vpc_id}/subnets/{subnet_id}/routes", Paged: true, Answer: `{"type": "object", "properties": {"routes": {"type": "array", "items": ` + vpcRoute + `}, ` + pageLinks + `}}`},
	{ID: "vpcs_create_subnet_route", Tag: "VPCs", Method: "POST", Path: "/v2/vpcs/{vpc_id}/subnets/{subnet_id}/routes", Body: `{"type": "object", "properties": {"destination_cidr": {"type": "string"}, "target_urns": {"type": "array", "items": {"type": "string"}}}, "required": ["destination_cidr", "target_urns"]}`, Answer: `{"type": "object", "properties": {"route": ` + vpcRoute + `}}`, Code: 201},
	{ID: "vpcs_patch_subnet_route", Tag: "VPCs", Method: "PATCH", Path: "/v2/vpcs/{vpc_id}/subnets/{subnet_id}/routes/{route_id}", Body: `{"type": "object", "properties": {"target_urns": {"type": "array", "items": {"type": "string"}}}, "required": ["target_urns"]}`, Answer: `{"type": "object", "properties": {"route": ` + vpcRoute + `}}`},
	{ID: "vpcs_delete_subnet_route", Tag: "VPCs", Method: "DELETE", Path: "/v2/vpcs/{vpc_id}/subnets/{subnet_id}/routes/{route_id}"},
}

var secretsBeyond = []Operation{
	{ID: "secrets_list", Tag: "Security", Method: "GET", Path: "/v2/security/secrets", Paged: true, Answer: `{"type": "object", "properties": {"secrets": {"type": "array", "items": ` + storedSecret + `}, ` + pageLinks + `, "unavailable_regions": {"type": "array", "items": {"type": "string"}}}}`},
	{ID: "secrets_create", Tag: "Security", Method: "POST", Path: "/v2/security/secrets", Body: `{"type": "object", "properties": {"name": {"type": "string"}, "region": {"type": "string"}, "values": {"type": "object", "additionalProperties": {"type": "string"}}}, "required": ["name", "region", "values"]}`, Answer: writtenSecret, Code: 201},
	{ID: "secrets_get", Tag: "Security", Method: "GET", Path: "/v2/security/secrets/{name}", Query: "[" + ofRegion + "]", Answer: storedSecret},
	{ID: "secrets_update", Tag: "Security", Method: "PUT", Path: "/v2/security/secrets/{name}", Body: `{"type": "object", "properties": {"region": {"type": "string"}, "version": {"type": "integer"}, "values": {"type": "object", "additionalProperties": {"type": "string"}}}, "required": ["region", "version", "values"]}`, Answer: writtenSecret},
	{ID: "secrets_delete", Tag: "Security", Method: "DELETE", Path: "/v2/security/secrets/{name}", Query: "[" + ofRegion + "]"},
	{ID: "secrets_list_versions", Tag: "Security", Method: "GET", Path: "/v2/security/secrets/{name}/versions", Query: "[" + ofRegion + "]", Answer: `{"type": "object", "properties": {"versions": {"type": "array", "items": {"type": "object", "properties": {"version": {"type": "integer"}, "created_at": ` + stamp + `, "updated_at": ` + stamp + `}}}}}`},
	{ID: "secrets_restore", Tag: "Security", Method: "POST", Path: "/v2/security/secrets/{name}/restore", Query: "[" + ofRegion + "]"},
}

var appsBeyond = []Operation{
	{ID: "apps_list_buildpacks", Tag: "Apps", Method: "GET", Path: "/v2/apps/buildpacks", Answer: `{"type": "object", "properties": {"buildpacks": {"type": "array", "items": ` + buildpack + `}}}`},
	{ID: "apps_upgrade_buildpack", Tag: "Apps", Method: "POST", Path: "/v2/apps/{app_id}/upgrade_buildpack", Body: `{"type": "object", "properties": {"buildpack_id": {"type": "string"}, "major_version": {"type": "integer"}, "trigger_deployment": {"type": "boolean"}}, "required": ["buildpack_id"]}`,
		Answer: `{"type": "object", "properties": {"affected_components": {"type": "array", "items": {"type": "string"}}, "deployment": {"model": "apps_deployment", "type": "object"}}}`},
	{ID: "apps_detect", Tag: "Apps", Method: "POST", Path: "/v2/apps/detect", Body: `{"type": "object", "properties": {"git": {"model": "apps_git_source_spec", "type": "object"}, "github": {"model": "apps_github_source_spec", "type": "object"}, "gitlab": {"model": "apps_gitlab_source_spec", "type": "object"}, "bitbucket": {"type": "object", "properties": {"repo": {"type": "string"}, "branch": {"type": "string"}, "deploy_on_push": {"type": "boolean"}}}, "commit_sha": {"type": "string"}, "source_dir": {"type": "string"}}}`,
		Answer: `{"type": "object", "properties": {"components": {"type": "array", "items": {"type": "object", "properties": {"strategy": {"type": "string", "enum": ["UNSPECIFIED", "DOCKERFILE", "BUILDPACK", "HTML", "SERVERLESS"]}, "types": {"type": "array", "items": {"type": "string"}}, "dockerfiles": {"type": "array", "items": {"type": "string"}}, "build_command": {"type": "string"}, "run_command": {"type": "string"}, "environment_slug": {"type": "string"}, "http_ports": {"type": "array", "items": {"type": "integer"}}, "env_vars": {"type": "array", "items": {"model": "app_variable_definition", "type": "object"}}, "serverless_packages": {"type": "array", "items": {"type": "object", "properties": {"name": {"type": "string"}, "functions": {"type": "array", "items": {"type": "object", "properties": {"name": {"type": "string"}, "package": {"type": "string"}, "runtime": {"type": "string"}}}}}}}, "source_dir": {"type": "string"}, "buildpacks": {"type": "array", "items": ` + buildpack + `}}}}, "template": {"type": "object", "properties": {"spec": {"type": "object"}}}, "template_found": {"type": "boolean"}, "template_valid": {"type": "boolean"}, "template_error": {"type": "string"}, "pending": {"type": "boolean"}}}`},
	{ID: "apps_list_database_connections", Tag: "Apps", Method: "GET", Path: "/v2/apps/{app_id}/database_connection_details", Answer: `{"type": "object", "properties": {"connection_details": {"type": "array", "items": {"model": "app_database_connection", "type": "object", "properties": {` + appAccess + `, "component_name": {"type": "string"}, "pools": {"type": "array", "items": {"model": "app_database_pool_connection", "type": "object", "properties": {"pool_name": {"type": "string"}, ` + appAccess + `}}}}}}}}`},
	{ID: "apps_reset_database_password", Tag: "Apps", Method: "POST", Path: "/v2/apps/{app_id}/components/{component_name}/reset_password", Answer: `{"type": "object", "properties": {"deployment": {"model": "apps_deployment", "type": "object"}}}`},
}

var kubernetesBeyond = []Operation{
	{ID: "kubernetes_get_node_pool_template", Tag: "Kubernetes", Method: "GET", Path: "/v2/kubernetes/clusters/{cluster_id}/node_pools_template/{node_pool_name}", Answer: `{"type": "object", "properties": {"template": {"model": "kubernetes_node_template", "type": "object", "properties": {"cluster_uuid": {"type": "string"}, "name": {"type": "string"}, "slug": {"type": "string"}, "labels": {"type": "object", "additionalProperties": {"type": "string"}}, "taints": {"type": "array", "items": {"type": "string"}}, "capacity": ` + nodeResources + `, "allocatable": ` + nodeResources + `, "gpu": {"type": "object", "properties": {"vendor": {"type": "string"}, "model": {"type": "string"}, "count": {"type": "integer"}}}}}}}`},
}

var nfsBeyond = []Operation{
	{ID: "nfs_get_options", Tag: "NFS", Method: "GET", Path: "/v2/nfs/options", Answer: `{"model": "nfs_options", "type": "object", "properties": {"performance_tiers": {"type": "array", "items": {"type": "object", "properties": {"tier": {"type": "string"}, "min_size_gib": {"type": "integer"}, "max_size_gib": {"type": "integer"}}}}, "supported_regions": {"type": "array", "items": {"type": "string"}}}}`},
	{ID: "nfs_get_action", Tag: "NFS Actions", Method: "GET", Path: "/v2/nfs/actions/{action_id}", Answer: `{"type": "object", "properties": {"action": {"model": "nfs_action_state", "type": "object", "properties": {"id": {"type": "string"}, "status": {"type": "string"}, "type": {"type": "string"}, "started_at": {"type": "string", "format": "date-time"}, "completed_at": {"type": "string", "format": "date-time", "nullable": true}, "resource_id": {"type": "string"}, "resource_type": {"type": "string"}, "region_slug": {"type": "string"}}}}}`},
}

var prepaymentBeyond = []Operation{
	{ID: "prepayment_get_config", Tag: "Billing", Method: "GET", Path: "/v2/customers/my/prepayment_config", Answer: `{"type": "object", "properties": {"config": {"type": "object", "properties": {"spend_limit": {"type": "string"}, "is_auto_prepay_enabled": {"type": "boolean"}, "prepay_amount": {"type": "string"}, "prepay_threshold": {"type": "string"}, "created_at": ` + stamp + `, "updated_at": ` + stamp + `}}, "status": ` + prepaymentStatus + `}}`},
	{ID: "prepayment_get_status", Tag: "Billing", Method: "GET", Path: "/v2/customers/my/prepayment_status", Answer: `{"type": "object", "properties": {"status": ` + prepaymentStatus + `}}`},
}

var inferenceBeyond = []Operation{
	{ID: "inference_get_async_invoke", Tag: "Serverless Inference", Server: ofInference, Method: "GET", Path: "/v1/async-invoke/{request_id}", Answer: `{"model": "async_invoke_response", "type": "object"}`},
	{ID: "inference_create_speech", Tag: "Serverless Inference", Server: ofInference, Method: "POST", Path: "/v1/audio/speech", Body: `{"type": "object", "properties": {"model": {"type": "string"}, "input": {"type": "string"}, "voice": {"type": "string"}, "response_format": {"type": "string"}, "instructions": {"type": "string"}}, "required": ["model", "input"]}`, Type: "audio/mpeg"},
	{ID: "inference_create_video", Tag: "Serverless Inference", Server: ofInference, Method: "POST", Path: "/v1/videos", Body: `{"type": "object", "properties": {"model": {"type": "string"}, "prompt": {"type": "string"}, "size": {"type": "string"}, "fps": {"type": "integer"}}, "required": ["model", "prompt"]}`, Answer: video},
	{ID: "inference_get_video", Tag: "Serverless Inference", Server: ofInference, Method: "GET", Path: "/v1/videos/{video_id}", Answer: video},
	{ID: "inference_get_video_content", Tag: "Serverless Inference", Server: ofInference, Method: "GET", Path: "/v1/videos/{video_id}/content", Type: "video/mp4"},
}
