// Package browser looks at the pages of doapi with Chromium, as people do.
package browser

import (
	"bufio"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// patience is how long a test waits for what a page shows. It is for a machine
// that is busy with much else.
const patience = 2 * time.Minute

// browser speaks the DevTools protocol with Chromium over a pipe.
type browser struct {
	t   *testing.T
	in  io.Writer
	mu  sync.Mutex
	id  int
	got map[int]chan reply
	hub func(session, method string, params json.RawMessage)
}

type reply struct {
	Result json.RawMessage
	Error  *struct{ Message string }
}

// start starts Chromium, or skips the test where there is none.
func start(t *testing.T) *browser {
	t.Helper()
	var program string
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			program = found
			break
		}
	}
	if program == "" {
		t.Skip("there is no chromium here (apt-get install chromium)")
	}
	toChild, in, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	out, fromChild, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--disable-dev-shm-usage",
		"--no-first-run", "--disable-background-networking", "--disable-component-update", "--user-data-dir="+t.TempDir(), "--remote-debugging-pipe", "about:blank")
	cmd.ExtraFiles = []*os.File{toChild, fromChild}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	toChild.Close()
	fromChild.Close()
	b := &browser{t: t, in: in, got: map[int]chan reply{}}
	done := make(chan struct{})
	go func() {
		defer close(done)
		b.read(out)
	}()
	t.Cleanup(func() {
		_, _ = fmt.Fprint(in, `{"id":1000000,"method":"Browser.close"}`+"\x00")
		gone := make(chan struct{})
		go func() { _ = cmd.Wait(); close(gone) }()
		select {
		case <-gone:
		case <-time.After(20 * time.Second):
			_ = cmd.Process.Kill()
			<-gone
		}
		in.Close()
		out.Close()
		<-done
	})
	return b
}

func (b *browser) read(out io.Reader) {
	r := bufio.NewReaderSize(out, 1<<20)
	for {
		text, err := r.ReadBytes(0)
		if err != nil {
			return
		}
		var m struct {
			ID        int
			SessionID string
			Method    string
			Params    json.RawMessage
			reply
		}
		if json.Unmarshal(text[:len(text)-1], &m) != nil {
			continue
		}
		b.mu.Lock()
		waiting, hub := b.got[m.ID], b.hub
		delete(b.got, m.ID)
		b.mu.Unlock()
		switch {
		case waiting != nil:
			waiting <- m.reply
		case m.Method != "" && hub != nil:
			hub(m.SessionID, m.Method, m.Params)
		}
	}
}

// call sends a command and waits for its answer; none, or a refusal, ends the
// test.
func (b *browser) call(session, method string, params, result any) {
	b.t.Helper()
	if err := b.ask(session, method, params, result); err != nil {
		b.t.Fatal(err)
	}
}

// ask sends a command and waits for its answer, from any goroutine.
func (b *browser) ask(session, method string, params, result any) error {
	answer := make(chan reply, 1)
	b.mu.Lock()
	b.id++
	id := b.id
	b.got[id] = answer
	text, err := json.Marshal(map[string]any{"id": id, "method": method, "params": params, "sessionId": session})
	if err == nil {
		if session == "" {
			text = []byte(strings.Replace(string(text), `,"sessionId":""`, "", 1))
		}
		_, err = b.in.Write(append(text, 0))
	}
	b.mu.Unlock()
	if err != nil {
		return err
	}
	select {
	case r := <-answer:
		if r.Error != nil {
			return fmt.Errorf("%s: %s", method, r.Error.Message)
		}
		if result != nil {
			if err := json.Unmarshal(r.Result, result); err != nil {
				return fmt.Errorf("%s: %w", method, err)
			}
		}
		return nil
	case <-time.After(patience):
		return fmt.Errorf("%s: no answer", method)
	}
}

// tab is one page.
type tab struct {
	*browser
	session string

	mu       sync.Mutex
	wrong    []string // errors that the console tells of
	requests []string
}

// tab opens one.
func (b *browser) tab() *tab {
	b.t.Helper()
	var target struct{ TargetID string }
	b.call("", "Target.createTarget", map[string]any{"url": "about:blank"}, &target)
	var attached struct{ SessionID string }
	b.call("", "Target.attachToTarget", map[string]any{"targetId": target.TargetID, "flatten": true}, &attached)
	p := &tab{browser: b, session: attached.SessionID}
	b.mu.Lock()
	b.hub = p.event
	b.mu.Unlock()
	for _, domain := range []string{"Page", "Runtime", "Log", "Network"} {
		b.call(p.session, domain+".enable", map[string]any{}, nil)
	}
	return p
}

