package identity

import (
	"crypto/sha256"
	"encoding/json"
	"slices"
	"strings"

	"github.com/doapi-lua/doapi/client/internal/gate"
	"github.com/doapi-lua/doapi/client/jsontext"
)

// Creation is one create of droplets. Names and Made belong to the goroutine of
// the create; [Creations] guards the rest.
type Creation struct {
	Names []string         // of what is still to be made
	Many  bool             // they were given as a list
	Made  []jsontext.Value // what is known to be made
	Links []jsontext.Value // the actions that make it

	fields map[string]json.RawMessage // of the body, but for names
	digest [sha256.Size]byte          // of fields

	underWay *gate.Signal // fires when the attempt that is under way ends; nil: none is
	doubtful bool         // an attempt may have acted, and what it made is not known
}

// NewCreation reads the body of a create; ok is false for one that the API will
// refuse.
func NewCreation(body []byte) (c *Creation, ok bool) {
	whole, err := jsontext.Parse(string(body))
	if err != nil || whole.Kind() != jsontext.KindObject {
		return nil, false
	}
	c = &Creation{fields: map[string]json.RawMessage{}}
	for name, v := range whole.Fields() {
		switch {
		case name == "names" && v.Kind() == jsontext.KindArray:
			c.Many, c.Names = true, texts(v)
		case name == "name" && v.Kind() == jsontext.KindString && !c.Many:
			c.Names = []string{v.Text()}
		case name != "name":
			c.fields[name] = json.RawMessage(v.Raw())
		}
	}
	canonical, err := json.Marshal(c.fields)
	if err != nil || len(c.Names) == 0 || slices.Contains(c.Names, "") {
		return nil, false
	}
	c.digest = sha256.Sum256(canonical)
	if tags := whole.Get("tags"); !tags.IsNull() && tags.Kind() != jsontext.KindArray {
		return nil, false
	}
	return c, true
}

func texts(v jsontext.Value) []string {
	var all []string
	for e := range v.Elements() {
		all = append(all, e.Text())
	}
	return all
}

// Fields is what is sent: with a tag unless that is empty.
func (c *Creation) Fields(tag string) map[string]any {
	b := map[string]any{}
	for name, raw := range c.fields {
		b[name] = raw
	}
	if c.Many {
		b["names"] = c.Names
	} else {
		b["name"] = c.Names[0]
	}
	if tag != "" {
		tags := []json.RawMessage{}
		for e := range c.field("tags").Elements() {
			tags = append(tags, json.RawMessage(e.Raw()))
		}
		b["tags"] = append(tags, json.RawMessage(`"`+tag+`"`))
	}
	return b
}

func (c *Creation) field(name string) jsontext.Value { return jsontext.Of(string(c.fields[name])) }

// GPU reports whether the droplets are in the list of those with GPUs only.
func (c *Creation) GPU() bool { return strings.HasPrefix(c.field("size").Text(), "gpu") }

// wants reports whether droplet d can be one of these.
func (c *Creation) wants(d jsontext.Value) bool {
	if !slices.Contains(c.Names, d.Get("name").Text()) {
		return false
	}
	if size := c.field("size"); size.Kind() == jsontext.KindString && size.Text() != d.Get("size_slug").Text() {
		return false
	}
	// A region may be named by its beginning.
	if region := c.field("region"); region.Kind() == jsontext.KindString && !strings.HasPrefix(d.Get("region", "slug").Text(), region.Text()) {
		return false
	}
	image := c.field("image")
	id, slug := d.Get("image", "id"), d.Get("image", "slug")
	return image.IsNull() || id.IsNull() || image.String() == id.String() || image.Kind() == jsontext.KindString && (slug.IsNull() || slug.Text() == image.Text())
}

// take makes d one of these. One of another name takes the place of any.
func (c *Creation) take(d jsontext.Value) {
	c.Made = append(c.Made, d)
	at := max(0, slices.Index(c.Names, d.Get("name").Text()))
	if at < len(c.Names) {
		c.Names = slices.Delete(slices.Clone(c.Names), at, at+1)
	}
}
