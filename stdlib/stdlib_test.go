package stdlib_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/pem"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/doapi-lua/doapi/client/sim/spaces"
	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/stdlib"
	"github.com/doapi-lua/doapi/stdlib/luatest"
)

// testClock jumps over sleeps, so that no test waits for one.
type testClock struct {
	luabind.Clock
	mu  sync.Mutex
	now time.Time
}

func newTestClock() *testClock {
	return &testClock{Clock: luabind.RealClock(), now: time.Date(2026, 1, 31, 12, 30, 5, 0, time.UTC)}
}

func (k *testClock) Now() time.Time {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.now
}

func (k *testClock) Sleep(ctx context.Context, d time.Duration) error {
	if err := ctx.Err(); err != nil || d == luabind.Forever {
		return k.Clock.Sleep(ctx, d)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.now = k.now.Add(d)
	return nil
}

// output is what a script wrote; its reader and writers may be on different
// goroutines.
type output struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.Write(p)
}

// take gives what was written since the last take.
func (o *output) take() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	s := o.b.String()
	o.b.Reset()
	return s
}

var allCapabilities = luabind.WithCapabilities(luabind.CapFS, luabind.CapEnv, luabind.CapShell, luabind.CapNet)

// newHost makes a Host that may do everything. Its scripts get at their own
// output with the globals stdout and stderr, and have a folder of their own
// in dir.
func newHost(t testing.TB, opts ...luabind.Option) *luabind.Host {
	t.Helper()
	out, errs := &output{}, &output{}
	opts = append([]luabind.Option{stdlib.Core(), allCapabilities, luabind.WithClock(newTestClock()), luabind.WithTimeLimit(0), luabind.WithStdio(nil, out, errs)}, opts...)
	h, err := luabind.New(opts...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.Close() })
	for name, v := range map[string]any{"stdout": out.take, "stderr": errs.take, "dir": t.TempDir(), "link": os.Symlink} {
		if err := h.Set(name, v); err != nil {
			t.Fatal(err)
		}
	}
	return h
}

// TestLua runs the Lua tests of every module.
func TestLua(t *testing.T) {
	files, err := luatest.Find([]string{"testdata"})
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < len(stdlib.Modules()) {
		t.Errorf("%d files of tests for %d modules", len(files), len(stdlib.Modules()))
	}
	for _, path := range files {
		t.Run(filepath.Base(path), func(t *testing.T) {
			t.Parallel()
			r := luatest.Runner{
				NewHost: func(string) (*luabind.Host, error) {
					h := newHost(t)
					return h, serve(t, h)
				},
				Report: func(f luatest.File) {
					var b strings.Builder
					luatest.WriteText(&b, f)
					if f.Failed() {
						t.Error("\n" + b.String())
					}
					for _, c := range f.Cases {
						if c.Skipped {
							t.Errorf("%s is skipped", strings.Join(c.Name, " > "))
						}
					}
				},
			}
			r.Run(t.Context(), []string{path})
		})
	}
}

// TestEveryFunctionIsTested fails for a function, method or property that its
// module's Lua tests do not mention.
func TestEveryFunctionIsTested(t *testing.T) {
	for _, m := range stdlib.Modules() {
		src, err := os.ReadFile("testdata/" + m.Name + "_test.lua")
		if err != nil {
			t.Errorf("module %s has no Lua tests: %v", m.Name, err)
			continue
		}
		if own, err := os.ReadFile("lua" + m.Name + "/" + m.Name + "_test.go"); err == nil {
			src = append(src, own...) // where the tests need more than a script has
		}
		mentions := func(pattern string) bool { return regexp.MustCompile(pattern).Match(src) }
		for _, f := range m.Funcs {
			if !mentions(`\b` + m.Name + `\.` + f.Name + `\b`) {
				t.Errorf("no test of %s.%s", m.Name, f.Name)
			}
		}
		for _, k := range m.Constants {
			if !mentions(`\b` + m.Name + `\.` + k.Name + `\b`) {
				t.Errorf("no test of %s.%s", m.Name, k.Name)
			}
		}
		for _, class := range m.Classes {
			for _, f := range class.Methods {
				if !mentions(`:` + f.Name + `\b`) {
					t.Errorf("no test of %s: %s:%s", m.Name, class.Name, f.Name)
				}
			}
			for _, p := range class.Properties {
				if !mentions(`\.` + p.Name + `\b`) {
					t.Errorf("no test of %s: %s.%s", m.Name, class.Name, p.Name)
				}
			}
		}
		if m.Call != nil && !mentions(`\b`+m.Name+`[({"]`) {
			t.Errorf("no test calls %s", m.Name)
		}
	}
}

