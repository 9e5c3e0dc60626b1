package workflow

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.org/laurel"
	"example.org/laurel/tenants"
)

func TestWordsAreWithoutCaseAccentsAndSigns(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                       "",
		"What is an Open Badge?": "what is an open badge",
		"The more, the":          "the more",
		"L'École d'été":          "l ecole d ete",
		"Straße STRASSE Weiẞ":    "strasse weiss",
		"Łódź, Ødegård, Đakovo, Œuvre, Ærø":  "lodz odegard dakovo oeuvre aero",
		"Įdomūs žodžiai ŠČIA":                "idomus zodziai scia",
		"Știință Ştiinţă":                    "stiinta",
		"İstanbul ISPARTA ışık":              "istanbul isparta isik",
		"Οδυσσεύς ΟΔΥΣΣΕΥΣ":                  "οδυσσευσ",
		"Київ Ёлка":                          "киів елка",
		"ﬁve ﬂags ½":                         "five flags 1 2",
		"3D C++ 100% a_b a-b a.b":            "3d c 100 a b",
		`"NEAR(x y)" title:z* -w ^v {u} [s]`: "near x y title z w v u s",
		"a\x00b\xffc":                        "a b c",
		"☺ — …":                              "",
		strings.Repeat("x", 500):             strings.Repeat("x", maxWord),
	} {
		if got := strings.Join(Words(text), " "); got != want {
			t.Errorf("Words(%.40q) = %q, want %q", text, got, want)
		}
	}
}

func TestAnActivityIsFoundByAllThatItSays(t *testing.T) {
	t.Parallel()
	a := Activity{Title: "Rowing ☺", Description: "On the *lake*, rowing.", Tags: []string{"first-aid", "☺"}, Occasion: Occasion{Address: "Hafenstraße 1"}}
	if got, want := a.TitleWords()+"|"+a.IndexWords(nil, nil), " rowing | rowing first aid hafenstrasse 1 on the lake #first-aid "; got != want {
		t.Errorf("indexed as %q, want %q", got, want)
	}
	if got := (Activity{Title: "☺"}).IndexWords(nil, nil); got != " " {
		t.Errorf("nothing to be found by is %q, want a space: it has been looked at", got)
	}
}

func asking(fields map[string]string) func(string) string {
	return func(name string) string { return fields[name] }
}

func TestASearchIsReadFromItsAddress(t *testing.T) {
	t.Parallel()
	rome, err := time.LoadLocation("Europe/Rome")
	if err != nil {
		t.Fatal(err)
	}
	got, err := ReadSearch(asking(map[string]string{"q": "Caffè  LUNGO", "category": "x", "kind": "event", "language": "it", "tag": "art", "organisation": "0000000001",
		"mode": "hybrid", "from": "2026-03-28", "to": "2026-03-29", "minutes": "90", "near": "40.85, 14.25", "within": "2.5", "bbox": "14,40,15,41"}), rome)
	want := Search{Words: []string{"caffe", "lungo"}, Category: "x", Kind: Event, Language: "it", Tag: "art", Organisation: "0000000001", Mode: Hybrid,
		From: time.Date(2026, 3, 28, 0, 0, 0, 0, rome), Until: time.Date(2026, 3, 30, 0, 0, 0, 0, rome), Minutes: 90, Near: &tenants.Point{Latitude: 40.85, Longitude: 14.25},
		Within: 2.5, Box: &tenants.Bounds{South: 40, West: 14, North: 41, East: 15}, Order: ByBest}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	if got, err := ReadSearch(asking(nil), time.UTC); err != nil || !cmp.Equal(got, Search{Order: ByNewest}) {
		t.Errorf("nothing asked: %+v, %v; want the newest", got, err)
	}
}

func TestWhatNobodyCanMeanIsRefusedAtItsField(t *testing.T) {
	t.Parallel()
	for field, values := range map[string][]string{
		"q": {strings.Repeat("x", MaxQuery+1)}, "category": {"a\nb\x00"}, "tag": {strings.Repeat("x", MaxTag+1)}, "kind": {"party"}, "language": {"ENG"},
		"organisation": {"x", "0000000001-"}, "mode": {"x"}, "from": {"1899-12-31", "2026-02-30"}, "to": {"9001-01-01"}, "minutes": {"0", "x", "100001"},
		"near": {"90.1,0", "0,-180.1", "Inf,0", "1"}, "within": {"1"}, "bbox": {"0,0,0,0", "1,0,0,1", "0,-91,1,1", "1,2,3,4,5"}, "order": {"x", "nearest"},
		"cursor": {"x", strings.Repeat("A", maxCursor+1), Cursor{Order: ByBest, At: noon(), Activity: "0000000001-00000000000000000000000000", City: "0000000001"}.Text()},
	} {
		for _, v := range values {
			_, err := ReadSearch(asking(map[string]string{field: v}), time.UTC)
			if e, ok := errors.AsType[*laurel.Error](err); !ok || e.Kind != laurel.Invalid || e.Field != field {
				t.Errorf("%s=%.60s: %v, want invalid at %s", field, v, err, field)
			}
		}
	}
	for _, pair := range []map[string]string{{"from": "2026-01-02", "to": "2026-01-01"}, {"near": "1,1", "within": "1001"}, {"near": "1,1", "within": "NaN"}} {
		if _, err := ReadSearch(asking(pair), time.UTC); laurel.KindOf(err) != laurel.Invalid {
			t.Errorf("%v: %v, want invalid", pair, err)
		}
	}
}

// FuzzASearch reads what anybody may send.
func FuzzASearch(f *testing.F) {
	for _, seed := range []string{"badge", "a \"b\" NEAR(c)*", "%_'", "\xff\x00", "ﬃ½İ", "2026-01-01", "1,2", "14,40,15,41", "newest",
		Cursor{Order: ByNewest, Number: -1, At: noon(), Activity: "0000000001-00000000000000000000000000", City: "0000000001", Back: true}.Text()} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, w := range Words(text) {
			if w == "" || strings.ContainsAny(w, " %_'\"\\#*:-^\x00") || len(w) > maxWord {
				t.Errorf("%q has the word %q, which is none", text, w)
			}
			if again := Words(w); len(again) != 1 || again[0] != w {
				t.Errorf("the word %q is found as %q", w, again)
			}
		}
		for _, field := range append(SearchFields(), "cursor") {
			s, err := ReadSearch(asking(map[string]string{field: text}), time.UTC)
			if err != nil && laurel.KindOf(err) != laurel.Invalid {
				t.Errorf("%s: %v", field, err)
			}
			if err == nil && s.After != nil {
				if back, err := readCursor(s.After.Text()); err != nil || !back.At.Equal(s.After.At) || back.Activity != s.After.Activity {
					t.Errorf("cursor %q comes back as %+v, %v", text, back, err)
				}
			}
		}
	})
}
