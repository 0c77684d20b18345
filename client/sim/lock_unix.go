//go:build unix && !solaris && !aix

package sim

import (
	"errors"
	"io"
	"os"
	"syscall"
)

// lock takes a state file for this process, or fails at once. The lock is the
// process's and goes with it, however that ends; a server of the same process may
// go on with the file.
func lock(f *os.File) error {
	err := syscall.FcntlFlock(f.Fd(), syscall.F_SETLK, &syscall.Flock_t{Type: syscall.F_WRLCK, Whence: io.SeekStart})
	if errors.Is(err, syscall.EAGAIN) || errors.Is(err, syscall.EACCES) {
		return errTaken
	}
	if err != nil {
		return os.NewSyscallError("fcntl", err)
	}
	return nil
}
