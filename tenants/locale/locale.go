// Package locale turns a text key into a sentence in the reader's language. The
// sentences are one file for each language in messages; a new language is a new
// file there and nothing else. Which language a reader wants is said by the door.
package locale

import (
	"embed"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

//go:embed messages/*.json
var files embed.FS

// Fallback is the language of readers whose own is not among ours.
const Fallback = "en"

// Texts holds every language. It is made once at the start and is safe for
// concurrent use.
type Texts struct {
	languages  []string // Fallback first, the others by name
	matcher    language.Matcher
	localizers map[string]*i18n.Localizer
	messages   map[string]map[string]*i18n.Message // by language, then key
}

// Load reads the languages that the binary was built with.
func Load() (*Texts, error) {
	names, err := fs.Glob(files, "messages/*.json")
	if err != nil {
		return nil, fmt.Errorf("locale: %w", err)
	}
	t := &Texts{localizers: map[string]*i18n.Localizer{}, messages: map[string]map[string]*i18n.Message{}}
	bundle := i18n.NewBundle(language.Make(Fallback))
	for _, name := range names {
		b, err := files.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("locale: %w", err)
		}
		file, err := bundle.ParseMessageFileBytes(b, path.Base(name))
		if err != nil {
			return nil, fmt.Errorf("locale: %s: %w", name, err)
		}
		lang := strings.TrimSuffix(path.Base(name), ".json")
		t.localizers[lang] = i18n.NewLocalizer(bundle, lang, Fallback)
		t.messages[lang] = byKey(file.Messages)
	}
	return t, t.order()
}

func byKey(messages []*i18n.Message) map[string]*i18n.Message {
	m := make(map[string]*i18n.Message, len(messages))
	for _, message := range messages {
		m[message.ID] = message
	}
	return m
}

// order puts Fallback first, since a matcher returns its first language where
// none fits.
func (t *Texts) order() error {
	if t.messages[Fallback] == nil {
		return fmt.Errorf("locale: no messages in %q", Fallback)
	}
	t.languages = []string{Fallback}
	for _, lang := range slices.Sorted(maps.Keys(t.messages)) {
		if lang != Fallback {
			t.languages = append(t.languages, lang)
		}
	}
	tags := make([]language.Tag, len(t.languages))
	for i, lang := range t.languages {
		tag, err := language.Parse(lang)
		if err != nil {
			return fmt.Errorf("locale: %q is no language: %w", lang, err)
		}
		tags[i] = tag
	}
	t.matcher = language.NewMatcher(tags)
	return nil
}

// Tags returns names for tags that are stored by id, in a language; a tag that
// nobody has translated stays as it is.
func (t *Texts) Tags(lang string, tags []string) []string {
	names := make([]string, len(tags))
	for i, tag := range tags {
		names[i] = tag
		if key := "tag." + tag; t.Has(lang, key) {
			names[i] = t.Say(lang, key, nil)
		}
	}
	return names
}

// Languages lists the languages, Fallback first, as BCP 47 tags.
func (t *Texts) Languages() []string { return slices.Clone(t.languages) }

// Match returns the language that fits a reader best. It takes the value of an
// Accept-Language header (RFC 9110, section 12.5.4) or a single tag; whatever it
// cannot read is answered with Fallback.
func (t *Texts) Match(acceptLanguage string) string {
	tags, _, err := language.ParseAcceptLanguage(acceptLanguage)
	if err != nil || len(tags) == 0 {
		return Fallback
	}
	_, i, confidence := t.matcher.Match(tags...)
	if confidence == language.No {
		return Fallback
	}
	return t.languages[i]
}

// MatchIn is Match among some of the languages; whatever it cannot read, or none
// of them fits, is answered with the first.
func (t *Texts) MatchIn(among []string, acceptLanguage string) string {
	tags := make([]language.Tag, len(among))
	for i, lang := range among {
		tags[i] = language.Make(lang)
	}
	wanted, _, err := language.ParseAcceptLanguage(acceptLanguage)
	if err != nil || len(wanted) == 0 {
		return among[0]
	}
	_, i, confidence := language.NewMatcher(tags).Match(wanted...)
	if confidence == language.No {
		return among[0]
	}
	return among[i]
}

// Words lists the ids of a list of words, such as "category", that a language has a
// word for, in no order that means anything.
func (t *Texts) Words(lang, list string) []string {
	var ids []string
	for key := range t.messages[lang] {
		if id, ok := strings.CutPrefix(key, list+"."); ok {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// Has reports whether the language has the key itself.
func (t *Texts) Has(lang, key string) bool { return t.messages[lang][key] != nil }

// Say returns the sentence for key, its gaps filled from args by name; args may
// be nil. Where the sentence depends on a number, that is args["Count"], of any
// integer type. A language that lacks the key, or is none of ours, is answered in
// Fallback; a key that nobody knows is returned in brackets.
func (t *Texts) Say(lang, key string, args map[string]any) string {
	if !t.Has(lang, key) {
		lang = Fallback
	}
	message := t.messages[lang][key]
	if message == nil {
		return "[" + key + "]"
	}
	config := &i18n.LocalizeConfig{MessageID: key, TemplateData: args}
	if plural(message) {
		config.PluralCount = count(args["Count"])
	}
	s, err := t.localizers[lang].Localize(config)
	if err != nil || s == "" {
		return "[" + key + "]"
	}
	return s
}

func plural(m *i18n.Message) bool { return m.Zero+m.One+m.Two+m.Few+m.Many != "" }

// count makes a number that the library can read; what is no integer counts as none.
func count(v any) any {
	s := fmt.Sprint(v)
	if strings.Trim(strings.TrimPrefix(s, "-"), "0123456789") != "" || s == "" || s == "-" {
		return 0
	}
	return s
}
