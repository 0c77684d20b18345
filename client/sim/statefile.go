package sim

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

// A state file is what has been asked for, a line a change, and not what came of
// it: worlds are made again by asking once more, at the same times. Equal seeds
// and equal requests give equal worlds, so that nothing is lost, not even what is
// in the middle of happening. A line is written before its answer goes out, and
// has a sum, so that one that was cut off is seen and left out.

// stateVersion is that of the file's form.
const stateVersion = 1

// stateHeader is the first line: what the worlds are made from.
type stateHeader struct {
	Version      int           `json:"doapi_sim"`
	Seed         uint64        `json:"seed"`
	Droplets     int           `json:"droplets,omitempty"`
	Actions      int           `json:"actions,omitempty"`
	DropletLimit int           `json:"droplet_limit"`
	BootMin      time.Duration `json:"boot_min"`
	BootMax      time.Duration `json:"boot_max"`
	PerToken     bool          `json:"accounts_by_token,omitempty"`
	Start        time.Time     `json:"start"`
}

// stateEntry is one change.
type stateEntry struct {
	World  string      `json:"k,omitempty"` // the token, when each has an account of its own
	At     time.Time   `json:"t"`           // simulated
	Wall   time.Time   `json:"w"`           // real
	Method string      `json:"m,omitempty"` // "": a world has begun, time has passed, or an object with a Path was put there
	Path   string      `json:"p,omitempty"`
	Query  string      `json:"q,omitempty"`
	Base   string      `json:"u,omitempty"`
	Header http.Header `json:"h,omitempty"`
	Body   string      `json:"b,omitempty"`
	Fail   bool        `json:"x,omitempty"`
}

// stateFile is an open state file. It is guarded by the server's lock.
type stateFile struct {
	path string
	file *os.File
}

// openState reads a state file, makes its worlds again, and goes on with it.
func (s *Server) openState(path string) error {
	text, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("sim: the state: %w", err)
	}
	s.state = &stateFile{path: path}
	if len(text) == 0 {
		return s.beginState()
	}
	good, err := s.replay(text)
	if err != nil {
		return fmt.Errorf("sim: the state in %s: %w", path, err)
	}
	f, err := os.OpenFile(path, os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("sim: the state: %w", err)
	}
	if err := errors.Join(f.Truncate(int64(good)), second(f.Seek(0, io.SeekEnd))); err != nil {
		return fmt.Errorf("sim: the state in %s: %w", path, err)
	}
	s.state.file = f
	return nil
}

func second(_ int64, err error) error { return err }

// beginState writes a new file in the place of an old one, at once or not at all.
func (s *Server) beginState() error {
	f, err := os.CreateTemp(dirOf(s.state.path), ".sim-*")
	if err != nil {
		return fmt.Errorf("sim: the state: %w", err)
	}
	o := &s.opts
	header, _ := json.Marshal(stateHeader{stateVersion, o.Seed, o.Droplets, o.Actions, o.DropletLimit, o.BootMin, o.BootMax, o.perToken, s.start})
	if _, err = f.Write(summed(header)); err == nil {
		err = os.Rename(f.Name(), s.state.path)
	}
	if err != nil {
		f.Close()
		os.Remove(f.Name())
		return fmt.Errorf("sim: the state: %w", err)
	}
	if s.state.file != nil {
		s.state.file.Close()
	}
	s.state.file = f
	return nil
}

func dirOf(path string) string {
	if i := strings.LastIndexByte(path, os.PathSeparator); i >= 0 {
		return path[:i+1]
	}
	return "."
}

// summed is a line with its sum in front.
func summed(line []byte) []byte {
	return append(fmt.Appendf(nil, "%08x ", crc32.ChecksumIEEE(line)), append(line, '\n')...)
}

// write adds a change.
func (s *Server) writeState(e stateEntry) error {
	if s.state == nil {
		return nil
	}
	e.Wall = wallTime()
	line, err := json.Marshal(e)
	if err == nil {
		_, err = s.state.file.Write(summed(line))
	}
	return err
}

// replay makes the worlds of a file again. It returns how much of the text is
// good: a last line that was cut off does not count. Anything else that is
// damaged is an error, since what comes after it cannot be believed.
func (s *Server) replay(text []byte) (good int, err error) {
	rd := bufio.NewReader(bytes.NewReader(text))
	var last stateEntry
	for n := 1; ; n++ {
		line, err := rd.ReadBytes('\n')
		if err != nil { // cut off
			break
		}
		sum, body, _ := bytes.Cut(line[:len(line)-1], []byte(" "))
		if want := fmt.Sprintf("%08x", crc32.ChecksumIEEE(body)); string(sum) != want {
			if _, err := rd.Peek(1); err == io.EOF {
				break
			}
			return 0, fmt.Errorf("line %d is damaged", n)
		}
		if n == 1 {
			if err := s.takeHeader(body); err != nil {
				return 0, err
			}
		} else {
			var e stateEntry
			if err := json.Unmarshal(body, &e); err != nil {
				return 0, fmt.Errorf("line %d: %w", n, err)
			}
			s.redo(&e)
			last = e
		}
		good += len(line)
	}
	if good == 0 {
		return 0, errors.New("this is no state of a simulator")
	}
	// The clock goes on from where it was, with the time that has passed since.
	if c, ok := s.clock.(*ScaledClock); ok && !last.At.IsZero() {
		now := last.At.Add(time.Duration(float64(wallTime().Sub(last.Wall)) * c.speed))
		c.Advance(now.Sub(c.Now()))
	}
	return good, nil
}

// takeHeader goes by the file's settings: they are part of the state.
func (s *Server) takeHeader(text []byte) error {
	var h stateHeader
	if err := json.Unmarshal(text, &h); err != nil || h.Version == 0 {
		return errors.New("this is no state of a simulator")
	}
	if h.Version != stateVersion {
		return fmt.Errorf("it has version %d, and this program knows version %d", h.Version, stateVersion)
	}
	o := &s.opts
	o.Seed, o.Droplets, o.Actions, o.DropletLimit, o.BootMin, o.BootMax, o.perToken = h.Seed, h.Droplets, h.Actions, h.DropletLimit, h.BootMin, h.BootMax, h.PerToken
	s.start = h.Start
	s.world = engine.NewWorld(areas(), o.Settings, s.start)
	return nil
}

// redo asks once more.
func (s *Server) redo(e *stateEntry) {
	w := s.world
	if s.opts.perToken && e.World != "" {
		if w = s.worlds[e.World]; w == nil {
			w = engine.NewWorld(areas(), s.opts.Settings, e.At)
			s.worlds[e.World] = w
		}
	}
	w.Settle(e.At)
	if e.Method == "" {
		if e.Path != "" {
			w.Import(e.Path, []byte(e.Body))
		}
		return
	}
	r := &engine.Request{Method: e.Method, Path: e.Path, Base: e.Base, Header: e.Header, Text: []byte(e.Body), Fail: e.Fail}
	if e.Query != "" {
		r.Query, _ = url.ParseQuery(e.Query)
	}
	s.route(r)
	w.Call(r)
}

// entryOf is how a request is written down.
func entryOf(r *engine.Request, now time.Time) stateEntry {
	e := stateEntry{At: now, Method: r.Method, Path: r.Path, Query: r.Query.Encode(), Base: r.Base, Body: string(r.Text), Fail: r.Fail}
	for _, name := range []string{"Accept", "X-Dangerous"} { // the others change nothing
		if v := r.Header.Values(name); len(v) > 0 {
			if e.Header == nil {
				e.Header = http.Header{}
			}
			e.Header[name] = v
		}
	}
	return e
}
