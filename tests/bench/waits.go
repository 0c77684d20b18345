package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"
)

// wait creates droplets that become active after 5 to 15 s and waits for them.
// Nearly all of that is sleep, so that the runs can go side by side.
func (b *bench) wait(ctx context.Context, droplets, most int) error {
	const latency, interval = 50 * time.Millisecond, 2 * time.Second
	all, late, asked := make(samples, b.times), make([]time.Duration, b.times), make([]int, b.times)
	errs := make([]error, b.times)
	var wg sync.WaitGroup
	for i := range b.times {
		wg.Go(func() {
			errs[i] = b.with(ctx, func(s *simulator) error {
				var flip time.Time
				var missed error
				var watching sync.WaitGroup
				watching.Go(func() { flip, missed = s.flipped(ctx, droplets) })
				one, err := b.run(ctx, b.lua("", s.url, "wait.lua", fmt.Sprint(droplets)))
				end := time.Now()
				if err != nil {
					return err
				}
				watching.Wait()
				all[i], late[i] = one, end.Sub(flip)
				if missed == nil {
					asked[i], missed = s.requests(ctx, "droplets_list", "droplets_get")
				}
				return missed
			}, "-limited", "-latency", latency.String())
		})
	}
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		return err
	}
	requests, after := 0, time.Duration(0)
	for i := range all {
		requests, after = max(requests, asked[i]), max(after, late[i])
	}
	b.table(fmt.Sprintf("%d droplets that become active after 5 to 15 s, with a latency of %v and the API's rate limit", droplets, latency),
		[]command{{name: "doapi, Lua, with the creates"}}, []samples{all},
		goal{"requests of the wait, at most seen", float64(requests), float64(most), ""},
		goal{"from the last droplet's activity to the end, at most seen", after.Seconds(), (interval + 2*latency).Seconds(), " s"})
	return nil
}

// tags lists droplets that have few tags or many.
func (b *bench) tags(ctx context.Context) error {
	var body strings.Builder
	body.WriteString("| tags a droplet | bytes a droplet | CPU a droplet | CPU a KB |\n|---|---|---|---|\n")
	var rate []float64
	for _, n := range []int{10, 500} {
		err := b.with(ctx, func(s *simulator) error {
			const droplets = 2000
			if err := s.tagged(ctx, droplets, n); err != nil {
				return err
			}
			bytes, err := b.run(ctx, command{args: []string{b.program("bench"), "read", s.url}})
			if err != nil {
				return err
			}
			var size float64
			if _, err := fmt.Sscan(bytes.out, &size); err != nil {
				return err
			}
			all, err := b.turns(ctx, b.times, []command{b.lua("", s.url, "droplets.lua"), {"", []string{b.program("doapi"), "-e", ""}}})
			if err != nil {
				return err
			}
			net := (all[0].cpu() - all[1].cpu()).Seconds() * 1e6
			rate = append(rate, net/size)
			fmt.Fprintf(&body, "| %d | %.0f | %.1f µs | %.2f µs |\n", n, size/droplets, net/droplets, net/size*1024)
			return nil
		})
		if err != nil {
			return err
		}
	}
	b.text("Tags", body.String(), goal{"CPU a byte with 500 tags, of that with 10", rate[1] / rate[0], 1.1, ""})
	return nil
}

// tagged makes droplets with so many tags each.
func (s *simulator) tagged(ctx context.Context, droplets, tags int) error {
	type body struct {
		Names  []string `json:"names"`
		Region string   `json:"region"`
		Size   string   `json:"size"`
		Image  string   `json:"image"`
		Tags   []string `json:"tags"`
	}
	request := body{Region: "nyc3", Size: "s-1vcpu-1gb", Image: "ubuntu-24-04-x64"}
	for i := range tags {
		request.Tags = append(request.Tags, fmt.Sprintf("team:%d", i))
	}
	for i := 0; i < droplets; i += 10 {
		request.Names = nil
		for k := range 10 {
			request.Names = append(request.Names, fmt.Sprintf("web-%d", i+k))
		}
		text, err := json.Marshal(request)
		if err != nil {
			return err
		}
		req, err := http.NewRequestWithContext(ctx, "POST", s.url+"/v2/droplets", bytes.NewReader(text))
		if err != nil {
			return err
		}
		req.Header.Set("Authorization", "Bearer x")
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			return err
		}
		resp.Body.Close()
		if resp.StatusCode != http.StatusAccepted {
			return fmt.Errorf("creating droplets: %s", resp.Status)
		}
	}
	// A minute later they have their addresses.
	resp, err := http.Post(s.url+"/_sim/clock", "application/json", strings.NewReader(`{"advance_s": 60}`))
	if err != nil {
		return err
	}
	return resp.Body.Close()
}
