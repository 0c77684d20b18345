package machine

import "golang.org/x/sys/unix"

// Memory is how many bytes of memory the machine has.
func Memory() int64 {
	n, err := unix.SysctlUint64("hw.memsize")
	if err != nil {
		return unknownMemory
	}
	return int64(n)
}
