package host

import (
	"fmt"
	"time"
)

// Guard is something that keeps an approver from doing harm and that not every
// system gives.
type Guard string

// The guards.
const (
	Memory  Guard = "memory"         // too much of it, and the process is killed
	CPU     Guard = "processor time" // the same
	Files   Guard = "open files"     // no more than so many, by process
	Network Guard = "network"        // there is none; nor may the process look into others
)

// lookEvery is how often a process is measured.
const lookEvery = 200 * time.Millisecond

// Off lists the guards that this system does not give, or does not permit.
func (h *Host) Off() []Guard {
	off := []Guard{}
	for _, g := range []Guard{Memory, CPU, Files, Network} {
		if !h.confine.has(g) {
			off = append(off, g)
		}
	}
	return off
}

// watch measures the process until it ends, and ends it when it takes too much,
// or when it is a tenant's own and nobody has asked it for long.
func (p *process) watch() {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	config := p.guest.host.config
	w := watcher{most: config.Memory, cpu: config.CPU, files: config.Files}
	for {
		select {
		case <-p.ended:
			return
		case <-tick.C:
		}
		if err := w.look(p.program.pid(), p.calls.count()); err != nil {
			p.condemn(err)
			return
		}
		if p.guest.own() && p.guest.spare(p, config.Now().Add(-config.Idle)) {
			p.guest.host.config.Logger.Info("approver rests", "approver", p.guest.key)
			p.end()
			return
		}
	}
}

// watcher knows what a process and its children have taken so far.
type watcher struct {
	most  int64
	cpu   time.Duration
	files int

	looks  int
	family []int         // as they were when last looked for
	minute time.Time     // when the minute began
	spent  time.Duration // of processor time until then
	calls  int64         // until then
}

// usage is what a process and its children take.
type usage struct {
	memory int64 // bytes
	cpu    time.Duration
}

// look fails with what the process has too much of.
func (w *watcher) look(pid int, calls int64) error {
	if pid == 0 {
		return nil // not yet, or not any more
	}
	if w.looks%8 == 0 {
		w.family = family(pid)
		for _, member := range w.family {
			limitFiles(member, w.files)
		}
	}
	w.looks++
	used := measure(w.family)
	if used.memory > w.most {
		used.memory = proportional(w.family, used.memory)
	}
	if used.memory > w.most {
		return fmt.Errorf("it takes %d MiB of memory, and may take %d", used.memory>>20, w.most>>20)
	}
	now := time.Now()
	if now.Sub(w.minute) >= time.Minute {
		w.minute, w.spent, w.calls = now, used.cpu, max(calls-1, 0)
	}
	if spent, may := used.cpu-w.spent, w.cpu*time.Duration(1+calls-w.calls); spent > may {
		return fmt.Errorf("it took %v of processor time within a minute, and may take %v", spent, may)
	}
	return nil
}
