package corrections

var monitoring = Area{
	Name: "monitoring",
	Secrets: []Secret{
		// Whoever has the URL of a webhook can write to the channel.
		{Models: []string{"slack_details"}, Fields: []string{"url"}},
		{Ops: []string{"uptime_*_alert", "uptime_list_alerts"}, Fields: []string{"url"}},
	},
}
