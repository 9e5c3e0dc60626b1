package locale

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"text/template"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

func load(t *testing.T) *Texts {
	t.Helper()
	texts, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	return texts
}

func TestNoLanguageLacksAKeyThatAnotherHas(t *testing.T) {
	t.Parallel()
	texts := load(t)
	all := map[string]bool{}
	for _, messages := range texts.messages {
		for key := range messages {
			all[key] = true
		}
	}
	for _, lang := range texts.Languages() {
		for _, key := range slices.Sorted(maps.Keys(all)) {
			if !texts.Has(lang, key) {
				t.Errorf("messages/%s.json lacks %s", lang, key)
			}
		}
	}
}

func TestFilesAreFlatAndSorted(t *testing.T) {
	t.Parallel()
	key := regexp.MustCompile(`^[a-z][a-z0-9-]*(\.[a-z0-9-]+)+$`)
	for _, lang := range load(t).Languages() {
		b, err := files.ReadFile("messages/" + lang + ".json")
		if err != nil {
			t.Fatal(err)
		}
		got := topKeys(t, b)
		if diff := cmp.Diff(slices.Compact(slices.Sorted(slices.Values(got))), got); diff != "" {
			t.Errorf("messages/%s.json is not sorted, or has a key twice (-want +got):\n%s", lang, diff)
		}
		for _, k := range got {
			if !key.MatchString(k) {
				t.Errorf("messages/%s.json: %q is not a key, as in \"error.not-found\"", lang, k)
			}
		}
	}
}

// topKeys are the keys of a JSON object in the order of the file.
func topKeys(t *testing.T, b []byte) []string {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(string(b)))
	if _, err := d.Token(); err != nil {
		t.Fatal(err)
	}
	var keys []string
	for d.More() {
		key, err := d.Token()
		if err != nil {
			t.Fatal(err)
		}
		keys = append(keys, fmt.Sprint(key))
		var skipped any
		if err := d.Decode(&skipped); err != nil {
			t.Fatal(err)
		}
	}
	return keys
}

func TestASentenceHasTheSameGapsInEveryLanguage(t *testing.T) {
	t.Parallel()
	texts := load(t)
	for _, lang := range texts.Languages()[1:] {
		for key, message := range texts.messages[lang] {
			original := texts.messages[Fallback][key]
			if original == nil {
				continue // another test says so
			}
			if diff := cmp.Diff(gaps(t, original), gaps(t, message)); diff != "" {
				t.Errorf("%s in %s (-%s +%s):\n%s", key, lang, Fallback, lang, diff)
			}
		}
	}
}

var gap = regexp.MustCompile(`\{\{-?\s*\.([A-Za-z_]+)\s*-?\}\}`)

// gaps are the names of all gaps; one that says the number in words may leave
// Count out.
func gaps(t *testing.T, m *i18n.Message) []string {
	t.Helper()
	found := map[string]bool{}
	for _, form := range []string{m.Zero, m.One, m.Two, m.Few, m.Many, m.Other} {
		if _, err := template.New(m.ID).Parse(form); err != nil {
			t.Errorf("%s: %v", m.ID, err)
		}
		if strings.Count(form, "{{") != len(gap.FindAllString(form, -1)) {
			t.Errorf("%s: %q has a gap that is not written as {{.Name}}", m.ID, form)
		}
		for _, name := range gap.FindAllStringSubmatch(form, -1) {
			found[name[1]] = true
		}
	}
	return slices.Sorted(maps.Keys(found))
}

func TestEverySentenceCanBeSaidOfEveryNumber(t *testing.T) {
	t.Parallel()
	texts := load(t)
	for lang, messages := range texts.messages {
		for key, message := range messages {
			args := map[string]any{}
			for _, name := range gaps(t, message) {
				args[name] = "x"
			}
			for _, n := range []int{0, 1, 2, 3, 5, 11, 21, 100, 1_000_000} {
				args["Count"] = n
				if s := texts.Say(lang, key, args); s == "["+key+"]" || strings.Contains(s, "<no value>") {
					t.Errorf("%s in %s with %d: got %q", key, lang, n, s)
				}
			}
		}
	}
}

