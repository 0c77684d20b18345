//go:build unix

package stdlib_test

import (
	"context"
	"errors"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/doapi-lua/doapi/luabind"
)

// What blocks ends at once with its run, and lets other tasks go on before.
func TestBlockingCallsEndWithTheRun(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, src := range map[string]string{
		"sleep":         `require("time").sleep("1h")`,
		"http":          `require("http").get(server_url .. "/slow")`,
		"http stalled":  `require("http").get(server_url .. "/stalled", {retries = 9})`,
		"http retries":  `require("http").get("http://127.0.0.1:1/", {retries = 1000})`,
		"wait_port":     `require("net").wait_port("127.0.0.1", 1, {timeout = 1e6})`,
		"shell":         `require("shell").run({"sleep", "1000"})`,
		"read a pipe":   `require("fs").read(pipe)`,
		"lines":         `require("fs").lines(pipe)`,
		"copy a pipe":   `require("fs").copy(pipe, pipe .. ".copy")`,
		"load":          `require("env").load(pipe)`,
		"ca_file":       `require("http").get(secure_url, {ca_file = pipe})`,
		"hold template": `local f = require("json").lines(require("fs").lines(pipe)) require("template").render("{{#f}}{{.}}{{/f}}", {f = f})`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHost(t, luabind.WithClock(luabind.RealClock()))
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			// The other task runs while the first one blocks, and ends both.
			if err := errors.Join(h.Set("pipe", pipe), h.Set("cancel", func() { cancel() }), serve(t, h)); err != nil {
				t.Fatal(err)
			}
			began := time.Now()
			err := h.DoString(ctx, "test", `local task = require "task"
task.all{function() `+src+` end, function() task.sleep(0.1) cancel() end}`)
			if !errors.Is(err, context.Canceled) {
				t.Errorf("got %v", err)
			}
			if took := time.Since(began); took > time.Minute {
				t.Errorf("it took %v", took)
			}
		})
	}
}
