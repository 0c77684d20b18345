package corrections

var genai = Area{
	Name: "genai",
	Secrets: []Secret{
		{Models: []string{"apiDropboxOauth2GetTokensOutput"}, Fields: []string{"token"}},
		{Ops: []string{"genai_create_*_presigned_urls"}, Fields: []string{"presigned_url"}},
	},
}
