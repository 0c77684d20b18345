package do_test

import (
	"fmt"
	"testing"

	"github.com/doapi-lua/doapi/client/sim"
	"github.com/doapi-lua/doapi/luabind"
)

// A hundred reads in a loop: of a droplet's fields and properties, and of a
// plain table's for comparison.
func BenchmarkField(b *testing.B) {
	for _, bench := range []struct{ name, what string }{
		{"table", "t.name"},
		{"field", "d.name"},
		{"field-number", "d.id"},
		{"field-object", "d.region"},
		{"property", "d.ip_address"},
		{"method", "d.fetch"},
		{"absent", "d.nothing"},
	} {
		b.Run(bench.name, func(b *testing.B) {
			w := newWorldOf(b, []sim.Option{sim.Droplets(1)}, luabind.WithoutLimits())
			src := fmt.Sprintf(`
				local d, t = do.fetch_all_droplets():first(), {name = "web", id = 1, status = "active"}
				for _ = 1, %d do local _ = %s end`, b.N, bench.what)
			b.ReportAllocs()
			b.ResetTimer()
			w.run(b, src)
		})
	}
}

// Pages that have come: what an element costs from its bytes to Lua.
func BenchmarkElements(b *testing.B) {
	for _, bench := range []struct{ name, list, body string }{
		{"droplets/nothing", "do.fetch_all_droplets()", ""},
		{"droplets/4-fields", "do.fetch_all_droplets()", "local _ = x.id, x.name, x.status, x.ip_address"},
		{"actions/3-fields", "do.fetch_all_actions()", "local _ = x.id, x.status, x.type"},
		{"values", `do.paginate("/v2/actions?per_page=200", "actions")`, "local _ = x.id, x.status, x.type"},
	} {
		b.Run(bench.name, func(b *testing.B) {
			w := newWorldOf(b, []sim.Option{sim.Droplets(b.N), sim.Actions(b.N)}, luabind.WithoutLimits())
			src := fmt.Sprintf(`for x in %s do %s end`, bench.list, bench.body)
			b.ReportAllocs()
			b.ResetTimer()
			w.run(b, src)
		})
	}
}

// 10,000 droplets as plain tables, as a script makes them that sorts, groups or
// encodes what it got.
func BenchmarkPlainDroplets(b *testing.B) {
	w := newWorldOf(b, []sim.Option{sim.Droplets(10_000)}, luabind.WithoutLimits())
	b.ReportAllocs()
	for b.Loop() {
		w.run(b, `local all = {} for d in do.fetch_all_droplets() do all[#all + 1] = d.fields end assert(#all == 10000)`)
	}
}
