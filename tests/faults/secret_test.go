package faults

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/client/sim"
	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/do"
	"github.com/doapi-lua/doapi/stdlib"
)

// TestSecretsAreMasked sends and receives what is secret, with a trace of the
// bodies, and has the API repeat in its errors what it was sent.
func TestSecretsAreMasked(t *testing.T) {
	t.Parallel()
	const hush = "hush-hush-7f31"
	for _, test := range []struct {
		op     string
		args   client.Args
		answer string // %s is the secret
	}{
		{"droplets_create", client.Args{"name": "web", "size": "s-1vcpu-1gb", "image": "debian-13-x64", "region": "nyc3", "user_data": "#!/bin/sh\necho \"" + hush + "\""}, `{"droplet":{"id":1,"name":"web"}}`},
		{"databases_get_cluster", client.Args{"database_cluster_uuid": "u"}, `{"database":{"id":"u","connection":{"uri":"postgresql://doadmin:%[1]s@db:25060/defaultdb","password":"%[1]s"}}}`},
		{"databases_add_user", client.Args{"database_cluster_uuid": "u", "name": "app"}, `{"user":{"name":"app","password":"%s","access_cert":"%[1]s","access_key":"%[1]s"}}`},
		{"databases_list_users", client.Args{"database_cluster_uuid": "u"}, `{"users":[{"name":"app","password":"%s"}]}`},
		{"databases_create_logsink", client.Args{"database_cluster_uuid": "u", "sink_name": "s", "sink_type": "opensearch", "config": map[string]any{"url": "https://me:" + hush + "@logs.example.com", "index_prefix": "x"}}, `{"sink":{"sink_id":"i","config":{"url":"https://me:%s@logs.example.com"}}}`},
		{"registry_get_dockerCredentials", nil, `{"auths":{"registry.digitalocean.com":{"auth":"%s"}}}`},
		{"registries_get_dockerCredentials", client.Args{"registry_name": "r"}, `{"auths":{"registry.digitalocean.com":{"auth":"%s"}}}`},
		{"kubernetes_get_credentials", client.Args{"cluster_id": "u"}, `{"server":"https://k","token":"%s","client_key_data":"%[1]s"}`},
		{"spacesKey_create", client.Args{"name": "backup", "grants": []any{}}, `{"key":{"name":"backup","access_key":"DO00","secret_key":"%s"}}`},
		{"genai_create_model_api_key", client.Args{"name": "k"}, `{"api_key_info":{"uuid":"u","secret_key":"%s"}}`},
		{"genai_create_anthropic_api_key", client.Args{"name": "k", "api_key": hush}, `{"api_key_info":{"uuid":"u","name":"k"}}`},
		{"certificates_create", client.Args{"name": "c", "type": "custom", "private_key": hush, "leaf_certificate": "shown"}, `{"certificate":{"id":"u","name":"c"}}`},
		{"apps_create", client.Args{"spec": map[string]any{"name": "a", "services": []any{map[string]any{"name": "s", "envs": []any{map[string]any{"key": "DATABASE", "value": hush}}}}}}, `{"app":{"id":"u","spec":{"name":"a","services":[{"name":"s","envs":[{"key":"DATABASE","value":"%s"}]}]}}}`},
		{"partnerAttachments_get_service_key", client.Args{"pa_id": "u"}, `{"service_key":{"value":"%s","state":"CREATED"}}`},
		{"uptime_create_alert", client.Args{"check_id": "u", "name": "down", "type": "down", "notifications": map[string]any{"email": []any{}, "slack": []any{map[string]any{"channel": "ops", "url": "https://hooks.example.com/" + hush}}}}, `{"alert":{"id":"u","notifications":{"slack":[{"channel":"ops","url":"https://hooks.example.com/%s"}]}}}`},
	} {
		op := catalog.ByID(test.op)
		if op == nil {
			t.Errorf("there is no %s", test.op)
			continue
		}
		for _, status := range []int{200, 422, 500, 299} {
			var trace bytes.Buffer
			w := newWorld(t)
			c := w.client(t, client.WithTrace(&trace, true), client.WithRetryMaxTime(0), client.WithExactlyOnce(client.OnceOff), client.WithTransport(inProcess(func(r *http.Request) (*http.Response, error) {
				answer := test.answer
				if strings.Contains(answer, "%") {
					answer = fmt.Sprintf(answer, hush)
				}
				var sent []byte
				if r.Body != nil {
					sent, _ = io.ReadAll(r.Body)
				}
				code := status
				switch status {
				case 422: // as a sentence, and as fields
					b, _ := json.Marshal(map[string]any{"id": "unprocessable_entity", "message": "cannot take " + string(sent), "details": json.RawMessage(or(sent, "{}"))})
					answer = string(b)
				case 500:
					answer = "<html>" + string(sent) + "</html>"
				case 299: // cut
					code, answer = 200, answer[:max(0, len(answer)-4)]
				}
				return &http.Response{StatusCode: code, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(answer)), ContentLength: -1, Request: r}, nil
			})))
			answer, err := c.Call(context.Background(), op, test.args)
			if status == 200 {
				ok(t, err)
				if op.Effect == catalog.Reveals && !strings.Contains(string(answer.Value().Raw()), hush) {
					t.Errorf("%s: the secret did not come: %s", op.ID, answer.Value().Raw())
				}
			}
			if status > 200 && err == nil {
				t.Errorf("%s, %d: no error", op.ID, status)
			}
			ok(t, c.Close())
			var refusal *client.Error
			var bad *client.ResponseError
			shown := trace.String() + fmt.Sprintf("\n%v\n%+v", err, err)
			if errors.As(err, &refusal) {
				shown += "\n" + string(refusal.Body) + refusal.Message + refusal.Fields.Raw()
			}
			if errors.As(err, &bad) {
				shown += "\n" + string(bad.Body)
			}
			if strings.Contains(shown, hush) {
				t.Errorf("%s, %d: the secret shows:\n%s", op.ID, status, shown)
			}
			if !strings.Contains(trace.String(), op.Method+" ") {
				t.Errorf("%s: not traced: %s", op.ID, trace.String())
			}
		}
	}
}

