package luabind_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/doapi-lua/doapi/luabind"
)

// hang is how long nothing takes that ends at all.
const hang = time.Minute

// TestHostile: a Host with its defaults, but for the time, survives every
// script of the corpus and is usable afterwards.
func TestHostile(t *testing.T) {
	files, err := filepath.Glob("testdata/hostile/*.lua")
	if err != nil || len(files) < 60 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	const limit = 50 * time.Millisecond
	before := runtime.NumGoroutine()
	t.Run("corpus", func(t *testing.T) { hostile(t, files, limit) })
	noneLeft(t, before)
}

func hostile(t *testing.T, files []string, limit time.Duration) {
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".lua"), func(t *testing.T) {
			t.Parallel()
			src, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			h, err := luabind.New(luabind.WithTimeLimit(limit), luabind.WithGrace(limit/2), luabind.WithStdio(nil, io.Discard, io.Discard))
			if err != nil {
				t.Fatal(err)
			}
			defer h.Close()
			begin := time.Now()
			err = h.DoString(t.Context(), filepath.Base(file), string(src))
			if took := time.Since(begin); took > hang {
				t.Errorf("it took %v", took)
			}
			var e *luabind.Error
			if err != nil && !errors.As(err, &e) {
				t.Errorf("the error is %T: %v", err, err)
			}
			if err != nil && (len(e.Message) > 300 || strings.Contains(e.Message, "internal error")) {
				t.Errorf("message: %.400s", e.Message)
			}
			if strings.Contains(string(src), "_G") || strings.Contains(string(src), "getmetatable(\"\")") {
				return // it has broken its own globals
			}
			var vs []luabind.Value
			for err = luabind.ErrTimeLimit; errors.Is(err, luabind.ErrTimeLimit) && time.Since(begin) < hang; {
				vs, err = h.Eval(t.Context(), "after", `string.format("%d", 6 * 7)`)
			}
			if err != nil || vs[0].String() != "42" {
				t.Errorf("afterwards: %v, %v", vs, err)
			}
		})
	}
}

// noneLeft waits for goroutines to end, and fails if there are more than
// before.
func noneLeft(t *testing.T, before int) {
	t.Helper()
	for range 3000 {
		if runtime.NumGoroutine() <= before {
			return
		}
		runtime.Gosched()
		time.Sleep(20 * time.Millisecond)
	}
	buf := make([]byte, 1<<16)
	t.Errorf("%d goroutines, %d before\n%s", runtime.NumGoroutine(), before, buf[:runtime.Stack(buf, true)])
}
