//go:build unix

package lsp_test

import (
	"syscall"
	"testing"
	"time"
)

// cpu gives how much of the processor the process has used: what a benchmark
// says on a machine that does other things too.
func cpu(b *testing.B) time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		b.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
