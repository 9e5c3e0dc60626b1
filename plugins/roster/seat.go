package roster

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sync"
	"time"

	"example.org/laurel/plugins/host"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/media"
)

// patience is how long it may take to fetch and unpack a program.
const patience = time.Minute

// seat is an approver's place in the host. It is taken when somebody first asks for
// the approver, and given up when nothing needs it; whoever asks later takes it again.
type seat struct {
	mu     sync.Mutex
	taken  string    // digest of the program that the host has; empty: none
	folder string    // where its files are; empty: nowhere
	left   time.Time // when it was given up
}

func (r *Roster) seatOf(e entry) *seat {
	r.mu.Lock()
	defer r.mu.Unlock()
	s := r.seats[e]
	if s == nil {
		s = &seat{}
		r.seats[e] = s
	}
	return s
}

// seat gives the host an approver's program, unless it has it.
func (r *Roster) seat(ctx context.Context, a tenants.Approver) error {
	e := entryOf(a)
	s := r.seatOf(e)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.taken == a.Digest {
		return nil
	}
	folder := r.path(a.Digest) + "-" + string(a.Owner) + "-" + a.Key // two may have the same files, and each goes alone
	if err := r.unpack(ctx, a, folder); err != nil {
		return err
	}
	err := r.host.Register(e.inHost(), host.Program{Folder: folder, Executable: a.Executable, Args: a.Args, Digest: a.Digest})
	if err != nil {
		return err
	}
	s.taken, s.folder = a.Digest, folder
	r.config.Logger.Info("approver registered", "approver", e.inHost(), "digest", a.Digest)
	return nil
}

// filesStay is how long the files of an approver stay after it was taken away: until
// its calls are answered, its process may read them.
const filesStay = time.Minute

// vacate takes an approver away from the host, once; calls on their way are answered.
// Its files follow when this is called later. It waits for nobody: it is called again.
func (r *Roster) vacate(e entry) {
	r.mu.RLock()
	s := r.seats[e]
	r.mu.RUnlock()
	if s == nil || !s.mu.TryLock() {
		return
	}
	defer s.mu.Unlock()
	if s.taken == "" {
		r.clear(s)
		return
	}
	s.taken, s.left = "", time.Now()
	if r.host.Remove(e.inHost()) {
		r.config.Logger.Info("approver taken away: nothing needs it, or it was withdrawn", "approver", e.inHost())
	}
}

func (r *Roster) clear(s *seat) {
	if s.folder == "" || time.Since(s.left) < filesStay {
		return
	}
	if err := os.RemoveAll(s.folder); err != nil {
		r.config.Logger.Warn("the files of an approver cannot be removed", "error", err)
		return
	}
	s.folder = ""
}

// unpack makes sure that the folder holds the program, and nothing but it.
func (r *Roster) unpack(ctx context.Context, a tenants.Approver, folder string) error {
	if got, err := host.Digest(folder); err == nil && got == a.Digest {
		return nil
	} else if err == nil || !errors.Is(err, fs.ErrNotExist) {
		r.config.Logger.Warn("the files of an approver are not those that were added; they are unpacked anew",
			"approver", a.Key, "folder", folder)
	}
	if err := os.RemoveAll(folder); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience) // others wait for it, too
	defer cancel()
	archive, _, err := r.config.Media.Read(ctx, a.Owner, media.Name(a.Archive))
	if err != nil {
		return fmt.Errorf("the archive of %s: %w", a.Key, err)
	}
	defer archive.Close()
	if err := Unpack(archive, folder); err != nil {
		return fmt.Errorf("the archive of %s: %w", a.Key, err)
	}
	got, err := host.Digest(folder)
	if err == nil && got != a.Digest {
		err = fmt.Errorf("the archive of %s does not hold what was added: its digest is %s and not %s", a.Key, got, a.Digest)
	}
	if err != nil {
		return errors.Join(err, os.RemoveAll(folder))
	}
	return nil
}
