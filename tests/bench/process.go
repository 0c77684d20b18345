package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"time"
)

// command is a program that is measured.
type command struct {
	name string
	args []string
}

// sample is one run of a command.
type sample struct {
	wall, cpu time.Duration
	rss       float64 // peak, in MB
	out       string
}

// samples are the runs of a command.
type samples []sample

// run runs the command once.
func (b *bench) run(ctx context.Context, c command) (sample, error) {
	program, err := exec.LookPath(c.args[0])
	if err != nil {
		return sample{}, err
	}
	cmd := exec.CommandContext(ctx, b.program("timed"), append([]string{program}, c.args[1:]...)...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	cmd.Env = append(os.Environ(), "DIGITALOCEAN_TOKEN=x", "DIGITALOCEAN_ACCESS_TOKEN=x")
	results, w, err := os.Pipe()
	if err != nil {
		return sample{}, err
	}
	defer results.Close()
	cmd.ExtraFiles = []*os.File{w}
	err = cmd.Run()
	w.Close()
	if err != nil {
		return sample{}, fmt.Errorf("%q: %w\n%s", c.args, err, errs.String())
	}
	s := sample{out: out.String()}
	var peak float64
	if _, err := fmt.Fscan(results, &s.wall, &s.cpu, &peak); err != nil {
		return s, fmt.Errorf("%q: what it took: %w", c.args, err)
	}
	s.rss = peak / 1024
	return s, nil
}

// turns runs the commands n times, one after the other, so that what slows the
// machine down for a while slows all of them down.
func (b *bench) turns(ctx context.Context, n int, commands []command) ([]samples, error) {
	all := make([]samples, len(commands))
	for round := range n + 1 {
		for i, c := range commands {
			s, err := b.run(ctx, c)
			if err != nil {
				return nil, err
			}
			if round > 0 { // the first one finds its files in no cache
				all[i] = append(all[i], s)
			}
		}
	}
	return all, nil
}

func (s samples) wall() time.Duration {
	return median(s, func(s sample) time.Duration { return s.wall })
}
func (s samples) cpu() time.Duration { return median(s, func(s sample) time.Duration { return s.cpu }) }
func (s samples) rss() float64       { return median(s, func(s sample) float64 { return s.rss }) }

// spread is the fastest and the slowest run.
func (s samples) spread() (fastest, slowest time.Duration) {
	fastest = s[0].wall
	for _, one := range s {
		fastest, slowest = min(fastest, one.wall), max(slowest, one.wall)
	}
	return fastest, slowest
}

func median[T float64 | time.Duration | int](s samples, of func(sample) T) T {
	var all []T
	for _, one := range s {
		all = append(all, of(one))
	}
	slices.Sort(all)
	return all[len(all)/2]
}
