package client

import (
	"encoding/json"
	"errors"

	"github.com/doapi-lua/doapi/client/jsontext"
)

// With returns c with other settings. What c has found out and made is common
// to both, as is their end: closing one closes the other. The endpoint, the
// clock and the transport stay what they are. An error tells which option
// cannot be.
func (c *Client) With(options ...Option) (*Client, error) {
	s := c.settings
	s.endpoint, s.clock, s.transport = nil, nil, nil
	if err := s.apply(options); err != nil {
		return nil, err
	}
	if s.endpoint != nil || s.clock != nil || s.transport != nil {
		return nil, errors.New("client: a client of another endpoint, clock or transport takes a New")
	}
	s.endpoint, s.clock, s.transport = c.endpoint, c.clock, c.transport
	return assemble(s, c.token, c.shared), nil
}

// Adopt returns r as an object of c: its methods use the settings and the token
// of c.
func (c *Client) Adopt(r Resource) Resource {
	o := r.Base()
	if o.in.client == c {
		return r
	}
	in := *o.in
	in.client = c
	if in.who != nil {
		in.who = c.credential(in.who.origin, in.who.key)
	}
	if own := c.scopes[in.class]; own != nil && *own == in {
		return o.copied(own, o.value, o.idx.Load())
	}
	return o.copied(&in, o.value, o.idx.Load())
}

// WithField returns a copy of r that differs in a field; a nil value takes the
// field away. The API hears nothing of it. The error is a [*jsontext.SyntaxError].
func WithField(r Resource, name string, value json.RawMessage) (Resource, error) {
	if value != nil {
		if _, err := jsontext.Parse(string(value)); err != nil {
			return nil, err
		}
	}
	o := r.Base()
	text := []byte{'{'}
	add := func(name string, raw string) {
		if len(text) > 1 {
			text = append(text, ',')
		}
		quoted, _ := encodeBody(&name) // a string always can be
		text = append(append(append(text, quoted...), ':'), raw...)
	}
	found := false
	for field, v := range o.Fields() {
		switch {
		case field != name:
			add(field, v.Raw())
		case value != nil:
			add(field, string(value))
		}
		found = found || field == name
	}
	if !found && value != nil {
		add(name, string(value))
	}
	return o.copied(o.in, jsontext.Of(string(append(text, '}'))), nil), nil
}

// copied is o with another text or another home.
func (o *Object) copied(in *scope, v jsontext.Value, x *jsontext.Index) Resource {
	r := in.wrapIndexed(v, x)
	r.Base().gone, r.Base().fresh = o.gone, o.fresh
	return r
}
