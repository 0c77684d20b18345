package engine

import (
	"cmp"
	"container/heap"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"time"
)

// Saved is a piece of a world as it is written down. The first one has what is
// not in tables; the others have some records of one table each.
type Saved struct {
	Began   time.Time                 `json:"began,omitzero"`
	Now     time.Time                 `json:"now,omitzero"`
	Counts  map[string]int64          `json:"counts,omitempty"`
	Dice    map[string][]byte         `json:"dice,omitempty"`
	Project string                    `json:"project,omitempty"`
	Unread  map[string]map[string]int `json:"unread,omitempty"`
	Tables  []SavedTable              `json:"tables,omitempty"`
	Timers  []SavedTimer              `json:"timers,omitempty"`
	Tagged  []SavedTag                `json:"tagged,omitzero"` // in the order of tagging; nil: nobody has asked

	Table   string        `json:"table,omitempty"`
	Records []SavedRecord `json:"records,omitempty"`
}

// SavedTable is a table without its records.
type SavedTable struct {
	Name   string `json:"name"`
	Serial int64  `json:"serial"`
	Newest bool   `json:"newest,omitempty"`
}

// SavedTimer is a step that will be taken at a time, or after some reads.
type SavedTimer struct {
	At    time.Time `json:"at,omitzero"`
	Reads *int      `json:"reads,omitempty"`
	Order int64     `json:"order"`
	Step  string    `json:"step"`
	Table string    `json:"table"`
	ID    string    `json:"id"`
	Args  []string  `json:"args,omitempty"`
}

// SavedTag is that something has a tag.
type SavedTag struct {
	Tag    string `json:"tag"`
	Table  string `json:"table"`
	ID     string `json:"id"`
	Serial int64  `json:"serial"`
}

// SavedRecord is a record: its keys and encoded values in turn, or nothing when it
// is as it was made in advance.
type SavedRecord struct {
	ID      string    `json:"id"`
	Serial  int64     `json:"serial"`
	Fields  []string  `json:"fields,omitempty"`
	Premade bool      `json:"premade,omitempty"`
	On      string    `json:"on,omitempty"` // of an action, see Action.On
	Listed  time.Time `json:"listed,omitzero"`
	Found   time.Time `json:"found,omitzero"`
	Deleted bool      `json:"deleted,omitempty"`
}

// savedAtOnce is how many records a piece has.
const savedAtOnce = 500

// Save writes a world out in pieces, until emit returns an error.
func (w *World) Save(emit func(*Saved) error) error {
	first := &Saved{Began: w.began, Now: w.Now, Counts: w.ids, Dice: map[string][]byte{}, Project: w.DefaultProject, Unread: w.Unread}
	for purpose, d := range w.dice {
		state, err := d.source.MarshalBinary()
		if err != nil {
			return err
		}
		first.Dice[purpose] = state
	}
	for _, name := range w.Names {
		t := w.Tables[name]
		first.Tables = append(first.Tables, SavedTable{name, t.Serial, t.Newest})
	}
	for _, t := range w.timers {
		first.Timers = append(first.Timers, SavedTimer{At: t.at, Order: t.order, Step: t.step, Table: t.table, ID: t.id, Args: t.args})
	}
	for _, t := range w.waiting {
		first.Timers = append(first.Timers, SavedTimer{Reads: &t.left, Step: t.step, Table: t.table, ID: t.id, Args: t.args})
	}
	if w.Tags != nil {
		first.Tagged = []SavedTag{}
		for _, tag := range slices.Sorted(maps.Keys(w.Tags.tags)) {
			first.Tagged = append(first.Tagged, w.Tags.saved(tag)...)
		}
		slices.SortFunc(first.Tagged, func(a, b SavedTag) int { return cmp.Compare(a.Serial, b.Serial) })
	}
	if err := emit(first); err != nil {
		return err
	}
	on := map[*Record]string{}
	for key, actions := range w.ActionsOf {
		for _, rec := range actions {
			on[rec] = key
		}
	}
	for _, name := range w.Names {
		for some := range slices.Chunk(w.Tables[name].Records, savedAtOnce) {
			piece := &Saved{Table: name}
			for _, rec := range some {
				s := SavedRecord{ID: rec.ID, Serial: rec.Serial, On: on[rec], Listed: rec.Listed, Found: rec.Found, Deleted: rec.Deleted, Premade: rec.Shape != nil}
				if rec.Shape == nil {
					s.Fields = make([]string, 0, 2*len(rec.Fields))
					for _, f := range rec.Fields {
						s.Fields = append(s.Fields, f.Key, string(f.Value))
					}
				}
				piece.Records = append(piece.Records, s)
			}
			if err := emit(piece); err != nil {
				return err
			}
		}
	}
	return nil
}

