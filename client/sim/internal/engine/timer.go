package engine

import (
	"container/heap"
	"time"
)

// Step is what happens by itself to a record, by a name that is the key of
// [Area.Steps]: a saved world has names where a running one has functions. The
// record is nil when it has gone. What a step of an action returns is whether its
// effect was possible.
type Step func(w *World, rec *Record, args []string) bool

// timer is a step that will be taken.
type timer struct {
	at    time.Time
	order int64

	step      string
	table, id string // of the step's record
	args      []string
}

func (t *timer) ring(w *World) { w.Take(t.step, t.table, t.id, t.args) }

// Take takes a step.
func (w *World) Take(step, table, id string, args []string) bool {
	var rec *Record
	if t := w.Tables[table]; t != nil {
		rec = t.ByID[id]
	}
	return w.API.Steps[step](w, rec, args)
}

// Later has a step be taken with a record d from now, or at that time when somebody
// looks.
func (w *World) Later(d time.Duration, step string, rec *Record, args ...string) {
	w.at(d, &timer{step: step, table: rec.Table.Name, id: rec.ID, args: args})
}

// check finds a step that no area has when it is planned, and not when it is due.
func (w *World) check(t *timer) {
	if w.API.Steps[t.step] == nil {
		panic("sim: no area has the step " + t.step)
	}
}

func (w *World) at(d time.Duration, t *timer) {
	w.check(t)
	t.at, t.order = w.Now.Add(d), w.Counter("event")
	heap.Push(&w.timers, t)
}

// Transition is Later for a change of state: the settings may say when states
// change.
func (w *World) Transition(d time.Duration, step string, rec *Record, args ...string) {
	w.transit(d, &timer{step: step, table: rec.Table.Name, id: rec.ID, args: args})
}

// Become has a field of a record get a value by a Transition, unless the record has
// gone by then.
func (w *World) Become(d time.Duration, rec *Record, field string, value any) {
	w.Transition(d, "mature", rec, field, string(Encode(value)))
}

func (w *World) transit(d time.Duration, t *timer) {
	w.check(t)
	switch when := w.Settings.Transitions; {
	case when.Reads > 0:
		w.changes++
		w.waiting = append(w.waiting, &waiting{when.Reads, t})
	case when.Set:
		w.at(when.After, t)
	default:
		w.at(d, t)
	}
}

// Transitions says when states change: in their own time, or when Set, After so
// long, or after so many Reads of anything.
type Transitions struct {
	Set   bool
	After time.Duration
	Reads int
}

// waiting is a change of state that waits for reads.
type waiting struct {
	left int
	*timer
}

// read counts a read for the changes that wait for it: that alone changes the
// world.
func (w *World) read() {
	w.changes++
	var due []*waiting
	kept := w.waiting[:0]
	for _, t := range w.waiting {
		if t.left--; t.left < 0 {
			due = append(due, t)
		} else {
			kept = append(kept, t)
		}
	}
	w.waiting = kept
	for _, t := range due {
		t.ring(w)
	}
}

// Settle lets everything happen that is due at now.
func (w *World) Settle(now time.Time) {
	for len(w.timers) > 0 && !w.timers[0].at.After(now) {
		t := heap.Pop(&w.timers).(*timer)
		w.Now = t.at
		t.ring(w)
	}
	w.Now = now
}

// Quiet reports whether nothing is going to happen by itself.
func (w *World) Quiet() bool { return len(w.timers)+len(w.waiting) == 0 }

// Upcoming reports whether something happens by itself within d.
func (w *World) Upcoming(d time.Duration) bool {
	return len(w.timers) > 0 && !w.timers[0].at.After(w.Now.Add(d))
}

type timers []*timer

func (e timers) Len() int { return len(e) }
func (e timers) Less(i, j int) bool {
	if !e[i].at.Equal(e[j].at) {
		return e[i].at.Before(e[j].at)
	}
	return e[i].order < e[j].order
}
func (e timers) Swap(i, j int) { e[i], e[j] = e[j], e[i] }
func (e *timers) Push(x any)   { *e = append(*e, x.(*timer)) }
func (e *timers) Pop() any {
	last := len(*e) - 1
	x := (*e)[last]
	(*e)[last] = nil
	*e = (*e)[:last]
	return x
}
