package do

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/client/ensure"
	"github.com/doapi-lua/doapi/client/jsontext"
	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/do/internal/operation"
)

// ensureClass is do.ensure: a function a kind.
var ensureClass = &luabind.Class{}

func init() {
	*ensureClass = luabind.Class{
		Name: "ensure", Doc: "Brings objects to a wanted state: what is absent is made, what differs is changed.", Bound: true,
		String:  func(any) string { return "do.ensure" },
		Prepare: sync.OnceFunc(func() { ensureClass.Methods = ensureMethods() }),
	}
}

func ensureMethods() (all []luabind.Func) {
	for _, name := range ensure.Kinds() {
		all = append(all, ensureFunc(ensure.KindOf(name)))
	}
	return append(all,
		luabind.Func{Name: "records", Title: "ensure.records", NamedArgs: true,
			Doc: "Sees to it that a domain has these records of a type and name and no others. Gives their list, and {created={...}, deleted={...}, changed={...}} by their data.",
			Params: []luabind.Param{
				{Name: "domain", Type: domainName, Doc: "the domain"},
				{Name: "type", Type: nameType, Doc: "their type, as in \"A\" or \"MX\""},
				{Name: "name", Type: nameType, Doc: "their name in the domain, \"@\" for the domain itself"},
				{Name: "values", Type: luabind.ListType, Doc: "the data of each, or, where they differ in more, {data=, priority=} and whatever else is its own; none deletes them all"},
			},
			More:   func() []luabind.Param { return operation.BodyParams("domains_create_record", "type", "name", "data") },
			Result: "table[], table",
			Run:    runEnsureRecords},
		luabind.Func{Name: "absent", Title: "ensure.absent",
			Doc:    "Sees to it that there is no such object: the kind, and what identifies it. Gives whether one was deleted.",
			Params: []luabind.Param{{Name: "kind", Type: luabind.EnumType(ensure.Kinds()...)}, {Name: "want", Type: luabind.TableType, Doc: "the fields by which it is found, as do.ensure of the kind takes them"}}, Result: "boolean",
			Run: runAbsent},
	)
}

// identifies says what a field tells by which something is found.
func identifies(field string) string {
	switch field {
	case "domain":
		return "the domain that it is in"
	case "public_key":
		return "the key; a comment at its end does not count"
	case "data":
		return "what it holds; a dot at the end does not count"
	case "ip":
		return "the address, of one that the account has"
	case "droplet_id":
		return "the droplet that it is to be assigned to"
	}
	return ""
}

// ensureFunc describes the function of a kind.
func ensureFunc(k *ensure.Kind) luabind.Func {
	what := strings.ReplaceAll(k.Name, "_", " ")
	doc := "Sees to it that there is such a " + what + ", and gives it, and {created=, changed={field={was=, is=}}, unchecked={...}}. It is found by " + joined(k.By, "and") + "."
	if k.Name == "record" {
		doc = "Sees to it that there is such a record, and gives it, and {created=, changed={field={was=, is=}}, unchecked={...}}. It is found by domain, type, name and data: those with other data stay, and ensure.records is for a type and name that is to have no others."
	}
	if len(k.Unchecked) > 0 {
		doc += "\n\nThe API does not show " + joined(k.Unchecked, "and") + ": they are used when it is made, and are not checked afterwards."
	}
	if len(k.Fixed) > 0 {
		doc += "\n\n" + joined(k.Fixed, "and") + " cannot be changed: where they differ it is an error, unless recreate=true has it deleted and made again."
	}
	f := luabind.Func{
		Name: k.Name, Title: "ensure." + k.Name, Doc: doc, NamedArgs: true, Result: classOf(k.Name) + ", table",
		More: func() []luabind.Param {
			return operation.BodyParams(k.Create, append([]string{"names"}, given(k)...)...)
		},
		Run: func(c *luabind.Call) error { return runEnsure(c, k) },
	}
	needed := k.Needed()
	for _, name := range given(k) {
		p := luabind.Param{Name: name, Type: nameType, Doc: identifies(name), Option: !slices.Contains(needed, name)}
		switch name {
		case "name":
			p.Doc = "its name"
		case "type":
			p.Doc = "its type, as in \"A\" or \"MX\""
		case "region":
			p.Type, p.Doc = regionSlug, "the region that it is in; without one any will do to find it"
		case "droplet_id":
			p.Type = dropletID
		case "domain":
			p.Type = domainName
		}
		f.Params = append(f.Params, p)
	}
	if k.Name == "droplet" {
		f.Params = append(f.Params, luabind.Param{Name: "may", Type: luabind.ListType, Option: true, Doc: "what may be done to it for the sake of the wanted state: \"power_off\", for another size"})
	}
	if len(k.Fixed) > 0 {
		f.Params = append(f.Params, luabind.Param{Name: "recreate", Type: luabind.BooleanType, Option: true, Doc: "delete it and make it again where it cannot be changed"})
	}
	f.Params = append(f.Params, luabind.Param{Name: "extra", Type: luabind.TableType, Option: true, Doc: "further wanted fields, which the description does not know"})
	return f
}

