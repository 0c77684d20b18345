package corrections

var databases = Area{
	Name: "databases",
	Secrets: []Secret{
		{Ops: []string{"databases_*"}, Fields: []string{"uri", "access_key", "access_cert"}},
		{Models: []string{"rsyslog_logsink"}, Fields: []string{"key"}},
		// These URLs hold a name and a password.
		{Models: []string{"elasticsearch_logsink", "opensearch_logsink"}, Fields: []string{"url"}},
	},
}
