package vm

import (
	"errors"
	"fmt"
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
