package sim

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"maps"
	"net/http"
	"net/url"
	"os"
	"slices"
	"time"

	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

// A state file is the worlds as they once were, and what has been asked for since,
// a line a change: worlds are made again by asking once more, at the same times.
// Equal seeds and equal requests give equal worlds, so that nothing is lost, not
// even what is in the middle of happening. A line is written before its answer goes
// out, and has a sum, so that one that was cut off is seen and left out.
//
// When what has been asked for takes more than the worlds themselves, a new file
// takes the place of the old one. What is under way is part of it: the steps that
// will be taken have names.

// stateVersion is that of the file's form. Version 1 had no worlds, and no settings
// of a request.
const stateVersion = 2

// stateRoom is what requests may take in a file at least.
const stateRoom = 256 << 10

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
	Apart        bool          `json:"apart,omitempty"`
	Transitions  string        `json:"transitions,omitempty"`
	Start        time.Time     `json:"start"`
}

// stateEntry is one change.
type stateEntry struct {
	World  tokenHash   `json:"k,omitempty"` // when each token has an account of its own
	At     time.Time   `json:"t"`           // simulated
	Wall   time.Time   `json:"w"`           // real
	Method string      `json:"m,omitempty"` // "": a world has begun, time has passed, or an object with a Path was put there
	Path   string      `json:"p,omitempty"`
	Query  string      `json:"q,omitempty"`
	Base   string      `json:"u,omitempty"`
	Header http.Header `json:"h,omitempty"`
	Body   string      `json:"b,omitempty"`
	Fail   bool        `json:"x,omitempty"`

	// How late what the request creates becomes visible.
	ListLag     time.Duration `json:"ll,omitempty"`
	Early404    time.Duration `json:"e4,omitempty"`
	LateAddress time.Duration `json:"la,omitempty"`

	Transitions string        `json:"tr,omitempty"` // they are these from here on
	Saved       *engine.Saved `json:"s,omitempty"`  // a piece of a world
}

// stateFile is an open state file. It is guarded by the server's lock.
type stateFile struct {
	path  string
	file  *os.File
	size  int64 // of the file
	room  int   // what requests may take before the file is written anew
	asked int   // what they take
}

// openState reads a state file, makes its worlds again, and goes on with it.
func (s *Server) openState(path string) error {
	s.state = &stateFile{path: path, room: stateRoom}
	f, err := os.OpenFile(path, os.O_RDWR, 0o600)
	if errors.Is(err, os.ErrNotExist) {
		return s.beginState()
	}
	if err != nil {
		return fmt.Errorf("sim: the state: %w", err)
	}
	good, err := s.takeState(f)
	if err != nil {
		f.Close()
		return fmt.Errorf("sim: the state in %s: %w", path, err)
	}
	s.state.file, s.state.size = f, int64(good)
	if good == 0 {
		return s.beginState()
	}
	return s.setTransitions(s.opts.transitions)
}

// errTaken is the error of a state file that another process goes on with: two that
// write to it would damage it.
var errTaken = errors.New("another simulator is using it: stop that one, or give this one another file")

// takeState makes the worlds of a file again and leaves it to be written on. It
// returns how much of the file is good.
func (s *Server) takeState(f *os.File) (good int, err error) {
	if err := lock(f); err != nil {
		return 0, err
	}
	text, err := io.ReadAll(f)
	if err != nil || len(text) == 0 {
		return 0, err
	}
	if good, err = s.replay(text); err != nil {
		return 0, err
	}
	return good, errors.Join(f.Truncate(int64(good)), second(f.Seek(int64(good), io.SeekStart)))
}

func second(_ int64, err error) error { return err }