// Restoring is a world that is being made of what Save wrote.
type Restoring struct {
	*World
	fresh  map[string]*Table // what was made in advance
	shared map[string]Raw    // large values, which many records have
}

// Restore begins to make a world of the first piece that was saved of it. The
// settings must be those with which it began.
func Restore(api *API, opts Settings, first *Saved) (*Restoring, error) {
	r := &Restoring{World: NewWorld(api, opts, first.Began), shared: map[string]Raw{}}
	w := r.World
	r.fresh = w.Tables
	w.Tables, w.Names, w.timers, w.waiting, w.Tags = map[string]*Table{}, nil, nil, nil, nil
	w.Now, w.DefaultProject, w.Unread = first.Now, first.Project, first.Unread
	w.ids, w.dice = maps.Clone(first.Counts), map[string]*die{}
	if w.ids == nil {
		w.ids = map[string]int64{}
	}
	for purpose, state := range first.Dice {
		source := &rand.PCG{}
		if err := source.UnmarshalBinary(state); err != nil {
			return nil, fmt.Errorf("the randomness of %s: %w", purpose, err)
		}
		w.dice[purpose] = newDie(source)
	}
	for _, t := range first.Tables {
		table := w.Table(t.Name)
		table.Serial, table.Newest = t.Serial, t.Newest
	}
	for _, s := range first.Timers {
		if api.Steps[s.Step] == nil {
			return nil, fmt.Errorf("nobody knows the step %s", s.Step)
		}
		t := &timer{at: s.At, order: s.Order, step: s.Step, table: s.Table, id: s.ID, args: s.Args}
		if s.Reads != nil {
			w.waiting = append(w.waiting, &waiting{*s.Reads, t})
		} else {
			heap.Push(&w.timers, t)
		}
	}
	if first.Tagged != nil {
		w.Tags = newTagIndex()
		for _, s := range first.Tagged {
			w.Tags.serial = s.Serial
			w.Tags.of(s.Tag, s.Table).add(s.ID, s.Serial)
		}
	}
	return r, nil
}

// Add takes a further piece.
func (r *Restoring) Add(piece *Saved) error {
	t := r.Tables[piece.Table]
	if t == nil {
		return fmt.Errorf("there is no table %s", piece.Table)
	}
	last := t.Serial
	for _, s := range piece.Records {
		var d Document
		if s.Premade {
			old := r.fresh[piece.Table]
			if old == nil || old.ByID[s.ID] == nil || old.ByID[s.ID].Shape == nil {
				return fmt.Errorf("%s %s was not made in advance", piece.Table, s.ID)
			}
			d = old.ByID[s.ID].Document
		} else {
			for i := 0; i+1 < len(s.Fields); i += 2 {
				d.Fields = append(d.Fields, Field{s.Fields[i], r.share(s.Fields[i+1])})
			}
		}
		t.Serial = s.Serial - 1
		rec := t.Add(s.ID, d)
		rec.ListedFrom(s.Listed)
		rec.Found = s.Found
		if s.Deleted {
			t.MarkDeleted(rec)
		}
		if s.On != "" {
			r.actsOn(s.On, rec)
		}
	}
	t.Serial = last
	return nil
}

// share returns the value that is kept for all that are equal, if it is large.
func (r *Restoring) share(value string) Raw {
	if len(value) < 64 {
		return Raw(value)
	}
	kept, ok := r.shared[value]
	if !ok {
		kept = Raw(value)
		r.shared[value] = kept
	}
	return kept
}
