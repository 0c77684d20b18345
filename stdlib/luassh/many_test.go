//go:build unix

package luassh_test

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"golang.org/x/crypto/ssh"

	"github.com/doapi-lua/doapi/luabind"
)

// fleet is a machine that stands for many: each connection is one.
type fleet struct {
	port    int
	talk    int          // how much a command says
	began   atomic.Int64 // commands
	ended   atomic.Int64
	waiting func(n int64) // called with the number of a command that has begun
}

// newFleet starts it on loopback; a command says talk bytes.
func newFleet(t *testing.T, talk int, waiting func(n int64)) *fleet {
	t.Helper()
	file := filepath.Join(t.TempDir(), "host")
	newKey(t, file)
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	host, err := ssh.ParsePrivateKey(text)
	if err != nil {
		t.Fatal(err)
	}
	config := &ssh.ServerConfig{PublicKeyCallback: func(ssh.ConnMetadata, ssh.PublicKey) (*ssh.Permissions, error) { return nil, nil }}
	config.AddHostKey(host)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	f := &fleet{port: l.Addr().(*net.TCPAddr).Port, waiting: waiting, talk: talk}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go f.serve(c, config)
		}
	}()
	return f
}

func (f *fleet) serve(c net.Conn, config *ssh.ServerConfig) {
	defer c.Close()
	_, channels, requests, err := ssh.NewServerConn(c, config)
	if err != nil {
		return
	}
	go ssh.DiscardRequests(requests)
	for wanted := range channels {
		channel, requests, err := wanted.Accept()
		if err != nil {
			return
		}
		go func() {
			for r := range requests {
				r.Reply(r.Type == "exec", nil)
				if r.Type != "exec" {
					continue
				}
				n := f.began.Add(1)
				f.waiting(n)
				fmt.Fprintf(channel, "machine %d says hello\n%s\n", n, strings.Repeat("x", f.talk))
				f.ended.Add(1)
				channel.SendRequest("exit-status", false, ssh.Marshal(struct{ Code uint32 }{0}))
				channel.Close()
			}
		}()
	}
}

// TestManyMachines runs a command on many machines by map, in a program of its
// own: what it holds of memory, and that a machine that takes its time keeps no
// other waiting. DOAPI_SSH_HOSTS says how many.
func TestManyMachines(t *testing.T) {
	if port := os.Getenv("DOAPI_FLEET_PORT"); port != "" {
		manyMachines(t, port)
		return
	}
	hosts := int64(1000)
	if raced {
		hosts = 100
	}
	if n, err := strconv.ParseInt(os.Getenv("DOAPI_SSH_HOSTS"), 10, 64); err == nil {
		hosts = n
	}
	var files syscall.Rlimit // each machine is two of them
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &files); err == nil && int64(files.Cur) < 2*hosts+100 {
		t.Logf("only %d files may be open here", files.Cur)
		hosts = int64(files.Cur) / 3
	}
	key := filepath.Join(t.TempDir(), "key")
	newKey(t, key)
	for _, test := range []struct {
		name  string
		limit int64
		talk  int
		// hold keeps command n from ending; all is closed once no other is left.
		hold func(n int64, all chan struct{})
	}{
		// The first machine ends only after all others have.
		{"sixteen at a time", 16, 100_000, func(n int64, all chan struct{}) {
			if n == 1 {
				<-all
			} else if n == hosts {
				close(all)
			}
		}},
		// None ends before all have begun.
		{"all at once", hosts, 1000, func(n int64, all chan struct{}) {
			if n == hosts {
				close(all)
			}
			<-all
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			all := make(chan struct{})
			f := newFleet(t, test.talk, func(n int64) { test.hold(n, all) })
			cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestManyMachines$", "-test.v")
			cmd.Env = append(os.Environ(), fmt.Sprint("DOAPI_FLEET_PORT=", f.port), "DOAPI_FLEET_KEY="+key, fmt.Sprint("DOAPI_FLEET_HOSTS=", hosts), fmt.Sprint("DOAPI_FLEET_LIMIT=", test.limit))
			var out bytes.Buffer
			cmd.Stdout, cmd.Stderr = &out, &out
			if err := cmd.Run(); err != nil {
				t.Fatalf("%v\n%s", err, out.String())
			}
			if f.ended.Load() != hosts {
				t.Errorf("%d commands have ended", f.ended.Load())
			}
			_, line, _ := strings.Cut(out.String(), "peak of ")
			peak, err := strconv.Atoi(strings.Fields(line + " 0")[0])
			if err == nil && peak > 0 {
				t.Logf("%d machines, %d at a time: at most %d MB", hosts, test.limit, peak>>10)
				if peak>>10 >= 300 && !raced {
					t.Errorf("it held %d MB", peak>>10)
				}
			}
		})
	}
}

// manyMachines is the program.
func manyMachines(t *testing.T, port string) {
	s := &server{user: "root", key: os.Getenv("DOAPI_FLEET_KEY"), folder: t.TempDir()}
	s.port, _ = strconv.Atoi(port)
	h := s.host(t, luabind.WithMemoryLimit(0))
	for name, variable := range map[string]string{"hosts": "DOAPI_FLEET_HOSTS", "limit": "DOAPI_FLEET_LIMIT"} {
		n, err := strconv.Atoi(os.Getenv(variable))
		if err == nil {
			err = h.Set(name, n)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	s.run(t, h, `
local list, seen, cut = {}, {}, false
for i = 1, hosts do list[i] = {name = "web-" .. i, ip_address = "127.0.0.1"} end
local all = ssh.map(list, "hello", {port = port, user = user, key = key, limit = limit, timeout = 600, quiet = limit < hosts})
expect(#all):to_equal(hosts)
for i, r in ipairs(all) do
	expect(r.name):to_equal("web-" .. i)
	expect(r.code):to_equal(0)
	assert(#r.stdout > 1000)
	cut = cut or r.truncated or false
	local n = r.stdout:match("^machine (%d+) says hello\n")
	assert(not seen[n], n)
	seen[n] = true
end
local lines = 0
for line in written():gmatch("[^\n]+") do
	assert(line:match("^web%-%d+: "), line)
	lines = lines + 1
end
expect(lines):to_equal(limit < hosts and 0 or 2 * hosts)
expect(cut):to_equal(limit < hosts and hosts > 250)
`)
	// What the system has seen at most; it is told where there is /proc.
	status, _ := os.ReadFile("/proc/self/status")
	if _, line, ok := strings.Cut(string(status), "VmHWM:"); ok {
		fmt.Println("peak of", strings.Fields(line)[0], "KB")
	}
}
