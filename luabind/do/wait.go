package do

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/luabind"
)

// waiting is a wait that scripts iterate over.
type waiting[T client.Resource] struct {
	m *manager
	w *client.Waiter[T]
}

// Next gives the next object that is done.
func (it *waiting[T]) Next(c *luabind.Call) (luabind.Value, error) {
	r, err := it.next(c)
	if isEnd(err) {
		return luabind.Nil, nil
	}
	if err != nil {
		return luabind.Nil, err
	}
	return it.m.resource(c, r), nil
}

func (it *waiting[T]) next(c *luabind.Call) (r T, err error) {
	if !it.w.Interrupted() {
		// The first Ctrl-C yields the rest; a second one ends the script.
		remove := c.OnInterrupt(it.w.Interrupt)
		defer remove()
	}
	err = it.m.block(c, func(ctx context.Context) (err error) {
		r, err = it.w.Next(context.WithValue(ctx, callKey{}, c))
		return err
	})
	if f, ok := err.(*failure); ok && !isEnd(err) {
		f.rest = []client.Resource{}
		for _, rest := range it.w.Rest() {
			f.rest = append(f.rest, rest)
		}
	}
	return r, err
}

// callKey finds the call in the context of a wait, for conditions that call Lua.
type callKey struct{}

// Interrupted says whether the rest came as it stood.
func (it *waiting[T]) Interrupted() bool { return it.w.Interrupted() }

// single waits for one object and returns its final state, nil when it is gone.
func single[T client.Resource](m *manager, c *luabind.Call, w *client.Waiter[T]) error {
	it := &waiting[T]{m: m, w: w}
	r, err := it.next(c)
	if err != nil {
		return err
	}
	if r.Base().Gone() {
		return c.Return(luabind.Nil)
	}
	if it.Interrupted() {
		c.Warn(fmt.Sprintf("%s: the interrupt ended the wait; %v comes as it stands, and do.stopping is true", c.Func().Called(), r))
	}
	return c.Return(m.resource(c, r))
}

// timing are the arguments that all waits have.
var timing = []luabind.Param{
	{Name: "wait_interval", Type: luabind.SecondsType, Option: true, Doc: "seconds between two looks; the client's unless given"},
	{Name: "wait_time", Type: luabind.SecondsType, Option: true, Doc: "seconds after which it gives up; 0 asks once, negative never; the client's unless given"},
}

// waitOptions reads the arguments of timing, and check.
func (m *manager) waitOptions(c *luabind.Call) ([]client.WaitOption, error) {
	if err := m.open(); err != nil {
		return nil, err
	}
	interval, limit := m.config.WaitInterval, m.config.WaitTime
	if v := c.Named("wait_interval"); !v.IsNil() {
		if interval = v.Seconds(); interval < 0 {
			return nil, luabind.ValueErrorf("%s: 'wait_interval' must not be negative", c.Func().Name)
		}
	}
	if v := c.Named("wait_time"); !v.IsNil() {
		limit = v.Seconds()
	}
	opts := []client.WaitOption{client.WithInterval(interval), client.WithTimeLimit(limit)}
	if c.Named("check").Truthy() {
		opts = append(opts, client.WithCheck())
	}
	return opts, nil
}

var checkParam = luabind.Param{Name: "check", Type: luabind.BooleanType, Option: true, Doc: "raise an ActionError for an action that failed"}

// dropletConditions are the arguments that say what to wait for.
var dropletConditions = []luabind.Param{
	{Name: "status", Type: dropletStatus, Option: true, Doc: "wait for this status"},
	{Name: "locked", Type: truth, Option: true, Doc: "wait until it is locked, or is not"},
	{Name: "ready", Type: luabind.BooleanType, Option: true, Doc: "wait until it is active and has a public address"},
}

// dropletStatus takes any status: the API may have new ones. What is a slip for
// one of those that are known is refused.
var dropletStatus = openEnum("a status of droplets", client.DropletNew, client.DropletActive, client.DropletOff, client.DropletArchive)

// openEnum takes any text but a slip for one of those that are known.
func openEnum(name string, known ...string) *luabind.Type {
	return &luabind.Type{Name: name, Lua: "string", Enum: known, Open: true, Literal: []string{"string"},
		Check: func(c *luabind.Call, v luabind.Value) (luabind.Value, error) {
			if !v.IsString() {
				return v, luabind.ErrType
			}
			if near := luabind.NearMiss(v.Text(), known); near != "" {
				return v, fmt.Errorf("must be one of %s, got %s (did you mean '%s'?)", strings.Join(known, ", "), v.Quote(), near)
			}
			return nameType.Check(c, v)
		}}
}

// truth takes anything for true or false, as Lua does.
var truth = &luabind.Type{Name: "a boolean", Lua: "boolean", Check: func(_ *luabind.Call, v luabind.Value) (luabind.Value, error) {
	return luabind.Bool(v.Truthy()), nil
}}

// dropletRules are between them.
var dropletRules = []luabind.Rule{luabind.OneOf("status", "locked", "ready")}

// dropletCondition reads the one that is given.
func dropletCondition(c *luabind.Call) (client.Condition, error) {
	switch status, locked := c.Named("status"), c.Named("locked"); {
	case !status.IsNil():
		return client.StatusIs(status.Text()), nil
	case !locked.IsNil():
		return client.LockedIs(locked.Truthy()), nil
	case !c.Named("ready").Truthy():
		return client.Condition{}, luabind.TypeErrorf("%s: 'ready' can only be true", c.Func().Name)
	}
	return client.Ready(), nil
}

