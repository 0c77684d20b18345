package billing

import (
	"cmp"
	"math"
	"slices"
	"time"

	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

// account is what the ledger comes to, kept up with each change, so that neither a
// balance nor a page of an invoice costs more in a larger account. It is made of
// the tables when somebody first asks.
type account struct {
	charges []*charge // by their starts
	ends    []int64   // of those that have ended, in order
	open    map[*engine.Record]*charge

	month   time.Time // the present one
	ended   map[string]*sum
	running map[price]*starts
	past    []invoice // of the months before, the oldest first
	listed  map[[2]time.Time]*period
}

// charge is what one resource has cost at one price. Times are UNIX nanoseconds.
type charge struct {
	record     *engine.Record // in the ledger, or what was made in advance
	price      price
	start, end int64
}

const never = math.MaxInt64

// starts are when resources of one price began that are still there.
type starts struct {
	before int             // the present month
	at     []time.Duration // in it, in order
}

// sum is what something comes to.
type sum struct {
	cents int64
	count int
}

const accountName = "billing"

func keptAccount(w *engine.World) *account {
	a, _ := w.Kept[accountName].(*account)
	return a
}

// accountOf returns the account as it is now.
func accountOf(w *engine.World) *account {
	a := keptAccount(w)
	if a == nil {
		a = newAccount(w)
		w.Kept[accountName] = a
	}
	a.turn(w, w.Now)
	return a
}

func monthOf(t time.Time) time.Time {
	t = t.UTC()
	return time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, time.UTC)
}

// newAccount reads the ledger, and what was there before anybody looked: droplets
// that were made in advance.
func newAccount(w *engine.World) *account {
	a := &account{month: monthOf(w.Now), open: map[*engine.Record]*charge{}, ended: map[string]*sum{}, running: map[price]*starts{}, listed: map[[2]time.Time]*period{}}
	w.Table(ledger).All(func(e *engine.Record) bool {
		c := &charge{e, price{e.Str("product"), e.Str("group"), number(e, "monthly")}, instant(e.Str("start")).UnixNano(), never}
		if until := e.Str("end"); until != "" {
			c.end = instant(until).UnixNano()
			if c.end == c.start {
				return true
			}
			a.ends = append(a.ends, c.end)
		} else {
			a.open[e] = c
		}
		a.charges = append(a.charges, c)
		return true
	})
	w.Table("droplets").All(func(rec *engine.Record) bool {
		if p, ok := premadePrice(rec); ok {
			c := &charge{rec, p, instant(rec.Str("created_at")).UnixNano(), never}
			a.charges, a.open[rec] = append(a.charges, c), c
		}
		return true
	})
	slices.SortStableFunc(a.charges, func(x, y *charge) int { return cmp.Compare(x.start, y.start) })
	slices.Sort(a.ends)
	if len(a.charges) > 0 {
		for m := monthOf(time.Unix(0, a.charges[0].start)); m.Before(a.month); m = m.AddDate(0, 1, 0) {
			of := map[string]*sum{}
			for _, c := range a.charges {
				if from, to := c.within(m, m.AddDate(0, 1, 0)); to > from {
					add(of, c.price, cents(hours(time.Duration(to-from)), c.price.monthly), 1)
				}
			}
			a.close(w, m, of)
		}
	}
	for _, c := range a.charges {
		if c.end == never {
			a.run(c)
		} else if from, to := c.within(a.month, w.Now); to > from {
			add(a.ended, c.price, cents(hours(time.Duration(to-from)), c.price.monthly), 1)
		}
	}
	return a
}

// within is the part of a charge's time that is in a stretch of time.
func (c *charge) within(from, to time.Time) (start, end int64) {
	return max(c.start, from.UnixNano()), min(c.end, to.UnixNano())
}

func add(to map[string]*sum, p price, cents int64, count int) {
	s := to[p.product]
	if s == nil {
		s = &sum{}
		to[p.product] = s
	}
	s.cents += cents
	s.count += count
}

// run has a charge that has not ended count for the present month.
func (a *account) run(c *charge) {
	s := a.running[c.price]
	if s == nil {
		s = &starts{}
		a.running[c.price] = s
	}
	if at := time.Duration(c.start - a.month.UnixNano()); at < 0 {
		s.before++
	} else {
		s.at = append(s.at, at)
	}
}

