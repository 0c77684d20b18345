package corrections

var databases = Area{
	Name:      "databases",
	Relations: databaseRelations,
	Fixes: []Fix{
		{
			Ops: []string{"databases_create_cluster"}, At: []string{"storage_autoscale"}, Add: `{"type": "object", "properties": {"enabled": {"type": "boolean"}, "threshold_percent": {"type": "integer"}, "increment_gib": {"type": "integer"}}}`,
			Says: "no such field", Holds: "the official client sends it", Source: "godo's DatabaseCreateRequest",
		},
		{
			Model: "kafka_topic_config", At: []string{"message_timestamp_difference_max_ms", "segment_index_bytes"}, Add: `{"type": "integer"}`,
			Says: "no such field", Holds: "the official client sends it", Source: "godo's TopicConfig",
		},
		{
			Ops: []string{"databases_patch_config"}, At: []string{"config.mysql_parameters", "config.pg_parameters"}, Add: `{"type": "object"}`,
			Says: "no such fields", Holds: "settings of the advanced engines", Source: "godo's AdvancedMySQLConfig and AdvancedPgConfig",
		},
		{
			Ops: []string{"databases_reset_auth"}, At: []string{"settings"}, Add: `{"type": "object"}`,
			Says: "no such field", Holds: "the official client sends it", Source: "godo's DatabaseResetUserAuthRequest",
		},
		{
			Ops: []string{"databases_update_region"}, At: []string{"private_network_uuid"}, Add: `{"type": "string"}`,
			Says: "no such field", Holds: "the VPC there", Source: "godo's DatabaseMigrateRequest",
		},
		{
			Ops: []string{"databases_create_kafka_topic", "databases_update_kafka_topic"}, At: []string{"partitions", "replication"}, Add: `{"type": "integer"}`,
			Says: "partition_count and replication_factor alone", Holds: "the short names too", Source: "the description's own example",
		},
		{
			Model: "kafka_topic_config", At: []string{"compression_type"}, Values: []string{`"lz4"`},
			Says: "Iz4, a slip of the pen", Holds: "lz4", Source: "Kafka's own documentation",
		},
	},
	Secrets: []Secret{
		{Ops: []string{"databases_*"}, Fields: []string{"uri", "access_key", "access_cert"}},
		{Models: []string{"rsyslog_logsink"}, Fields: []string{"key"}},
		// These URLs hold a name and a password.
		{Models: []string{"elasticsearch_logsink", "opensearch_logsink"}, Fields: []string{"url"}},
	},
}
