package corrections

var monitoring = Area{
	Name: "monitoring",
	Fixes: []Fix{
		{
			Ops: []string{"monitoring_*"}, At: []string{"?start", "?end"}, Format: "unix-time",
			Says: "any text", Holds: "seconds since 1970, as text", Source: "the description's own examples of the parameters",
		},
	},
	Secrets: []Secret{
		// Whoever has the URL of a webhook can write to the channel.
		{Models: []string{"slack_details"}, Fields: []string{"url"}},
		{Ops: []string{"uptime_*_alert", "uptime_list_alerts"}, Fields: []string{"url"}},
	},
}
