package syntax_test

import (
	"errors"
	"testing"
	"time"

	"github.com/doapi-lua/doapi/luabind/internal/compile"
	"github.com/doapi-lua/doapi/luabind/syntax"
)

// TestHostileSourcesCompile compiles as much of each source that
// Check lets through: it compiles, or the error says which limit it is
// beyond.
func TestHostileSourcesCompile(t *testing.T) {
	ops := compile.Setting{}
	for name, make := range syntax.HostileSources {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			src := []byte(make(syntax.HostileSize))
			if syntax.Check(name, src, syntax.Limits{}) != nil {
				return
			}
			start := time.Now()
			root, err := syntax.Parse(name, syntax.Rewrite(src))
			if err != nil {
				t.Fatalf("Parse refuses what Check took: %v", err)
			}
			_, err = compile.Compile(root, name, ops)
			var se *syntax.Error
			if err != nil && !errors.As(err, &se) {
				t.Errorf("%v", err)
			}
			if took := time.Since(start); took > time.Minute {
				t.Errorf("it took %v", took)
			}
		})
	}
}
