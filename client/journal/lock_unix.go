//go:build unix && !solaris && !aix

package journal

import (
	"os"
	"syscall"
)

// lock takes a file for this process, or fails at once.
func lock(f *os.File) error {
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err == syscall.EWOULDBLOCK {
		return ErrLocked
	} else if err != nil {
		return os.NewSyscallError("flock", err)
	}
	return nil
}
