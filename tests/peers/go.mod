module github.com/doapi-lua/doapi/tests/peers

go 1.26.0

require (
	github.com/digitalocean/godo v1.237.0
	github.com/doapi-lua/doapi v0.0.0
	github.com/yuin/goldmark v1.8.7
)

require (
	github.com/google/go-querystring v1.1.0 // indirect
	github.com/hashicorp/go-cleanhttp v0.5.2 // indirect
	github.com/hashicorp/go-retryablehttp v0.7.7 // indirect
	github.com/yuin/gopher-lua v1.1.2 // indirect
	golang.org/x/oauth2 v0.27.0 // indirect
	golang.org/x/time v0.6.0 // indirect
	layeh.com/gopher-luar v1.0.11 // indirect
)

replace github.com/doapi-lua/doapi => ../..
