package machine

import (
	"strconv"
	"strings"
	"syscall"
)

// Memory is how many bytes of memory there are: the machine's, or the
// container's if that has fewer.
func Memory() int64 {
	var info syscall.Sysinfo_t
	total := int64(unknownMemory)
	if syscall.Sysinfo(&info) == nil {
		total = int64(info.Totalram) * int64(info.Unit)
	}
	for _, path := range []string{"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"} {
		if n, err := strconv.ParseInt(strings.TrimSpace(read(path)), 10, 64); err == nil && n > 0 {
			total = min(total, n)
		}
	}
	return total
}

// read gives what a small file holds, "" if it is not there. Every start reads
// some: a file of package os would set up the watching of all files first.
func read(path string) string {
	fd, err := syscall.Open(path, syscall.O_RDONLY|syscall.O_CLOEXEC, 0)
	if err != nil {
		return ""
	}
	defer syscall.Close(fd)
	var text [64]byte
	n, _ := syscall.Read(fd, text[:])
	return string(text[:max(n, 0)])
}
