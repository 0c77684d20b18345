package corrections

// What names what. Relations without a Kind hold wherever a body has the field: they
// tell what a change needs, and what must exist for it. Those with one say what
// happens when the other goes.

const (
	fieldNames = "the descriptions of the fields"
	observed   = "what the official clients and the control panel show after a delete"
)

var accountRelations = []Relation{
	{Field: "project_id", Target: "/v2/projects", Source: fieldNames},
	{Field: "ssh_keys", Target: "/v2/account/keys", Or: "a fingerprint", Source: fieldNames},
}

var dropletRelations = []Relation{
	{Field: "droplet_id", Target: "/v2/droplets", Source: fieldNames},
	{Field: "droplet_ids", Target: "/v2/droplets", Source: fieldNames},
	{Field: "linked_droplet_id", Target: "/v2/droplets", Source: fieldNames},
	{Field: "image", Target: "/v2/images", Or: "a slug", Source: fieldNames},
	{Field: "snapshot_id", Target: "/v2/snapshots", Or: "an id of a snapshot that another account shares", Source: fieldNames},
}

var storageRelations = []Relation{
	{Field: "volumes", Target: "/v2/volumes", Or: "a name", Source: fieldNames + "; godo's DropletCreateVolume"},
	{Field: "volume_ids", Target: "/v2/volumes", Or: "ids of others", Source: fieldNames},
	{Field: "nfs_id", Target: "/v2/nfs", Source: fieldNames},
	{Kind: "/v2/volumes", Field: "droplet_ids", Target: "/v2/droplets", OnDelete: "unset", Source: observed},
	{Kind: "/v2/nfs", Field: "vpc_ids", Target: "/v2/vpcs", OnDelete: "refuse", Refusal: "the VPC has a file share as a member", Source: "the description: a VPC with members cannot be deleted"},
}

var networkRelations = []Relation{
	{Field: "vpc_uuid", Target: "/v2/vpcs", Source: fieldNames},
	{Field: "vpc_id", Target: "/v2/vpcs", Source: fieldNames},
	{Field: "vpc_ids", Target: "/v2/vpcs", Source: fieldNames},
	{Field: "vpc_uuids", Target: "/v2/vpcs", Source: fieldNames},
	{Field: "private_network_uuid", Target: "/v2/vpcs", Source: fieldNames},
	{Field: "certificate_id", Target: "/v2/certificates", Source: fieldNames},
	{Field: "parent_uuid", Target: "/v2/partner_network_connect/attachments", Source: fieldNames},
	{Kind: "/v2/firewalls", Field: "droplet_ids", Target: "/v2/droplets", OnDelete: "unset", Source: observed},
	{Kind: "/v2/load_balancers", Field: "droplet_ids", Target: "/v2/droplets", OnDelete: "unset", Source: observed},
	{Kind: "/v2/load_balancers", Field: "target_load_balancer_ids", Target: "/v2/load_balancers", OnDelete: "unset", Source: observed},
	{Kind: "/v2/load_balancers", Field: "forwarding_rules.certificate_id", Target: "/v2/certificates", OnDelete: "refuse", Refusal: "the certificate is in use by a load balancer", Source: "the Terraform provider, which waits for it"},
	{Kind: "/v2/cdn/endpoints", Field: "certificate_id", Target: "/v2/certificates", OnDelete: "refuse", Refusal: "the certificate is in use by a CDN endpoint", Source: "the Terraform provider, which waits for it"},
	{Kind: "/v2/vpc_peerings", Field: "vpc_ids", Target: "/v2/vpcs", OnDelete: "refuse", Refusal: "Can not delete VPC with peerings", Source: "the Terraform provider's acceptance tests of peerings"},
}

var databaseRelations = []Relation{
	{Kind: "/v2/databases", Field: "private_network_uuid", Target: "/v2/vpcs", OnDelete: "refuse", Refusal: "the VPC has a database cluster as a member", Source: "the description: a VPC with members cannot be deleted"},
}

var kubernetesRelations = []Relation{
	{Field: "cluster_uuid", Target: "/v2/kubernetes/clusters", Source: fieldNames},
	{Field: "cluster_uuids", Target: "/v2/kubernetes/clusters", Source: fieldNames},
}

var genaiRelations = []Relation{
	{Field: "knowledge_base_uuid", Target: "/v2/gen-ai/knowledge_bases", Source: fieldNames},
	{Field: "agent_uuid", Target: "/v2/gen-ai/agents", Source: fieldNames},
	{Field: "model_router_uuid", Target: "/v2/gen-ai/models/routers", Source: fieldNames},
	{Field: "agent_uuids", Target: "/v2/gen-ai/agents", Source: fieldNames},
	{Field: "workspace_uuid", Target: "/v2/gen-ai/workspaces", Source: fieldNames},
	{Field: "open_ai_key_uuid", Target: "/v2/gen-ai/openai/keys", Source: fieldNames},
	{Field: "anthropic_key_uuid", Target: "/v2/gen-ai/anthropic/keys", Source: fieldNames},
	{Field: "test_case_uuid", Target: "/v2/gen-ai/evaluation_test_cases", Source: fieldNames},
	{Field: "dataset_uuid", Target: "/v2/gen-ai/evaluation_datasets", Source: fieldNames},
	{Field: "database_id", Target: "/v2/databases", Source: fieldNames},
}
