package host

import (
	"fmt"
	"log/slog"
	"path/filepath"
	"time"

	"example.org/laurel/plugins/approval/serve"
)

// What holds where Config says nothing.
const (
	defaultPatience  = 10 * time.Second
	defaultPause     = 250 * time.Millisecond
	defaultMemory    = 256 << 20
	defaultCPU       = 10 * time.Second
	defaultFiles     = 256
	defaultFalls     = 10
	defaultIdle      = 10 * time.Minute
	defaultMostAlive = 16
)

// Config says which approvers there are and what they may take.
type Config struct {
	Self     string              // this program's own executable, as os.Executable finds it
	Builtin  map[string]string   // approvers in it, by key: "peer@1" is run as "Self __approver VALUE"
	Programs map[string][]string // others that are the operator's own affair, by key: executable (an absolute path), arguments
	Folder   string              // of one host alone; its subfolder "approvers" is emptied at the start
	Logger   *slog.Logger        // gets what approvers print, line by line; nil: slog.Default
	Now      func() time.Time    // nil: time.Now
	Patience time.Duration       // for a start and for a call; an approver that takes longer is killed. 0: 10 seconds
	Pause    time.Duration       // after a first crash; doubled with each further one, up to a minute. 0: 250 ms
	Falls    int                 // so many crashes in a row, and an approver is retired: see Revive. 0: 10

	// Retired is told of each approver that is retired, and why it fell last and what it
	// printed; nil: nobody is. It is called by itself, and the host does not close before
	// it returns.
	Retired func(key string, why error)

	// Each process and its children together may have
	Memory int64         // bytes, shared ones in proportion. 0: 256 MiB
	CPU    time.Duration // of processor time in a minute, and as much again for each call in it. 0: 10 seconds
	Files  int           // open at a time, each process for itself. 0: 256

	// A process of a tenant's own approver
	Idle      time.Duration // ends when nobody has asked it for so long. 0: 10 minutes
	MostAlive int           // is one of so many at most; the one idle longest makes room. 0: 16
}

// filled puts in what holds where nothing is said.
func (c Config) filled() Config {
	if c.Logger == nil {
		c.Logger = slog.Default()
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Retired == nil {
		c.Retired = func(string, error) {}
	}
	c.Patience = or(c.Patience, defaultPatience)
	c.Pause = or(c.Pause, defaultPause)
	c.Falls = or(c.Falls, defaultFalls)
	c.Memory = or(c.Memory, defaultMemory)
	c.CPU = or(c.CPU, defaultCPU)
	c.Files = or(c.Files, defaultFiles)
	c.Idle = or(c.Idle, defaultIdle)
	c.MostAlive = or(c.MostAlive, defaultMostAlive)
	return c
}

func or[T int | int64 | time.Duration](said, otherwise T) T {
	if said > 0 {
		return said
	}
	return otherwise
}

// commands are those of the approvers that are there from the start.
func (c Config) commands() (map[string]command, error) {
	commands := map[string]command{}
	self, err := filepath.Abs(c.Self)
	if err != nil {
		return nil, fmt.Errorf("host: %w", err)
	}
	for key, line := range c.Programs {
		if len(line) == 0 || !filepath.IsAbs(line[0]) {
			return nil, fmt.Errorf("host: %s has no absolute path of an executable", key)
		}
		commands[key] = command{line: line}
	}
	for key, word := range c.Builtin {
		if _, taken := commands[key]; taken {
			return nil, fmt.Errorf("host: there are two approvers %q", key)
		}
		commands[key] = command{line: []string{self, serve.Subcommand, word}}
	}
	for key := range commands {
		if !keyPattern.MatchString(key) {
			return nil, fmt.Errorf("host: %q is no key of an approver", key)
		}
	}
	return commands, nil
}
