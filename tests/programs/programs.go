// Package programs has the programs that tests start hear the signals that they are
// sent.
package programs

import (
	"os"
	"os/signal"
	"syscall"
)

// HearSignals has programs that are started from here on get SIGINT, SIGTERM and SIGHUP
// as usual. What a program was started with is inherited: where the tests run in the
// background of a shell, or under nohup, some of these would be ignored, and a test
// would wait for what a signal does. In this process such signals still do nothing.
func HearSignals() {
	for _, s := range []os.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
		if signal.Ignored(s) {
			// A signal that is handled here is not ignored in what is started.
			signal.Notify(make(chan os.Signal, 1), s)
		}
	}
}
