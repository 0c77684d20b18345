package plan

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"sort"
	"strings"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/client/change"
	"github.com/doapi-lua/doapi/client/internal/secrets"
	"github.com/doapi-lua/doapi/client/jsontext"
)

// Change is a change that a program would make. Values that nobody knows before
// stand as references to the change that will tell them: "${3.ip_address}".
type Change struct {
	N           int             `json:"n"`
	Task        string          `json:"task,omitempty"`
	Line        string          `json:"line,omitempty"`
	Operation   string          `json:"operation"` // the catalog's id
	Called      string          `json:"called"`    // as scripts call it
	Method      string          `json:"method"`
	Path        string          `json:"path"` // with the query
	Target      string          `json:"target"`
	Sign        string          `json:"sign"` // + ~ - >
	Kind        string          `json:"kind"`
	Type        string          `json:"type,omitempty"`
	Name        string          `json:"name,omitempty"`
	Names       []string        `json:"names,omitempty"`
	Makes       int             `json:"makes,omitempty"`
	Body        json.RawMessage `json:"body,omitempty"`
	Was         json.RawMessage `json:"was,omitempty"`     // what is changed, as far as the account shows it
	Fields      []Field         `json:"fields,omitempty"`  // that differ afterwards
	Hangs       []string        `json:"hangs,omitempty"`   // what hangs on what is deleted or resized
	Members     []string        `json:"members,omitempty"` // of a change by tag
	Cost        *float64        `json:"cost,omitempty"`    // USD a month that it adds; negative for what it saves
	Before      float64         `json:"before,omitempty"`  // what it changes has cost, USD a month, where the account has it
	NoPrice     string          `json:"no_price,omitempty"`
	Refused     string          `json:"refused,omitempty"` // the simulator's words, where the API may accept it
	Irrevocable string          `json:"irrevocable,omitempty"`
	// Made are the paths of what is made.
	Made []string `json:"made,omitempty"`
	// Assumed is the number of the assumption that what is changed goes by, 0 for
	// none.
	Assumed int `json:"assumed,omitempty"`
	// Unstable are fields that come out differently each time.
	Unstable []string `json:"unstable,omitempty"`

	what    *change.Change
	target  jsontext.Value
	members []string // as the paths in the plan's world
}

// Field is a field before and after.
type Field struct {
	Name string          `json:"name"`
	Was  json.RawMessage `json:"was,omitempty"`
	Is   json.RawMessage `json:"is,omitempty"`
}

// targetPath is where what a change changes can be asked for.
func targetPath(what *change.Change) string { return itemPath(what.Target) }

// before notes how what is changed looks now.
func (c *Change) before(o *Overlay, ctx context.Context, what *change.Change) {
	if tag := what.Query.Get("tag_name"); tag != "" {
		u := &url.URL{Scheme: "https", Host: "plan", Path: "/v2/droplets", RawQuery: url.Values{"tag_name": {tag}, "per_page": {"200"}}.Encode()}
		if a, err := o.simulated(ctx, http.MethodGet, u, nil); err == nil && a.status == http.StatusOK {
			v, _ := jsontext.Parse(string(a.body))
			for d := range v.Get("droplets").Elements() {
				path := "/v2/droplets/" + d.Get("id").String()
				c.members = append(c.members, path)
				c.Members = append(c.Members, o.names.refer(path))
			}
			sort.Strings(c.Members)
		}
		return
	}
	path := targetPath(what)
	if what.Sign == change.Create || path == "" {
		return
	}
	v := c.look(o, ctx, path)
	if !v.Exists() {
		return
	}
	c.target = v
	if c.Sign == string(change.Delete) || what.Type == "resize" {
		for _, h := range o.hanging(ctx, path, v) {
			c.Hangs = append(c.Hangs, o.names.refer(h))
		}
	}
	if c.Name == "" || c.Sign != "+" {
		for _, name := range []jsontext.Value{v.Get("name"), v.Get("spec", "name")} {
			if name.Text() != "" {
				c.Name = o.names.refer(name.Text())
				break
			}
		}
	}
	if o.copied[path] {
		c.Was = translateObject(path, watched(v, what), o.names.salt, o.names.refer)
	}
}

// watched is what of an object a later run must find as it was: the fields that
// the change sends, what identifies it, and when it was made.
func watched(v jsontext.Value, what *change.Change) json.RawMessage {
	fields := map[string]json.RawMessage{}
	for _, name := range []string{"id", "uuid", "name", "created_at", "status", "size_slug", "data", "type", "ip_address", "droplet_ids", "tags"} {
		if w := v.Get(name); w.Exists() {
			fields[name] = json.RawMessage(w.Raw())
		}
	}
	for name := range what.Body.Fields() {
		if w := v.Get(name); w.Exists() {
			fields[name] = json.RawMessage(w.Raw())
		}
	}
	text, _ := json.Marshal(fields)
	return text
}

// look asks the copy for an object.
func (c *Change) look(o *Overlay, ctx context.Context, path string) jsontext.Value {
	u := &url.URL{Scheme: "https", Host: "plan", Path: path}
	if text, err := url.PathUnescape(path); err == nil {
		u.Path, u.RawPath = text, path
	}
	a, err := o.simulated(ctx, http.MethodGet, u, nil)
	if err != nil || a.status != http.StatusOK {
		return jsontext.Value{}
	}
	v, _ := jsontext.Parse(string(a.body))
	op, _ := catalog.Match(http.MethodGet, path)
	if res, _ := catalog.CollectionOf(op); res != nil && res.ObjectKey != "" {
		v = v.Get(res.ObjectKey)
	}
	return v
}

