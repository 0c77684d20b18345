package secrets

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/client/internal/secrets/secretstest"
)

func TestMask(t *testing.T) {
	for in, want := range map[string]string{
		`{"name":"a","user_data":"x"}`:                                        `{"name":"a","user_data":"********"}`,
		` { "db" : { "password" : "p", "port" : 1 } } `:                       `{"db":{"password":"********","port":1}}`,
		`[{"uri":"postgres://u:pw@host:1/db"},{"uri":"https://host/a@b"}]`:    `[{"uri":"postgres://u:********@host:1/db"},{"uri":"https://host/a@b"}]`,
		`{"envs":[{"key":"A","value":"s","type":"SECRET"},{"value":"open"}]}`: `{"envs":[{"key":"A","value":"********","type":"SECRET"},{"value":"open"}]}`,
		`{"token":{"inner":["a\"b",1,null]}}`:                                 `{"token":{"inner":["********",1,null]}}`,
		`{"password":""}`:                                                     `{"password":""}`,
		`no json`:                                                             `no json`,
		``:                                                                    ``,
	} {
		if got := string(Request(nil, []byte(in))); got != want {
			t.Errorf("%s: got %s, want %s", in, got, want)
		}
	}
	const config = "apiVersion: v1\nclusters:\n- cluster:\n    server: https://x\n  name: c\nusers:\n- name: u\n  user:\n    token: dop_v1_s\n    client-key-data: s\n    exec:\n      args:\n      - s\n      env: [s]\ncurrent-context: c\n"
	const masked = "apiVersion: v1\nclusters:\n- cluster:\n    server: https://x\n  name: c\nusers:\n- name: u\n  user:\n    token: \"********\"\n    client-key-data: \"********\"\n    exec:\n      args:\n      - \"********\"\n      env: \"********\"\ncurrent-context: c\n"
	if got := string(Answer(catalog.ByID("kubernetes_get_kubeconfig"), []byte(config))); got != masked {
		t.Errorf("got %s", got)
	}
	if got := string(Answer(catalog.ByID("kubernetes_get_kubeconfig"), []byte("apiVersion: v1"))); strings.Contains(got, "v1") {
		t.Errorf("got %s", got)
	}
}

// FuzzMask holds that a masked text stays JSON of the same shape, and that
// masking it again changes nothing.
func FuzzMask(f *testing.F) {
	f.Add([]byte(`{"a":[1,{"password":"x\"y"}],"b":"http://u:p@h"}`))
	f.Add([]byte(`[[],{},"",-1e5,true]`))
	f.Fuzz(func(t *testing.T, in []byte) {
		out := Request(nil, in)
		if !json.Valid(in) {
			return
		}
		if !json.Valid(out) {
			t.Fatalf("%q became %q", in, out)
		}
		if again := Request(nil, out); !bytes.Equal(again, out) {
			t.Fatalf("%q, then %q", out, again)
		}
	})
}

// TestEveryOperation fills every field of every operation's body and answer:
// of what the catalog knows to be secret nothing is left, also not where an
// error repeats it, or where only half of it arrives.
func TestEveryOperation(t *testing.T) {
	with := 0
	for _, op := range catalog.All() {
		for _, way := range []struct {
			name   string
			schema *catalog.Schema
			mask   func([]byte) []byte
		}{
			{"body", op.Body, func(b []byte) []byte { return Request(op, b) }},
			{"answer", op.Response, func(b []byte) []byte { return Answer(op, b) }},
		} {
			text, made := secretstest.Sample(way.schema)
			if made > 0 {
				with++
			}
			got := way.mask(text)
			if i := bytes.Index(got, []byte("hush-")); i >= 0 || !json.Valid(got) {
				t.Errorf("%s, %s: ...%s", op.ID, way.name, got[max(0, i-80):])
			}
			half := way.mask(text[:min(len(text)*2/3, 8<<10)])
			if i := bytes.Index(half, []byte("hush-")); i >= 0 {
				t.Errorf("%s, half of the %s: ...%s", op.ID, way.name, half[max(0, i-80):])
			}
			if way.name == "answer" || len(text) > 8<<10 {
				continue
			}
			repeated, _ := json.Marshal(map[string]any{"id": "unprocessable_entity", "message": "cannot take " + string(text), "body": json.RawMessage(text)})
			if got := Refusal(op, text, repeated); bytes.Contains(got, []byte("hush-")) || !bytes.Contains(got, []byte("cannot take")) {
				t.Errorf("%s, an error that repeats: %s", op.ID, got)
			}
			if got := Refusal(op, text, append([]byte("<html>"), text...)); bytes.Contains(got, []byte("hush-")) {
				t.Errorf("%s, an error that is no JSON: %s", op.ID, got)
			}
		}
	}
	if with < 100 {
		t.Errorf("only %d bodies and answers have secrets", with)
	}
}

// What is secret in one place is shown in another, where the catalog knows both.
func TestOpenHere(t *testing.T) {
	for id, want := range map[string]string{
		"sshKeys_create":                `{"name":"n","public_key":"ssh-ed25519 AAAA"}`,
		"domains_create_record":         `{"type":"TXT","name":"@","data":"v=spf1","value":"shown"}`,
		"droplets_create":               `{"name":"web","region":"nyc3","tags":["a"]}`,
		"databases_create_cluster":      `{"name":"db","engine":"pg","rules":[{"type":"tag","value":"backend"}]}`,
		"cdn_create_endpoint":           `{"origin":"x.nyc3.digitaloceanspaces.com","ttl":60}`,
		"monitoring_create_alertPolicy": `{"description":"x","value":80,"alerts":{"email":["a@b"]}}`,
	} {
		op := catalog.ByID(id)
		if op == nil {
			t.Errorf("there is no %s", id)
		} else if got := string(Request(op, []byte(want))); got != want {
			t.Errorf("%s: got %s, want %s", id, got, want)
		}
	}
}
