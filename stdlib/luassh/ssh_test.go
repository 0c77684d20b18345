//go:build unix

package luassh_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/doapi-lua/doapi/luabind"
)

func TestRun(t *testing.T) {
	s := newServer(t)
	s.run(t, s.host(t), `
local c = connect()
expect(c.host):to_equal("127.0.0.1")
expect(c.fingerprint):to_match("^SHA256:")
expect(tostring(c)):to_equal("SSHConnection(" .. user .. "@127.0.0.1)")
expect(c:run("echo out; echo err >&2")):to_equal{code = 0, stdout = "out\n", stderr = "err\n"}
expect(c:run{"printf", "%s|", "a b", "'", "$HOME"}.stdout):to_equal("a b|'|$HOME|")
expect(c:run("exit 3", {check = false}).code):to_equal(3)
expect(c:run("kill -TERM $$", {check = false}).code):to_equal(143)
expect(c:run("cat", {stdin = "in"}).stdout):to_equal("in")
expect(c:run("echo $A-$B", {env = {A = "x y", B = "'"}}).stdout):to_equal("x y-'\n")
expect(c:run("test -t 0 && echo terminal", {pty = true}).stdout):to_match("terminal")
local lines = {}
c:run("echo a; echo b >&2; sleep 0.1; printf c", {stream = function(line, from) lines[#lines + 1] = from .. " " .. line end})
table.sort(lines)
expect(lines):to_equal{"stderr b", "stdout a", "stdout c"}
written()
c:run("echo shown", {stream = true})
expect(written()):to_equal("shown\n")
local e = expect(function() c:run("echo no >&2; exit 4") end):to_raise("SSHError", "ended with code 4: no")
expect(e.code):to_equal(4) expect(e.stderr):to_equal("no\n") expect(e.host):to_equal("127.0.0.1")
expect(function() c:run("sleep 100", {timeout = 0.2}) end):to_raise{kind = "SSHError", timeout = true}
expect(function() c:run("true", {env = {["a b"] = "x"}}) end):to_raise("ValueError", "no variable can have")
expect(c:script("echo $1-$2\necho $#", {args = {"a b", "c"}}).stdout):to_equal("a b-c\n2\n")
expect(c:script("echo plain").stdout):to_equal("plain\n")
local t = require "task"
local began = require "time".monotonic()
local both = t.all{function() return c:run("sleep 0.3; echo 1").stdout end, function() return c:run("echo 2").stdout end}
expect(both[1] .. both[2]):to_equal("1\n2\n")
c:close()
expect(function() c:run("true") end):to_raise("SSHError")
`)
}

func TestFiles(t *testing.T) {
	s := newServer(t)
	s.run(t, s.host(t), `
local c = connect()
local here, there = path.join(folder, "here"), path.join(folder, "there")
fs.write(here .. "/a.txt", ("a"):rep(600000), {mkdir = true, mode = "0640"})
fs.write(here .. "/sub/b.txt", "b", {mkdir = true})
fs.write(here .. "/empty", "")
local seen = {}
c:upload(here .. "/a.txt", folder .. "/up.txt", {mode = "0600", progress = function(name, done, all) seen[#seen + 1] = done == all and "whole" or "part" end})
expect(fs.read(folder .. "/up.txt")):to_equal(("a"):rep(600000))
expect(fs.stat(folder .. "/up.txt").mode):to_equal("0600")
expect(seen[1]):to_equal("part") expect(seen[#seen]):to_equal("whole")
c:download(folder .. "/up.txt", folder .. "/down.txt")
expect(fs.read(folder .. "/down.txt")):to_equal(("a"):rep(600000))
expect(c:sync(here, there)):to_equal{uploaded = 3, unchanged = 0, deleted = 0, bytes = 600001}
expect(fs.read(there .. "/sub/b.txt")):to_equal("b")
expect(fs.stat(there .. "/a.txt").mode):to_equal("0640")
expect(c:sync(here, there)):to_equal{uploaded = 0, unchanged = 3, deleted = 0, bytes = 0}
fs.write(here .. "/sub/b.txt", "bb")
fs.write(there .. "/extra/x", "x", {mkdir = true})
fs.write(there .. "/.a.txt.0123456789abcdef.tmp", "half")
expect(c:sync(here, there).uploaded):to_equal(1)
expect(fs.exists(there .. "/extra/x")):to_be_true()
expect(fs.exists(there .. "/.a.txt.0123456789abcdef.tmp")):to_be_false()
expect(c:sync(here, there, {delete = true})):to_equal{uploaded = 0, unchanged = 3, deleted = 1, bytes = 0}
expect(fs.exists(there .. "/extra")):to_be_false()
fs.remove(here .. "/sub", {recursive = true}) fs.write(here .. "/sub", "file now")
expect(function() c:sync(here, there) end):to_raise("SSHError", "delete = true replaces it")
c:sync(here, there, {delete = true})
expect(fs.read(there .. "/sub")):to_equal("file now")
expect(function() c:upload(here .. "/none", "/x") end):to_raise{kind = "IOError", path = here .. "/none"}
expect(function() c:upload(here, there) end):to_raise("IOError", "sync copies folders")
expect(function() c:upload(here .. "/a.txt", "/no/such/folder/x") end):to_raise("SSHError", "/no/such/folder/x")
expect(function() c:download("/no/such/file", folder .. "/x") end):to_raise("SSHError", "/no/such/file")
expect(fs.exists(folder .. "/x")):to_be_false()
expect(function() c:sync(here, "/", {delete = true}) end):to_raise("ValueError")
`)
}

