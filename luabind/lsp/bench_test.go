package lsp_test

import (
	"encoding/json"
	"fmt"
	"runtime/debug"
	"strings"
	"testing"

	"github.com/doapi-lua/doapi/luabind/lsp"
)

// long is a script of 5,000 lines.
func long() string {
	var b strings.Builder
	for i := 0; b.Len() == 0 || i < 625; i++ {
		fmt.Fprintf(&b, "local function job%d(name, region)\n  local d = do.create_droplet{name = name, image = \"ubuntu-24-04-x64\", size = \"s-1vcpu-1gb\", region = region}\n"+
			"  d = d:wait{ready = true}\n  for record in do.Domain(\"example.com\"):fetch_all_records() do\n    if record.type == \"A\" then print(record.name, d.ip_address) end\n  end\n  return d\nend\n", i%150)
		if i%150 == 149 {
			b.WriteString("local function more()\n")
		}
	}
	b.WriteString("more()\n")
	b.WriteString(strings.Repeat("end\nmore()\n", 4))
	return b.String()
}

// measured has the collector as a program that serves an editor sets it, and at
// the end reports the processor's time, the editor's part included.
func measured(b *testing.B) (end func()) {
	percent := debug.SetGCPercent(lsp.GCPercent)
	b.ResetTimer()
	since := cpu(b)
	return func() {
		b.ReportMetric(float64((cpu(b)-since).Microseconds())/1000/float64(b.N), "cpu-ms/op")
		debug.SetGCPercent(percent)
	}
}

func BenchmarkOpen(b *testing.B) {
	e := newEditor(b, b.TempDir())
	text := long()
	defer measured(b)()
	for i := range b.N {
		uri := fmt.Sprintf("file:///%d.lua", i)
		e.open(uri, text)
		if d := <-e.found; len(d.Diagnostics) != 0 {
			b.Fatal(d.Diagnostics[0])
		}
		b.StopTimer()
		e.notify("textDocument/didClose", map[string]any{"textDocument": map[string]any{"uri": uri}})
		<-e.found
		b.StartTimer()
	}
	b.ReportMetric(float64(strings.Count(text, "\n")), "lines")
}

// key types a space into the middle of a text.
func (e *editor) key(uri string, version int) {
	e.notify("textDocument/didChange", map[string]any{
		"textDocument":   map[string]any{"uri": uri, "version": version},
		"contentChanges": []any{map[string]any{"range": span{place{2000, 0}, place{2000, 0}}, "text": " "}},
	})
}

func BenchmarkKey(b *testing.B) {
	e := newEditor(b, b.TempDir())
	e.open("file:///k.lua", long())
	<-e.found
	defer measured(b)()
	for i := range b.N {
		e.key("file:///k.lua", i+2)
		<-e.found
	}
}

// BenchmarkCompletion asks in the middle of a text, and where it costs most, at
// its end.
func BenchmarkCompletion(b *testing.B) {
	text := long()
	for _, where := range []struct {
		name string
		from int
	}{{"middle", len(text) / 2}, {"end", strings.LastIndex(text, "d:wait")}} {
		b.Run(where.name, func(b *testing.B) {
			e := newEditor(b, b.TempDir())
			at := strings.Index(text[where.from:], "d:wait") + where.from + 2
			e.open("file:///c.lua", text)
			<-e.found
			params := map[string]any{"textDocument": map[string]any{"uri": "file:///c.lua"}, "position": placeOf(text, at)}
			defer measured(b)()
			for range b.N {
				var list struct{ Items []json.RawMessage }
				e.call("textDocument/completion", params, &list)
				if len(list.Items) == 0 {
					b.Fatal("nothing is offered")
				}
			}
		})
	}
}
