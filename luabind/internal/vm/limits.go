package vm

import (
	"errors"
	"fmt"
	"runtime"
	"runtime/metrics"
	"time"
)

// Limits bounds what one run may use. Zero means no limit.
type Limits struct {
	Time         time.Duration // wall time of a run
	Instructions int64         // VM instructions and steps of library functions of a run
	Memory       int64         // bytes that the machine's values may hold
	Output       int64         // bytes written to standard output and error
	Requests     int64         // API requests
	Tasks        int           // tasks alive at once
	Coroutines   int           // coroutines alive at once
}

// What a run was stopped for. LimitError wraps one of them.
var (
	ErrTime         = errors.New("time limit")
	ErrInstructions = errors.New("instruction limit")
	ErrMemory       = errors.New("memory limit")
	ErrOutput       = errors.New("output limit")
	ErrRequests     = errors.New("request limit")
	ErrTasks        = errors.New("task limit")
	ErrCoroutines   = errors.New("coroutine limit")
)

// LimitError says which limit ended a run and what it was.
type LimitError struct {
	Limit error // one of the sentinels above
	Max   string
}

func (e *LimitError) Error() string { return fmt.Sprintf("%v of %s exceeded", e.Limit, e.Max) }

// Unwrap gives the sentinel.
func (e *LimitError) Unwrap() error { return e.Limit }

// memory is what a machine's values are charged against. What is charged may
// have become garbage since, so a charge over the limit first looks at the
// heap itself.
type memory struct {
	limit   int64
	charged int64
	base    int64 // the process's live heap when the run began
	looked  int64 // charged, at the last look
}

func (m *memory) charge(n int64) error {
	if m.limit <= 0 {
		return nil
	}
	if n <= m.limit-m.charged {
		m.charged += n
		return nil
	}
	if n <= m.limit {
		runtime.GC()
		live := heap() - m.base
		m.charged = min(max(live, 0), m.charged)
		// Nearly full counts as full: else each further charge would collect.
		if n <= m.limit-m.limit/8-m.charged {
			m.charged += n
			return nil
		}
	}
	return m.exceeded()
}

// look holds the process's heap against the limit: the backstop for what no
// allocation point sees, such as a table that grows.
func (m *memory) look() error {
	if m.limit <= 0 || heap()-m.base <= m.limit {
		return nil
	}
	runtime.GC()
	if heap()-m.base > m.limit {
		return m.exceeded()
	}
	return nil
}

func (m *memory) exceeded() error { return &LimitError{ErrMemory, Bytes(m.limit)} }

// Bytes prints a size as people write it.
func Bytes(n int64) string {
	switch {
	case n >= 1<<30 && n%(1<<30) == 0:
		return fmt.Sprintf("%d GB", n>>30)
	case n >= 1<<20:
		return fmt.Sprintf("%d MB", n>>20)
	case n >= 1<<10:
		return fmt.Sprintf("%d KB", n>>10)
	}
	return fmt.Sprintf("%d bytes", n)
}

// heap is the live and not yet swept heap of the process, in bytes.
func heap() int64 {
	sample := [1]metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(sample[:])
	return int64(sample[0].Value.Uint64())
}