func TestTunnelAndJump(t *testing.T) {
	s := newServer(t)
	h := s.host(t)
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "through") }))
	defer web.Close()
	if err := h.Set("web_port", web.Listener.Addr().(*net.TCPAddr).Port); err != nil {
		t.Fatal(err)
	}
	s.run(t, h, `
local c = connect()
local t = c:tunnel{port = web_port, host = "127.0.0.1"}
expect(require "http".get("http://" .. t.address .. "/").body):to_equal("through")
expect(t.address):to_equal("127.0.0.1:" .. t.port)
t:close()
expect(function() require "http".get("http://" .. t.address .. "/", {retries = 0}) end):to_raise("ConnectionError")
local inner = connect{jump = c}
expect(inner:run("echo inside").stdout):to_equal("inside\n")
local by_name = connect{jump = "127.0.0.1:" .. port}
expect(by_name:run("echo inside").stdout):to_equal("inside\n")
expect(ssh.connect{host = "127.0.0.1:" .. port, user = user, key = key}:run("echo inside").stdout):to_equal("inside\n")
`)
}

// Who shows himself and who is believed.
func TestTrust(t *testing.T) {
	s := newServer(t)
	h := s.host(t)
	newKey(t, filepath.Join(s.folder, "other"))
	if err := h.Set("other", filepath.Join(s.folder, "other")); err != nil {
		t.Fatal(err)
	}
	s.run(t, h, `
connect()
connect{key = fs.read(key)}
expect(function() connect{key = other} end):to_raise("SSHError", "does not let " .. user .. " in")
expect(function() connect{key = other, password = "x"} end):to_raise("SSHError", "password")
expect(function() connect{key = "/no/key"} end):to_raise("IOError")
expect(function() connect{key = "-----BEGIN OPENSSH PRIVATE KEY-----\nbroken"} end):to_raise("ValueError")
expect(function() ssh.connect{host = "127.0.0.1", port = port, agent = false} end):to_raise("ValueError", "nothing to log in with")
expect(function() connect{known_hosts = "strict"} end):to_raise("IOError")
fs.write(folder .. "/known", "")
connect{known_hosts = folder .. "/known"}
expect(fs.read(folder .. "/known")):to_match("ssh%-ed25519")
`)
	// The same address shows another key.
	s.stop()
	s.start(t)
	s.run(t, h, `
expect(function() connect() end):to_raise("SSHError", "host key has changed")
expect(function() connect{known_hosts = folder .. "/known"} end):to_raise("SSHError", "host key has changed")
expect(function() ssh.wait_ready{host = "127.0.0.1", port = port, user = user, key = key} end):to_raise("SSHError", "host key has changed")
fs.write(folder .. "/home/.ssh/known_hosts", "", {mkdir = true})
require "env".set("HOME", folder .. "/home")
expect(function() connect{known_hosts = "strict"} end):to_raise("SSHError", "not in ")
`)
	// Another run knows nothing of the old one.
	s.run(t, s.host(t), `connect()`)
}

