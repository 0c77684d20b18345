package tests

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// TestSimulatorKilled kills doapi sim while clients change its account, again and
// again, also while it writes its state anew: what was acknowledged is there when it
// starts the next time, and the file does not grow without end. It kills 8 times;
// DOAPI_KILLS says how many others.
func TestSimulatorKilled(t *testing.T) {
	kills := 8
	if text := os.Getenv("DOAPI_KILLS"); text != "" {
		var err error
		if kills, err = strconv.Atoi(text); err != nil {
			t.Fatal(err)
		}
	}
	program, err := exec.LookPath("doapi")
	if err != nil {
		t.Fatal(err)
	}
	state := filepath.Join(t.TempDir(), "state")
	start := func() (*exec.Cmd, string) {
		t.Helper()
		cmd := exec.Command(program, "sim", "--state", state, "--speed", "60")
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		var errs bytes.Buffer
		cmd.Stderr = &errs
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		line, err := bufio.NewReader(out).ReadString('\n')
		if err != nil {
			cmd.Wait()
			t.Fatalf("the simulator does not come back: %v: %s", err, errs.String())
		}
		return cmd, strings.TrimSpace(line)
	}
	send := func(client *http.Client, method, url, body string) (*http.Response, error) {
		req, err := http.NewRequest(method, url, strings.NewReader(body))
		if err != nil {
			return nil, err
		}
		req.Header.Set("Authorization", "Bearer x")
		return client.Do(req)
	}
	acknowledged := map[string]bool{}
	for kill := range kills {
		cmd, url := start()
		client := &http.Client{Transport: &http.Transport{}}
		// What was acknowledged before is there.
		found := map[string]bool{}
		for next := url + "/v2/tags?per_page=200"; next != ""; {
			resp, err := send(client, "GET", next, "")
			if err != nil {
				t.Fatal(err)
			}
			var page struct {
				Tags  []struct{ Name string }
				Links struct{ Pages struct{ Next string } }
			}
			if err := json.NewDecoder(resp.Body).Decode(&page); err != nil {
				t.Fatal(err)
			}
			resp.Body.Close()
			for _, tag := range page.Tags {
				found[tag.Name] = true
			}
			next = page.Links.Pages.Next
		}
		for name := range acknowledged {
			if !found[name] {
				t.Errorf("start %d: %s was acknowledged and is gone", kill+1, name)
			}
		}
		if t.Failed() {
			cmd.Process.Kill()
			cmd.Wait()
			return
		}
		// Four clients make tags, and take most of them away again, until the kill comes
		// between two of them.
		var mu sync.Mutex
		var wg sync.WaitGroup
		left := 500 + kill*173%700
		for worker := range 4 {
			wg.Go(func() {
				for n := 0; ; n++ {
					name := fmt.Sprintf("t-%d-%d-%d", kill, worker, n)
					resp, err := send(client, "POST", url+"/v2/tags", fmt.Sprintf(`{"name":%q}`, name))
					if err != nil {
						return
					}
					resp.Body.Close()
					mu.Lock()
					if resp.StatusCode == http.StatusCreated {
						acknowledged[name] = true
					}
					if left--; left == 0 {
						cmd.Process.Kill()
					}
					mu.Unlock()
					if n%20 == 0 {
						continue
					}
					mu.Lock()
					delete(acknowledged, name) // it may or may not be there when the kill comes now
					mu.Unlock()
					if resp, err = send(client, "DELETE", url+"/v2/tags/"+name, ""); err != nil {
						return
					}
					resp.Body.Close()
				}
			})
		}
		wg.Wait()
		cmd.Wait()
		client.CloseIdleConnections()
	}
	info, err := os.Stat(state)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d kills, %d tags acknowledged, the state takes %d bytes", kills, len(acknowledged), info.Size())
	if info.Size() > 2<<20 {
		t.Errorf("the state takes %d bytes", info.Size())
	}
	if len(acknowledged) < kills*5 {
		t.Errorf("only %d tags were acknowledged", len(acknowledged))
	}
}

// Two simulators never write to one file: the second says so and ends.
func TestSimulatorStateTaken(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("files are not locked there")
	}
	program, err := exec.LookPath("doapi")
	if err != nil {
		t.Fatal(err)
	}
	state := filepath.Join(t.TempDir(), "state")
	first := exec.Command(program, "sim", "--state", state)
	out, err := first.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := first.Start(); err != nil {
		t.Fatal(err)
	}
	defer first.Wait()
	defer first.Process.Kill()
	if _, err := bufio.NewReader(out).ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	before, _ := os.ReadFile(state)
	text, err := exec.Command(program, "sim", "--state", state).CombinedOutput()
	if err == nil || !strings.Contains(string(text), "the state in "+state+": another simulator is using it") {
		t.Errorf("%v: %s", err, text)
	}
	if after, _ := os.ReadFile(state); !bytes.Equal(before, after) {
		t.Error("the second simulator has changed the file")
	}
}
