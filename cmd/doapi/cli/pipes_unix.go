//go:build unix

package cli

import (
	"os"
	"os/signal"
	"syscall"
)

// notifyClosedPipes keeps a write to a closed pipe from ending the program: it
// fails instead. What the program starts is not affected, as it would be if the
// signal were ignored.
func notifyClosedPipes() { signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE) }