// listen starts what takes connections and does something else than SSH.
func listen(t *testing.T, serve func(net.Conn)) (port int) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go serve(c)
		}
	}()
	return l.Addr().(*net.TCPAddr).Port
}

// Machines that stall, reset and speak something else.
func TestBadMachines(t *testing.T) {
	s := prepare(t)
	h := s.host(t)
	ports := map[string]any{
		"stalled": listen(t, func(c net.Conn) { io.Copy(io.Discard, c) }),
		"half": listen(t, func(c net.Conn) {
			io.WriteString(c, "SSH-2.0-OpenSSH_9.2\r\n")
			io.Copy(io.Discard, c)
		}),
		"resets": listen(t, func(c net.Conn) { c.(*net.TCPConn).SetLinger(0); c.Close() }),
		"web":    listen(t, func(c net.Conn) { io.WriteString(c, "HTTP/1.1 400 Bad Request\r\n\r\n"); c.Close() }),
	}
	for name, port := range ports {
		if err := h.Set(name, port); err != nil {
			t.Fatal(err)
		}
	}
	s.run(t, h, `
expect(function() connect{port = stalled, timeout = 0.2} end):to_raise{kind = "SSHError", timeout = true, host = "127.0.0.1"}
expect(function() connect{port = half, timeout = 0.2} end):to_raise{kind = "SSHError", timeout = true}
expect(function() connect{port = resets} end):to_raise{kind = "SSHError", timeout = false}
expect(function() connect{port = web} end):to_raise("SSHError")
expect(function() connect{port = 1} end):to_raise("SSHError", "refused")
expect(function() ssh.wait_ready{host = "127.0.0.1", port = resets, user = user, key = key, wait_time = 0.5} end):to_raise{kind = "SSHError", timeout = true}
expect(function() ssh.wait_ready{host = {name = "web"}, key = key} end):to_raise("ValueError", "no address yet")
expect(function() ssh.connect{host = "a b", key = key} end):to_raise("ValueError", "no host")
`)
	// A run that ends does not wait for them.
	for _, name := range []string{"stalled", "half"} {
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		began := time.Now()
		err := h.DoString(ctx, "test", `connect{port = `+name+`, timeout = 600}`)
		cancel()
		if err == nil || time.Since(began) > time.Minute {
			t.Errorf("%s: %v after %v", name, err, time.Since(began))
		}
	}
}

func TestMapAndReady(t *testing.T) {
	s := prepare(t)
	h := s.host(t)
	go func() {
		time.Sleep(300 * time.Millisecond)
		s.start(t)
	}()
	s.run(t, h, `
local machine = {name = "web-1", ip_address = "127.0.0.1"}
local c = ssh.wait_ready(machine, {port = port, user = user, key = key, wait_time = 60})
expect(c:run("echo ready").stdout):to_equal("ready\n")
local list = {}
for i = 1, 5 do list[i] = {name = "web-" .. i, ip_address = "127.0.0.1"} end
written()
local out = ssh.map(list, "echo hello", {port = port, user = user, key = key, limit = 2})
expect(#out):to_equal(5)
expect(out[3]):to_equal{host = "127.0.0.1", name = "web-3", code = 0, stdout = "hello\n", stderr = ""}
local lines = {}
for l in written():gmatch("[^\n]+") do lines[#lines + 1] = l end
table.sort(lines)
expect(lines):to_equal{"web-1: hello", "web-2: hello", "web-3: hello", "web-4: hello", "web-5: hello"}
list[6] = {name = "gone", ip_address = "127.0.0.1:1"}
local e = expect(function() ssh.map(list, "exit 7", {port = port, user = user, key = key, quiet = true}) end):to_raise("SSHError", "web%-1: the command ended with code 7, and 5 more of 6 machines")
expect(e.results[2].code):to_equal(7)
expect(e.results[6].error.kind):to_equal("SSHError")
local ok = ssh.map(list, "true", {port = port, user = user, key = key, check = false})
expect(ok[6].code):to_be_nil() expect(ok[1].code):to_equal(0)
expect(ssh.map(list, "sleep 100", {port = port, user = user, key = key, check = false, run_timeout = 0.3})[1].error.timeout):to_be_true()
expect(written()):to_equal("")
`)
}

