package catalog

import "testing"

func TestEffects(t *testing.T) {
	for id, want := range map[string]Effect{
		"droplets_list": Read, "droplets_create": Change, "droplets_destroy": Change, "domains_patch_record": Change,
		"kubernetes_get_kubeconfig": Reveals, "databases_get_user": Reveals, "registry_get_dockerCredentials": Reveals,
		"apps_validate_appSpec": Read, "apps_get": Read, "apps_get_exec": Reveals, "spacesKey_create": Change, "spacesKey_list": Read,
	} {
		if got := ByID(id).Effect; got != want {
			t.Errorf("%s: %v, want %v", id, got, want)
		}
	}
	for _, op := range All() {
		if op.Method == "GET" && op.Effect == Change || op.Method == "DELETE" && op.Effect != Change {
			t.Errorf("%s %s is a %v", op.Method, op.ID, op.Effect)
		}
	}
	for _, test := range []struct {
		method, path string
		want         Effect
	}{
		{"GET", "/v2/droplets", Read}, {"POST", "/v2/droplets", Change}, {"GET", "/v2/kubernetes/clusters/x/kubeconfig", Reveals},
		{"GET", "/v2/nothing/of/it", Read}, {"HEAD", "/v2/droplets", Read}, {"POST", "/v2/nothing/of/it", Change}, {"DELETE", "/v2/droplets", Change},
	} {
		if got := EffectOf(test.method, test.path); got != test.want {
			t.Errorf("%s %s: %v, want %v", test.method, test.path, got, test.want)
		}
	}
}

// Secrets are where a mask has to look.
func TestSecrets(t *testing.T) {
	field := func(s *Schema, names ...string) *Schema {
		for _, name := range names {
			if name == "[]" {
				s = s.Items
			} else {
				s = s.Prop(name).Schema
			}
		}
		return s
	}
	for _, s := range []*Schema{
		field(ByID("droplets_create").Body, "user_data"),
		field(ByID("certificates_create").Body, "private_key"),
		field(ByID("databases_get_cluster").Response, "database", "connection", "uri"),
		field(ByID("databases_list_users").Response, "users", "[]", "password"),
		field(ByID("spacesKey_create").Response, "key", "secret_key"),
		field(ByID("apps_create").Body, "spec", "services", "[]", "envs", "[]", "value"),
	} {
		if !s.Secret {
			t.Errorf("%+v is no secret", s)
		}
	}
	for _, s := range []*Schema{
		field(ByID("sshKeys_create").Body, "public_key"),
		field(ByID("databases_get_cluster").Response, "database", "connection", "host"),
	} {
		if s.Secret {
			t.Errorf("%+v is a secret", s)
		}
	}
}

// Every operation has a sentence of its own.
func TestSentences(t *testing.T) {
	for _, op := range All() {
		if len(op.Doc) < 10 || op.Doc[len(op.Doc)-1] != '.' {
			t.Errorf("%s: %q", op.ID, op.Doc)
		}
	}
}
