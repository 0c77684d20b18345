//go:build unix

package output

import (
	"os"
	"os/signal"
	"syscall"
)

// NotifyClosedPipes keeps a write to a closed pipe from ending the program: it
// fails instead. What the program starts is not affected, as it would be if the
// signal were ignored.
func NotifyClosedPipes() { signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE) }
