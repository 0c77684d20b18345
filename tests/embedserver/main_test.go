package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/doapi-lua/doapi/luabind"
)

var files = fstest.MapFS{"greeting.lua": {Data: []byte(`return function(name) return "hello " .. name end`)}}

func post(t *testing.T, server *httptest.Server, name, src string) (int, response) {
	t.Helper()
	resp, err := server.Client().Post(server.URL+"/run?name="+url.QueryEscape(name), "text/x-lua", strings.NewReader(src))
	if err != nil {
		t.Error(err)
		return 0, response{}
	}
	defer resp.Body.Close()
	var r response
	if err := json.NewDecoder(resp.Body).Decode(&r); err != nil {
		t.Errorf("status %d: %v", resp.StatusCode, err)
	}
	return resp.StatusCode, r
}

// patient are the limits but for the time, which a slow machine might use up
// before the others.
var patient = luabind.Options(limits, luabind.WithTimeLimit(time.Hour))

func TestAnswers(t *testing.T) {
	server := httptest.NewServer(newServer(files, patient))
	defer server.Close()
	for src, want := range map[string]string{
		`return {answer = 6 * 7}`:                               "200 map[answer:42]  ",
		`print("hi", user) return dofile("greeting.lua")(user)`: "200 hello Ann hi\tAnn\n ",
		`local x return x.y`:                                    "422 <nil>  script:1: attempt to index local 'x' (a nil value)",
		`x = = 1`:                                               "422 <nil>  script:1: ",
		`while true do end`:                                     "429 <nil>  script:1: instruction limit of 5000000 exceeded",
		`local s = "x" while true do s = s .. s end`:            "429 <nil>  script:1: memory limit of 32 MB exceeded",
		`while true do print(("x"):rep(1000)) end`:              "429 ",
		`return io, os, loadfile("/etc/passwd")`:                "200 ",
	} {
		status, r := post(t, server, "Ann", src)
		if got := fmt.Sprintf("%d %v %s %s", status, r.Result, r.Output, r.Error); !strings.HasPrefix(got, want) {
			t.Errorf("%s\n got %.300q\nwant %q", src, got, want)
		}
	}
}

// TestTimeLimit: what takes too long ends when its time is up, and when the
// client has left.
func TestTimeLimit(t *testing.T) {
	server := httptest.NewServer(newServer(files, luabind.Options(limits, luabind.WithTimeLimit(100*time.Millisecond))))
	defer server.Close()
	status, r := post(t, server, "Ann", `require("task").sleep(1e6)`)
	if status != http.StatusTooManyRequests || !strings.Contains(r.Error, "time limit of 100ms exceeded") {
		t.Errorf("%d %s", status, r.Error)
	}
	waits := httptest.NewServer(newServer(files, patient))
	defer waits.Close() // waits for the request to end
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, "POST", waits.URL+"/run", strings.NewReader(`require("task").sleep(1e6)`))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := waits.Client().Do(req); !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
}

// TestHog: 200 requests at once, and one that takes all it can get: the others
// are answered as if it was not there.
func TestHog(t *testing.T) {
	server := httptest.NewServer(newServer(files, patient))
	defer server.Close()
	n := 200
	hogs := []string{
		`local t = {} while true do t[#t + 1] = {} end`,
		`local t = {} while true do t[#t + 1] = ("x"):rep(100000) .. #t end`,
		`while true do pcall(function() while true do end end) end`,
	}
	for _, hog := range hogs {
		hogDone := make(chan struct{})
		go func() {
			defer close(hogDone)
			if status, r := post(t, server, "hog", hog); status != http.StatusTooManyRequests {
				t.Errorf("the hog got %d: %s", status, r.Error)
			}
		}()
		var wg sync.WaitGroup
		for i := range n {
			wg.Go(func() {
				src := fmt.Sprintf(`local task, t = require "task", {} for i = 1, 200 do t[i] = {id = i, name = user .. i} end
					task.sleep(0.01) local sum = 0 for _, r in ipairs(t) do sum = sum + r.id end return sum + %d`, i)
				status, r := post(t, server, fmt.Sprint("user", i), src)
				if want := float64(20100 + i); status != http.StatusOK || r.Result != want {
					t.Errorf("request %d: %d %v, want %v: %s", i, status, r.Result, want, r.Error)
				}
			})
		}
		wg.Wait()
		<-hogDone
		n = 50 // for the others
	}
}