// begin takes a new entry of the ledger. That of a resource that was made in
// advance takes the place of the resource.
func (a *account) begin(w *engine.World, rec, e *engine.Record, p price, start time.Time) {
	if c := a.open[rec]; c != nil {
		delete(a.open, rec)
		c.record, a.open[e] = e, c
		return
	}
	a.turn(w, w.Now)
	c := &charge{e, p, start.UnixNano(), never}
	if n := len(a.charges); n > 0 && a.charges[n-1].start > c.start {
		delete(w.Kept, accountName) // time has gone back: to be made anew
		return
	}
	a.charges, a.open[e] = append(a.charges, c), c
	a.run(c)
}

// end has an entry of the ledger end now.
func (a *account) end(w *engine.World, e *engine.Record) {
	a.turn(w, w.Now)
	c := a.open[e]
	delete(a.open, e)
	c.end = w.Now.UnixNano()
	s := a.running[c.price]
	if at := time.Duration(c.start - a.month.UnixNano()); at < 0 {
		s.before--
	} else {
		i, _ := slices.BinarySearch(s.at, at)
		s.at = slices.Delete(s.at, i, i+1)
	}
	if s.before+len(s.at) == 0 {
		delete(a.running, c.price)
	}
	if c.end == c.start { // it has cost nothing
		for i := len(a.charges) - 1; i >= 0; i-- {
			if a.charges[i] == c {
				a.charges = slices.Delete(a.charges, i, i+1)
				break
			}
		}
		return
	}
	a.ends = append(a.ends, c.end)
	if from, to := c.within(a.month, w.Now); to > from {
		add(a.ended, c.price, cents(hours(time.Duration(to-from)), c.price.monthly), 1)
	}
}

// turn closes the months that are over.
func (a *account) turn(w *engine.World, now time.Time) {
	for month := monthOf(now); a.month.Before(month); {
		next := a.month.AddDate(0, 1, 0)
		a.close(w, a.month, a.products(next))
		for _, s := range a.running {
			s.before, s.at = s.before+len(s.at), nil
		}
		clear(a.ended)
		a.month = next
	}
}

// close writes the invoice of a month, if it has cost anything.
func (a *account) close(w *engine.World, month time.Time, products map[string]*sum) {
	if v := invoiceOf(w, month, products); v.cents > 0 {
		a.past = append(a.past, v)
	}
}

// products is what the present month comes to at a time.
func (a *account) products(now time.Time) map[string]*sum {
	all := map[string]*sum{}
	for name, s := range a.ended {
		all[name] = &sum{s.cents, s.count}
	}
	passed := now.Sub(a.month)
	for p, s := range a.running {
		if s.before > 0 && passed > 0 {
			add(all, p, int64(s.before)*cents(hours(passed), p.monthly), s.before)
		}
		// Those that have run for equally many hours are next to one another.
		for at := s.at; len(at) > 0; {
			n := hours(passed - at[0])
			if n == 0 {
				break // it begins now, and so do those after it
			}
			last, _ := slices.BinarySearch(at, passed-time.Duration(n-1)*time.Hour)
			add(all, p, int64(last)*cents(n, p.monthly), last)
			at = at[last:]
		}
	}
	return all
}

// period is what has cost something in a stretch of time.
type period struct {
	seen int // how many charges have been looked at
	list []*charge
}

// maxPeriods bounds what lists of periods take.
const maxPeriods = 8

// in lists what has cost something in a stretch of time, by its starts: what is
// there once stays, and what is new comes after it.
func (a *account) in(from, to, now time.Time) []*charge {
	if !now.After(from) {
		return nil
	}
	p := a.listed[[2]time.Time{from, to}]
	if p == nil {
		if len(a.listed) >= maxPeriods {
			clear(a.listed)
		}
		p = &period{}
		a.listed[[2]time.Time{from, to}] = p
	}
	until := min(to.UnixNano(), now.UnixNano())
	for ; p.seen < len(a.charges) && a.charges[p.seen].start < until; p.seen++ {
		if c := a.charges[p.seen]; c.end > from.UnixNano() {
			p.list = append(p.list, c)
		}
	}
	return p.list
}

// count is how many in lists.
func (a *account) count(from, to, now time.Time) int {
	if !now.After(from) {
		return 0
	}
	begun, _ := slices.BinarySearchFunc(a.charges, min(to.UnixNano(), now.UnixNano()), func(c *charge, t int64) int { return cmp.Compare(c.start, t) })
	ended, _ := slices.BinarySearch(a.ends, from.UnixNano()+1)
	return begun - ended
}
