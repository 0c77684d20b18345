package engine

import "slices"

// State writes out all tables: the basic ones always, others when they hold
// something. Floating IPs are the reserved ones once more, and a record says which
// domain it is in.
func (w *World) State() []byte {
	buf := []byte{'{'}
	names := slices.Clone(w.Names)
	slices.Sort(names[len(basic):])
	for i, name := range names {
		if name[0] == '_' || i >= len(basic) && w.Tables[name].Count() == 0 {
			continue
		}
		buf = AppendKey(buf, name, len(buf) > 1)
		buf = w.appendTable(buf, w.Tables[name])
		if name == "reserved_ips" {
			buf = AppendKey(buf, "floating_ips", true)
			buf = w.appendTable(buf, w.Tables[name])
		}
	}
	return append(buf, '}')
}

func (w *World) appendTable(buf []byte, t *Table) []byte {
	buf = append(buf, '[')
	n := 0
	t.All(func(rec *Record) bool {
		if n++; n > 1 {
			buf = append(buf, ',')
		}
		switch k := w.API.Kinds[t.Name]; {
		case k != nil && k.Owner != "":
			d := rec.Clone()
			d.Set(k.Owner, rec.Str("_of"))
			buf = d.Append(buf)
		case k != nil && k.Show != nil:
			buf = k.Show(w, &Request{}, buf, rec)
		default:
			buf = rec.Append(buf)
		}
		return true
	})
	return append(buf, ']')
}
