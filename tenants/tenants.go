// Package tenants has the rules of cities, organisations, the people who act in
// them, and how people sign in. It does no I/O; package registry does.
package tenants

import (
	"net/mail"
	"net/url"
	"regexp"
	"slices"
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
	Version     int // of what it says of itself: raised by every change
	Kind        Kind
	Slug        string // in addresses for people; may change, so never in a signed document
	Name        string
	Description string
	URL         string   // its own site, or empty
	Email       string   // where people get help
	Language    string   // of its texts, and of the interface where the visitor wants none
	Languages   []string // of a city's site, Language first; empty: all that there are
	TimeZone    string   // IANA, as in "Europe/Rome"; empty: UTC
	Footer      string   // who runs the site, in its own words
	Welcome     string   // Markdown, on a city's first page
	Colour      string   // of the brand, as "#0b6e4f"; empty: the platform's
	Accent      string   // of words that can be followed; empty: made from Colour
	Logo        string   // name of a file of the tenant's; empty: none
	Address     string   // of an organisation, as on a letter
	Pin         Point    // where an organisation is
	Bounds      Bounds   // where a city is
	State       State
	FoundedAt   time.Time
}

const (
	maxName    = 120
	maxText    = 4000
	maxAddress = 300
)

var (
	slugShape     = regexp.MustCompile(`^[a-z0-9](?:[a-z0-9-]{0,46}[a-z0-9])?$`)
	languageShape = regexp.MustCompile(`^[a-z]{2,3}$`)
	colourShape   = regexp.MustCompile(`^#[0-9a-f]{6}$`)
)

// Found checks what a new tenant is to be and gives it its code.
func (in Installation) Found(t Tenant, now time.Time) (Tenant, error) {
	if t.Kind != City && t.Kind != Organisation {
		return Tenant{}, laurel.E(laurel.Invalid, "tenant.kind").At("kind")
	}
	t.Slug = strings.TrimSpace(t.Slug)
	if err := CheckSlug(t.Slug); err != nil {
		return Tenant{}, err
	}
	t, err := in.describe(t)
	if err != nil {
		return Tenant{}, err
	}
	t.ID, t.Version, t.State, t.FoundedAt = laurel.NewTenantID(), 0, Active, now
	return t, nil
}

// Describe checks what a tenant is to say of itself from now on. What is not its
// own to say stays: code, kind, slug, logo, state, and when it was founded.
func (in Installation) Describe(was, wanted Tenant) (Tenant, error) {
	wanted.ID, wanted.Kind, wanted.Slug, wanted.Logo = was.ID, was.Kind, was.Slug, was.Logo
	wanted.State, wanted.FoundedAt = was.State, was.FoundedAt
	return in.describe(wanted)
}

func (in Installation) describe(t Tenant) (Tenant, error) {
	t.Name, t.Email, t.URL = strings.TrimSpace(t.Name), strings.TrimSpace(t.Email), strings.TrimSpace(t.URL)
	t.Address, t.TimeZone = strings.TrimSpace(t.Address), strings.TrimSpace(t.TimeZone)
	t.Colour, t.Accent = strings.ToLower(strings.TrimSpace(t.Colour)), strings.ToLower(strings.TrimSpace(t.Accent))
	if !isLine(t.Name, maxName) {
		return Tenant{}, laurel.E(laurel.Invalid, "tenant.name").With(laurel.Args{"Max": maxName}).At("name")
	}
	if t.URL != "" && !isWebAddress(t.URL) {
		return Tenant{}, laurel.E(laurel.Invalid, "tenant.url").At("url")
	}
	for _, check := range []func(Tenant) error{in.checkLanguages, checkZone, checkColours, checkTexts, checkPlace} {
		if err := check(t); err != nil {
			return Tenant{}, err
		}
	}
	var err error
	t.Email, err = Address(t.Email)
	return t, err
}

// checkLanguages refuses languages in which the installation cannot speak. A
// site has its own language first.
func (in Installation) checkLanguages(t Tenant) error {
	field := "language"
	list := []string{t.Language}
	if len(t.Languages) > 0 {
		field, list = "languages", t.Languages
		if t.Languages[0] != t.Language {
			return laurel.E(laurel.Invalid, "tenant.language").At("language")
		}
	}
	for i, lang := range list {
		if !languageShape.MatchString(lang) || slices.Contains(list[:i], lang) {
			return laurel.E(laurel.Invalid, "tenant.language").At(field)
		}
		if t.Kind == City && len(in.Languages) > 0 && !slices.Contains(in.Languages, lang) {
			return laurel.E(laurel.Invalid, "tenant.language-unknown").At(field).
				With(laurel.Args{"Language": lang, "Known": strings.Join(in.Languages, ", ")})
		}
	}
	return nil
}

func checkZone(t Tenant) error {
	if t.TimeZone == "" {
		return nil
	}
	if _, err := time.LoadLocation(t.TimeZone); err != nil || t.TimeZone == "Local" {
		return laurel.E(laurel.Invalid, "tenant.time-zone").At("timeZone")
	}
	return nil
}

func checkTexts(t Tenant) error {
	for field, text := range map[string]string{"description": t.Description, "footer": t.Footer, "welcome": t.Welcome} {
		if utf8.RuneCountInString(text) > maxText || !utf8.ValidString(text) {
			return laurel.E(laurel.Invalid, "error.too-long").With(laurel.Args{"Max": maxText}).At(field)
		}
	}
	if utf8.RuneCountInString(t.Address) > maxAddress || !utf8.ValidString(t.Address) {
		return laurel.E(laurel.Invalid, "error.too-long").With(laurel.Args{"Max": maxAddress}).At("address")
	}
	return nil
}

func checkPlace(t Tenant) error {
	if err := t.Pin.Check(); err != nil {
		return err
	}
	return t.Bounds.Check()
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
