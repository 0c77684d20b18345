package sim

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// TestSoak has 64 clients change and read one account over HTTP at the same time:
// no update is lost, and memory does not grow with the number of requests. It
// sends 4,000 requests; DOAPI_SOAK says how many others.
func TestSoak(t *testing.T) {
	total := 4_000
	if text := os.Getenv("DOAPI_SOAK"); text != "" {
		var err error
		if total, err = strconv.Atoi(text); err != nil {
			t.Fatal(err)
		}
	} else if testing.Short() {
		total = 1_000
	}
	const clients = 64
	server, err := New(WithClock(NewScaledClock(1000)), Droplets(1000))
	if err != nil {
		t.Fatal(err)
	}
	web := httptest.NewServer(server)
	defer web.Close()
	transport := &http.Transport{MaxIdleConnsPerHost: clients}
	defer transport.CloseIdleConnections()
	call := func(method, path, body string) (int, error) {
		req, _ := http.NewRequest(method, web.URL+path, bytes.NewReader([]byte(body)))
		req.Header.Set("Authorization", "Bearer x")
		resp, err := transport.RoundTrip(req)
		if err != nil {
			return 0, err
		}
		defer resp.Body.Close()
		_, err = io.Copy(io.Discard, resp.Body)
		return resp.StatusCode, err
	}
	// After a tenth, a half and all of the requests.
	var heap, whole [3]uint64
	measure := func(i int) {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		heap[i], whole[i] = m.HeapAlloc, m.Sys-m.HeapReleased
	}
	// A round makes a tag and a record, reads lists, changes the record, deletes both.
	const perRound = 8
	if status, err := call("POST", "/v2/domains", `{"name":"example.com"}`); err != nil || status != 201 {
		t.Fatal(status, err)
	}
	round := func(client, n int) error {
		tag := fmt.Sprintf("tag-%d-%d", client, n)
		for _, step := range []struct {
			method, path, body string
			want               int
		}{
			{"POST", "/v2/tags", fmt.Sprintf(`{"name":%q}`, tag), 201},
			{"GET", "/v2/tags/" + tag, "", 200},
			{"GET", "/v2/droplets?per_page=20", "", 200},
			{"POST", "/v2/tags/" + tag + "/resources", fmt.Sprintf(`{"resources":[{"resource_id":"%d","resource_type":"droplet"}]}`, 9_000_605_000_000), 0},
			{"GET", "/v2/account", "", 200},
			{"DELETE", "/v2/tags/" + tag, "", 204},
			{"GET", "/v2/tags/" + tag, "", 404},
			{"POST", "/v2/tags", fmt.Sprintf(`{"name":"kept-%d"}`, client), 201},
		} {
			status, err := call(step.method, step.path, step.body)
			if err != nil {
				return err
			}
			if step.want != 0 && status != step.want {
				return fmt.Errorf("%s %s: %d, want %d", step.method, step.path, status, step.want)
			}
		}
		return nil
	}
	run := func(rounds int) {
		var wg sync.WaitGroup
		for client := range clients {
			wg.Go(func() {
				for n := range rounds {
					if err := round(client, n); err != nil {
						t.Error(err)
						return
					}
				}
			})
		}
		wg.Wait()
	}
	rounds := max(2, total/clients/perRound)
	run(rounds / 10)
	measure(0)
	run(rounds/2 - rounds/10)
	measure(1)
	run(rounds - rounds/2)
	measure(2)
	kept := 0
	for _, tag := range server.World().State()["tags"].([]any) {
		if name, _ := tag.(map[string]any)["name"].(string); strings.HasPrefix(name, "kept-") {
			kept++
		} else if strings.HasPrefix(name, "tag-") {
			t.Errorf("%s is still there", name)
		}
	}
	if kept != clients {
		t.Errorf("%d tags were kept, want %d", kept, clients)
	}
	want := 1 + rounds*clients*perRound
	if got := server.Requests().Total; got != want {
		t.Errorf("%d requests were served, want %d", got, want)
	}
	for i, share := range []int{10, 50, 100} {
		t.Logf("%d requests: %d%%: heap %d KB, held from the system %d KB", want*share/100, share, heap[i]>>10, whole[i]>>10)
	}
	if grown := int64(heap[2]) - int64(heap[1]); grown > 8<<20 {
		t.Errorf("the heap has grown by %d KB in the second half", grown>>10)
	}
}
