//go:build unix

package faults

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/doapi-lua/doapi/client/sim"
)

// place is where a script is when a signal comes.
type place struct {
	name string
	// script calls ready() where it is not the API that sees it there, log(text)
	// for what the test is to know, and goes on until exists(go).
	script string
	holds  string   // the request that is held while the signal comes, "" for none
	says   []string // after a signal
}

// prelude is in front of each script.
const prelude = `
local fs, time, task, shell, http = require "doapi.fs", require "doapi.time", require "task", require "doapi.shell", require "doapi.http"
local dir, url, chatty = arg[1], arg[2], arg[3] == "chatty"
local function log(text) fs.append(dir .. "/log", text .. "\n") end
local function ready() fs.write(dir .. "/ready", "") end
local function going() return not fs.exists(dir .. "/go") end
defer(function() log("deferred") end)
local function create(name)
	local d = do.create_droplet(name, "debian-13-x64", "s-1vcpu-1gb", "nyc3")
	defer(function()
		d:delete()
		log("deleted " .. name)
	end)
	return d
end
local function main()
`

// coda has what writes to standard output beside the script, where that is to
// be closed.
const coda = `
end
if chatty then
	local over = false
	task.all{
		function()
			main()
			if arg[4] ~= "defer" then time.sleep(600) end
			over = true
		end,
		function() while not over do print("x") time.sleep(0.01) end end,
	}
else
	main()
end
log("ended")
`

var places = []place{
	{name: "create on the wire", holds: "POST /v2/droplets", script: `
		log("made " .. create("web").name)
		pcall(create, "more")
		log("never")`, says: []string{"made web", "deleted web", "deferred"}},
	{name: "wait", holds: "GET /v2/droplets", script: `
		local d = create("web")
		for x in do.wait_droplets({d}, {status = "off"}) do log(x.name .. " is " .. x.status) end
		log("waited")
		pcall(do.create_tag, "t")
		log("never")`, says: []string{"web is new", "waited", "deleted web", "deferred"}},
	{name: "sleep", script: `
		ready()
		local _, e = pcall(time.sleep, 600)
		log(e.kind)
		pcall(time.sleep, 600)
		log("never")`, says: []string{"CancelledError", "deferred"}},
	{name: "join", script: `
		local t = task.spawn(function() time.sleep(600) end)
		ready()
		local _, e = pcall(t.join, t)
		log(e.kind)
		pcall(do.create_tag, "t")
		log("never")`, says: []string{"CancelledError", "deferred"}},
	{name: "shell", script: `
		local wait = 'touch "$DIR/ready"; while [ ! -e "$DIR/go" ]; do sleep 0.02; done; echo done'
		log((shell.run({"sh", "-c", wait}, {env = {DIR = dir}}).stdout:gsub("\n", "")))
		pcall(shell.run, {"touch", dir .. "/second"})
		log("never")`, says: []string{"done", "deferred"}},
	{name: "http", holds: "POST /other", script: `
		log(http.post(url .. "/other", {json = {a = 1}}).body)
		log(http.get(url .. "/other").body)
		pcall(http.post, url .. "/other", {json = {a = 1}})
		log("never")`, says: []string{"POST", "GET", "deferred"}},
	{name: "http read", holds: "GET /other", script: `
		local ok, e = pcall(http.get, url .. "/other")
		log(ok and e.body or e.kind)
		pcall(http.post, url .. "/other", {json = {a = 1}})
		log("never")`, says: []string{"GET", "deferred"}},
	{name: "defer", script: `
		defer(function()
			ready()
			while going() do time.sleep(0.01) end
			create("late")
			if chatty then print("x") end
		end)`, says: []string{"ended", "deleted late", "deferred"}},
	{name: "pcall loop", script: `
		ready()
		while true do pcall(time.sleep, 0.01) end`, says: []string{"deferred"}},
	{name: "two tasks", holds: "POST /v2/droplets", script: `
		task.all{
			function() create("web") time.sleep(600) log("never") end,
			function() while true do time.sleep(0.01) end end,
		}
		log("never")`, says: []string{"deleted web", "deferred"}},
}

