// Package mail takes letters to people: by SMTP, or into a folder that a
// developer looks at. Which letter is written when is said by jobs; its words are
// in tenants/locale.
package mail

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	stdmail "net/mail"
	"strings"
	"time"

	"github.com/wneessen/go-mail"

	"example.org/laurel"
)

// Letter is a letter ready to go to one person.
type Letter struct {
	// ID is the same whenever the same letter is sent again, as by a task that runs
	// twice; it becomes the Message-ID. Empty, every sending is a letter of its own.
	ID       string
	To       string // one bare address, as in "ada@example.org"
	Subject  string // one line
	Text     string // plain text, never empty
	HTML     string // the same as a page; may be empty
	Language string // BCP 47 tag of the words; may be empty
}

// Check reports what keeps a letter from being sent, as Invalid: an address that
// is not one ("letter.address"), or a subject that is empty or has more than one
// line ("letter.subject"), which could smuggle in headers.
func (l Letter) Check() error {
	if !bareAddress(l.To) {
		return laurel.E(laurel.Invalid, "letter.address")
	}
	if l.Subject == "" || hasControl(l.Subject) {
		return laurel.E(laurel.Invalid, "letter.subject")
	}
	return nil
}

func bareAddress(s string) bool {
	a, err := stdmail.ParseAddress(s)
	return err == nil && a.Name == "" && a.Address == s && !hasControl(s)
}

func hasControl(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f || r == 0x85 || r == 0x2028 || r == 0x2029 })
}

// message makes the MIME form of a letter: plain text, and HTML beside it where
// there is some.
func (l Letter) message(from string, now time.Time) (*mail.Msg, error) {
	if err := l.Check(); err != nil {
		return nil, err
	}
	sender, err := stdmail.ParseAddress(from)
	if err != nil {
		return nil, fmt.Errorf("mail: sender %q: %w", from, err)
	}
	m := mail.NewMsg(mail.WithNoDefaultUserAgent())
	if err := m.From(from); err != nil {
		return nil, fmt.Errorf("mail: sender %q: %w", from, err)
	}
	if err := m.To(l.To); err != nil {
		return nil, laurel.E(laurel.Invalid, "letter.address").Because(err)
	}
	m.Subject(l.Subject)
	m.SetDateWithValue(now)
	m.SetMessageIDWithValue(l.messageID(sender.Address))
	m.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834, section 5
	if l.Language != "" && !hasControl(l.Language) {
		m.SetGenHeader("Content-Language", l.Language)
	}
	m.SetBodyString(mail.TypeTextPlain, l.Text)
	if l.HTML != "" {
		m.AddAlternativeString(mail.TypeTextHTML, l.HTML)
	}
	return m, nil
}

// messageID is unique in the sender's domain (RFC 5322, section 3.6.4).
func (l Letter) messageID(sender string) string {
	_, domain, _ := strings.Cut(sender, "@")
	if l.ID == "" {
		return laurel.NewSecret() + "@" + domain
	}
	return l.mark() + "@" + domain
}

// mark stands for the letter's ID where not every character may stand.
func (l Letter) mark() string {
	sum := sha256.Sum256([]byte(l.ID + "\x00" + l.To))
	return hex.EncodeToString(sum[:16])
}
