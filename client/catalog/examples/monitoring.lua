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
