package workflow

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"net/url"
	"slices"
	"strings"

	"example.org/laurel"
)

// MaxSkillFile bounds a file with skills, in bytes.
const MaxSkillFile = 256 << 20

// SkillRow is what one row of a file says of a skill: its name in a language, or what
// is broader.
type SkillRow struct {
	Line      int
	ID        laurel.SkillID
	URI       string
	Kind      SkillKind // empty: the row is about what is broader alone
	Retired   bool
	Language  string
	Label     SkillLabel // without a Label: the skill has no name in the language
	Hierarchy bool       // the row says what is broader, if something is
	Broader   []laurel.SkillID
}

// SkillFile reads rows of skills from a file as ESCO publishes it (skills, groups of
// skills, or what is broader than what), or from the general one: uri, language,
// label, alt, description, broader.
type SkillFile struct {
	framework laurel.FrameworkID
	language  string // of ESCO's files, which do not say it themselves
	rows      *csv.Reader
	columns   map[string]int
	read      func(*SkillFile, record) (SkillRow, error)
}

// record is a row by the names of its columns.
type record struct {
	columns map[string]int
	cells   []string
}

func (r record) at(column string) string {
	i, ok := r.columns[column]
	if !ok {
		return ""
	}
	return strings.TrimSpace(r.cells[i])
}

// OpenSkillFile reads the header. Language is that of a file which does not say it
// itself. A header that is none of those we know is refused.
func OpenSkillFile(from io.Reader, framework laurel.FrameworkID, language string) (*SkillFile, error) {
	begin := bufio.NewReader(&bounded{from: from, left: MaxSkillFile})
	if mark, _ := begin.Peek(3); bytes.Equal(mark, []byte("\xef\xbb\xbf")) {
		begin.Discard(3) //nolint:errcheck // it was there
	}
	f := &SkillFile{framework: framework, language: language, rows: csv.NewReader(begin), columns: map[string]int{}}
	f.rows.ReuseRecord = true
	header, err := f.rows.Read()
	if err != nil {
		return nil, badHeader().Because(err)
	}
	for i, name := range header {
		name = strings.ToLower(strings.TrimSpace(name))
		if _, twice := f.columns[name]; twice {
			return nil, badHeader()
		}
		f.columns[name] = i
	}
	switch {
	case f.has("concepturi", "broaderuri"):
		f.read = (*SkillFile).relation
	case f.has("concepttype", "concepturi", "preferredlabel"):
		f.read = (*SkillFile).concept
		if !languageShape.MatchString(language) {
			return nil, laurel.E(laurel.Invalid, "framework.language").At("language")
		}
	case f.has("uri", "language", "label"):
		f.read = (*SkillFile).general
	default:
		return nil, badHeader()
	}
	return f, nil
}

func (f *SkillFile) has(columns ...string) bool {
	return !slices.ContainsFunc(columns, func(name string) bool { _, ok := f.columns[name]; return !ok })
}

func badHeader() *laurel.Error { return laurel.E(laurel.Invalid, "framework.header") }

// errLong means that a file is longer than any that we take.
var errLong = laurel.E(laurel.Invalid, "framework.too-large").With(laurel.Args{"Max": MaxSkillFile >> 20})

// bounded reads no more than a number of bytes, and says so instead of ending.
type bounded struct {
	from io.Reader
	left int64
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, errLong
	}
	n, err := b.from.Read(p[:min(int64(len(p)), b.left)])
	b.left -= int64(n)
	return n, err
}

// Next returns the next row, or io.EOF. After a row that is refused, which is an
// error of kind Invalid with the Line among its arguments, it can be asked again;
// after any other error it cannot.
func (f *SkillFile) Next() (SkillRow, error) {
	cells, err := f.rows.Read()
	if wrong, ok := errors.AsType[*csv.ParseError](err); ok {
		if errors.Is(err, csv.ErrFieldCount) {
			return SkillRow{}, badRow("framework.row-cells", wrong.StartLine)
		}
		return SkillRow{}, badRow("framework.row-quotes", wrong.StartLine)
	}
	if err != nil {
		return SkillRow{}, err
	}
	line, _ := f.rows.FieldPos(0)
	row, err := f.read(f, record{f.columns, cells})
	if err == nil && row.Kind != "" {
		err = row.check()
	}
	if refused, ok := errors.AsType[*laurel.Error](err); ok {
		return SkillRow{}, badRow(refused.Text, line)
	}
	row.Line = line
	return row, err
}