// given are the fields by which one is found.
func given(k *ensure.Kind) []string {
	names := slices.Clone(k.Needed())
	for _, name := range k.By {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// classOf is the class of what scripts get of a kind.
func classOf(kind string) string {
	switch kind {
	case "tag":
		return "Tag"
	case "ssh_key":
		return "SSHKey"
	case "domain":
		return "Domain"
	case "record":
		return "DomainRecord"
	case "firewall":
		return "Firewall"
	case "volume":
		return "Volume"
	case "vpc":
		return "VPC"
	case "reserved_ip":
		return "ReservedIP"
	case "droplet":
		return "Droplet"
	case "load_balancer":
		return "LoadBalancer"
	case "certificate":
		return "Certificate"
	case "project":
		return "Project"
	case "cluster":
		return "KubernetesCluster"
	case "database":
		return "Database"
	}
	return ""
}

// joined lists words: "a, b and c".
func joined(words []string, last string) string {
	n := len(words) - 1
	if n < 1 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:n], ", ") + " " + last + " " + words[n]
}

// wantedFields are the arguments of a call as what is sent.
func wantedFields(c *luabind.Call, op string, names []string) (map[string]any, error) {
	body, err := operation.Body(c, op)
	if err != nil {
		return nil, err
	}
	want := map[string]any{}
	for name, v := range body {
		want[name] = v
	}
	for _, name := range names {
		if v := c.Named(name); !v.IsNil() {
			raw, err := operation.Field(c, op, name, v)
			if err != nil {
				return nil, err
			}
			want[name] = json.RawMessage(raw)
		}
	}
	return want, nil
}

// wanted decodes the table that a script gave.
func wanted(c *luabind.Call, k *ensure.Kind, v luabind.Value) (map[string]any, error) {
	want := map[string]any{}
	t, _ := v.AsTable()
	var err error
	t.Each(func(key, v luabind.Value) bool {
		name, _ := key.AsString()
		if v, err = operation.Identity(c, v); err != nil {
			return false
		}
		var raw []byte
		raw, err = operation.Field(c, k.Create, name, v)
		want[name] = json.RawMessage(raw)
		return err == nil
	})
	return want, err
}

// ensureError says which kind of error it is to scripts.
func ensureError(err error) error {
	if e, ok := err.(*ensure.Error); ok {
		return luabind.Errorf(kindState, "%s", e.Message)
	}
	return err
}

func runEnsure(c *luabind.Call, k *ensure.Kind) error {
	m := managerOf(c)
	cl, err := m.get()
	if err != nil {
		return err
	}
	kind := k.Name
	want, err := wantedFields(c, k.Create, given(k))
	if err != nil {
		return err
	}
	options := ensure.Options{Recreate: c.Named("recreate").Truthy()}
	if may, ok := c.Named("may").AsTable(); ok {
		for i := range may.Len() {
			options.May = append(options.May, may.At(i+1).Text())
		}
	}
	for _, name := range options.May {
		if name != "power_off" {
			return luabind.ValueErrorf("ensure.%s: 'may' knows \"power_off\", not %q", kind, name)
		}
	}
	if extra, ok := c.Named("extra").AsTable(); ok {
		options.Extra = map[string]any{}
		extra.Each(func(key, _ luabind.Value) bool {
			name := key.Text()
			options.Extra[name] = want[name]
			return true
		})
	}
	var result *ensure.Result
	var object client.Resource
	if err := m.block(c, func(ctx context.Context) (err error) {
		if result, err = ensure.Ensure(ctx, cl, kind, want, options); err != nil {
			return err
		}
		object, err = objectAt(ctx, cl, result.Path)
		return err
	}); err != nil {
		return wrapEnsure(err)
	}
	info := c.NewTable(0, 3)
	info.Set("created", luabind.Bool(result.Created))
	info.Set("changed", differences(c, result.Changed))
	unchecked := c.NewTable(len(result.Unchecked), 0)
	for _, name := range result.Unchecked {
		unchecked.Append(luabind.String(name))
	}
	info.Set("unchecked", c.Host().MarkList(unchecked).Value())
	return c.Return(m.resource(c, object), info.Value())
}

