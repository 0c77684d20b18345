package sim

import (
	"container/heap"
	"fmt"
	"math/rand/v2"
	"time"
)

// world is everything that exists: what Reset throws away. It is guarded by the
// server's lock.
type world struct {
	opts   *options
	now    time.Time // of the request or event that is being served
	rand   *rand.Rand
	tables map[string]*table
	names  []string // of the tables as they came into being
	events events

	ids       map[string]int64     // last number handed out, by kind of id
	actionsOf map[string][]*record // actions by what they act on, the oldest first
	tags      *tagIndex            // nil until somebody asks

	defaultProject string
}

func newWorld(opts *options, now time.Time) *world {
	w := &world{
		opts:      opts,
		now:       now.Truncate(time.Second),
		rand:      rand.New(rand.NewPCG(opts.seed, 0x5eed)),
		tables:    map[string]*table{},
		ids:       map[string]int64{},
		actionsOf: map[string][]*record{},
	}
	for _, name := range []string{
		"droplets", "actions", "images", "snapshots", "ssh_keys", "domains", "domain_records",
		"reserved_ips", "tags", "volumes", "vpcs",
	} {
		w.table(name)
	}
	w.table("actions").newest = true
	w.seedImages()
	w.premakeDroplets(opts.droplets)
	w.premakeActions(opts.actions)
	w.now = now
	return w
}

// table returns the table of a name.
func (w *world) table(name string) *table {
	t := w.tables[name]
	if t == nil {
		t = newTable(name)
		w.tables[name] = t
		w.names = append(w.names, name)
	}
	return t
}

// Numbers start near those that the API gives out today.
var firstID = map[string]int64{
	"droplet": 605_000_000,
	"action":  2_000_000_000,
	"image":   230_000_000,
	"ssh_key": 55_000_000,
	"record":  1_800_000_000,
}

// nextID returns a number above all before it.
func (w *world) nextID(kind string) int64 {
	last, ok := w.ids[kind]
	if !ok {
		last = firstID[kind]
	}
	w.ids[kind] = last + 1 + w.rand.Int64N(5)
	return w.ids[kind]
}

// counter is nextID from one and without gaps.
func (w *world) counter(kind string) int64 {
	w.ids[kind]++
	return w.ids[kind]
}

// uuid returns a random UUID of version 4.
func (w *world) uuid() string {
	a, b := w.rand.Uint64(), w.rand.Uint64()
	return fmt.Sprintf("%08x-%04x-4%03x-%04x-%012x", a>>32, a>>16&0xffff, a&0xfff, b>>48&0x3fff|0x8000, b&0xffffffffffff)
}

// between returns a duration in [low, high], in whole milliseconds.
func (w *world) between(low, high time.Duration) time.Duration {
	if high <= low {
		return low
	}
	return low + time.Duration(w.rand.Int64N(int64((high-low)/time.Millisecond)+1))*time.Millisecond
}

// later has f run d from now. What happens in f happens at that time, whenever
// somebody looks.
func (w *world) later(d time.Duration, f func()) {
	heap.Push(&w.events, &event{at: w.now.Add(d), order: w.counter("event"), run: f})
}

// settle lets everything happen that is due at now.
func (w *world) settle(now time.Time) {
	for len(w.events) > 0 && !w.events[0].at.After(now) {
		e := heap.Pop(&w.events).(*event)
		w.now = e.at
		e.run()
	}
	w.now = now
}

// event is something that will happen.
type event struct {
	at    time.Time
	order int64
	run   func()
}

type events []*event

func (e events) Len() int { return len(e) }
func (e events) Less(i, j int) bool {
	if !e[i].at.Equal(e[j].at) {
		return e[i].at.Before(e[j].at)
	}
	return e[i].order < e[j].order
}
func (e events) Swap(i, j int) { e[i], e[j] = e[j], e[i] }
func (e *events) Push(x any)   { *e = append(*e, x.(*event)) }
func (e *events) Pop() any {
	last := len(*e) - 1
	x := (*e)[last]
	(*e)[last] = nil
	*e = (*e)[:last]
	return x
}
