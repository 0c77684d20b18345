package cli

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/doapi-lua/doapi/client/sim"
)

// simulation is what the flags of the command sim say.
type simulation struct {
	listen       string
	droplets     count
	actions      count
	latency      seconds
	speed        float64
	rateLimit    onOff
	auth         string
	dropletLimit count
	seed         uint64
	faults       []string
	early404     seconds
	listLag      seconds
	lateAddress  seconds
	hourly       float64
	minutely     float64
}

func (a *app) simCommand() *cobra.Command {
	s := simulation{dropletLimit: 1_000_000}
	cmd := &cobra.Command{
		Use:   "sim",
		Short: "Serve a simulated API over HTTP",
		Long: `Serves a simulated API over HTTP until it is interrupted. The first line of
standard output is its base URL, for --endpoint or DIGITALOCEAN_API_URL.

Control paths: GET /_sim/requests, GET /_sim/state, POST /_sim/reset,
POST /_sim/clock {"advance_s": n}, POST /_sim/faults [rule, ...].`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.simulate(cmd.Context(), &s) },
	}
	f := cmd.Flags()
	f.SortFlags = false
	f.StringVar(&s.listen, "listen", "127.0.0.1:0", "serve at this `address`; port 0 is any free one")
	f.Var(&s.droplets, "droplets", "active droplets that exist from the start")
	f.Var(&s.actions, "actions", "completed actions that exist from the start")
	f.Var(&s.latency, "latency", "`time` that each request takes longer, as in 50ms")
	f.Float64Var(&s.speed, "speed", 1, "how many times faster than real time things happen")
	f.Var(&s.rateLimit, "rate-limit", "refuse what is above 5,000 requests an hour or 250 a minute: `on|off`")
	f.StringVar(&s.auth, "auth", "", "take only this `token` (default: any)")
	f.Var(&s.dropletLimit, "droplet-limit", "how many droplets the account may have")
	f.Uint64Var(&s.seed, "seed", 1, "what all randomness comes from")
	f.StringArrayVar(&s.faults, "fault", nil, `a JSON `+"`rule`"+` of what goes wrong, as in {"kind":"status","status":500,"rate":0.1}; repeatable`)
	f.Var(&s.early404, "early-404", "`time` for which a GET of what was just created answers 404")
	f.Var(&s.listLag, "list-lag", "`time` after which lists show what was created")
	f.Var(&s.lateAddress, "late-address", "`time` after which active droplets get their addresses")
	f.Float64Var(&s.hourly, "rate-limit-hour", 0, "`share` of requests that get the 429 of the hourly limit, as in 0.05")
	f.Float64Var(&s.minutely, "rate-limit-minute", 0, "`share` of requests that get the 429 of the limit a minute")
	return cmd
}

// options turns the flags into the simulator's.
func (s *simulation) options() ([]sim.Option, error) {
	if !(s.speed > 0) {
		return nil, usagef("--speed must be above 0, got %v", s.speed)
	}
	options := []sim.Option{
		sim.WithClock(sim.NewScaledClock(s.speed)),
		sim.Droplets(int(s.droplets)), sim.Actions(int(s.actions)),
		sim.Latency(s.latency.duration()), sim.RateLimit(bool(s.rateLimit)),
		sim.Auth(s.auth), sim.Seed(s.seed), sim.DropletLimit(int(s.dropletLimit)),
		sim.Early404(s.early404.duration()), sim.ListLag(s.listLag.duration()), sim.LateAddress(s.lateAddress.duration()),
	}
	var rules []sim.Fault
	for _, text := range s.faults {
		more, err := sim.ParseFaults([]byte(text))
		if err != nil {
			return nil, usagef("--fault %s: %v", text, err)
		}
		rules = append(rules, more...)
	}
	for kind, rate := range map[string]float64{"rate_limit_hour": s.hourly, "rate_limit_minute": s.minutely} {
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

// simulate serves until a signal comes.
func (a *app) simulate(ctx context.Context, s *simulation) error {
	options, err := s.options()
	if err != nil {
		return err
	}
	server, err := sim.New(options...)
	if err != nil {
		return usagef("%v", err)
	}
	listener, err := net.Listen("tcp", s.listen)
	if err != nil {
		return fmt.Errorf("--listen %s: %w", s.listen, listenCause(err))
	}
	fmt.Fprintf(a.env.Stdout, "http://%s\n", listener.Addr())
	a.out.Flush()
	ctx, stop := a.until(ctx)
	defer stop()
	web := &http.Server{Handler: server, BaseContext: func(net.Listener) context.Context { return ctx }}
	go func() {
		<-ctx.Done()
		web.Close()
	}()
	if err := web.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return context.Cause(ctx)
}

// listenCause leaves out what repeats the address.
func listenCause(err error) error {
	var sys *os.SyscallError
	var dns *net.DNSError
	var addr *net.AddrError
	switch {
	case errors.As(err, &sys):
		return sys
	case errors.As(err, &dns):
		return dns
	case errors.As(err, &addr):
		return addr
	}
	return err
}
