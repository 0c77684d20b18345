package luassh

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/stdlib/internal/kit"
	"github.com/doapi-lua/doapi/stdlib/internal/network"
)

// Between two attempts.
const readyEvery = 2 * time.Second

// waitForCloudInit ends when cloud-init has: at once on a machine without it. A
// boot that cloud-init reports errors of, though it went on, is no failure.
const waitForCloudInit = `if command -v cloud-init >/dev/null 2>&1; then cloud-init status --wait >/dev/null 2>&1; code=$?; [ $code -eq 2 ] && code=0; if [ $code -ne 0 ]; then cloud-init status --long >&2; fi; exit $code; fi`

// runWaitReady waits for a machine, by the script's clock: what is asked of it
// takes real time.
func runWaitReady(c *luabind.Call) error {
	host, name, err := addressOf(c, c.Named("host"))
	if err != nil {
		return err
	}
	host, _, _ = splitPort(host, 0) // of one that is none readTarget tells
	timeout := 5 * time.Minute
	if v := c.Named("wait_time"); !v.IsNil() {
		timeout = v.Seconds()
	}
	if simulated := network.Simulated(c, host); simulated != nil {
		t := &target{host: host, name: name, user: cmp.Or(c.Named("user").Text(), "root")}
		return simulatedReady(c, t, simulated, c.Clock().Now().Add(timeout))
	}
	t, err := readTarget(c, c.Named("host"))
	if err != nil {
		return err
	}
	wantsInit := c.Named("cloud_init").IsNil() || c.Named("cloud_init").Truthy()
	clock := c.Clock()
	deadline := clock.Now().Add(timeout)
	var conn *connection
	if err := c.Effect(luabind.EffectSSH, c.Func().Called()); err != nil {
		return err
	}
	err = c.Wait(func(ctx context.Context) error {
		for {
			attempt := *t
			attempt.timeout = max(min(t.timeout, deadline.Sub(clock.Now())), time.Second)
			next, err := dial(ctx, &attempt)
			if err == nil {
				next.target = t
				conn = next
				return nil
			}
			if ctx.Err() != nil || errors.As(err, new(*changedKeyError)) {
				return err
			}
			if !clock.Now().Add(readyEvery).Before(deadline) {
				return fmt.Errorf("not ready within the wait_time of %v: %w", timeout, errors.Join(err, &lateError{}))
			}
			if err := clock.Sleep(ctx, readyEvery); err != nil {
				return err
			}
		}
	})
	if err == nil && wantsInit {
		err = waitInit(c, conn, max(deadline.Sub(clock.Now()), 5*time.Second))
	}
	if err != nil {
		if conn != nil {
			conn.client.Close()
		}
		if c.Context().Err() != nil || errors.Is(err, luabind.ErrInterrupted) {
			return err
		}
		e := failed(t, err)
		if errors.As(err, new(*lateError)) {
			withFields(e, map[string]luabind.Value{"timeout": luabind.Bool(true)})
		}
		return e
	}
	return c.Return(c.Host().Object(connectionClass, conn))
}

// lateError says that the time for a machine is up.
type lateError struct{}

func (*lateError) Error() string { return "it was asked until the time was up" }

// waitInit waits until cloud-init has finished.
func waitInit(c *luabind.Call, conn *connection, timeout time.Duration) error {
	return c.Wait(func(parent context.Context) error {
		ctx, cancel := luabind.RealClock().WithTimeout(parent, timeout)
		defer cancel()
		var stdout, stderr bytes.Buffer
		code, err := exitCode(conn.execute(ctx, &command{line: waitForCloudInit}, &stdout, &stderr))
		switch {
		case parent.Err() != nil:
			return context.Cause(parent)
		case ctx.Err() != nil:
			return fmt.Errorf("cloud-init has not finished: %w", &slowError{"rest of the wait_time", timeout})
		case err != nil:
			return err
		case code != 0:
			return &luabind.ScriptError{
				Kind: KindSSH, Message: conn.target.name + ": cloud-init failed" + kit.LastLine(stderr.String()),
				Fields: map[string]luabind.Value{"host": luabind.String(conn.target.host), "code": kit.Integer(code), "stderr": luabind.String(strings.TrimSpace(stderr.String()))},
			}
		}
		return nil
	})
}

// simulatedReady waits until a simulated droplet is active. The connection leads
// nowhere: what is asked of it is refused.
func simulatedReady(c *luabind.Call, t *target, lookup network.Lookup, deadline time.Time) error {
	clock := c.Clock()
	err := c.Block(func(ctx context.Context) error {
		for {
			if _, active := lookup(t.host); active {
				return nil
			}
			if !clock.Now().Add(readyEvery).Before(deadline) {
				return fmt.Errorf("no simulated droplet that is active has the address: %w", &lateError{})
			}
			if err := clock.Sleep(ctx, readyEvery); err != nil {
				return err
			}
		}
	})
	if err != nil {
		return withFields(failed(t, err), map[string]luabind.Value{"timeout": luabind.Bool(true)})
	}
	return c.Return(c.Host().Object(connectionClass, &connection{target: t}))
}
