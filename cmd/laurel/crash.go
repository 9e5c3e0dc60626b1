package main

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"example.org/laurel/jobs"
)

// Crash lets processes die on purpose, for the test that shows that nothing is
// lost by it. Nobody sets it otherwise.
type Crash struct {
	At       jobs.CrashPoint `env:"AT"`
	Approver bool            `env:"APPROVER"` // the approvers die, and not this process
}

// reach returns what is told of crash points that are reached. It strikes once
// for each data folder, which remembers it.
func (c Crash) reach(data string) func(jobs.CrashPoint) {
	if c.At == "" {
		return nil
	}
	mark := filepath.Join(data, "crashed-at-"+filepath.Base(string(c.At)))
	return func(reached jobs.CrashPoint) {
		if reached != c.At {
			return
		}
		f, err := os.OpenFile(mark, os.O_CREATE|os.O_EXCL, 0o600)
		if err != nil {
			return
		}
		f.Close()
		if c.Approver {
			killChildren()
			return
		}
		if err := syscall.Kill(os.Getpid(), syscall.SIGKILL); err != nil {
			os.Exit(137)
		}
		select {}
	}
}

// killChildren kills the processes that this one has started: its approvers.
func killChildren() {
	lists, err := filepath.Glob("/proc/self/task/*/children")
	if err != nil {
		return
	}
	for _, list := range lists {
		b, err := os.ReadFile(list)
		if err != nil {
			continue
		}
		for pid := range strings.FieldsSeq(string(b)) {
			if n, err := strconv.Atoi(pid); err == nil {
				_ = syscall.Kill(n, syscall.SIGKILL)
			}
		}
	}
}
