package progress

import (
	"strings"
	"testing"
	"time"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/sim"
)

// afterPlainly is more than it takes until the next plain line is due.
const afterPlainly = plainLine + time.Second

// shown is a progress without a terminal, a client that it watches, and the
// lines that it wrote. Time passes only where a test lets it.
type shown struct {
	*Progress
	strings.Builder
	client *client.Client
	clock  *sim.VirtualClock
	at     time.Time
}

func newShown(t *testing.T, options ...sim.Option) *shown {
	t.Helper()
	s := &shown{at: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)}
	s.clock = sim.NewClock(s.at)
	server, err := sim.New(append(options, sim.WithClock(s.clock))...)
	if err != nil {
		t.Fatal(err)
	}
	s.Progress = &Progress{
		w: &s.Builder, clock: s.clock, lists: listings{},
		now:   func() time.Time { return s.at },
		every: func(func()) func() { return func() {} },
	}
	s.client, err = client.New("token-for-tests", client.WithTransport(server.RoundTripper()), client.WithClock(s.clock),
		client.WithGuard(s.Watch), client.WithNotices(func(n client.Notice) {
			s.Notice(n)
			s.later()
		}))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.client.Close() })
	return s
}

// later lets so much time pass that a line is due.
func (s *shown) later() {
	s.at = s.at.Add(afterPlainly)
	s.tick()
}

func (s *shown) want(t *testing.T, lines ...string) {
	t.Helper()
	if got, want := s.String(), strings.Join(lines, "\n")+"\n"; got != want {
		t.Errorf("shown is\n%swant\n%s", got, want)
	}
	s.Reset()
}

// TestProgressOfLists says how many pages there are as soon as that is known.
func TestProgressOfLists(t *testing.T) {
	s := newShown(t, sim.Droplets(45))
	get := func(path string) {
		t.Helper()
		if _, err := s.client.Request(t.Context(), "GET", path, nil, nil); err != nil {
			t.Fatal(err)
		}
		s.later()
	}
	get("/v2/account")
	get("/v2/droplets?per_page=20")
	get("/v2/droplets?per_page=20&page=2")
	get("/v2/droplets?per_page=20&page=3")
	get("/v2/droplets?per_page=20&page=1")
	get("/v2/droplets?per_page=200")
	get("/v2/droplets?page=2")
	s.want(t,
		"doapi: GET /v2/account, 1 request, 11s",
		"doapi: GET /v2/droplets page 2 of 3, 2 requests, 22s",
		"doapi: GET /v2/droplets page 3 of 3, 3 requests, 33s",
		"doapi: GET /v2/droplets page 3 of 3, 4 requests, 44s",
		"doapi: GET /v2/droplets page 2 of 3, 5 requests, 55s",
		"doapi: GET /v2/droplets, 6 requests, 1m6s",
		"doapi: GET /v2/droplets page 3, 7 requests, 1m17s")
}

// TestProgressOfWaits shows them until all are done, also while they ask.
func TestProgressOfWaits(t *testing.T) {
	s := newShown(t)
	request := func() {
		t.Helper()
		if _, err := s.client.FetchAccount(t.Context()); err != nil {
			t.Fatal(err)
		}
		s.later()
	}
	s.Notice(client.Notice{Kind: client.NoticeWait, Message: "waiting: 1 of 3 done, 2 new"})
	request()
	s.Notice(client.Notice{Kind: client.NoticeWait, Message: "waiting: 3 of 3 done"})
	s.later()
	request()
	s.want(t,
		"doapi: waiting: 1 of 3 done, 2 new, 1 request, 11s",
		"doapi: waiting: 3 of 3 done, 1 request, 22s",
		"doapi: GET /v2/account, 2 requests, 33s")
}

// TestProgressOfPauses counts down to when it goes on, which is said at once.
func TestProgressOfPauses(t *testing.T) {
	s := newShown(t)
	s.Notice(client.Notice{Kind: client.NoticePause, Until: s.at.Add(40 * time.Second), Message: "the API's rate limit is reached: going on at 03:04:45, in 40s"})
	s.clock.Advance(11 * time.Second)
	s.later()
	s.Close() // what comes next is held back too
	s.clock.Advance(9 * time.Second)
	s.Notice(client.Notice{Kind: client.NoticeRetry, Until: s.clock.Now(), Message: "attempt 1 failed, the next one comes at once: why"})
	s.later()
	s.clock.Advance(30 * time.Second)
	if _, err := s.client.FetchAccount(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.later()
	s.Notice(client.Notice{Kind: client.NoticeRetry, Until: s.clock.Now().Add(time.Second), Message: "attempt 1 failed, the next one comes in 1s: why"})
	s.clock.Advance(time.Second)
	s.later()
	s.want(t,
		"doapi: the API's rate limit is reached: going on at 03:04:45, in 40s, 0 requests, 0s",
		"doapi: the API's rate limit is reached: going on at 03:04:45, in 29s, 0 requests, 11s",
		"doapi: attempt 1 failed, the next one comes at once: why, 0 requests, 0s",
		"doapi: the API's rate limit is reached: going on at 03:04:45, in 20s, 0 requests, 11s",
		"doapi: GET /v2/account, 1 request, 22s",
		"doapi: attempt 1 failed, the next one comes in 1s: why, 1 request, 22s",
		"doapi: GET /v2/account, 1 request, 33s")
}

// TestProgressGoesOn counts all of the work, whatever is written meanwhile.
func TestProgressGoesOn(t *testing.T) {
	s := newShown(t)
	s.width = func() int { return 80 }
	wait := client.Notice{Kind: client.NoticeWait, Message: "waiting: 1 of 3 done, 2 new"}
	s.Notice(wait)
	s.at = s.at.Add(30 * time.Second)
	s.Pause()
	s.tick()
	if s.drawn > 0 {
		t.Errorf("shown is %q without anything new", s.String())
	}
	s.Notice(wait)
	s.tick()
	if s.drawn > 0 {
		t.Errorf("shown is %q at once", s.String())
	}
	s.at = s.at.Add(time.Second)
	s.tick()
	if !strings.Contains(s.String(), " waiting: 1 of 3 done, 2 new, 0 requests, 31s") {
		t.Errorf("shown is %q", s.String())
	}
}

// TestProgressIsPatient leaves short work alone.
func TestProgressIsPatient(t *testing.T) {
	s := newShown(t)
	if _, err := s.client.FetchAccount(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.at = s.at.Add(plainLine - time.Second)
	s.tick()
	s.Close()
	s.later()
	if s.String() != "" {
		t.Errorf("shown is\n%s", s.String())
	}
}
