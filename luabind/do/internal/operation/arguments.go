package operation

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/luabind"
)

// argument is an argument of an operation as scripts give it.
type argument struct {
	name     string // in scripts
	api      string // in the API
	param    *catalog.Param
	schema   *catalog.Schema
	inBody   bool
	required bool
	waivers  []catalog.Waiver // when it need not be there although it is required

	otherwise string // what is sent where it is left out although the API demands it: its default, as JSON
}

// Arguments are how an operation's arguments are read and sent. They are
// read-only once made: safe from any goroutine.
type Arguments struct {
	op     *catalog.Operation
	filled int // path parameters that an object gives
	args   []argument
	parts  []luabind.Param // path, query, body and extra
}

// ArgumentsOf orders an operation's arguments, without the first path
// parameters that an object gives, as many as filled says: what the path needs, what else is
// needed, and the rest. A name that is in the path and in the body is one
// argument for both.
func ArgumentsOf(op *catalog.Operation, filled int) *Arguments {
	p := &Arguments{op: op, filled: filled}
	fields := op.BodyFields()
	body := func(name string) *catalog.Property {
		if i := slices.IndexFunc(fields, func(f catalog.Property) bool { return f.Name == name }); i >= 0 {
			return &fields[i]
		}
		return nil
	}
	var later []argument
	for i := range op.Params {
		param := &op.Params[i]
		if param.In == catalog.InPath && i < filled {
			continue
		}
		a := argument{name: scriptName(param), api: param.Name, param: param, schema: param.Schema, required: param.Required}
		a.inBody = body(param.Name) != nil
		if a.required {
			p.args = append(p.args, a)
		} else {
			later = append(later, a)
		}
	}
	for i := range fields {
		f := &fields[i]
		if param := op.Param(f.Name); param != nil && !p.isFilled(param) {
			continue
		}
		a := argument{name: f.Name, api: f.Name, schema: f.Schema, inBody: true, required: f.Required && op.Param(f.Name) == nil}
		if a.required && f.Schema.Default != "" && f.Schema.Kind != catalog.Array && f.Schema.Kind != catalog.Object {
			a.required, a.otherwise = false, f.Schema.Default
		}
		a.waivers = op.Body.WaiversOf(f.Name)
		if a.required && a.waivers == nil {
			p.args = append(p.args, a)
		} else {
			later = append(later, a)
		}
	}
	p.args = append(p.args, later...)
	p.parts = p.partParams()
	return p
}

// isFilled reports whether an object gives a parameter.
func (p *Arguments) isFilled(param *catalog.Param) bool {
	return slices.ContainsFunc(p.op.Params[:p.filled], func(q catalog.Param) bool { return q.Name == param.Name })
}

// scriptName is what scripts call a parameter; headers are no identifiers.
func scriptName(p *catalog.Param) string {
	if p.In == catalog.InHeader {
		return strings.ReplaceAll(strings.ToLower(p.Name), "-", "_")
	}
	return p.Name
}

// partParams are the arguments that every operation has beside its own.
func (p *Arguments) partParams() []luabind.Param {
	var all []luabind.Param
	add := func(name, doc string, t *luabind.Type, carries bool) {
		if !slices.ContainsFunc(p.args, func(a argument) bool { return a.name == name }) {
			all = append(all, luabind.Param{Name: name, Type: t, Doc: doc, Option: true, Carries: carries})
		}
	}
	if p.op.Host != catalog.Upload {
		add("path", "what goes into the path alone, by name", luabind.TableType, true)
		add("query", "what goes into the query alone, by name; nothing of it is checked", luabind.TableType, true)
	}
	if p.op.Body != nil {
		add("body", "what goes into the body alone, unchecked: a table, or the whole body as a string", Data, true)
	}
	add("extra", "what the description does not know: further fields of the body, or of the query where there is no body", luabind.TableType, true)
	return all
}

// Params describes the arguments.
func (p *Arguments) Params() []luabind.Param {
	var all []luabind.Param
	for i := range p.args {
		a := &p.args[i]
		param := luabind.Param{Name: a.name, Option: !a.required || a.waivers != nil, Bypass: p.bypass(a)}
		switch {
		case a.param != nil:
			param.Type = paramType(a.param)
		default:
			param.Type = typeAt(p.op.Group, a.name, a.schema)
		}
		param.Doc, param.ReadOnly = catalog.FieldText(p.op.Group, a.api), a.schema.ReadOnly && a.inBody
		if a.param == nil && names(a.name) {
			param.Type = notEmpty(param.Type)
		}
		if isPart(a.name) {
			param.Type = orPart(param.Type)
		}
		if a.schema.Default != "" {
			param.Default = strings.Trim(a.schema.Default, `"`)
		}
		all = append(all, param)
	}
	return append(all, p.parts...)
}

// bypass is the argument in which any value of another one goes out: what is in
// a path has none.
func (p *Arguments) bypass(a *argument) string {
	if isPart(a.name) || a.param != nil && (a.param.In != catalog.InQuery || p.op.Body != nil) {
		return ""
	}
	return "extra"
}

// names reports whether a field of a body names what exists or is made.
func names(field string) bool {
	return field == "name" || field == "region" || field == "size" || field == "image" || strings.HasSuffix(field, "_id") || strings.HasSuffix(field, "_uuid")
}

// notEmpty is for what must not be an empty text: a variable that was never set
// would widen a filter to everything.
func notEmpty(t *luabind.Type) *luabind.Type {
	filled := *t
	filled.Check = func(c *luabind.Call, v luabind.Value) (luabind.Value, error) {
		if v.IsString() && text(v) == "" {
			return v, luabind.ValueErrorf("must not be empty")
		}
		return t.Check(c, v)
	}
	return &filled
}