// wrapEnsure finds the error of ensure behind the client's.
func wrapEnsure(err error) error {
	if f, ok := err.(*failure); ok {
		if e := ensureError(f.err); e != f.err {
			return e
		}
	}
	return err
}

// objectAt asks for an object by its path.
func objectAt(ctx context.Context, cl *client.Client, path string) (client.Resource, error) {
	op, params := catalog.Match(http.MethodGet, path)
	values := client.Args{}
	for _, p := range params {
		values[p.Name] = p.Value
	}
	a, err := cl.Call(ctx, op, client.Args{"path": values})
	if err != nil {
		return nil, err
	}
	return a.Object(), nil
}

func differences(c *luabind.Call, changed map[string]ensure.Difference) luabind.Value {
	t := c.NewTable(0, len(changed))
	// In an order, so that scripts which go through it do the same each time.
	for _, name := range slices.Sorted(maps.Keys(changed)) {
		d := changed[name]
		one := c.NewTable(0, 2)
		if w, ok := d.Was.(jsontext.Value); ok && w.Exists() {
			one.Set("was", toLua(c, w))
		}
		if w, ok := d.Is.(jsontext.Value); ok && w.Exists() {
			one.Set("is", toLua(c, w))
		}
		t.Set(name, one.Value())
	}
	return t.Value()
}

func runEnsureRecords(c *luabind.Call) error {
	m := managerOf(c)
	cl, err := m.get()
	if err != nil {
		return err
	}
	set := ensure.RecordSet{Domain: c.Named("domain").Text(), Type: c.Named("type").Text(), Name: c.Named("name").Text(), Fields: map[string]any{}}
	values, _ := c.Named("values").AsTable()
	for i := range values.Len() {
		data, own, err := recordValue(c, values.At(i+1))
		if err != nil {
			return luabind.TypeErrorf("ensure.records: 'values[%d]' %w", i+1, err)
		}
		set.Values, set.Own = append(set.Values, data), append(set.Own, own)
	}
	further, err := wantedFields(c, "domains_create_record", nil)
	if err != nil {
		return err
	}
	maps.Copy(set.Fields, further)
	var result *ensure.SetResult
	if err := m.block(c, func(ctx context.Context) (err error) { result, err = ensure.Records(ctx, cl, set); return err }); err != nil {
		return wrapEnsure(err)
	}
	list := c.NewTable(len(result.Records), 0)
	for _, r := range result.Records {
		list.Append(toLua(c, r))
	}
	info := c.NewTable(0, 3)
	info.Set("created", texts(c, result.Created))
	info.Set("deleted", texts(c, result.Deleted))
	changed := c.NewTable(0, len(result.Changed))
	for _, value := range slices.Sorted(maps.Keys(result.Changed)) {
		changed.Set(value, differences(c, result.Changed[value]))
	}
	info.Set("changed", changed.Value())
	return c.Return(c.Host().MarkList(list).Value(), info.Value())
}

// recordValue reads one of the records of a set: its data, or a table of that and what
// else is its own.
func recordValue(c *luabind.Call, v luabind.Value) (data string, own map[string]any, err error) {
	t, isTable := v.AsTable()
	if self, _ := v.Object(); isTable && self == nil {
		if own, err = wanted(c, ensure.KindOf("record"), v); err != nil {
			return "", nil, err
		}
		v = t.Get("data")
		delete(own, "data")
		for _, name := range []string{"domain", "type", "name"} {
			if own[name] != nil {
				return "", nil, fmt.Errorf("must not have '%s', which is the same for all", name)
			}
		}
	}
	if v, err = operation.Text(c, v); err != nil || v.IsNil() {
		return "", nil, errors.New("must be a string, or a table with 'data'")
	}
	return v.Text(), own, nil
}

// texts is a list of strings.
func texts(c *luabind.Call, values []string) luabind.Value {
	t := c.NewTable(len(values), 0)
	for _, v := range values {
		t.Append(luabind.String(v))
	}
	return c.Host().MarkList(t).Value()
}

func runAbsent(c *luabind.Call) error {
	m := managerOf(c)
	cl, err := m.get()
	if err != nil {
		return err
	}
	var kind string
	var table luabind.Value
	c.Bind(&kind, &table)
	want, err := wanted(c, ensure.KindOf(kind), table)
	if err != nil {
		return err
	}
	var result *ensure.Result
	if err := m.block(c, func(ctx context.Context) (err error) { result, err = ensure.Absent(ctx, cl, kind, want); return err }); err != nil {
		return wrapEnsure(err)
	}
	return c.Return(luabind.Bool(len(result.Changed) > 0))
}
