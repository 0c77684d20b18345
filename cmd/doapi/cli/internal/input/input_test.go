package input_test

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/doapi-lua/doapi/cmd/doapi/cli/internal/input"
)

func TestFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f")
	if err := os.WriteFile(path, []byte("text"), 0o600); err != nil {
		t.Fatal(err)
	}
	if text, err := input.File(path, 4); string(text) != "text" || err != nil {
		t.Error(text, err)
	}
	if _, err := input.File(path, 3); err == nil {
		t.Error("one byte too many was read")
	}
	if _, err := input.File(path+"x", 3); !os.IsNotExist(err) {
		t.Error(err)
	}
	if err := os.Truncate(path, 1<<40); err != nil {
		t.Fatal(err)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if _, err := input.File(path, input.Script); err == nil || err.Error() != "it is larger than 16 MB" {
		t.Error(err)
	}
	if runtime.ReadMemStats(&after); after.TotalAlloc-before.TotalAlloc > 1<<20 {
		t.Errorf("%d bytes were read", after.TotalAlloc-before.TotalAlloc)
	}
	if _, err := input.All(strings.NewReader(strings.Repeat("x", 70<<10)), input.Secret); err == nil || err.Error() != "it is larger than 64 KB" {
		t.Error(err)
	}
}
