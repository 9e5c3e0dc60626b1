package tenants

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"net/mail"
	"strings"
	"unicode/utf8"

	"example.org/laurel"
)

const (
	maxInvitees     = 1000
	maxInviteeBytes = 200 << 10
)

// Invitee is one row of a list of organisations to be invited.
type Invitee struct {
	Line     int // in the list, from 1
	Written  string
	Email    string
	Name     string // of the organisation; may be empty
	Language string // of the letter; may be empty
	Fault    *laurel.Error
}

// ReadInvitees reads a pasted list or a CSV file in UTF-8: an address a line,
// after it perhaps a name and a language, separated by commas, semicolons or
// tabs. A first line that names the columns puts them in another order. A row
// that cannot be used says why; only what is no list at all is an error.
func ReadInvitees(b []byte) ([]Invitee, error) {
	if len(b) > maxInviteeBytes {
		return nil, laurel.E(laurel.TooLarge, "invitees.too-large").With(laurel.Args{"Max": maxInviteeBytes >> 10}).At("list")
	}
	b = bytes.TrimPrefix(b, []byte("\xef\xbb\xbf"))
	if !utf8.Valid(b) || bytes.IndexByte(b, 0) >= 0 {
		return nil, laurel.E(laurel.Invalid, "invitees.encoding").At("list")
	}
	text := strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(string(b))
	r := inviteeReader{columns: map[string]int{"email": 0, "name": 1, "language": 2}, seen: map[string]int{}}
	for n, line := range strings.Split(text, "\n") {
		if strings.TrimSpace(line) == "" {
			continue
		}
		if r.read(n+1, line); len(r.list) > maxInvitees {
			return nil, laurel.E(laurel.TooLarge, "invitees.too-many").With(laurel.Args{"Max": maxInvitees}).At("list")
		}
	}
	if len(r.list) == 0 {
		return nil, laurel.E(laurel.Invalid, "invitees.none").At("list")
	}
	return r.list, nil
}

// inviteeReader reads line by line, so that a quote that is never closed spoils
// its own row and none after it.
type inviteeReader struct {
	columns   map[string]int
	separator rune // 0 before the first line
	list      []Invitee
	seen      map[string]int // line by address
}

func (r *inviteeReader) read(line int, text string) {
	first := r.separator == 0
	if first {
		r.separator = separatorOf(text)
	}
	fields, ok := split(text, r.separator)
	if first && ok && r.heads(fields) {
		return
	}
	i := Invitee{Line: line, Written: short(text)}
	if !ok {
		i.Fault = laurel.E(laurel.Invalid, "invitees.quotes")
	} else {
		r.fill(&i, fields)
	}
	r.list = append(r.list, i)
}

func (r *inviteeReader) fill(i *Invitee, fields []string) {
	column := func(name string) string {
		if at, ok := r.columns[name]; ok && at < len(fields) {
			return strings.TrimSpace(fields[at])
		}
		return ""
	}
	i.Email, i.Name, i.Language = column("email"), column("name"), column("language")
	r.check(i)
}

// check puts in form what stands in a row, or says why it cannot be used.
func (r *inviteeReader) check(i *Invitee) {
	email := strings.TrimSpace(i.Email)
	i.Name, i.Language = strings.TrimSpace(i.Name), strings.ToLower(strings.TrimSpace(i.Language))
	if a, err := mail.ParseAddress(email); err == nil && strings.ContainsRune(email, '<') { // as mail programs write it
		email = a.Address
		if i.Name == "" {
			i.Name = a.Name
		}
	}
	var err error
	if i.Email, err = Address(email); err != nil {
		i.Email, i.Fault = "", laurel.E(laurel.Invalid, "invitees.email")
		return
	}
	switch before := r.seen[i.Email]; {
	case before != 0:
		i.Fault = laurel.E(laurel.Invalid, "invitees.twice").With(laurel.Args{"Line": before})
	case strings.ContainsRune(i.Name, '@'):
		i.Fault = laurel.E(laurel.Invalid, "invitees.several")
	case i.Name != "" && !isLine(i.Name, maxName):
		i.Fault = laurel.E(laurel.Invalid, "tenant.name").With(laurel.Args{"Max": maxName})
	case i.Language != "" && !languageShape.MatchString(i.Language):
		i.Fault = laurel.E(laurel.Invalid, "invitees.language")
	default:
		r.seen[i.Email] = i.Line
	}
}

// CheckInvitees does the same to rows that are no text; each gets its line.
func CheckInvitees(rows []Invitee) []Invitee {
	r := inviteeReader{seen: map[string]int{}}
	for n, i := range rows {
		i.Line, i.Written = n+1, short(i.Email)
		r.check(&i)
		r.list = append(r.list, i)
	}
	return r.list
}

// heads reports whether fields name the columns, and keeps their order.
func (r *inviteeReader) heads(fields []string) bool {
	columns := map[string]int{}
	for at, f := range fields {
		switch strings.ToLower(strings.TrimSpace(f)) {
		case "e-mail", "email", "mail", "e-mail address", "e-mail-adresse", "address", "adresse":
			columns["email"] = at
		case "name", "organisation", "organization":
			columns["name"] = at
		case "language", "sprache", "lang":
			columns["language"] = at
		}
	}
	if _, ok := columns["email"]; !ok {
		return false
	}
	r.columns = columns
	return true
}

func separatorOf(line string) rune {
	for _, r := range []rune{'\t', ';', ','} {
		if strings.ContainsRune(line, r) {
			return r
		}
	}
	return ','
}

func split(line string, separator rune) ([]string, bool) {
	c := csv.NewReader(strings.NewReader(line))
	c.Comma = separator
	c.TrimLeadingSpace = separator != '\t'
	c.FieldsPerRecord = -1
	fields, err := c.Read()
	if err != nil {
		return nil, false
	}
	_, err = c.Read()
	return fields, errors.Is(err, io.EOF)
}

// short is what is shown of a line.
func short(s string) string {
	const most = 80
	s = strings.TrimSpace(s)
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most]) + "…"
}

// SafeCell is s as a cell of a CSV file that a spreadsheet does not take for a
// formula.
func SafeCell(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r\n|%", rune(s[0])) {
		return "'" + s
	}
	return s
}

// Fate says what becomes of one row of a list of invitees.
type Fate string

// The fates.
const (
	FateNew     Fate = "new"     // an invitation is sent
	FateAgain   Fate = "again"   // its invitation had expired, and is sent again
	FatePending Fate = "pending" // was invited before, and the invitation is still good
	FateActive  Fate = "active"  // is in the city already
	FateBad     Fate = "bad"     // cannot be used; the row says why
)

// Invited is an invitee with what became of it, or would.
type Invited struct {
	Invitee
	Fate Fate
}
