package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/doapi-lua/doapi/client/sim"
)

// serve is a process that serves a simulator until its input ends. The first
// line of its output is the address.
func serve(args []string) error {
	flags := flag.NewFlagSet("serve", flag.ExitOnError)
	droplets := flags.Int("droplets", 0, "")
	actions := flags.Int("actions", 0, "")
	latency := flags.Duration("latency", 0, "")
	limited := flags.Bool("limited", false, "")
	flags.Parse(args)
	server, err := sim.New(sim.Droplets(*droplets), sim.Actions(*actions), sim.Latency(*latency), sim.RateLimit(*limited), sim.BootTime(5*time.Second, 15*time.Second))
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Printf("http://%s\n", listener.Addr())
	go http.Serve(listener, server)
	_, err = io.Copy(io.Discard, os.Stdin)
	return err
}

// simulator is such a process.
type simulator struct {
	url   string
	cmd   *exec.Cmd
	input io.Closer
}

func (b *bench) simulator(ctx context.Context, args ...string) (*simulator, error) {
	s := &simulator{cmd: exec.CommandContext(ctx, b.program("bench"), append([]string{"serve"}, args...)...)}
	s.cmd.Stderr = os.Stderr
	in, err := s.cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	s.input = in
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		s.stop()
		return nil, fmt.Errorf("the simulator did not start: %w", err)
	}
	s.url = strings.TrimSpace(line)
	return s, nil
}

func (s *simulator) stop() {
	s.input.Close()
	_ = s.cmd.Wait() // it has nothing more to say
}

// requests is how often operations were asked for.
func (s *simulator) requests(ctx context.Context, operations ...string) (int, error) {
	text, err := get(ctx, s.url+"/_sim/requests")
	if err != nil {
		return 0, err
	}
	var counts struct {
		ByOperation map[string]int `json:"by_operation"`
	}
	if err := json.Unmarshal(text, &counts); err != nil {
		return 0, err
	}
	n := 0
	for _, op := range operations {
		n += counts.ByOperation[op]
	}
	return n, nil
}

// flipped waits until all droplets are active, and tells when that was, to a
// twentieth of a second.
func (s *simulator) flipped(ctx context.Context, droplets int) (time.Time, error) {
	for made := false; ; {
		text, err := get(ctx, s.url+"/_sim/state")
		if err != nil {
			return time.Time{}, err
		}
		// Only droplets are ever new.
		booting := bytes.Count(text, []byte(`"status":"new"`))
		if made = made || booting > 0; made && booting == 0 && bytes.Count(text, []byte(`"size_slug":`)) >= droplets {
			return time.Now(), nil
		}
		select {
		case <-ctx.Done():
			return time.Time{}, ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
}

func get(ctx context.Context, url string) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, "GET", url, nil)
	if err != nil {
		return nil, err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}

// read reads all droplets and prints how many bytes came in how many seconds:
// what a client could do at best, if it did nothing with them.
func read(url string) error {
	buffer := make([]byte, 1<<20)
	total, start := 0, time.Now()
	for page, passes := 1, 0; passes < 5; page++ {
		req, err := http.NewRequest("GET", fmt.Sprintf("%s/v2/droplets?per_page=200&page=%d", url, page), nil)
		if err != nil {
			return err
		}
		req.Header.Set("Authorization", "Bearer x")
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			return err
		}
		size := 0
		for err == nil {
			var n int
			n, err = resp.Body.Read(buffer)
			size += n
		}
		resp.Body.Close()
		if err != io.EOF {
			return err
		}
		if total += size; size < 1000 { // an empty page
			page, passes = 0, passes+1
		}
	}
	fmt.Println(total, time.Since(start).Seconds())
	return nil
}
