package main

import (
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"example.org/laurel/jobs"
)

// crashes lets processes die on purpose, for the test that shows that nothing is
// lost by it. File says at which crash point: "POINT", or "POINT approvers" where
// the approvers die and not this process. It strikes once, and takes the file
// away. Nobody sets it otherwise.
func crashes(file string, log *slog.Logger) func(jobs.CrashPoint) {
	if file == "" {
		return nil
	}
	log.Warn("LAUREL_CRASH_FILE is set: this process dies on purpose", "file", file)
	return func(reached jobs.CrashPoint) {
		order, err := os.ReadFile(file)
		if err != nil {
			return
		}
		point, whom, _ := strings.Cut(strings.TrimSpace(string(order)), " ")
		if jobs.CrashPoint(point) != reached || os.Remove(file) != nil {
			return
		}
		if whom == "approvers" {
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
