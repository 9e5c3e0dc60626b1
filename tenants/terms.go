package tenants

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"example.org/laurel"
)

// TermsKind says which of its texts a tenant binds people to.
type TermsKind string

// The kinds of texts.
const (
	TermsOfUse TermsKind = "terms"
	Privacy    TermsKind = "privacy"
)

// TermsKinds lists them.
func TermsKinds() []TermsKind { return []TermsKind{TermsOfUse, Privacy} }

const maxTerms = 100_000

// Terms is one version of a tenant's terms of use or privacy statement. It is
// never changed: people have accepted these very words.
type Terms struct {
	Tenant      laurel.TenantID
	Kind        TermsKind
	Number      int               // from 1
	Texts       map[string]string // Markdown, by language
	PublishedAt time.Time
	PublishedBy laurel.PersonID // empty: by the one who runs the installation
}

// Acceptance is a person's word for one version of a tenant's texts.
type Acceptance struct {
	Tenant laurel.TenantID
	Kind   TermsKind
	Number int
	At     time.Time
}

// Draft checks texts that are to become the version after last; last 0 is none.
// Languages without words are left out, and the tenant's own must be there.
func (t Tenant) Draft(kind TermsKind, texts map[string]string, last int) (Terms, error) {
	if !slices.Contains(TermsKinds(), kind) {
		return Terms{}, laurel.E(laurel.NotFound, "error.not-found")
	}
	draft := Terms{Tenant: t.ID, Kind: kind, Number: last + 1, Texts: map[string]string{}}
	for lang, text := range texts {
		text = strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
		switch {
		case text == "":
			continue
		case !languageShape.MatchString(lang):
			return Terms{}, laurel.E(laurel.Invalid, "tenant.language").At("language")
		case utf8.RuneCountInString(text) > maxTerms || !utf8.ValidString(text):
			return Terms{}, laurel.E(laurel.Invalid, "error.too-long").With(laurel.Args{"Max": maxTerms}).At("text-" + lang)
		}
		draft.Texts[lang] = text
	}
	if draft.Texts[t.Language] == "" {
		return Terms{}, laurel.E(laurel.Invalid, "terms.own-language").At("text-" + t.Language)
	}
	return draft, nil
}

// In returns the text in a language; where there is none, in the fallback, and
// else in the first by name.
func (t Terms) In(language, fallback string) (text, lang string) {
	for _, wanted := range []string{language, fallback} {
		if t.Texts[wanted] != "" {
			return t.Texts[wanted], wanted
		}
	}
	for l := range t.Texts {
		if lang == "" || l < lang {
			text, lang = t.Texts[l], l
		}
	}
	return text, lang
}

// Missing are those of the newest texts that a person has not accepted.
func Missing(newest []Terms, accepted []Acceptance) []Terms {
	return slices.DeleteFunc(slices.Clone(newest), func(t Terms) bool {
		return slices.ContainsFunc(accepted, func(a Acceptance) bool {
			return a.Tenant == t.Tenant && a.Kind == t.Kind && a.Number >= t.Number
		})
	})
}
