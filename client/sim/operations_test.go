package sim

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

var update = flag.Bool("update", false, "write the lists of operations anew")

// TestOperations compares how each operation is served with the lists in
// testdata/operations, one file an area: what is served by hand, by the catalog
// alone, or not at all and why; and which fields of an answer come from nothing
// but the schema's defaults. The lists are how one sees that a change has made
// something worse.
func TestOperations(t *testing.T) {
	lists := map[string][]string{}
	served := 0
	for _, op := range catalog.All() {
		if op.Host != catalog.API {
			continue
		}
		area := strings.NewReplacer("-", "_").Replace(strings.Split(op.Path, "/")[2])
		how, why := areas().How(op.ID)
		line := fmt.Sprintf("%s: %s", op.ID, how)
		if why != "" {
			line += ", " + why
		}
		if unseen := areas().Unseen(op.ID); len(unseen) > 0 {
			line += ", by default: " + strings.Join(unseen, " ")
		}
		lists[area] = append(lists[area], line)
		if how != engine.NotServed {
			served++
		}
	}
	t.Logf("%d operations are served", served)
	dir := filepath.Join("testdata", "operations")
	if *update {
		os.RemoveAll(dir)
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for area, lines := range lists {
		slices.Sort(lines)
		path, text := filepath.Join(dir, area+".txt"), strings.Join(lines, "\n")+"\n"
		if *update {
			if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if want, err := os.ReadFile(path); err != nil || string(want) != text {
			t.Errorf("%s differs (go test ./client/sim -run Operations -update writes it anew): %v", path, err)
		}
	}
}