// after notes what is different now.
func (c *Change) after(o *Overlay, r *http.Request, what *change.Change) {
	path := targetPath(what)
	if c.Refused != "" || path == "" || what.Sign != change.Update || what.Type != "" {
		if what.Sign == change.Update && what.Type != "" {
			c.actionFields(o, what)
		}
		return
	}
	now := c.look(o, r.Context(), path)
	for name, is := range now.Fields() {
		was := c.target.Get(name)
		if !was.Equal(is) && name != "updated_at" {
			told := func(v jsontext.Value) json.RawMessage {
				return field(name, v, func(text []byte) json.RawMessage { return translateObject(path, text, o.names.salt, o.names.refer) })
			}
			c.Fields = append(c.Fields, Field{name, told(was), told(is)})
		}
	}
}

// actionFields tells what an action will have changed once it has ended.
func (c *Change) actionFields(o *Overlay, what *change.Change) {
	for name, v := range what.Body.Fields() {
		if name == "type" {
			continue
		}
		was := c.target.Get(name)
		if name == "size" {
			was = c.target.Get("size_slug")
		}
		if slug := was.Get("slug"); slug.Exists() {
			was = slug // of a region, say, which requests name so
		}
		if was.Equal(v) {
			continue
		}
		told := func(v jsontext.Value) json.RawMessage {
			return field(name, v, func(text []byte) json.RawMessage { return translate(what.Op.Body, text, o.names.salt, o.names.refer) })
		}
		c.Fields = append(c.Fields, Field{name, told(was), told(v)})
	}
}

// field is a field as it is told within its object, where the catalog knows
// whether it is a secret.
func field(name string, v jsontext.Value, tell func(object []byte) json.RawMessage) json.RawMessage {
	if !v.Exists() {
		return nil
	}
	key, _ := json.Marshal(name) // a string always can be
	return fieldsOf(tell([]byte(`{` + string(key) + `:` + v.Raw() + `}`)))[name]
}

// change carries a change out on the copy.
func (o *Overlay) change(r *http.Request, what *change.Change, body []byte) (*saved, error) {
	if what.Op == nil {
		return nil, errorf("%s %s cannot be planned: the catalog does not know it", what.Method, what.Path)
	}
	if err := o.copyNamed(r, what); err != nil {
		return nil, err
	}
	c := o.describe(r.Context(), what, body)
	if err := o.price(r, what, c); err != nil {
		return nil, err
	}
	refused, err := o.dryRun(r, what)
	if err != nil {
		return nil, err
	}
	a, err := o.simulated(r.Context(), r.Method, r.URL, body)
	if err != nil {
		return nil, err
	}
	o.changes = append(o.changes, c)
	c.N = len(o.changes)
	answer, _ := jsontext.Parse(string(a.body))
	switch {
	case a.status/100 != 2:
		c.Refused = cmp.Or(o.names.refer(refusal(what, body, a)), http.StatusText(a.status))
	case refused != nil:
		a = refused
		c.Refused = "the API would refuse it: " + refusal(what, body, a)
	case what.Sign == change.Delete:
		o.deleted(what, c)
	case what.Sign == change.Create:
		for _, path := range o.names.made(c.N, answer, what.Op, what.Path, c) {
			o.made[path] = true
		}
		for _, path := range namedPaths(what) {
			o.made[path] = o.made[path] || !o.copied[path] || o.gone[path]
		}
	default:
		o.names.learnAs(c.N, answer)
		if name := snapshotName(what.Body); name != "" {
			o.names.taken[name] = c.N
		}
	}
	c.after(o, r, what)
	return a, nil
}

// refusal is what an answer says that refuses a change, without the secrets that
// it may repeat.
func refusal(what *change.Change, sent []byte, a *saved) string {
	answer, _ := jsontext.Parse(string(secrets.Refusal(what.Op, sent, a.body)))
	return answer.Get("message").Text()
}

// deleted notes what a delete has taken away.
func (o *Overlay) deleted(what *change.Change, c *Change) {
	if tag := what.Query.Get("tag_name"); tag != "" {
		for _, path := range c.members {
			o.gone[path] = true
			delete(o.made, path)
		}
		return
	}
	if at := itemPath(what.Path); at == canonical(what.Path) {
		o.gone[at] = true
		delete(o.made, at)
		if tag, ok := strings.CutPrefix(at, "/v2/tags/"); ok {
			name, _ := url.PathUnescape(tag)
			o.untagged[name] = true
		}
		if strings.HasPrefix(at, "/v2/snapshots/") {
			o.gone["/v2/images/"+at[len("/v2/snapshots/"):]] = true
		}
	}
}

// describe begins the change as the plan will show it.
func (o *Overlay) describe(ctx context.Context, what *change.Change, body []byte) *Change {
	origin := client.OriginOf(ctx)
	c := &Change{
		Task: origin.Task, Line: origin.Place(), Operation: what.Op.ID, Called: what.Operation(), Method: what.Method,
		Sign: string(what.Sign), Kind: what.Kind, Type: what.Type, Makes: what.Makes, what: what,
	}
	c.Path = o.names.refer(pathAndQuery(what))
	c.Target = o.names.refer(what.Target)
	for _, name := range what.Names {
		c.Names = append(c.Names, o.names.refer(name))
	}
	c.Name = o.names.refer(what.Name())
	c.Body = translate(what.Op.Body, body, o.names.salt, o.names.refer)
	undo := what.Op.Undo(what.Type)
	if undo.Method == catalog.NoUndo {
		c.Irrevocable = undo.Why
	}
	c.before(o, ctx, what)
	if as := o.assumed[targetPath(what)]; as != nil && as.done {
		c.Assumed = as.N
	}
	return c
}

func pathAndQuery(what *change.Change) string {
	if len(what.Query) == 0 {
		return what.Path
	}
	return what.Path + "?" + what.Query.Encode()
}
