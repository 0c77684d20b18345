//go:build unix

package faults

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/doapi-lua/doapi/client/sim"
)

// firstOf tells when the first request of a program arrives.
type firstOf struct {
	http.Handler
	once sync.Once
	then func()
}

func (f *firstOf) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.once.Do(f.then)
	f.Handler.ServeHTTP(w, r)
}

// TestSignalsLeaveNothing sends signals to programs at random moments of a
// script that makes droplets: after one nothing is left, and after several what
// is left is named, with the command that removes it. DOAPI_SIGNALS asks for
// more of them.
func TestSignalsLeaveNothing(t *testing.T) {
	t.Parallel()
	runs := 6
	if n, err := strconv.Atoi(os.Getenv("DOAPI_SIGNALS")); err == nil {
		runs = n
	}
	kinds := []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP}
	codes := []int{130, 143, 129}
	const script = "../../scripts/quickstart.lua"
	for _, many := range []int{1, 2, 3} {
		t.Run(fmt.Sprintf("%d signals", many), func(t *testing.T) {
			t.Parallel()
			left, late := 0, 0
			slots := make(chan struct{}, 2)
			var wait sync.WaitGroup
			var mu sync.Mutex
			for i := range runs {
				slots <- struct{}{}
				wait.Add(1)
				go func() {
					defer wait.Done()
					defer func() { <-slots }()
					random := rand.New(rand.NewPCG(uint64(i), uint64(many)))
					clock := sim.NewScaledClock(100)
					server := must[*sim.Server](t)(sim.New(sim.WithClock(clock), sim.Faults(sim.Fault{Operation: "droplets_create", Kind: "latency", When: sim.After, Seconds: 30})))
					var cmd *exec.Cmd
					started := make(chan struct{})
					api := httptest.NewServer(&firstOf{Handler: server, then: func() {
						<-started
						at := time.Duration(0)
						for n := range many {
							// About as long as the script takes, and then close together.
							at += time.Duration(random.Int64N(int64([]time.Duration{900 * time.Millisecond, 200 * time.Millisecond, 200 * time.Millisecond}[n])))
							time.AfterFunc(at, func() { _ = cmd.Process.Signal(kinds[(i+n)%3]) })
						}
					}})
					defer api.Close()
					ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
					defer cancel()
					cmd = exec.CommandContext(ctx, os.Args[0], "--wait-interval", "0.02", script)
					cmd.Env = []string{asCommand + "=1", "HOME=" + t.TempDir(), "DIGITALOCEAN_TOKEN=" + token, "DIGITALOCEAN_API_URL=" + api.URL}
					var errors bytes.Buffer
					cmd.Stderr = &errors
					if err := cmd.Start(); err != nil {
						t.Error(err)
						return
					}
					close(started)
					_ = cmd.Wait() // the exit code tells more
					code := cmd.ProcessState.ExitCode()
					ok(t, clock.Sleep(ctx, time.Minute)) // what was under way is done
					w := world{server: server}
					account := w.state(t)
					droplets, tags := account["droplets"], account["tags"]
					mu.Lock()
					defer mu.Unlock()
					switch {
					case code == 0:
						late++ // the signal came after the end
					case many == 1 && code != codes[i%3]:
						t.Errorf("%v, run %d: exit %d\n%s", kinds[i%3], i, code, &errors)
					}
					if len(droplets)+len(tags) > 0 {
						left++
					}
					if many == 1 && len(droplets)+len(tags) > 0 {
						t.Errorf("%v, run %d: %d droplets and %d tags are left\n%s", kinds[i%3], i, len(droplets), len(tags), &errors)
					}
					for _, d := range droplets {
						id := fmt.Sprint(d["id"])
						if n, isNumber := d["id"].(float64); isNumber {
							id = strconv.FormatInt(int64(n), 10)
						}
						if !named(errors.String(), id, d) {
							t.Errorf("%d signals, run %d: nothing is said of droplet %s\n%s", many, i, id, &errors)
						}
					}
					for _, tag := range tags {
						if name := fmt.Sprint(tag["name"]); !strings.Contains(errors.String(), "doapi tidy "+name) && !strings.Contains(errors.String(), "doapi tidy --droplets "+name) {
							t.Errorf("%d signals, run %d: nothing is said of the tag %s\n%s", many, i, name, &errors)
						}
					}
				}()
			}
			wait.Wait()
			t.Logf("%d runs, %d left something, %d ended before", runs, left, late)
		})
	}
}

// named reports whether a text says how to delete a droplet: by its number, or
// by a tag that it has.
func named(text, id string, droplet map[string]any) bool {
	if strings.Contains(text, "droplet_id="+id) || strings.Contains(text, "DELETE /v2/droplets/"+id) {
		return true
	}
	tags, _ := droplet["tags"].([]any)
	for _, tag := range tags {
		if strings.Contains(text, "doapi tidy --droplets "+fmt.Sprint(tag)) || strings.Contains(text, "doapi tidy "+fmt.Sprint(tag)+" removes it, with --droplets") {
			return true
		}
	}
	return false
}
