package output

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// WasClosed reports whether the program was started by a shell without a
// standard output (>&-). Go opens /dev/null for reading and writing in its place
// before the program begins (https://go.dev/src/runtime/fds_unix.go), as other
// parents than shells do that want no output; a shell opens what it is told to
// for writing only.
func WasClosed() bool {
	// Every start asks: what costs no file comes first.
	if flags, err := unix.FcntlInt(uintptr(syscall.Stdout), unix.F_GETFL, 0); err != nil || flags&unix.O_ACCMODE != unix.O_RDWR {
		return false
	}
	parent := fmt.Sprintf("/proc/%d", os.Getppid())
	if !isSpareNull("/proc/self") || isSpareNull(parent) {
		return false
	}
	shell, err := os.Readlink(parent + "/exe")
	return err == nil && slices.Contains([]string{"sh", "ash", "dash", "bash", "ksh", "mksh", "zsh", "fish", "busybox"}, filepath.Base(shell))
}

// isSpareNull reports whether the standard output of a process is /dev/null,
// open for reading too.
func isSpareNull(process string) bool {
	file, err := os.Readlink(process + "/fd/1")
	if err != nil || file != os.DevNull {
		return false
	}
	info, err := os.ReadFile(process + "/fdinfo/1")
	if err != nil {
		return false
	}
	for line := range strings.Lines(string(info)) {
		if octal, ok := strings.CutPrefix(line, "flags:"); ok {
			octal = strings.TrimSpace(octal)
			return strings.HasSuffix(octal, "2") // O_RDWR
		}
	}
	return false
}
