package faults

import (
	"bytes"
	"context"
	"encoding/pem"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/creack/pty"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/sim"
	"github.com/doapi-lua/doapi/cmd/doapi/cli"
	"github.com/doapi-lua/doapi/tests/programs"
)

// asCommand has the test's program be doapi itself, so that everything that
// leaves a process of it can be read.
const asCommand = "DOAPI_TEST_AS_COMMAND"

func TestMain(m *testing.M) {
	if os.Getenv(asCommand) != "" {
		os.Exit(cli.Main(context.Background(), cli.System()))
	}
	programs.HearSignals()
	os.Exit(m.Run())
}

// wiretap is a server of another host: it keeps all that it is sent.
type wiretap struct {
	mu   sync.Mutex
	seen bytes.Buffer
	n    int
}

func (w *wiretap) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.n++
	fmt.Fprintf(&w.seen, "%s %s %v\n", r.Method, r.URL, r.Header)
	io.Copy(&w.seen, r.Body)
	io.WriteString(rw, `{"droplets":[],"links":{}}`)
}

// treacherous is the API, with some paths that try to get at the token.
func treacherous(api http.Handler, elsewhere string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		echo := r.Header.Get("Authorization")
		switch r.URL.Path {
		case "/v2/redirect":
			http.Redirect(w, r, elsewhere+"/redirected", http.StatusTemporaryRedirect)
		case "/v2/next":
			w.Header().Set("Content-Type", "application/json")
			fmt.Fprintf(w, `{"droplets":[{"id":1}],"links":{"pages":{"next":"%s/next?page=2"}}}`, elsewhere)
		case "/v2/echo":
			w.Header().Set("Content-Type", "application/json")
			w.Header().Set("X-Request-Id", echo)
			w.WriteHeader(http.StatusTeapot)
			fmt.Fprintf(w, `{"id":"teapot","message":"you sent %s"}`, echo)
		case "/v2/broken":
			w.Header().Set("X-Request-Id", echo)
			fmt.Fprintf(w, `{"broken": %s`, echo)
		default:
			api.ServeHTTP(w, r)
		}
	})
}

// mischief is what scripts may do that could show the token.
var mischief = []string{
	`print(DO) print(DO.api_token) print(tostring(DO.api_token))`,
	`for k, v in pairs(getmetatable(DO) or {}) do print(k, v) end`,
	`print(string.format("%s %q", tostring(DO.api_token), tostring(DO)))`,
	`print(require("inspect")(DO)) print(require("inspect")(DO.api_token))`,
	`print(require("json").encode({t = tostring(DO.api_token)}))`,
	`print(pcall(function() return require("json").encode(DO.api_token) end))`,
	`print(pcall(function() return DO.api_token .. "" end)) print(pcall(function() return #DO.api_token end))`,
	`error(DO)`, `error(DO.api_token)`, `error({t = DO.api_token})`, `DO.no_such_thing()`, `DO.api_token()`,
	`DO:fetch_droplet(404)`, `DO:request("/v2/echo")`, `DO:request("/v2/broken")`, `DO:request("/v2/redirect")`,
	`print(pcall(DO.request, "ELSEWHERE/absolute")) print(DO.last_response and require("inspect")(DO.last_response))`,
	`for d in DO:paginate("/v2/next", "droplets") do print(d.id) end`,
	`local other = doapi{api_token = DO.api_token} print(other, other.api_token) print(other:fetch_account())`,
	`require("fs").write("out.txt", tostring(DO.api_token))`,
	`print(require("http").get("ELSEWHERE/http").status)`,
	`print(require("log").info("x", {client = DO, token = DO.api_token}))`,
	`print(DO:create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3").name)`,
	`print(DO:fetch_account()) print(require("inspect")(DO.last_response))`,
}

