package mail

import (
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.org/laurel"
	"example.org/laurel/tenants/locale"
)

var update = flag.Bool("update", false, "write the golden files anew")

func texts(t *testing.T) *locale.Texts {
	t.Helper()
	all, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestALetterSaysInBothFormsWhatItsTextsSay(t *testing.T) {
	t.Parallel()
	for _, lang := range []string{"en", "de"} {
		l := Compose(texts(t), lang, "letter.sample", laurel.Args{"Name": "Ada <Lovelace>", "Link": "https://badges.example/x?a=1&b=2"})
		if err := func() error { l.To = "ada@example.org"; return l.Check() }(); err != nil {
			t.Error(err)
		}
		if l.Language != lang {
			t.Errorf("got language %q, want %q", l.Language, lang)
		}
		golden(t, "testdata/sample."+lang+".txt", "Subject: "+l.Subject+"\n\n"+l.Text)
		golden(t, "testdata/sample."+lang+".html", l.HTML)
	}
}

func TestACitysLetterBearsItsNameColourAndAddress(t *testing.T) {
	t.Parallel()
	args := laurel.Args{"Name": "Ada", "Link": "https://badges.example/x"}
	brand := Brand{Name: "Campania <b>", Logo: "https://badges.example/logos/c/1.png", Colour: "#7a1f1f", Support: "help@campania.example"}
	l := brand.Compose(texts(t), "de", "letter.sample", args)
	golden(t, "testdata/city.de.txt", "Subject: "+l.Subject+"\n\n"+l.Text)
	golden(t, "testdata/city.de.html", l.HTML)
	for what, want := range map[string]string{"name": "Campania <b>", "address": "help@campania.example"} {
		if !strings.Contains(l.Text, want) {
			t.Errorf("the %s is missing:\n%s", what, l.Text)
		}
	}
	if !strings.Contains(l.HTML, "background:#7a1f1f") || strings.Contains(l.HTML, "<b>") {
		t.Errorf("got\n%s", l.HTML)
	}
	if l := (Brand{Name: "Riga", Logo: "javascript:alert(1)"}).Compose(texts(t), "en", "letter.sample", args); strings.Contains(l.HTML, "<img") {
		t.Errorf("what is no address of the web is a picture: %s", l.HTML)
	}
	for _, colour := range []string{"", "red;}", "#ffee00"} {
		if other := (Brand{Name: "Riga", Colour: colour}).Compose(texts(t), "en", "letter.sample", args); strings.Contains(other.HTML, "red") ||
			strings.Contains(other.HTML, "#ffee00") || strings.Contains(other.HTML, "Campania") {
			t.Errorf("%q: got\n%s", colour, other.HTML)
		}
	}
}

func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", file, diff)
	}
}

func TestALetterLinksOnlyToTheWeb(t *testing.T) {
	t.Parallel()
	for _, link := range []any{nil, 7, "", "javascript:alert(1)", "/path", "ftp://example.org/x", "https://", "://"} {
		l := Compose(texts(t), "en", "letter.sample", laurel.Args{"Name": "Ada", "Link": link})
		if strings.Contains(l.HTML, "<a ") || strings.Contains(l.Text, "alert") {
			t.Errorf("%v became a link:\n%s", link, l.HTML)
		}
	}
}

func TestANameCannotBreakASubject(t *testing.T) {
	t.Parallel()
	l := Compose(texts(t), "en", "letter.sample", laurel.Args{"Name": "Ada\r\nBcc: eve@example.org"})
	l.To = "ada@example.org"
	if err := l.Check(); err != nil || !strings.Contains(l.Subject, "Ada Bcc: eve@example.org") {
		t.Errorf("got subject %q, %v, want one line", l.Subject, err)
	}
}
