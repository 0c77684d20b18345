package cli

import "golang.org/x/sys/unix"

// machineMemory is how many bytes of memory the machine has.
func machineMemory() int64 {
	n, err := unix.SysctlUint64("hw.memsize")
	if err != nil {
		return unknownMemory
	}
	return int64(n)
}
