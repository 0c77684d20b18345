package engine

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/doapi-lua/doapi/client/internal/lazy"
)

// Settings are what a world starts with.
type Settings struct {
	DropletLimit int
	Droplets     int // made in advance
	Actions      int
	BootMin      time.Duration
	BootMax      time.Duration
	Seed         uint64
	Transitions  Transitions
	Apart        bool // ids and addresses are apart from those of another simulated account
}

// World is everything that exists: what Reset throws away. It is guarded by the
// server's lock.
type World struct {
	API      *API
	Settings Settings
	Now      time.Time // of the request or event that is being served
	began    time.Time
	Tables   map[string]*Table
	Names    []string // of the tables as they came into being
	timers   timers
	dice     map[string]*die
	waiting  []*waiting
	failing  bool                      // what the request that is being served begins will fail
	Unread   map[string]map[string]int // fields that were sent and that nobody looked at, by operation
	changes  int

	ids       map[string]int64     // last number handed out, by kind of id
	ActionsOf map[string][]*Record // actions by what they act on, the oldest first
	underWay  map[*Record]string   // what the actions act on that have not ended
	pending   map[string]int       // how many of them act on something
	Tags      *TagIndex            // nil until somebody asks
	views     map[string]view
	// Kept is what areas make of the tables and keep up by their hooks, by a name of
	// theirs. It is not saved: it can be made anew.
	Kept map[string]any

	DefaultProject string

	shared map[Raw]Raw
}

// basic are the tables that every world has, in the order of its state.
var basic = []string{
	"droplets", "actions", "images", "snapshots", "ssh_keys", "domains", "domain_records", "reserved_ips", "tags", "volumes", "vpcs",
}

func NewWorld(api *API, opts Settings, now time.Time) *World {
	w := &World{
		API:       api,
		Settings:  opts,
		Now:       now.Truncate(time.Second),
		began:     now,
		dice:      map[string]*die{},
		Tables:    map[string]*Table{},
		ids:       map[string]int64{},
		views:     map[string]view{},
		Kept:      map[string]any{},
		ActionsOf: map[string][]*Record{},
		underWay:  map[*Record]string{},
		pending:   map[string]int{},
	}
	for _, name := range basic {
		w.Table(name)
	}
	w.Table("actions").Newest = true
	if opts.Apart {
		for kind, n := range firstApart() {
			w.ids[kind] = n + int64(opts.Seed%100)*10
		}
	}
	w.Emit(Seeded, nil)
	w.Now = now
	return w
}

// maxShared bounds how many values are kept to be shared.
const maxShared = 4096

// Share returns an equal value that others may have too, so that what many records
// hold is there once.
func (w *World) Share(v Raw) Raw {
	kept, ok := w.shared[v]
	if !ok {
		if w.shared == nil || len(w.shared) >= maxShared {
			w.shared = map[Raw]Raw{}
		}
		kept, w.shared[v] = v, v
	}
	return kept
}

// Table returns the table of a name.
func (w *World) Table(name string) *Table {
	t := w.Tables[name]
	if t == nil {
		t = NewTable(name)
		w.Tables[name] = t
		w.Names = append(w.Names, name)
	}
	return t
}

// FirstID is where numbers start, by kind of id: far above those that the API
// gives out, so that none of them is ever a stranger's.
func FirstID(kind string) int64 {
	switch kind {
	case "droplet":
		return 9_000_605_000_000
	case "action":
		return 9_100_000_000_000
	case "image":
		return 9_200_000_000_000
	case "ssh_key":
		return 9_300_000_000_000
	case "record":
		return 9_400_000_000_000
	case "item":
		return 9_500_000_000_000
	}
	return 0
}

// Dice returns the source of randomness for a purpose. Each purpose has its own,
// so that what one resource draws changes nothing for another.
func (w *World) Dice(purpose string) *rand.Rand {
	w.changes++
	d := w.dice[purpose]
	if d == nil {
		h := fnv.New64a()
		h.Write([]byte(purpose))
		d = newDie(rand.NewPCG(w.Settings.Seed, h.Sum64()))
		w.dice[purpose] = d
	}
	return d.Rand
}

// die is randomness whose state can be saved.
type die struct {
	*rand.Rand
	source *rand.PCG
}

func newDie(source *rand.PCG) *die { return &die{rand.New(source), source} }

// apart is how far the numbers of one simulated account are from those of another
// that it is to be told from: less than a kind's share.
const apart = 90_000_000_000

var firstApartOnce lazy.Value[map[string]int64]

// firstApart is where such an account goes on to count, by kind: what has few
// addresses from the middle. The seed moves it, so that two plans have nothing in
// common.
func firstApart() map[string]int64 {
	return firstApartOnce.Get(func() map[string]int64 {
		return map[string]int64{
			"address": 60_000, "reserved": 8_000, "reserved IPv6": 30_000, "reserved IPv6 action": 1 << 20, "private address": 1 << 20, "database": 500_000,
		}
	})
}

// NextID returns a number above all before it.
func (w *World) NextID(kind string) int64 {
	last, ok := w.ids[kind]
	if !ok {
		last = FirstID(kind)
		if w.Settings.Apart {
			last += apart + int64(w.Settings.Seed%1000)*1000
		}
	}
	w.ids[kind] = last + 1 + w.Dice("id "+kind).Int64N(5)
	return w.ids[kind]
}

// Counter counts from one and without gaps.
func (w *World) Counter(kind string) int64 {
	w.changes++
	w.ids[kind]++
	return w.ids[kind]
}

// Changes counts what a request may have changed: it stays the same over those
// that only look.
func (w *World) Changes() int { return w.changes }

// SetCounter has a counter go on after n.
func (w *World) SetCounter(kind string, n int64) { w.ids[kind] = n }

// UUID returns a random UUID of version 8, which the API does not give out.
func (w *World) UUID() string {
	d := w.Dice("uuid")
	a, b := d.Uint64(), d.Uint64()
	return fmt.Sprintf("%08x-%04x-8%03x-%04x-%012x", a>>32, a>>16&0xffff, a&0xfff, b>>48&0x3fff|0x8000, b&0xffffffffffff)
}

// Between returns a duration in [low, high], in whole milliseconds.
func (w *World) Between(low, high time.Duration) time.Duration {
	if high <= low {
		return low
	}
	return low + time.Duration(w.Dice("duration").Int64N(int64((high-low)/time.Millisecond)+1))*time.Millisecond
}

// Project returns the id of the default project.
func (w *World) Project() string {
	if w.DefaultProject == "" {
		w.DefaultProject = w.UUID()
	}
	return w.DefaultProject
}

// DefaultVPC returns the default VPC of a region.
func (w *World) DefaultVPC(region string) *Record {
	return first(w.Table("vpcs").Where("default", true, "region", region))
}

// FindKey finds a key by id or fingerprint.
func (w *World) FindKey(id string) *Record {
	t := w.Table("ssh_keys")
	if rec := t.ByID[id]; rec != nil || !strings.Contains(id, ":") {
		return rec
	}
	return first(t.Where("fingerprint", id))
}

// The account's owner, as the API names people.
const (
	UserID    = 12345678
	UserUUID  = "0b6f89db-f6d9-8156-9ace-5f3c78dc9851"
	UserEmail = "sammy@example.com"
)
