package mail

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/wneessen/go-mail"

	"example.org/laurel"
)

// MailboxConfig says where letters are laid and whom they are from.
type MailboxConfig struct {
	Folder string // is made if need be
	From   string // as in "Laurel <laurel@localhost>"
}

// Mailbox lays letters into a folder instead of sending them, one .eml file each
// (RFC 5322), for who tries Laurel on their own machine. It is safe for
// concurrent use.
type Mailbox struct {
	root *os.Root
	from string
}

// Entry is a letter in the list.
type Entry struct {
	ID      string // for Read
	To      string
	Subject string
	At      time.Time // in UTC
}

// entryName is the form of a file: when the letter came, so that names sort by
// age, and what tells it from others.
var entryName = regexp.MustCompile(`^[0-9]{8}T[0-9]{6}\.[0-9]{9}Z-([0-9a-z]{32})\.eml$`)

const entryTime = "20060102T150405.000000000Z"

// OpenMailbox makes the folder if need be.
func OpenMailbox(c MailboxConfig) (*Mailbox, error) {
	if err := mail.NewMsg().From(c.From); err != nil {
		return nil, fmt.Errorf("mail: sender %q: %w", c.From, err)
	}
	if err := os.MkdirAll(c.Folder, 0o700); err != nil {
		return nil, fmt.Errorf("mail: %w", err)
	}
	root, err := os.OpenRoot(c.Folder)
	if err != nil {
		return nil, fmt.Errorf("mail: %w", err)
	}
	return &Mailbox{root: root, from: c.From}, nil
}

// Close ends the use of the folder.
func (b *Mailbox) Close() error { return b.root.Close() }

// Send lays the letter down. One with the ID and the reader of an earlier letter
// is the same letter and is left where it was. Errors: Invalid for a malformed
// letter.
func (b *Mailbox) Send(_ context.Context, l Letter) error {
	now := time.Now().UTC()
	m, err := l.message(b.from, now)
	if err != nil {
		return err
	}
	mark := laurel.NewSecret()
	if l.ID != "" {
		mark = l.mark()
		names, err := b.names()
		if err != nil {
			return err
		}
		if slices.ContainsFunc(names, func(n string) bool { return strings.HasSuffix(n, "-"+mark+".eml") }) {
			return nil
		}
	}
	var text bytes.Buffer
	if _, err := m.WriteTo(&text); err != nil {
		return fmt.Errorf("mail: %w", err)
	}
	return b.lay(now.Format(entryTime)+"-"+mark+".eml", text.Bytes())
}

// lay writes aside and renames, so that nobody lists half a letter.
func (b *Mailbox) lay(name string, text []byte) error {
	aside := "." + name
	if err := b.root.WriteFile(aside, text, 0o600); err != nil {
		return errors.Join(fmt.Errorf("mail: %w", err), b.root.RemoveAll(aside))
	}
	if err := b.root.Rename(aside, name); err != nil {
		return errors.Join(fmt.Errorf("mail: %w", err), b.root.RemoveAll(aside))
	}
	return nil
}

// List returns the letters, newest first.
func (b *Mailbox) List() ([]Entry, error) {
	names, err := b.names()
	if err != nil {
		return nil, err
	}
	entries := make([]Entry, 0, len(names))
	for _, name := range names {
		l, err := b.read(name)
		if err != nil {
			return nil, err
		}
		at, err := time.Parse(entryTime, name[:len(entryTime)])
		if err != nil {
			return nil, fmt.Errorf("mail: %s: %w", name, err)
		}
		entries = append(entries, Entry{ID: strings.TrimSuffix(name, ".eml"), To: l.To, Subject: l.Subject, At: at})
	}
	return entries, nil
}

// Read returns a letter of the list; its own ID is not among what is kept.
// NotFound is returned where there is no such letter.
func (b *Mailbox) Read(id string) (Letter, error) {
	name := id + ".eml"
	if !entryName.MatchString(name) {
		return Letter{}, laurel.E(laurel.NotFound, "error.not-found")
	}
	l, err := b.read(name)
	if errors.Is(err, fs.ErrNotExist) {
		return Letter{}, laurel.E(laurel.NotFound, "error.not-found")
	}
	return l, err
}

// names lists the files of letters, newest first.
func (b *Mailbox) names() ([]string, error) {
	files, err := fs.ReadDir(b.root.FS(), ".")
	if err != nil {
		return nil, fmt.Errorf("mail: %w", err)
	}
	var names []string
	for _, f := range files {
		if entryName.MatchString(f.Name()) {
			names = append(names, f.Name())
		}
	}
	slices.SortFunc(names, func(a, b string) int { return cmp.Compare(b, a) })
	return names, nil
}

func (b *Mailbox) read(name string) (Letter, error) {
	text, err := b.root.ReadFile(name)
	if err != nil {
		return Letter{}, fmt.Errorf("mail: %w", err)
	}
	l, err := parse(text)
	if err != nil {
		return Letter{}, fmt.Errorf("mail: %s: %w", name, err)
	}
	return l, nil
}