func isPart(name string) bool { return name == "path" || name == "query" || name == "body" }

// orPart is for arguments that are called like a part: a table is the part.
func orPart(t *luabind.Type) *luabind.Type {
	wider := *t
	wider.Check = func(c *luabind.Call, v luabind.Value) (luabind.Value, error) {
		if partIn(v).Ok() && !t.Table {
			return v, nil
		}
		return t.Check(c, v)
	}
	return &wider
}

// partIn is the table that a value is, if it is a plain one.
func partIn(v luabind.Value) luabind.Table {
	t, ok := v.AsTable()
	if self, _ := v.Object(); !ok || self != nil {
		return luabind.Table{}
	}
	return t
}

// gives reports whether a value is a table with a field.
func gives(v luabind.Value, field string) bool {
	t := partIn(v)
	return t.Ok() && !t.Get(field).IsNil()
}

// Read makes the arguments that are sent.
func (p *Arguments) Read(c *luabind.Call) (client.Args, error) {
	args := client.Args{}
	body := luabind.Nil
	for i := range p.args {
		a := &p.args[i]
		v := c.Named(a.name)
		if v.IsNil() && a.otherwise != "" && c.Named("body").IsNil() && !gives(c.Named("extra"), a.api) {
			args[a.api] = json.RawMessage(a.otherwise)
		}
		if v.IsNil() || isPart(a.name) && partIn(v).Ok() && !takesTable(a.schema) {
			continue
		}
		if p.op.Body != nil && p.op.Body.Kind == catalog.String && a.name == "body" {
			body = v
			continue
		}
		raw, err := c.AppendJSON(nil, v, luabind.JSONOptions{Shape: shapeOf(a.schema)})
		if err != nil {
			return nil, luabind.ValueErrorf("%s: '%s': %w", c.Func().Called(), a.name, err)
		}
		args[a.api] = json.RawMessage(raw)
	}
	if v := c.Named("body"); v.IsString() && !p.has("body") {
		body = v
	}
	parts := map[string]client.Args{}
	for _, from := range []struct{ option, part string }{{"path", "path"}, {"query", "query"}, {"body", "body"}, {"extra", p.further()}} {
		if err := p.readPart(c, parts, from.option, from.part); err != nil {
			return nil, err
		}
	}
	for name, part := range parts {
		args[name] = part
	}
	if body.IsString() {
		args["body"] = text(body)
		p.dropFields(args)
	}
	return args, p.missing(c, args, parts, body.IsString())
}

// has reports whether the operation has an argument of its own of a name.
func (p *Arguments) has(name string) bool {
	return slices.ContainsFunc(p.args, func(a argument) bool { return a.name == name })
}

// further is the part that extra goes to.
func (p *Arguments) further() string {
	if p.op.Body == nil {
		return "query"
	}
	return "body"
}

// dropFields leaves the fields of the body out where it is given whole.
func (p *Arguments) dropFields(args client.Args) {
	for i := range p.args {
		if a := &p.args[i]; a.inBody && a.param == nil {
			delete(args, a.api)
		}
	}
}

// readPart adds what a table holds to a part.
func (p *Arguments) readPart(c *luabind.Call, parts map[string]client.Args, option, part string) error {
	t := partIn(c.Named(option))
	if !t.Ok() {
		return nil
	}
	if parts[part] == nil {
		parts[part] = client.Args{}
	}
	var err error
	t.Each(func(k, v luabind.Value) bool {
		name, ok := k.AsString()
		if !ok || !k.IsString() {
			err = luabind.TypeErrorf("%s: '%s' holds arguments by name, got element %s", c.Func().Called(), option, k.Quote())
			return false
		}
		var shape luabind.Shape
		if part == "body" {
			shape = fieldShape(p.op, name)
		} else if v, err = Identity(c, v); err != nil {
			err = luabind.TypeErrorf("%s: '%s.%s' %w", c.Func().Called(), option, name, err)
			return false
		}
		var raw []byte
		if raw, err = c.AppendJSON(nil, v, luabind.JSONOptions{Shape: shape}); err != nil {
			err = luabind.ValueErrorf("%s: '%s.%s': %w", c.Func().Called(), option, name, err)
			return false
		}
		parts[part][name] = json.RawMessage(raw)
		return true
	})
	return err
}

// Fill puts what an object knows into the path.
func (p *Arguments) Fill(args client.Args, o *client.Object) error {
	values := o.PathValues()
	if len(values) < p.filled {
		return luabind.ValueErrorf("%s.%s: the %s lacks what identifies it", p.op.Group, p.op.Name, o.Class().Name)
	}
	path, _ := args["path"].(client.Args)
	if path == nil {
		path = client.Args{}
	}
	for i := range p.filled {
		name := p.op.Params[i].Name
		path[name] = values[i]
		// What the body names too is sent in both.
		if f := bodyField(p.op, name); f != nil && args[name] == nil {
			args[name] = values[i]
			if f.Schema.Kind == catalog.Integer {
				args[name] = json.RawMessage(values[i])
			}
		}
	}
	args["path"] = path
	return nil
}

// bodyField is a field of an operation's body, nil if it has none of the name.
func bodyField(op *catalog.Operation, name string) *catalog.Property {
	fields := op.BodyFields()
	if i := slices.IndexFunc(fields, func(f catalog.Property) bool { return f.Name == name }); i >= 0 {
		return &fields[i]
	}
	return nil
}