// TestSyncKilled kills programs in the middle of a sync: under the name of a
// file there is always the whole old or the whole new one. DOAPI_SSH_KILLS says
// how often.
func TestSyncKilled(t *testing.T) {
	if folder := os.Getenv("DOAPI_SYNC_FOLDER"); folder != "" {
		syncForever(t, folder)
		return
	}
	s := newServer(t)
	folder := t.TempDir()
	const files, size = 4, 300_000
	for day, letter := range []string{"a", "b"} {
		dir := filepath.Join(folder, letter)
		if err := os.Mkdir(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		for i := range files {
			file, when := filepath.Join(dir, strconv.Itoa(i)), time.Date(2026, 1, 1+day, 0, 0, 0, 0, time.UTC)
			if err := errors.Join(os.WriteFile(file, []byte(strings.Repeat(letter, size+i)), 0o644), os.Chtimes(file, when, when)); err != nil {
				t.Fatal(err)
			}
		}
	}
	kills := 10
	if n, err := strconv.Atoi(os.Getenv("DOAPI_SSH_KILLS")); err == nil {
		kills = n
	}
	seen, leftovers := map[byte]int{}, 0
	for i := range kills {
		cmd := exec.Command(os.Args[0], "-test.run=^TestSyncKilled$")
		cmd.Env = append(os.Environ(), "DOAPI_SYNC_FOLDER="+folder, fmt.Sprintf("DOAPI_SYNC_PORT=%d", s.port), "DOAPI_SYNC_USER="+s.user, "DOAPI_SYNC_KEY="+s.key)
		out, err := cmd.StdoutPipe()
		if err == nil {
			err = cmd.Start()
		}
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadFull(out, make([]byte, 1)); err != nil { // it has begun
			t.Fatal(err)
		}
		time.Sleep(time.Duration(i*37%300) * time.Millisecond)
		cmd.Process.Kill()
		rest, _ := io.ReadAll(out)
		if cmd.Wait(); cmd.ProcessState.Exited() {
			t.Fatalf("it ended by itself:\n%s", rest)
		}
		entries, err := os.ReadDir(filepath.Join(folder, "to"))
		if err != nil || len(entries) < files {
			t.Fatalf("there are %d files, %v", len(entries), err)
		}
		for _, e := range entries {
			b, err := os.ReadFile(filepath.Join(folder, "to", e.Name()))
			if strings.HasPrefix(e.Name(), ".") {
				leftovers++
				continue
			}
			n, _ := strconv.Atoi(e.Name())
			if err != nil || len(b) != size+n || strings.Count(string(b), string(b[:1])) != len(b) {
				t.Fatalf("kill %d: %s has %d bytes, %v", i, e.Name(), len(b), err)
			}
			seen[b[0]]++
		}
	}
	if kills >= 100 && (seen['a'] == 0 || seen['b'] == 0 || leftovers == 0) {
		t.Error("the kills hit nothing that was under way")
	}
	t.Logf("%d kills: whole files seen %v, leftovers under other names %d", kills, seen, leftovers)
	// The next sync that is let be leaves nothing else.
	s.run(t, s.host(t), fmt.Sprintf(`
local c, folder = connect(), %q
c:sync(folder .. "/a", folder .. "/to")
expect(fs.list(folder .. "/to")):to_equal(fs.list(folder .. "/a"))`, folder))
}

// syncForever is the program that is killed.
func syncForever(t *testing.T, folder string) {
	port, err := strconv.Atoi(os.Getenv("DOAPI_SYNC_PORT"))
	if err != nil {
		t.Fatal(err)
	}
	s := &server{port: port, user: os.Getenv("DOAPI_SYNC_USER"), key: os.Getenv("DOAPI_SYNC_KEY"), folder: t.TempDir()}
	h := s.host(t, luabind.WithStdio(nil, os.Stdout, os.Stderr))
	s.run(t, h, fmt.Sprintf(`
local c, folder = connect(), %q
c:sync(folder .. "/a", folder .. "/to")
print(".")
while true do
  c:sync(folder .. "/b", folder .. "/to")
  c:sync(folder .. "/a", folder .. "/to")
end`, folder))
}
