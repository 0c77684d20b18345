package sim

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

// shows compares the operations that a test has shown something of with the list
// of it in evidence.
func shows(t *testing.T, axis string, ids map[string]bool) {
	t.Helper()
	path := filepath.Join("evidence", axis+".txt")
	text := strings.Join(slices.Sorted(maps.Keys(ids)), "\n") + "\n"
	if *update {
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if have, err := os.ReadFile(path); err != nil || string(have) != text {
		t.Errorf("%s differs from what the test shows (-update writes it anew): %v", path, err)
	}
}

// rolesOf are the operations of collections in some roles that are served.
func rolesOf(list []*catalog.Collection, roles ...catalog.Role) map[string]bool {
	ids := map[string]bool{}
	for _, res := range list {
		for _, role := range roles {
			if op := res.Op(role); op != nil && areas().Simulates(op.ID) {
				ids[op.ID] = true
			}
		}
	}
	return ids
}

// The table of relations names what happens to others when something goes. Here
// is which operations it concerns; the tests of the areas show what it says.
func TestRelations(t *testing.T) {
	ids := map[string]bool{}
	for to, relations := range areas().To {
		for _, rel := range relations {
			for table, role := range map[string]catalog.Role{to: catalog.RoleDelete, rel.Table: catalog.RoleCreate} {
				if k := areas().Kinds[table]; k != nil {
					maps.Copy(ids, rolesOf([]*catalog.Collection{catalog.CollectionAt(k.Path)}, role))
				}
			}
		}
	}
	shows(t, "relations", ids)
}

// TestSimulated holds the table of evidence against what it must say at least.
func TestSimulated(t *testing.T) {
	served, driven, api := 0, 0, 0
	for _, s := range Simulated() {
		if strings.HasSuffix(s.Why, "is not simulated") {
			t.Errorf("%s is not served, because %q: that is no reason", s.Operation.ID, s.Why)
		}
		if s.Operation.Host != catalog.API {
			if s.How == string(engine.NotServed) && s.Why == "" {
				t.Errorf("%s is not served, and nothing says why", s.Operation.ID)
			}
			continue
		}
		api++
		switch {
		case s.How == string(engine.NotServed) && s.Why == "":
			t.Errorf("%s is not served, and nothing says why", s.Operation.ID)
		case s.How != string(engine.NotServed):
			served++
		}
		if len(s.Clients) > 0 {
			driven++
			if s.How == string(engine.NotServed) {
				t.Errorf("%s is driven by %v and not served", s.Operation.ID, s.Clients)
			}
		}
	}
	t.Logf("%d of %d operations are served, %d are driven by clients of others", served, api, driven)
	if served < 600 || driven < 344 {
		t.Errorf("%d served, %d driven by others: too few", served, driven)
	}
}
