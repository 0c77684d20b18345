package manual

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"strconv"
	"strings"

	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/luabind"
)

// Example is a piece of code, and what it prints on a simulated account.
type Example struct {
	Code, Output string
}

// readExamples reads the files of examples. An example begins with a line
// "--- NAME" and holds code; what it prints stands behind "--> " at its end.
func readExamples(texts fs.FS) (map[string]Example, error) {
	files, err := fs.Glob(texts, "examples/*.lua")
	if err != nil {
		return nil, err
	}
	all := map[string]Example{}
	for _, file := range files {
		text, err := fs.ReadFile(texts, file)
		if err != nil {
			return nil, err
		}
		for _, part := range strings.Split("\n"+string(text), "\n--- ")[1:] {
			name, code, _ := strings.Cut(part, "\n")
			if _, twice := all[name]; twice {
				return nil, fmt.Errorf("manual: %s: a second example of %s", file, name)
			}
			var e Example
			for line := range strings.Lines(strings.TrimSpace(code) + "\n") {
				if out, ok := strings.CutPrefix(line, "--> "); ok {
					e.Output += out
				} else {
					e.Code += line
				}
			}
			all[name] = e
		}
	}
	return all, nil
}

// Example is that of a function, "" if there is none. The name is as scripts
// write it: "json.encode", "do.create_droplet", "Droplet:reboot".
func (m *Manual) Example(name string) (Example, bool) {
	e, ok := m.examples[name]
	return e, ok
}

// Examples are all of them by name.
func (m *Manual) Examples() map[string]Example { return m.examples }

// OperationExample is a call of an operation with what it needs, made from the
// operation's own schema.
func OperationExample(op *catalog.Operation) string {
	var fields []string
	add := func(name string, v any) {
		name = strings.ToLower(strings.ReplaceAll(name, "-", "_"))
		fields = append(fields, key(name)+" = "+literal(v, 1))
	}
	if more := untold(op.ID); more != "" {
		fields = append(fields, more)
	}
	for _, p := range op.Params {
		if p.Required {
			add(p.Name, sample(p.Name, p.Schema, 0))
		}
	}
	body := op.BodyFields()
	given := map[string]string{}
	for _, p := range body {
		if p.Required && !p.Schema.ReadOnly && op.Param(p.Name) == nil && untold(op.ID) == "" {
			v := sample(p.Name, p.Schema, 0)
			text, _ := json.Marshal(v)
			given[p.Name] = string(text)
			add(p.Name, v)
		}
	}
	if op.Body != nil && len(fieldsOf(op.Body)) == 0 && len(body) == 0 && op.BodyNeeded {
		switch op.Body.Kind {
		case catalog.Object, catalog.Array:
			add("body", sample("body", op.Body, 0))
		default:
			add("body", "...")
		}
	}
	if op.BodyNeeded && len(given) == 0 && len(body) > 0 && untold(op.ID) == "" {
		for _, p := range body {
			if !p.Schema.ReadOnly && !p.Schema.Deprecated && op.Param(p.Name) == nil {
				add(p.Name, sample(p.Name, p.Schema, 0))
				break
			}
		}
	}
	if op.Host == catalog.Inference {
		add("inference_key", "a-model-access-key")
	}
	call := "do." + op.Group + "." + op.Name
	line := call + "{" + strings.Join(fields, ", ") + "}"
	if len(fields) == 0 {
		line = call + "()"
	} else if len(line) > 90 {
		line = call + "{\n  " + strings.Join(fields, ",\n  ") + ",\n}"
	}
	switch {
	case op.IsList():
		return "for item in " + line + " do\n  print(item)\nend"
	case op.Streams:
		return "local answer = " + line
	case op.Result == catalog.JSON:
		return "local " + variable(op) + " = " + line
	case op.Result != catalog.NoContent:
		return "local text = " + line
	}
	return line
}

// untold has what the description does not tell of an operation's body.
func untold(op string) string {
	switch op {
	case "domains_create_record":
		return `type = "A", name = "www", data = "203.0.113.7"`
	case "volumeActions_post_byId":
		return `type = "resize", size_gigabytes = 20, region = "nyc3"`
	}
	return ""
}

func fieldsOf(s *catalog.Schema) []catalog.Property {
	if s == nil {
		return nil
	}
	return s.Props
}

// variable is what an answer is called.
func variable(op *catalog.Operation) string {
	switch {
	case op.Wrapper != "" && isName(op.Wrapper):
		return op.Wrapper
	case op.ListKey != "" && isName(op.ListKey):
		return op.ListKey
	}
	return "answer"
}

