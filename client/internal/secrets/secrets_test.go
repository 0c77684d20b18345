package secrets

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/doapi-lua/doapi/client/catalog"
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
