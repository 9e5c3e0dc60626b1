package tenants

import (
	"strings"
	"testing"
	"time"

	"example.org/laurel"
)

func TestACodeIsReadHoweverItIsTyped(t *testing.T) {
	t.Parallel()
	code := Code("7kq2m9xd" + laurel.NewSecret())
	if code != "7KQ2-M9XD" {
		t.Fatalf("Code() = %q", code)
	}
	for typed, want := range map[string]bool{
		"7KQ2-M9XD": true, "7kq2m9xd": true, "7k q2 – m9xd": true, "\u00a07KQ2\u00a0M9XD": true, "7KQ2\u2011M9XD": true,
		"": false, "7KQ2-M9X": false, "7KQ2-M9XDD": false, "7KQ2-M9XU": false, "7KQ2_M9XD": false, "𝟕KQ2-M9XD": false,
		strings.Repeat("-", 1000) + "7KQ2M9XD": false, "7KQ2\x00M9XD": false,
	} {
		if _, ok := ReadCode(typed); ok != want {
			t.Errorf("ReadCode(%q): %v, want %v", typed, ok, want)
		}
	}
	if got, _ := ReadCode("OIL0-1110"); got != "01101110" {
		t.Errorf("letters like digits are read as %q", got)
	}
}

func TestACodeFitsItsOwnSignInAlone(t *testing.T) {
	t.Parallel()
	offer := func(browser string) SignIn {
		return OfferSignIn("ada@example.org", "en", "/", laurel.NewSecret(), noon).WithCode("7KQ2-M9XD", browser)
	}
	a, b := offer("browser"), offer("browser")
	if !a.Fits("7kq2 m9xd") || a.Fits("7KQ2-M9XE") || a.Fits("") {
		t.Error("the code does not fit, or another does")
	}
	if a.CodeSum == b.CodeSum || strings.Contains(a.CodeSum, "7kq2") {
		t.Error("what is kept of a code says which it is")
	}
	if none := offer(""); none.Fits("7KQ2-M9XD") || none.CodeSum != "" {
		t.Error("a code without a browser fits")
	}
}

func TestACrossingIsForOneHostOneBrowserAndAMinute(t *testing.T) {
	t.Parallel()
	from := OpenSession(laurel.NewPersonalID[laurel.PersonID](noon), "Firefox", laurel.NewSecret(), noon)
	state, secret := laurel.NewSecret(), laurel.NewSecret()
	to := Crossing{Host: "riga.example", State: Sum(state), Next: "//evil.example"}
	c, err := Cross(from, to, secret, noon)
	if err != nil || c.Next != "/" || c.Session != from.ID || c.Person != from.Person {
		t.Fatalf("Cross() = %+v, %v", c, err)
	}
	used := c
	used.UsedAt = noon
	for name, x := range map[string]struct {
		crossing            Crossing
		secret, state, host string
		after               time.Duration
		good                bool
	}{
		"as meant":        {c, secret, state, "riga.example", 59 * time.Second, true},
		"too late":        {c, secret, state, "riga.example", time.Minute, false},
		"another host":    {c, secret, state, "rome.example", 0, false},
		"the platform":    {c, secret, state, "", 0, false},
		"another browser": {c, secret, laurel.NewSecret(), "riga.example", 0, false},
		"no browser":      {c, secret, "", "riga.example", 0, false},
		"another code":    {c, laurel.NewSecret(), state, "riga.example", 0, false},
		"a second time":   {used, secret, state, "riga.example", 0, false},
	} {
		if err := x.crossing.Arrive(x.secret, x.state, x.host, noon.Add(x.after)); (err == nil) != x.good {
			t.Errorf("%s: %v, want it let in: %v", name, err, x.good)
		}
	}
	late := noon.Add(29 * 24 * time.Hour)
	if p := c.Open(from, "Firefox", secret, late); p.Host != "riga.example" || p.Parent != from.ID || p.ExpiresAt != from.ExpiresAt {
		t.Errorf("the session there is %+v", p)
	}
	for name, wrong := range map[string]Crossing{"no host": {State: Sum(state)}, "no state": {Host: "riga.example"}, "no sum": {Host: "riga.example", State: state}} {
		if _, err := Cross(from, wrong, secret, noon); laurel.KindOf(err) != laurel.Invalid {
			t.Errorf("%s: %v, want invalid", name, err)
		}
	}
	from.Host = "riga.example"
	if _, err := Cross(from, to, secret, noon); laurel.KindOf(err) != laurel.Invalid {
		t.Errorf("from a city's host: %v, want invalid", err)
	}
}

func FuzzACodeIsEightLettersAndDigitsOrNone(f *testing.F) {
	for _, s := range []string{"7KQ2-M9XD", "", "oil-oil-oil", "\xff", "7KQ2\u2011M9XD"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		code, ok := ReadCode(typed)
		if again, still := ReadCode(code); ok && (len(code) != 8 || !isCode(code) || !still || again != code) {
			t.Errorf("ReadCode(%q) = %q", typed, code)
		}
	})
}
