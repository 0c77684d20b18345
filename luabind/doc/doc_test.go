package doc_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/do"
	"github.com/doapi-lua/doapi/luabind/doc"
	"github.com/doapi-lua/doapi/luabind/syntax"
	"github.com/doapi-lua/doapi/stdlib"
)

func everything() []*luabind.Module {
	return append(append(do.Modules(), luabind.TaskModule), stdlib.Modules()...)
}

func TestHelp(t *testing.T) {
	x := doc.New(doc.Config{
		Modules: everything(), Topics: map[string]string{"waiting": "waiting - how to\n\nWait.\n"},
		Operation: func(op string) string { return "VERB /" + op },
	})
	for name, wants := range map[string][]string{
		"waiting":             {"waiting - how to"},
		"do":                  {"do\n", ".create_droplet(name, image, size", "Classes", "Droplet "},
		"do.create_droplet":   {"do.create_droplet(name, image, size [, region [, {...}]]) -> Droplet", "Sends VERB /droplets_create (droplets_create).", "By name", "ssh_keys", "Passed on to the API", "monitoring"},
		"do.create_droplet()": {"do.create_droplet("},
		"create_droplet":      {"do.create_droplet("},
		"Droplet":             {"Methods", ":power_off(", "Properties", "ip_address", "Fields", "vcpus"},
		"Droplet:shutdown":    {"Droplet:shutdown("},
		"Droplet.resize":      {"Droplet:resize(size"},
		"power_off":           {"There are several", "Droplet:power_off", "Tag:power_off"},
		"json":                {`json = require "json"`, "Functions", ".encode("},
		"json.encode":         {"json.encode("},
		"task.map":            {"task.map(list, f [, {...}])", "default 8"},
		"defer":               {"defer(f)"},
		"Iterator":            {":filter(f)"},
		"Time":                {":format("},
	} {
		got, ok := x.Help(name)
		if !ok {
			t.Errorf("there is no help on %s", name)
			continue
		}
		for _, want := range wants {
			if !strings.Contains(got, want) {
				t.Errorf("help on %s lacks %q:\n%s", name, want, got)
			}
		}
	}
	for name, want := range map[string]string{"do.create_dropplet": "do.create_droplet", "wating": "waiting", "Dropplet": "Droplet", "shutdwon": "shutdown", "qqqqqqqq": ""} {
		if text, ok := x.Help(name); ok {
			t.Errorf("help on %s is\n%s", name, text)
		}
		if got := x.Suggest(name); got != want {
			t.Errorf("for %s it suggests %q, want %q", name, got, want)
		}
	}
}

// TestEverythingIsDescribed holds that help exists, with a sentence, for all
// that scripts can call.
func TestEverythingIsDescribed(t *testing.T) {
	x := doc.New(doc.Config{Modules: everything()})
	for _, m := range x.Modules {
		for i := range m.Funcs {
			name := m.Name + "." + m.Funcs[i].Name
			if text, ok := x.Help(name); !ok || strings.Count(text, "\n") < 2 {
				t.Errorf("help on %s is %q", name, text)
			}
		}
	}
	for _, n := range x.Classes() {
		for _, f := range x.Class(n).AllMethods() {
			if f.Doc == "" {
				t.Errorf("%s:%s has no description", n, f.Name)
			}
		}
	}
	names := x.Names()
	if !slices.IsSorted(names) || !slices.Contains(names, "do.create_droplet") || !slices.Contains(names, "json") {
		t.Errorf("the names are %q", names)
	}
}

func TestHelpFunc(t *testing.T) {
	index := func() *doc.Index { return doc.New(doc.Config{Modules: everything()}) }
	var out bytes.Buffer
	c, err := client.New("token-for-tests")
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	h, err := luabind.New(do.Bind(c), stdlib.Core(), luabind.WithStdio(nil, &out, nil), luabind.WithSetup(func(h *luabind.Host) {
		h.SetGlobal("help", h.FuncValue(doc.HelpFunc(index)))
	}))
	if err != nil {
		t.Fatal(err)
	}
	for src, want := range map[string]string{
		`help()`:                             "help \"topic\"",
		`help(do.create_droplet)`:            "do.create_droplet(name",
		`help(DO)`:                           "do\n",
		`help(do.Droplet(5))`:                "Droplet\n",
		`help(do.Droplet(5).shutdown)`:       "Droplet:shutdown(",
		`help(require("json"))`:              "json = require",
		`help(require("json").encode)`:       "json.encode(",
		`help(require("inspect"))`:           "inspect = require",
		`help "Droplet:resize"`:              "Droplet:resize(",
		`print(pcall(help, "do.creat_tag"))`: "false\thelp: there is no help on \"do.creat_tag\" (did you mean 'do.create_tag'?)",
		`print(pcall(help, function() end))`: "false\thelp: nothing is known about this function",
	} {
		out.Reset()
		if err := h.DoString(t.Context(), "test", src); err != nil || !strings.HasPrefix(out.String(), want) {
			t.Errorf("%s prints %v\n%s", src, err, out.String())
		}
	}
}

