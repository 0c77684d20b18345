// Command timed runs a program and writes what it took to file descriptor 3:
// nanoseconds of wall time and CPU, and kilobytes of peak memory. It does
// nothing else, so as to stay small: Linux counts the memory of the process
// that starts a program into the program's own peak.
//
//	timed PROGRAM [ARG...]
package main

import (
	"os"
	"runtime"
	"strconv"
	"syscall"
	"time"
)

func main() {
	start := time.Now()
	process, err := os.StartProcess(os.Args[1], os.Args[1:], &os.ProcAttr{Files: []*os.File{os.Stdin, os.Stdout, os.Stderr}})
	if err != nil {
		os.Stderr.WriteString(err.Error() + "\n")
		os.Exit(126)
	}
	state, err := process.Wait()
	wall := time.Since(start)
	if err != nil {
		os.Stderr.WriteString(err.Error() + "\n")
		os.Exit(126)
	}
	peak := 0
	if usage, ok := state.SysUsage().(*syscall.Rusage); ok {
		if peak = int(usage.Maxrss); runtime.GOOS == "darwin" {
			peak /= 1024
		}
	}
	line := strconv.Itoa(int(wall)) + " " + strconv.Itoa(int(state.UserTime()+state.SystemTime())) + " " + strconv.Itoa(peak) + "\n"
	if _, err := os.NewFile(3, "results").WriteString(line); err != nil {
		os.Exit(126)
	}
	if code := state.ExitCode(); code != 0 {
		os.Exit(max(code, 1))
	}
}
