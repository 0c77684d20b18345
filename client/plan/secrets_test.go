package plan

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/client/internal/secrets/secretstest"
	"github.com/doapi-lua/doapi/client/jsontext"
)

// TestPlansTellNoSecrets fills every body that changes something, and every object
// that a GET tells, with secrets: whole and field by field, none of them is told,
// and the same secret is told the same.
func TestPlansTellNoSecrets(t *testing.T) {
	as := func(text string) string { return text }
	bodies, objects := 0, 0
	for _, op := range catalog.All() {
		if op.Body != nil && op.Effect != catalog.Read {
			text, made := secretstest.Sample(op.Body)
			if made > 0 {
				bodies++
			}
			hushed(t, op.ID, text, func(b []byte) json.RawMessage { return translate(op.Body, b, "salt", as) })
		}
		path := strings.NewReplacer("{", "", "}", "").Replace(op.Path)
		if op.Method != http.MethodGet || op.Response == nil {
			continue
		}
		if found, _ := catalog.Match(http.MethodGet, path); found != op {
			continue
		}
		text, _ := secretstest.Sample(op.Response)
		if op.Wrapper != "" {
			v, err := jsontext.Parse(string(text))
			if err != nil {
				t.Fatal(err)
			}
			text = []byte(v.Get(op.Wrapper).Raw())
		}
		if bytes.Contains(text, []byte(secretstest.Secret)) {
			objects++
		}
		hushed(t, op.ID, text, func(b []byte) json.RawMessage { return translateObject(path, b, "salt", as) })
	}
	if bodies < 30 || objects < 20 {
		t.Errorf("only %d bodies and %d objects have secrets", bodies, objects)
	}
}

// hushed holds that no secret of a text is told: as a whole, and field by field.
func hushed(t *testing.T, id string, text []byte, tell func([]byte) json.RawMessage) {
	t.Helper()
	if told := tell(text); bytes.Contains(told, []byte(secretstest.Secret)) || !bytes.Equal(told, tell(text)) {
		t.Errorf("%s tells %s", id, told)
	}
	v, err := jsontext.Parse(string(text))
	if err != nil {
		t.Fatal(err)
	}
	for name, w := range v.Fields() {
		if told := field(name, w, tell); bytes.Contains(told, []byte(secretstest.Secret)) {
			t.Errorf("%s: its field %s tells %s", id, name, told)
		}
	}
}