// TestSignalsByPlace sends each signal, and closes standard output, in each
// place: what the script does then, what is left, and how it ends.
func TestSignalsByPlace(t *testing.T) {
	t.Parallel()
	for _, p := range places {
		for _, signal := range []struct {
			name string
			sig  syscall.Signal // 0: standard output is closed
			code int
		}{{"INT", syscall.SIGINT, 130}, {"TERM", syscall.SIGTERM, 143}, {"HUP", syscall.SIGHUP, 129}, {"closed output", 0, 1}} {
			t.Run(p.name+"/"+signal.name, func(t *testing.T) {
				t.Parallel()
				dir := t.TempDir()
				server := must[*sim.Server](t)(sim.New(sim.WithClock(sim.NewScaledClock(100))))
				held, release := make(chan struct{}), make(chan struct{})
				var once sync.Once
				api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					if p.holds != "" && strings.HasPrefix(r.Method+" "+r.URL.Path, p.holds) {
						once.Do(func() {
							close(held)
							<-release
						})
					}
					if r.URL.Path == "/other" {
						io.WriteString(w, r.Method)
						return
					}
					server.ServeHTTP(w, r)
				}))
				defer api.Close()
				ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
				defer cancel()
				script := filepath.Join(dir, "script.lua")
				ok(t, os.WriteFile(script, []byte(prelude+p.script+coda), 0o600))
				args := []string{"--wait-interval", "0.02", script, dir, api.URL}
				if signal.sig == 0 {
					args = append(args, "chatty", p.name)
				}
				cmd := exec.CommandContext(ctx, os.Args[0], args...)
				cmd.Env = []string{asCommand + "=1", "HOME=" + dir, "PATH=" + os.Getenv("PATH"), "DIGITALOCEAN_TOKEN=" + token, "DIGITALOCEAN_API_URL=" + api.URL}
				out := must[io.ReadCloser](t)(cmd.StdoutPipe())
				errs := must[io.ReadCloser](t)(cmd.StderrPipe())
				ok(t, cmd.Start())
				if p.holds != "" {
					select {
					case <-held:
					case <-ctx.Done():
						t.Fatalf("%s is not sent", p.holds)
					}
				} else {
					exists(t, ctx, filepath.Join(dir, "ready"))
				}
				var said strings.Builder
				lines := bufio.NewReader(errs)
				if signal.sig == 0 {
					out.Close()
				} else {
					ok(t, cmd.Process.Signal(signal.sig))
					line, err := lines.ReadString('\n')
					if said.WriteString(line); err != nil || !strings.HasPrefix(line, "doapi: stopping") {
						t.Errorf("it says %q, %v", line, err)
					}
				}
				close(release)
				ok(t, os.WriteFile(filepath.Join(dir, "go"), nil, 0o600))
				if signal.sig != 0 {
					go io.Copy(io.Discard, out)
				}
				_, _ = io.Copy(&said, lines)
				_ = cmd.Wait()
				if code := cmd.ProcessState.ExitCode(); code != signal.code {
					t.Errorf("it ends with %d, want %d", code, signal.code)
				}
				log, _ := os.ReadFile(filepath.Join(dir, "log"))
				got := strings.Split(strings.TrimSpace(string(log)), "\n")
				if signal.sig != 0 && fmt.Sprint(got) != fmt.Sprint(p.says) {
					t.Errorf("the script says %q, want %q", got, p.says)
				}
				// How far the script comes before it is told of a closed output is
				// by chance.
				if got[len(got)-1] != "deferred" || signal.sig == 0 && p.name != "defer" && slices.Contains(got, "ended") {
					t.Errorf("the script says %q", got)
				}
				w := world{server: server}
				for _, d := range w.state(t)["droplets"] {
					if id := fmt.Sprintf("%.0f", d["id"]); signal.sig != 0 || !named(said.String(), id, d) {
						t.Errorf("droplet %s is left", id)
					}
				}
				for _, tag := range w.state(t)["tags"] {
					if name := fmt.Sprint(tag["name"]); signal.sig != 0 || !strings.Contains(said.String(), "doapi tidy --droplets "+name) {
						t.Errorf("tag %s is left", name)
					}
				}
				if _, err := os.Stat(filepath.Join(dir, "second")); err == nil && signal.sig != 0 {
					t.Error("a program was started while the run stops")
				}
				if t.Failed() {
					t.Logf("standard error:\n%s", &said)
				}
			})
		}
	}
}

// exists waits until a file is there.
func exists(t *testing.T, ctx context.Context, path string) {
	t.Helper()
	for {
		if _, err := os.Stat(path); err == nil {
			return
		}
		select {
		case <-ctx.Done():
			t.Fatalf("%s does not come", path)
		case <-time.After(5 * time.Millisecond):
		}
	}
}
