package syntax

import (
	"strings"
	"testing"
)

var benchSource = []byte(strings.Repeat(`-- makes a droplet and waits for it
for i = 1, 10 do
  local x = do.create_droplet{name='web', size="s-1vcpu-1gb", image = "ubuntu-24-04-x64"} -- comment
  print(i, x.status == "active" and x.ip_address or "none")
end
`, 1000))

func BenchmarkRewrite(b *testing.B) {
	b.SetBytes(int64(len(benchSource)))
	b.ReportAllocs()
	for b.Loop() {
		Rewrite(benchSource)
	}
}

func BenchmarkLexer(b *testing.B) {
	b.SetBytes(int64(len(benchSource)))
	b.ReportAllocs()
	for b.Loop() {
		l := NewLexer(benchSource)
		for l.Next().Kind != EOF {
		}
	}
}

func BenchmarkCheck(b *testing.B) {
	b.SetBytes(int64(len(benchSource)))
	b.ReportAllocs()
	for b.Loop() {
		if err := Check("bench", benchSource, Limits{}); err != nil {
			b.Fatal(err)
		}
	}
}
