package cli

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/doapi-lua/doapi/cmd/doapi/cli/internal/contract"
)

// raising are programs that raise an error of each kind that one process can raise by
// itself.
const raising = `
local json, task, test = require "json", require "task", require "test"
local function tell(f, ...)
  local ok, e = pcall(f, ...)
  assert(not ok, "nothing was raised")
  local fields = {}
  for k in pairs(e) do fields[#fields + 1] = k end
  print(json.encode{kind = e.kind, fields = json.array(fields)})
end
tell(do.fetch_droplet, 1)
tell(do.create_tag, "")
tell(do.create_droplet, "web")
tell(json.decode, "{")
tell(require("fs").read, "/nosuch/file")
tell(require("shell").run, {"false"})
local web = do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3")
tell(function() do.wait_droplets({web}, {status = "archive", wait_time = 1}):list() end)
tell(function() do.create_multiple_droplets({"a", "b"}, "ubuntu-24-04-x64", "s-1vcpu-1gb", "nowhere") end)
tell(function() task.timeout(1, function() task.sleep(5) end) end)
tell(function() test.expect(1):to_equal(2) end)
tell(function() task.all{function() error(setmetatable({}, {})) end, function() task.sleep(5) end} end)
local it = do.fetch_all_droplets()
it:list()
tell(function() for _ in it do end end)
`

// TestErrorKinds holds the table of the kinds of errors against errors: each of their
// fields is described.
func TestErrorKinds(t *testing.T) {
	out, errs, _ := run("", nil, "--sim", "-e", raising)
	described := map[string][]string{}
	for _, k := range contract.ErrorKinds() {
		if k.Code == "script" || k.Means == "" {
			t.Errorf("%s has no code of its own or no text", k.Kind)
		}
		for _, f := range slices.Concat(k.Fields, contract.CommonFields()) {
			described[k.Kind] = append(described[k.Kind], f.Name)
		}
	}
	seen := map[string]bool{}
	for line := range strings.Lines(out) {
		var e struct {
			Kind   string
			Fields []string
		}
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			t.Fatalf("%v: %s%s", err, out, errs)
		}
		if e.Kind == "" {
			continue
		}
		seen[e.Kind] = true
		for _, f := range e.Fields {
			if !slices.Contains(described[e.Kind], f) {
				t.Errorf("%s.%s is not described", e.Kind, f)
			}
		}
	}
	for _, kind := range []string{"DOAPIError", "ValueError", "TypeError", "ParseError", "IOError", "ShellError", "WaitTimeoutError", "LimitError", "AssertionError", "StateError"} {
		if !seen[kind] {
			t.Errorf("no %s was raised: %s%s", kind, out, errs)
		}
	}
}
