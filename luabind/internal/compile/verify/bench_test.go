package verify_test

import (
	"os"
	"path/filepath"
	"testing"

	lua "github.com/yuin/gopher-lua"

	"github.com/doapi-lua/doapi/luabind/internal/compile"
	"github.com/doapi-lua/doapi/luabind/internal/compile/verify"
	"github.com/doapi-lua/doapi/luabind/syntax"
)

// BenchmarkPrototype is what the verification adds to what it takes to parse
// and compile.
func BenchmarkPrototype(b *testing.B) {
	var sources [][]byte
	files, _ := filepath.Glob("../../meaning/testdata/programs/*.lua")
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			b.Fatal(err)
		}
		sources = append(sources, src)
	}
	ops := compile.Setting{}
	all := func() (made []*lua.FunctionProto) {
		for _, src := range sources {
			root, err := syntax.Parse("t", src)
			if err != nil {
				b.Fatal(err)
			}
			p, err := compile.Compile(root, "t", ops)
			if err != nil {
				b.Fatal(err)
			}
			made = append(made, p)
		}
		return made
	}
	b.Run("compile", func(b *testing.B) {
		for b.Loop() {
			all()
		}
	})
	made := all()
	b.Run("verify", func(b *testing.B) {
		for b.Loop() {
			for _, p := range made {
				if err := verify.Prototype(p); err != nil {
					b.Fatal(err)
				}
			}
		}
	})
}