// TestNothingLeaks runs doapi in all modes against an API that tries to get the
// token out of it, and looks at every byte that leaves the process.
func TestNothingLeaks(t *testing.T) {
	t.Parallel()
	server, err := sim.New(sim.WithClock(sim.NewScaledClock(1000)))
	ok(t, err)
	tap := &wiretap{}
	elsewhere := httptest.NewServer(tap)
	defer elsewhere.Close()
	api := httptest.NewServer(treacherous(server, elsewhere.URL))
	defer api.Close()

	home := t.TempDir()
	secret := filepath.Join(t.TempDir(), "token")
	ok(t, os.WriteFile(secret, []byte(token+"\n"), 0o644))
	environment := []string{asCommand + "=1", "HOME=" + home, "USERPROFILE=" + home, "XDG_STATE_HOME=" + home, "XDG_CONFIG_HOME=" + home, "PATH=" + os.Getenv("PATH"), "TERM=xterm", "DIGITALOCEAN_API_URL=" + api.URL}
	command := func(env []string, stdin string, args ...string) string {
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
		defer cancel()
		cmd := exec.CommandContext(ctx, os.Args[0], args...)
		cmd.Env, cmd.Dir, cmd.Stdin = append(environment, env...), home, strings.NewReader(stdin)
		out, _ := cmd.CombinedOutput()
		if ctx.Err() != nil {
			t.Errorf("%q did not end", args)
		}
		return string(out)
	}
	check := func(what, text string) {
		t.Helper()
		if i := strings.Index(text, token); i >= 0 {
			t.Errorf("%s shows the token: ...%s...", what, text[max(0, i-120):min(len(text), i+len(token)+40)])
		}
	}
	given := []string{"DIGITALOCEAN_TOKEN=" + token}
	quick := []string{"--retry-max-time", "0"}

	var whole strings.Builder
	for i, code := range mischief {
		code = strings.ReplaceAll(code, "ELSEWHERE", elsewhere.URL)
		modes := [][]string{{"--trace=body"}, nil}
		if raced {
			modes = modes[:1] // which shows all that is shown without it
		}
		for _, more := range modes {
			out := command(given, "", append(append(append([]string{}, quick...), more...), "-e", code)...)
			check(fmt.Sprintf("-e %s %v", code, more), out)
			whole.WriteString(out)
		}
		if i%6 == 0 {
			file := filepath.Join(home, "script.lua")
			ok(t, os.WriteFile(file, []byte(code), 0o600))
			check("a file", command(given, "", append(append([]string{}, quick...), file)...))
		}
	}
	all := strings.ReplaceAll(strings.Join(mischief, "\n"), "ELSEWHERE", elsewhere.URL)
	check("the REPL", command(given, all+"\n", "--retry-max-time", "0", "repl"))
	check("standard input", command(given, mischief[0], "-"))
	check("a token that is a flag", command(nil, "", "--token", token, "-e", mischief[0]))
	check("auth", command(given, "", "auth"))
	check("call", command(given, "", "call", "droplets.get", "droplet_id=1"))
	check("request", command(given, "", "request", "/v2/echo"))
	check("a wrong flag", command(given, "", "--token", token, "--no-such-flag"))
	loose := command(nil, "", "--token-file", secret, "-e", mischief[0])
	check("a token in a file", loose)
	if runtime.GOOS != "windows" && !strings.Contains(loose, "chmod 600") {
		t.Errorf("no word of a file that others can read: %s", loose)
	}
	// The test would show nothing if the scripts did not get to where they are.
	for _, word := range []string{"teapot", "web", "***"} {
		if !strings.Contains(whole.String(), word) {
			t.Errorf("the output has no %q", word)
		}
	}
	tap.mu.Lock()
	check("another host", tap.seen.String())
	if tap.n == 0 {
		t.Error("nothing went to the other host: the tap does not work")
	}
	if strings.Contains(tap.seen.String(), "redirected") || strings.Contains(tap.seen.String(), "/next") {
		t.Error("a redirect or a link led to another host")
	}
	tap.mu.Unlock()
	files(t, home, check)
}

