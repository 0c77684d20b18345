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
