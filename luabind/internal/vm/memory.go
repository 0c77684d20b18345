package vm

import (
	"math"
	"runtime"
	"runtime/metrics"
	"sync"
	"sync/atomic"
)

// memory holds what a machine's values take against its limit.
//
// What is allocated for a script is charged as it is allocated: tables and what
// they grow by, functions, numbers, strings, registers, and what modules say.
// Nobody counts what is thrown away, so when the charges since the last
// measurement reach the limit, the values are measured. The process's heap is
// an upper bound of them that costs nothing. When it is too large, a collection
// tells how much of it is garbage. When that is not enough, for the process
// holds other things too, the machine's values are walked. What is charged by
// nobody shows in what the whole process has allocated.
type memory struct {
	limit   int64
	live    int64 // by the last measurement, or more
	charged int64 // since
	most    int64 // that may be charged until the next
	allocs  int64 // of the process, at the last measurement
}

func newMemory(limit int64) memory {
	m := memory{limit: limit, most: math.MaxInt64}
	if limit > 0 {
		m.most = limit
	}
	return m
}

// slack is how much may be allocated between two measurements of a machine
// that is nearly full, as a part of its limit: measuring at each allocation
// would take all its time.
const slack = 16

func (m *memory) measured(live int64, now heapStats) {
	m.live, m.charged, m.allocs = live, 0, now.allocs
	m.most = max(m.limit-live, m.limit/slack)
}

func (m *memory) exceeded() error { return &LimitError{ErrMemory, Bytes(m.limit)} }

// Alloc charges bytes about to be allocated by the task, and ends its run when
// they are too many.
func (t *Task) Alloc(bytes int) {
	m := &t.m.memory
	if m.charged += int64(bytes); m.charged > m.most {
		t.overcharged(int64(bytes))
	}
}

// Hold counts bytes that a function in progress keeps in Go, where no measurement
// finds them; less than 0 bytes are let go of. It ends the task's run when they
// are too many.
func (t *Task) Hold(bytes int) {
	if bytes > 0 {
		t.Alloc(bytes)
	}
	t.held += bytes
}

func (t *Task) overcharged(n int64) {
	if t.Stopped() {
		t.unwind() // before another measurement, which may take long
	}
	m := &t.m.memory
	err := m.exceeded()
	if m.charged -= n; n <= m.limit {
		err = t.m.measure(t, n)
	}
	if err != nil {
		t.run.stop(err)
		t.unwind()
	}
	m.charged += n
}

// watchMemory looks at the process's heap, and gives how many instructions may
// pass until the next look: fewer when much is being allocated.
func (t *Task) watchMemory() (next int, err error) {
	m := &t.m.memory
	if m.limit <= 0 {
		return lookEvery, nil
	}
	now := readHeap()
	next = int(min(lookEvery, max(lookLeast, lookEvery*lookBytes/max(1, now.allocs-t.looked))))
	t.looked = now.allocs
	if grown := now.allocs - m.allocs; grown <= m.most || now.objects <= m.limit {
		return next, nil
	}
	return next, t.m.measure(t, 0)
}

const (
	lookEvery = 1 << 15  // instructions between two looks at the budgets
	lookLeast = 1 << 8   // the same, where each allocates as much as it can
	lookBytes = 16 << 20 // allocated between two looks, that make them more frequent
)

// measure finds out what the machine's values take, and gives an error when that
// is, with n bytes more, more than the limit.
func (m *Machine) measure(t *Task, n int64) error {
	mem := &m.memory
	now := readHeap()
	if now.objects+n > mem.limit && now.live+n <= mem.limit {
		runtime.GC()
		now = readHeap()
	}
	if now.objects+n <= mem.limit {
		mem.measured(now.objects, now)
		return nil
	}
	w := walk{m: m, limit: mem.limit, stop: t.Stopped}
	w.seen.room(int(now.objects / 256)) // that many values at least, mostly
	live := w.run()
	if w.stopped {
		t.unwind()
	}
	now = readHeap() // with what the walk took: it is not the machine's
	mem.measured(live, now)
	if live+n > mem.limit {
		return mem.exceeded()
	}
	// What bindings hold in Go is not reached by the walk. With one machine at
	// work the process's heap tells, if it has grown beyond any doubt.
	if base := machines.base(m); base < math.MaxInt64 && now.live > 2*mem.limit+backstop+base {
		return mem.exceeded()
	}
	return nil
}

// backstop is how much the process may grow during a run, beyond twice the
// limit, for reasons that have nothing to do with the run.
const backstop = 256 << 20

// heapStats are the process's, in bytes.
type heapStats struct {
	allocs  int64 // allocated since its start
	objects int64 // live, and dead but not yet swept
	live    int64 // at the last collection
}

func readHeap() heapStats {
	samples := [...]metrics.Sample{
		{Name: "/gc/heap/allocs:bytes"}, {Name: "/memory/classes/heap/objects:bytes"}, {Name: "/gc/heap/live:bytes"},
	}
	metrics.Read(samples[:])
	return heapStats{int64(samples[0].Value.Uint64()), int64(samples[1].Value.Uint64()), int64(samples[2].Value.Uint64())}
}

// machines are those with runs in progress. They are told when a garbage
// collection has ended: a heap that grows cannot do so for long without one.
var machines running

type running struct {
	mu    sync.Mutex
	runs  map[*Machine]*inUse
	armed bool
}

type inUse struct {
	runs int
	base int64 // the process's heap when the first of them began
}

func (r *running) add(m *Machine) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.runs == nil {
		r.runs = map[*Machine]*inUse{}
	}
	if r.runs[m] == nil {
		now := readHeap()
		r.runs[m] = &inUse{base: max(now.live, now.objects)}
	}
	r.runs[m].runs++
	r.arm()
}

func (r *running) remove(m *Machine) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if u := r.runs[m]; u != nil {
		if u.runs--; u.runs == 0 {
			delete(r.runs, m)
		}
	}
}

// base is the process's heap from before the machine was at work, if it is
// the only one that is; else nothing can be said, and base is MaxInt64.
func (r *running) base(m *Machine) int64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	if u := r.runs[m]; u != nil && len(r.runs) == 1 {
		return u.base
	}
	return math.MaxInt64
}

// arm leaves an object to the collector whose end is the signal. mu is held.
func (r *running) arm() {
	if r.armed || len(r.runs) == 0 {
		return
	}
	r.armed = true
	runtime.AddCleanup(&signal{}, func(r *running) { r.collected() }, r)
}

type signal struct{ _ [64]byte } // too large to share its memory with others

func (r *running) collected() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.armed = false
	for m := range r.runs {
		m.alarm.Store(true)
	}
	r.arm()
}

// alarm makes the next instruction of the machine look at its budgets.
type alarm = atomic.Bool