func or(b []byte, other string) []byte {
	if len(b) == 0 {
		return []byte(other)
	}
	return b
}

// TestTokenIsNeverPrinted prints what holds a token with every verb, after it
// was used.
func TestTokenIsNeverPrinted(t *testing.T) {
	const further = token + "-further"
	w := newWorld(t, sim.Auth(token), sim.ReadOnly(further), sim.AccountPerToken())
	c := w.client(t, client.WithInferenceKey(further))
	account := must[*client.Account](t)(c.FetchAccount(context.Background()))
	config := do.Config{Token: token}
	host := must[*luabind.Host](t)(luabind.New(do.Bind(c, do.WithConfig(config, nil)), stdlib.Core()))
	defer host.Close()
	var kept []luabind.Value
	ok(t, host.Set("keep", func(v luabind.Value) { kept = append(kept, v) }))
	ok(t, host.DoString(context.Background(), "=test", `keep(do.api_token) keep(DO) keep(doapi{api_token = "`+further+`"})`))
	for _, v := range []any{
		c, *c, struct{ C *client.Client }{c}, account, account.Client(), client.WithInferenceKey(further),
		config, &config, []do.Config{config}, struct{ C do.Config }{config}, map[string]*do.Config{"x": &config},
		do.Bind(c, do.WithConfig(config, nil)), host, kept, w.server, sim.Auth(token), w.server.RoundTripper(),
	} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
			if text := fmt.Sprintf(verb, v); strings.Contains(text, token) || strings.Contains(text, fmt.Sprintf("%x", token)) {
				t.Errorf("%s of a %T shows the token: %s", verb, v, text)
			}
		}
	}
}