func (p *tab) event(session, method string, params json.RawMessage) {
	var e struct {
		Type             string
		Entry            struct{ Level, Text, URL string }
		ExceptionDetails struct {
			Text      string
			Exception struct{ Description string }
		}
		Request struct{ URL string }
		Args    []struct{ Value any }
	}
	_ = json.Unmarshal(params, &e)
	p.mu.Lock()
	defer p.mu.Unlock()
	switch method {
	case "Runtime.exceptionThrown":
		p.wrong = append(p.wrong, e.ExceptionDetails.Text+" "+e.ExceptionDetails.Exception.Description)
	case "Runtime.consoleAPICalled":
		if e.Type == "error" || e.Type == "assert" {
			p.wrong = append(p.wrong, fmt.Sprint(e.Args))
		}
	case "Log.entryAdded":
		if e.Entry.Level == "error" {
			p.wrong = append(p.wrong, e.Entry.Text+" "+e.Entry.URL)
		}
	case "Network.requestWillBeSent":
		p.requests = append(p.requests, e.Request.URL)
	case "Page.javascriptDialogOpening":
		go func() {
			if err := p.ask(p.session, "Page.handleJavaScriptDialog", map[string]any{"accept": true}, nil); err != nil {
				p.t.Error(err)
			}
		}()
	}
}

