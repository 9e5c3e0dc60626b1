package tenants

import (
	"fmt"
	"strings"
	"testing"

	"example.org/laurel"
)

func TestAStandingChangesByItsOwnMovesOnly(t *testing.T) {
	t.Parallel()
	all := append(Standings(), StandsNowhere)
	want := map[Move]map[Standing]Standing{
		MoveApply: {StandsNowhere: StandsRequested, StandsLeft: StandsRequested, StandsDeclined: StandsRequested},
		MoveJoin:  {StandsNowhere: StandsActive, StandsLeft: StandsActive},
		MoveAccept: {StandsNowhere: StandsActive, StandsLeft: StandsActive, StandsDeclined: StandsActive,
			StandsRequested: StandsActive},
		MoveApprove: {StandsRequested: StandsActive}, MoveDecline: {StandsRequested: StandsDeclined},
		MoveSuspend: {StandsActive: StandsSuspended}, MoveReactivate: {StandsSuspended: StandsActive},
		MoveLeave: {StandsRequested: StandsLeft, StandsActive: StandsLeft}, "unheard-of": {},
	}
	for m, to := range want {
		for _, from := range all {
			a := Affiliation{Standing: from}
			err := a.Go(m, "because", noon)
			if next, ok := to[from]; ok && (err != nil || a.Standing != next) || !ok && laurel.KindOf(err) != laurel.Conflict {
				t.Errorf("%s from %q: %q, %v", m, from, a.Standing, err)
			}
		}
	}
	a := Affiliation{Standing: StandsActive}
	if err := a.Go(MoveSuspend, " ", noon); laurel.KindOf(err) != laurel.Invalid || a.Standing != StandsActive {
		t.Errorf("suspended without a reason: %q, %v", a.Standing, err)
	}
}

func TestVerificationIsDecidedOnceItWasAskedFor(t *testing.T) {
	t.Parallel()
	a := Affiliation{Standing: StandsActive, Verification: VerificationNone}
	if err := a.Verify(Verified, ""); laurel.KindOf(err) != laurel.Conflict {
		t.Errorf("verified unasked: %v", err)
	}
	if err := a.AskVerification(Document{Media: "x", Name: "a\nb"}); err != nil || a.Document.Name != "document" {
		t.Errorf("asked: %+v, %v", a.Document, err)
	}
	if err := a.Verify(VerificationDeclined, ""); laurel.KindOf(err) != laurel.Invalid {
		t.Errorf("declined without a reason: %v", err)
	}
	if err := a.Verify(Verified, ""); err != nil || !a.VouchedFor() {
		t.Errorf("verified: %v", err)
	}
	if err := a.Verify(VerificationNone, "closed"); err != nil || a.VouchedFor() {
		t.Errorf("taken away: %v", err)
	}
}

func TestThreeBadRowsInFiveHundredAreNamed(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString("\xef\xbb\xbfName;E-Mail;Sprache\r\n")
	for n := 2; n <= 501; n++ {
		switch n {
		case 10:
			b.WriteString("Ten;not an address;de\r\n")
		case 20:
			b.WriteString("\"Twenty;o20@example.org;de\r\n")
		case 30:
			b.WriteString("Thirty;o29@example.org;de\r\n")
		default:
			fmt.Fprintf(&b, "Org %d;o%d@example.org;de\r\n", n, n)
		}
	}
	list, err := ReadInvitees([]byte(b.String()))
	if err != nil || len(list) != 500 {
		t.Fatalf("%d rows, %v; want 500", len(list), err)
	}
	bad := map[int]string{}
	for _, i := range list {
		if i.Fault != nil {
			bad[i.Line] = i.Fault.Text
		}
	}
	if len(bad) != 3 || bad[10] != "invitees.email" || bad[20] != "invitees.quotes" || bad[30] != "invitees.twice" {
		t.Errorf("bad rows: %v", bad)
	}
}

func TestAListIsTakenAsPeopleHaveIt(t *testing.T) {
	t.Parallel()
	for written, want := range map[string]string{
		"a@example.org":                              "a@example.org|",
		"Ada & Co <A@Example.org>":                   "a@example.org|Ada & Co",
		"a@example.org\tAda\ten":                     "a@example.org|Ada",
		"organisation,email\n\"A, B\",a@example.org": "a@example.org|A, B",
	} {
		list, err := ReadInvitees([]byte(written))
		if err != nil || len(list) != 1 || list[0].Email+"|"+list[0].Name != want {
			t.Errorf("%q: %+v, %v; want %s", written, list, err, want)
		}
	}
	for written, want := range map[string]string{
		"a@example.org,Caf\xe9": "invitees.encoding", "a\x00@example.org": "invitees.encoding", "\n": "invitees.none",
		strings.Repeat("a@example.org\n", 1001): "invitees.too-many", strings.Repeat("x", 300<<10): "invitees.too-large",
	} {
		if _, err := ReadInvitees([]byte(written)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.20q: %v, want %s", written, err, want)
		}
	}
}

func TestACellIsNoFormula(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"=1+1", "+1", "-1", "@x", "\tx"} {
		if got := SafeCell(s); got != "'"+s {
			t.Errorf("SafeCell(%q) = %q", s, got)
		}
	}
	if got := SafeCell("Rīga"); got != "Rīga" {
		t.Errorf("SafeCell changes %q", got)
	}
}

func TestASlugIsProposedFromAName(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{"Bücher & Café 3": "buecher-cafe-3", "Рига": "", " Rīga! ": "riga"} {
		if got := ProposeSlug(name); got != want {
			t.Errorf("ProposeSlug(%q) = %q, want %q", name, got, want)
		}
	}
	if got := ProposeSlug(strings.Repeat("abc ", 30)); len(got) > 48 || strings.HasSuffix(got, "-") {
		t.Errorf("a long name makes %q", got)
	}
}

func FuzzReadInvitees(f *testing.F) {
	for _, s := range []string{"a@example.org", "name;e-mail\n\"x;a@example.org", "\xef\xbb\xbfa@b.org\tx\ten", "\xff", "\"\"\"\n,;\t"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		list, err := ReadInvitees(b)
		if err == nil && (len(list) == 0 || len(list) > maxInvitees) {
			t.Errorf("%d rows", len(list))
		}
		for _, i := range list {
			if i.Fault == nil && i.Email == "" || i.Line < 1 {
				t.Errorf("row %+v is neither good nor bad", i)
			}
		}
	})
}
