package stdlib_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/stdlib"
)

// rootedHost has one folder of files; secret is a file beside it, and the
// folder has links out of it.
func rootedHost(t *testing.T) (h *luabind.Host, secret string) {
	t.Helper()
	outer := t.TempDir()
	root := filepath.Join(outer, "root")
	secret = filepath.Join(outer, "secret")
	if err := errors.Join(
		os.MkdirAll(filepath.Join(root, "sub"), 0o755),
		os.WriteFile(secret, []byte("secret"), 0o600),
		os.WriteFile(filepath.Join(root, "a"), []byte("inside"), 0o600),
		os.Symlink("../secret", filepath.Join(root, "link")),
		os.Symlink(secret, filepath.Join(root, "absolute")),
		os.Symlink("..", filepath.Join(root, "up")),
	); err != nil {
		t.Fatal(err)
	}
	h, err := luabind.New(stdlib.Core(), luabind.WithDir(root))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.Close() })
	if err := errors.Join(h.Set("outer", outer), h.Set("secret", secret)); err != nil {
		t.Fatal(err)
	}
	return h, secret
}

// Nothing outside of a Host's folder is read or written, by no name and no
// link.
func TestFilesStayInTheirFolder(t *testing.T) {
	h, secret := rootedHost(t)
	err := h.DoString(t.Context(), "test", `
local fs, path = require "fs", require "path"
assert(fs.read("a") == "inside" and fs.read("/a") == "inside" and fs.read("../../a") == "inside")
assert(path.abs("sub/../a") == "/a")
for _, name in ipairs{"link", "absolute", "up/secret", "sub/../up/secret"} do
  for _, f in ipairs{
    fs.read, fs.lines, fs.stat,
    function(n) fs.append(n, "x") end,
    function(n) fs.copy(n, "copied") end,
    function(n) fs.copy("a", n .. "/x", {}) end,
    function(n) assert(#fs.glob(n .. "/*") == 0) fs.read(n) end,
  } do
    local ok, e = pcall(f, name)
    assert(not ok, name)
    assert(e.kind == "IOError", tostring(e))
  end
end
for _, f in ipairs{
  function() return fs.list("up") end, function() return fs.walk("up"):list() end, function() fs.mkdir("up/made") end,
  function() fs.remove("up/secret") end, function() fs.rename("a", "up/a") end, function() fs.temp_file{dir = "up"} end, function() fs.temp_dir{dir = "up"} end,
} do
  local ok, e = pcall(f)
  assert(not ok and e.kind == "IOError", tostring(e))
end
assert(not fs.exists(secret))
assert(not fs.exists("copied"))
local seen = {}
for e in fs.walk(".") do seen[#seen + 1] = e.path end
assert(table.concat(seen, " ") == "a absolute link sub up", table.concat(seen, " "))
-- What is written over a link replaces what the link leads to, or fails; here it fails.
local ok = pcall(fs.write, "link", "x")
fs.write("new/file", "x", {mkdir = true})
assert(fs.read("new/file") == "x")
local t = fs.temp_file()
fs.remove(t)
fs.remove("up", {recursive = true})
`)
	if err != nil {
		t.Error(err)
	}
	if b, err := os.ReadFile(secret); err != nil || string(b) != "secret" {
		t.Errorf("the file beside the folder is now %q, %v", b, err)
	}
}

// A read-only file system is read and not written.
func TestReadOnlyFiles(t *testing.T) {
	fsys := fstest.MapFS{"a.txt": {Data: []byte("one\ntwo")}, "d/b.txt": {Data: []byte("x")}}
	h, err := luabind.New(stdlib.Core(), luabind.WithFS(fsys))
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	err = h.DoString(t.Context(), "test", `
local fs = require "fs"
assert(fs.read("/a.txt") == "one\ntwo")
assert(#fs.lines("a.txt"):list() == 2)
assert(table.concat(fs.glob("**/*.txt"), " ") == "a.txt d/b.txt")
for name, f in pairs{
  write = function() fs.write("a.txt", "") end, append = function() fs.append("a.txt", "") end, mkdir = function() fs.mkdir("x") end,
  remove = function() fs.remove("a.txt") end, tree = function() fs.remove("d", {recursive = true}) end, copy = function() fs.copy("a.txt", "c") end,
  rename = function() fs.rename("a.txt", "c") end, temp = function() fs.temp_file() end, folder = function() fs.temp_dir() end,
} do
  local ok, e = pcall(f)
  assert(not ok and e.kind == "IOError" and tostring(e):find("permission"), name .. ": " .. tostring(e))
end`)
	if err != nil {
		t.Error(err)
	}
}

// A file that cannot be written whole leaves the old one, and nothing else.
func TestWriteIsAtomic(t *testing.T) {
	if os.Geteuid() == 0 {
		// Root may write anywhere: a folder in the file's place fails the rename.
		dir := t.TempDir()
		h := newHost(t)
		if err := errors.Join(os.Mkdir(filepath.Join(dir, "taken"), 0o755), h.Set("folder", dir)); err != nil {
			t.Fatal(err)
		}
		err := h.DoString(t.Context(), "test", `local fs = require "fs" fs.write(folder .. "/a", "x") fs.copy(folder .. "/a", folder .. "/taken")`)
		if err == nil || !strings.Contains(err.Error(), "taken") {
			t.Errorf("got %v", err)
		}
		entries, _ := os.ReadDir(dir)
		if len(entries) != 2 {
			t.Errorf("left behind: %v", entries)
		}
		return
	}
	dir := t.TempDir()
	h := newHost(t)
	if err := errors.Join(os.WriteFile(filepath.Join(dir, "a"), []byte("old"), 0o600), os.Chmod(dir, 0o500), h.Set("folder", dir)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.Chmod(dir, 0o700) })
	if err := h.DoString(t.Context(), "test", `require("fs").write(folder .. "/a", "new")`); err == nil {
		t.Error("no error")
	}
	if b, _ := os.ReadFile(filepath.Join(dir, "a")); string(b) != "old" {
		t.Errorf("the file holds %q", b)
	}
}