// screen sets the size of the window and whether it is dark.
func (p *tab) screen(width, height int, dark bool) {
	p.t.Helper()
	p.call(p.session, "Emulation.setDeviceMetricsOverride", map[string]any{"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}, nil)
	theme := "light"
	if dark {
		theme = "dark"
	}
	p.call(p.session, "Emulation.setEmulatedMedia", map[string]any{"features": []map[string]string{{"name": "prefers-color-scheme", "value": theme}, {"name": "prefers-reduced-motion", "value": "reduce"}}}, nil)
}

// open goes to an address and waits until its document is there.
func (p *tab) open(url string) {
	p.t.Helper()
	p.call(p.session, "Page.navigate", map[string]any{"url": url}, nil)
	p.until(`document.readyState === "complete" && location.href !== "about:blank"`)
}

// eval gives the value of an expression, or what its promise gives.
func (p *tab) eval(expression string, into any) {
	p.t.Helper()
	if err := p.value(expression, into); err != nil {
		p.t.Fatal(err)
	}
}

// value computes an expression in the page.
func (p *tab) value(expression string, into any) error {
	var r struct {
		Result           struct{ Value json.RawMessage }
		ExceptionDetails *struct {
			Text      string
			Exception struct{ Description string }
		}
	}
	if err := p.ask(p.session, "Runtime.evaluate", map[string]any{"expression": expression, "returnByValue": true, "awaitPromise": true}, &r); err != nil {
		return err
	}
	if r.ExceptionDetails != nil {
		return fmt.Errorf("%.200s: %s %s", expression, r.ExceptionDetails.Text, r.ExceptionDetails.Exception.Description)
	}
	if into != nil && len(r.Result.Value) > 0 {
		if err := json.Unmarshal(r.Result.Value, into); err != nil {
			return fmt.Errorf("%.200s: %w", expression, err)
		}
	}
	return nil
}

// busy is how many seconds of processor time the thread of the page has used.
func (p *tab) busy() float64 {
	p.t.Helper()
	var r struct {
		Metrics []struct {
			Name  string
			Value float64
		}
	}
	p.call(p.session, "Performance.getMetrics", map[string]any{}, &r)
	for _, m := range r.Metrics {
		if m.Name == "TaskDuration" {
			return m.Value
		}
	}
	p.t.Fatal("the browser does not tell TaskDuration")
	return 0
}

// until waits for an expression to be true. While a page gives way to another
// nothing can be computed.
func (p *tab) until(expression string) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	for {
		var ok bool
		err := p.value("!!("+expression+")", &ok)
		if err == nil && ok {
			return
		}
		select {
		case <-ctx.Done():
			var body string
			_ = p.value("document.body.innerText.slice(0, 2000)", &body)
			p.t.Fatalf("it never came to be that %s (%v); the page shows\n%s", expression, err, body)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// click clicks on the first element that a selector finds, which may lead to
// another page.
func (p *tab) click(selector string) {
	p.t.Helper()
	err := p.value("document.querySelector("+quote(selector)+").click()", nil)
	if err != nil && !strings.Contains(err.Error(), "navigated") {
		p.t.Fatal(err)
	}
}

// keys types text into what has the focus, and presses named keys in <>.
func (p *tab) keys(keys ...string) {
	p.t.Helper()
	codes := map[string]int{"Enter": 13, "Escape": 27, "Tab": 9, "ArrowDown": 40, "ArrowUp": 38, "ArrowLeft": 37, "ArrowRight": 39}
	for _, k := range keys {
		name, named := strings.CutPrefix(k, "<")
		if !named {
			p.call(p.session, "Input.insertText", map[string]any{"text": k}, nil)
			continue
		}
		name = strings.TrimSuffix(name, ">")
		event := map[string]any{"type": "keyDown", "key": name, "code": name, "windowsVirtualKeyCode": codes[name]}
		if len(name) == 1 {
			event["text"] = name
		}
		if name == "Enter" {
			event["text"] = "\r"
		}
		p.call(p.session, "Input.dispatchKeyEvent", event, nil)
		p.call(p.session, "Input.dispatchKeyEvent", map[string]any{"type": "keyUp", "key": name, "code": name, "windowsVirtualKeyCode": codes[name]}, nil)
	}
}

func quote(s string) string {
	text, _ := json.Marshal(s)
	return string(text)
}

// pictures are those that the README shows, made by
//
//	PICTURES=$PWD/.github/pictures go test ./tests/browser
var pictures = map[string]string{"report-1280-light": "report", "simulator-light": "simulator"}

// shot keeps a picture of the page in the folder that SCREENSHOTS names.
func (p *tab) shot(name string) {
	p.t.Helper()
	dir := os.Getenv("SCREENSHOTS")
	if dir == "" {
		dir = p.t.TempDir()
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		p.t.Fatal(err)
	}
	var r struct{ Data string }
	p.call(p.session, "Page.captureScreenshot", map[string]any{"format": "png"}, &r)
	png, err := base64.StdEncoding.DecodeString(r.Data)
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, name+".png"), png, 0o644)
	}
	if err != nil || len(png) < 5000 {
		p.t.Errorf("%s: %d bytes, %v", name, len(png), err)
	}
	if to := os.Getenv("PICTURES"); to != "" && pictures[name] != "" {
		if err := os.WriteFile(filepath.Join(to, pictures[name]+".png"), png, 0o644); err != nil {
			p.t.Error(err)
		}
	}
}

// clean holds that nothing went wrong on the page, and that it asked nobody but
// its own origin.
func (p *tab) clean(origin string) {
	p.t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, w := range p.wrong {
		p.t.Errorf("the console tells of an error: %s", w)
	}
	for _, r := range p.requests {
		if !strings.HasPrefix(r, origin) && !strings.HasPrefix(r, "data:") && !strings.HasPrefix(r, "about:") {
			p.t.Errorf("the page asks %s", r)
		}
	}
	p.wrong, p.requests = nil, nil
}

// wide holds that the page does not have to be moved sideways.
func (p *tab) wide() {
	p.t.Helper()
	var over int
	p.eval("document.documentElement.scrollWidth - document.documentElement.clientWidth", &over)
	if over > 0 {
		p.t.Errorf("the page is %d pixels wider than the screen", over)
	}
}

// axe has axe-core look for what keeps people from using the page; it is left
// out with a word where axe-core is not installed.
func (p *tab) axe(name string) {
	p.t.Helper()
	script, err := os.ReadFile(filepath.Join(os.Getenv("AXE_CORE"), "axe.min.js"))
	if err != nil {
		p.t.Log("axe-core is not here (npm install axe-core, AXE_CORE=node_modules/axe-core): accessibility is not checked")
		return
	}
	p.eval(string(script)+"; 0", nil)
	var found []string
	p.eval(`axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}).then((r) => r.violations.map((v) => v.id + ": " + v.help + " " + v.nodes.slice(0, 4).map((n) => n.target.join(" ") + " " + n.failureSummary.split("\n")[1]).join(" | ")))`, &found)
	for _, f := range found {
		p.t.Errorf("%s: %s", name, f)
	}
}
