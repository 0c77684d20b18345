package cli

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"time"

	"github.com/spf13/pflag"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/cassette"
	"github.com/doapi-lua/doapi/client/sim"
)

// tapeFlags are those of cassettes.
type tapeFlags struct{ record, replay string }

func (t *tapeFlags) add(set *pflag.FlagSet) {
	set.StringVar(&t.record, "record", "", "write every exchange with the API to a new `file`")
	set.StringVar(&t.replay, "replay", "", "answer from a recorded `file`: no token, no network, no waiting")
}

// tape is the cassette of a session.
type tape struct {
	file     *os.File
	recorder *cassette.Recorder
	player   *cassette.Player
}

// openTape begins or loads the session's cassette, and sets its clock when it
// is played.
func (s *session) openTape() error {
	t := &s.app.flags.tape
	switch {
	case t.record != "" && t.replay != "":
		return usagef("--record and --replay exclude each other")
	case t.replay != "" && s.sim != nil:
		return usagef("--replay and --sim exclude each other")
	case t.record != "":
		f, err := os.OpenFile(t.record, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if err != nil {
			return fmt.Errorf("--record: %w", err)
		}
		s.tape.file = f
		s.tape.recorder, err = cassette.NewRecorder(f, s.clock.Now)
		return err
	case t.replay != "":
		f, err := os.Open(t.replay)
		if err != nil {
			return fmt.Errorf("--replay: %w", err)
		}
		defer f.Close()
		if s.tape.player, err = cassette.Load(f); err != nil {
			return fmt.Errorf("--replay %s: %w", t.replay, err)
		}
		clock := sim.NewClock(s.tape.player.Started())
		s.clock = clock
		s.tape.player.Pace(func(ctx context.Context, d time.Duration) error { return clock.Sleep(ctx, d) })
	}
	return nil
}

// options are the client's.
func (t *tape) options() []client.Option {
	switch {
	case t.recorder != nil:
		return []client.Option{client.WithWire(t.recorder.Wrap)}
	case t.player != nil:
		return []client.Option{client.WithWire(t.player.Wrap), client.WithReadAhead(false), client.WithTransport(noNetwork{})}
	}
	return nil
}

// close ends the cassette; the error is why it is not whole.
func (t *tape) close() error {
	if t.recorder == nil {
		return nil
	}
	err := t.recorder.Err()
	if closed := t.file.Close(); err == nil {
		err = closed
	}
	return err
}

// noNetwork is a transport that nothing reaches.
type noNetwork struct{}

func (noNetwork) RoundTrip(r *http.Request) (*http.Response, error) {
	return nil, fmt.Errorf("%s %s: a cassette is played, nothing is sent", r.Method, r.URL)
}