// luaCondition makes a condition of a Lua function, which is called with each object as
// just seen.
func (m *manager) luaCondition(f luabind.Value) client.Condition {
	return client.Condition{Attr: "until_", Value: true, Met: func(ctx context.Context, r client.Resource) (met bool, err error) {
		c := ctx.Value(callKey{}).(*luabind.Call)
		c.Locked(func() {
			var out []luabind.Value
			out, err = c.Call(f, m.resource(c, r))
			met = len(out) > 0 && out[0].Truthy()
			if err != nil && ctx.Err() == nil {
				err = structured(c, err)
			}
		})
		return met, err
	}}
}

// structured makes an error with fields of what a script's function raised, so
// that it can carry more. A table or another value stays what it is.
func structured(c *luabind.Call, err error) error {
	v := c.ErrorValue(err)
	if text, ok := v.AsString(); ok {
		return &luabind.ScriptError{Kind: luabind.KindError, Message: text, Err: err}
	}
	if self, _ := v.Object(); self != nil {
		if e, ok := self.(*luabind.ScriptError); ok {
			return e
		}
	}
	return err
}

func params(lists ...[]luabind.Param) []luabind.Param {
	var out []luabind.Param
	for _, l := range lists {
		out = append(out, l...)
	}
	return out
}

// runWait is do.wait.
func runWait(c *luabind.Call) error {
	m := managerOf(c)
	field := textOf(c.Named("field"))
	value, values, until := c.Named("value"), c.Named("values"), c.Named("until_")
	objects := resources[client.Resource](c.Named("objects"), nil)
	if err := misnamed(c, objects, field); err != nil {
		return err
	}
	for _, name := range []string{"value", "values", "fail"} {
		if err := slip(c, name, objects, field); err != nil {
			return err
		}
	}
	cond := client.Settled()
	var wanted []any
	switch {
	case !until.IsNil():
		cond = m.luaCondition(until)
	case !values.IsNil():
		wanted, _ = luabind.ToGo(values).([]any)
		cond = client.FieldIs(field, wanted...)
	case !value.IsNil():
		wanted = []any{luabind.ToGo(value)}
		cond = client.FieldIs(field, wanted...)
	}
	if fail := c.Named("fail"); !fail.IsNil() {
		bad, ok := luabind.ToGo(fail).([]any)
		if !ok {
			bad = []any{luabind.ToGo(fail)}
		}
		if b := slices.IndexFunc(bad, func(b any) bool { return slices.Contains(wanted, b) }); b >= 0 {
			return luabind.ValueErrorf("wait: 'fail' can never match: %v is what is waited for", bad[b])
		}
		cond = cond.FailOn(field, bad...)
	}
	opts, err := m.waitOptions(c)
	if err != nil {
		return err
	}
	return c.Return(c.Iterate(&waiting[client.Resource]{m: m, w: client.Wait(objects, cond, opts...)}))
}

// misnamed refuses a field that objects of a class do not have, and that is a slip
// for one that they have: it would never have any value.
func misnamed(c *luabind.Call, objects []client.Resource, field string) error {
	for _, r := range objects {
		class := r.Base().Class()
		if near := luabind.NearMiss(field, class.Fields()); near != "" {
			return luabind.ValueErrorf("%s: 'field': %s has no field '%s' (did you mean '%s'?)", c.Func().Name, article(class.Name), field, near)
		}
	}
	return nil
}

// slip refuses to wait for a value that a field never has: one of another type, or
// nearly one that the field is known to have.
func slip(c *luabind.Call, name string, objects []client.Resource, field string) error {
	v := c.Named(name)
	if v.IsNil() || field == "" {
		return nil
	}
	wanted, isList := luabind.ToGo(v).([]any)
	if !isList {
		wanted = []any{luabind.ToGo(v)}
	}
	if t, ok := v.AsTable(); ok && t.Empty() {
		return luabind.ValueErrorf("%s: '%s' can never match: it is an empty list", c.Func().Name, name)
	}
	for _, r := range objects {
		class := r.Base().Class()
		known, of := class.Values(field), class.Field(field)
		for _, w := range wanted {
			if is := otherwise(of, w); is != "" {
				return luabind.ValueErrorf("%s: '%s' can never match: the %s of %s is %s, never %v", c.Func().Name, name, field, class.Name, is, w)
			}
			text, ok := w.(string)
			if !ok {
				continue
			}
			if near := luabind.NearMiss(text, known); near != "" {
				return luabind.ValueErrorf("%s: '%s': the %s of %s is never '%s' (did you mean '%s'?)", c.Func().Name, name, field, class.Name, text, near)
			}
			// What is waited for may be newer than the list of what is known; a
			// failure that never comes would only look like one that is watched for.
			if name == "fail" && len(known) > 0 && !slices.Contains(known, text) {
				return luabind.ValueErrorf("%s: 'fail' can never match: the %s of %s is one of %s, never '%s'; until_=function(o) ... end looks for anything",
					c.Func().Name, field, class.Name, strings.Join(known, ", "), text)
			}
		}
	}
	return nil
}

// otherwise says what a field holds where a value can be no such thing, "" where it
// can.
func otherwise(of *catalog.Schema, value any) string {
	if of == nil {
		return ""
	}
	ok := true
	switch value.(type) {
	case string:
		ok = of.Kind != catalog.Boolean && of.Kind != catalog.Integer && of.Kind != catalog.Number
	case bool:
		ok = of.Kind != catalog.String && of.Kind != catalog.Integer && of.Kind != catalog.Number
	case int, int64, float64:
		ok = of.Kind != catalog.String && of.Kind != catalog.Boolean
	}
	if ok || len(of.Variants) > 0 {
		return ""
	}
	return map[catalog.Kind]string{catalog.String: "a text", catalog.Boolean: "true or false", catalog.Integer: "an integer", catalog.Number: "a number"}[of.Kind]
}
