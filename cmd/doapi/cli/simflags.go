package cli

import (
	"strings"

	"github.com/spf13/pflag"

	"github.com/doapi-lua/doapi/client/sim"
)

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
