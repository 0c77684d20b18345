package cli

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/sim"
	"github.com/doapi-lua/doapi/luabind"
)

// flags are the ones that every command takes.
type flags struct {
	sim             bool
	token           string
	tokenFile       string
	context         string
	endpoint        address
	timeout         period
	waitInterval    period
	waitTime        seconds
	perPage         count
	retryMaxTime    period
	caFile          string
	insecure        bool
	trace           choice
	maxTime         period
	maxMemory       size
	maxInstructions count
	maxDepth        count
	progress        choice
	color           choice
	onInterrupt     choice
	json            bool
	guards          guardFlags
	tape            tapeFlags
	journal         journalFlags
	plan            planFlags
	simulated       simFlags
	record          recordFlags

	given func(name string) bool // whether a flag stands on the command line
}

// Format prints none of them: one may be a token.
func (f *flags) Format(to fmt.State, _ rune) { fmt.Fprint(to, "flags") }

// add defines the flags that every command takes.
func (f *flags) add(set *pflag.FlagSet) {
	f.given = set.Changed
	f.trace = choice{among: []string{"on", "body"}}
	f.progress = choice{"auto", []string{"auto", "always", "never"}}
	f.color = choice{"auto", []string{"auto", "always", "never"}}
	f.onInterrupt = choice{"stop", []string{"stop", "yield"}}
	set.SortFlags = false
	set.BoolVar(&f.sim, "sim", false, "simulate the API in this process; no token, no network, no waiting")
	set.StringVar(&f.token, "token", "", "the API `token` (also --api-token)")
	set.StringVar(&f.tokenFile, "token-file", "", "read the token from a `file` (also --api-token-file)")
	set.StringVar(&f.context, "context", "", "take the token from the context of this `name` in doctl's configuration")
	set.Var(&f.endpoint, "endpoint", "the `URL` of the API")
	set.Var(&f.timeout, "timeout", "give up on a request after so many `seconds` without progress; 0 never (default 60)")
	set.Var(&f.waitInterval, "wait-interval", "`seconds` between two looks of a wait (default 2)")
	set.Var(&f.waitTime, "wait-time", "`seconds` after which waits give up; negative never (default never)")
	set.Var(&f.perPage, "per-page", "elements of a page of a list; 0 leaves it to the API (default 200)")
	set.Var(&f.retryMaxTime, "retry-max-time", "`seconds` that retries of a request may take in all")
	set.StringVar(&f.caFile, "ca-file", "", "trust the certificates in a PEM `file` besides the system's")
	set.BoolVar(&f.insecure, "insecure", false, "allow plain http to other machines, and certificates that nobody vouches for")
	set.Var(&f.trace, "trace", "show every request on standard error, with =body the bodies too")
	set.Lookup("trace").NoOptDefVal = "on"
	set.Var(&f.maxTime, "max-time", "end the script after so many `seconds`")
	set.Var(&f.maxMemory, "max-memory", "end the script when its values take more than a `size` like 512M (default half of the machine's memory)")
	set.Var(&f.maxInstructions, "max-instructions", "end the script after so many instructions")
	set.Var(&f.onInterrupt, "on-interrupt", "at Ctrl-C: stop, or yield what is waited for and go on")
	set.Var(&f.maxDepth, "max-depth", "how many calls of Lua functions may be nested (default 20000, at most 200000)")
	set.Var(&f.progress, "progress", "show the progress of long work: auto, always or never")
	set.Var(&f.color, "color", "colours: auto, always or never")
	set.BoolVar(&f.json, "json", false, "results as JSON")
	f.guards.add(set)
	f.tape.add(set)
	f.journal.add(set)
}

// alias lets flags be called as doctl and others call them.
func alias(_ *pflag.FlagSet, name string) pflag.NormalizedName {
	switch name {
	case "api-token":
		name = "token"
	case "api-token-file":
		name = "token-file"
	case "colour":
		name = "color"
	}
	return pflag.NormalizedName(name)
}

// seconds is a time given as a number of seconds, or as in 1m30s.
type seconds time.Duration

func (s *seconds) Set(text string) error {
	if n, err := strconv.ParseFloat(text, 64); err == nil {
		if math.IsNaN(n) || math.Abs(n) > math.MaxInt64/1e9/2 {
			return fmt.Errorf("a number of seconds that is no time")
		}
		*s = seconds(n * float64(time.Second))
		return nil
	}
	d, err := time.ParseDuration(text)
	if err != nil {
		return fmt.Errorf("not a number of seconds, nor a time like 1m30s")
	}
	*s = seconds(d)
	return nil
}

