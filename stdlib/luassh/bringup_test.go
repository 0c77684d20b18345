//go:build unix

package luassh_test

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/do/dotest"
	"github.com/doapi-lua/doapi/stdlib"
)

// bringUp runs scripts/bring_up.lua in a simulated account whose droplets are
// all the machine at a port of loopback.
func (s *server) bringUp(t *testing.T, port int, options string) (w *dotest.World, output string, err error) {
	t.Helper()
	var out bytes.Buffer
	w = dotest.New(t, stdlib.Core(), luabind.WithCapabilities(luabind.CapFS, luabind.CapEnv, luabind.CapNet),
		luabind.WithTimeLimit(0), luabind.WithStdio(nil, &out, &out), luabind.WithEnv("HOME="+s.folder))
	// What the script asks of a machine is there on this one.
	if err := os.WriteFile(filepath.Join(s.folder, "systemctl"), []byte("#!/bin/sh\necho $2 is $1\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	w.Do(fmt.Sprintf(`
local ssh = require "doapi.ssh"
local wait_ready, map = ssh.wait_ready, ssh.map
local function options(o)
  local all = {key = o.key, wait_time = o.wait_time, port = %d, user = %q, known_hosts = %q}
  for k, v in pairs({%s}) do all[k] = v end
  return all
end
require("test").fake("ssh", {
  wait_ready = function(droplet, o) assert(droplet.ip_address) return wait_ready("127.0.0.1", options(o)) end,
  map = function(droplets, command, o)
    local hosts = {}
    for i in ipairs(droplets) do hosts[i] = "127.0.0.1" end
    o = options(o)
    o.wait_time = nil
    return map(hosts, "PATH=%s:$PATH " .. command, o)
  end,
})`, port, s.user, filepath.Join(s.folder, "known"), options, s.folder))
	err = w.Host.DoFile(t.Context(), "../../scripts/bring_up.lua", "example.com", "--key", s.key)
	return w, out.String(), err
}

// left is what of the site exists.
func left(w *dotest.World) string {
	state := string(w.State())
	var out []string
	for _, name := range []string{`"web-1"`, `"web-3"`, `"example.com"`} {
		if strings.Contains(state, `"name":`+name) || strings.Contains(state, `"name": `+name) {
			out = append(out, name)
		}
	}
	return strings.Join(out, " ")
}

func TestBringUp(t *testing.T) {
	s := newServer(t)
	w, out, err := s.bringUp(t, s.port, "")
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if !strings.Contains(out, "nginx is is-active") || !strings.HasSuffix(out, "www.example.com leads to 3 droplets\n") {
		t.Errorf("got\n%s", out)
	}
	if left(w) == "" {
		t.Error("nothing was made")
	}
	// The second run finds all of it.
	before := w.Requests()["droplets_create"]
	if err := w.Host.DoFile(t.Context(), "../../scripts/bring_up.lua", "example.com", "--key", s.key); err != nil {
		t.Fatal(err)
	}
	if n := w.Requests()["droplets_create"]; n != before {
		t.Errorf("the second run made %d droplets", n-before)
	}
}

// TestBringUpFails has machines that do not let anybody in: what was made is
// taken down.
func TestBringUpFails(t *testing.T) {
	s := newServer(t)
	stalls := listen(t, func(c net.Conn) { buf := make([]byte, 1); c.Read(buf); c.Read(buf); c.Close() })
	resets := listen(t, func(c net.Conn) { c.(*net.TCPConn).SetLinger(0); c.Close() })
	for name, c := range map[string]struct {
		port    int
		options string
		want    string
	}{
		"stalls":  {stalls, `wait_time = 1, timeout = 0.5`, ""},
		"resets":  {resets, `wait_time = 1`, ""},
		"another": {s.port, "", "host key"},
	} {
		t.Run(name, func(t *testing.T) {
			if name == "another" {
				known := fmt.Sprintf("[127.0.0.1]:%d ", s.port) + string(publicLine(t, filepath.Join(t.TempDir(), "other")))
				if err := os.WriteFile(filepath.Join(s.folder, "known"), []byte(known), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			w, out, err := s.bringUp(t, c.port, c.options)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("got %v\n%s", err, out)
			}
			if !strings.Contains(out, "taking down droplet web-1") || left(w) != "" {
				t.Errorf("left: %s\n%s", left(w), out)
			}
		})
	}
}
