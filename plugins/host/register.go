package host

import (
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"example.org/laurel"
)

// keyPattern: an approver that all share, "peer@1", or a tenant's own, with the
// tenant's code before it.
var keyPattern = regexp.MustCompile(`^([a-z0-9]{10}/)?[a-z][a-z0-9-]{0,39}@[1-9][0-9]{0,8}$`)

var digestPattern = regexp.MustCompile(`^sha256:[0-9a-f]{64}$`)

// Own is the key under which the host keeps a tenant's own approver, as in
// "7zzzzzzzzz/words@1". Whoever asks for it takes the tenant from where it cannot
// be chosen, such as the id of the submission, and never from a flow.
func Own(t laurel.TenantID, key string) string { return string(t) + "/" + key }

// Program is an approver in a folder of its own, which it only reads.
type Program struct {
	Folder     string   // an absolute path
	Executable string   // its path within the folder
	Args       []string // for the executable
	Digest     string   // of the folder as it was looked at and agreed to: see Digest
}

// command is how an approver is started.
type command struct {
	line   []string
	folder string // with digest: what is looked at before each start; else empty
	digest string
}

func (c command) equal(d command) bool {
	return slices.Equal(c.line, d.line) && c.folder == d.folder && c.digest == d.digest
}

// check refuses files that are not those that were registered.
func (c command) check() error {
	if c.folder == "" {
		return nil
	}
	got, err := Digest(c.folder)
	if err != nil {
		return err
	}
	if got != c.digest {
		return fmt.Errorf("the files in %s are no longer those that were registered: their digest is %s and not %s", c.folder, got, c.digest)
	}
	return nil
}

// Register adds an approver while the host runs, or puts another program in the
// place of the one of that key: calls on their way end with the old process, and
// later ones go to the new. The key is that of the approver's description, or Own
// for a tenant's. Files that do not have the program's digest are no error here;
// they are never started. What is registered already goes on as it is, and is
// back in service if it was retired. An approver that is built in cannot be
// replaced. All errors are of the arguments, or say that the host is closed.
func (h *Host) Register(key string, p Program) error {
	switch {
	case !keyPattern.MatchString(key):
		return fmt.Errorf("host: %q is no key of an approver", key)
	case !filepath.IsAbs(p.Folder):
		return fmt.Errorf("host: %s: %q is no absolute path of a folder", key, p.Folder)
	case !filepath.IsLocal(p.Executable) || filepath.Clean(p.Executable) == ".":
		return fmt.Errorf("host: %s: %q is no path within its folder", key, p.Executable)
	case !digestPattern.MatchString(p.Digest):
		return fmt.Errorf("host: %s: %q is no digest", key, p.Digest)
	case h.config.Builtin[key] != "":
		return fmt.Errorf("host: %s is built in", key)
	}
	c := command{
		line:   append([]string{filepath.Join(p.Folder, p.Executable)}, p.Args...),
		folder: filepath.Clean(p.Folder), digest: p.Digest,
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return errors.New("host: it is closed")
	}
	old := h.guests[key]
	if old != nil && old.command.equal(c) {
		old.revive()
		return nil
	}
	h.guests[key] = h.invite(key, c)
	if old != nil {
		old.leave()
	}
	return nil
}

// Remove takes an approver away: calls on their way are answered, later ones are
// laurel.Unready. It reports whether there was one that could be removed; what is
// built in cannot.
func (h *Host) Remove(key string) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	g := h.guests[key]
	if g == nil || h.config.Builtin[key] != "" {
		return false
	}
	delete(h.guests, key)
	g.leave()
	return true
}

// Revive puts an approver back into service that was retired, and ends its pause.
// It reports whether there is one of that key.
func (h *Host) Revive(key string) bool {
	g := h.guest(key)
	if g != nil {
		g.revive()
	}
	return g != nil
}

// Keys lists the approvers that there are, sorted; a tenant's own as Own has them.
func (h *Host) Keys() []string {
	h.mu.RLock()
	defer h.mu.RUnlock()
	return slices.Sorted(maps.Keys(h.guests))
}

// Knows reports whether there is an approver of that key, as "peer@1".
func (h *Host) Knows(key string) bool { return h.guest(key) != nil }

// guest is nil where there is no such approver.
func (h *Host) guest(key string) *guest {
	h.mu.RLock()
	defer h.mu.RUnlock()
	return h.guests[key]
}

// invite makes the guest; its process is started when it is needed.
func (h *Host) invite(key string, c command) *guest {
	return &guest{host: h, key: key, name: key[strings.IndexByte(key, '/')+1:], command: c}
}
