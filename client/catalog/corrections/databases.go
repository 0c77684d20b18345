package corrections

var databases = Area{
	Name: "databases",
	Fixes: []Fix{
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
