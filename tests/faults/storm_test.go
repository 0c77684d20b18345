package faults

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/sim"
)

// faulty is one request in five that goes wrong, in all ways that leave open
// whether it acted and in some that do not.
func faulty(operation string, share float64) []sim.Fault {
	var rules []sim.Fault
	for _, f := range []sim.Fault{
		{Kind: "reset", When: sim.Before},
		{Kind: "reset", When: sim.After},
		{Kind: "status", Status: 500, When: sim.Before},
		{Kind: "status", Status: 500, When: sim.After},
		{Kind: "status", Status: 503, When: sim.After},
		{Kind: "html", When: sim.Before},
		{Kind: "cut", When: sim.After},
		{Kind: "rate_limit_minute", Seconds: 1},
	} {
		f.Operation, f.Rate = operation, share/8
		rules = append(rules, f)
	}
	return rules
}

// TestTenThousandCreates makes droplets while one request in five goes wrong,
// half of them with the same name, from several clients with several tasks each.
func TestTenThousandCreates(t *testing.T) {
	t.Parallel()
	const rounds, clients, each = 4, 2, 25
	var total tally
	t.Run("seeds", func(t *testing.T) {
		for seed := range uint64(worlds) {
			t.Run(fmt.Sprint(seed), func(t *testing.T) {
				t.Parallel()
				sum := createDroplets(t, seed, rounds, clients, each)
				total.mu.Lock()
				defer total.mu.Unlock()
				total.made += sum.made
				total.unknown += sum.unknown
				total.failed += sum.failed
			})
		}
	})
	if n := total.made + total.unknown + total.failed; n < worlds*rounds*clients*each || n < 10_000 && !raced {
		t.Errorf("only %d creates", n)
	}
	t.Logf("seeds 0 to %d: %d made, %d of unknown outcome, %d refused", worlds-1, total.made, total.unknown, total.failed)
	if total.unknown > 20 {
		t.Errorf("%d outcomes were not found out", total.unknown)
	}
}

// createDroplets makes droplets in one world: in each round by new clients.
func createDroplets(t *testing.T, seed uint64, rounds, clients, each int) *tally {
	w := newWorld(t, sim.Seed(seed), sim.Latency(150*time.Millisecond), sim.ListLag(3*time.Second),
		sim.Faults(append(faulty("droplets_create", 0.2), faulty("droplets_list", 0.1)...)...))
	sum := &tally{ids: map[int64]string{}, lost: map[string]int{}}
	for round := range rounds {
		all := make([]*client.Client, clients)
		for i := range all {
			all[i] = w.client(t)
		}
		w.each(clients*each, 16, func(i int) {
			name := "same"
			if i%4 < 2 {
				name = fmt.Sprintf("web-%d-%d", round, i)
			}
			d, err := all[i%clients].CreateDroplet(context.Background(), small(name))
			sum.add(t, seed, name, d, err)
		})
		for _, c := range all {
			ok(t, c.Close())
		}
	}
	sum.check(t, seed, w)
	return sum
}

// tally counts how creates ended.
type tally struct {
	mu                    sync.Mutex
	made, unknown, failed int
	ids                   map[int64]string // of what was returned
	lost                  map[string]int   // unknown outcomes, by name
}

func (s *tally) add(t *testing.T, seed uint64, name string, d *client.Droplet, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var unknown *client.UnknownOutcomeError
	switch {
	case err == nil:
		s.made++
		if other, twice := s.ids[d.ID()]; twice {
			t.Errorf("seed %d: droplet %d was returned to %s and to %s", seed, d.ID(), other, name)
		}
		s.ids[d.ID()] = name
		if d.Name() != name {
			t.Errorf("seed %d: %s was returned for %s", seed, d.Name(), name)
		}
		if tags := d.Tags(); len(tags) != 0 {
			t.Errorf("seed %d: the droplet has tags %v", seed, tags)
		}
	case errors.As(err, &unknown):
		s.unknown++
		s.lost[name]++
	default:
		s.failed++
		if !errors.Is(err, client.ErrRateLimited) {
			t.Errorf("seed %d: %s: %v", seed, name, err)
		}
	}
}

// check compares what exists with what creates returned.
func (s *tally) check(t *testing.T, seed uint64, w *world) {
	t.Helper()
	state := w.state(t)
	for _, d := range state["droplets"] {
		id, name := int64(d["id"].(float64)), d["name"].(string)
		if _, known := s.ids[id]; known {
			delete(s.ids, id)
			continue
		}
		if s.lost[name]--; s.lost[name] < 0 {
			t.Errorf("seed %d: droplet %d (%s) was made, and nobody was told", seed, id, name)
		}
	}
	for id, name := range s.ids {
		t.Errorf("seed %d: droplet %d (%s) was returned, and does not exist", seed, id, name)
	}
	if tags := state["tags"]; len(tags) != 0 {
		t.Errorf("seed %d: tags are left: %v", seed, tags)
	}
}
