package jsontext

import "slices"

// Span is a part of a text: text[start:end]. Texts are bodies, which the cap on
// them keeps below 4 GB.
type Span struct{ start, end uint32 }

// Value is the value that stands there in b.
func (s Span) Value(b []byte) Value { return Value{string(b[s.start:s.end])} }

// Bytes are the bytes that stand there in b.
func (s Span) Bytes(b []byte) []byte { return b[s.start:s.end] }

// Empty reports whether nothing stands there.
func (s Span) Empty() bool { return s.start == s.end }

// member is a field of an object: where its key stands, without the quotes and
// as it is written, and its value.
type member struct{ key, value Span }

// Want says what should come apart while a text is checked.
type Want struct {
	List   string // the member whose elements are wanted; "" for none
	ID     string // the field of those that identifies them; "" for none
	Fields bool   // where the fields of each element stand
}

// Document is what one pass over a JSON text found.
type Document struct {
	Kind    Kind     // of the whole
	root    Span     // the text without the white space around it
	members []member // of the object that the whole is
	List    []Span   // elements of the wanted list
	IDs     []Span   // of each of them the wanted field, empty where there is none
	fields  []member // of all elements, one after the other, if they were wanted
	ends    []int    // of each of them, where its fields end in that
	HasList bool     // whether the wanted list was there
}

// Index tells where the fields of an element stand in its own text, nil if that
// was not wanted or it has none.
func (doc *Document) Index(b []byte, element int) *Index {
	if element >= len(doc.ends) {
		return nil
	}
	from := 0
	if element > 0 {
		from = doc.ends[element-1]
	}
	all := doc.fields[from:doc.ends[element]]
	if len(all) == 0 {
		return nil
	}
	x := &Index{members: make([]member, len(all)), plain: true}
	start := doc.List[element].start
	for i, m := range all {
		x.plain = x.plain && plain(b[m.key.start:m.key.end])
		x.members[i] = member{Span{m.key.start - start, m.key.end - start}, Span{m.value.start - start, m.value.end - start}}
	}
	return x
}

// Room is a document without anything in it, that uses the space of doc again.
func (doc *Document) Room() Document {
	return Document{members: doc.members[:0], List: doc.List[:0], IDs: doc.IDs[:0], fields: doc.fields[:0], ends: doc.ends[:0]}
}

// Outline is a copy that knows the members of the whole, and no list.
func (doc *Document) Outline() Document {
	return Document{Kind: doc.Kind, root: doc.root, members: slices.Clone(doc.members)}
}

// Scan checks all of b, and takes what is wanted apart on the way. Of
// several fields with one name the last counts, as with encoding/json.
func Scan(b []byte, want Want) (Document, *SyntaxError) {
	return ScanInto(Document{}, b, want)
}

// ScanInto is Scan in the room of an earlier document.
func ScanInto(doc Document, b []byte, want Want) (Document, *SyntaxError) {
	s := scanner{b: b}
	i := s.space(0)
	doc.root.start = uint32(i)
	if i < len(b) {
		doc.Kind = kindOf(b[i])
	}
	if doc.Kind == KindObject {
		i = s.object(i, func(m member, i int) int {
			isList := want.List != "" && sameKey(string(b[m.key.start:m.key.end]), want.List)
			switch {
			case isList && i < len(b) && b[i] == '[':
				i = s.elements(i, want, &doc)
			case isList:
				doc.List, doc.IDs, doc.fields, doc.ends, doc.HasList = nil, nil, nil, nil, false
				i = s.value(i)
			default:
				i = s.value(i)
			}
			m.value.end = uint32(i)
			doc.members = append(doc.members, m)
			return i
		})
	} else {
		i = s.value(i)
	}
	if i < 0 {
		return Document{}, s.err
	}
	doc.root.end = uint32(i)
	if i = s.space(i); i < len(b) {
		s.fail(i, "after the top-level value")
		return Document{}, s.err
	}
	return doc, nil
}

// object reads the object at i, whose values it leaves to the function: that
// gets a member whose value starts at the index, and returns where it ends or -1.
func (s *scanner) object(i int, value func(m member, i int) int) int {
	b := s.b
	s.depth++
	if i = s.space(i + 1); i < len(b) && b[i] == '}' {
		s.depth--
		return i + 1
	}
	for {
		if i >= len(b) || b[i] != '"' {
			return s.fail(i, "where the name of a field should be")
		}
		start := i + 1
		if i = shortText(b, start); i == 0 {
			if i = s.text(start); i < 0 {
				return i
			}
		}
		key := Span{uint32(start), uint32(i - 1)}
		if i = s.space(i); i >= len(b) || b[i] != ':' {
			return s.fail(i, "where a colon should be")
		}
		i = s.space(i + 1)
		if i = value(member{key: key, value: Span{start: uint32(i)}}, i); i < 0 {
			return i
		}
		i = s.space(i)
		if i < len(b) && b[i] == '}' {
			s.depth--
			return i + 1
		}
		if i >= len(b) || b[i] != ',' {
			return s.fail(i, "where a comma or the end of the object should be")
		}
		i = s.space(i + 1)
	}
}

// elements reads the array at i and notes its elements.
func (s *scanner) elements(i int, want Want, doc *Document) int {
	b, id := s.b, want.ID
	doc.List, doc.IDs, doc.fields, doc.ends, doc.HasList = doc.List[:0], doc.IDs[:0], doc.fields[:0], doc.ends[:0], true
	s.depth++
	if i = s.space(i + 1); i < len(b) && b[i] == ']' {
		s.depth--
		return i + 1
	}
	var found Span
	note := func(m member, i int) int {
		from := i
		i = s.value(i)
		if key := b[m.key.start:m.key.end]; id != "" && (string(key) == id || !plain(key) && sameKey(string(key), id)) {
			found = Span{uint32(from), uint32(i)}
		}
		if want.Fields {
			m.value.end = uint32(i)
			doc.fields = append(doc.fields, m)
		}
		return i
	}
	for {
		start := i
		found = Span{}
		if (id != "" || want.Fields) && i < len(b) && b[i] == '{' {
			i = s.object(i, note)
		} else {
			i = s.value(i)
		}
		if i < 0 {
			return i
		}
		doc.List = append(doc.List, Span{uint32(start), uint32(i)})
		doc.IDs = append(doc.IDs, found)
		if want.Fields {
			doc.ends = append(doc.ends, len(doc.fields))
		}
		i = s.space(i)
		if i < len(b) && b[i] == ']' {
			s.depth--
			return i + 1
		}
		if i >= len(b) || b[i] != ',' {
			return s.fail(i, "where a comma or the end of the list should be")
		}
		i = s.space(i + 1)
	}
}

// Member is a field of the object that the whole is; of several with one name
// the last counts. b is the text that was scanned.
func (doc *Document) Member(b []byte, name string) Value {
	for i := len(doc.members) - 1; i >= 0; i-- {
		m := doc.members[i]
		if sameKey(string(b[m.key.start:m.key.end]), name) {
			return m.value.Value(b)
		}
	}
	return Value{}
}

// Value is the whole of b, the text that was scanned.
func (doc *Document) Value(b []byte) Value {
	if doc.Kind == KindNone {
		return Value{}
	}
	return doc.root.Value(b)
}