// TestDefinitions holds the definitions against the descriptions: all of them
// are Lua, and every function that is described is defined.
func TestDefinitions(t *testing.T) {
	x := doc.New(doc.Config{Modules: everything()})
	files := x.Definitions()
	defined := map[string]bool{}
	if len(files) > 40 {
		t.Errorf("there are %d files", len(files))
	}
	for name, text := range files {
		if len(text) > 500_000 {
			t.Errorf("%s has %d bytes: the language server leaves it alone", name, len(text))
		}
		block, err := syntax.Parse(name, text)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.HasPrefix(text, []byte("---@meta")) {
			t.Errorf("%s does not begin with ---@meta", name)
		}
		module := strings.TrimSuffix(name, ".lua")
		syntax.Walk(block, func(n syntax.Node) bool {
			f, ok := n.(*syntax.FunctionStmt)
			if !ok {
				return true
			}
			switch target := f.Target.(type) {
			case *syntax.NameExpr:
				if f.Method != nil {
					defined[target.Name+"."+f.Method.Value] = true
				} else {
					defined[target.Name] = true
				}
			case *syntax.IndexExpr:
				owner, method := target.Object.(*syntax.NameExpr).Name, target.Key.(*syntax.StringExpr).Value
				if owner == "M" {
					owner = module
				}
				defined[owner+"."+method] = true
			}
			return true
		})
	}
	for _, m := range x.Modules {
		for i := range m.Funcs {
			if m.Class == nil && !defined[m.Name+"."+m.Funcs[i].Name] {
				t.Errorf("%s.%s is not defined", m.Name, m.Funcs[i].Name)
			}
		}
	}
	for _, n := range x.Classes() {
		for _, f := range x.Class(n).AllMethods() {
			if !defined[strings.NewReplacer(".", "_", " ", "_").Replace(n)+"."+f.Name] && !defined["Resource."+f.Name] && !syntax.IsReserved(f.Name) {
				t.Errorf("%s:%s is not defined", n, f.Name)
			}
		}
	}
	for _, want := range [][2]string{
		{"globals.lua", "\n---@type Client\nDO = nil\n"}, {"globals.lua", "\nfunction defer(f) end\n"}, {"globals.lua", "\nfunction help(what) end\n"},
		{"classes.lua", "\n---@class Droplet: doapi.Resource\n"}, {"classes.lua", "\n---@field vcpus integer # how many virtual CPUs it has\n"},
		{"classes.lua", "---@overload fun(self: Droplet, arguments: Client.create_tag.arguments): Action\n"},
		{"classes.lua", "---@field status \"active\"|"}, {"classes.lua", "---@field disk_info Droplet.disk_info[] # "},
		{"classes.lua", "---@class doapi.Resource\n"}, {"classes.lua", "\nfunction Resource:for_json() end\n"},
		{"types.lua", "---@class Client.create_droplet.arguments"}, {"types.lua", "\n---@field image integer|string|Image"}, {"types.lua", "\n---@field monitoring? boolean"},
		{"types.lua", "---@field forwarding_rules? "}, {"types.lua", "forwarding_rules.entry_protocol.values \"http\"|\"https\""},
		{"client.lua", "---@field volumes Client.volumes"},
		{"client.lua", "---@overload fun(arguments: Client.create_droplet.arguments): Droplet"},
		{"client.lua", "---@return Iterator<Droplet>|(fun(): Droplet)\nfunction Client.fetch_all_droplets("},
		{"client.lua", "\nfunction Client_volumes.create(name, size_gigabytes, region, options) end\n"},
		{"classes.lua", "---@class Iterator<T>\n"},
	} {
		if !strings.Contains(string(files[want[0]]), want[1]) {
			t.Errorf("%s lacks %q", want[0], want[1])
		}
	}
}

// TestPlugin runs the editor's plugin.
func TestPlugin(t *testing.T) {
	var out bytes.Buffer
	h, err := luabind.New(luabind.WithStdio(nil, &out, nil))
	if err != nil {
		t.Fatal(err)
	}
	script := doc.Plugin + `
local function read(text)
  local diffs = OnSetText("file:///x.lua", text)
  for i = #diffs, 1, -1 do
    local d = diffs[i]
    text = text:sub(1, d.start - 1) .. d.text .. text:sub(d.finish + 1)
  end
  print((text:gsub("\n", "|")))
end
for _, text in ipairs(TEXTS) do read(text) end`
	texts := [][2]string{
		{"do.x() do:y() do[z]", "DO.x() DO:y() DO[z]"},
		{"while a do b() end do local c end", "while a do b() end do local c end"},
		{"while a do ::l:: end do(f)() end", "while a do ::l:: end do(f)() end"},
		{"-- do.x\nlocal s = 'do.x' .. \"\\\"do.x\" .. [[do.x]] .. [=[do.]]x]=] --[[ do.x\n]] do.x()", "-- do.x|local s = 'do.x' .. \"\\\"do.x\" .. [[do.x]] .. [=[do.]]x]=] --[[ do.x|]] DO.x()"},
		{"t.do_it = undo.x", "t.do_it = undo.x"},
		{"for d in do.fetch_all_droplets() do print(d) end", "for d in DO.fetch_all_droplets() do print(d) end"},
	}
	var list, want []string
	for _, test := range texts {
		list, want = append(list, test[0]), append(want, test[1])
	}
	if err := h.Set("TEXTS", list); err != nil {
		t.Fatal(err)
	}
	if err := h.DoString(t.Context(), "plugin", script); err != nil {
		t.Fatal(err)
	}
	if got := out.String(); got != strings.Join(want, "\n")+"\n" {
		t.Errorf("got\n%s\nwant\n%s", got, strings.Join(want, "\n"))
	}
}
