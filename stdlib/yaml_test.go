package stdlib_test

import (
	"strings"
	"testing"

	"github.com/doapi-lua/doapi/luabind"
)

// FuzzYAML: whatever text is decoded, what comes of it encodes to YAML that
// decodes to the same.
func FuzzYAML(f *testing.F) {
	for _, s := range []string{
		"a: 1\nb: [x, 'y', \"z\"]\n", "- |\n  block\n  text\n- >\n folded\n", "&a {x: *a}", "a: &x 1\nb: *x\n<<: {c: 1}", "? k\n: v",
		"no", "0777", "!!binary aGk=", "\"\\u2028\\x85 \\e\"", "--- 1\n--- 2", "\"a\\nb\": c", "'it''s'", "- - - []\n  - {}", "%YAML 1.2\n---\n~", "\xef\xbb\xbfa: b", "a: !t {b: 1}",
		"!!int 1e3", "!!float .5", "1: 2\ntrue: 3", "- \ttab", "a: b: c", "\x00", "[1,,2]", "a:\n  - b\n c: d",
	} {
		f.Add(s)
	}
	h, ctx := newHost(f), f.Context()
	const src = `local yaml, json = require "yaml", require "json"
function roundtrip(s)
  local first = yaml.decode_all(s)
  local ok, before = pcall(json.encode, first)
  if not ok then return "", "", "" end -- infinity, which JSON cannot say
  local text = yaml.encode(first)
  return before, json.encode(yaml.decode(text)), text
end`
	if err := h.DoString(ctx, "setup", src); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, s string) {
		out, err := h.Call(ctx, "roundtrip", s)
		if err != nil {
			if !strings.Contains(err.Error(), "decode_all: ") {
				t.Fatalf("%q: %v", s, err)
			}
			return
		}
		if out[0] != out[1] {
			t.Errorf("%q is %s; written as %q it is %s", s, out[0], out[2], out[1])
		}
	})
}

// A short text with aliases must not become a large value, nor a long one take
// more memory than there is.
func TestYAMLMemory(t *testing.T) {
	h := newHost(t, luabind.WithMemoryLimit(16<<20))
	for name, src := range map[string]string{
		"long": `require("yaml").decode(("- a\n"):rep(1e6))`,
		"deep": `require("yaml").decode(("["):rep(1e5))`,
	} {
		if err := h.DoString(t.Context(), "test", src); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
