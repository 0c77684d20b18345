package cli

import (
	"strings"
	"testing"

	"github.com/doapi-lua/doapi/client/catalog"
)

// The help on each operation says what it gives.
func TestGives(t *testing.T) {
	for _, op := range catalog.All() {
		name := "do." + op.Group + "." + op.Name
		if text, ok := docs().Help(name); !ok || !strings.Contains(text, "\nGives") {
			t.Errorf("%s: it does not say what it gives", name)
		}
	}
	for name, want := range map[string]string{
		"do.databases.destroy_cluster": "\nGives nothing\n", "do.inference.create_speech": "\nGives a string, as the API sends it\n", "do.registries.list": "\nGives\n  name  ",
		"do.droplets.list_neighbors_ids": "each element is an integer\n", "do.databases.get_config": "\nGives\n  backup_hour",
	} {
		if text, _ := docs().Help(name); !strings.Contains(text, want) {
			t.Errorf("%s lacks %q:\n%s", name, want, text)
		}
	}
}
