// Package habit knows what other tools call what the API offers.
package habit

import "strings"

// Terraform is what a resource or data source of the Terraform provider, without its
// digitalocean_, is made or asked for by here; "" for one that is not known.
func Terraform(name string) string {
	for line := range strings.Lines(terraform) {
		if theirs, ours, ok := strings.Cut(strings.TrimSpace(line), " "); ok && theirs == name {
			return ours
		}
	}
	return ""
}

const terraform = `
account do.fetch_account
app do.apps.create
apps do.apps.list
byoip_prefix do.byoip_prefixes.create
byoip_prefix_resources do.byoip_prefixes.list_resources
cdn do.cdn.create_endpoint
certificate do.certificates.create
container_registries do.registries.list
container_registry do.registries.create
container_registry_docker_credentials do.registries.get_docker_credentials
custom_image do.images.create_custom
database_ca do.databases.get_ca
database_cluster do.databases.create_cluster
database_connection_pool do.databases.add_connection_pool
database_db do.databases.add
database_firewall do.databases.update_firewall_rules
database_kafka_config do.databases.patch_config
database_kafka_schema_registry do.databases.create_kafka_schema
database_kafka_topic do.databases.create_kafka_topic
database_logsink_datadog do.databases.create_logsink
database_logsink_opensearch do.databases.create_logsink
database_logsink_rsyslog do.databases.create_logsink
database_metrics_credentials do.databases.get_cluster_metrics_credentials
database_mongodb_config do.databases.patch_config
database_mysql_config do.databases.patch_config
database_online_migration do.databases.update_online_migration
database_opensearch_config do.databases.patch_config
database_postgresql_config do.databases.patch_config
database_redis_config do.databases.patch_config
database_replica do.databases.create_replica
database_user do.databases.add_user
database_valkey_config do.databases.patch_config
dedicated_inference do.dedicated_inferences.create
dedicated_inference_token do.dedicated_inferences.create_tokens
domain do.create_domain
domains do.fetch_all_domains
droplet do.create_droplet
droplet_autoscale do.autoscalepools.create
droplet_snapshot Droplet:snapshot
droplets do.fetch_all_droplets
firewall do.firewalls.create
firewalls do.firewalls.list
floating_ip do.create_floating_ip
floating_ip_assignment FloatingIP:assign
functions_access_key do.functions_access_key.create
functions_namespace do.functions.create_namespace
functions_trigger do.functions.create_trigger
genai_agent do.genai.create_agent
genai_agents do.genai.list_agents
genai_knowledge_base do.genai.create_knowledge_base
genai_knowledge_bases do.genai.list_knowledge_bases
genai_openai_api_key do.genai.create_openai_api_key
gradientai_agent do.genai.create_agent
gradientai_agent_knowledge_base_attachment do.genai.attach_knowledge_base
gradientai_agent_route do.genai.attach_agent
gradientai_agents do.genai.list_agents
gradientai_function do.genai.attach_agent_function
gradientai_indexing_job_cancel do.genai.cancel_indexing_job
gradientai_knowledge_base do.genai.create_knowledge_base
gradientai_knowledge_base_data_source do.genai.create_knowledge_base_data_source
gradientai_knowledge_bases do.genai.list_knowledge_bases
gradientai_models do.genai.list_models
gradientai_openai_api_key do.genai.create_openai_api_key
gradientai_regions do.genai.list_datacenter_regions
image do.fetch_image
images do.fetch_all_images
kubernetes_cluster do.kubernetes.create_cluster
kubernetes_node_pool do.kubernetes.add_node_pool
kubernetes_versions do.kubernetes.list_options
loadbalancer do.load_balancers.create
loadbalancers do.load_balancers.list
monitor_alert do.monitoring.create_alert_policy
nfs do.nfs.create
nfs_attachment do.nfs.create_action
nfs_snapshot do.nfs.create_action
partner_attachment do.partner_attachments.create
partner_attachment_service_key do.partner_attachments.get_service_key
project do.projects.create
project_resources do.projects.assign_resources
projects do.projects.list
record do.domains.create_record
records do.domains.list_records
region do.regions.list
regions do.fetch_all_regions
reserved_ip do.reserved_ips.create
reserved_ip_assignment do.reserved_ips_actions.post
reserved_ipv6 do.reserved_ipv6.create
reserved_ipv6_assignment do.reserved_ipv6_actions.post
sizes do.fetch_all_sizes
spaces_bucket spaces.connect
spaces_bucket_cors_configuration spaces.connect
spaces_bucket_logging spaces.connect
spaces_bucket_object SpacesStorage:put
spaces_bucket_objects SpacesStorage:list
spaces_bucket_policy spaces.connect
spaces_buckets spaces.connect
spaces_key do.spaces_key.create
ssh_key do.create_ssh_key
ssh_keys do.fetch_all_ssh_keys
tag do.create_tag
tags do.fetch_all_tags
uptime_alert do.uptime.create_alert
uptime_check do.uptime.create_check
vector_database do.vector_databases.create
volume do.volumes.create
volume_attachment do.volume_actions.post
volume_snapshot do.volume_snapshots.create
vpc do.vpcs.create
vpc_nat_gateway do.vpcnatgateways.create
vpc_peering do.vpc_peerings.create
vpcs do.vpcs.list
`
