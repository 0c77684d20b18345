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

--- one_clicks.install_kubernetes
local cluster = do.kubernetes.create_cluster{name = "main", region = "nyc3", version = "1.33.5-do.0", node_pools = {{name = "pool", size = "s-2vcpu-4gb", count = 2}}}
cluster:wait()
do.one_clicks.install_kubernetes{addon_slugs = {"monitoring"}, cluster_uuid = cluster.id}

--- one_clicks.list
for click in do.one_clicks.list() do print(click) end
