package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/cmd/doapi/cli/internal/input"
	"github.com/doapi-lua/doapi/cmd/doapi/cli/internal/output"
	"github.com/doapi-lua/doapi/cmd/doapi/cli/internal/view"
	"github.com/doapi-lua/doapi/luabind"
)

func (a *app) callCommand() *cobra.Command {
	var wait bool
	format := choice{"json", view.Formats}
	cmd := &cobra.Command{
		Use:   "call GROUP.OPERATION [name=value | name=@file]...",
		Short: "Call one operation of the API",
		Long: `Calls one operation of the API and prints what it gives: JSON, or text as it is.
"doapi ops" lists the operations, "doapi help do.GROUP.OPERATION" their arguments.
A value that is JSON counts as what it says where the operation takes more than
text; name=@file takes the value from a file, name=@- from standard input.`,
		ValidArgsFunction: completeCall,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usagef("call: no operation is given")
			}
			return a.call(cmd.Context(), args[0], args[1:], wait, format.value)
		},
	}
	cmd.Flags().Var(&format, "format", "how the result is printed: json, table, csv or yaml")
	cmd.Flags().BoolVar(&wait, "wait", false, "wait until what the call began is done")
	a.flags.simulated.add(cmd.Flags())
	return cmd
}

// callChunk calls an operation, and waits for what it gives if it is told to.
const callChunk = `
return function(args, wait)
  local result = DO[%q][%q](args)
  if wait and type(result) == "userdata" and result.wait then
    result = result:wait(result.class == "Droplet" and {status = "active"} or nil)
  end
  return result
end`

func (a *app) call(ctx context.Context, name string, args []string, wait bool, format string) error {
	if err := a.agreeOnFormat(format); err != nil {
		return err
	}
	op, err := findOperation(strings.TrimPrefix(name, "do."))
	if err != nil {
		return err
	}
	s, err := a.open(".", false)
	if err != nil {
		return err
	}
	guarded, stop := a.guard(ctx, s.host)
	defer stop()
	defer s.Close()
	var text []byte // of a result that is not printed as JSON
	err = s.host.EvalTo(guarded, chunkCode, fmt.Sprintf(callChunk, op.Group, op.Name), func(c *luabind.Call, values []luabind.Value) error {
		table, err := a.callArguments(c, op, args)
		if err != nil {
			return err
		}
		out, err := c.Call(values[0], table.Value(), luabind.Bool(wait))
		if err != nil {
			return err
		}
		if len(out) == 0 || out[0].IsNil() {
			return nil
		}
		if format == "json" || out[0].IsString() {
			return a.writeResult(c, out[0])
		}
		text, err = c.AppendJSON(nil, out[0], luabind.JSONOptions{})
		return err
	})
	if err == nil && text != nil {
		err = view.Write(guarded, s.host, text, format, a.columns())
	}
	return withoutPlace(err)
}

// withoutPlace leaves out of an error the place in a script that the user has
// not written.
func withoutPlace(err error) error {
	var script *luabind.Error
	if errors.As(err, &script) && script.Err != nil {
		return &plainError{script.Message, script.Err}
	}
	return err
}

// plainError is one line.
type plainError struct {
	message string
	err     error
}

func (e *plainError) Error() string { return e.message }
func (e *plainError) Unwrap() error { return e.err }

// findOperation finds an operation by its name in scripts.
func findOperation(name string) (*catalog.Operation, error) {
	group, last, ok := strings.Cut(name, ".")
	if ok {
		if op := catalog.ByName(group, last); op != nil {
			return op, nil
		}
	}
	if ops := catalog.InGroup(group); len(ops) > 0 {
		var names []string
		for _, op := range ops {
			names = append(names, group+"."+op.Name)
		}
		return nil, usagef("there is no operation '%s'%s", name, luabind.DidYouMean(name, names))
	}
	if hint := luabind.DidYouMean(group, catalog.Groups()); hint != "" {
		return nil, usagef("there is no operation '%s'%s", name, hint)
	}
	return nil, usagef(`there is no operation '%s'; "doapi ops" lists them`, name)
}

// callArguments makes the table of named arguments.
func (a *app) callArguments(c *luabind.Call, op *catalog.Operation, args []string) (luabind.Table, error) {
	t := c.NewTable(0, len(args))
	for _, arg := range args {
		name, text, ok := strings.Cut(arg, "=")
		if !ok {
			return t, usagef("call: '%s' is not name=value", arg)
		}
		if file, isFile := strings.CutPrefix(text, "@"); isFile {
			var err error
			if text, err = a.readValue(file); err != nil {
				return t, fmt.Errorf("%s: %w", name, err)
			}
			if line, end := strings.CutSuffix(text, "\n"); end && !strings.Contains(line, "\n") {
				text = line // a file of one line stands for what is on it
			}
		}
		if onlyText(op, name) || !json.Valid([]byte(text)) {
			t.Set(name, luabind.String(text))
			continue
		}
		v, err := decodeJSON(c.Host(), text)
		if err != nil {
			return t, fmt.Errorf("%s: %w", name, err)
		}
		t.Set(name, v)
	}
	return t, nil
}

func (a *app) readValue(file string) (string, error) {
	var text []byte
	var err error
	if file == "-" {
		text, err = input.All(a.env.Stdin, input.Body)
	} else {
		text, err = input.File(file, input.Body)
	}
	if err != nil {
		return "", &fileError{fmt.Errorf("cannot read %s: %w", file, cause(err))}
	}
	return string(text), nil
}

// onlyText reports whether an argument is text, so that 007 stays what it is.
func onlyText(op *catalog.Operation, name string) bool {
	for i := range op.Params {
		if op.Params[i].Name == name {
			return isText(op.Params[i].Schema)
		}
	}
	if op.Body != nil {
		if p := op.Body.Prop(name); p != nil {
			return isText(p.Schema)
		}
	}
	return false
}

func isText(s *catalog.Schema) bool {
	return s != nil && s.Kind == catalog.String && len(s.Variants) == 0
}

// decodeJSON makes a Lua value of JSON, exact integers and nulls included.
func decodeJSON(h *luabind.Host, text string) (luabind.Value, error) {
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	var v any
	if err := decoder.Decode(&v); err != nil {
		return luabind.Nil, err
	}
	return h.FromGo(withNulls(h, v))
}

// withNulls puts Lua's null where JSON's is: nil would leave a field out.
func withNulls(h *luabind.Host, v any) any {
	switch v := v.(type) {
	case nil:
		return h.Null()
	case map[string]any:
		for k := range v {
			v[k] = withNulls(h, v[k])
		}
	case []any:
		for i := range v {
			v[i] = withNulls(h, v[i])
		}
	}
	return v
}

// writeResult prints what a call gave: text as it is, anything else as JSON.
func (a *app) writeResult(c *luabind.Call, v luabind.Value) error {
	if v.IsString() && !a.flags.json {
		text := v.String()
		if !strings.HasSuffix(text, "\n") && output.Terminal(a.env.Stdout) != nil {
			text += "\n"
		}
		return c.Write([]byte(text))
	}
	text, err := c.AppendJSON(nil, v, luabind.JSONOptions{})
	if err != nil {
		return err
	}
	var out bytes.Buffer
	if err := json.Indent(&out, text, "", "  "); err != nil { // objects are as the API sent them
		return err
	}
	out.WriteByte('\n')
	return c.Write(out.Bytes())
}
