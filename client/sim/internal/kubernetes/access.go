package kubernetes

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

// authorityCertificate is one that clients can read; nobody has its key.
const authorityCertificate = `-----BEGIN CERTIFICATE-----
MIIBtTCCAVugAwIBAgIUcvruUvrheTYrNQqziMCvfPHS25swCgYIKoZIzj0EAwIw
LzEYMBYGA1UECgwPZG9hcGkgc2ltdWxhdG9yMRMwEQYDVQQDDApLdWJlcm5ldGVz
MCAXDTI2MTEyNjAxMzA1NFoYDzIxMjYxMTAyMDEzMDU0WjAvMRgwFgYDVQQKDA9k
b2FwaSBzaW11bGF0b3IxEzARBgNVBAMMCkt1YmVybmV0ZXMwWTATBgcqhkjOPQIB
BggqhkjOPQMBBwNCAATLhFfhh9Xgn1dK66Qjp4/YtDL9OG+7XgberAb/Jdw2RfZh
PEWH6B2iS03VRqoqxZiVwEyEK5Y85N+D8PE+6HNjo1MwUTAdBgNVHQ4EFgQU0bJj
JgsVKegGhlHHCYyVSemnOBcwHwYDVR0jBBgwFoAU0bJjJgsVKegGhlHHCYyVSemn
OBcwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiAaSP68PeMf8Ud6
N0viyWaumm5QMxVd7fOHt2DZOetqtAIhAKrqUg/vrPJ3l+H32k/EllmGoJ0rQT2B
Ehh7km7kM7Hb
-----END CERTIFICATE-----
`

// secrets are what opens a cluster. They are made when somebody asks first, and
// open nothing.
func secrets(w *engine.World, rec *engine.Record) (authority, token string) {
	if !rec.Has("_token") {
		rec.Set("_token", "dop_v1_"+strings.ReplaceAll(w.UUID()+w.UUID(), "-", ""))
		rec.Set("_authority", base64.StdEncoding.EncodeToString([]byte(authorityCertificate)))
	}
	return rec.Str("_authority"), rec.Str("_token")
}

// life is for how long credentials are good.
const life = 7 * 24 * time.Hour

func credentials(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := cluster(w, r)
	if err != nil {
		return nil, err
	}
	authority, token := secrets(w, rec)
	d := engine.Object("server", rec.Str("endpoint"), "certificate_authority_data", authority, "client_certificate_data", "",
		"client_key_data", "", "token", token, "expires_at", w.Now.Add(life))
	return &engine.Reply{Status: http.StatusOK, ContentType: engine.JSONType, Body: d.Append(nil)}, nil
}

func kubeconfig(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := cluster(w, r)
	if err != nil {
		return nil, err
	}
	authority, token := secrets(w, rec)
	name := "do-" + rec.Str("region") + "-" + rec.Str("name")
	text := fmt.Sprintf(`apiVersion: v1
kind: Config
clusters:
- cluster:
    certificate-authority-data: %[1]s
    server: %[2]s
  name: %[3]s
contexts:
- context:
    cluster: %[3]s
    user: %[3]s-admin
  name: %[3]s
current-context: %[3]s
preferences: {}
users:
- name: %[3]s-admin
  user:
    token: %[4]s
`, authority, rec.Str("endpoint"), name, token)
	return &engine.Reply{Status: http.StatusOK, ContentType: "application/yaml", Body: []byte(text)}, nil
}

func user(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	if _, err := cluster(w, r); err != nil {
		return nil, err
	}
	d := engine.Object("username", engine.UserEmail, "groups", []string{"k8saas:authenticated"})
	return engine.Answer(http.StatusOK, "kubernetes_cluster_user", d), nil
}

func runLint(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := cluster(w, r)
	if err != nil {
		return nil, err
	}
	id := w.UUID()
	rec.Set("_lint", engine.Object("run_id", id, "requested_at", w.Now, "completed_at", w.Now.Add(30*time.Second), "diagnostics", []string{}))
	return engine.Answer(r.Op.Success[0], "run_id", id), nil
}

func lintResults(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := cluster(w, r)
	if err != nil {
		return nil, err
	}
	lint := rec.Object("_lint")
	if id := r.Query.Get("run_id"); lint.Fields == nil || id != "" && id != lint.Str("run_id") {
		return nil, engine.ErrNotFound
	}
	return &engine.Reply{Status: http.StatusOK, ContentType: engine.JSONType, Body: lint.Append(nil)}, nil
}

func statusMessages(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := cluster(w, r)
	if err != nil {
		return nil, err
	}
	messages := []engine.Document{}
	status := rec.Object("status")
	if state := status.Str("state"); state != "running" {
		messages = append(messages, engine.Object("message", "the cluster is "+state, "timestamp", w.Now))
	}
	return engine.Answer(http.StatusOK, "messages", messages), nil
}

// belongings are what a cluster has made for what runs in it, which carries its
// tag.
var belongings = []string{"load_balancers", "volumes", "volume_snapshots"}

func belongingsOf(w *engine.World, rec *engine.Record) map[string][]*engine.Record {
	found := map[string][]*engine.Record{}
	for kind, table := range map[string]string{"load_balancers": "load_balancers", "volumes": "volumes", "volume_snapshots": "snapshots"} {
		found[kind] = slices.Clone(w.Table(table).Holding("tags", nil, "k8s:"+rec.ID))
		for _, item := range w.Table(table).Where("tag", "k8s:"+rec.ID) {
			if !slices.Contains(found[kind], item) {
				found[kind] = append(found[kind], item)
			}
		}
	}
	return found
}

func associated(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := cluster(w, r)
	if err != nil {
		return nil, err
	}
	found := belongingsOf(w, rec)
	d := engine.Document{}
	for _, kind := range belongings {
		items := []engine.Document{}
		for _, item := range found[kind] {
			items = append(items, engine.Object("id", item.ID, "name", item.Str("name")))
		}
		d.Set(kind, items)
	}
	return &engine.Reply{Status: http.StatusOK, ContentType: engine.JSONType, Body: d.Append(nil)}, nil
}

func destroySelected(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	return destroy(w, r, func(kind string, item *engine.Record) bool { return slices.Contains(r.Body.Strings(kind), item.ID) })
}

func destroyAll(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	return destroy(w, r, func(string, *engine.Record) bool { return true })
}

func destroy(w *engine.World, r *engine.Request, chosen func(kind string, item *engine.Record) bool) (*engine.Reply, error) {
	rec, err := cluster(w, r)
	if err != nil {
		return nil, err
	}
	found := belongingsOf(w, rec)
	for _, pool := range poolsOf(w, rec) {
		removePool(w, r, pool)
	}
	for _, kind := range belongings {
		for _, item := range found[kind] {
			if chosen(kind, item) {
				w.Remove(item)
			}
		}
	}
	w.Remove(rec)
	return engine.NoContent(r.Op.Success[0]), nil
}
