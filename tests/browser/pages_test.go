package browser

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/doapi-lua/doapi/cmd/doapi/cli"
)

// serve runs a command that serves until the test ends, and gives the first n
// lines that it writes.
func serve(t *testing.T, n int, args ...string) []string {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	out, in := io.Pipe()
	done := make(chan int, 1)
	go func() {
		done <- cli.Main(ctx, cli.Env{Args: args, Stdin: strings.NewReader(""), Stdout: in, Stderr: io.Discard, Environ: []string{"HOME=" + t.TempDir()}})
		in.Close()
	}()
	t.Cleanup(func() { cancel(); <-done })
	var lines []string
	reader := bufio.NewReader(out)
	for range n {
		line, err := reader.ReadString('\n')
		if err != nil {
			t.Fatalf("%q ended: %v", args, err)
		}
		lines = append(lines, strings.TrimSpace(line))
	}
	go func() { _, _ = io.Copy(io.Discard, reader) }()
	return lines
}

func doapi(t *testing.T, args ...string) {
	t.Helper()
	var out strings.Builder
	if code := cli.Main(context.Background(), cli.Env{Args: args, Stdout: &out, Stderr: &out}); code != 0 {
		t.Fatalf("%q ends with %d: %s", args, code, out.String())
	}
}

// TestManual reads, searches and turns pages, from a server and from files.
func TestManual(t *testing.T) {
	t.Parallel()
	p := start(t).tab()
	dir := t.TempDir()
	doapi(t, "docs", "--out", dir)
	served := serve(t, 1, "docs")[0]
	for _, origin := range []string{served, (&url.URL{Scheme: "file", Path: dir}).String() + "/"} {
		p.screen(1280, 900, false)
		p.open(origin + "index.html")
		p.until(`document.querySelector("h1").textContent === "doapi"`)
		// By keyboard alone: search, choose, arrive.
		p.keys("</>")
		p.until(`document.activeElement.id === "search"`)
		p.keys("create_droplet")
		p.until(`document.querySelectorAll("#results li").length > 2`)
		if origin == served {
			p.shot("manual-search")
			p.axe("search")
		}
		p.keys("<Enter>")
		p.until(`location.href.includes("reference/do.html#do-create_droplet")`)
		p.until(`document.readyState === "complete"`)
		// The first key of the page leads to the text.
		p.open(origin + "guide/plan.html")
		p.keys("<Tab>")
		p.until(`document.activeElement.className === "skip"`)
		p.click(`a[rel="next"]`)
		p.until(`document.querySelector("h1")?.textContent === "Guards"`)
		p.clean(origin)
	}
	for _, dark := range []bool{false, true} {
		name := map[bool]string{false: "light", true: "dark"}[dark]
		p.screen(1280, 900, dark)
		for _, page := range []string{"index", "guide/plan", "reference/json", "operations/tags", "commands/doapi-run"} {
			p.open(served + page + ".html")
			p.until(`document.querySelector("h1")`)
			p.axe(name + " " + page)
			p.wide()
			p.shot("manual-" + strings.ReplaceAll(page, "/", "-") + "-" + name)
		}
		p.screen(390, 844, dark)
		p.open(served + "guide/start.html")
		p.until(`document.querySelector("h1")`)
		p.wide()
		p.axe(name + " phone")
		p.shot("manual-phone-" + name)
		p.click("#menu")
		p.until(`document.querySelector("#contents").offsetHeight > 100`)
	}
	p.screen(1280, 900, false)
	p.open(served + "index.html")
	p.click("#theme")
	p.until(`document.documentElement.dataset.theme === "dark"`)
	p.open(served + "guide/plan.html")
	p.until(`document.documentElement.dataset.theme === "dark"`) // which stays
	p.clean(served)
}

