package plan

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"sort"
	"strconv"
	"strings"

	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/client/internal/lazy"
	"github.com/doapi-lua/doapi/client/internal/secrets"
	"github.com/doapi-lua/doapi/client/jsontext"
)

var inventedValueOnce lazy.Value[*regexp.Regexp]

// inventedValue finds what a simulated account invents, wherever it stands: all
// of it lies outside of the real world.
func inventedValue() *regexp.Regexp {
	return inventedValueOnce.Get(func() *regexp.Regexp {
		return regexp.MustCompile(`\b9\d{12}\b|\b198\.1[89]\.\d{1,3}\.\d{1,3}\b|2001:db8:[0-9a-f:]+|\b[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}\b`)
	})
}

// names knows by which reference each invented value goes: "${3.id}" is the id
// of what change 3 made.
type names struct {
	salt   string
	owners map[string]owner  // "id=9000..." of what a change made
	refs   map[string]string // by value
	taken  map[string]int    // names of snapshots that changes have taken, see [snapshotName]
	real   map[string]bool   // values of the account that look invented: it may be simulated too
}

// owner is the change that made something, and its place among what that made.
type owner struct {
	number int
	prefix string
}

func newNames(salt string) *names {
	return &names{salt: salt, owners: map[string]owner{}, refs: map[string]string{}, real: map[string]bool{}, taken: map[string]int{}}
}

// made notes what a create has made, as the answer shows it, and gives all paths
// that it has.
func (n *names) made(number int, answer jsontext.Value, op *catalog.Operation, path string, c *Change) (paths []string) {
	res, _ := catalog.CollectionOf(op)
	items := elements(answer.Get(op.ListKey))
	if op.Wrapper != "" && answer.Get(op.Wrapper).Exists() {
		items = append(items, answer.Get(op.Wrapper))
	}
	for i, item := range items {
		prefix := ""
		if len(items) > 1 {
			prefix = strconv.Itoa(i) + "."
		}
		n.owners[identify(item)] = owner{number, prefix}
		n.note(number, prefix, item)
		if res != nil {
			first := true
			for _, field := range res.IDs {
				if v := item.Get(field); v.Exists() {
					at := canonical(strings.TrimSuffix(path, "/")) + "/" + url.PathEscape(v.String())
					paths = append(paths, at)
					if first {
						c.Made, first = append(c.Made, at), false
					}
				}
			}
		}
	}
	n.learnAs(number, answer)
	return paths
}

// snapshotPrefix begins the paths of values of a snapshot that an action took:
// its answer does not tell them, lists do.
const snapshotPrefix = "snapshot."

// snapshotName is how the snapshot will be called that an action takes, "" if it
// takes none.
func snapshotName(body jsontext.Value) string {
	if body.Get("type").Text() != "snapshot" {
		return ""
	}
	return body.Get("name").Text()
}

// isSnapshot reports whether an element of a list looks like one.
func isSnapshot(v jsontext.Value) bool { return v.Get("min_disk_size").Exists() }

func elements(v jsontext.Value) []jsontext.Value {
	var all []jsontext.Value
	for e := range v.Elements() {
		all = append(all, e)
	}
	return all
}

// learn notes what an answer tells of things that changes made.
func (n *names) learn(answer jsontext.Value) {
	look := func(v jsontext.Value) {
		if by, ok := n.owners[identify(v)]; ok {
			n.note(by.number, by.prefix, v)
		} else if number := n.taken[v.Get("name").Text()]; number > 0 && isSnapshot(v) {
			n.note(number, snapshotPrefix, v)
		}
	}
	for _, v := range answer.Fields() {
		look(v)
		for e := range v.Elements() {
			look(e)
		}
	}
}

// learnAs notes the invented values of an answer as those of a change.
func (n *names) learnAs(number int, answer jsontext.Value) { n.note(number, "answer.", answer) }

// note gives names to the invented values in v that have none.
func (n *names) note(number int, path string, v jsontext.Value) {
	switch v.Kind() {
	case jsontext.KindObject:
		for field, w := range v.Fields() {
			n.note(number, path+field+".", w)
		}
	case jsontext.KindArray:
		all := elements(v)
		for i, w := range all {
			n.note(number, path+elementName(all, i)+".", w)
		}
	case jsontext.KindString, jsontext.KindNumber:
		text := v.String()
		if m := inventedValue().FindString(text); m == text && m != "" && n.refs[text] == "" && !n.real[text] {
			n.refs[text] = refTo(number, strings.TrimSuffix(path, "."))
		}
	}
}

