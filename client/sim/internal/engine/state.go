package engine

import (
	"cmp"
	"math"
	"slices"
)

// State writes out all tables: the basic ones always, others when they hold
// something. Floating IPs are the reserved ones once more, and a record says which
// domain it is in.
func (w *World) State() []byte {
	var buf []byte
	for at := (Position{}); !at.Done; {
		buf = w.StatePart(buf, &at, math.MaxInt)
	}
	return buf
}

// Position is how far a state has been written. The zero value is its beginning.
type Position struct {
	names  []string
	table  int
	serial int64 // of the last record that has been written
	Done   bool
}

// StatePart writes the next part of the state, of at most n records. Others may
// have their turn between two parts: each record is as it is when it is written.
func (w *World) StatePart(buf []byte, at *Position, n int) []byte {
	if at.names == nil {
		at.names = w.stateNames()
		buf = append(buf, '{')
	}
	for n > 0 && at.table < len(at.names) {
		name := at.names[at.table]
		t := w.Tables[name]
		if name == "floating_ips" {
			t = w.Tables["reserved_ips"]
		}
		if at.serial == 0 {
			buf = AppendKey(buf, name, at.table > 0)
			buf = append(buf, '[')
		}
		i, _ := slices.BinarySearchFunc(t.Records, at.serial+1, func(r *Record, serial int64) int { return cmp.Compare(r.Serial, serial) })
		for ; i < len(t.Records) && n > 0; i++ {
			rec := t.Records[i]
			if rec.Deleted {
				continue
			}
			if at.serial > 0 {
				buf = append(buf, ',')
			}
			at.serial = rec.Serial
			buf = w.appendRecord(buf, t, rec)
			n--
		}
		if i == len(t.Records) {
			buf = append(buf, ']')
			at.table, at.serial = at.table+1, 0
		}
	}
	if at.Done = at.table == len(at.names); at.Done {
		buf = append(buf, '}')
	}
	return buf
}

// stateNames lists the tables of the state in its order.
func (w *World) stateNames() []string {
	rest := slices.Clone(w.Names[len(basic):])
	slices.Sort(rest)
	var names []string
	for i, name := range append(slices.Clone(basic), rest...) {
		if name[0] == '_' || i >= len(basic) && w.Tables[name].Count() == 0 {
			continue
		}
		names = append(names, name)
		if name == "reserved_ips" {
			names = append(names, "floating_ips")
		}
	}
	return names
}

func (w *World) appendRecord(buf []byte, t *Table, rec *Record) []byte {
	switch k := w.API.Kinds[t.Name]; {
	case k != nil && k.Owner != "":
		d := rec.Clone()
		d.Set(k.Owner, rec.Str("_of"))
		return d.Append(buf)
	case k != nil && k.Show != nil:
		return k.Show(w, &Request{}, buf, rec)
	}
	return rec.Append(buf)
}