func badRow(key string, line int) *laurel.Error {
	return laurel.E(laurel.Invalid, key).With(laurel.Args{"Line": line})
}

// concept is a row of ESCO's skills_LANGUAGE.csv or skillGroups_LANGUAGE.csv.
func (f *SkillFile) concept(r record) (SkillRow, error) {
	row := SkillRow{URI: r.at("concepturi"), Language: f.language, Kind: Ability, Retired: gone(r.at("status")),
		Label: SkillLabel{Label: r.at("preferredlabel"), Alternatives: several(r.at("altlabels")), Description: r.at("description")}}
	switch {
	case r.at("concepttype") == "SkillGroup":
		row.Kind = SkillGroup
	case r.at("concepttype") != "KnowledgeSkillCompetence":
		return row, laurel.E(laurel.Invalid, "framework.row-type")
	case r.at("skilltype") == "knowledge":
		row.Kind = Knowledge
	}
	return row, f.name(&row)
}

// gone reports whether ESCO says that a concept is not in use any more.
func gone(status string) bool { return status == "obsolete" || status == "deprecated" }

// relation is a row of ESCO's broaderRelationsSkillPillar_LANGUAGE.csv.
func (f *SkillFile) relation(r record) (SkillRow, error) {
	row := SkillRow{URI: r.at("concepturi"), Hierarchy: true}
	broader, err := f.id(r.at("broaderuri"))
	if err != nil {
		return row, err
	}
	row.Broader = []laurel.SkillID{broader}
	return row, f.name(&row)
}

// general is a row of a file of anybody's: a skill in one language.
func (f *SkillFile) general(r record) (SkillRow, error) {
	row := SkillRow{URI: r.at("uri"), Language: r.at("language"), Kind: Ability,
		Label:     SkillLabel{Label: r.at("label"), Alternatives: several(r.at("alt")), Description: r.at("description")},
		Hierarchy: f.has("broader")}
	for _, uri := range several(strings.ReplaceAll(r.at("broader"), " ", "\n")) {
		broader, err := f.id(uri)
		if err != nil {
			return row, err
		}
		row.Broader = append(row.Broader, broader)
	}
	if !languageShape.MatchString(row.Language) {
		return row, laurel.E(laurel.Invalid, "framework.row-language")
	}
	return row, f.name(&row)
}

func (f *SkillFile) name(row *SkillRow) (err error) {
	row.ID, err = f.id(row.URI)
	return err
}

// id is that of the skill with an address, which has to lead somewhere by itself.
func (f *SkillFile) id(uri string) (laurel.SkillID, error) {
	if !isAddress(uri) {
		return "", laurel.E(laurel.Invalid, "framework.row-address")
	}
	return SkillByAddress(f.framework, uri), nil
}

// isAddress reports whether a text is an address as documents can name it: absolute,
// of plain characters (RFC 3986).
func isAddress(uri string) bool {
	u, err := url.Parse(uri)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && u.User == nil && len(uri) <= MaxSkillAddress &&
		!strings.ContainsFunc(uri, func(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune("<>\"{}|\\^`", r) })
}

// several are what stands in one cell, in lines or between bars, each once.
func several(cell string) []string {
	var list []string
	for part := range strings.FieldsFuncSeq(cell, func(r rune) bool { return r == '\n' || r == '|' }) {
		if part = strings.TrimSpace(part); part != "" && !slices.Contains(list, part) {
			list = append(list, part)
		}
	}
	return list
}

func noName(s string) bool { return !isText(s, 1, MaxSkillLabel) || !isLine(s) }

func (r *SkillRow) check() error {
	l := r.Label
	switch {
	case !isText(l.Label, 0, MaxSkillLabel) || l.Label != "" && !isLine(l.Label):
		return laurel.E(laurel.Invalid, "framework.row-label")
	case len(l.Alternatives) > MaxAlternatives || slices.ContainsFunc(l.Alternatives, noName):
		return laurel.E(laurel.Invalid, "framework.row-alternatives")
	case !isText(l.Description, 0, MaxSkillDescription):
		return laurel.E(laurel.Invalid, "framework.row-description")
	}
	return nil
}