// elementName is what an element of a list goes by: its type, where no other has
// that, since the order may be another one in the account; else its number.
func elementName(all []jsontext.Value, i int) string {
	kind := all[i].Get("type").Text()
	for j, other := range all {
		if kind == "" || strings.ContainsAny(kind, ".}0123456789") || j != i && other.Get("type").Text() == kind {
			return strconv.Itoa(i)
		}
	}
	return kind
}

// at is what is at a path, as elementName names elements.
func at(v jsontext.Value, path string) jsontext.Value {
	for name := range strings.SplitSeq(path, ".") {
		if v.Kind() != jsontext.KindArray {
			v = v.Get(name)
			continue
		}
		all, found := elements(v), jsontext.Value{}
		for i := range all {
			if elementName(all, i) == name {
				found = all[i]
			}
		}
		v = found
	}
	return v
}

// refTo is the reference to a value that a change tells, or, with a number below 0,
// an assumption.
func refTo(number int, path string) string {
	if number < 0 {
		return fmt.Sprintf("${assumed %d.%s}", -number, path)
	}
	return fmt.Sprintf("${%d.%s}", number, path)
}

// refer has references stand for the invented values in a text.
func (n *names) refer(text string) string {
	return inventedValue().ReplaceAllStringFunc(text, func(value string) string {
		if ref := n.refs[value]; ref != "" {
			return ref
		}
		return value
	})
}

// translate is a JSON text with its keys sorted, its secrets hashed, and its
// strings and numbers as refer gives them: a number that becomes something else
// becomes a string. The schema tells which fields are secret.
func translate(schema *catalog.Schema, body []byte, salt string, refer func(string) string) json.RawMessage {
	if len(body) == 0 {
		return nil
	}
	body = secrets.Replace(schema, body, func(secret string) string { return hidden + Hash([]byte(salt+refer(secret))) })
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	var v any
	if decoder.Decode(&v) != nil {
		return nil
	}
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if encoder.Encode(walk(v, refer)) != nil {
		return nil
	}
	return json.RawMessage(bytes.TrimSuffix(b.Bytes(), []byte("\n")))
}

// translateObject is translate for the object at a path, as a GET of it tells it.
func translateObject(path string, object []byte, salt string, refer func(string) string) json.RawMessage {
	op, _ := catalog.Match(http.MethodGet, path)
	switch {
	case op == nil:
		return translate(nil, object, salt, refer)
	case op.Wrapper == "":
		return translate(op.Response, object, salt, refer)
	}
	answer, err := json.Marshal(map[string]json.RawMessage{op.Wrapper: object})
	if err != nil {
		return nil
	}
	return fieldsOf(translate(op.Response, answer, salt, refer))[op.Wrapper]
}

// hidden begins what stands in a secret's place.
const hidden = "sha256:"

func walk(v any, refer func(string) string) any {
	switch v := v.(type) {
	case map[string]any:
		for name, w := range v {
			v[name] = walk(w, refer)
		}
	case []any:
		for i, w := range v {
			v[i] = walk(w, refer)
		}
	case string:
		if !strings.HasPrefix(v, hidden) {
			return refer(v)
		}
	case json.Number:
		if text := refer(v.String()); text != v.String() {
			return text
		}
	}
	return v
}

// replacer has references stand for real values.
type replacer struct{ values map[string]string } // reference by value

func (r *replacer) refer(text string) string {
	values := make([]string, 0, len(r.values))
	for v := range r.values {
		values = append(values, v)
	}
	sort.Slice(values, func(i, j int) bool { return len(values[i]) > len(values[j]) })
	for _, v := range values {
		text = strings.ReplaceAll(text, v, r.values[v])
	}
	return text
}

// knows reports whether a text holds a value that a change invented.
func (n *names) knows(text string) bool {
	for _, value := range inventedValue().FindAllString(text, -1) {
		if n.refs[value] != "" {
			return true
		}
	}
	return false
}

// foreign notes that the values of an object are the account's own.
func (n *names) foreign(v jsontext.Value) {
	switch v.Kind() {
	case jsontext.KindObject, jsontext.KindArray:
		for _, w := range v.Fields() {
			n.foreign(w)
		}
		for w := range v.Elements() {
			n.foreign(w)
		}
	case jsontext.KindString, jsontext.KindNumber:
		if text := v.String(); inventedValue().MatchString(text) && n.refs[text] == "" {
			n.real[text] = true
		}
	}
}
