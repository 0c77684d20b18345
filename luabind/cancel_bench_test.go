package luabind_test

import (
	"context"
	"errors"
	"maps"
	"slices"
	"testing"
	"time"
)

// BenchmarkCancellation measures how long a script goes on after its context
// was cancelled, wherever it is; "longest-ms" is of all rounds.
func BenchmarkCancellation(b *testing.B) {
	cases := maps.Clone(endless)
	cases["16,000 tasks"] = `local task = require "task" for i = 1, 16000 do task.spawn(function() if i % 2 == 0 then pcall(task.sleep, 1000) else task.sleep(1000) end end) end task.sleep(0) ready() task.sleep(1000)`
	for _, name := range slices.Sorted(maps.Keys(cases)) {
		b.Run(name, func(b *testing.B) {
			var longest time.Duration
			h := endlessHost(b)
			for range b.N {
				ctx, cancel := context.WithCancel(b.Context())
				var at time.Time
				end := func() { at = time.Now(); cancel() }
				h.Set("ready", func() { time.AfterFunc(30*time.Millisecond, end) })
				if name != "16,000 tasks" {
					time.AfterFunc(30*time.Millisecond, end)
				}
				if err := h.DoString(ctx, "test", cases[name]); !errors.Is(err, context.Canceled) {
					b.Fatal(err)
				}
				longest = max(longest, time.Since(at))
			}
			b.ReportMetric(float64(longest.Microseconds())/1000, "longest-ms")
		})
	}
}
