package do_test

import (
	"compress/gzip"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/doapi-lua/doapi/client/catalog"
)

// TestExamplesOfDescription sends each example body that the description of the API
// has: what it shows must not be refused before a request. It needs the
// description, which is no part of the project.
func TestExamplesOfDescription(t *testing.T) {
	file, err := os.Open("../../../shared/spec/openapi.json.gz")
	if err != nil {
		t.Skip("the API's description is not at hand")
	}
	defer file.Close()
	unzipped, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	var spec map[string]any
	if err := json.NewDecoder(unzipped).Decode(&spec); err != nil {
		t.Fatal(err)
	}
	resolve := func(v any) map[string]any {
		m, _ := v.(map[string]any)
		for ref, _ := m["$ref"].(string); ref != ""; ref, _ = m["$ref"].(string) {
			var at any = spec
			for _, step := range strings.Split(strings.TrimPrefix(ref, "#/"), "/") {
				at = at.(map[string]any)[step]
			}
			m, _ = at.(map[string]any)
		}
		return m
	}
	rec := newRecorder(t, answerOf)
	h, _ := rec.host(t)
	sent, refused := 0, 0
	for _, item := range spec["paths"].(map[string]any) {
		for _, of := range item.(map[string]any) {
			operation, _ := of.(map[string]any)
			id, _ := operation["operationId"].(string)
			op := catalog.ByID(id)
			if op == nil {
				continue
			}
			content := resolve(resolve(resolve(operation["requestBody"])["content"])["application/json"])
			var bodies []any
			if e, ok := content["example"]; ok {
				bodies = append(bodies, e)
			}
			for _, e := range resolve(content["examples"]) {
				bodies = append(bodies, resolve(e)["value"])
			}
			for _, body := range bodies {
				args, ok := body.(map[string]any)
				if !ok {
					continue
				}
				script := map[string]any{}
				for _, p := range op.Params {
					if v, given := sampleArgs(op).script[p.Name]; given && p.Required && args[p.Name] == nil {
						script[p.Name] = v
					}
				}
				for k, v := range args {
					if v != nil { // null says what leaving out says
						script[k] = v
					}
				}
				sent++
				src := fmt.Sprintf("do.%s.%s%s", op.Group, op.Name, luaText(script))
				if err := h.DoString(t.Context(), id, src); err != nil {
					refused++
					t.Logf("%s: %.300v", id, err)
				}
				rec.take()
			}
		}
	}
	t.Logf("%d examples, %d refused", sent, refused)
	if sent < 100 {
		t.Errorf("only %d examples", sent)
	}
	if refused > 0 {
		t.Errorf("%d examples of the description are refused before a request", refused)
	}
}
