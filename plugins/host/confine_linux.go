package host

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// Processes are told apart from the host by the kernel, and looked at in /proc.
// The limit on open files is set from outside, right after the start: a program
// between host and approver could set it before, but would cost a start of its
// own. Children that were born before are found, and limited, by the watcher.
// Memory and processor time are watched rather than limited by the kernel, which
// counts address space and single processes, and gives no reason when it kills.

// confinement says what this system permits.
type confinement struct{ network, files, looks bool }

// probe tries everything once, in a folder of the host's own.
func probe(folder string) confinement {
	var c confinement
	cmd := exec.Command(filepath.Join(folder, "there-is-no-such-program")) //nolint:noctx,gosec // it does not run
	confinement{network: true}.apart(cmd)
	// The namespaces are made before the program is looked for.
	c.network = errors.Is(cmd.Start(), fs.ErrNotExist)
	c.files = unix.Prlimit(os.Getpid(), unix.RLIMIT_NOFILE, nil, &unix.Rlimit{}) == nil
	_, c.looks = stat(os.Getpid())
	return c
}

func (c confinement) has(g Guard) bool {
	switch g {
	case Memory, CPU:
		return c.looks
	case Files:
		return c.files
	case Network:
		return c.network
	}
	return false
}

// apart gives the command a network of its own, with nothing in it, and a space of
// users of its own, where it is nobody: it may not look into the host or leave.
func (c confinement) apart(cmd *exec.Cmd) {
	if !c.network {
		return
	}
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{}
	}
	const nobody = 65534
	cmd.SysProcAttr.Cloneflags = syscall.CLONE_NEWUSER | syscall.CLONE_NEWNET
	cmd.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{ContainerID: nobody, HostID: os.Getuid(), Size: 1}}
	cmd.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{ContainerID: nobody, HostID: os.Getgid(), Size: 1}}
}

// realm is the network of one process and of whoever descends from it. It is kept
// open, so that its number is nobody else's.
type realm struct {
	open *os.File
	name string
}

// settle limits a process that has just been started.
func (c confinement) settle(pid, files int) *realm {
	limitFiles(pid, files)
	// A dump of its memory would hold what learners have written.
	_ = unix.Prlimit(pid, unix.RLIMIT_CORE, &unix.Rlimit{}, nil)
	if !c.network {
		return nil
	}
	path := networkOf(pid)
	name, err := os.Readlink(path)
	if err != nil {
		return nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil
	}
	if own, err := os.Readlink(networkOf(os.Getpid())); err != nil || own == name {
		_ = f.Close()
		return nil
	}
	return &realm{open: f, name: name}
}

// clear kills whoever is left in the realm, and gives it up.
func (r *realm) clear() {
	if r == nil {
		return
	}
	for _, pid := range processes() {
		if name, err := os.Readlink(networkOf(pid)); err == nil && name == r.name {
			_ = syscall.Kill(pid, syscall.SIGKILL) // it may have ended by itself
		}
	}
	_ = r.open.Close()
}

func networkOf(pid int) string { return filepath.Join("/proc", strconv.Itoa(pid), "ns", "net") }

// limitFiles may come too late: then there is nothing to limit.
func limitFiles(pid, most int) {
	_ = unix.Prlimit(pid, unix.RLIMIT_NOFILE, &unix.Rlimit{Cur: uint64(most), Max: uint64(most)}, nil)
}

// seen is what /proc tells of a process.
type seen struct {
	pid, parent, group int
	usage
}

// stat reads the line that proc_pid_stat(5) describes.
func stat(pid int) (seen, bool) {
	line, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "stat"))
	if err != nil {
		return seen{}, false
	}
	// The name, in brackets, may itself hold brackets and blanks.
	fields := bytes.Fields(line[bytes.LastIndexByte(line, ')')+1:])
	if len(fields) < 22 {
		return seen{}, false
	}
	number := func(i int) int64 {
		n, err := strconv.ParseInt(string(fields[i]), 10, 64)
		if err != nil {
			return 0
		}
		return n
	}
	const ticks = 100 // a second, on every machine
	s := seen{pid: pid, parent: int(number(1)), group: int(number(2))}
	s.cpu = time.Duration(number(11)+number(12)+number(13)+number(14)) * time.Second / ticks
	s.memory = number(21) * int64(os.Getpagesize())
	return s, true
}

// processes lists the ids of all.
func processes() []int {
	proc, err := os.Open("/proc")
	if err != nil {
		return nil
	}
	defer proc.Close()
	names, err := proc.Readdirnames(-1)
	if err != nil {
		return nil
	}
	var pids []int
	for _, name := range names {
		if pid, err := strconv.Atoi(name); err == nil {
			pids = append(pids, pid)
		}
	}
	slices.Sort(pids)
	return pids
}

// family is a process, its group, and its descendants.
func family(pid int) []int {
	member := map[int]bool{pid: true}
	var rest []seen
	for _, other := range processes() {
		if s, ok := stat(other); ok && s.group == pid {
			member[other] = true
		} else if ok {
			rest = append(rest, s)
		}
	}
	for found := true; found; {
		found = false
		for _, s := range rest {
			if member[s.parent] && !member[s.pid] {
				member[s.pid], found = true, true
			}
		}
	}
	var pids []int
	for pid := range member {
		pids = append(pids, pid)
	}
	return pids
}

// measure adds up what they take, and counts what they share several times.
func measure(pids []int) usage {
	var sum usage
	for _, pid := range pids {
		s, _ := stat(pid)
		sum.memory += s.memory
		sum.cpu += s.cpu
	}
	return sum
}

// proportional is the memory that they take, with what is shared by several
// divided among them; otherwise where the kernel does not say.
func proportional(pids []int, otherwise int64) int64 {
	var sum int64
	for _, pid := range pids {
		rollup, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "smaps_rollup"))
		if errors.Is(err, fs.ErrNotExist) || errors.Is(err, unix.ESRCH) {
			continue // it has ended
		}
		_, after, ok := bytes.Cut(rollup, []byte("\nPss:"))
		fields := bytes.Fields(after)
		if err != nil || !ok || len(fields) == 0 {
			return otherwise
		}
		kib, err := strconv.ParseInt(string(fields[0]), 10, 64)
		if err != nil {
			return otherwise
		}
		sum += kib << 10
	}
	return sum
}
