package jobs

import (
	"regexp"
	"strings"
	"testing"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
	"example.org/laurel/tenants/db/dbtest"
	"example.org/laurel/tenants/registry"
)

func TestALetterToSignInHoldsACodeForTheBrowserThatAsked(t *testing.T) {
	t.Parallel()
	o := newOffice(t, dbtest.SQLite(t), smallQueue(t))
	o.run(t)
	browser := laurel.NewSecret()
	must(t, o.Registry.RequestSignIn(t.Context(), registry.Wish{Email: "new@example.org", Next: "/en/portfolio", Browser: browser}))
	eventually(t, "the letter is there", func() bool { return len(o.post.to("new@example.org")) == 1 })
	letter := o.post.to("new@example.org")[0]
	code := regexp.MustCompile(`(?m)^[0-9A-Z]{4}-[0-9A-Z]{4}$`).FindString(letter.Text)
	if code == "" || !strings.Contains(letter.HTML, code) || strings.Contains(letter.Text+letter.HTML+letter.Subject, browser) {
		t.Fatalf("the letter has no code, or the browser's secret: %s", letter.Text)
	}
	if _, next, _, err := o.Registry.EnterCode(t.Context(), browser, code, "test"); err != nil || next != "/en/portfolio" {
		t.Errorf("EnterCode() leads to %q, %v", next, err)
	}
}

func TestALetterTellsOfAPasskeyHoweverOftenTheTaskRuns(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newOffice(t, d, smallQueue(t))
		w := New(o.config)
		must(t, o.DB.InPerson(t.Context(), o.Ada, func(tx db.PersonTx) error {
			if err := tx.Post(t.Context(), tenants.PasskeyAdded{Person: o.Ada, Name: "My telephone"}); err != nil {
				return err
			}
			return tx.Post(t.Context(), tenants.PasskeyRemoved{Person: o.Ada, Name: "My telephone"})
		}))
		for {
			n, err := o.DB.RelayEvents(o.System(), func(event string) []string { return w.byEvent[event] })
			must(t, err)
			if n == 0 {
				break
			}
		}
		due, _, err := o.DB.RelayDue(o.System())
		must(t, err)
		for _, one := range due {
			runTwice(o.System(), t, w, one)
		}
		letters := o.post.to("ada@example.org")
		if n := len(ids(letters)); n != 2 {
			t.Errorf("%d different letters, want 2", n)
		}
		for _, l := range letters {
			if !strings.Contains(l.Text, "My telephone") || !strings.Contains(l.Text, "https://badges.example/en/account/passkeys") {
				t.Errorf("the letter does not say which passkey, or where to look: %s", l.Text)
			}
		}
	})
}
