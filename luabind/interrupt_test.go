package luabind_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/doapi-lua/doapi/luabind"
)

// TestInterrupts holds the three states of a run against what its script does
// when the interrupt comes, and how it ends.
func TestInterrupts(t *testing.T) {
	for name, test := range map[string]struct {
		script string
		times  int // interrupts, sent by the script itself
		want   string
		ends   bool // with a StoppedError
	}{
		"sleep":           {`local ok, e = pcall(sleep, 1) say(ok, e.kind)`, 1, "false CancelledError", true},
		"second sleep":    {`pcall(sleep, 1) pcall(sleep, 1) say("never")`, 1, "", true},
		"pcall loop":      {`while true do pcall(sleep, 1) end`, 1, "", true},
		"resume":          {`pcall(sleep, 1) say(stopping()) resume() say(stopping())`, 1, "true false", false},
		"change finishes": {`say(change()) say("after")`, 1, "done after", true},
		"no other change": {`change() pcall(change) say("never")`, 1, "", true},
		"deferred change": {`defer(function() say(change()) end) sleep(1)`, 1, "done", true},
		"deferred sleep":  {`defer(function() sleep(0) say("slept") end) sleep(1)`, 1, "slept", true},
		"joins in turn": {`
			local task = require "task"
			local a, b = task.spawn(hold), task.spawn(hold)
			interrupt()
			for _, t in ipairs{a, b} do
				local ok, e = pcall(t.join, t)
				say(ok, e.kind)
			end
			pcall(a.join, a)
			say("never")`, 1, "false CancelledError false CancelledError", true},
		"a task beside": {`
			local task = require "task"
			local other = task.spawn(function() sleep(1) end)
			while not other:done() do pass() end
			say("goes on", select(2, pcall(other.join, other)).kind)
			pcall(sleep, 1)
			say("never")`, 1, "goes on CancelledError", true},
		"join of a late task": {`
			local task = require "task"
			interrupt()
			pcall(function() task.spawn(hold):join() end)
			say("never")`, 1, "", true},
		"second ends": {`defer(function() say("deferred") end) while true do pcall(sleep, 1) end`, 2, "deferred", true},
	} {
		t.Run(name, func(t *testing.T) {
			var said []string
			var host *luabind.Host
			interrupt := func() {
				for range test.times {
					host.Interrupt()
				}
				test.times = 0
			}
			module := &luabind.Module{Name: "t", Funcs: []luabind.Func{
				{Name: "sleep", Params: []luabind.Param{{Name: "seconds", Type: luabind.SecondsType}}, Run: func(c *luabind.Call) error {
					d := c.Named("seconds").Seconds()
					return c.Wait(func(ctx context.Context) error {
						if d == 0 {
							return nil
						}
						interrupt()
						<-ctx.Done()
						return ctx.Err()
					})
				}},
				{Name: "change", Run: func(c *luabind.Call) error {
					if err := c.Change(func(ctx context.Context) error { interrupt(); return ctx.Err() }); err != nil {
						return err
					}
					return c.Return(luabind.String("done"))
				}},
				{Name: "hold", Run: func(c *luabind.Call) error {
					return c.Wait(func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() })
				}},
				{Name: "pass", Run: func(c *luabind.Call) error { return c.Block(func(context.Context) error { return nil }) }},
				{Name: "interrupt", Run: func(c *luabind.Call) error { interrupt(); return nil }},
				{Name: "say", Params: []luabind.Param{{Name: "...", Rest: true, Type: luabind.Any}}, Run: func(c *luabind.Call) error {
					for _, v := range c.Rest() {
						said = append(said, v.String())
					}
					return nil
				}},
				{Name: "stopping", Run: func(c *luabind.Call) error { return c.Return(luabind.Bool(c.Stopping())) }},
				{Name: "resume", Run: func(c *luabind.Call) error { c.Resume(); return nil }},
			}}
			var err error
			if host, err = luabind.New(luabind.WithModules(module)); err != nil {
				t.Fatal(err)
			}
			defer host.Close()
			err = host.DoString(t.Context(), "test", `local t = require "t" local sleep, change, say, stopping, resume, hold, pass, interrupt = t.sleep, t.change, t.say, t.stopping, t.resume, t.hold, t.pass, t.interrupt `+test.script)
			if got := strings.Join(said, " "); got != test.want {
				t.Errorf("it says %q, want %q", got, test.want)
			}
			var stopped *luabind.StoppedError
			if errors.As(err, &stopped) != test.ends || errors.Is(err, luabind.ErrInterrupted) != test.ends {
				t.Errorf("it ends with %v", err)
			}
		})
	}
}