func TestSayFillsGapsAndCounts(t *testing.T) {
	t.Parallel()
	texts := invented(t)
	for _, c := range []struct {
		lang, key string
		args      map[string]any
		want      string
	}{
		{"en", "badge.holders", map[string]any{"Count": 1}, "1 person"},
		{"en", "badge.holders", map[string]any{"Count": int64(2)}, "2 persons"},
		{"en", "badge.holders", map[string]any{"Count": uint(1)}, "1 person"},
		{"en", "badge.holders", nil, "<no value> persons"},
		{"lt", "badge.holders", map[string]any{"Count": 1}, "1 asmuo"},
		{"lt", "badge.holders", map[string]any{"Count": 2}, "2 asmenys"},
		{"lt", "badge.holders", map[string]any{"Count": 11}, "11 asmenų"},
		{"lt", "badge.holders", map[string]any{"Count": 21}, "21 asmuo"},
		{"en", "badge.name", map[string]any{"Name": "<b>{{.Count}}"}, "The badge <b>{{.Count}}"},
		{"lt", "badge.name", map[string]any{"Name": "Jūra"}, "The badge Jūra"},
		{"fr", "badge.name", map[string]any{"Name": "Jūra"}, "The badge Jūra"},
		{"en", "badge.size", nil, "[badge.size]"},
	} {
		if got := texts.Say(c.lang, c.key, c.args); got != c.want {
			t.Errorf("%s in %s with %v: got %q, want %q", c.key, c.lang, c.args, got, c.want)
		}
	}
}

// invented holds two languages that differ in their plurals, one of them unfinished.
func invented(t *testing.T) *Texts {
	t.Helper()
	bundle := i18n.NewBundle(language.English)
	texts := &Texts{localizers: map[string]*i18n.Localizer{}, messages: map[string]map[string]*i18n.Message{}}
	for lang, text := range map[string]string{
		"en": `{"badge.holders": {"one": "{{.Count}} person", "other": "{{.Count}} persons"}, "badge.name": "The badge {{.Name}}"}`,
		"lt": `{"badge.holders": {"one": "{{.Count}} asmuo", "few": "{{.Count}} asmenys", "many": "{{.Count}} asmens", "other": "{{.Count}} asmenų"}}`,
	} {
		file, err := bundle.ParseMessageFileBytes([]byte(text), lang+".json")
		if err != nil {
			t.Fatal(err)
		}
		texts.localizers[lang] = i18n.NewLocalizer(bundle, lang, Fallback)
		texts.messages[lang] = byKey(file.Messages)
	}
	if err := texts.order(); err != nil {
		t.Fatal(err)
	}
	return texts
}

func TestTheReadersLanguageIsMatched(t *testing.T) {
	t.Parallel()
	texts := load(t)
	for header, want := range map[string]string{
		"":                                    "en",
		"de":                                  "de",
		"de-AT, en;q=0.5":                     "de",
		"fr-CH, fr;q=0.9, de;q=0.7, en;q=0.1": "de",
		"en-GB":                               "en",
		"ja":                                  "en",
		"*":                                   "en",
		";;;,q=x":                             "en",
		strings.Repeat("de-", 5000):           "en",
	} {
		if got := texts.Match(header); got != want {
			t.Errorf("%.40q: got %s, want %s", header, got, want)
		}
	}
}

func TestADateIsWrittenInTheReadersLanguageAndZone(t *testing.T) {
	t.Parallel()
	texts := load(t)
	at := time.Date(2026, time.March, 31, 23, 30, 0, 0, time.UTC)
	riga := time.FixedZone("EEST", 3*60*60)
	for _, c := range []struct{ got, want string }{
		{texts.Date("en", at, nil), "31 March 2026"},
		{texts.Date("en", at, riga), "1 April 2026"},
		{texts.Date("de", at, time.UTC), "31. März 2026"},
		{texts.DateTime("de", at, riga), "1. April 2026, 02:30 Uhr (EEST)"},
		{texts.DateTime("en", at, nil), "31 March 2026, 23:30 (UTC)"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func TestATagIsNamedInTheLanguageAskedFor(t *testing.T) {
	t.Parallel()
	texts, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	got := texts.Tags("de", []string{"information-and-communication-technologies", "assessment process"})
	if got[0] != "Informations- und Kommunikationstechnologien" || got[1] != "assessment process" {
		t.Errorf("Tags() = %q", got)
	}
}
