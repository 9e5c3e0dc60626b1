package jobs

import (
	"context"
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

// TestLettersOfACityBearItsBrandHoweverOftenTheTaskRuns has a city that speaks
// German, and an organisation there.
func TestLettersOfACityBearItsBrandHoweverOftenTheTaskRuns(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newOffice(t, d, smallQueue(t))
		w := New(o.config)
		operator := o.As(o.SignIn("operator@example.org"))
		riga, err := o.Registry.OpenCity(operator, registry.NewCity{Administrator: "rita@riga.example", Hosts: []string{"riga.example"},
			City: tenants.Tenant{Slug: "riga", Name: "Rīga", Email: "help@riga.example", Language: "de", Languages: []string{"de"}, Colour: "#7a1f1f"},
			Logo: func(context.Context, laurel.TenantID) (string, error) { return "abc.png", nil }})
		must(t, err)
		rita := o.As(o.SignIn("rita@riga.example"))
		choir, err := o.Registry.FoundOrganisation(rita, riga.ID,
			tenants.Tenant{Slug: "choir", Name: "Choir", Email: "choir@riga.example", Language: "en"}, "head@choir.example")
		must(t, err)
		for email, at := range map[string]laurel.TenantID{"city@example.org": riga.ID, "choir@example.org": choir.ID} {
			role := map[laurel.TenantID]string{riga.ID: tenants.CityEditor, choir.ID: tenants.Reviewer}[at]
			by := map[laurel.TenantID]context.Context{riga.ID: rita, choir.ID: o.As(o.SignIn("head@choir.example"))}[at]
			_, _, err := o.Registry.InviteMember(by, at, tenants.Invitation{Email: email, Role: role, Language: "en"})
			must(t, err)
		}
		o.twice(t, w)
		if got := o.post.to("rita@riga.example"); len(got) != 2 || len(ids(got)) != 1 || got[0].ID == "" {
			t.Errorf("%d letters tell of the city under %d names, want two runs to write the same", len(got), len(ids(got)))
		}
		for _, email := range []string{"rita@riga.example", "city@example.org", "choir@example.org"} {
			got := o.post.to(email)
			if len(got) != 2 {
				t.Errorf("%s got %d letters, want one for each run", email, len(got))
			}
			for _, l := range got {
				whole := l.Text + l.HTML
				for _, want := range []string{"Rīga", "help@riga.example", "background:#7a1f1f", `lang="de"`, "https://badges.example/de/c/riga/",
					`src="https://badges.example/logos/` + string(riga.ID) + `/abc.png"`} {
					if !strings.Contains(whole, want) {
						t.Errorf("the letter to %s lacks %q: %s", email, want, l.HTML)
					}
				}
				if strings.Contains(whole, "Campania") || strings.Contains(whole, "#1f5f3f") {
					t.Errorf("the letter to %s has another's brand: %s", email, l.HTML)
				}
			}
		}
	})
}

// twice carries out all that is due, each task twice.
func (o *office) twice(t *testing.T, w *Worker) {
	t.Helper()
	for {
		n, err := o.DB.RelayEvents(o.System(), func(event string) []string { return w.byEvent[event] })
		must(t, err)
		due, _, err := o.DB.RelayDue(o.System())
		must(t, err)
		if n == 0 && len(due) == 0 {
			return
		}
		for _, one := range due {
			runTwice(o.System(), t, w, one)
		}
	}
}

// TestALetterThatInvitesSaysWhoInvitesWhomToWhat: it named neither the person nor
// the organisation, nor the role, and looked like one that nobody should follow.
func TestALetterThatInvitesSaysWhoInvitesWhomToWhat(t *testing.T) {
	t.Parallel()
	o := newOffice(t, dbtest.SQLite(t), smallQueue(t))
	o.run(t)
	mayor := o.As(o.SignIn("mayor@example.org"))
	for _, i := range []tenants.Invitation{{Email: "named@example.org", Name: "Café Rīga", Language: "en"}, {Email: "nameless@example.org", Language: "de"}} {
		_, _, err := o.Registry.InviteOrganisation(mayor, o.City, i)
		must(t, err)
	}
	_, _, err := o.Registry.InviteMember(o.As(o.SignIn("head@example.org")), o.Org,
		tenants.Invitation{Email: "eva@example.org", Role: tenants.Reviewer, Language: "en"})
	must(t, err)
	for to, words := range map[string]string{
		"named@example.org":    "mayor of Campania invites Café Rīga",
		"nameless@example.org": "mayor von Campania lädt Ihre Organisation ein",
		"eva@example.org":      "head of LANE invites you to join in, with the role “Reviewer”",
	} {
		eventually(t, "the letter is there", func() bool { return len(o.post.to(to)) > 0 })
		if text := o.post.to(to)[0].Text; !strings.Contains(strings.Join(strings.Fields(text), " "), words) {
			t.Errorf("to %s: lacks %q: %s", to, words, text)
		}
	}
}