// beginState writes a new file in the place of an old one, at once or not at all:
// its settings, and the worlds if they are older than the file.
func (s *Server) beginState(save ...func(add func(stateEntry) error) error) error {
	f, err := os.OpenFile(s.state.path+".new", os.O_WRONLY|os.O_CREATE, 0o600)
	if err != nil {
		return fmt.Errorf("sim: the state: %w", err)
	}
	if err := lock(f); err != nil {
		f.Close()
		return fmt.Errorf("sim: the state in %s: %w", s.state.path, err)
	}
	if err := f.Truncate(0); err != nil {
		f.Close()
		return fmt.Errorf("sim: the state: %w", err)
	}
	o := &s.opts
	header, _ := json.Marshal(stateHeader{stateVersion, o.Seed, o.Droplets, o.Actions, o.DropletLimit, o.BootMin, o.BootMax, o.perToken, o.Apart, s.transitions, s.start})
	size := 0
	buf := bufio.NewWriterSize(f, 256<<10)
	add := func(line []byte) error {
		n, err := buf.Write(summed(line))
		size += n
		return err
	}
	err = add(header)
	for _, worlds := range save {
		err = errors.Join(err, worlds(func(e stateEntry) error {
			line, err := json.Marshal(e)
			return errors.Join(err, add(line))
		}))
	}
	if err = errors.Join(err, buf.Flush()); err == nil && len(save) > 0 {
		err = f.Sync()
	}
	if err == nil {
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
	s.state.file, s.state.size, s.state.asked, s.state.room = f, int64(size), 0, max(stateRoom, 2*size)
	return nil
}

// compact writes the file anew when requests take too much of it. If that fails,
// the old one is still good and goes on to grow.
func (s *Server) compact(now time.Time) {
	if s.state == nil || s.state.asked < s.state.room {
		return
	}
	s.state.room = s.state.asked + stateRoom/16 // when it cannot be now
	names := append(slices.Sorted(maps.Keys(s.worlds)), "")
	for _, name := range names {
		s.worldNamed(name).Settle(now)
	}
	s.beginState(func(add func(stateEntry) error) error {
		for _, name := range names {
			err := s.worldNamed(name).Save(func(piece *engine.Saved) error {
				return add(stateEntry{World: name, At: now, Wall: wallTime(), Saved: piece})
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// worldNamed returns the world of a token, that of all for "".
func (s *Server) worldNamed(name tokenHash) *engine.World {
	if name == "" {
		return s.world
	}
	return s.worlds[name]
}

// summed is a line with its sum in front.
func summed(line []byte) []byte {
	return append(fmt.Appendf(nil, "%08x ", crc32.ChecksumIEEE(line)), append(line, '\n')...)
}

// writeState adds a change to the file.
func (s *Server) writeState(e stateEntry) error {
	if s.state == nil {
		return nil
	}
	e.Wall = wallTime()
	line, err := json.Marshal(e)
	if err != nil {
		return err
	}
	n, err := s.state.file.Write(summed(line))
	if err != nil { // half a line would damage those after it
		return errors.Join(err, s.state.file.Truncate(s.state.size), second(s.state.file.Seek(s.state.size, io.SeekStart)))
	}
	s.state.asked += n
	s.state.size += int64(n)
	return nil
}

// replay makes the worlds of a file again. It returns how much of the text is
// good: a last line that was cut off does not count. Anything else that is
// damaged is an error, since what comes after it cannot be believed.
func (s *Server) replay(text []byte) (good int, err error) {
	rd := bufio.NewReader(bytes.NewReader(text))
	var last stateEntry
	pieces := map[tokenHash]*engine.Restoring{}
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
			if err := s.redo(&e, pieces); err != nil {
				return 0, fmt.Errorf("line %d: %w", n, err)
			}
			if last = e; e.Saved == nil {
				s.state.asked += len(line)
			}
		}
		good += len(line)
	}
	s.state.room = max(stateRoom, 2*(good-s.state.asked))
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
	if h.Version > stateVersion {
		return fmt.Errorf("it has version %d, and this program knows version %d", h.Version, stateVersion)
	}
	if h.Version > 1 {
		if err := s.takeTransitions(h.Transitions); err != nil {
			return err
		}
	}
	o := &s.opts
	o.Seed, o.Droplets, o.Actions, o.DropletLimit, o.BootMin, o.BootMax, o.perToken, o.Apart = h.Seed, h.Droplets, h.Actions, h.DropletLimit, h.BootMin, h.BootMax, h.PerToken, h.Apart
	s.start = h.Start
	s.world = engine.NewWorld(areas(), o.Settings, s.start)
	return nil
}

// redo asks once more, or takes a piece of a world.
func (s *Server) redo(e *stateEntry, pieces map[tokenHash]*engine.Restoring) error {
	switch {
	case e.Transitions != "":
		return s.takeTransitions(e.Transitions)
	case e.Saved != nil && pieces[e.World] != nil:
		return pieces[e.World].Add(e.Saved)
	case e.Saved != nil:
		r, err := engine.Restore(areas(), s.opts.Settings, e.Saved)
		if err != nil {
			return err
		}
		if pieces[e.World] = r; e.World == "" {
			s.world = r.World
		} else {
			s.worlds[e.World] = r.World
		}
		return nil
	}
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
			return w.Import(e.Path, []byte(e.Body))
		}
		return nil
	}
	r := &engine.Request{Method: e.Method, Path: e.Path, Base: e.Base, Header: e.Header, Text: []byte(e.Body), Fail: e.Fail,
		ListLag: e.ListLag, Early404: e.Early404, LateAddress: e.LateAddress}
	if e.Query != "" {
		r.Query, _ = url.ParseQuery(e.Query)
	}
	s.route(r)
	w.Call(r)
	return nil
}

// entryOf is how a request is written down.
func entryOf(r *engine.Request, now time.Time) stateEntry {
	e := stateEntry{At: now, Method: r.Method, Path: r.Path, Query: r.Query.Encode(), Base: r.Base, Body: string(r.Text), Fail: r.Fail,
		ListLag: r.ListLag, Early404: r.Early404, LateAddress: r.LateAddress}
	for _, name := range []string{"Accept", "Content-Type", "X-Dangerous"} { // the others change nothing
		if v := r.Header.Values(name); len(v) > 0 && (name != "Content-Type" || v[0] == "application/octet-stream") {
			if e.Header == nil {
				e.Header = http.Header{}
			}
			e.Header[name] = v
		}
	}
	return e
}