func (s *seconds) String() string {
	if *s == 0 {
		return ""
	}
	return time.Duration(*s).String()
}

func (s *seconds) Type() string { return "seconds" }

// duration is the time, nil if the flag is not given.
func (s seconds) duration() time.Duration { return time.Duration(s) }

// period is a time that is not negative.
type period struct{ seconds }

func (p *period) Set(text string) error {
	if err := p.seconds.Set(text); err != nil {
		return err
	}
	if p.seconds < 0 {
		return fmt.Errorf("a time cannot be negative here")
	}
	return nil
}

// count is a number of things: 0 or more.
type count int64

func (n *count) Set(text string) error {
	v, err := strconv.ParseFloat(strings.ReplaceAll(text, "_", ""), 64) // 1e9 is easier to read than its zeros
	if err != nil || v != math.Trunc(v) || v < 0 || v > 1<<53 {
		return fmt.Errorf("not a whole number from 0 up")
	}
	*n = count(v)
	return nil
}

func (n *count) String() string {
	if *n == 0 {
		return ""
	}
	return strconv.FormatInt(int64(*n), 10)
}

func (n *count) Type() string { return "n" }

// size is a number of bytes like 512M; K, M, G and T count in 1024s.
type size int64

func (s *size) Set(text string) error {
	number := strings.TrimSuffix(strings.TrimSuffix(strings.ToUpper(text), "B"), "I")
	shift := 0
	if number != "" {
		if i := strings.IndexByte("KMGT", number[len(number)-1]); i >= 0 {
			number, shift = number[:len(number)-1], 10*(i+1)
		}
	}
	v, err := strconv.ParseFloat(number, 64)
	v *= float64(int64(1) << shift)
	if err != nil || !(v >= 1 && v < 1<<62) {
		return fmt.Errorf("not a size like 512M or 2G")
	}
	*s = size(v)
	return nil
}

func (s *size) String() string {
	if *s == 0 {
		return ""
	}
	return strconv.FormatInt(int64(*s), 10)
}

func (s *size) Type() string { return "size" }

// choice is one of some words.
type choice struct {
	value string
	among []string
}

func (c *choice) Set(text string) error {
	for _, w := range c.among {
		if w == text {
			c.value = text
			return nil
		}
	}
	return fmt.Errorf("not one of %s%s", strings.Join(c.among, ", "), luabind.DidYouMean(text, c.among))
}

func (c *choice) String() string { return c.value }
func (c *choice) Type() string   { return strings.Join(c.among, "|") }

// repeated is the texts of a flag that can be given again and again. The flags' own
// library makes a CSV writer of 4 KB for each such flag of each command.
type repeated []string

func (r *repeated) Set(text string) error {
	*r = append(*r, text)
	return nil
}

func (r *repeated) String() string { return strings.Join(*r, " ") }
func (r *repeated) Type() string   { return "text" }

// list is the words of a flag, divided by commas; the flag can be given again.
type list []string

func (l *list) Set(text string) error {
	for word := range strings.SplitSeq(text, ",") {
		if word = strings.TrimSpace(word); word != "" {
			*l = append(*l, word)
		}
	}
	return nil
}

func (l *list) String() string { return strings.Join(*l, ",") }
func (l *list) Type() string   { return "list" }

// onOff is a switch that is written out.
type onOff bool

func (o *onOff) Set(text string) error {
	switch text {
	case "on", "true", "yes", "1":
		*o = true
	case "off", "false", "no", "0":
		*o = false
	default:
		return fmt.Errorf("neither on nor off")
	}
	return nil
}

func (o *onOff) String() string {
	if *o {
		return "on"
	}
	return "off"
}

func (o *onOff) Type() string { return "on|off" }

// address is the base URL of an API.
type address string

func (a *address) Set(text string) error {
	if _, err := client.ParseEndpoint(text); err != nil {
		return err
	}
	*a = address(text)
	return nil
}

func (a *address) String() string { return string(*a) }
func (a *address) Type() string   { return "URL" }

// exposed reports whether requests to the address could be read on their way.
func (a address) exposed() bool {
	u, err := client.ParseEndpoint(string(a))
	return err == nil && client.Exposed(u)
}

