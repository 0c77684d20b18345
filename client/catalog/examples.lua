--- account.get
print(do.account.get())

--- actions.get
local droplet = do.create_droplet("web-1", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3")
local action = do.actions.list():first()
print(do.actions.get{action_id = action})

--- actions.list
for action in do.actions.list() do print(action) end

--- addons.create
print(do.addons.create{app_slug = "main", plan_slug = "main", name = "main", metadata = {{name = "main", value = "main"}}})

--- addons.delete
local resource = do.addons.create{app_slug = "main", plan_slug = "main", name = "main", metadata = {{name = "main", value = "main"}}}
do.addons.delete{resource_uuid = resource.uuid}

--- addons.get
local resource = do.addons.create{app_slug = "main", plan_slug = "main", name = "main", metadata = {{name = "main", value = "main"}}}
print(do.addons.get{resource_uuid = resource.uuid})

--- addons.get_app
for app in do.addons.get_app() do print(app) end

--- addons.get_app_metadata
local app = do.addons.get_app():first()
for field in do.addons.get_app_metadata{app_slug = app.app_slug} do print(field.name) end

--- addons.list
for resource in do.addons.list() do print(resource) end

--- addons.patch
local resource = do.addons.create{app_slug = "main", plan_slug = "main", name = "main", metadata = {{name = "main", value = "main"}}}
print(do.addons.patch{resource_uuid = resource.uuid, name = "main"})

--- addons.patch_plan
local resource = do.addons.create{app_slug = "main", plan_slug = "main", name = "main", metadata = {{name = "main", value = "main"}}}
print(do.addons.patch_plan{resource_uuid = resource.uuid, plan_slug = "main"})

--- apps.assign_alert_destinations
local app = do.apps.create{spec = {name = "shop", alerts = {{rule = "DEPLOYMENT_FAILED"}}, services = {{name = "web", image = {registry_type = "DOCKER_HUB", registry = "library", repository = "nginx"}}}}}
local alert = do.apps.list_alerts{app_id = app}:first()
print(do.apps.assign_alert_destinations{app_id = app, alert_id = alert, emails = {"jane@example.com"}})

--- apps.cancel_deployment
local app = do.apps.create{spec = {name = "shop", services = {{name = "web", image = {registry_type = "DOCKER_HUB", registry = "library", repository = "nginx"}}}}}
local deployment = do.apps.create_deployment{app_id = app}
print(do.apps.cancel_deployment{app_id = app, deployment_id = deployment})

--- apps.cancel_event
local app = do.apps.create{spec = {name = "shop", services = {{name = "web", image = {registry_type = "DOCKER_HUB", registry = "library", repository = "nginx"}}}}}
local event = do.apps.list_events{app_id = app}:first()
print(do.apps.cancel_event{app_id = app, event_id = event})

--- apps.commit_rollback
local app = do.apps.create{spec = {name = "shop", services = {{name = "web", image = {registry_type = "DOCKER_HUB", registry = "library", repository = "nginx"}}}}}
local first = do.apps.list_deployments{app_id = app}:first():wait()
do.apps.create_deployment{app_id = app}:wait()
do.apps.create_rollback{app_id = app, deployment_id = first.id}
do.apps.commit_rollback{app_id = app}

--- apps.create
print(do.apps.create{spec = {name = "shop", services = {{name = "web", image = {registry_type = "DOCKER_HUB", registry = "library", repository = "nginx"}}}}})

--- apps.create_deployment
local app = do.apps.create{spec = {name = "shop", services = {{name = "web", image = {registry_type = "DOCKER_HUB", registry = "library", repository = "nginx"}}}}}
print(do.apps.create_deployment{app_id = app})

--- apps.create_rollback
local app = do.apps.create{spec = {name = "shop", services = {{name = "web", image = {registry_type = "DOCKER_HUB", registry = "library", repository = "nginx"}}}}}
local first = do.apps.list_deployments{app_id = app}:first():wait()
do.apps.create_deployment{app_id = app}:wait()
print(do.apps.create_rollback{app_id = app, deployment_id = first.id})

--- apps.delete
local json = require "json"
local app = do.apps.create{spec = {name = "shop", services = {{name = "web", image = {registry_type = "DOCKER_HUB", registry = "library", repository = "nginx"}}}}}
print(json.encode(do.apps.delete{id = app}))

--- apps.get
local app = do.apps.create{spec = {name = "shop", services = {{name = "web", image = {registry_type = "DOCKER_HUB", registry = "library", repository = "nginx"}}}}}
print(do.apps.get{id = app})

--- apps.get_deployment
local app = do.apps.create{spec = {name = "shop", services = {{name = "web", image = {registry_type = "DOCKER_HUB", registry = "library", repository = "nginx"}}}}}
local deployment = do.apps.create_deployment{app_id = app}
print(do.apps.get_deployment{app_id = app, deployment_id = deployment})

--- apps.get_event
local app = do.apps.create{spec = {name = "shop", services = {{name = "web", image = {registry_type = "DOCKER_HUB", registry = "library", repository = "nginx"}}}}}
local event = do.apps.list_events{app_id = app}:first()
print(do.apps.get_event{app_id = app, event_id = event})

--- apps.get_event_logs
local json = require "json"
local app = do.apps.create{spec = {name = "shop", services = {{name = "web", image = {registry_type = "DOCKER_HUB", registry = "library", repository = "nginx"}}}}}
local event = do.apps.list_events{app_id = app}:first()
print(json.encode(do.apps.get_event_logs{app_id = app, event_id = event, type = "UNSPECIFIED"}))

--- apps.get_exec
local app = do.apps.create{spec = {name = "shop", services = {{name = "web", image = {registry_type = "DOCKER_HUB", registry = "library", repository = "nginx"}}}}}
local deployment = do.apps.list_deployments{app_id = app}:first():wait()
print(do.apps.get_exec{app_id = app, deployment_id = deployment.id, component_name = "web"}.url)

--- apps.get_exec_active_deployment
local app = do.apps.create{spec = {name = "shop", services = {{name = "web", image = {registry_type = "DOCKER_HUB", registry = "library", repository = "nginx"}}}}}
do.apps.list_deployments{app_id = app}:first():wait()
print(do.apps.get_exec_active_deployment{app_id = app, component_name = "web"}.url)

--- apps.get_health
local app = do.apps.create{spec = {name = "shop", services = {{name = "web", image = {registry_type = "DOCKER_HUB", registry = "library", repository = "nginx"}}}}}
print(do.apps.get_health{app_id = app})

--- apps.get_instance_size
local size = do.apps.list_instance_sizes():first()
print(do.apps.get_instance_size{slug = size.slug})

--- apps.get_instances
local app = do.apps.create{spec = {name = "shop", services = {{name = "web", image = {registry_type = "DOCKER_HUB", registry = "library", repository = "nginx"}}}}}
for instance in do.apps.get_instances{app_id = app} do print(instance) end

--- apps.get_logs
local app = do.apps.create{spec = {name = "shop", services = {{name = "web", image = {registry_type = "DOCKER_HUB", registry = "library", repository = "nginx"}}}}}
local deployment = do.apps.list_deployments{app_id = app}:first():wait()
print(do.apps.get_logs{app_id = app, deployment_id = deployment.id, component_name = "web", type = "RUN"}.live_url)

--- apps.get_logs_active_deployment
local app = do.apps.create{spec = {name = "shop", services = {{name = "web", image = {registry_type = "DOCKER_HUB", registry = "library", repository = "nginx"}}}}}
do.apps.list_deployments{app_id = app}:first():wait()
print(do.apps.get_logs_active_deployment{app_id = app, component_name = "web", type = "RUN"}.live_url)

--- apps.get_logs_active_deployment_aggregate
local json = require "json"
local app = do.apps.create{spec = {name = "shop", services = {{name = "web", image = {registry_type = "DOCKER_HUB", registry = "library", repository = "nginx"}}}}}
print(json.encode(do.apps.get_logs_active_deployment_aggregate{app_id = app, type = "UNSPECIFIED"}))

--- apps.get_logs_aggregate
local json = require "json"
local app = do.apps.create{spec = {name = "shop", services = {{name = "web", image = {registry_type = "DOCKER_HUB", registry = "library", repository = "nginx"}}}}}
local deployment = do.apps.create_deployment{app_id = app}
print(json.encode(do.apps.get_logs_aggregate{app_id = app, deployment_id = deployment, type = "UNSPECIFIED"}))

--- apps.get_metrics_bandwidth_daily
local json = require "json"
local app = do.apps.create{spec = {name = "shop", services = {{name = "web", image = {registry_type = "DOCKER_HUB", registry = "library", repository = "nginx"}}}}}
print(json.encode(do.apps.get_metrics_bandwidth_daily{app_id = app}))

--- apps.list
for app in do.apps.list() do print(app) end

--- apps.list_alerts
local app = do.apps.create{spec = {name = "shop", services = {{name = "web", image = {registry_type = "DOCKER_HUB", registry = "library", repository = "nginx"}}}}}
for alert in do.apps.list_alerts{app_id = app} do print(alert) end

--- apps.list_buildpacks
for buildpack in do.apps.list_buildpacks() do print(buildpack.id, buildpack.version) end

--- apps.list_deployments
local app = do.apps.create{spec = {name = "shop", services = {{name = "web", image = {registry_type = "DOCKER_HUB", registry = "library", repository = "nginx"}}}}}
for deployment in do.apps.list_deployments{app_id = app} do print(deployment) end

--- apps.list_events
local app = do.apps.create{spec = {name = "shop", services = {{name = "web", image = {registry_type = "DOCKER_HUB", registry = "library", repository = "nginx"}}}}}
for event in do.apps.list_events{app_id = app} do print(event) end

--- apps.list_instance_sizes
for size in do.apps.list_instance_sizes() do print(size) end

--- apps.list_job_invocations
local app = do.apps.create{spec = {name = "shop", services = {{name = "web", image = {registry_type = "DOCKER_HUB", registry = "library", repository = "nginx"}}}}}
for invocation in do.apps.list_job_invocations{app_id = app} do print(invocation) end

--- apps.list_metrics_bandwidth_daily
local json = require "json"
local app = do.apps.create{spec = {name = "shop", services = {{name = "web", image = {registry_type = "DOCKER_HUB", registry = "library", repository = "nginx"}}}}}
print(json.encode(do.apps.list_metrics_bandwidth_daily{app_ids = {app.id}}))

--- apps.list_regions
for region in do.apps.list_regions() do print(region) end

--- apps.restart
local app = do.apps.create{spec = {name = "shop", services = {{name = "web", image = {registry_type = "DOCKER_HUB", registry = "library", repository = "nginx"}}}}}
print(do.apps.restart{app_id = app})

--- apps.revert_rollback
local app = do.apps.create{spec = {name = "shop", services = {{name = "web", image = {registry_type = "DOCKER_HUB", registry = "library", repository = "nginx"}}}}}
local first = do.apps.list_deployments{app_id = app}:first():wait()
do.apps.create_deployment{app_id = app}:wait()
do.apps.create_rollback{app_id = app, deployment_id = first.id}
print(do.apps.revert_rollback{app_id = app})

--- apps.update
local app = do.apps.create{spec = {name = "shop", services = {{name = "web", image = {registry_type = "DOCKER_HUB", registry = "library", repository = "nginx"}}}}}
print(do.apps.update{id = app, spec = {name = "main"}})

--- apps.upgrade_buildpack
local app = do.apps.create{spec = {name = "shop", services = {{name = "web", git = {repo_clone_url = "https://example.com/shop.git", branch = "main"}}}}}
local upgrade = do.apps.upgrade_buildpack{app_id = app, buildpack_id = "digitalocean/node", major_version = 3, trigger_deployment = true}
print(table.concat(upgrade.affected_components, " "))

--- apps.validate_app_spec
local json = require "json"
print(json.encode(do.apps.validate_app_spec{spec = {name = "main"}}))

--- apps.validate_rollback
local app = do.apps.create{spec = {name = "shop", services = {{name = "web", image = {registry_type = "DOCKER_HUB", registry = "library", repository = "nginx"}}}}}
local first = do.apps.list_deployments{app_id = app}:first():wait()
do.apps.create_deployment{app_id = app}:wait()
print(do.apps.validate_rollback{app_id = app, deployment_id = first.id}.valid)

--- autoscalepools.create
print(do.autoscalepools.create{name = "workers", config = {target_number_instances = 2}, droplet_template = {region = "nyc3", size = "s-1vcpu-1gb", image = "debian-13-x64", ssh_keys = {}}})

--- autoscalepools.delete
local pool = do.autoscalepools.create{name = "workers", config = {target_number_instances = 2}, droplet_template = {region = "nyc3", size = "s-1vcpu-1gb", image = "debian-13-x64", ssh_keys = {}}}
do.autoscalepools.delete{autoscale_pool_id = pool}

--- autoscalepools.delete_dangerous
local pool = do.autoscalepools.create{name = "workers", config = {target_number_instances = 2}, droplet_template = {region = "nyc3", size = "s-1vcpu-1gb", image = "debian-13-x64", ssh_keys = {}}}
do.autoscalepools.delete_dangerous{autoscale_pool_id = pool, x_dangerous = true}

--- autoscalepools.get
local pool = do.autoscalepools.create{name = "workers", config = {target_number_instances = 2}, droplet_template = {region = "nyc3", size = "s-1vcpu-1gb", image = "debian-13-x64", ssh_keys = {}}}
print(do.autoscalepools.get{autoscale_pool_id = pool})

--- autoscalepools.list
for pool in do.autoscalepools.list() do print(pool) end

--- autoscalepools.list_history
local pool = do.autoscalepools.create{name = "workers", config = {target_number_instances = 2}, droplet_template = {region = "nyc3", size = "s-1vcpu-1gb", image = "debian-13-x64", ssh_keys = {}}}
for history in do.autoscalepools.list_history{autoscale_pool_id = pool} do print(history) end

--- autoscalepools.list_members
local pool = do.autoscalepools.create{name = "workers", config = {target_number_instances = 2}, droplet_template = {region = "nyc3", size = "s-1vcpu-1gb", image = "debian-13-x64", ssh_keys = {}}}
for droplet in do.autoscalepools.list_members{autoscale_pool_id = pool} do print(droplet) end

--- autoscalepools.update
local pool = do.autoscalepools.create{name = "workers", config = {target_number_instances = 2}, droplet_template = {region = "nyc3", size = "s-1vcpu-1gb", image = "debian-13-x64", ssh_keys = {}}}
print(do.autoscalepools.update{autoscale_pool_id = pool, name = "workers", config = {min_instances = 1, max_instances = 4, target_cpu_utilization = 0.7}, droplet_template = {region = "nyc3", size = "s-1vcpu-1gb", image = "debian-13-x64", ssh_keys = {}}})

--- balance.get
local json = require "json"
print(json.encode(do.balance.get()))

--- billing_history.list
for history in do.billing_history.list() do print(history) end

--- billing_insights.list
local account = do.fetch_account()
for point in do.billing_insights.list{account_urn = "do:team:" .. account.uuid, start_date = "2026-01-01", end_date = "2026-01-31"} do print(point) end

--- byoip_prefixes.create
print(do.byoip_prefixes.create{prefix = "main", region = "nyc3", signature = "main"})

--- byoip_prefixes.delete
local prefix = do.byoip_prefixes.create{prefix = "main", region = "nyc3", signature = "main"}
do.byoip_prefixes.delete{byoip_prefix_uuid = prefix.uuid}

--- byoip_prefixes.get
local prefix = do.byoip_prefixes.create{prefix = "main", region = "nyc3", signature = "main"}
print(do.byoip_prefixes.get{byoip_prefix_uuid = prefix.uuid})

--- byoip_prefixes.list
for prefixe in do.byoip_prefixes.list() do print(prefixe) end

--- byoip_prefixes.list_resources
local prefix = do.byoip_prefixes.create{prefix = "main", region = "nyc3", signature = "main"}
for ip in do.byoip_prefixes.list_resources{byoip_prefix_uuid = prefix.uuid} do print(ip) end

--- byoip_prefixes.patch
local prefix = do.byoip_prefixes.create{prefix = "main", region = "nyc3", signature = "main"}
print(do.byoip_prefixes.patch{byoip_prefix_uuid = prefix.uuid})

--- cdn.create_endpoint
print(do.cdn.create_endpoint{origin = "shop.nyc3.digitaloceanspaces.com", ttl = 3600})

--- cdn.delete_endpoint
local endpoint = do.cdn.create_endpoint{origin = "shop.nyc3.digitaloceanspaces.com", ttl = 3600}
do.cdn.delete_endpoint{cdn_id = endpoint}

--- cdn.get_endpoint
local endpoint = do.cdn.create_endpoint{origin = "shop.nyc3.digitaloceanspaces.com", ttl = 3600}
print(do.cdn.get_endpoint{cdn_id = endpoint})

--- cdn.list_endpoints
for endpoint in do.cdn.list_endpoints() do print(endpoint) end

--- cdn.purge_cache
local endpoint = do.cdn.create_endpoint{origin = "shop.nyc3.digitaloceanspaces.com", ttl = 3600}
do.cdn.purge_cache{cdn_id = endpoint, files = {"*"}}

--- cdn.update_endpoints
local endpoint = do.cdn.create_endpoint{origin = "shop.nyc3.digitaloceanspaces.com", ttl = 3600}
print(do.cdn.update_endpoints{cdn_id = endpoint, ttl = 600})

--- certificates.create
print(do.certificates.create{name = "shop", type = "lets_encrypt", dns_names = {"example.com"}})

--- certificates.delete
local certificate = do.certificates.create{name = "shop", type = "lets_encrypt", dns_names = {"example.com"}}
do.certificates.delete{certificate_id = certificate}

--- certificates.get
local certificate = do.certificates.create{name = "shop", type = "lets_encrypt", dns_names = {"example.com"}}
print(do.certificates.get{certificate_id = certificate})

--- certificates.list
for certificate in do.certificates.list() do print(certificate) end

--- databases.add
local database = do.databases.create_cluster{name = "main", engine = "pg", version = "16", size = "db-s-1vcpu-1gb", region = "nyc3", num_nodes = 1}
print(do.databases.add{database_cluster_uuid = database, name = "shop"})

--- databases.add_connection_pool
local database = do.databases.create_cluster{name = "main", engine = "pg", version = "16", size = "db-s-1vcpu-1gb", region = "nyc3", num_nodes = 1}
print(do.databases.add_connection_pool{database_cluster_uuid = database, name = "reports", mode = "transaction", size = 5, db = "defaultdb", user = "doadmin"})

--- databases.add_user
local database = do.databases.create_cluster{name = "main", engine = "pg", version = "16", size = "db-s-1vcpu-1gb", region = "nyc3", num_nodes = 1}
print(do.databases.add_user{database_cluster_uuid = database, name = "shop"})

--- databases.create_cluster
print(do.databases.create_cluster{name = "main", engine = "pg", version = "16", size = "db-s-1vcpu-1gb", region = "nyc3", num_nodes = 1})

--- databases.create_kafka_schema
local cluster = do.databases.create_cluster{name = "events", engine = "kafka", version = "3.8", size = "db-s-2vcpu-2gb", region = "nyc3", num_nodes = 3}
local order = '{"type": "record", "name": "order", "fields": [{"name": "id", "type": "long"}]}'
print(do.databases.create_kafka_schema{database_cluster_uuid = cluster, subject_name = "orders", schema_type = "AVRO", schema = order})

--- databases.create_kafka_topic
local cluster = do.databases.create_cluster{name = "events", engine = "kafka", version = "3.8", size = "db-s-2vcpu-2gb", region = "nyc3", num_nodes = 3}
print(do.databases.create_kafka_topic{database_cluster_uuid = cluster, name = "orders", partition_count = 6, replication_factor = 2})

--- databases.create_logsink
local database = do.databases.create_cluster{name = "main", engine = "pg", version = "16", size = "db-s-1vcpu-1gb", region = "nyc3", num_nodes = 1}
print(do.databases.create_logsink{database_cluster_uuid = database, sink_name = "logs", sink_type = "rsyslog", config = {server = "logs.example.com", port = 514, tls = false, format = "rfc5424"}})

--- databases.create_replica
local database = do.databases.create_cluster{name = "main", engine = "pg", version = "16", size = "db-s-1vcpu-1gb", region = "nyc3", num_nodes = 1}
database:wait()
print(do.databases.create_replica{database_cluster_uuid = database, name = "reports", size = "db-s-1vcpu-1gb"})

--- databases.delete
local database = do.databases.create_cluster{name = "main", engine = "pg", version = "16", size = "db-s-1vcpu-1gb", region = "nyc3", num_nodes = 1}
local db = do.databases.add{database_cluster_uuid = database, name = "shop"}
do.databases.delete{database_cluster_uuid = database, database_name = db.name}

--- databases.delete_connection_pool
local database = do.databases.create_cluster{name = "main", engine = "pg", version = "16", size = "db-s-1vcpu-1gb", region = "nyc3", num_nodes = 1}
local pool = do.databases.add_connection_pool{database_cluster_uuid = database, name = "reports", mode = "transaction", size = 5, db = "defaultdb", user = "doadmin"}
do.databases.delete_connection_pool{database_cluster_uuid = database, pool_name = pool.name}

--- databases.delete_kafka_schema
local cluster = do.databases.create_cluster{name = "events", engine = "kafka", version = "3.8", size = "db-s-2vcpu-2gb", region = "nyc3", num_nodes = 3}
do.databases.create_kafka_schema{database_cluster_uuid = cluster, subject_name = "orders", schema_type = "AVRO", schema = '"long"'}
do.databases.delete_kafka_schema{database_cluster_uuid = cluster, subject_name = "orders"}

--- databases.delete_kafka_topic
local cluster = do.databases.create_cluster{name = "events", engine = "kafka", version = "3.8", size = "db-s-2vcpu-2gb", region = "nyc3", num_nodes = 3}
do.databases.create_kafka_topic{database_cluster_uuid = cluster, name = "orders"}
do.databases.delete_kafka_topic{database_cluster_uuid = cluster, topic_name = "orders"}

--- databases.delete_logsink
local database = do.databases.create_cluster{name = "main", engine = "pg", version = "16", size = "db-s-1vcpu-1gb", region = "nyc3", num_nodes = 1}
local sink = do.databases.create_logsink{database_cluster_uuid = database, sink_name = "logs", sink_type = "rsyslog", config = {server = "logs.example.com", port = 514, tls = false, format = "rfc5424"}}
do.databases.delete_logsink{database_cluster_uuid = database, logsink_id = sink.sink_id}

--- databases.delete_online_migration
local cluster = do.databases.create_cluster{name = "main", engine = "pg", version = "16", size = "db-s-1vcpu-1gb", region = "nyc3", num_nodes = 1}
cluster:wait()
do.databases.update_online_migration{database_cluster_uuid = cluster, source = {host = "db.example.com", dbname = "shop", port = 5432, username = "shop", password = "not told"}}
local migration = do.databases.get_migration_status{database_cluster_uuid = cluster}
do.databases.delete_online_migration{database_cluster_uuid = cluster, migration_id = migration.id}

--- databases.delete_opensearch_index
local cluster = do.databases.create_cluster{name = "search", engine = "opensearch", version = "2", size = "db-s-2vcpu-4gb", region = "nyc3", num_nodes = 1}
for index in do.databases.list_opeasearch_indexes{database_cluster_uuid = cluster} do
  do.databases.delete_opensearch_index{database_cluster_uuid = cluster, index_name = index.index_name}
end

--- databases.delete_user
local database = do.databases.create_cluster{name = "main", engine = "pg", version = "16", size = "db-s-1vcpu-1gb", region = "nyc3", num_nodes = 1}
local user = do.databases.add_user{database_cluster_uuid = database, name = "shop"}
do.databases.delete_user{database_cluster_uuid = database, username = user.name}

--- databases.destroy_cluster
local database = do.databases.create_cluster{name = "main", engine = "pg", version = "16", size = "db-s-1vcpu-1gb", region = "nyc3", num_nodes = 1}
do.databases.destroy_cluster{database_cluster_uuid = database}

--- databases.destroy_replica
local database = do.databases.create_cluster{name = "main", engine = "pg", version = "16", size = "db-s-1vcpu-1gb", region = "nyc3", num_nodes = 1}
database:wait()
local replica = do.databases.create_replica{database_cluster_uuid = database, name = "reports", size = "db-s-1vcpu-1gb"}
do.databases.destroy_replica{database_cluster_uuid = database, replica_name = replica.name}

--- databases.get
local database = do.databases.create_cluster{name = "main", engine = "pg", version = "16", size = "db-s-1vcpu-1gb", region = "nyc3", num_nodes = 1}
local db = do.databases.add{database_cluster_uuid = database, name = "shop"}
print(do.databases.get{database_cluster_uuid = database, database_name = db.name})

--- databases.get_autoscale
local database = do.databases.create_cluster{name = "main", engine = "pg", version = "16", size = "db-s-1vcpu-1gb", region = "nyc3", num_nodes = 1}
print(do.databases.get_autoscale{database_cluster_uuid = database})

--- databases.get_ca
local database = do.databases.create_cluster{name = "main", engine = "pg", version = "16", size = "db-s-1vcpu-1gb", region = "nyc3", num_nodes = 1}
print(do.databases.get_ca{database_cluster_uuid = database})

--- databases.get_cluster
local database = do.databases.create_cluster{name = "main", engine = "pg", version = "16", size = "db-s-1vcpu-1gb", region = "nyc3", num_nodes = 1}
print(do.databases.get_cluster{database_cluster_uuid = database})

--- databases.get_cluster_metrics_credentials
print(do.databases.get_cluster_metrics_credentials())

--- databases.get_config
local database = do.databases.create_cluster{name = "main", engine = "pg", version = "16", size = "db-s-1vcpu-1gb", region = "nyc3", num_nodes = 1}
print(do.databases.get_config{database_cluster_uuid = database})

--- databases.get_connection_pool
local database = do.databases.create_cluster{name = "main", engine = "pg", version = "16", size = "db-s-1vcpu-1gb", region = "nyc3", num_nodes = 1}
local pool = do.databases.add_connection_pool{database_cluster_uuid = database, name = "reports", mode = "transaction", size = 5, db = "defaultdb", user = "doadmin"}
print(do.databases.get_connection_pool{database_cluster_uuid = database, pool_name = pool.name})

--- databases.get_do_settings
local database = do.databases.create_cluster{name = "main", engine = "pg", version = "16", size = "db-s-1vcpu-1gb", region = "nyc3", num_nodes = 1}
print(do.databases.get_do_settings{database_cluster_uuid = database})

--- databases.get_eviction_policy
local json = require "json"
local database = do.databases.create_cluster{name = "main", engine = "pg", version = "16", size = "db-s-1vcpu-1gb", region = "nyc3", num_nodes = 1}
print(json.encode(do.databases.get_eviction_policy{database_cluster_uuid = database}))

--- databases.get_kafka_schema
local cluster = do.databases.create_cluster{name = "events", engine = "kafka", version = "3.8", size = "db-s-2vcpu-2gb", region = "nyc3", num_nodes = 3}
do.databases.create_kafka_schema{database_cluster_uuid = cluster, subject_name = "orders", schema_type = "AVRO", schema = '"long"'}
print(do.databases.get_kafka_schema{database_cluster_uuid = cluster, subject_name = "orders"}.schema)

--- databases.get_kafka_schema_config
local json = require "json"
local database = do.databases.create_cluster{name = "main", engine = "pg", version = "16", size = "db-s-1vcpu-1gb", region = "nyc3", num_nodes = 1}
print(json.encode(do.databases.get_kafka_schema_config{database_cluster_uuid = database}))

--- databases.get_kafka_schema_subject_config
local cluster = do.databases.create_cluster{name = "events", engine = "kafka", version = "3.8", size = "db-s-2vcpu-2gb", region = "nyc3", num_nodes = 3}
do.databases.create_kafka_schema{database_cluster_uuid = cluster, subject_name = "orders", schema_type = "AVRO", schema = '"long"'}
print(do.databases.get_kafka_schema_subject_config{database_cluster_uuid = cluster, subject_name = "orders"}.compatibility_level)

--- databases.get_kafka_schema_version
local cluster = do.databases.create_cluster{name = "events", engine = "kafka", version = "3.8", size = "db-s-2vcpu-2gb", region = "nyc3", num_nodes = 3}
do.databases.create_kafka_schema{database_cluster_uuid = cluster, subject_name = "orders", schema_type = "AVRO", schema = '"long"'}
print(do.databases.get_kafka_schema_version{database_cluster_uuid = cluster, subject_name = "orders", version = "1"}.schema)

--- databases.get_kafka_topic
local cluster = do.databases.create_cluster{name = "events", engine = "kafka", version = "3.8", size = "db-s-2vcpu-2gb", region = "nyc3", num_nodes = 3}
do.databases.create_kafka_topic{database_cluster_uuid = cluster, name = "orders"}
print(do.databases.get_kafka_topic{database_cluster_uuid = cluster, topic_name = "orders"})

--- databases.get_logsink
local json = require "json"
local database = do.databases.create_cluster{name = "main", engine = "pg", version = "16", size = "db-s-1vcpu-1gb", region = "nyc3", num_nodes = 1}
local sink = do.databases.create_logsink{database_cluster_uuid = database, sink_name = "logs", sink_type = "rsyslog", config = {server = "logs.example.com", port = 514, tls = false, format = "rfc5424"}}
print(json.encode(do.databases.get_logsink{database_cluster_uuid = database, logsink_id = sink.sink_id}))

--- databases.get_migration_status
local cluster = do.databases.create_cluster{name = "main", engine = "pg", version = "16", size = "db-s-1vcpu-1gb", region = "nyc3", num_nodes = 1}
cluster:wait()
do.databases.update_online_migration{database_cluster_uuid = cluster, source = {host = "db.example.com", dbname = "shop", port = 5432, username = "shop", password = "not told"}}
print(do.databases.get_migration_status{database_cluster_uuid = cluster}.status)

--- databases.get_replica
local database = do.databases.create_cluster{name = "main", engine = "pg", version = "16", size = "db-s-1vcpu-1gb", region = "nyc3", num_nodes = 1}
database:wait()
local replica = do.databases.create_replica{database_cluster_uuid = database, name = "reports", size = "db-s-1vcpu-1gb"}
print(do.databases.get_replica{database_cluster_uuid = database, replica_name = replica.name})

--- databases.get_sql_mode
local json = require "json"
local database = do.databases.create_cluster{name = "main", engine = "pg", version = "16", size = "db-s-1vcpu-1gb", region = "nyc3", num_nodes = 1}
print(json.encode(do.databases.get_sql_mode{database_cluster_uuid = database}))

--- databases.get_user
local database = do.databases.create_cluster{name = "main", engine = "pg", version = "16", size = "db-s-1vcpu-1gb", region = "nyc3", num_nodes = 1}
local user = do.databases.add_user{database_cluster_uuid = database, name = "shop"}
print(do.databases.get_user{database_cluster_uuid = database, username = user.name})

--- databases.install_update
local database = do.databases.create_cluster{name = "main", engine = "pg", version = "16", size = "db-s-1vcpu-1gb", region = "nyc3", num_nodes = 1}
database:wait()
do.databases.install_update{database_cluster_uuid = database}

--- databases.list
local database = do.databases.create_cluster{name = "main", engine = "pg", version = "16", size = "db-s-1vcpu-1gb", region = "nyc3", num_nodes = 1}
for db in do.databases.list{database_cluster_uuid = database} do print(db) end

--- databases.list_backups
local database = do.databases.create_cluster{name = "main", engine = "pg", version = "16", size = "db-s-1vcpu-1gb", region = "nyc3", num_nodes = 1}
for backup in do.databases.list_backups{database_cluster_uuid = database} do print(backup) end

--- databases.list_clusters
for database in do.databases.list_clusters() do print(database) end

--- databases.list_connection_pools
local database = do.databases.create_cluster{name = "main", engine = "pg", version = "16", size = "db-s-1vcpu-1gb", region = "nyc3", num_nodes = 1}
for pool in do.databases.list_connection_pools{database_cluster_uuid = database} do print(pool) end

--- databases.list_events_logs
local database = do.databases.create_cluster{name = "main", engine = "pg", version = "16", size = "db-s-1vcpu-1gb", region = "nyc3", num_nodes = 1}
for event in do.databases.list_events_logs{database_cluster_uuid = database} do print(event) end

--- databases.list_firewall_rules
local database = do.databases.create_cluster{name = "main", engine = "pg", version = "16", size = "db-s-1vcpu-1gb", region = "nyc3", num_nodes = 1}
for rule in do.databases.list_firewall_rules{database_cluster_uuid = database} do print(rule) end

--- databases.list_kafka_schemas
local database = do.databases.create_cluster{name = "main", engine = "pg", version = "16", size = "db-s-1vcpu-1gb", region = "nyc3", num_nodes = 1}
for subject in do.databases.list_kafka_schemas{database_cluster_uuid = database} do print(subject) end

--- databases.list_kafka_topics
local database = do.databases.create_cluster{name = "main", engine = "pg", version = "16", size = "db-s-1vcpu-1gb", region = "nyc3", num_nodes = 1}
for topic in do.databases.list_kafka_topics{database_cluster_uuid = database} do print(topic) end

--- databases.list_logsink
local database = do.databases.create_cluster{name = "main", engine = "pg", version = "16", size = "db-s-1vcpu-1gb", region = "nyc3", num_nodes = 1}
for sink in do.databases.list_logsink{database_cluster_uuid = database} do print(sink) end

--- databases.list_opeasearch_indexes
local cluster = do.databases.create_cluster{name = "search", engine = "opensearch", version = "2", size = "db-s-2vcpu-4gb", region = "nyc3", num_nodes = 1}
for index in do.databases.list_opeasearch_indexes{database_cluster_uuid = cluster} do print(index.index_name, index.health) end

--- databases.list_options
local json = require "json"
print(json.encode(do.databases.list_options()))

--- databases.list_replicas
local database = do.databases.create_cluster{name = "main", engine = "pg", version = "16", size = "db-s-1vcpu-1gb", region = "nyc3", num_nodes = 1}
database:wait()
for replica in do.databases.list_replicas{database_cluster_uuid = database} do print(replica) end

--- databases.list_users
local database = do.databases.create_cluster{name = "main", engine = "pg", version = "16", size = "db-s-1vcpu-1gb", region = "nyc3", num_nodes = 1}
for user in do.databases.list_users{database_cluster_uuid = database} do print(user) end

--- databases.patch_config
local database = do.databases.create_cluster{name = "main", engine = "pg", version = "16", size = "db-s-1vcpu-1gb", region = "nyc3", num_nodes = 1}
do.databases.patch_config{database_cluster_uuid = database, config = {max_connections = 50}}

--- databases.promote_replica
local cluster = do.databases.create_cluster{name = "main", engine = "pg", version = "16", size = "db-s-1vcpu-1gb", region = "nyc3", num_nodes = 1}
cluster:wait()
local replica = do.databases.create_replica{database_cluster_uuid = cluster, name = "reports", size = "db-s-1vcpu-1gb"}
do.wait({replica}, {field = "status", value = "online"}):list()
do.databases.promote_replica{database_cluster_uuid = cluster, replica_name = "reports"}

--- databases.reset_auth
local database = do.databases.create_cluster{name = "main", engine = "pg", version = "16", size = "db-s-1vcpu-1gb", region = "nyc3", num_nodes = 1}
local user = do.databases.add_user{database_cluster_uuid = database, name = "shop"}
print(do.databases.reset_auth{database_cluster_uuid = database, username = user.name})

--- databases.update_autoscale
local database = do.databases.create_cluster{name = "main", engine = "pg", version = "16", size = "db-s-1vcpu-1gb", region = "nyc3", num_nodes = 1}
do.databases.update_autoscale{database_cluster_uuid = database}

--- databases.update_cluster_metrics_credentials
do.databases.update_cluster_metrics_credentials()

--- databases.update_cluster_size
local database = do.databases.create_cluster{name = "main", engine = "pg", version = "16", size = "db-s-1vcpu-1gb", region = "nyc3", num_nodes = 1}
database:wait()
do.databases.update_cluster_size{database_cluster_uuid = database, size = "db-s-2vcpu-4gb", num_nodes = 2}

--- databases.update_connection_pool
local database = do.databases.create_cluster{name = "main", engine = "pg", version = "16", size = "db-s-1vcpu-1gb", region = "nyc3", num_nodes = 1}
local pool = do.databases.add_connection_pool{database_cluster_uuid = database, name = "reports", mode = "transaction", size = 5, db = "defaultdb", user = "doadmin"}
do.databases.update_connection_pool{database_cluster_uuid = database, pool_name = pool.name, mode = "session", size = 8, db = "defaultdb", user = "doadmin"}

--- databases.update_do_settings
local database = do.databases.create_cluster{name = "main", engine = "pg", version = "16", size = "db-s-1vcpu-1gb", region = "nyc3", num_nodes = 1}
do.databases.update_do_settings{database_cluster_uuid = database, do_settings = {}}

--- databases.update_eviction_policy
local database = do.databases.create_cluster{name = "main", engine = "pg", version = "16", size = "db-s-1vcpu-1gb", region = "nyc3", num_nodes = 1}
do.databases.update_eviction_policy{database_cluster_uuid = database, eviction_policy = "allkeys_lru"}

--- databases.update_firewall_rules
local database = do.databases.create_cluster{name = "main", engine = "pg", version = "16", size = "db-s-1vcpu-1gb", region = "nyc3", num_nodes = 1}
do.databases.update_firewall_rules{database_cluster_uuid = database, rules = {{type = "ip_addr", value = "192.0.2.0/24"}}}

--- databases.update_kafka_schema_config
local json = require "json"
local database = do.databases.create_cluster{name = "main", engine = "pg", version = "16", size = "db-s-1vcpu-1gb", region = "nyc3", num_nodes = 1}
print(json.encode(do.databases.update_kafka_schema_config{database_cluster_uuid = database, compatibility_level = "FULL"}))

--- databases.update_kafka_schema_subject_config
local cluster = do.databases.create_cluster{name = "events", engine = "kafka", version = "3.8", size = "db-s-2vcpu-2gb", region = "nyc3", num_nodes = 3}
do.databases.create_kafka_schema{database_cluster_uuid = cluster, subject_name = "orders", schema_type = "AVRO", schema = '"long"'}
do.databases.update_kafka_schema_subject_config{database_cluster_uuid = cluster, subject_name = "orders", compatibility_level = "FULL"}

--- databases.update_kafka_topic
local cluster = do.databases.create_cluster{name = "events", engine = "kafka", version = "3.8", size = "db-s-2vcpu-2gb", region = "nyc3", num_nodes = 3}
do.databases.create_kafka_topic{database_cluster_uuid = cluster, name = "orders", partition_count = 6}
print(do.databases.update_kafka_topic{database_cluster_uuid = cluster, topic_name = "orders", partition_count = 12})

--- databases.update_logsink
local database = do.databases.create_cluster{name = "main", engine = "pg", version = "16", size = "db-s-1vcpu-1gb", region = "nyc3", num_nodes = 1}
local sink = do.databases.create_logsink{database_cluster_uuid = database, sink_name = "logs", sink_type = "rsyslog", config = {server = "logs.example.com", port = 514, tls = false, format = "rfc5424"}}
do.databases.update_logsink{database_cluster_uuid = database, logsink_id = sink.sink_id, config = {server = "logs.example.com", port = 6514, tls = true, format = "rfc5424"}}

--- databases.update_maintenance_window
local database = do.databases.create_cluster{name = "main", engine = "pg", version = "16", size = "db-s-1vcpu-1gb", region = "nyc3", num_nodes = 1}
do.databases.update_maintenance_window{database_cluster_uuid = database, day = "tuesday", hour = "14:00"}

--- databases.update_major_version
local database = do.databases.create_cluster{name = "main", engine = "pg", version = "16", size = "db-s-1vcpu-1gb", region = "nyc3", num_nodes = 1}
database:wait()
do.databases.update_major_version{database_cluster_uuid = database, version = "17"}

--- databases.update_online_migration
local cluster = do.databases.create_cluster{name = "main", engine = "pg", version = "16", size = "db-s-1vcpu-1gb", region = "nyc3", num_nodes = 1}
cluster:wait()
print(do.databases.update_online_migration{database_cluster_uuid = cluster, source = {host = "db.example.com", dbname = "shop", port = 5432, username = "shop", password = "not told"}})

--- databases.update_region
local database = do.databases.create_cluster{name = "main", engine = "pg", version = "16", size = "db-s-1vcpu-1gb", region = "nyc3", num_nodes = 1}
database:wait()
do.databases.update_region{database_cluster_uuid = database, region = "ams3"}

--- databases.update_sql_mode
local database = do.databases.create_cluster{name = "main", engine = "pg", version = "16", size = "db-s-1vcpu-1gb", region = "nyc3", num_nodes = 1}
do.databases.update_sql_mode{database_cluster_uuid = database, sql_mode = "ANSI,TRADITIONAL"}

--- databases.update_user
local database = do.databases.create_cluster{name = "main", engine = "pg", version = "16", size = "db-s-1vcpu-1gb", region = "nyc3", num_nodes = 1}
local user = do.databases.add_user{database_cluster_uuid = database, name = "shop"}
print(do.databases.update_user{database_cluster_uuid = database, username = user.name, settings = {}})

--- dedicated_inferences.create
local json = require "json"
print(json.encode(do.dedicated_inferences.create{spec = {enable_public_endpoint = true, model_deployments = {{}}, name = "main", region = "nyc3", version = 1, vpc = {uuid = "4de7ac8b-495b-4884-9a69-1050c6793cd6"}}}))

--- dedicated_inferences.get_gpu_model_config
for config in do.dedicated_inferences.get_gpu_model_config() do print(config) end

--- dedicated_inferences.list
for inference in do.dedicated_inferences.list() do print(inference) end

--- dedicated_inferences.list_sizes
for size in do.dedicated_inferences.list_sizes() do print(size) end

--- domains.create
print(do.domains.create{name = "example.com"})

--- domains.create_record
local domain = do.domains.create{name = "example.com"}
print(do.domains.create_record{domain_name = domain.name, type = "A", name = "www", data = "192.0.2.1", ttl = 300})

--- domains.delete
local domain = do.domains.create{name = "example.com"}
do.domains.delete{domain_name = domain.name}

--- domains.delete_record
local domain = do.domains.create{name = "example.com"}
local record = do.domains.create_record{domain_name = domain.name, type = "A", name = "www", data = "192.0.2.1", ttl = 300}
do.domains.delete_record{domain_name = domain.name, domain_record_id = record}

--- domains.get
local domain = do.domains.create{name = "example.com"}
print(do.domains.get{domain_name = domain.name})

--- domains.get_record
local domain = do.domains.create{name = "example.com"}
local record = do.domains.create_record{domain_name = domain.name, type = "A", name = "www", data = "192.0.2.1", ttl = 300}
print(do.domains.get_record{domain_name = domain.name, domain_record_id = record})

--- domains.list
for domain in do.domains.list() do print(domain) end

--- domains.list_records
local domain = do.domains.create{name = "example.com"}
for record in do.domains.list_records{domain_name = domain.name} do print(record) end

--- domains.patch_record
local domain = do.domains.create{name = "example.com"}
local record = do.domains.create_record{domain_name = domain.name, type = "A", name = "www", data = "192.0.2.1", ttl = 300}
print(do.domains.patch_record{domain_name = domain.name, domain_record_id = record, ttl = 60})

--- domains.update_record
local domain = do.domains.create{name = "example.com"}
local record = do.domains.create_record{domain_name = domain.name, type = "A", name = "www", data = "192.0.2.1", ttl = 300}
print(do.domains.update_record{domain_name = domain.name, domain_record_id = record, data = "192.0.2.2"})

--- droplet_actions.get
local droplet = do.droplets.create{name = "web-1", region = "nyc3", size = "s-1vcpu-1gb", image = "ubuntu-24-04-x64"}
local action = do.droplet_actions.list{droplet_id = droplet}:first()
print(do.droplet_actions.get{droplet_id = droplet, action_id = action})

--- droplet_actions.list
local droplet = do.droplets.create{name = "web-1", region = "nyc3", size = "s-1vcpu-1gb", image = "ubuntu-24-04-x64"}
for action in do.droplet_actions.list{droplet_id = droplet} do print(action) end

--- droplet_actions.post
local droplet = do.create_droplet("web-1", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
print(do.droplet_actions.post{droplet_id = droplet, type = "reboot"})

--- droplet_actions.post_by_tag
local droplet = do.create_droplet{name = "web-1", image = "ubuntu-24-04-x64", size = "s-1vcpu-1gb", region = "nyc3", tags = {"web"}}
droplet:wait{ready = true}
do.droplet_actions.post_by_tag{tag_name = "web", type = "power_cycle"}

--- droplets.create
print(do.droplets.create{name = "web-1", region = "nyc3", size = "s-1vcpu-1gb", image = "ubuntu-24-04-x64"})

--- droplets.destroy
local droplet = do.create_droplet("web-1", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
do.droplets.destroy{droplet_id = droplet}

--- droplets.destroy_by_tag
local droplet = do.create_droplet{name = "web-1", image = "ubuntu-24-04-x64", size = "s-1vcpu-1gb", region = "nyc3", tags = {"old"}}
droplet:wait{ready = true}
do.droplets.destroy_by_tag{tag_name = "old"}

--- droplets.destroy_with_associated_resources_dangerous
local droplet = do.create_droplet("web-1", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
do.droplets.destroy_with_associated_resources_dangerous{droplet_id = droplet, x_dangerous = true}

--- droplets.destroy_with_associated_resources_selective
local droplet = do.create_droplet("web-1", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
do.droplets.destroy_with_associated_resources_selective{droplet_id = droplet, snapshots = {}}

--- droplets.get
local droplet = do.droplets.create{name = "web-1", region = "nyc3", size = "s-1vcpu-1gb", image = "ubuntu-24-04-x64"}
print(do.droplets.get{droplet_id = droplet})

--- droplets.get_backup_policy
local droplet = do.droplets.create{name = "web-1", region = "nyc3", size = "s-1vcpu-1gb", image = "ubuntu-24-04-x64"}
print(do.droplets.get_backup_policy{droplet_id = droplet})

--- droplets.get_destroy_associated_resources_status
local droplet = do.create_droplet("web-1", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
do.droplets.destroy_with_associated_resources_dangerous{droplet_id = droplet, x_dangerous = true}
print(do.droplets.get_destroy_associated_resources_status{droplet_id = droplet}.failures)

--- droplets.list
for droplet in do.droplets.list() do print(droplet) end

--- droplets.list_associated_resources
local json = require "json"
local droplet = do.droplets.create{name = "web-1", region = "nyc3", size = "s-1vcpu-1gb", image = "ubuntu-24-04-x64"}
print(json.encode(do.droplets.list_associated_resources{droplet_id = droplet}))

--- droplets.list_backup_policies
print(do.droplets.list_backup_policies())

--- droplets.list_backups
local droplet = do.droplets.create{name = "web-1", region = "nyc3", size = "s-1vcpu-1gb", image = "ubuntu-24-04-x64"}
for backup in do.droplets.list_backups{droplet_id = droplet} do print(backup) end

--- droplets.list_firewalls
local droplet = do.droplets.create{name = "web-1", region = "nyc3", size = "s-1vcpu-1gb", image = "ubuntu-24-04-x64"}
for firewall in do.droplets.list_firewalls{droplet_id = droplet} do print(firewall) end

--- droplets.list_kernels
local droplet = do.droplets.create{name = "web-1", region = "nyc3", size = "s-1vcpu-1gb", image = "ubuntu-24-04-x64"}
for kernel in do.droplets.list_kernels{droplet_id = droplet} do print(kernel) end

--- droplets.list_neighbors
local droplet = do.droplets.create{name = "web-1", region = "nyc3", size = "s-1vcpu-1gb", image = "ubuntu-24-04-x64"}
for droplet in do.droplets.list_neighbors{droplet_id = droplet} do print(droplet) end

--- droplets.list_neighbors_ids
for id in do.droplets.list_neighbors_ids() do print(id) end

--- droplets.list_snapshots
local droplet = do.droplets.create{name = "web-1", region = "nyc3", size = "s-1vcpu-1gb", image = "ubuntu-24-04-x64"}
for snapshot in do.droplets.list_snapshots{droplet_id = droplet} do print(snapshot) end

--- droplets.list_supported_backup_policies
for policy in do.droplets.list_supported_backup_policies() do print(policy) end

--- firewalls.add_rules
local firewall = do.firewalls.create{name = "web", inbound_rules = {{protocol = "tcp", ports = "443", sources = {addresses = {"0.0.0.0/0", "::/0"}}}}}
do.firewalls.add_rules{firewall_id = firewall, outbound_rules = {{protocol = "icmp", destinations = {addresses = {"0.0.0.0/0", "::/0"}}}}}

--- firewalls.add_tags
local firewall = do.firewalls.create{name = "web", inbound_rules = {{protocol = "tcp", ports = "443", sources = {addresses = {"0.0.0.0/0", "::/0"}}}}}
do.firewalls.add_tags{firewall_id = firewall, tags = {"web"}}

--- firewalls.assign_droplets
local firewall = do.firewalls.create{name = "web", inbound_rules = {{protocol = "tcp", ports = "443", sources = {addresses = {"0.0.0.0/0", "::/0"}}}}}
local droplet = do.create_droplet("web-1", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3")
do.firewalls.assign_droplets{firewall_id = firewall, droplet_ids = {droplet}}

--- firewalls.create
print(do.firewalls.create{name = "web", inbound_rules = {{protocol = "tcp", ports = "443", sources = {addresses = {"0.0.0.0/0", "::/0"}}}}})

--- firewalls.delete
local firewall = do.firewalls.create{name = "web", inbound_rules = {{protocol = "tcp", ports = "443", sources = {addresses = {"0.0.0.0/0", "::/0"}}}}}
do.firewalls.delete{firewall_id = firewall}

--- firewalls.delete_droplets
local firewall = do.firewalls.create{name = "web", inbound_rules = {{protocol = "tcp", ports = "443", sources = {addresses = {"0.0.0.0/0", "::/0"}}}}}
local droplet = do.create_droplet("web-1", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3")
do.firewalls.delete_droplets{firewall_id = firewall, droplet_ids = {droplet}}

--- firewalls.delete_rules
local firewall = do.firewalls.create{name = "web", inbound_rules = {{protocol = "tcp", ports = "443", sources = {addresses = {"0.0.0.0/0", "::/0"}}}}}
do.firewalls.delete_rules{firewall_id = firewall, inbound_rules = {{protocol = "tcp", ports = "443", sources = {addresses = {"0.0.0.0/0", "::/0"}}}}}

--- firewalls.delete_tags
local firewall = do.firewalls.create{name = "web", inbound_rules = {{protocol = "tcp", ports = "443", sources = {addresses = {"0.0.0.0/0", "::/0"}}}}}
do.firewalls.delete_tags{firewall_id = firewall, tags = {"web"}}

--- firewalls.get
local firewall = do.firewalls.create{name = "web", inbound_rules = {{protocol = "tcp", ports = "443", sources = {addresses = {"0.0.0.0/0", "::/0"}}}}}
print(do.firewalls.get{firewall_id = firewall})

--- firewalls.list
for firewall in do.firewalls.list() do print(firewall) end

--- firewalls.update
local firewall = do.firewalls.create{name = "web", inbound_rules = {{protocol = "tcp", ports = "443", sources = {addresses = {"0.0.0.0/0", "::/0"}}}}}
print(do.firewalls.update{firewall_id = firewall, name = "web", inbound_rules = {{protocol = "tcp", ports = "22", sources = {addresses = {"192.0.2.0/24"}}}}})

--- floating_ips.create
print(do.floating_ips.create{region = "nyc3"})

--- floating_ips.delete
local address = do.floating_ips.create{region = "nyc3"}
do.floating_ips.delete{floating_ip = address.ip}

--- floating_ips.get
local address = do.floating_ips.create{region = "nyc3"}
print(do.floating_ips.get{floating_ip = address.ip})

--- floating_ips.list
for ip in do.floating_ips.list() do print(ip) end

--- floating_ips_action.get
local address = do.floating_ips.create{region = "nyc3"}
local action = do.floating_ips_action.list{floating_ip = address.ip}:first()
print(do.floating_ips_action.get{floating_ip = address.ip, action_id = action})

--- floating_ips_action.list
local address = do.floating_ips.create{region = "nyc3"}
for action in do.floating_ips_action.list{floating_ip = address.ip} do print(action) end

--- floating_ips_action.post
local droplet = do.create_droplet("web-1", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
local address = do.floating_ips.create{region = "nyc3"}
print(do.floating_ips_action.post{floating_ip = address.ip, type = "assign", droplet_id = droplet})

--- functions.create_namespace
print(do.functions.create_namespace{region = "nyc3", label = "main"})

--- functions.create_trigger
local namespace = do.functions.create_namespace{region = "nyc1", label = "jobs"}
print(do.functions.create_trigger{namespace_id = namespace.namespace, name = "nightly", ["function"] = "clean", type = "SCHEDULED", is_enabled = true, scheduled_details = {cron = "0 3 * * *"}})

--- functions.delete_namespace
local namespace = do.functions.create_namespace{region = "nyc3", label = "main"}
do.functions.delete_namespace{namespace_id = namespace.namespace}

--- functions.delete_trigger
local namespace = do.functions.create_namespace{region = "nyc1", label = "jobs"}
do.functions.create_trigger{namespace_id = namespace.namespace, name = "nightly", ["function"] = "clean", type = "SCHEDULED", is_enabled = true, scheduled_details = {cron = "0 3 * * *"}}
do.functions.delete_trigger{namespace_id = namespace.namespace, trigger_name = "nightly"}

--- functions.get_namespace
local namespace = do.functions.create_namespace{region = "nyc3", label = "main"}
print(do.functions.get_namespace{namespace_id = namespace.namespace})

--- functions.get_trigger
local namespace = do.functions.create_namespace{region = "nyc1", label = "jobs"}
do.functions.create_trigger{namespace_id = namespace.namespace, name = "nightly", ["function"] = "clean", type = "SCHEDULED", is_enabled = true, scheduled_details = {cron = "0 3 * * *"}}
print(do.functions.get_trigger{namespace_id = namespace.namespace, trigger_name = "nightly"})

--- functions.list_namespaces
for namespace in do.functions.list_namespaces() do print(namespace) end

--- functions.list_triggers
local namespace = do.functions.create_namespace{region = "nyc3", label = "main"}
for trigger in do.functions.list_triggers{namespace_id = namespace.namespace} do print(trigger) end

--- functions.update_trigger
local namespace = do.functions.create_namespace{region = "nyc1", label = "jobs"}
do.functions.create_trigger{namespace_id = namespace.namespace, name = "nightly", ["function"] = "clean", type = "SCHEDULED", is_enabled = true, scheduled_details = {cron = "0 3 * * *"}}
print(do.functions.update_trigger{namespace_id = namespace.namespace, trigger_name = "nightly", is_enabled = false})

--- functions_access_key.create
local namespace = do.functions.create_namespace{region = "nyc3", label = "main"}
print(do.functions_access_key.create{namespace_id = namespace.namespace, name = "main"})

--- functions_access_key.delete
local json = require "json"
local namespace = do.functions.create_namespace{region = "nyc3", label = "main"}
local key = do.functions_access_key.create{namespace_id = namespace.namespace, name = "main"}
print(json.encode(do.functions_access_key.delete{namespace_id = namespace.namespace, key_id = key}))

--- functions_access_key.list
local namespace = do.functions.create_namespace{region = "nyc3", label = "main"}
for key in do.functions_access_key.list{namespace_id = namespace.namespace} do print(key) end

--- functions_access_key.update
local namespace = do.functions.create_namespace{region = "nyc3", label = "main"}
local key = do.functions_access_key.create{namespace_id = namespace.namespace, name = "main"}
print(do.functions_access_key.update{namespace_id = namespace.namespace, key_id = key, name = "main"})

--- genai.attach_agent
local parent = do.genai.create_agent{name = "helpdesk", instruction = "Answer in one sentence.", region = "tor1"}
local child = do.genai.create_agent{name = "sales", instruction = "Name a price.", region = "tor1"}
do.genai.attach_agent{parent_agent_uuid = parent.uuid, child_agent_uuid = child.uuid, route_name = "sales", if_case = "somebody wants to buy"}

--- genai.attach_agent_function
local agent = do.genai.create_agent{name = "helpdesk", instruction = "Answer in one sentence.", region = "tor1"}
print(do.genai.attach_agent_function{agent_uuid = agent.uuid, function_name = "lookup", faas_name = "default/lookup", faas_namespace = "fn-1", description = "looks an order up"})

--- genai.attach_agent_guardrails
local agent = do.genai.create_agent{name = "helpdesk", instruction = "Answer in one sentence.", region = "tor1"}
print(do.genai.attach_agent_guardrails{agent_uuid = agent.uuid})

--- genai.attach_knowledge_base
local agent = do.genai.create_agent{name = "helpdesk", instruction = "Answer in one sentence.", region = "tor1"}
local base = do.genai.create_knowledge_base{name = "manuals", region = "tor1"}
print(do.genai.attach_knowledge_base{agent_uuid = agent.uuid, knowledge_base_uuid = base.uuid})

--- genai.cancel_indexing_job
local base = do.genai.create_knowledge_base{name = "manuals", region = "tor1"}
local job = do.genai.create_indexing_job{knowledge_base_uuid = base.uuid}
print(do.genai.cancel_indexing_job{uuid = job.uuid})

--- genai.cancel_model_evaluation_run
local run = do.genai.create_model_evaluation_run()
print(do.genai.cancel_model_evaluation_run{eval_run_uuid = run.eval_run_uuid})

--- genai.create_agent
print(do.genai.create_agent{name = "helpdesk", instruction = "Answer in one sentence.", region = "tor1"})

--- genai.create_agent_api_key
local agent = do.genai.create_agent{name = "helpdesk", instruction = "Answer in one sentence.", region = "tor1"}
print(do.genai.create_agent_api_key{agent_uuid = agent.uuid, name = "shop"})

--- genai.create_anthropic_api_key
print(do.genai.create_anthropic_api_key{name = "ours", api_key = "sk-ant-example"})

--- genai.create_custom_evaluation_metric
print(do.genai.create_custom_evaluation_metric{metric_name = "Politeness", description = "whether the answer is polite"})

--- genai.create_evaluation_dataset
local json = require "json"
print(json.encode(do.genai.create_evaluation_dataset()))

--- genai.create_evaluation_test_case
local json = require "json"
print(json.encode(do.genai.create_evaluation_test_case()))

--- genai.create_indexing_job
local base = do.genai.create_knowledge_base{name = "manuals", region = "tor1"}
print(do.genai.create_indexing_job{knowledge_base_uuid = base.uuid})

--- genai.create_knowledge_base
print(do.genai.create_knowledge_base{name = "manuals", region = "tor1"})

--- genai.create_knowledge_base_data_source
local base = do.genai.create_knowledge_base{name = "manuals", region = "tor1"}
print(do.genai.create_knowledge_base_data_source{knowledge_base_uuid = base.uuid})

--- genai.create_model_evaluation_run
local json = require "json"
print(json.encode(do.genai.create_model_evaluation_run()))

--- genai.create_model_router
print(do.genai.create_model_router())

--- genai.create_openai_api_key
print(do.genai.create_openai_api_key{name = "ours", api_key = "sk-example"})

--- genai.create_scheduled_indexing
local base = do.genai.create_knowledge_base{name = "manuals", region = "tor1"}
print(do.genai.create_scheduled_indexing{knowledge_base_uuid = base.uuid, days = {1, 3}, time = "18:00"})

--- genai.create_workspace
print(do.genai.create_workspace{name = "shop"})

--- genai.delete_agent
local agent = do.genai.create_agent{name = "helpdesk", instruction = "Answer in one sentence.", region = "tor1"}
print(do.genai.delete_agent{uuid = agent.uuid})

--- genai.delete_agent_api_key
local agent = do.genai.create_agent{name = "helpdesk", instruction = "Answer in one sentence.", region = "tor1"}
local info = do.genai.create_agent_api_key{agent_uuid = agent.uuid, name = "shop"}
print(do.genai.delete_agent_api_key{agent_uuid = agent.uuid, api_key_uuid = info.uuid})

--- genai.delete_anthropic_api_key
local info = do.genai.create_anthropic_api_key{name = "ours", api_key = "sk-ant-example"}
print(do.genai.delete_anthropic_api_key{api_key_uuid = info.uuid})

--- genai.delete_custom_evaluation_metric
local made = do.genai.create_custom_evaluation_metric{metric_name = "Politeness", description = "whether the answer is polite"}
do.genai.delete_custom_evaluation_metric{metric_uuid = made.metric_uuid}

--- genai.delete_knowledge_base
local json = require "json"
local base = do.genai.create_knowledge_base{name = "manuals", region = "tor1"}
print(json.encode(do.genai.delete_knowledge_base{uuid = base.uuid}))

--- genai.delete_knowledge_base_data_source
local json = require "json"
local base = do.genai.create_knowledge_base{name = "manuals", region = "tor1"}
local source = do.genai.create_knowledge_base_data_source{knowledge_base_uuid = base.uuid}
print(json.encode(do.genai.delete_knowledge_base_data_source{knowledge_base_uuid = base.uuid, data_source_uuid = source.uuid}))

--- genai.delete_model_evaluation_run
local json = require "json"
local run = do.genai.create_model_evaluation_run()
print(json.encode(do.genai.delete_model_evaluation_run{eval_run_uuid = run.eval_run_uuid}))

--- genai.delete_model_router
local json = require "json"
local router = do.genai.create_model_router()
print(json.encode(do.genai.delete_model_router{uuid = router.uuid}))

--- genai.delete_openai_api_key
local info = do.genai.create_openai_api_key{name = "ours", api_key = "sk-example"}
print(do.genai.delete_openai_api_key{api_key_uuid = info.uuid})

--- genai.delete_scheduled_indexing
local base = do.genai.create_knowledge_base{name = "manuals", region = "tor1"}
local made = do.genai.create_scheduled_indexing{knowledge_base_uuid = base.uuid, days = {1, 3}, time = "18:00"}
do.genai.delete_scheduled_indexing{uuid = made.uuid}

--- genai.delete_workspace
local json = require "json"
local workspace = do.genai.create_workspace{name = "shop"}
print(json.encode(do.genai.delete_workspace{workspace_uuid = workspace.uuid}))

--- genai.detach_agent
local parent = do.genai.create_agent{name = "helpdesk", instruction = "Answer in one sentence.", region = "tor1"}
local child = do.genai.create_agent{name = "sales", instruction = "Name a price.", region = "tor1"}
do.genai.attach_agent{parent_agent_uuid = parent.uuid, child_agent_uuid = child.uuid, route_name = "sales"}
do.genai.detach_agent{parent_agent_uuid = parent.uuid, child_agent_uuid = child.uuid}

--- genai.detach_agent_function
local agent = do.genai.create_agent{name = "helpdesk", instruction = "Answer in one sentence.", region = "tor1"}
agent = do.genai.attach_agent_function{agent_uuid = agent.uuid, function_name = "lookup", faas_name = "default/lookup", faas_namespace = "fn-1"}
do.genai.detach_agent_function{agent_uuid = agent.uuid, function_uuid = agent.functions[1].uuid}

--- genai.detach_knowledge_base
local agent = do.genai.create_agent{name = "helpdesk", instruction = "Answer in one sentence.", region = "tor1"}
local base = do.genai.create_knowledge_base{name = "manuals", region = "tor1"}
do.genai.attach_knowledge_base{agent_uuid = agent.uuid, knowledge_base_uuid = base.uuid}
do.genai.detach_knowledge_base{agent_uuid = agent.uuid, knowledge_base_uuid = base.uuid}

--- genai.get_agent
local agent = do.genai.create_agent{name = "helpdesk", instruction = "Answer in one sentence.", region = "tor1"}
print(do.genai.get_agent{uuid = agent.uuid})

--- genai.get_agent_children
local agent = do.genai.create_agent{name = "helpdesk", instruction = "Answer in one sentence.", region = "tor1"}
for children in do.genai.get_agent_children{uuid = agent.uuid} do print(children) end

--- genai.get_agent_usage
local json = require "json"
local agent = do.genai.create_agent{name = "helpdesk", instruction = "Answer in one sentence.", region = "tor1"}
print(json.encode(do.genai.get_agent_usage{uuid = agent.uuid}))

--- genai.get_anthropic_api_key
local info = do.genai.create_anthropic_api_key{name = "ours", api_key = "sk-ant-example"}
print(do.genai.get_anthropic_api_key{api_key_uuid = info.uuid})

--- genai.get_evaluation_test_case
local case = do.genai.create_evaluation_test_case()
print(do.genai.get_evaluation_test_case{test_case_uuid = case.test_case_uuid})

--- genai.get_indexing_job
local base = do.genai.create_knowledge_base{name = "manuals", region = "tor1"}
local job = do.genai.create_indexing_job{knowledge_base_uuid = base.uuid}
print(do.genai.get_indexing_job{uuid = job.uuid})

--- genai.get_knowledge_base
local json = require "json"
local base = do.genai.create_knowledge_base{name = "manuals", region = "tor1"}
print(json.encode(do.genai.get_knowledge_base{uuid = base.uuid}))

--- genai.get_model_catalog_card
local data = do.genai.list_model_catalog():first()
print(do.genai.get_model_catalog_card{id = data})

--- genai.get_model_evaluation_run
local run = do.genai.create_model_evaluation_run()
for result in do.genai.get_model_evaluation_run{eval_run_uuid = run.eval_run_uuid} do print(result) end

--- genai.get_model_router
local router = do.genai.create_model_router()
print(do.genai.get_model_router{uuid = router.uuid})

--- genai.get_openai_api_key
local info = do.genai.create_openai_api_key{name = "ours", api_key = "sk-example"}
print(do.genai.get_openai_api_key{api_key_uuid = info.uuid})

--- genai.get_scheduled_indexing
local base = do.genai.create_knowledge_base{name = "manuals", region = "tor1"}
do.genai.create_scheduled_indexing{knowledge_base_uuid = base.uuid, days = {1, 3}, time = "18:00"}
print(do.genai.get_scheduled_indexing{knowledge_base_uuid = base.uuid})

--- genai.get_workspace
local workspace = do.genai.create_workspace{name = "shop"}
print(do.genai.get_workspace{workspace_uuid = workspace.uuid})

--- genai.import_custom_model
do.genai.import_custom_model{name = "ours", source_type = "SOURCE_TYPE_HUGGINGFACE", source_ref = {repo_id = "example/ours"}}

--- genai.list_agent_api_keys
local agent = do.genai.create_agent{name = "helpdesk", instruction = "Answer in one sentence.", region = "tor1"}
for info in do.genai.list_agent_api_keys{agent_uuid = agent.uuid} do print(info) end

--- genai.list_agent_versions
local agent = do.genai.create_agent{name = "helpdesk", instruction = "Answer in one sentence.", region = "tor1"}
for version in do.genai.list_agent_versions{uuid = agent.uuid} do print(version) end

--- genai.list_agents
for agent in do.genai.list_agents() do print(agent) end

--- genai.list_agents_by_anthropic_key
local info = do.genai.create_anthropic_api_key{name = "ours", api_key = "sk-ant-example"}
for agent in do.genai.list_agents_by_anthropic_key{uuid = info.uuid} do print(agent) end

--- genai.list_agents_by_openai_key
local info = do.genai.create_openai_api_key{name = "ours", api_key = "sk-example"}
for agent in do.genai.list_agents_by_openai_key{uuid = info.uuid} do print(agent) end

--- genai.list_agents_by_workspace
local workspace = do.genai.create_workspace{name = "shop"}
for agent in do.genai.list_agents_by_workspace{workspace_uuid = workspace.uuid} do print(agent) end

--- genai.list_anthropic_api_keys
for info in do.genai.list_anthropic_api_keys() do print(info) end

--- genai.list_custom_models
for model in do.genai.list_custom_models() do print(model) end

--- genai.list_datacenter_regions
for region in do.genai.list_datacenter_regions() do print(region) end

--- genai.list_evaluation_datasets
for dataset in do.genai.list_evaluation_datasets() do print(dataset) end

--- genai.list_evaluation_metrics
for metric in do.genai.list_evaluation_metrics() do print(metric) end

--- genai.list_evaluation_runs_by_test_case
local case = do.genai.create_evaluation_test_case()
for run in do.genai.list_evaluation_runs_by_test_case{evaluation_test_case_uuid = case.test_case_uuid} do print(run) end

--- genai.list_evaluation_test_cases
for case in do.genai.list_evaluation_test_cases() do print(case) end

--- genai.list_evaluation_test_cases_by_workspace
local workspace = do.genai.create_workspace{name = "shop"}
for case in do.genai.list_evaluation_test_cases_by_workspace{workspace_uuid = workspace.uuid} do print(case) end

--- genai.list_indexing_job_data_sources
local base = do.genai.create_knowledge_base{name = "manuals", region = "tor1"}
local job = do.genai.create_indexing_job{knowledge_base_uuid = base.uuid}
for source in do.genai.list_indexing_job_data_sources{indexing_job_uuid = job.uuid} do print(source) end

--- genai.list_indexing_jobs
for job in do.genai.list_indexing_jobs() do print(job) end

--- genai.list_indexing_jobs_by_knowledge_base
local base = do.genai.create_knowledge_base{name = "manuals", region = "tor1"}
for job in do.genai.list_indexing_jobs_by_knowledge_base{knowledge_base_uuid = base.uuid} do print(job) end

--- genai.list_knowledge_base_data_sources
local base = do.genai.create_knowledge_base{name = "manuals", region = "tor1"}
for source in do.genai.list_knowledge_base_data_sources{knowledge_base_uuid = base.uuid} do print(source) end

--- genai.list_knowledge_bases
for base in do.genai.list_knowledge_bases() do print(base) end

--- genai.list_model_api_keys
for info in do.genai.list_model_api_keys() do print(info) end

--- genai.list_model_catalog
for data in do.genai.list_model_catalog() do print(data) end

--- genai.list_model_evaluation_metrics
for metric in do.genai.list_model_evaluation_metrics() do print(metric) end

--- genai.list_model_evaluation_presets
for preset in do.genai.list_model_evaluation_presets() do print(preset) end

--- genai.list_model_evaluation_runs
for run in do.genai.list_model_evaluation_runs() do print(run) end

--- genai.list_model_router_presets
for preset in do.genai.list_model_router_presets() do print(preset) end

--- genai.list_model_router_task_presets
for task in do.genai.list_model_router_task_presets() do print(task) end

--- genai.list_model_routers
for router in do.genai.list_model_routers() do print(router) end

--- genai.list_models
for model in do.genai.list_models() do print(model) end

--- genai.list_openai_api_keys
for info in do.genai.list_openai_api_keys() do print(info) end

--- genai.list_workspaces
for workspace in do.genai.list_workspaces() do print(workspace) end

--- genai.regenerate_agent_api_key
local agent = do.genai.create_agent{name = "helpdesk", instruction = "Answer in one sentence.", region = "tor1"}
local info = do.genai.create_agent_api_key{agent_uuid = agent.uuid, name = "shop"}
print(do.genai.regenerate_agent_api_key{agent_uuid = agent.uuid, api_key_uuid = info.uuid})

--- genai.rollback_to_agent_version
local agent = do.genai.create_agent{name = "helpdesk", instruction = "Answer in one sentence.", region = "tor1"}
do.genai.update_agent{uuid = agent.uuid, instruction = "Answer in two sentences."}
local versions = do.genai.list_agent_versions{uuid = agent.uuid}:list()
do.genai.rollback_to_agent_version{uuid = agent.uuid, version_hash = versions[#versions].version_hash}

--- genai.run_evaluation_test_case
local json = require "json"
print(json.encode(do.genai.run_evaluation_test_case()))

--- genai.update_agent
local agent = do.genai.create_agent{name = "helpdesk", instruction = "Answer in one sentence.", region = "tor1"}
print(do.genai.update_agent{uuid = agent.uuid, instruction = "Answer in two sentences."})

--- genai.update_agent_api_key
local agent = do.genai.create_agent{name = "helpdesk", instruction = "Answer in one sentence.", region = "tor1"}
local info = do.genai.create_agent_api_key{agent_uuid = agent.uuid, name = "shop"}
print(do.genai.update_agent_api_key{agent_uuid = agent.uuid, api_key_uuid = info.uuid})

--- genai.update_agent_deployment_visibility
local agent = do.genai.create_agent{name = "helpdesk", instruction = "Answer in one sentence.", region = "tor1"}
print(do.genai.update_agent_deployment_visibility{uuid = agent.uuid, visibility = "VISIBILITY_PUBLIC"})

--- genai.update_agent_function
local agent = do.genai.create_agent{name = "helpdesk", instruction = "Answer in one sentence.", region = "tor1"}
agent = do.genai.attach_agent_function{agent_uuid = agent.uuid, function_name = "lookup", faas_name = "default/lookup", faas_namespace = "fn-1"}
do.genai.update_agent_function{agent_uuid = agent.uuid, function_uuid = agent.functions[1].uuid, function_name = "find"}

--- genai.update_agents_workspace
local workspace = do.genai.create_workspace{name = "shop"}
local agent = do.genai.create_agent{name = "helpdesk", instruction = "Answer in one sentence.", region = "tor1"}
print(do.genai.update_agents_workspace{workspace_uuid = workspace.uuid, agent_uuids = {agent.uuid}})

--- genai.update_anthropic_api_key
local info = do.genai.create_anthropic_api_key{name = "ours", api_key = "sk-ant-example"}
print(do.genai.update_anthropic_api_key{api_key_uuid = info.uuid})

--- genai.update_attached_agent
local parent = do.genai.create_agent{name = "helpdesk", instruction = "Answer in one sentence.", region = "tor1"}
local child = do.genai.create_agent{name = "sales", instruction = "Name a price.", region = "tor1"}
do.genai.attach_agent{parent_agent_uuid = parent.uuid, child_agent_uuid = child.uuid, route_name = "sales"}
do.genai.update_attached_agent{parent_agent_uuid = parent.uuid, child_agent_uuid = child.uuid, route_name = "orders"}

--- genai.update_custom_evaluation_metric
local made = do.genai.create_custom_evaluation_metric{metric_name = "Politeness", description = "whether the answer is polite"}
do.genai.update_custom_evaluation_metric{metric_uuid = made.metric_uuid, metric_name = "Manners"}

--- genai.update_evaluation_test_case
local json = require "json"
local case = do.genai.create_evaluation_test_case()
print(json.encode(do.genai.update_evaluation_test_case{test_case_uuid = case.test_case_uuid}))

--- genai.update_knowledge_base
local base = do.genai.create_knowledge_base{name = "manuals", region = "tor1"}
print(do.genai.update_knowledge_base{uuid = base.uuid})

--- genai.update_knowledge_base_data_source
local base = do.genai.create_knowledge_base{name = "manuals", region = "tor1"}
local source = do.genai.create_knowledge_base_data_source{knowledge_base_uuid = base.uuid}
print(do.genai.update_knowledge_base_data_source{knowledge_base_uuid = base.uuid, data_source_uuid = source.uuid})

--- genai.update_model_evaluation_run
local run = do.genai.create_model_evaluation_run()
print(do.genai.update_model_evaluation_run{eval_run_uuid = run.eval_run_uuid})

--- genai.update_model_router
local router = do.genai.create_model_router()
print(do.genai.update_model_router{uuid = router.uuid})

--- genai.update_openai_api_key
local info = do.genai.create_openai_api_key{name = "ours", api_key = "sk-example"}
print(do.genai.update_openai_api_key{api_key_uuid = info.uuid})

--- genai.update_workspace
local workspace = do.genai.create_workspace{name = "shop"}
print(do.genai.update_workspace{workspace_uuid = workspace.uuid})

--- image_actions.get
local droplet = do.create_droplet("web-1", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
droplet:snapshot("before the upgrade"):wait()
local image = do.fetch_all_private_images():first()
local action = image:transfer("ams3")
print(do.image_actions.get{image_id = image, action_id = action})

--- image_actions.list
local image = do.fetch_image_by_slug("ubuntu-24-04-x64")
for action in do.image_actions.list{image_id = image} do print(action) end

--- image_actions.post
local droplet = do.create_droplet("web-1", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
droplet:snapshot("before the upgrade"):wait()
local image = do.fetch_all_private_images():first()
print(do.image_actions.post{image_id = image, type = "transfer", region = "ams3"})

--- images.create_custom
print(do.images.create_custom{name = "ours", url = "https://example.com/ours.qcow2", region = "nyc3", distribution = "Debian"})

--- images.delete
local image = do.images.create_custom{name = "ours", url = "https://example.com/ours.qcow2", region = "nyc3", distribution = "Debian"}
do.images.delete{image_id = image}

--- images.get
local image = do.images.create_custom{name = "ours", url = "https://example.com/ours.qcow2", region = "nyc3", distribution = "Debian"}
print(do.images.get{image_id = image})

--- images.list
for image in do.images.list() do print(image) end

--- images.post_account_transfer_cancel
local droplet = do.create_droplet("web-1", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
droplet:snapshot("golden"):wait()
local image = do.fetch_all_private_images():first()
local offer = do.images.post_account_transfer_create{image_id = image, recipient_email = "jane@example.com"}
do.images.post_account_transfer_cancel{image_id = image, transfer_id = offer.transfer_id}

--- images.post_account_transfer_create
local droplet = do.create_droplet("web-1", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
droplet:snapshot("golden"):wait()
local image = do.fetch_all_private_images():first()
do.images.post_account_transfer_create{image_id = image, recipient_email = "jane@example.com"}

--- images.update
local image = do.images.create_custom{name = "ours", url = "https://example.com/ours.qcow2", region = "nyc3", distribution = "Debian"}
print(do.images.update{image_id = image, name = "ours, tested"})

--- invoices.get_by_uuid
for invoice in do.invoices.list() do
  for item in do.invoices.get_by_uuid{invoice_uuid = invoice.invoice_uuid} do print(item.product, item.amount) end
end

--- invoices.get_csv_by_uuid
for invoice in do.invoices.list() do
  print(do.invoices.get_csv_by_uuid{invoice_uuid = invoice.invoice_uuid})
end

--- invoices.get_pdf_by_uuid
for invoice in do.invoices.list() do
  io.write(do.invoices.get_pdf_by_uuid{invoice_uuid = invoice.invoice_uuid})
end

--- invoices.get_summary_by_uuid
for invoice in do.invoices.list() do
  print(do.invoices.get_summary_by_uuid{invoice_uuid = invoice.invoice_uuid}.amount)
end

--- invoices.list
for invoice in do.invoices.list() do print(invoice) end

--- kubernetes.add_node_pool
local cluster = do.kubernetes.create_cluster{name = "main", region = "nyc3", version = "1.33.5-do.0", node_pools = {{name = "pool", size = "s-2vcpu-4gb", count = 2}}}
print(do.kubernetes.add_node_pool{cluster_id = cluster, name = "more", size = "s-2vcpu-4gb", count = 1})

--- kubernetes.add_registries
local cluster = do.kubernetes.create_cluster{name = "main", region = "nyc3", version = "1.33.5-do.0", node_pools = {{name = "pool", size = "s-2vcpu-4gb", count = 2}}}
do.registries.create{name = "shop", subscription_tier_slug = "basic"}
do.kubernetes.add_registries{cluster_uuids = {cluster.id}, registries = {"shop"}}

--- kubernetes.add_registry
local cluster = do.kubernetes.create_cluster{name = "main", region = "nyc3", version = "1.33.5-do.0", node_pools = {{name = "pool", size = "s-2vcpu-4gb", count = 2}}}
do.registry.create{name = "shop", subscription_tier_slug = "basic"}
do.kubernetes.add_registry{cluster_uuids = {cluster.id}}

--- kubernetes.create_cluster
print(do.kubernetes.create_cluster{name = "main", region = "nyc3", version = "1.33.5-do.0", node_pools = {{name = "pool", size = "s-2vcpu-4gb", count = 2}}})

--- kubernetes.delete_cluster
local cluster = do.kubernetes.create_cluster{name = "main", region = "nyc3", version = "1.33.5-do.0", node_pools = {{name = "pool", size = "s-2vcpu-4gb", count = 2}}}
do.kubernetes.delete_cluster{cluster_id = cluster}

--- kubernetes.delete_node
local cluster = do.kubernetes.create_cluster{name = "main", region = "nyc3", version = "1.33.5-do.0", node_pools = {{name = "pool", size = "s-2vcpu-4gb", count = 2}}}
cluster = cluster:wait()
local pool = cluster.node_pools[1]
do.kubernetes.delete_node{cluster_id = cluster, node_pool_id = pool.id, node_id = pool.nodes[1].id, replace = 1}

--- kubernetes.delete_node_pool
local cluster = do.kubernetes.create_cluster{name = "main", region = "nyc3", version = "1.33.5-do.0", node_pools = {{name = "pool", size = "s-2vcpu-4gb", count = 2}}}
local pool = do.kubernetes.add_node_pool{cluster_id = cluster, name = "more", size = "s-2vcpu-4gb", count = 1}
do.kubernetes.delete_node_pool{cluster_id = cluster, node_pool_id = pool}

--- kubernetes.destroy_associated_resources_dangerous
local cluster = do.kubernetes.create_cluster{name = "main", region = "nyc3", version = "1.33.5-do.0", node_pools = {{name = "pool", size = "s-2vcpu-4gb", count = 2}}}
do.kubernetes.destroy_associated_resources_dangerous{cluster_id = cluster}

--- kubernetes.destroy_associated_resources_selective
local cluster = do.kubernetes.create_cluster{name = "main", region = "nyc3", version = "1.33.5-do.0", node_pools = {{name = "pool", size = "s-2vcpu-4gb", count = 2}}}
do.kubernetes.destroy_associated_resources_selective{cluster_id = cluster}

--- kubernetes.get_available_upgrades
local cluster = do.kubernetes.create_cluster{name = "main", region = "nyc3", version = "1.33.5-do.0", node_pools = {{name = "pool", size = "s-2vcpu-4gb", count = 2}}}
for version in do.kubernetes.get_available_upgrades{cluster_id = cluster} do print(version) end

--- kubernetes.get_cluster
local cluster = do.kubernetes.create_cluster{name = "main", region = "nyc3", version = "1.33.5-do.0", node_pools = {{name = "pool", size = "s-2vcpu-4gb", count = 2}}}
print(do.kubernetes.get_cluster{cluster_id = cluster})

--- kubernetes.get_cluster_lint_results
local cluster = do.kubernetes.create_cluster{name = "main", region = "nyc3", version = "1.33.5-do.0", node_pools = {{name = "pool", size = "s-2vcpu-4gb", count = 2}}}
cluster:wait()
local run = do.kubernetes.run_cluster_lint{cluster_id = cluster}
print(do.kubernetes.get_cluster_lint_results{cluster_id = cluster, run_id = run.run_id}.requested_at)

--- kubernetes.get_cluster_user
local cluster = do.kubernetes.create_cluster{name = "main", region = "nyc3", version = "1.33.5-do.0", node_pools = {{name = "pool", size = "s-2vcpu-4gb", count = 2}}}
print(do.kubernetes.get_cluster_user{cluster_id = cluster})

--- kubernetes.get_credentials
local json = require "json"
local cluster = do.kubernetes.create_cluster{name = "main", region = "nyc3", version = "1.33.5-do.0", node_pools = {{name = "pool", size = "s-2vcpu-4gb", count = 2}}}
print(json.encode(do.kubernetes.get_credentials{cluster_id = cluster}))

--- kubernetes.get_kubeconfig
local cluster = do.kubernetes.create_cluster{name = "main", region = "nyc3", version = "1.33.5-do.0", node_pools = {{name = "pool", size = "s-2vcpu-4gb", count = 2}}}
print(#do.kubernetes.get_kubeconfig{cluster_id = cluster})

--- kubernetes.get_node_pool
local cluster = do.kubernetes.create_cluster{name = "main", region = "nyc3", version = "1.33.5-do.0", node_pools = {{name = "pool", size = "s-2vcpu-4gb", count = 2}}}
local pool = do.kubernetes.add_node_pool{cluster_id = cluster, name = "more", size = "s-2vcpu-4gb", count = 1}
print(do.kubernetes.get_node_pool{cluster_id = cluster, node_pool_id = pool})

--- kubernetes.get_status_messages
local cluster = do.kubernetes.create_cluster{name = "main", region = "nyc3", version = "1.33.5-do.0", node_pools = {{name = "pool", size = "s-2vcpu-4gb", count = 2}}}
for message in do.kubernetes.get_status_messages{cluster_id = cluster} do print(message) end

--- kubernetes.list_associated_resources
local json = require "json"
local cluster = do.kubernetes.create_cluster{name = "main", region = "nyc3", version = "1.33.5-do.0", node_pools = {{name = "pool", size = "s-2vcpu-4gb", count = 2}}}
print(json.encode(do.kubernetes.list_associated_resources{cluster_id = cluster}))

--- kubernetes.list_clusters
for cluster in do.kubernetes.list_clusters() do print(cluster) end

--- kubernetes.list_node_pools
local cluster = do.kubernetes.create_cluster{name = "main", region = "nyc3", version = "1.33.5-do.0", node_pools = {{name = "pool", size = "s-2vcpu-4gb", count = 2}}}
for pool in do.kubernetes.list_node_pools{cluster_id = cluster} do print(pool) end

--- kubernetes.list_options
print(do.kubernetes.list_options())

--- kubernetes.recycle_node_pool
local cluster = do.kubernetes.create_cluster{name = "main", region = "nyc3", version = "1.33.5-do.0", node_pools = {{name = "pool", size = "s-2vcpu-4gb", count = 2}}}
local pool = do.kubernetes.add_node_pool{cluster_id = cluster, name = "more", size = "s-2vcpu-4gb", count = 1}
do.kubernetes.recycle_node_pool{cluster_id = cluster, node_pool_id = pool}

--- kubernetes.remove_registries
local cluster = do.kubernetes.create_cluster{name = "main", region = "nyc3", version = "1.33.5-do.0", node_pools = {{name = "pool", size = "s-2vcpu-4gb", count = 2}}}
do.registries.create{name = "shop", subscription_tier_slug = "basic"}
do.kubernetes.add_registries{cluster_uuids = {cluster.id}, registries = {"shop"}}
do.kubernetes.remove_registries{cluster_uuids = {cluster.id}, registries = {"shop"}}

--- kubernetes.remove_registry
local cluster = do.kubernetes.create_cluster{name = "main", region = "nyc3", version = "1.33.5-do.0", node_pools = {{name = "pool", size = "s-2vcpu-4gb", count = 2}}}
do.registry.create{name = "shop", subscription_tier_slug = "basic"}
do.kubernetes.add_registry{cluster_uuids = {cluster.id}}
do.kubernetes.remove_registry{cluster_uuids = {cluster.id}}

--- kubernetes.run_cluster_lint
local json = require "json"
local cluster = do.kubernetes.create_cluster{name = "main", region = "nyc3", version = "1.33.5-do.0", node_pools = {{name = "pool", size = "s-2vcpu-4gb", count = 2}}}
print(json.encode(do.kubernetes.run_cluster_lint{cluster_id = cluster}))

--- kubernetes.update_cluster
local cluster = do.kubernetes.create_cluster{name = "main", region = "nyc3", version = "1.33.5-do.0", node_pools = {{name = "pool", size = "s-2vcpu-4gb", count = 2}}}
print(do.kubernetes.update_cluster{cluster_id = cluster, name = "main", auto_upgrade = true})

--- kubernetes.update_node_pool
local cluster = do.kubernetes.create_cluster{name = "main", region = "nyc3", version = "1.33.5-do.0", node_pools = {{name = "pool", size = "s-2vcpu-4gb", count = 2}}}
local pool = do.kubernetes.add_node_pool{cluster_id = cluster, name = "more", size = "s-2vcpu-4gb", count = 1}
print(do.kubernetes.update_node_pool{cluster_id = cluster, node_pool_id = pool, name = "pool", count = 3})

--- kubernetes.upgrade_cluster
local cluster = do.kubernetes.create_cluster{name = "main", region = "nyc3", version = "1.33.5-do.0", node_pools = {{name = "pool", size = "s-2vcpu-4gb", count = 2}}}
cluster:wait()
local versions = do.kubernetes.get_available_upgrades{cluster_id = cluster}
for version in versions do do.kubernetes.upgrade_cluster{cluster_id = cluster, version = version.slug} break end

--- load_balancers.add_droplets
local droplet = do.create_droplet("web-1", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3")
local balancer = do.load_balancers.create{name = "web", region = "nyc3", forwarding_rules = {{entry_protocol = "http", entry_port = 80, target_protocol = "http", target_port = 8080}}}
do.load_balancers.add_droplets{lb_id = balancer, droplet_ids = {droplet}}

--- load_balancers.add_forwarding_rules
local balancer = do.load_balancers.create{name = "web", region = "nyc3", tag = "web", forwarding_rules = {{entry_protocol = "http", entry_port = 80, target_protocol = "http", target_port = 8080}}}
do.load_balancers.add_forwarding_rules{lb_id = balancer, forwarding_rules = {{entry_protocol = "tcp", entry_port = 22, target_protocol = "tcp", target_port = 22}}}

--- load_balancers.create
print(do.load_balancers.create{name = "web", region = "nyc3", tag = "web", forwarding_rules = {{entry_protocol = "http", entry_port = 80, target_protocol = "http", target_port = 8080}}})

--- load_balancers.delete
local balancer = do.load_balancers.create{name = "web", region = "nyc3", tag = "web", forwarding_rules = {{entry_protocol = "http", entry_port = 80, target_protocol = "http", target_port = 8080}}}
do.load_balancers.delete{lb_id = balancer}

--- load_balancers.delete_cache
local balancer = do.load_balancers.create{name = "web", region = "nyc3", tag = "web", forwarding_rules = {{entry_protocol = "http", entry_port = 80, target_protocol = "http", target_port = 8080}}}
do.load_balancers.delete_cache{lb_id = balancer}

--- load_balancers.get
local balancer = do.load_balancers.create{name = "web", region = "nyc3", tag = "web", forwarding_rules = {{entry_protocol = "http", entry_port = 80, target_protocol = "http", target_port = 8080}}}
print(do.load_balancers.get{lb_id = balancer})

--- load_balancers.list
for balancer in do.load_balancers.list() do print(balancer) end

--- load_balancers.remove_droplets
local droplet = do.create_droplet("web-1", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3")
local balancer = do.load_balancers.create{name = "web", region = "nyc3", droplet_ids = {droplet}, forwarding_rules = {{entry_protocol = "http", entry_port = 80, target_protocol = "http", target_port = 8080}}}
do.load_balancers.remove_droplets{lb_id = balancer, droplet_ids = {droplet}}

--- load_balancers.remove_forwarding_rules
local http = {entry_protocol = "http", entry_port = 80, target_protocol = "http", target_port = 8080}
local ssh = {entry_protocol = "tcp", entry_port = 22, target_protocol = "tcp", target_port = 22}
local balancer = do.load_balancers.create{name = "web", region = "nyc3", tag = "web", forwarding_rules = {http, ssh}}
do.load_balancers.remove_forwarding_rules{lb_id = balancer, forwarding_rules = {ssh}}

--- load_balancers.update
local balancer = do.load_balancers.create{name = "web", region = "nyc3", tag = "web", forwarding_rules = {{entry_protocol = "http", entry_port = 80, target_protocol = "http", target_port = 8080}}}
print(do.load_balancers.update{lb_id = balancer, name = "web", region = "nyc3", tag = "web", forwarding_rules = {{entry_protocol = "http", entry_port = 80, target_protocol = "http", target_port = 3000}}})

--- monitoring.create_alert_policy
print(do.monitoring.create_alert_policy{alerts = {email = {"jane@example.com"}, slack = {{channel = "main", url = "https://example.com"}}}, compare = "GreaterThan", description = "for the shop", enabled = true, entities = {"main"}, tags = {"main"}, type = "v1/insights/droplet/load_1", value = 1, window = "5m"})

--- monitoring.create_destination
print(do.monitoring.create_destination{type = "opensearch_dbaas", config = {endpoint = "main"}})

--- monitoring.create_sink
local destination = do.monitoring.create_destination{type = "opensearch_dbaas", config = {endpoint = "main"}}
local cluster = do.kubernetes.create_cluster{name = "main", region = "nyc3", version = "1.33.5-do.0", node_pools = {{name = "pool", size = "s-2vcpu-4gb", count = 2}}}
do.monitoring.create_sink{destination_uuid = destination.id, resources = {{urn = "do:kubernetes:" .. cluster.id}}}

--- monitoring.delete_alert_policy
local policy = do.monitoring.create_alert_policy{alerts = {email = {"jane@example.com"}, slack = {{channel = "main", url = "https://example.com"}}}, compare = "GreaterThan", description = "for the shop", enabled = true, entities = {"main"}, tags = {"main"}, type = "v1/insights/droplet/load_1", value = 1, window = "5m"}
do.monitoring.delete_alert_policy{alert_uuid = policy.uuid}

--- monitoring.delete_destination
local destination = do.monitoring.create_destination{type = "opensearch_dbaas", config = {endpoint = "main"}}
do.monitoring.delete_destination{destination_uuid = destination}

--- monitoring.delete_sink
local cluster = do.kubernetes.create_cluster{name = "main", region = "nyc3", version = "1.33.5-do.0", node_pools = {{name = "pool", size = "s-2vcpu-4gb", count = 2}}}
local place = do.monitoring.create_destination{name = "logs", type = "opensearch_ext", config = {endpoint = "logs.example.com", credentials = {username = "logs", password = "not told"}}}
do.monitoring.create_sink{destination_uuid = place.destination_uuid or place.id, resources = {{urn = "do:kubernetes:" .. cluster.id}}}
for sink in do.monitoring.list_sinks() do do.monitoring.delete_sink{sink_uuid = sink.uuid} end

--- monitoring.get_alert_policy
local policy = do.monitoring.create_alert_policy{alerts = {email = {"jane@example.com"}, slack = {{channel = "main", url = "https://example.com"}}}, compare = "GreaterThan", description = "for the shop", enabled = true, entities = {"main"}, tags = {"main"}, type = "v1/insights/droplet/load_1", value = 1, window = "5m"}
print(do.monitoring.get_alert_policy{alert_uuid = policy.uuid})

--- monitoring.get_app_cpu_percentage_metrics
local time = require "time"
local app = do.apps.create{spec = {name = "shop", services = {{name = "web", image = {registry_type = "DOCKER_HUB", registry = "library", repository = "nginx"}}}}}
local answer = do.monitoring.get_app_cpu_percentage_metrics{app_id = app, start = time.now() - 3600, ["end"] = time.now()}
print(answer.status)

--- monitoring.get_app_memory_percentage_metrics
local time = require "time"
local app = do.apps.create{spec = {name = "shop", services = {{name = "web", image = {registry_type = "DOCKER_HUB", registry = "library", repository = "nginx"}}}}}
local answer = do.monitoring.get_app_memory_percentage_metrics{app_id = app, start = time.now() - 3600, ["end"] = time.now()}
print(answer.status)

--- monitoring.get_app_restart_count_metrics
local time = require "time"
local app = do.apps.create{spec = {name = "shop", services = {{name = "web", image = {registry_type = "DOCKER_HUB", registry = "library", repository = "nginx"}}}}}
local answer = do.monitoring.get_app_restart_count_metrics{app_id = app, start = time.now() - 3600, ["end"] = time.now()}
print(answer.status)

--- monitoring.get_database_mysql_cpu_usage
local time = require "time"
local database = do.databases.create_cluster{name = "main", engine = "pg", version = "16", size = "db-s-1vcpu-1gb", region = "nyc3", num_nodes = 1}
local answer = do.monitoring.get_database_mysql_cpu_usage{db_id = database, aggregate = "avg", start = time.now() - 3600, ["end"] = time.now()}
print(answer.status)

--- monitoring.get_database_mysql_disk_usage
local time = require "time"
local database = do.databases.create_cluster{name = "main", engine = "pg", version = "16", size = "db-s-1vcpu-1gb", region = "nyc3", num_nodes = 1}
local answer = do.monitoring.get_database_mysql_disk_usage{db_id = database, aggregate = "avg", start = time.now() - 3600, ["end"] = time.now()}
print(answer.status)

--- monitoring.get_database_mysql_index_vs_sequential_reads
local time = require "time"
local database = do.databases.create_cluster{name = "main", engine = "pg", version = "16", size = "db-s-1vcpu-1gb", region = "nyc3", num_nodes = 1}
local answer = do.monitoring.get_database_mysql_index_vs_sequential_reads{db_id = database, start = time.now() - 3600, ["end"] = time.now()}
print(answer.status)

--- monitoring.get_database_mysql_load
local time = require "time"
local database = do.databases.create_cluster{name = "main", engine = "pg", version = "16", size = "db-s-1vcpu-1gb", region = "nyc3", num_nodes = 1}
local answer = do.monitoring.get_database_mysql_load{db_id = database, metric = "load1", aggregate = "avg", start = time.now() - 3600, ["end"] = time.now()}
print(answer.status)

--- monitoring.get_database_mysql_memory_usage
local time = require "time"
local database = do.databases.create_cluster{name = "main", engine = "pg", version = "16", size = "db-s-1vcpu-1gb", region = "nyc3", num_nodes = 1}
local answer = do.monitoring.get_database_mysql_memory_usage{db_id = database, aggregate = "avg", start = time.now() - 3600, ["end"] = time.now()}
print(answer.status)

--- monitoring.get_database_mysql_op_rates
local time = require "time"
local database = do.databases.create_cluster{name = "main", engine = "pg", version = "16", size = "db-s-1vcpu-1gb", region = "nyc3", num_nodes = 1}
local answer = do.monitoring.get_database_mysql_op_rates{db_id = database, metric = "select", start = time.now() - 3600, ["end"] = time.now()}
print(answer.status)

--- monitoring.get_database_mysql_schema_latency
local time = require "time"
local database = do.databases.create_cluster{name = "main", engine = "pg", version = "16", size = "db-s-1vcpu-1gb", region = "nyc3", num_nodes = 1}
local answer = do.monitoring.get_database_mysql_schema_latency{db_id = database, schema = "main", metric = "insert", start = time.now() - 3600, ["end"] = time.now()}
print(answer.status)

--- monitoring.get_database_mysql_schema_throughput
local time = require "time"
local database = do.databases.create_cluster{name = "main", engine = "pg", version = "16", size = "db-s-1vcpu-1gb", region = "nyc3", num_nodes = 1}
local answer = do.monitoring.get_database_mysql_schema_throughput{db_id = database, schema = "main", metric = "insert", start = time.now() - 3600, ["end"] = time.now()}
print(answer.status)

--- monitoring.get_database_mysql_threads_active
local time = require "time"
local database = do.databases.create_cluster{name = "main", engine = "pg", version = "16", size = "db-s-1vcpu-1gb", region = "nyc3", num_nodes = 1}
local answer = do.monitoring.get_database_mysql_threads_active{db_id = database, start = time.now() - 3600, ["end"] = time.now()}
print(answer.status)

--- monitoring.get_database_mysql_threads_connected
local time = require "time"
local database = do.databases.create_cluster{name = "main", engine = "pg", version = "16", size = "db-s-1vcpu-1gb", region = "nyc3", num_nodes = 1}
local answer = do.monitoring.get_database_mysql_threads_connected{db_id = database, start = time.now() - 3600, ["end"] = time.now()}
print(answer.status)

--- monitoring.get_database_mysql_threads_created_rate
local time = require "time"
local database = do.databases.create_cluster{name = "main", engine = "pg", version = "16", size = "db-s-1vcpu-1gb", region = "nyc3", num_nodes = 1}
local answer = do.monitoring.get_database_mysql_threads_created_rate{db_id = database, start = time.now() - 3600, ["end"] = time.now()}
print(answer.status)

--- monitoring.get_destination
local destination = do.monitoring.create_destination{type = "opensearch_dbaas", config = {endpoint = "main"}}
print(do.monitoring.get_destination{destination_uuid = destination})

--- monitoring.get_droplet_autoscale_current_cpu_utilization
local time = require "time"
local pool = do.autoscalepools.create{name = "workers", config = {target_number_instances = 2}, droplet_template = {region = "nyc3", size = "s-1vcpu-1gb", image = "debian-13-x64", ssh_keys = {}}}
local answer = do.monitoring.get_droplet_autoscale_current_cpu_utilization{autoscale_pool_id = pool, start = time.now() - 3600, ["end"] = time.now()}
print(answer.status)

--- monitoring.get_droplet_autoscale_current_instances
local time = require "time"
local pool = do.autoscalepools.create{name = "workers", config = {target_number_instances = 2}, droplet_template = {region = "nyc3", size = "s-1vcpu-1gb", image = "debian-13-x64", ssh_keys = {}}}
local answer = do.monitoring.get_droplet_autoscale_current_instances{autoscale_pool_id = pool, start = time.now() - 3600, ["end"] = time.now()}
print(answer.status)

--- monitoring.get_droplet_autoscale_current_memory_utilization
local time = require "time"
local pool = do.autoscalepools.create{name = "workers", config = {target_number_instances = 2}, droplet_template = {region = "nyc3", size = "s-1vcpu-1gb", image = "debian-13-x64", ssh_keys = {}}}
local answer = do.monitoring.get_droplet_autoscale_current_memory_utilization{autoscale_pool_id = pool, start = time.now() - 3600, ["end"] = time.now()}
print(answer.status)

--- monitoring.get_droplet_autoscale_target_cpu_utilization
local time = require "time"
local pool = do.autoscalepools.create{name = "workers", config = {target_number_instances = 2}, droplet_template = {region = "nyc3", size = "s-1vcpu-1gb", image = "debian-13-x64", ssh_keys = {}}}
local answer = do.monitoring.get_droplet_autoscale_target_cpu_utilization{autoscale_pool_id = pool, start = time.now() - 3600, ["end"] = time.now()}
print(answer.status)

--- monitoring.get_droplet_autoscale_target_instances
local time = require "time"
local pool = do.autoscalepools.create{name = "workers", config = {target_number_instances = 2}, droplet_template = {region = "nyc3", size = "s-1vcpu-1gb", image = "debian-13-x64", ssh_keys = {}}}
local answer = do.monitoring.get_droplet_autoscale_target_instances{autoscale_pool_id = pool, start = time.now() - 3600, ["end"] = time.now()}
print(answer.status)

--- monitoring.get_droplet_autoscale_target_memory_utilization
local time = require "time"
local pool = do.autoscalepools.create{name = "workers", config = {target_number_instances = 2}, droplet_template = {region = "nyc3", size = "s-1vcpu-1gb", image = "debian-13-x64", ssh_keys = {}}}
local answer = do.monitoring.get_droplet_autoscale_target_memory_utilization{autoscale_pool_id = pool, start = time.now() - 3600, ["end"] = time.now()}
print(answer.status)

--- monitoring.get_droplet_bandwidth_metrics
local time = require "time"
local droplet = do.create_droplet("web-1", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3")
local answer = do.monitoring.get_droplet_bandwidth_metrics{host_id = droplet, interface = "private", direction = "inbound", start = time.now() - 3600, ["end"] = time.now()}
print(answer.status)

--- monitoring.get_droplet_cpu_metrics
local time = require "time"
local droplet = do.create_droplet("web-1", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3")
local answer = do.monitoring.get_droplet_cpu_metrics{host_id = droplet, start = time.now() - 3600, ["end"] = time.now()}
print(answer.status)

--- monitoring.get_droplet_filesystem_free_metrics
local time = require "time"
local droplet = do.create_droplet("web-1", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3")
local answer = do.monitoring.get_droplet_filesystem_free_metrics{host_id = droplet, start = time.now() - 3600, ["end"] = time.now()}
print(answer.status)

--- monitoring.get_droplet_filesystem_size_metrics
local time = require "time"
local droplet = do.create_droplet("web-1", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3")
local answer = do.monitoring.get_droplet_filesystem_size_metrics{host_id = droplet, start = time.now() - 3600, ["end"] = time.now()}
print(answer.status)

--- monitoring.get_droplet_load15_metrics
local time = require "time"
local droplet = do.create_droplet("web-1", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3")
local answer = do.monitoring.get_droplet_load15_metrics{host_id = droplet, start = time.now() - 3600, ["end"] = time.now()}
print(answer.status)

--- monitoring.get_droplet_load1_metrics
local time = require "time"
local droplet = do.create_droplet("web-1", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3")
local answer = do.monitoring.get_droplet_load1_metrics{host_id = droplet, start = time.now() - 3600, ["end"] = time.now()}
print(answer.status)

--- monitoring.get_droplet_load5_metrics
local time = require "time"
local droplet = do.create_droplet("web-1", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3")
local answer = do.monitoring.get_droplet_load5_metrics{host_id = droplet, start = time.now() - 3600, ["end"] = time.now()}
print(answer.status)

--- monitoring.get_droplet_memory_available_metrics
local time = require "time"
local droplet = do.create_droplet("web-1", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3")
local answer = do.monitoring.get_droplet_memory_available_metrics{host_id = droplet, start = time.now() - 3600, ["end"] = time.now()}
print(answer.status)

--- monitoring.get_droplet_memory_cached_metrics
local time = require "time"
local droplet = do.create_droplet("web-1", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3")
local answer = do.monitoring.get_droplet_memory_cached_metrics{host_id = droplet, start = time.now() - 3600, ["end"] = time.now()}
print(answer.status)

--- monitoring.get_droplet_memory_free_metrics
local time = require "time"
local droplet = do.create_droplet("web-1", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3")
local answer = do.monitoring.get_droplet_memory_free_metrics{host_id = droplet, start = time.now() - 3600, ["end"] = time.now()}
print(answer.status)

--- monitoring.get_droplet_memory_total_metrics
local time = require "time"
local droplet = do.create_droplet("web-1", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3")
local answer = do.monitoring.get_droplet_memory_total_metrics{host_id = droplet, start = time.now() - 3600, ["end"] = time.now()}
print(answer.status)

--- monitoring.get_lb_droplets_connections
local time = require "time"
local balancer = do.load_balancers.create{name = "web", region = "nyc3", tag = "web", forwarding_rules = {{entry_protocol = "http", entry_port = 80, target_protocol = "http", target_port = 8080}}}
local answer = do.monitoring.get_lb_droplets_connections{lb_id = balancer, start = time.now() - 3600, ["end"] = time.now()}
print(answer.status)

--- monitoring.get_lb_droplets_downtime
local time = require "time"
local balancer = do.load_balancers.create{name = "web", region = "nyc3", tag = "web", forwarding_rules = {{entry_protocol = "http", entry_port = 80, target_protocol = "http", target_port = 8080}}}
local answer = do.monitoring.get_lb_droplets_downtime{lb_id = balancer, start = time.now() - 3600, ["end"] = time.now()}
print(answer.status)

--- monitoring.get_lb_droplets_health_checks
local time = require "time"
local balancer = do.load_balancers.create{name = "web", region = "nyc3", tag = "web", forwarding_rules = {{entry_protocol = "http", entry_port = 80, target_protocol = "http", target_port = 8080}}}
local answer = do.monitoring.get_lb_droplets_health_checks{lb_id = balancer, start = time.now() - 3600, ["end"] = time.now()}
print(answer.status)

--- monitoring.get_lb_droplets_http_response_time_50p
local time = require "time"
local balancer = do.load_balancers.create{name = "web", region = "nyc3", tag = "web", forwarding_rules = {{entry_protocol = "http", entry_port = 80, target_protocol = "http", target_port = 8080}}}
local answer = do.monitoring.get_lb_droplets_http_response_time_50p{lb_id = balancer, start = time.now() - 3600, ["end"] = time.now()}
print(answer.status)

--- monitoring.get_lb_droplets_http_response_time_95p
local time = require "time"
local balancer = do.load_balancers.create{name = "web", region = "nyc3", tag = "web", forwarding_rules = {{entry_protocol = "http", entry_port = 80, target_protocol = "http", target_port = 8080}}}
local answer = do.monitoring.get_lb_droplets_http_response_time_95p{lb_id = balancer, start = time.now() - 3600, ["end"] = time.now()}
print(answer.status)

--- monitoring.get_lb_droplets_http_response_time_99p
local time = require "time"
local balancer = do.load_balancers.create{name = "web", region = "nyc3", tag = "web", forwarding_rules = {{entry_protocol = "http", entry_port = 80, target_protocol = "http", target_port = 8080}}}
local answer = do.monitoring.get_lb_droplets_http_response_time_99p{lb_id = balancer, start = time.now() - 3600, ["end"] = time.now()}
print(answer.status)

--- monitoring.get_lb_droplets_http_response_time_avg
local time = require "time"
local balancer = do.load_balancers.create{name = "web", region = "nyc3", tag = "web", forwarding_rules = {{entry_protocol = "http", entry_port = 80, target_protocol = "http", target_port = 8080}}}
local answer = do.monitoring.get_lb_droplets_http_response_time_avg{lb_id = balancer, start = time.now() - 3600, ["end"] = time.now()}
print(answer.status)

--- monitoring.get_lb_droplets_http_responses
local time = require "time"
local balancer = do.load_balancers.create{name = "web", region = "nyc3", tag = "web", forwarding_rules = {{entry_protocol = "http", entry_port = 80, target_protocol = "http", target_port = 8080}}}
local answer = do.monitoring.get_lb_droplets_http_responses{lb_id = balancer, start = time.now() - 3600, ["end"] = time.now()}
print(answer.status)

--- monitoring.get_lb_droplets_http_session_duration_50p
local time = require "time"
local balancer = do.load_balancers.create{name = "web", region = "nyc3", tag = "web", forwarding_rules = {{entry_protocol = "http", entry_port = 80, target_protocol = "http", target_port = 8080}}}
local answer = do.monitoring.get_lb_droplets_http_session_duration_50p{lb_id = balancer, start = time.now() - 3600, ["end"] = time.now()}
print(answer.status)

--- monitoring.get_lb_droplets_http_session_duration_95p
local time = require "time"
local balancer = do.load_balancers.create{name = "web", region = "nyc3", tag = "web", forwarding_rules = {{entry_protocol = "http", entry_port = 80, target_protocol = "http", target_port = 8080}}}
local answer = do.monitoring.get_lb_droplets_http_session_duration_95p{lb_id = balancer, start = time.now() - 3600, ["end"] = time.now()}
print(answer.status)

--- monitoring.get_lb_droplets_http_session_duration_avg
local time = require "time"
local balancer = do.load_balancers.create{name = "web", region = "nyc3", tag = "web", forwarding_rules = {{entry_protocol = "http", entry_port = 80, target_protocol = "http", target_port = 8080}}}
local answer = do.monitoring.get_lb_droplets_http_session_duration_avg{lb_id = balancer, start = time.now() - 3600, ["end"] = time.now()}
print(answer.status)

--- monitoring.get_lb_droplets_queue_size
local time = require "time"
local balancer = do.load_balancers.create{name = "web", region = "nyc3", tag = "web", forwarding_rules = {{entry_protocol = "http", entry_port = 80, target_protocol = "http", target_port = 8080}}}
local answer = do.monitoring.get_lb_droplets_queue_size{lb_id = balancer, start = time.now() - 3600, ["end"] = time.now()}
print(answer.status)

--- monitoring.get_lb_frontend_connections_current
local time = require "time"
local balancer = do.load_balancers.create{name = "web", region = "nyc3", tag = "web", forwarding_rules = {{entry_protocol = "http", entry_port = 80, target_protocol = "http", target_port = 8080}}}
local answer = do.monitoring.get_lb_frontend_connections_current{lb_id = balancer, start = time.now() - 3600, ["end"] = time.now()}
print(answer.status)

--- monitoring.get_lb_frontend_connections_limit
local time = require "time"
local balancer = do.load_balancers.create{name = "web", region = "nyc3", tag = "web", forwarding_rules = {{entry_protocol = "http", entry_port = 80, target_protocol = "http", target_port = 8080}}}
local answer = do.monitoring.get_lb_frontend_connections_limit{lb_id = balancer, start = time.now() - 3600, ["end"] = time.now()}
print(answer.status)

--- monitoring.get_lb_frontend_cpu_utilization
local time = require "time"
local balancer = do.load_balancers.create{name = "web", region = "nyc3", tag = "web", forwarding_rules = {{entry_protocol = "http", entry_port = 80, target_protocol = "http", target_port = 8080}}}
local answer = do.monitoring.get_lb_frontend_cpu_utilization{lb_id = balancer, start = time.now() - 3600, ["end"] = time.now()}
print(answer.status)

--- monitoring.get_lb_frontend_firewall_dropped_bytes
local time = require "time"
local balancer = do.load_balancers.create{name = "web", region = "nyc3", tag = "web", forwarding_rules = {{entry_protocol = "http", entry_port = 80, target_protocol = "http", target_port = 8080}}}
local answer = do.monitoring.get_lb_frontend_firewall_dropped_bytes{lb_id = balancer, start = time.now() - 3600, ["end"] = time.now()}
print(answer.status)

--- monitoring.get_lb_frontend_firewall_dropped_packets
local time = require "time"
local balancer = do.load_balancers.create{name = "web", region = "nyc3", tag = "web", forwarding_rules = {{entry_protocol = "http", entry_port = 80, target_protocol = "http", target_port = 8080}}}
local answer = do.monitoring.get_lb_frontend_firewall_dropped_packets{lb_id = balancer, start = time.now() - 3600, ["end"] = time.now()}
print(answer.status)

--- monitoring.get_lb_frontend_http_requests_per_second
local time = require "time"
local balancer = do.load_balancers.create{name = "web", region = "nyc3", tag = "web", forwarding_rules = {{entry_protocol = "http", entry_port = 80, target_protocol = "http", target_port = 8080}}}
local answer = do.monitoring.get_lb_frontend_http_requests_per_second{lb_id = balancer, start = time.now() - 3600, ["end"] = time.now()}
print(answer.status)

--- monitoring.get_lb_frontend_http_responses
local time = require "time"
local balancer = do.load_balancers.create{name = "web", region = "nyc3", tag = "web", forwarding_rules = {{entry_protocol = "http", entry_port = 80, target_protocol = "http", target_port = 8080}}}
local answer = do.monitoring.get_lb_frontend_http_responses{lb_id = balancer, start = time.now() - 3600, ["end"] = time.now()}
print(answer.status)

--- monitoring.get_lb_frontend_network_throughput_http
local time = require "time"
local balancer = do.load_balancers.create{name = "web", region = "nyc3", tag = "web", forwarding_rules = {{entry_protocol = "http", entry_port = 80, target_protocol = "http", target_port = 8080}}}
local answer = do.monitoring.get_lb_frontend_network_throughput_http{lb_id = balancer, start = time.now() - 3600, ["end"] = time.now()}
print(answer.status)

--- monitoring.get_lb_frontend_network_throughput_tcp
local time = require "time"
local balancer = do.load_balancers.create{name = "web", region = "nyc3", tag = "web", forwarding_rules = {{entry_protocol = "http", entry_port = 80, target_protocol = "http", target_port = 8080}}}
local answer = do.monitoring.get_lb_frontend_network_throughput_tcp{lb_id = balancer, start = time.now() - 3600, ["end"] = time.now()}
print(answer.status)

--- monitoring.get_lb_frontend_network_throughput_udp
local time = require "time"
local balancer = do.load_balancers.create{name = "web", region = "nyc3", tag = "web", forwarding_rules = {{entry_protocol = "http", entry_port = 80, target_protocol = "http", target_port = 8080}}}
local answer = do.monitoring.get_lb_frontend_network_throughput_udp{lb_id = balancer, start = time.now() - 3600, ["end"] = time.now()}
print(answer.status)

--- monitoring.get_lb_frontend_nlb_tcp_network_throughput
local time = require "time"
local balancer = do.load_balancers.create{name = "web", region = "nyc3", tag = "web", forwarding_rules = {{entry_protocol = "http", entry_port = 80, target_protocol = "http", target_port = 8080}}}
local answer = do.monitoring.get_lb_frontend_nlb_tcp_network_throughput{lb_id = balancer, start = time.now() - 3600, ["end"] = time.now()}
print(answer.status)

--- monitoring.get_lb_frontend_nlb_udp_network_throughput
local time = require "time"
local balancer = do.load_balancers.create{name = "web", region = "nyc3", tag = "web", forwarding_rules = {{entry_protocol = "http", entry_port = 80, target_protocol = "http", target_port = 8080}}}
local answer = do.monitoring.get_lb_frontend_nlb_udp_network_throughput{lb_id = balancer, start = time.now() - 3600, ["end"] = time.now()}
print(answer.status)

--- monitoring.get_lb_frontend_tls_connections_current
local time = require "time"
local balancer = do.load_balancers.create{name = "web", region = "nyc3", tag = "web", forwarding_rules = {{entry_protocol = "http", entry_port = 80, target_protocol = "http", target_port = 8080}}}
local answer = do.monitoring.get_lb_frontend_tls_connections_current{lb_id = balancer, start = time.now() - 3600, ["end"] = time.now()}
print(answer.status)

--- monitoring.get_lb_frontend_tls_connections_exceeding_rate_limit
local time = require "time"
local balancer = do.load_balancers.create{name = "web", region = "nyc3", tag = "web", forwarding_rules = {{entry_protocol = "http", entry_port = 80, target_protocol = "http", target_port = 8080}}}
local answer = do.monitoring.get_lb_frontend_tls_connections_exceeding_rate_limit{lb_id = balancer, start = time.now() - 3600, ["end"] = time.now()}
print(answer.status)

--- monitoring.get_lb_frontend_tls_connections_limit
local time = require "time"
local balancer = do.load_balancers.create{name = "web", region = "nyc3", tag = "web", forwarding_rules = {{entry_protocol = "http", entry_port = 80, target_protocol = "http", target_port = 8080}}}
local answer = do.monitoring.get_lb_frontend_tls_connections_limit{lb_id = balancer, start = time.now() - 3600, ["end"] = time.now()}
print(answer.status)

--- monitoring.get_sink
local cluster = do.kubernetes.create_cluster{name = "main", region = "nyc3", version = "1.33.5-do.0", node_pools = {{name = "pool", size = "s-2vcpu-4gb", count = 2}}}
local place = do.monitoring.create_destination{name = "logs", type = "opensearch_ext", config = {endpoint = "logs.example.com", credentials = {username = "logs", password = "not told"}}}
do.monitoring.create_sink{destination_uuid = place.destination_uuid or place.id, resources = {{urn = "do:kubernetes:" .. cluster.id}}}
for sink in do.monitoring.list_sinks() do print(do.monitoring.get_sink{sink_uuid = sink.uuid}) end

--- monitoring.list_alert_policy
for policy in do.monitoring.list_alert_policy() do print(policy) end

--- monitoring.list_destinations
for destination in do.monitoring.list_destinations() do print(destination) end

--- monitoring.list_sinks
for sink in do.monitoring.list_sinks() do print(sink) end

--- monitoring.update_alert_policy
local policy = do.monitoring.create_alert_policy{alerts = {email = {"jane@example.com"}, slack = {{channel = "main", url = "https://example.com"}}}, compare = "GreaterThan", description = "for the shop", enabled = true, entities = {"main"}, tags = {"main"}, type = "v1/insights/droplet/load_1", value = 1, window = "5m"}
print(do.monitoring.update_alert_policy{alert_uuid = policy.uuid, alerts = {email = {"jane@example.com"}, slack = {{channel = "main", url = "https://example.com"}}}, compare = "GreaterThan", description = "for the shop", enabled = true, entities = {"main"}, tags = {"main"}, type = "v1/insights/droplet/load_1", value = 1, window = "5m"})

--- monitoring.update_destination
local destination = do.monitoring.create_destination{type = "opensearch_dbaas", config = {endpoint = "main"}}
do.monitoring.update_destination{destination_uuid = destination, type = "opensearch_dbaas", config = {endpoint = "main"}}

--- nfs.create
print(do.nfs.create{name = "files", region = "nyc2", size_gib = 50, vpc_ids = {do.vpcs.create{name = "files", region = "nyc2"}.id}})

--- nfs.create_access_point
local vpc = do.vpcs.create{name = "files", region = "nyc2"}
local share = do.nfs.create{name = "files", region = "nyc2", size_gib = 50, vpc_ids = {vpc.id}}
do.wait({share}, {field = "status", value = "ACTIVE"}):list()
local made = do.nfs.create_access_point{share_id = share.id, name = "shop", path = "/shop", vpc_id = vpc.id, access_policy = {anonuid = 1000, anongid = 1000, squash_config = "ROOT_SQUASH", identity_enforcement_enabled = false, protocols = {"NFS4"}}}
print(made.access_point.id)

--- nfs.create_action
local vpc = do.vpcs.create{name = "files", region = "nyc2"}
local share = do.nfs.create{name = "files", region = "nyc2", size_gib = 50, vpc_ids = {vpc.id}}
do.wait({share}, {field = "status", value = "ACTIVE"}):list()
print(do.nfs.create_action{nfs_id = share, type = "resize", region = "nyc2", params = {size_gib = 100}})

--- nfs.delete
local share = do.nfs.create{name = "files", region = "nyc2", size_gib = 50, vpc_ids = {do.vpcs.create{name = "files", region = "nyc2"}.id}}
do.nfs.delete{nfs_id = share}

--- nfs.delete_access_point
local vpc = do.vpcs.create{name = "files", region = "nyc2"}
local share = do.nfs.create{name = "files", region = "nyc2", size_gib = 50, vpc_ids = {vpc.id}}
do.wait({share}, {field = "status", value = "ACTIVE"}):list()
local made = do.nfs.create_access_point{share_id = share.id, name = "shop", path = "/shop", vpc_id = vpc.id, access_policy = {anonuid = 1000, anongid = 1000, squash_config = "ROOT_SQUASH", identity_enforcement_enabled = false, protocols = {"NFS4"}}}
do.nfs.delete_access_point{access_point_id = made.access_point.id}

--- nfs.delete_snapshot
local vpc = do.vpcs.create{name = "files", region = "nyc2"}
local share = do.nfs.create{name = "files", region = "nyc2", size_gib = 50, vpc_ids = {vpc.id}}
do.wait({share}, {field = "status", value = "ACTIVE"}):list()
do.nfs.create_action{nfs_id = share, type = "snapshot", region = "nyc2", params = {name = "before the upgrade"}}
for snapshot in do.nfs.list_snapshot{region = "nyc2"} do do.nfs.delete_snapshot{nfs_snapshot_id = snapshot.id} end

--- nfs.get
local share = do.nfs.create{name = "files", region = "nyc2", size_gib = 50, vpc_ids = {do.vpcs.create{name = "files", region = "nyc2"}.id}}
print(do.nfs.get{nfs_id = share})

--- nfs.get_access_point
local vpc = do.vpcs.create{name = "files", region = "nyc2"}
local share = do.nfs.create{name = "files", region = "nyc2", size_gib = 50, vpc_ids = {vpc.id}}
do.wait({share}, {field = "status", value = "ACTIVE"}):list()
local made = do.nfs.create_access_point{share_id = share.id, name = "shop", path = "/shop", vpc_id = vpc.id, access_policy = {anonuid = 1000, anongid = 1000, squash_config = "ROOT_SQUASH", identity_enforcement_enabled = false, protocols = {"NFS4"}}}
print(do.nfs.get_access_point{access_point_id = made.access_point.id})

--- nfs.get_snapshot
local vpc = do.vpcs.create{name = "files", region = "nyc2"}
local share = do.nfs.create{name = "files", region = "nyc2", size_gib = 50, vpc_ids = {vpc.id}}
do.wait({share}, {field = "status", value = "ACTIVE"}):list()
do.nfs.create_action{nfs_id = share, type = "snapshot", region = "nyc2", params = {name = "before the upgrade"}}
for snapshot in do.nfs.list_snapshot{region = "nyc2"} do print(do.nfs.get_snapshot{nfs_snapshot_id = snapshot.id}) end

--- nfs.list
for share in do.nfs.list() do print(share) end

--- nfs.list_access_points
local vpc = do.vpcs.create{name = "files", region = "nyc2"}
local share = do.nfs.create{name = "files", region = "nyc2", size_gib = 50, vpc_ids = {vpc.id}}
do.wait({share}, {field = "status", value = "ACTIVE"}):list()
for point in do.nfs.list_access_points{share_id = share.id} do print(point) end

--- nfs.list_snapshot
for snapshot in do.nfs.list_snapshot() do print(snapshot) end

--- one_clicks.install_kubernetes
local cluster = do.kubernetes.create_cluster{name = "main", region = "nyc3", version = "1.33.5-do.0", node_pools = {{name = "pool", size = "s-2vcpu-4gb", count = 2}}}
cluster:wait()
do.one_clicks.install_kubernetes{addon_slugs = {"monitoring"}, cluster_uuid = cluster.id}

--- one_clicks.list
for click in do.one_clicks.list() do print(click) end

--- organizations.create_team
local json = require "json"
print(json.encode(do.organizations.create_team{name = "main"}))

--- organizations.list_teams
for team in do.organizations.list_teams() do print(team) end

--- partner_attachments.create
local vpc = do.vpcs.create{name = "backend", region = "nyc3"}
print(do.partner_attachments.create{name = "office", region = "nyc", connection_bandwidth_in_mbps = 1000, naas_provider = "MEGAPORT", vpc_ids = {vpc.id}})

--- partner_attachments.create_service_key
local json = require "json"
local vpc = do.vpcs.create{name = "backend", region = "nyc3"}
local attachment = do.partner_attachments.create{name = "office", region = "nyc", connection_bandwidth_in_mbps = 1000, naas_provider = "MEGAPORT", vpc_ids = {vpc.id}}
print(json.encode(do.partner_attachments.create_service_key{pa_id = attachment}))

--- partner_attachments.delete
local vpc = do.vpcs.create{name = "backend", region = "nyc3"}
local attachment = do.partner_attachments.create{name = "office", region = "nyc", connection_bandwidth_in_mbps = 1000, naas_provider = "MEGAPORT", vpc_ids = {vpc.id}}
print(do.partner_attachments.delete{pa_id = attachment})

--- partner_attachments.get
local vpc = do.vpcs.create{name = "backend", region = "nyc3"}
local attachment = do.partner_attachments.create{name = "office", region = "nyc", connection_bandwidth_in_mbps = 1000, naas_provider = "MEGAPORT", vpc_ids = {vpc.id}}
print(do.partner_attachments.get{pa_id = attachment})

--- partner_attachments.get_bgp_auth_key
local vpc = do.vpcs.create{name = "backend", region = "nyc3"}
local attachment = do.partner_attachments.create{name = "office", region = "nyc", connection_bandwidth_in_mbps = 1000, naas_provider = "MEGAPORT", vpc_ids = {vpc.id}}
print(do.partner_attachments.get_bgp_auth_key{pa_id = attachment})

--- partner_attachments.get_service_key
local vpc = do.vpcs.create{name = "backend", region = "nyc3"}
local attachment = do.partner_attachments.create{name = "office", region = "nyc", connection_bandwidth_in_mbps = 1000, naas_provider = "MEGAPORT", vpc_ids = {vpc.id}}
do.partner_attachments.create_service_key{pa_id = attachment}
print(do.partner_attachments.get_service_key{pa_id = attachment})

--- partner_attachments.list
for attachment in do.partner_attachments.list() do print(attachment) end

--- partner_attachments.list_remote_routes
local vpc = do.vpcs.create{name = "backend", region = "nyc3"}
local attachment = do.partner_attachments.create{name = "office", region = "nyc", connection_bandwidth_in_mbps = 1000, naas_provider = "MEGAPORT", vpc_ids = {vpc.id}}
for route in do.partner_attachments.list_remote_routes{pa_id = attachment} do print(route) end

--- partner_attachments.patch
local vpc = do.vpcs.create{name = "backend", region = "nyc3"}
local attachment = do.partner_attachments.create{name = "office", region = "nyc", connection_bandwidth_in_mbps = 1000, naas_provider = "MEGAPORT", vpc_ids = {vpc.id}}
print(do.partner_attachments.patch{pa_id = attachment, name = "office-2"})

--- projects.assign_resources
local json = require "json"
local project = do.projects.create{name = "shop", purpose = "Web Application", environment = "Production"}
local droplet = do.create_droplet("web-1", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3")
print(json.encode(do.projects.assign_resources{project_id = project, resources = {"do:droplet:" .. droplet.id}}))

--- projects.assign_resources_default
local json = require "json"
local droplet = do.create_droplet("web-1", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3")
print(json.encode(do.projects.assign_resources_default{resources = {"do:droplet:" .. droplet.id}}))

--- projects.create
print(do.projects.create{name = "shop", purpose = "Web Application", environment = "Production"})

--- projects.delete
local project = do.projects.create{name = "shop", purpose = "Web Application", environment = "Production"}
do.projects.delete{project_id = project}

--- projects.get
local project = do.projects.create{name = "shop", purpose = "Web Application", environment = "Production"}
print(do.projects.get{project_id = project})

--- projects.get_default
print(do.projects.get_default())

--- projects.list
for project in do.projects.list() do print(project) end

--- projects.list_resources
local project = do.projects.create{name = "shop", purpose = "Web Application", environment = "Production"}
for resource in do.projects.list_resources{project_id = project} do print(resource) end

--- projects.list_resources_default
for resource in do.projects.list_resources_default() do print(resource) end

--- projects.patch
local project = do.projects.create{name = "shop", purpose = "Web Application", environment = "Production"}
print(do.projects.patch{project_id = project, environment = "Staging"})

--- projects.patch_default
print(do.projects.patch_default())

--- projects.update
local project = do.projects.create{name = "shop", purpose = "Web Application", environment = "Production"}
print(do.projects.update{project_id = project, name = "shop", description = "all of it", purpose = "Web Application", environment = "Staging", is_default = false})

--- projects.update_default
print(do.projects.update_default{name = "main", description = "for the shop", purpose = "main", environment = "Development", is_default = true})

--- regions.list
for region in do.regions.list() do print(region) end

--- registries.create
print(do.registries.create{name = "shop", subscription_tier_slug = "basic", region = "nyc3"})

--- registries.delete
local registry = do.registries.create{name = "shop", subscription_tier_slug = "basic", region = "nyc3"}
do.registries.delete{registry_name = registry.name}

--- registries.get
local registry = do.registries.create{name = "shop", subscription_tier_slug = "basic", region = "nyc3"}
print(do.registries.get{registry_name = registry.name})

--- registries.get_docker_credentials
local registry = do.registries.create{name = "shop", subscription_tier_slug = "basic", region = "nyc3"}
print(do.registries.get_docker_credentials{registry_name = registry.name})

--- registries.get_garbage_collection
do.registries.create{name = "shop", subscription_tier_slug = "basic"}
do.registries.run_garbage_collection{registry_name = "shop"}
print(do.registries.get_garbage_collection{registry_name = "shop"})

--- registries.get_options
print(do.registries.get_options())

--- registries.get_subscription
do.registries.create{name = "shop", subscription_tier_slug = "basic"}
print(do.registries.get_subscription())

--- registries.list
for registry in do.registries.list() do print(registry) end

--- registries.list_garbage_collections
local registry = do.registries.create{name = "shop", subscription_tier_slug = "basic", region = "nyc3"}
for collection in do.registries.list_garbage_collections{registry_name = registry.name} do print(collection) end

--- registries.list_repositories_v2
local registry = do.registries.create{name = "shop", subscription_tier_slug = "basic", region = "nyc3"}
for repository in do.registries.list_repositories_v2{registry_name = registry.name} do print(repository) end

--- registries.run_garbage_collection
local registry = do.registries.create{name = "shop", subscription_tier_slug = "basic", region = "nyc3"}
print(do.registries.run_garbage_collection{registry_name = registry.name})

--- registries.update_garbage_collection
do.registries.create{name = "shop", subscription_tier_slug = "basic"}
local collection = do.registries.run_garbage_collection{registry_name = "shop"}
print(do.registries.update_garbage_collection{registry_name = "shop", garbage_collection_uuid = collection.uuid, cancel = true})

--- registries.update_subscription
print(do.registries.update_subscription{tier_slug = "professional"})

--- registries.validate_name
do.registries.validate_name{name = "main"}

--- registry.create
print(do.registry.create{name = "shop", subscription_tier_slug = "basic", region = "nyc3"})

--- registry.delete
do.registry.create{name = "shop", subscription_tier_slug = "basic"}
do.registry.delete()

--- registry.get
do.registry.create{name = "shop", subscription_tier_slug = "basic"}
print(do.registry.get())

--- registry.get_docker_credentials
do.registry.create{name = "shop", subscription_tier_slug = "basic"}
print(do.registry.get_docker_credentials())

--- registry.get_garbage_collection
do.registry.create{name = "shop", subscription_tier_slug = "basic"}
do.registry.run_garbage_collection{registry_name = "shop"}
print(do.registry.get_garbage_collection{registry_name = "shop"})

--- registry.get_options
print(do.registry.get_options())

--- registry.get_subscription
do.registry.create{name = "shop", subscription_tier_slug = "basic"}
print(do.registry.get_subscription())

--- registry.list_garbage_collections
local registry = do.registries.create{name = "shop", subscription_tier_slug = "basic", region = "nyc3"}
for collection in do.registry.list_garbage_collections{registry_name = registry.name} do print(collection) end

--- registry.list_repositories
local registry = do.registries.create{name = "shop", subscription_tier_slug = "basic", region = "nyc3"}
for repository in do.registry.list_repositories{registry_name = registry.name} do print(repository) end

--- registry.list_repositories_v2
local registry = do.registries.create{name = "shop", subscription_tier_slug = "basic", region = "nyc3"}
for repository in do.registry.list_repositories_v2{registry_name = registry.name} do print(repository) end

--- registry.run_garbage_collection
local registry = do.registries.create{name = "shop", subscription_tier_slug = "basic", region = "nyc3"}
print(do.registry.run_garbage_collection{registry_name = registry.name})

--- registry.update_garbage_collection
do.registry.create{name = "shop", subscription_tier_slug = "basic"}
local collection = do.registry.run_garbage_collection{registry_name = "shop"}
print(do.registry.update_garbage_collection{registry_name = "shop", garbage_collection_uuid = collection.uuid, cancel = true})

--- registry.update_subscription
print(do.registry.update_subscription{tier_slug = "professional"})

--- registry.validate_name
do.registry.validate_name{name = "main"}

--- reserved_ips.create
print(do.reserved_ips.create{region = "nyc3"})

--- reserved_ips.delete
local address = do.reserved_ips.create{region = "nyc3"}
do.reserved_ips.delete{reserved_ip = address.ip}

--- reserved_ips.get
local address = do.reserved_ips.create{region = "nyc3"}
print(do.reserved_ips.get{reserved_ip = address.ip})

--- reserved_ips.list
for ip in do.reserved_ips.list() do print(ip) end

--- reserved_ips_actions.get
local address = do.reserved_ips.create{region = "nyc3"}
local action = do.reserved_ips_actions.list{reserved_ip = address.ip}:first()
print(do.reserved_ips_actions.get{reserved_ip = address.ip, action_id = action})

--- reserved_ips_actions.list
local address = do.reserved_ips.create{region = "nyc3"}
for action in do.reserved_ips_actions.list{reserved_ip = address.ip} do print(action) end

--- reserved_ips_actions.post
local droplet = do.create_droplet("web-1", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
local address = do.reserved_ips.create{region = "nyc3"}
print(do.reserved_ips_actions.post{reserved_ip = address.ip, type = "assign", droplet_id = droplet})

--- reserved_ipv6.create
print(do.reserved_ipv6.create{region_slug = "nyc3"})

--- reserved_ipv6.delete
local ipv6 = do.reserved_ipv6.create{region_slug = "nyc3"}
do.reserved_ipv6.delete{reserved_ipv6 = ipv6.ip}

--- reserved_ipv6.get
local ipv6 = do.reserved_ipv6.create{region_slug = "nyc3"}
print(do.reserved_ipv6.get{reserved_ipv6 = ipv6.ip})

--- reserved_ipv6.list
for ipv6 in do.reserved_ipv6.list() do print(ipv6) end

--- reserved_ipv6_actions.post
local ipv6 = do.reserved_ipv6.create{region_slug = "nyc3"}
local droplet = do.create_droplet("web-1", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3")
print(do.reserved_ipv6_actions.post{reserved_ipv6 = ipv6.ip, type = "assign", droplet_id = droplet})

--- secrets.create
print(do.secrets.create{name = "database", region = "nyc3", values = {user = "shop", password = "s3cret"}}.version)

--- secrets.delete
do.secrets.create{name = "database", region = "nyc3", values = {user = "shop", password = "s3cret"}}
do.secrets.delete{name = "database", region = "nyc3"}

--- secrets.get
do.secrets.create{name = "database", region = "nyc3", values = {user = "shop", password = "s3cret"}}
print(do.secrets.get{name = "database", region = "nyc3"}.version)

--- secrets.list
for secret in do.secrets.list() do print(secret.secret, secret.region, secret.version) end

--- secrets.list_versions
do.secrets.create{name = "database", region = "nyc3", values = {user = "shop", password = "s3cret"}}
for version in do.secrets.list_versions{name = "database", region = "nyc3"} do print(version.version, version.created_at) end

--- secrets.restore
do.secrets.create{name = "database", region = "nyc3", values = {user = "shop", password = "s3cret"}}
do.secrets.delete{name = "database", region = "nyc3"}
do.secrets.restore{name = "database", region = "nyc3"}

--- secrets.update
local secret = do.secrets.create{name = "database", region = "nyc3", values = {user = "shop", password = "s3cret"}}
print(do.secrets.update{name = "database", region = "nyc3", version = secret.version, values = {user = "shop", password = "n3w"}}.version)

--- security.create_scan
print(do.security.create_scan())

--- security.get_latest_scan
do.security.create_scan()
print(do.security.get_latest_scan())

--- security.get_scan
local scan = do.security.create_scan()
print(do.security.get_scan{scan_id = scan})

--- security.list_scans
for scan in do.security.list_scans() do print(scan) end

--- security.list_settings
local json = require "json"
print(json.encode(do.security.list_settings()))

--- security.update_settings_plan
print(do.security.update_settings_plan())

--- sizes.list
for size in do.sizes.list() do print(size) end

--- snapshots.delete
local volume = do.volumes.create{name = "data", region = "nyc3", size_gigabytes = 10}
local snapshot = do.volume_snapshots.create{volume_id = volume, name = "before the upgrade"}
do.snapshots.delete{snapshot_id = snapshot.id}

--- snapshots.get
local volume = do.volumes.create{name = "data", region = "nyc3", size_gigabytes = 10}
local snapshot = do.volume_snapshots.create{volume_id = volume, name = "before the upgrade"}
print(do.snapshots.get{snapshot_id = snapshot.id})

--- snapshots.list
for snapshot in do.snapshots.list{resource_type = "volume"} do print(snapshot) end

--- spaces_key.create
print(do.spaces_key.create{name = "backup", grants = {{bucket = "backups", permission = "readwrite"}}})

--- spaces_key.delete
local key = do.spaces_key.create{name = "backup", grants = {{bucket = "backups", permission = "readwrite"}}}
do.spaces_key.delete{access_key = key.access_key}

--- spaces_key.get
local key = do.spaces_key.create{name = "backup", grants = {{bucket = "backups", permission = "readwrite"}}}
print(do.spaces_key.get{access_key = key.access_key})

--- spaces_key.list
for key in do.spaces_key.list() do print(key) end

--- spaces_key.patch
local key = do.spaces_key.create{name = "backup", grants = {{bucket = "backups", permission = "readwrite"}}}
print(do.spaces_key.patch{access_key = key.access_key, name = "backup 2"})

--- spaces_key.update
local key = do.spaces_key.create{name = "backup", grants = {{bucket = "backups", permission = "readwrite"}}}
print(do.spaces_key.update{access_key = key.access_key, name = "backup", grants = {{bucket = "backups", permission = "read"}}})

--- ssh_keys.create
print(do.ssh_keys.create{name = "jane", public_key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB jane@example.com"})

--- ssh_keys.delete
local key = do.ssh_keys.create{name = "jane", public_key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB jane@example.com"}
do.ssh_keys.delete{ssh_key_identifier = key}

--- ssh_keys.get
local key = do.ssh_keys.create{name = "jane", public_key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB jane@example.com"}
print(do.ssh_keys.get{ssh_key_identifier = key})

--- ssh_keys.list
for key in do.ssh_keys.list() do print(key) end

--- ssh_keys.update
local key = do.ssh_keys.create{name = "jane", public_key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB jane@example.com"}
print(do.ssh_keys.update{ssh_key_identifier = key, name = "jane's laptop"})

--- tags.assign_resources
local tag = do.tags.create{name = "web"}
local droplet = do.create_droplet("web-1", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3")
do.tags.assign_resources{tag_id = tag.name, resources = {{resource_id = tostring(droplet.id), resource_type = "droplet"}}}

--- tags.create
print(do.tags.create{name = "web"})

--- tags.delete
local tag = do.tags.create{name = "web"}
do.tags.delete{tag_id = tag.name}

--- tags.get
local tag = do.tags.create{name = "web"}
print(do.tags.get{tag_id = tag.name})

--- tags.list
for tag in do.tags.list() do print(tag) end

--- tags.unassign_resources
local tag = do.tags.create{name = "web"}
local droplet = do.create_droplet("web-1", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3")
do.tags.unassign_resources{tag_id = tag.name, resources = {{resource_id = tostring(droplet.id), resource_type = "droplet"}}}

--- uptime.create_alert
local check = do.uptime.create_check{name = "shop", type = "https", target = "https://example.com", regions = {"us_east", "eu_west"}, enabled = true}
print(do.uptime.create_alert{check_id = check, name = "slow", type = "latency", threshold = 300, comparison = "greater_than", period = "2m", notifications = {email = {"jane@example.com"}, slack = {}}})

--- uptime.create_check
print(do.uptime.create_check{name = "shop", type = "https", target = "https://example.com", regions = {"us_east", "eu_west"}, enabled = true})

--- uptime.delete_alert
local check = do.uptime.create_check{name = "shop", type = "https", target = "https://example.com", regions = {"us_east", "eu_west"}, enabled = true}
local alert = do.uptime.create_alert{check_id = check, name = "slow", type = "latency", threshold = 300, comparison = "greater_than", period = "2m", notifications = {email = {"jane@example.com"}, slack = {}}}
do.uptime.delete_alert{check_id = check, alert_id = alert}

--- uptime.delete_check
local check = do.uptime.create_check{name = "shop", type = "https", target = "https://example.com", regions = {"us_east", "eu_west"}, enabled = true}
do.uptime.delete_check{check_id = check}

--- uptime.get_alert
local check = do.uptime.create_check{name = "shop", type = "https", target = "https://example.com", regions = {"us_east", "eu_west"}, enabled = true}
local alert = do.uptime.create_alert{check_id = check, name = "slow", type = "latency", threshold = 300, comparison = "greater_than", period = "2m", notifications = {email = {"jane@example.com"}, slack = {}}}
print(do.uptime.get_alert{check_id = check, alert_id = alert})

--- uptime.get_check
local check = do.uptime.create_check{name = "shop", type = "https", target = "https://example.com", regions = {"us_east", "eu_west"}, enabled = true}
print(do.uptime.get_check{check_id = check})

--- uptime.get_check_state
local check = do.uptime.create_check{name = "shop", type = "https", target = "https://example.com", regions = {"us_east", "eu_west"}, enabled = true}
print(do.uptime.get_check_state{check_id = check})

--- uptime.list_alerts
local check = do.uptime.create_check{name = "shop", type = "https", target = "https://example.com", regions = {"us_east", "eu_west"}, enabled = true}
for alert in do.uptime.list_alerts{check_id = check} do print(alert) end

--- uptime.list_checks
for check in do.uptime.list_checks() do print(check) end

--- uptime.update_alert
local check = do.uptime.create_check{name = "shop", type = "https", target = "https://example.com", regions = {"us_east", "eu_west"}, enabled = true}
local alert = do.uptime.create_alert{check_id = check, name = "slow", type = "latency", threshold = 300, comparison = "greater_than", period = "2m", notifications = {email = {"jane@example.com"}, slack = {}}}
print(do.uptime.update_alert{check_id = check, alert_id = alert, name = "slow", type = "latency", threshold = 500, comparison = "greater_than", period = "5m", notifications = {email = {"jane@example.com"}, slack = {}}})

--- uptime.update_check
local check = do.uptime.create_check{name = "shop", type = "https", target = "https://example.com", regions = {"us_east", "eu_west"}, enabled = true}
print(do.uptime.update_check{check_id = check, name = "shop", enabled = false})

--- vector_databases.create
print(do.vector_databases.create())

--- vector_databases.delete
local db = do.vector_databases.create()
do.vector_databases.delete{id = db}

--- vector_databases.get
local db = do.vector_databases.create()
print(do.vector_databases.get{id = db})

--- vector_databases.get_credentials
local json = require "json"
local db = do.vector_databases.create()
print(json.encode(do.vector_databases.get_credentials{id = db}))

--- vector_databases.get_restore_status
local db = do.vector_databases.create{name = "vectors", region = "nyc3", size = "small"}
for backup in do.vector_databases.list_backups{id = db.id} do
  do.vector_databases.post_restore_backup{id = db.id, backup_id = backup.id}
  print(do.vector_databases.get_restore_status{id = db.id, backup_id = backup.id}.status)
end

--- vector_databases.list
for db in do.vector_databases.list() do print(db) end

--- vector_databases.list_backups
local db = do.vector_databases.create()
for backup in do.vector_databases.list_backups{id = db} do print(backup) end

--- vector_databases.post_resize
local db = do.vector_databases.create()
print(do.vector_databases.post_resize{id = db})

--- vector_databases.post_restore_backup
local db = do.vector_databases.create{name = "vectors", region = "nyc3", size = "small"}
for backup in do.vector_databases.list_backups{id = db.id} do
  do.vector_databases.post_restore_backup{id = db.id, backup_id = backup.id}
end

--- vector_databases.update
local db = do.vector_databases.create()
print(do.vector_databases.update{id = db})

--- vector_databases.update_tags
local db = do.vector_databases.create()
print(do.vector_databases.update_tags{id = db})

--- volume_actions.get
local droplet = do.create_droplet("web-1", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
local volume = do.volumes.create{name = "data", region = "nyc3", size_gigabytes = 10}
local action = do.volume_actions.post_by_id{volume_id = volume, type = "attach", droplet_id = droplet}
print(do.volume_actions.get{volume_id = volume, action_id = action})

--- volume_actions.list
local volume = do.volumes.create{name = "data", region = "nyc3", size_gigabytes = 10, filesystem_type = "ext4"}
for action in do.volume_actions.list{volume_id = volume} do print(action) end

--- volume_actions.post
local droplet = do.create_droplet("web-1", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
do.volumes.create{name = "data", region = "nyc3", size_gigabytes = 10}
print(do.volume_actions.post{type = "attach", volume_name = "data", droplet_id = droplet.id, region = "nyc3"})

--- volume_actions.post_by_id
local droplet = do.create_droplet("web-1", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
local volume = do.volumes.create{name = "data", region = "nyc3", size_gigabytes = 10}
print(do.volume_actions.post_by_id{volume_id = volume, type = "attach", droplet_id = droplet})

--- volume_snapshots.create
local volume = do.volumes.create{name = "data", region = "nyc3", size_gigabytes = 10, filesystem_type = "ext4"}
print(do.volume_snapshots.create{volume_id = volume, name = "before the upgrade"})

--- volume_snapshots.delete_by_id
local volume = do.volumes.create{name = "data", region = "nyc3", size_gigabytes = 10}
local snapshot = do.volume_snapshots.create{volume_id = volume, name = "before the upgrade"}
do.volume_snapshots.delete_by_id{snapshot_id = snapshot.id}

--- volume_snapshots.get_by_id
local volume = do.volumes.create{name = "data", region = "nyc3", size_gigabytes = 10}
local snapshot = do.volume_snapshots.create{volume_id = volume, name = "before the upgrade"}
print(do.volume_snapshots.get_by_id{snapshot_id = snapshot.id})

--- volume_snapshots.list
local volume = do.volumes.create{name = "data", region = "nyc3", size_gigabytes = 10, filesystem_type = "ext4"}
for snapshot in do.volume_snapshots.list{volume_id = volume} do print(snapshot) end

--- volumes.create
print(do.volumes.create{name = "data", region = "nyc3", size_gigabytes = 10, filesystem_type = "ext4"})

--- volumes.delete
local volume = do.volumes.create{name = "data", region = "nyc3", size_gigabytes = 10, filesystem_type = "ext4"}
do.volumes.delete{volume_id = volume}

--- volumes.delete_by_name
local volume = do.volumes.create{name = "data", region = "nyc3", size_gigabytes = 10, filesystem_type = "ext4"}
do.volumes.delete_by_name{name = volume.name, region = "nyc3"}

--- volumes.get
local volume = do.volumes.create{name = "data", region = "nyc3", size_gigabytes = 10, filesystem_type = "ext4"}
print(do.volumes.get{volume_id = volume})

--- volumes.list
for volume in do.volumes.list() do print(volume) end

--- vpc_peerings.create
print(do.vpc_peerings.create{name = "both", vpc_ids = {do.vpcs.create{name = "backend", region = "nyc3"}, do.vpcs.create{name = "frontend", region = "nyc3"}}})

--- vpc_peerings.delete
local peering = do.vpc_peerings.create{name = "both", vpc_ids = {do.vpcs.create{name = "backend", region = "nyc3"}, do.vpcs.create{name = "frontend", region = "nyc3"}}}
print(do.vpc_peerings.delete{vpc_peering_id = peering})

--- vpc_peerings.get
local peering = do.vpc_peerings.create{name = "both", vpc_ids = {do.vpcs.create{name = "backend", region = "nyc3"}, do.vpcs.create{name = "frontend", region = "nyc3"}}}
print(do.vpc_peerings.get{vpc_peering_id = peering})

--- vpc_peerings.list
for peering in do.vpc_peerings.list() do print(peering) end

--- vpc_peerings.patch
local peering = do.vpc_peerings.create{name = "both", vpc_ids = {do.vpcs.create{name = "backend", region = "nyc3"}, do.vpcs.create{name = "frontend", region = "nyc3"}}}
print(do.vpc_peerings.patch{vpc_peering_id = peering, name = "both"})

--- vpcnatgateways.create
local vpc = do.vpcs.create{name = "backend", region = "nyc3"}
print(do.vpcnatgateways.create{name = "out", type = "PUBLIC", region = "nyc3", size = 1, vpcs = {{vpc_uuid = vpc.id, default_gateway = true}}})

--- vpcnatgateways.delete
local vpc = do.vpcs.create{name = "backend", region = "nyc3"}
local gateway = do.vpcnatgateways.create{name = "out", type = "PUBLIC", region = "nyc3", size = 1, vpcs = {{vpc_uuid = vpc.id, default_gateway = true}}}
do.vpcnatgateways.delete{id = gateway}

--- vpcnatgateways.get
local vpc = do.vpcs.create{name = "backend", region = "nyc3"}
local gateway = do.vpcnatgateways.create{name = "out", type = "PUBLIC", region = "nyc3", size = 1, vpcs = {{vpc_uuid = vpc.id, default_gateway = true}}}
print(do.vpcnatgateways.get{id = gateway})

--- vpcnatgateways.list
for gateway in do.vpcnatgateways.list() do print(gateway) end

--- vpcnatgateways.update
local vpc = do.vpcs.create{name = "backend", region = "nyc3"}
local gateway = do.vpcnatgateways.create{name = "out", type = "PUBLIC", region = "nyc3", size = 1, vpcs = {{vpc_uuid = vpc.id, default_gateway = true}}}
print(do.vpcnatgateways.update{id = gateway, name = "out", size = 2})

--- vpcs.create
print(do.vpcs.create{name = "backend", region = "nyc3"})

--- vpcs.create_peerings
local one = do.vpcs.create{name = "backend", region = "nyc3"}
local other = do.vpcs.create{name = "frontend", region = "nyc3"}
print(do.vpcs.create_peerings{path = {vpc_id = one.id}, body = {name = "both", vpc_id = other.id}})

--- vpcs.create_subnet
local vpc = do.vpcs.create{name = "main", region = "nyc3"}
print(do.vpcs.create_subnet{vpc_id = vpc, name = "web"})

--- vpcs.create_subnet_route
local vpc = do.vpcs.create{name = "main", region = "nyc3"}
local subnet = do.vpcs.create_subnet{vpc_id = vpc, name = "web"}
print(do.vpcs.create_subnet_route{vpc_id = vpc, subnet_id = subnet, destination_cidr = "10.200.0.0/16", target_urns = {"do:droplet:1"}})

--- vpcs.delete
local vpc = do.vpcs.create{name = "backend", region = "nyc3"}
do.vpcs.delete{vpc_id = vpc}

--- vpcs.delete_subnet
local vpc = do.vpcs.create{name = "main", region = "nyc3"}
local subnet = do.vpcs.create_subnet{vpc_id = vpc, name = "web"}
do.vpcs.delete_subnet{vpc_id = vpc, subnet_id = subnet}

--- vpcs.delete_subnet_route
local vpc = do.vpcs.create{name = "main", region = "nyc3"}
local subnet = do.vpcs.create_subnet{vpc_id = vpc, name = "web"}
local route = do.vpcs.create_subnet_route{vpc_id = vpc, subnet_id = subnet, destination_cidr = "10.200.0.0/16", target_urns = {"do:droplet:1"}}
do.vpcs.delete_subnet_route{vpc_id = vpc, subnet_id = subnet, route_id = route}

--- vpcs.get
local vpc = do.vpcs.create{name = "backend", region = "nyc3"}
print(do.vpcs.get{vpc_id = vpc})

--- vpcs.get_subnet
local vpc = do.vpcs.create{name = "main", region = "nyc3"}
local subnet = do.vpcs.create_subnet{vpc_id = vpc, name = "web"}
print(do.vpcs.get_subnet{vpc_id = vpc, subnet_id = subnet})

--- vpcs.list
for vpc in do.vpcs.list() do print(vpc) end

--- vpcs.list_members
local vpc = do.vpcs.create{name = "backend", region = "nyc3"}
for member in do.vpcs.list_members{vpc_id = vpc} do print(member) end

--- vpcs.list_peerings
local vpc = do.vpcs.create{name = "backend", region = "nyc3"}
for peering in do.vpcs.list_peerings{vpc_id = vpc} do print(peering) end

--- vpcs.list_subnet_routes
local vpc = do.vpcs.create{name = "main", region = "nyc3"}
local subnet = do.vpcs.create_subnet{vpc_id = vpc, name = "web"}
for route in do.vpcs.list_subnet_routes{vpc_id = vpc, subnet_id = subnet} do print(route.destination_cidr) end

--- vpcs.list_subnets
local vpc = do.vpcs.create{name = "main", region = "nyc3"}
for subnet in do.vpcs.list_subnets{vpc_id = vpc} do print(subnet.name, subnet.ip_range) end

--- vpcs.patch
local vpc = do.vpcs.create{name = "backend", region = "nyc3"}
print(do.vpcs.patch{vpc_id = vpc, description = "for the shop"})

--- vpcs.patch_peerings
local one = do.vpcs.create{name = "backend", region = "nyc3"}
local other = do.vpcs.create{name = "frontend", region = "nyc3"}
local peering = do.vpc_peerings.create{name = "both", vpc_ids = {one.id, other.id}}
print(do.vpcs.patch_peerings{vpc_id = one, vpc_peering_id = peering, name = "joined"})

--- vpcs.patch_subnet
local vpc = do.vpcs.create{name = "main", region = "nyc3"}
local subnet = do.vpcs.create_subnet{vpc_id = vpc, name = "web"}
print(do.vpcs.patch_subnet{vpc_id = vpc, subnet_id = subnet, name = "front"})

--- vpcs.patch_subnet_route
local vpc = do.vpcs.create{name = "main", region = "nyc3"}
local subnet = do.vpcs.create_subnet{vpc_id = vpc, name = "web"}
local route = do.vpcs.create_subnet_route{vpc_id = vpc, subnet_id = subnet, destination_cidr = "10.200.0.0/16", target_urns = {"do:droplet:1"}}
print(do.vpcs.patch_subnet_route{vpc_id = vpc, subnet_id = subnet, route_id = route, target_urns = {"do:droplet:2"}})

--- vpcs.update
local vpc = do.vpcs.create{name = "backend", region = "nyc3"}
print(do.vpcs.update{vpc_id = vpc, name = "backend", description = "for the shop"})
