package client

// span is a part of a text: text[start:end]. Texts are bodies, which the cap on
// them keeps below 4 GB.
type span struct{ start, end uint32 }

// member is a field of an object: where its key stands, without the quotes and
// as it is written, and its value.
type member struct{ key, value span }

// wanted says what should come apart while a text is checked.
type wanted struct {
	list   string // the member whose elements are wanted; "" for none
	id     string // the field of those that identifies them; "" for none
	fields bool   // where the fields of each element stand
}

// document is what one pass over a JSON text found.
type document struct {
	kind    Kind     // of the whole
	root    span     // the text without the white space around it
	members []member // of the object that the whole is
	list    []span   // elements of the wanted list
	ids     []span   // of each of them the wanted field, empty where there is none
	fields  []member // of all elements, one after the other, if they were wanted
	ends    []int    // of each of them, where its fields end in that
	hasList bool     // whether the wanted list was there
}

// index tells where the fields of an element stand in its own text, nil if that
// was not wanted or it has none.
func (doc *document) index(b []byte, element int) *index {
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
	x := &index{members: make([]member, len(all)), plain: true}
	start := doc.list[element].start
	for i, m := range all {
		x.plain = x.plain && plain(b[m.key.start:m.key.end])
		x.members[i] = member{span{m.key.start - start, m.key.end - start}, span{m.value.start - start, m.value.end - start}}
	}
	return x
}

// room is a document without anything in it, that uses the space of doc again.
func (doc *document) room() document {
	return document{members: doc.members[:0], list: doc.list[:0], ids: doc.ids[:0], fields: doc.fields[:0], ends: doc.ends[:0]}
}

// scanDocument checks all of b, and takes what is wanted apart on the way. Of
// several fields with one name the last counts, as with encoding/json.
func scanDocument(b []byte, want wanted) (document, *syntaxError) {
	return scanInto(document{}, b, want)
}

// scanInto is scanDocument in the room of an earlier document.
func scanInto(doc document, b []byte, want wanted) (document, *syntaxError) {
	s := scanner{b: b}
	i := s.space(0)
	doc.root.start = uint32(i)
	if i < len(b) {
		doc.kind = kindOf(b[i])
	}
	if doc.kind == KindObject {
		i = s.object(i, func(m member, i int) int {
			isList := want.list != "" && sameKey(string(b[m.key.start:m.key.end]), want.list)
			switch {
			case isList && i < len(b) && b[i] == '[':
				i = s.elements(i, want, &doc)
			case isList:
				doc.list, doc.ids, doc.fields, doc.ends, doc.hasList = nil, nil, nil, nil, false
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
		return document{}, s.err
	}
	doc.root.end = uint32(i)
	if i = s.space(i); i < len(b) {
		s.fail(i, "after the top-level value")
		return document{}, s.err
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
		key := span{uint32(start), uint32(i - 1)}
		if i = s.space(i); i >= len(b) || b[i] != ':' {
			return s.fail(i, "where a colon should be")
		}
		i = s.space(i + 1)
		if i = value(member{key: key, value: span{start: uint32(i)}}, i); i < 0 {
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
func (s *scanner) elements(i int, want wanted, doc *document) int {
	b, id := s.b, want.id
	doc.list, doc.ids, doc.fields, doc.ends, doc.hasList = doc.list[:0], doc.ids[:0], doc.fields[:0], doc.ends[:0], true
	s.depth++
	if i = s.space(i + 1); i < len(b) && b[i] == ']' {
		s.depth--
		return i + 1
	}
	var found span
	note := func(m member, i int) int {
		from := i
		i = s.value(i)
		if key := b[m.key.start:m.key.end]; id != "" && (string(key) == id || !plain(key) && sameKey(string(key), id)) {
			found = span{uint32(from), uint32(i)}
		}
		if want.fields {
			m.value.end = uint32(i)
			doc.fields = append(doc.fields, m)
		}
		return i
	}
	for {
		start := i
		found = span{}
		if (id != "" || want.fields) && i < len(b) && b[i] == '{' {
			i = s.object(i, note)
		} else {
			i = s.value(i)
		}
		if i < 0 {
			return i
		}
		doc.list = append(doc.list, span{uint32(start), uint32(i)})
		doc.ids = append(doc.ids, found)
		if want.fields {
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