func isName(s string) bool {
	for i, r := range s {
		if !(r == '_' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || i > 0 && r >= '0' && r <= '9') {
			return false
		}
	}
	switch s {
	case "", "and", "break", "do", "else", "elseif", "end", "false", "for", "function", "if", "in", "local", "nil", "not", "or", "repeat", "return", "then", "true", "until", "while":
		return false
	}
	return true
}

func key(name string) string {
	if isName(name) {
		return name
	}
	return "[" + luabind.String(name).Quote() + "]"
}

// field keeps the order of an object's fields.
type field struct {
	name  string
	value any
}

// sample is a value that fits a schema.
func sample(name string, s *catalog.Schema, depth int) any {
	if s == nil {
		return "..."
	}
	if len(s.Enum) > 0 {
		for _, l := range s.Enum {
			var v any
			if l != "null" && l != `""` && json.Unmarshal([]byte(l), &v) == nil {
				if name == "region" {
					return "nyc3"
				}
				return v
			}
		}
	}
	if len(s.Variants) > 0 && len(s.Props) == 0 {
		return sample(name, s.Variants[0], depth)
	}
	switch s.Kind {
	case catalog.Integer, catalog.Number:
		low, _ := strconv.Atoi(s.Minimum)
		switch {
		case strings.HasSuffix(name, "_id") || name == "id":
			return max(low, 3164494)
		case strings.Contains(name, "port"):
			return max(low, 80)
		}
		v := max(low, 1)
		if s.Default != "" {
			if d, err := strconv.Atoi(s.Default); err == nil {
				v = d
			}
		}
		return v
	case catalog.Boolean:
		return s.Default != "true"
	case catalog.Array:
		if s.Items == nil || s.Items.Recursive || depth > 5 {
			return []any{}
		}
		var list []any
		for range max(1, s.MinItems) {
			list = append(list, sample(strings.TrimSuffix(name, "s"), s.Items, depth+1))
		}
		return list
	case catalog.Object:
		var fields []field
		for _, p := range s.Props {
			if p.Required && !p.Schema.ReadOnly && !p.Schema.Recursive {
				fields = append(fields, field{p.Name, sample(p.Name, p.Schema, depth+1)})
			}
		}
		if len(fields) == 0 {
			for _, p := range s.Props {
				if !p.Schema.ReadOnly && !p.Schema.Recursive && !p.Schema.Deprecated && depth < 4 {
					fields = append(fields, field{p.Name, sample(p.Name, p.Schema, depth+1)})
					break
				}
			}
		}
		return fields
	}
	return sampleText(name, s)
}

func sampleText(name string, s *catalog.Schema) any {
	switch {
	case strings.HasPrefix(s.Pattern, "^do:("):
		return "do:droplet:3164494"
	case name == "service_cname":
		return "db.example.com"
	case name == "file_name":
		return "batch.jsonl"
	case name == "start" || name == "end":
		return "2026-08-01T12:00:00Z"
	case name == "region" || name == "region_slug" || name == "regions":
		return "nyc3"
	case name == "size" || name == "size_slug":
		return "s-1vcpu-2gb"
	case name == "image":
		return "ubuntu-24-04-x64"
	case s.Format == "uuid" || strings.HasSuffix(name, "uuid"):
		return "9cc10173-e9ea-4176-9dbc-a4cee4c4ff30"
	case s.Format == "date-time":
		return "2026-08-01T12:00:00Z"
	case s.Format == "date" || name == "date":
		return "2026-08-01"
	case s.Format == "uri" || strings.HasSuffix(name, "url"):
		return "https://example.com"
	case name == "email" || s.Format == "email":
		return "sammy@example.com"
	case s.Format == "ipv4" || name == "ip" || strings.HasSuffix(name, "_ip"):
		return "203.0.113.7"
	case strings.Contains(name, "ipv6"):
		return "2001:db8::7"
	case strings.Contains(name, "domain") || name == "dns_name":
		return "example.com"
	case name == "tag_id" || name == "tag":
		return "web"
	case strings.HasSuffix(name, "_slug") || name == "version":
		return "1"
	case strings.HasSuffix(name, "_id") || name == "id":
		return "4de7ac8b-495b-4884-9a69-1050c6793cd6"
	case s.Default != "":
		var v any
		if json.Unmarshal([]byte(s.Default), &v) == nil && v != nil {
			return v
		}
	case strings.Contains(name, "name"):
		return "web-1"
	}
	return "example"
}

// literal writes a value as Lua.
func literal(v any, depth int) string {
	switch v := v.(type) {
	case string:
		return luabind.String(v).Quote()
	case []field:
		var parts []string
		for _, f := range v {
			parts = append(parts, key(f.name)+" = "+literal(f.value, depth+1))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case []any:
		var parts []string
		for _, e := range v {
			parts = append(parts, literal(e, depth+1))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case map[string]any:
		return "{}"
	case nil:
		return "json.null"
	}
	return fmt.Sprint(v)
}