// TestDescriptions holds every function to what help, completion and type
// definitions need.
func TestDescriptions(t *testing.T) {
	check := func(where string, f *luabind.Func, named bool) {
		if f.Doc == "" || strings.Contains(f.Doc, "\t") {
			t.Errorf("%s: Doc is %q", where, f.Doc)
		}
		for i, p := range f.Params {
			if p.Type == nil || p.Type.Name == "" || p.Type.Lua == "" {
				t.Errorf("%s: the parameter %q has no described type", where, p.Name)
			}
			if p.Rest && i != len(f.Params)-1 {
				t.Errorf("%s: parameters follow the rest", where)
			}
			if p.Option && !f.NamedArgs && !named {
				t.Errorf("%s: the option %q needs NamedArgs", where, p.Name)
			}
		}
	}
	names := map[string]bool{}
	for _, m := range stdlib.Modules() {
		if names[m.Name] || m.Doc == "" {
			t.Errorf("module %s: twice, or without Doc", m.Name)
		}
		names[m.Name] = true
		for i := range m.Funcs {
			check(m.Name+"."+m.Funcs[i].Name, &m.Funcs[i], false)
		}
		if m.Call != nil {
			check(m.Name, m.Call, false)
		}
		for _, class := range m.Classes {
			if class.Doc == "" {
				t.Errorf("class %s has no Doc", class.Name)
			}
			for i := range class.Methods {
				check(class.Name+":"+class.Methods[i].Name, &class.Methods[i], class.NamedArgs)
			}
			for _, p := range class.Properties {
				if p.Doc == "" || p.Type == "" {
					t.Errorf("%s.%s has no Doc or Type", class.Name, p.Name)
				}
			}
		}
	}
}

// TestDefaultHost: without capabilities only what stays inside of the script
// can be required.
func TestDefaultHost(t *testing.T) {
	h, err := luabind.New(stdlib.Core())
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	for _, m := range stdlib.Modules() {
		err := h.DoString(t.Context(), "test", `require("`+m.Name+`")`)
		if m.Needs == "" && err != nil {
			t.Errorf("%s: %v", m.Name, err)
		}
		if want := "needs the capability '" + string(m.Needs) + "'"; m.Needs != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: got %v, want %s", m.Name, err, want)
		}
	}
	reach := map[string]luabind.Capability{"fs": luabind.CapFS, "env": luabind.CapEnv, "shell": luabind.CapShell, "http": luabind.CapNet, "net": luabind.CapNet, "ssh": luabind.CapNet, "spaces": luabind.CapNet}
	for _, m := range stdlib.Modules() {
		if m.Needs != reach[m.Name] {
			t.Errorf("%s needs %q, want %q", m.Name, m.Needs, reach[m.Name])
		}
	}
}

// serve starts what the tests of http and net talk to.
func serve(t testing.TB, h *luabind.Host) error {
	var flaky atomic.Int32
	mux := http.NewServeMux()
	mux.HandleFunc("/echo", func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		w.Header().Set("X-Method", r.Method)
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprintf(w, `{"method": %q, "query": %q, "type": %q, "team": %q, "body": %q, "authorization": %q}`,
			r.Method, r.URL.RawQuery, r.Header.Get("Content-Type"), r.Header.Get("X-Team"), b, r.Header.Get("Authorization"))
	})
	mux.HandleFunc("/missing", http.NotFound)
	mux.HandleFunc("/broken", func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "{") })
	mux.HandleFunc("/redirect", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/echo", http.StatusFound) })
	mux.HandleFunc("/loop", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/loop", http.StatusFound) })
	mux.HandleFunc("/slow", func(w http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	mux.HandleFunc("/stalled", func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, "begun")
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	})
	mux.HandleFunc("/flaky", func(w http.ResponseWriter, r *http.Request) {
		if flaky.Add(1)%3 != 0 {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
		fmt.Fprint(w, flaky.Load())
	})
	mux.HandleFunc("/cut", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", "100")
		io.WriteString(w, "short")
	})
	large := strings.Repeat("x", 1<<20)
	mux.HandleFunc("/large", func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, large) })
	mux.HandleFunc("/endless", func(w http.ResponseWriter, r *http.Request) {
		for {
			if _, err := io.WriteString(w, large); err != nil {
				return
			}
		}
	})
	mux.HandleFunc("/bomb", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		for range 300 {
			io.WriteString(z, large)
		}
		z.Close()
	})
	mux.HandleFunc("/header", func(w http.ResponseWriter, r *http.Request) { w.Header().Set("X-Long", large+large) })
	var asked atomic.Int32
	mux.HandleFunc("/kube/api/v1/nodes", func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer secret" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		second := "False"
		if asked.Add(1) > 2 {
			second = "True"
		}
		fmt.Fprintf(w, `{"items": [{"metadata": {"name": "node-2"}, "status": {"conditions": [{"type": "Ready", "status": %q}]}},
			{"metadata": {"name": "node-1"}, "status": {"conditions": [{"type": "MemoryPressure", "status": "False"}, {"type": "Ready", "status": "True"}]}}]}`, second)
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	secure := httptest.NewTLSServer(mux)
	secure.Config.ErrorLog = log.New(io.Discard, "", 0)
	t.Cleanup(secure.Close)
	ca := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(ca, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: secure.Certificate().Raw}), 0o600); err != nil {
		return err
	}
	storage := httptest.NewServer(&spaces.Server{Now: time.Now, Page: 3})
	t.Cleanup(storage.Close)
	address := server.Listener.Addr().(*net.TCPAddr)
	for name, v := range map[string]any{"spaces_url": storage.URL, "server_url": server.URL, "server_port": address.Port, "secure_url": secure.URL, "ca_file": ca} {
		if err := h.Set(name, v); err != nil {
			return err
		}
	}
	return nil
}
