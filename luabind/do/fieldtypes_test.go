package do_test

import (
	"fmt"
	"io"
	"sort"
	"strings"
	"testing"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/do"
	"github.com/doapi-lua/doapi/luabind/do/dotest"
	"github.com/doapi-lua/doapi/stdlib"
)

// watching has print look at the objects that it is given, and then lists whatever can
// be listed: mismatch is called with each field whose value is of another type than
// help tells.
const watching = `
local tables = {}
local told = setmetatable({}, {__index = function(t, class)
  local of = tables[class]
  if of == nil then
    of = told_of(class)
    of = of ~= "" and loadstring("return " .. of)() or false
    tables[class] = of
  end
  return of
end})
local function fits(t, v)
  t = t:gsub("%?$", "")
  if t == "any" or t == "" or v == nil then return true end
  if t:find("|") then
    for part in t:gmatch("[^|]+") do if fits(part, v) then return true end end
    return false
  end
  local of = t:match("^(.*)%[%]$")
  if of then
    if type(v) ~= "table" and not v.class then return false end
    for _, e in ipairs(v) do if not fits(of, e) then return false end end
    return true
  end
  if t == "Time" then return type(v) == "userdata" and pcall(function() return v:utc() end) end
  if t == "integer" then return type(v) == "number" and v == math.floor(v) or type(v) == "userdata" end
  if t == "number" or t == "string" or t == "boolean" then return type(v) == t end
  if t == "table" or t:find("^table<") then return type(v) == "table" end
  return type(v) == "userdata" and v.class == t
end
local function kind(v) return type(v) == "userdata" and (pcall(function() return v:utc() end) and "Time" or v.class) or type(v) end
local function nested(place, fields, v)
  if type(v) ~= "table" then return end
  if v[1] ~= nil then for _, e in ipairs(v) do nested(place, fields, e) end return end
  for name, f in pairs(fields) do
    if v[name] ~= nil and not fits(f.type, v[name]) then mismatch(place .. "." .. name, f.type, kind(v[name])) end
    if f.fields then nested(place .. "." .. name, f.fields, v[name]) end
  end
end
local function look(v)
  if type(v) ~= "userdata" then return end
  local ok, class = pcall(function() return v.class end)
  if not ok or not told[class] then return end
  saw(class)
  for name, f in pairs(told[class]) do
    local ok, has = pcall(function() return v.fields[name] end)
    if ok and has ~= nil and type(v[name]) ~= "function" then
      saw(class .. "." .. name)
      if not fits(f.type, v[name]) then mismatch(class .. "." .. name, f.type, kind(v[name])) end
      if f.fields then nested(class .. "." .. name, f.fields, v[name]) end
    end
  end
end
print = function(...) for i = 1, select("#", ...) do look((select(i, ...))) end end
function all(group)
  for _, o in ipairs(do.operations()) do
    if o.method == "GET" and not o.path:find("{") and o.name:find(group .. ".", 1, true) == 1 then
      local ok, result = pcall(function() return do[o.name:match("^[^.]+")][o.name:match("[^.]+$")]() end)
      if ok then
        look(result)
        pcall(function() for v in result:take(20) do look(v) end end)
      end
    end
  end
end
`

// TestFieldTypes holds what help tells of the fields of objects against the objects of
// simulated accounts: those that the examples of operations print, and what can be
// listed after them.
func TestFieldTypes(t *testing.T) {
	var told func(b *strings.Builder, fields []luabind.Param)
	told = func(b *strings.Builder, fields []luabind.Param) {
		b.WriteString("{")
		for _, f := range fields {
			if f.Type == nil {
				continue
			}
			fmt.Fprintf(b, "[%q]={type=%q", f.Name, f.Type.Lua)
			of := f.Type
			for of.Items != nil && of.Fields == nil {
				of = of.Items
			}
			if of.Fields != nil {
				b.WriteString(",fields=")
				told(b, of.Fields())
			}
			b.WriteString("},")
		}
		b.WriteString("}")
	}
	classes := map[string]*luabind.Class{}
	for _, m := range do.Modules() {
		for _, c := range m.Classes {
			classes[c.Name] = c
		}
	}
	wrong, seen := map[string]bool{}, map[string]bool{}
	of := luabind.Func{Name: "mismatch", Params: []luabind.Param{{Name: "place", Type: luabind.StringType}, {Name: "told", Type: luabind.StringType}, {Name: "is", Type: luabind.StringType}}, Run: func(c *luabind.Call) error {
		wrong[c.Named("place").Text()+" is told to be "+c.Named("told").Text()+", and is "+c.Named("is").Text()] = true
		return nil
	}}
	saw := luabind.Func{Name: "saw", Params: []luabind.Param{{Name: "place", Type: luabind.StringType}}, Run: func(c *luabind.Call) error {
		seen[c.Named("place").Text()] = true
		return nil
	}}
	toldOf := luabind.Func{Name: "told_of", Params: []luabind.Param{{Name: "class", Type: luabind.StringType}}, Run: func(c *luabind.Call) error {
		var b strings.Builder
		if class := classes[c.Named("class").Text()]; class != nil && len(class.Fields) > 0 {
			told(&b, class.Fields)
		}
		return c.Return(luabind.String(b.String()))
	}}
	last := map[string]string{}
	for _, op := range catalog.All() {
		if source := catalog.Example(op.ID); source != "" {
			last[op.Group] = source
		}
	}
	for _, op := range catalog.All() {
		source, all := catalog.Example(op.ID), last[op.Group] == catalog.Example(op.ID)
		if class := client.ClassOf(op); source == "" || !all && (class == nil || seen[class.Name]) {
			continue
		}
		w := dotest.New(t, stdlib.Core(), luabind.WithStdio(strings.NewReader(""), io.Discard, io.Discard), luabind.WithSetup(func(h *luabind.Host) {
			for _, f := range []*luabind.Func{&of, &saw, &toldOf} {
				h.SetGlobal(f.Name, h.FuncValue(f))
			}
		}))
		if all {
			source += fmt.Sprintf("\nall(%q)", op.Group)
		}
		if err := w.Host.DoString(t.Context(), "watching", watching); err != nil {
			t.Fatal(err)
		}
		if err := w.Host.DoString(t.Context(), op.ID, source); err != nil {
			t.Errorf("%s: %v", op.ID, err)
		}
	}
	var list []string
	for w := range wrong {
		list = append(list, w)
	}
	sort.Strings(list)
	for _, w := range list {
		t.Error(w)
	}
	if len(seen) < 750 {
		t.Errorf("only %d classes and fields were seen", len(seen))
	}
	t.Logf("%d classes and fields seen, %d are not what help tells", len(seen), len(wrong))
}
