// Command bench measures doapi against its peers: the official Go client, and
// doctl, Python and curl where they are installed. It starts simulators on the
// loopback interface, runs whole programs against them in turns, and prints
// medians, ratios and whether they are what they should be, as Markdown.
//
//	go run ./tests/bench            everything, some ten minutes
//	go run ./tests/bench -quick     less of it, and fewer times
//	go run ./tests/bench -save      also writes tests/bench/RESULTS.md
//
// Nothing else should run meanwhile.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"os/signal"
	"path/filepath"
	"regexp"
	"strings"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) > 1 && os.Args[1] == "serve" {
		if err := serve(os.Args[2:]); err != nil {
			log.Fatal(err)
		}
		return
	}
	if len(os.Args) == 3 && os.Args[1] == "read" {
		if err := read(os.Args[2]); err != nil {
			log.Fatal(err)
		}
		return
	}
	b := new(bench)
	flag.IntVar(&b.times, "n", 7, "how often each program runs at least")
	flag.BoolVar(&b.quick, "quick", false, "run less of it, 3 times")
	save := flag.Bool("save", false, "write the table to tests/bench/RESULTS.md")
	only := flag.String("run", "", "run only the cases whose names match this `expression`")
	flag.Parse()
	if b.quick {
		b.times = 3
	}
	var err error
	if b.only, err = regexp.Compile(*only); err != nil {
		log.Fatal(err)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	report, err := b.all(ctx)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Print(report)
	if *save {
		if err := os.WriteFile(filepath.Join(b.root, "tests", "bench", "RESULTS.md"), []byte(report), 0o644); err != nil {
			log.Fatal(err)
		}
	}
}

// bench is one run of the whole.
type bench struct {
	times int
	quick bool
	only  *regexp.Regexp
	root  string // of the module
	bin   string // where the programs are
	rows  []string
}

// all builds the programs, runs the cases and makes the report.
func (b *bench) all(ctx context.Context) (report string, err error) {
	if b.bin, err = os.MkdirTemp("", "doapi-bench-"); err != nil {
		return "", err
	}
	defer os.RemoveAll(b.bin)
	if err := b.build(ctx); err != nil {
		return "", err
	}
	for _, c := range b.cases() {
		if !b.only.MatchString(c.name) {
			continue
		}
		log.Printf("%s ...", c.name)
		if err := c.run(ctx); err != nil {
			return "", errors.Join(fmt.Errorf("%s: %w", c.name, err), ctx.Err())
		}
	}
	return b.title() + strings.Join(b.rows, ""), nil
}
