package corrections

var network = Area{
	Name: "network",
	Secrets: []Secret{
		{Models: []string{"partner_attachment_service_key"}, Fields: []string{"value"}},
	},
}
