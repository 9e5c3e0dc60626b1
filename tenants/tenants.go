// Package tenants has the rules of cities, organisations, the people who act in
// them, and how people sign in. It does no I/O; package registry does.
package tenants

import (
	"net/mail"
	"net/url"
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"example.org/laurel"
)

// Kind says which of the two a tenant is.
type Kind string

// The kinds of tenants.
const (
	City         Kind = "city"
	Organisation Kind = "organisation"
)

// State says whether a tenant may act.
type State string

// The states of a tenant.
const (
	Active    State = "active"
	Suspended State = "suspended" // can neither publish nor award; what it awarded still verifies
)

// Tenant is the public side of a city or an organisation.
type Tenant struct {
	ID          laurel.TenantID
	Kind        Kind
	Slug        string // in addresses for people; may change, so never in a signed document
	Name        string
	Description string
	URL         string // its own site, or empty
	Email       string // where people get help
	Language    string // of its texts, and of the interface where the visitor wants none
	Footer      string // who runs the site, in its own words
	Colour      string // of the brand, as "#0b6e4f"; empty: the platform's
	State       State
	FoundedAt   time.Time
}

const (
	maxName = 120
	maxText = 4000
)

var (
	slugShape     = regexp.MustCompile(`^[a-z0-9](?:[a-z0-9-]{0,46}[a-z0-9])?$`)
	languageShape = regexp.MustCompile(`^[a-z]{2,3}$`)
	colourShape   = regexp.MustCompile(`^#[0-9a-f]{6}$`)
)

// Found checks what a new tenant is to be and gives it its code.
func Found(t Tenant, now time.Time) (Tenant, error) {
	t.Slug, t.Email = strings.TrimSpace(t.Slug), strings.TrimSpace(t.Email)
	t.Name = strings.TrimSpace(t.Name)
	switch {
	case t.Kind != City && t.Kind != Organisation:
		return Tenant{}, laurel.E(laurel.Invalid, "tenant.kind").At("kind")
	case !slugShape.MatchString(t.Slug):
		return Tenant{}, laurel.E(laurel.Invalid, "tenant.slug").At("slug")
	case !isLine(t.Name, maxName):
		return Tenant{}, laurel.E(laurel.Invalid, "tenant.name").With(laurel.Args{"Max": maxName}).At("name")
	case !languageShape.MatchString(t.Language):
		return Tenant{}, laurel.E(laurel.Invalid, "tenant.language").At("language")
	case t.Colour != "" && !colourShape.MatchString(t.Colour):
		return Tenant{}, laurel.E(laurel.Invalid, "tenant.colour").At("colour")
	case t.URL != "" && !isWebAddress(t.URL):
		return Tenant{}, laurel.E(laurel.Invalid, "tenant.url").At("url")
	case utf8.RuneCountInString(t.Description) > maxText || utf8.RuneCountInString(t.Footer) > maxText:
		return Tenant{}, laurel.E(laurel.Invalid, "error.too-long").With(laurel.Args{"Max": maxText}).At("description")
	}
	var err error
	if t.Email, err = Address(t.Email); err != nil {
		return Tenant{}, err
	}
	t.ID, t.State, t.FoundedAt = laurel.NewTenantID(), Active, now
	return t, nil
}

// isWebAddress takes addresses in ASCII without what has to be escaped, since
// signed documents hold no others.
func isWebAddress(s string) bool {
	if strings.IndexFunc(s, func(r rune) bool { return r <= ' ' || r >= 0x7f || strings.ContainsRune("<>\"{}|\\^`", r) }) >= 0 {
		return false
	}
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && u.User == nil && len(s) <= 500
}

// isLine reports whether s is one line of visible text of 1 to limit characters.
func isLine(s string, limit int) bool {
	return strings.IndexFunc(s, isShown) >= 0 && !strings.ContainsAny(s, "\u0085\u2028\u2029") &&
		utf8.ValidString(s) && utf8.RuneCountInString(s) <= limit && strings.IndexFunc(s, unicode.IsControl) < 0
}

func isShown(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsSymbol(r) }

// Address returns an e-mail address in the form in which it is kept and
// compared: trimmed and in lower case.
func Address(s string) (string, error) {
	s = strings.ToLower(strings.TrimSpace(s))
	a, err := mail.ParseAddress(s)
	if err != nil || a.Address != s || len(s) > 254 || !utf8.ValidString(s) {
		return "", laurel.E(laurel.Invalid, "email.malformed").At("email")
	}
	return s, nil
}

// Person is somebody with an account.
type Person struct {
	ID       laurel.PersonID
	Name     string // as others see it; empty until the person says it
	Email    string // where letters go
	Language string // of letters
	JoinedAt time.Time

	MergedInto laurel.PersonID // whose account this one went into; empty: it is one of its own
}

// CallName is how the person is spoken of: the name, or what stands before the
// "@" of the address.
func (p Person) CallName() string {
	if p.Name != "" {
		return p.Name
	}
	name, _, _ := strings.Cut(p.Email, "@")
	return name
}

// Membership is one role of a person in a tenant.
type Membership struct {
	Tenant laurel.TenantID
	Role   string
}

// SigningKey is the public side of a key with which a tenant signs.
type SigningKey struct {
	ID     string // the fragment behind the DID, as "key-1"
	Public []byte // Ed25519, 32 bytes
}

// CheckName returns a person's name in the form in which it is kept: one line,
// trimmed.
func CheckName(s string) (string, error) {
	s = strings.TrimSpace(s)
	if !isLine(s, maxName) {
		return "", laurel.E(laurel.Invalid, "person.name").With(laurel.Args{"Max": maxName}).At("name")
	}
	return s, nil
}

// CheckLanguage refuses what is not the code of a language, as "de".
func CheckLanguage(s string) error {
	if !languageShape.MatchString(s) {
		return laurel.E(laurel.Invalid, "tenant.language").At("language")
	}
	return nil
}