// TestHistoryHoldsNoToken types a token at the prompt of a terminal.
func TestHistoryHoldsNoToken(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("there is no pseudo terminal")
	}
	server, err := sim.New()
	ok(t, err)
	api := httptest.NewServer(server)
	defer api.Close()
	home := t.TempDir()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, os.Args[0], "repl")
	cmd.Env = []string{asCommand + "=1", "HOME=" + home, "XDG_STATE_HOME=" + home, "TERM=xterm", "DIGITALOCEAN_TOKEN=" + token, "DIGITALOCEAN_API_URL=" + api.URL}
	cmd.Dir = home
	terminal, err := pty.Start(cmd)
	ok(t, err)
	defer terminal.Close()
	go func() {
		for _, line := range []string{`c = doapi("` + token + `")`, `print("typed")`, `os.exit(0)`} {
			_, _ = io.WriteString(terminal, line+"\r")
		}
	}()
	_, _ = io.Copy(io.Discard, terminal) // the terminal itself echoes what is typed
	_ = cmd.Wait()
	found := false
	files(t, home, func(what, text string) {
		found = found || strings.Contains(text, "typed")
		if strings.Contains(text, token) {
			t.Errorf("%s holds the token: %s", what, text)
		}
	})
	if !found {
		t.Error("there is no history to look at")
	}
}

// TestCertificates: a server that nobody vouches for gets no token, unless its
// certificate is trusted.
func TestCertificates(t *testing.T) {
	server, err := sim.New()
	ok(t, err)
	var mu sync.Mutex
	asked := 0
	api := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		asked++
		mu.Unlock()
		server.ServeHTTP(w, r)
	}))
	api.Config.ErrorLog = log.New(io.Discard, "", 0) // of handshakes that fail
	api.StartTLS()
	defer api.Close()
	home := t.TempDir()
	ca := filepath.Join(home, "ca.pem")
	ok(t, os.WriteFile(ca, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: api.Certificate().Raw}), 0o600))
	for _, test := range []struct {
		args []string
		fine bool
	}{{nil, false}, {[]string{"--ca-file", ca}, true}, {[]string{"--insecure"}, true}} {
		mu.Lock()
		asked = 0
		mu.Unlock()
		cmd := exec.CommandContext(t.Context(), os.Args[0], append(test.args, "-e", "print(DO:fetch_account().status)")...)
		cmd.Env = []string{asCommand + "=1", "HOME=" + home, "DIGITALOCEAN_TOKEN=" + token, "DIGITALOCEAN_API_URL=" + api.URL}
		out, err := cmd.CombinedOutput()
		mu.Lock()
		if (err == nil) != test.fine || (asked > 0) != test.fine || test.fine != strings.Contains(string(out), "active") {
			t.Errorf("%q: %v after %d requests: %s", test.args, err, asked, out)
		}
		mu.Unlock()
	}
}

// files hands over every file under a folder.
func files(t *testing.T, dir string, check func(what, text string)) {
	t.Helper()
	ok(t, filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		if err == nil {
			check(path, string(text))
		}
		return err
	}))
}

// TestPlainHTTP: the token does not go over a network in the clear.
func TestPlainHTTP(t *testing.T) {
	for endpoint, fine := range map[string]bool{
		"http://127.0.0.1:8080": true, "http://localhost": true, "http://[::1]:1": true, "https://api.example.com": true,
		"http://api.example.com": false, "http://192.0.2.1": false, "http://localhost.example.com": false, "http://127.0.0.1.example.com": false,
	} {
		if _, err := client.New(token, client.WithEndpoint(endpoint)); (err == nil) != fine {
			t.Errorf("%s: %v", endpoint, err)
		}
		if _, err := client.New(token, client.WithEndpoint(endpoint), client.WithInsecure()); err != nil {
			t.Errorf("%s: %v", endpoint, err)
		}
	}
}
