package account

import (
	"net/http"

	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

// Clients check and give back tokens at cloud.digitalocean.com, which reach the
// simulator when they are told of its address, or through its proxy.
var oauthRoutes = []engine.Route{
	{ID: "oauth_token_info", Method: "GET", Path: "/v1/oauth/token/info", Serve: tokenInfo},
	{ID: "oauth_revoke", Method: "POST", Path: "/v1/oauth/revoke", Serve: revoke},
}

func tokenInfo(*engine.World, *engine.Request) (*engine.Reply, error) {
	app := engine.Object("uid", "")
	return engine.Answer(http.StatusOK, "resource_owner_id", engine.UserID, "scopes", []string{"read", "write"}, "expires_in_seconds", engine.Null, "application", app.Raw()), nil
}

// revoke takes a token back. Tokens are not made here, so nothing is kept.
func revoke(*engine.World, *engine.Request) (*engine.Reply, error) {
	return &engine.Reply{Status: http.StatusOK, ContentType: engine.JSONType, Body: []byte("{}")}, nil
}
