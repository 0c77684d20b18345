package machine

import (
	"os"
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
		text, err := os.ReadFile(path)
		if err != nil {
			continue
		}
		if n, err := strconv.ParseInt(strings.TrimSpace(string(text)), 10, 64); err == nil && n > 0 {
			total = min(total, n)
		}
	}
	return total
}
