package sim

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

// Option changes how a Server behaves; see New.
type Option func(*options)

type options struct {
	engine.Settings
	clock       Clock
	rateLimit   bool
	latency     time.Duration
	auth        tokenHash // of the only token; "" for any
	without     []string  // scopes
	listLag     time.Duration
	early404    time.Duration
	lateAddress time.Duration
	faults      []Fault
	readOnly    []tokenHash
	perToken    bool
	stateFile   string
	jitter      time.Duration
	transitions string
}

// tokenHash stands for a token, so that nothing of the simulator holds one: its
// users may well take their real ones.
type tokenHash string

// hashToken is "" for "".
func hashToken(token string) tokenHash {
	if token == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(token))
	return tokenHash(hex.EncodeToString(sum[:16]))
}

func defaults() *options {
	return &options{Settings: engine.Settings{
		DropletLimit: 1_000_000,
		BootMin:      27 * time.Second,
		BootMax:      37 * time.Second,
		Seed:         1,
	}}
}

// check finds options that cannot be.
func (o *options) check() error {
	for _, n := range []struct {
		name  string
		value int64
	}{
		{"droplet limit", int64(o.DropletLimit)},
		{"number of droplets", int64(o.Droplets)},
		{"number of actions", int64(o.Actions)},
		{"latency", int64(o.latency)},
		{"jitter", int64(o.jitter)},
		{"list lag", int64(o.listLag)},
		{"time of early 404s", int64(o.early404)},
		{"time of late addresses", int64(o.lateAddress)},
		{"boot time", int64(o.BootMin)},
	} {
		if n.value < 0 {
			return fmt.Errorf("sim: the %s is negative", n.name)
		}
	}
	if o.BootMax < o.BootMin {
		return fmt.Errorf("sim: the longest boot time is below the shortest")
	}
	const most = 2_000_000 // keeps pre-made ids below the others
	if o.Droplets > most || o.Actions > most {
		return fmt.Errorf("sim: at most %d droplets or actions can be made in advance", most)
	}
	return nil
}

// WithClock sets the clock that lifecycles and latencies go by. The default is
// NewScaledClock(1): real time.
func WithClock(c Clock) Option { return func(o *options) { o.clock = c } }

// DropletLimit sets how many droplets the account may have; 1,000,000 by default.
func DropletLimit(n int) Option { return func(o *options) { o.DropletLimit = n } }

// RateLimit has the server refuse what is above 5,000 requests an hour or 250 a
// minute, as the API does. It is off by default; the headers are sent anyway.
func RateLimit(on bool) Option { return func(o *options) { o.rateLimit = on } }

// Latency has each request take so long before it is served.
func Latency(d time.Duration) Option { return func(o *options) { o.latency = d } }

// Auth names the only bearer token that is taken, beside those of [ReadOnly]. By
// default any is.
func Auth(token string) Option { return func(o *options) { o.auth = hashToken(token) } }

// Without has tokens lack scopes, such as "tag:create": what needs one of them
// is refused. Droplets need that one too when they are made with tags.
func Without(scopes ...string) Option { return func(o *options) { o.without = scopes } }

// Jitter has requests take longer by random times that are d on average and now
// and then much longer, as on a busy service.
func Jitter(d time.Duration) Option { return func(o *options) { o.jitter = d } }

// Transitions sets when states change, for all that has any: "usual" (the
// default) in times like those of the real service, "immediate", after a time as
// in "5s", or after a number of reads as in "3 reads".
func Transitions(when string) Option { return func(o *options) { o.transitions = when } }

// parseTransitions reads what Transitions takes.
func parseTransitions(text string) (t engine.Transitions, err error) {
	if number, ok := strings.CutSuffix(text, " reads"); ok {
		if t.Reads, err = strconv.Atoi(number); err == nil && t.Reads > 0 {
			return t, nil
		}
	}
	switch d, err := time.ParseDuration(text); {
	case text == "" || text == "usual":
		return t, nil
	case text == "immediate":
		return engine.Transitions{Set: true}, nil
	case err == nil && d >= 0:
		return engine.Transitions{Set: true, After: d}, nil
	}
	return t, fmt.Errorf(`sim: transitions %q are none of "usual", "immediate", a time as in "5s", a number of reads as in "3 reads"`, text)
}

// ReadOnly names tokens that can look at everything and change nothing.
func ReadOnly(tokens ...string) Option {
	return func(o *options) {
		o.readOnly = nil
		for _, token := range tokens {
			o.readOnly = append(o.readOnly, hashToken(token))
		}
	}
}

// AccountPerToken gives each token an account of its own. By default all tokens
// are of one account. Control paths are those of the default account, which then
// nobody uses.
func AccountPerToken() Option { return func(o *options) { o.perToken = true } }

// StateFile has the server go on with the state that a file holds, and write
// all changes there. After a restart, or a kill at any moment, everything is as
// it was, and what was happening ends at its time. Settings of the file (seed,
// what was made in advance) go before those of options. The file grows with
// what is changed; Reset makes it small again.
func StateFile(path string) Option { return func(o *options) { o.stateFile = path } }

// lacks reports whether a request needs a scope that tokens do not have.
func (o *options) lacks(r *engine.Request) bool {
	if len(o.without) == 0 || r.Op == nil {
		return false
	}
	needs := r.Op.Scopes
	if r.ID == "droplets_create" {
		if body, err := engine.ParseDocument(r.Text); err == nil && len(body.Strings("tags")) > 0 {
			needs = append(slices.Clone(needs), "tag:create")
		}
	}
	return slices.ContainsFunc(needs, func(s string) bool { return slices.Contains(o.without, s) })
}

// Droplets has n active droplets exist from the start.
func Droplets(n int) Option { return func(o *options) { o.Droplets = n } }

// Actions has n completed actions exist from the start.
func Actions(n int) Option { return func(o *options) { o.Actions = n } }

// ListLag has lists show what was created only so much later.
func ListLag(d time.Duration) Option { return func(o *options) { o.listLag = d } }

// Early404 has a GET of what was created answer 404 for so long.
func Early404(d time.Duration) Option { return func(o *options) { o.early404 = d } }

// LateAddress has droplets get their addresses only so long after they become
// active.
func LateAddress(d time.Duration) Option { return func(o *options) { o.lateAddress = d } }

// BootTime sets how long droplets take to become active, at random between the
// two; 27 to 37 seconds by default, as on the real service.
func BootTime(shortest, longest time.Duration) Option {
	return func(o *options) { o.BootMin, o.BootMax = shortest, longest }
}

// Seed sets what all randomness comes from: durations, ids and which requests
// the faults hit. Equal seeds and equal requests give equal answers.
func Seed(n uint64) Option { return func(o *options) { o.Seed = n } }

// Faults sets the fault rules that hold from the start, and again after Reset;
// see Server.SetFaults.
func Faults(rules ...Fault) Option { return func(o *options) { o.faults = rules } }

// Apart has the account give out ids and addresses that another simulated account
// does not, so that both can be told from each other.
func Apart() Option { return func(o *options) { o.Apart = true } }