// largeRun writes the events of a run with many calls.
func largeRun(t *testing.T, file string, n int) {
	t.Helper()
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	w := bufio.NewWriter(f)
	defer w.Flush()
	random := rand.New(rand.NewSource(1))
	put := func(e map[string]any) {
		text, _ := json.Marshal(e)
		fmt.Fprintf(w, "%s\n", text)
	}
	put(map[string]any{"event": "run", "at": 0, "script": "many.lua", "mode": "real", "version": "devel", "endpoint": "https://api.digitalocean.com", "started": "2026-08-01T12:00:00Z"})
	clocks := make([]float64, 8)
	for i := range n {
		task := random.Intn(len(clocks))
		at, took := clocks[task], random.ExpFloat64()*120
		e := map[string]any{"event": "call", "at": at, "for": took, "task": fmt.Sprint(task + 1), "line": fmt.Sprintf("many.lua:%d", random.Intn(40)), "called": "droplets.get", "method": "GET", "path": fmt.Sprintf("/v2/droplets/%d", i), "status": 200, "left": 5000 - i/3, "limit": 5000}
		if i%50 == 7 {
			e["attempts"] = []map[string]any{{"at": at, "for": took / 3, "status": 503}, {"at": at + took/2, "for": took / 2, "status": 200}}
		}
		if i%400 == 9 {
			e["status"], e["error"] = 404, "404 not_found"
		}
		if i%100 == 3 {
			e["sign"], e["kind"], e["names"], e["cost"], e["called"] = "+", "droplet", []string{fmt.Sprintf("web-%d", i)}, 6, "droplets.create"
		}
		put(e)
		clocks[task] = at + took
	}
	put(map[string]any{"event": "notice", "at": 60_000, "for": 9_000, "what": "pause", "text": "the rate limit"})
	put(map[string]any{"event": "output", "at": 5, "what": "out", "text": "one line\n"})
	put(map[string]any{"event": "end", "at": 200_000, "code": 0})
}

// TestReport opens the page of a run of 10,000 calls, searches, zooms and
// chooses.
func TestReport(t *testing.T) {
	t.Parallel()
	p := start(t).tab()
	dir := t.TempDir()
	events, page := filepath.Join(dir, "run.jsonl"), filepath.Join(dir, "run.html")
	largeRun(t, events, 10_000)
	doapi(t, "report", "--events", events, "--out", page)
	at := (&url.URL{Scheme: "file", Path: page}).String()
	p.screen(1280, 1000, false)
	p.call(p.session, "Performance.enable", map[string]any{"timeDomain": "threadTicks"}, nil)
	before := p.busy()
	p.open(at)
	p.until(`window.reportReady`)
	used := p.busy() - before
	var ready float64
	p.eval(`window.reportReady`, &ready)
	t.Logf("10,000 calls: ready after %.0f ms, for which the page's thread used the processor for %.0f ms", ready, used*1000)
	if used > 1 { // the wall time depends on what else the machine does
		t.Errorf("a page of 10,000 calls takes %.1f s of processor time until it can be used", used)
	}
	p.until(`document.querySelector("#count").textContent === "10,000"`)
	var rows int
	p.eval(`document.querySelectorAll("#rows tr").length`, &rows)
	if rows > 200 {
		t.Errorf("%d rows are in the page at once", rows)
	}
	// Frames while it is moved and zoomed.
	var slowest float64
	p.eval(`(async () => { let worst = 0; for (let i = 0; i < 12; i++) { const t = performance.now(); document.querySelector(i % 3 ? "#in" : "#out").click(); await new Promise((r) => requestAnimationFrame(() => requestAnimationFrame(r))); worst = Math.max(worst, performance.now() - t); } return worst; })()`, &slowest)
	t.Logf("the slowest of 12 zooms took %.0f ms", slowest)
	p.click("#fit")
	p.keys("</>")
	p.until(`document.activeElement.id === "search"`)
	p.keys("not_found")
	p.until(`document.querySelector("#count").textContent === "25 of 10,000"`)
	p.click("#rows button")
	p.until(`!document.querySelector("#detail").hidden && document.querySelector("#detail").textContent.includes("404 not_found")`)
	p.shot("report-search")
	p.eval(`document.querySelector("#search").value = ""; document.querySelector("#search").dispatchEvent(new Event("input"))`, nil)
	p.eval(`document.querySelector("#list").scrollTop = 5000 * 31`, nil)
	p.until(`[...document.querySelectorAll("#rows tr[data-i]")].some((r) => r.dataset.i === "5000")`)
	p.eval(`document.querySelector("#timeline").focus()`, nil)
	p.keys("<+>", "<ArrowRight>")
	p.axe("report")
	p.clean("file:")

	small := filepath.Join(dir, "small.html")
	doapi(t, "--sim", "--report", small, "testdata/fleet.lua")
	for _, dark := range []bool{false, true} {
		name := map[bool]string{false: "light", true: "dark"}[dark]
		for _, size := range [][2]int{{1280, 1000}, {390, 1200}} {
			p.screen(size[0], size[1], dark)
			p.open((&url.URL{Scheme: "file", Path: small}).String())
			p.until(`window.reportReady`)
			p.wide()
			p.axe("report " + name)
			p.shot(fmt.Sprintf("report-%d-%s", size[0], name))
		}
	}
	p.clean("file:")
}

