package media

import (
	"errors"

	"golang.org/x/sys/unix"
)

// limitMemory bounds the address space of a process, unless it has ended.
func limitMemory(pid int, most uint64) error {
	err := unix.Prlimit(pid, unix.RLIMIT_AS, &unix.Rlimit{Cur: most, Max: most}, nil)
	if errors.Is(err, unix.ESRCH) {
		return nil
	}
	return err
}
