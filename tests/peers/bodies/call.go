package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"

	docl "github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/do"
	"github.com/doapi-lua/doapi/stdlib/luajson"
)

// caller calls operations without a network.
type caller struct {
	host *luabind.Host
	told strings.Builder // what is written to standard error
	sent bool
}

func newCaller() (*caller, error) {
	c := &caller{}
	client, err := docl.New("token", docl.WithTransport(c), docl.WithExactlyOnce(docl.OnceOff), docl.WithInferenceKey("key"))
	if err != nil {
		return nil, err
	}
	c.host, err = luabind.New(luabind.WithStdio(nil, io.Discard, &c.told), luabind.WithoutLimits(), do.Bind(client), luabind.WithModules(luajson.Module))
	return c, err
}

// RoundTrip notes that a request would go out.
func (c *caller) RoundTrip(r *http.Request) (*http.Response, error) {
	c.sent = true
	return &http.Response{StatusCode: 200, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader("{}")), Request: r}, nil
}

// try calls the operations that a body may be for; "" if one of them sends it
// without a word.
func (c *caller) try(b body) string {
	why := ""
	for _, op := range b.ops {
		text, _ := json.Marshal(b.json)
		c.sent = false
		c.told.Reset()
		src := fmt.Sprintf("return do.%s.%s{path={%s}, body=require('doapi.json').decode(%s)}", op.Group, op.Name, placeholders(op), luaText(string(text)))
		err := c.host.DoString(context.Background(), "body", src)
		switch {
		case c.sent && c.told.Len() == 0:
			return ""
		case c.sent:
			why = strings.TrimSpace(c.told.String())
		default:
			why = fmt.Sprint(err)
		}
	}
	return why
}

// placeholders fill the parameters of a path.
func placeholders(op *catalog.Operation) string {
	var b strings.Builder
	for _, p := range op.Params {
		if p.In != catalog.InPath {
			continue
		}
		value := `"1"`
		switch {
		case p.Schema.Kind == catalog.Integer:
			value = "1"
		case p.Schema.Format == "uuid":
			value = `"9cc10173-e9ea-4176-9dbc-a4cee4c4ff30"`
		case p.Schema.Format == "ipv4":
			value = `"203.0.113.7"`
		case len(p.Schema.Enum) > 0:
			value = p.Schema.Enum[0]
		}
		fmt.Fprintf(&b, "[%q]=%s,", p.Name, value)
	}
	return b.String()
}

// luaText makes a JSON string one of Lua's.
func luaText(text string) string {
	var s string
	_ = json.Unmarshal([]byte(text), &s) // it was just made
	marks := "="
	for strings.Contains(s, "]"+marks+"]") {
		marks += "="
	}
	return "[" + marks + "[" + s + "]" + marks + "]"
}
