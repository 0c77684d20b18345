package meaning_test

import (
	"flag"
	"os"
	"testing"
)

var oneFile = flag.String("one", "", "a program to run with both")

func TestOne(t *testing.T) {
	if *oneFile == "" {
		t.Skip()
	}
	src, _ := os.ReadFile(*oneFile)
	want := reference(t, []string{string(src)})[0]
	got := host(t, string(src))
	t.Logf("\n--- host\n%s\n--- lua\n%s\n%s", got, want, difference(got, want))
}