// simFlags say what a simulated API does to those who use it: what goes
// wrong, and what takes its time.
type simFlags struct {
	latency     seconds
	jitter      seconds
	rateLimit   onOff
	seed        uint64
	faults      []string
	early404    seconds
	listLag     seconds
	lateAddress seconds
	hourly      float64
	minutely    float64
	without     []string
	transitions string

	sets []*pflag.FlagSet // by command
}

// add defines them for a command. Where others than that of the simulator have
// them they go with --sim.
func (w *simFlags) add(f *pflag.FlagSet) {
	mine := pflag.NewFlagSet("simulator", pflag.ContinueOnError)
	mine.SortFlags = false
	mine.Var(&w.latency, "latency", "`time` that each simulated request takes longer, as in 50ms")
	mine.Var(&w.jitter, "jitter", "`time` that simulated requests take longer on average, now and then much more")
	mine.Var(&w.rateLimit, "rate-limit", "the simulator refuses what is above 5,000 requests an hour or 250 a minute: `on|off`")
	mine.Uint64Var(&w.seed, "seed", 1, "what all randomness of the simulator comes from")
	mine.Var((*repeated)(&w.faults), "fault", `a JSON `+"`rule`"+` of what goes wrong in the simulator, as in {"operation":"droplet_actions.post","body":{"type":"resize"},"kind":"errored"} (doapi help faults); repeatable`)
	mine.Var(&w.early404, "early-404", "`time` for which a GET of what was just simulated answers 404")
	mine.Var(&w.listLag, "list-lag", "`time` after which simulated lists show what was created")
	mine.Var(&w.lateAddress, "late-address", "`time` after which active simulated droplets get their addresses")
	mine.Float64Var(&w.hourly, "rate-limit-hour", 0, "`share` of simulated requests that get the 429 of the hourly limit, as in 0.05")
	mine.Float64Var(&w.minutely, "rate-limit-minute", 0, "`share` of simulated requests that get the 429 of the limit a minute")
	mine.Var((*repeated)(&w.without), "without", "a `scope` that simulated tokens lack, as in tag:create; repeatable")
	mine.StringVar(&w.transitions, "transitions", "usual", "when simulated states change: usual, immediate, a `time` as in 5s, or as in \"3 reads\"")
	f.AddFlagSet(mine)
	w.sets = append(w.sets, mine)
}

// given is the first one that stands on the command line.
func (w *simFlags) given() (name string, ok bool) {
	for _, set := range w.sets {
		set.VisitAll(func(f *pflag.Flag) {
			if f.Changed && !ok {
				name, ok = f.Name, true
			}
		})
	}
	return name, ok
}

// options turns them into the simulator's.
func (w *simFlags) options() ([]sim.Option, error) {
	options := []sim.Option{
		sim.Latency(w.latency.duration()), sim.Jitter(w.jitter.duration()), sim.RateLimit(bool(w.rateLimit)), sim.Seed(w.seed),
		sim.Early404(w.early404.duration()), sim.ListLag(w.listLag.duration()), sim.LateAddress(w.lateAddress.duration()),
		sim.Without(w.without...), sim.Transitions(w.transitions),
	}
	var rules []sim.Fault
	for _, text := range w.faults {
		more, err := sim.ParseFaults([]byte(text))
		if err != nil {
			return nil, usagef("--fault %s: %v", text, err)
		}
		rules = append(rules, more...)
	}
	for kind, rate := range map[string]float64{"rate_limit_hour": w.hourly, "rate_limit_minute": w.minutely} {
		flag := "--" + strings.ReplaceAll(kind, "_", "-")
		if !(rate >= 0 && rate <= 1) {
			return nil, usagef("%s is a share between 0 and 1, got %v", flag, rate)
		}
		if rate > 0 {
			rules = append(rules, sim.Fault{Kind: kind, Rate: rate})
		}
	}
	return append(options, sim.Faults(rules...)), nil
}

// simulator makes the one that scripts of a command line talk to.
func (w *simFlags) simulator(clock sim.Clock) (*sim.Server, error) {
	options, err := w.options()
	if err != nil {
		return nil, err
	}
	server, err := sim.New(append(options, sim.WithClock(clock))...)
	if err != nil {
		return nil, usagef("%v", err)
	}
	return server, nil
}
