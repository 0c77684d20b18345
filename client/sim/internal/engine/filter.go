package engine

import "slices"

// query makes a filter of the parameters of a list: those that are fields of an
// item. Others are refused, so that nobody believes a list that is not filtered.
func (c *collection) query(r *Request) (name string, match func(*Record) bool, fields []string, err error) {
	var names []string
	for name := range r.Query {
		names = append(names, name)
	}
	slices.Sort(names)
	var key []string
	var tests []func(*Record) bool
	for _, name := range names {
		p := r.Op.Param(name)
		want := r.Query.Get(name)
		switch {
		case p == nil || name == "page" || name == "per_page" || want == "":
			continue // nobody knows it, as with the API
		case name == "tag_name" || name == "tag":
			tests, fields = append(tests, TagTest(want)), append(fields, "tags")
		case c.item.Prop(name) != nil:
			tests, fields = append(tests, func(rec *Record) bool { return is(rec.Get(name), want) }), append(fields, name)
		default:
			return "", nil, nil, notServed("the simulator does not simulate the parameter %s of %s.%s", name, r.Op.Group, r.Op.Name)
		}
		key = append(key, name, want)
	}
	if len(tests) == 0 {
		return "", nil, nil, nil
	}
	return c.Table + " " + EncodeAll(key...), func(rec *Record) bool {
		for _, test := range tests {
			if !test(rec) {
				return false
			}
		}
		return true
	}, fields, nil
}

// is compares a value with the text of a query parameter. A list has what it
// holds, an object what it is called.
func is(value Raw, want string) bool {
	switch {
	case value == "":
		return false
	case value[0] == '"':
		return DecodeString(value) == want
	case value[0] == '[':
		return slices.Contains(IdsIn(value, nil), want)
	case value[0] == '{':
		d, _ := ParseDocument(value)
		return d.Str("slug") == want
	}
	return string(value) == want
}