const site = `
local two = do.create_multiple_droplets({"web-1", "web-2"}, "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3", {tags = {"site"}})
for _ in do.wait_droplets(two, {ready = true}) do end
local a, b = two[1]:fetch(), two[2]:fetch()
do.create_domain("example.org", a.ip_address):create_record("A", "www", b.ip_address)
do.firewalls.create{name = "web", droplet_ids = {a.id, b.id}, inbound_rules = {{protocol = "tcp", ports = "80", sources = {addresses = {"0.0.0.0/0"}}}}}
local v = do.volumes.create{name = "data", region = "nyc3", size_gigabytes = 10}
do.request("/v2/volumes/" .. v.id .. "/actions", {method = "POST", data = {type = "attach", droplet_id = a.id, region = "nyc3"}})
do.load_balancers.create{name = "front", region = "nyc3", droplet_ids = {a.id, b.id}, forwarding_rules = {{entry_protocol = "http", entry_port = 80, target_protocol = "http", target_port = 8080}}}
do.create_floating_ip{droplet_id = b}
do.databases.create_cluster{name = "main-db", engine = "pg", region = "nyc3", size = "db-s-1vcpu-1gb", num_nodes = 1}
print("all is there")
`

// TestSimulator looks at an account, runs a script on it, moves its clock,
// injects a fault and resets it.
func TestSimulator(t *testing.T) {
	t.Parallel()
	p := start(t).tab()
	lines := serve(t, 2, "sim", "--ui", "--speed", "600")
	api, page := lines[0], lines[1]
	p.screen(1280, 1000, false)
	p.open(page)
	p.until(`document.querySelector(".picture .none")`)
	p.until(`document.querySelector("#live").textContent === "live"`)
	p.eval(`document.querySelector("#code").value = `+quote(site), nil)
	p.click("#run")
	p.until(`document.querySelector("#output").textContent.includes("all is there")`)
	for _, want := range []string{"web-1", "example.org", "front", "data", "main-db"} {
		p.until(`[...document.querySelectorAll(".card b")].some((c) => c.textContent === ` + quote(want) + `)`)
	}
	p.until(`document.querySelectorAll(".picture path").length >= 8`)
	// What other clients do shows as well.
	doapi(t, "--endpoint", api, "--token", "x", "-e", `do.create_droplet("from-outside", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3")`)
	p.until(`[...document.querySelectorAll("#requests td")].some((c) => c.textContent.startsWith("POST /v2/droplets"))`)
	p.until(`[...document.querySelectorAll(".card b")].some((c) => c.textContent === "from-outside")`)
	p.click(`[data-advance="3600"]`)
	p.until(`[...document.querySelectorAll(".card")].some((c) => c.textContent.includes("from-outside") && c.textContent.includes("active"))`)
	for _, dark := range []bool{false, true} {
		name := map[bool]string{false: "light", true: "dark"}[dark]
		p.screen(1280, 1000, dark)
		p.axe("simulator " + name)
		p.wide()
		p.shot("simulator-" + name)
		p.screen(390, 1000, dark)
		p.wide()
		p.axe("simulator phone " + name)
		p.shot("simulator-phone-" + name)
	}
	p.screen(1280, 1000, false)
	// By keyboard: an object's details, and away again.
	p.eval(`document.querySelector(".card").focus()`, nil)
	p.keys("<Enter>")
	p.until(`!document.querySelector("#detail").hidden && document.activeElement.id === "close"`)
	p.axe("detail")
	p.keys("<Escape>")
	p.until(`document.querySelector("#detail").hidden`)
	// A fault hits the next request of the script, which sends it again.
	p.click("#inject")
	p.eval(`document.querySelector("#code").value = "print(do.fetch_account().status)"`, nil)
	p.click("#run")
	p.until(`document.querySelector("#output").textContent === "active\n"`)
	p.eval(`document.querySelector("#code").value = "error('no')"`, nil)
	p.click("#run")
	p.until(`document.querySelector("#output").textContent.includes("page.lua:1: no")`)
	p.click("#reset")
	p.until(`document.querySelector(".picture .none")`)
	origin, _ := url.Parse(page)
	p.clean("http://" + origin.Host + "/")
}
