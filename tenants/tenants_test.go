package tenants

import (
	"errors"
	"strings"
	"testing"
	"time"

	"example.org/laurel"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func TestATenantIsFoundedOnlyWithWhatItNeeds(t *testing.T) {
	t.Parallel()
	good := Tenant{Kind: City, Slug: "campania", Name: "Campania", Email: "Help@Example.org", Language: "en"}
	tests := map[string]struct {
		change func(*Tenant)
		field  string
	}{
		"complete":                {change: func(*Tenant) {}},
		"no kind":                 {change: func(t *Tenant) { t.Kind = "village" }, field: "kind"},
		"a slug with a blank":     {change: func(t *Tenant) { t.Slug = "cam pania" }, field: "slug"},
		"a slug that is a path":   {change: func(t *Tenant) { t.Slug = "../x" }, field: "slug"},
		"no name":                 {change: func(t *Tenant) { t.Name = "  " }, field: "name"},
		"a name of two lines":     {change: func(t *Tenant) { t.Name = "a\nb" }, field: "name"},
		"a name without end":      {change: func(t *Tenant) { t.Name = strings.Repeat("a", 121) }, field: "name"},
		"an address that is not":  {change: func(t *Tenant) { t.Email = "help" }, field: "email"},
		"a script for an address": {change: func(t *Tenant) { t.URL = "javascript:alert(1)" }, field: "url"},
		"a colour by name":        {change: func(t *Tenant) { t.Colour = "red" }, field: "colour"},
		"no language":             {change: func(t *Tenant) { t.Language = "" }, field: "language"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := good
			tt.change(&in)
			got, err := Installation{}.Found(in, noon)
			if field := fieldOf(err); field != tt.field {
				t.Fatalf("Found() = %v, want a fault at %q", err, tt.field)
			}
			if tt.field == "" && (!got.ID.Valid() || got.Email != "help@example.org" || got.State != Active) {
				t.Errorf("Found() = %+v", got)
			}
		})
	}
}

func fieldOf(err error) string {
	if e, ok := errors.AsType[*laurel.Error](err); ok {
		return e.Field
	}
	return ""
}

func TestALinkIsGoodOnceAndForHalfAnHour(t *testing.T) {
	t.Parallel()
	s := OfferSignIn("a@example.org", "de", "/de/portfolio", "secret", noon)
	if err := s.Check(noon.Add(29 * time.Minute)); err != nil {
		t.Errorf("after 29 minutes: %v", err)
	}
	if err := s.Check(noon.Add(30 * time.Minute)); laurel.KindOf(err) != laurel.Conflict {
		t.Errorf("after 30 minutes: %v, want conflict", err)
	}
	s.UsedAt = noon
	if err := s.Check(noon); laurel.KindOf(err) != laurel.Conflict {
		t.Errorf("used: %v, want conflict", err)
	}
	if strings.Contains(s.SecretSum, "secret") {
		t.Error("the secret is kept")
	}
}

func TestALinkNeverLeadsAway(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{
		"/de/portfolio": "/de/portfolio", "//evil.example": "/", "https://evil.example": "/", `/\evil.example`: "/",
		"": "/", "/a\r\nSet-Cookie: x": "/", "/\t/evil.example": "/", "/\x00": "/", "/a?b=/c": "/a?b=/c",
	} {
		if got := LocalPath(path); got != want {
			t.Errorf("LocalPath(%q) = %q, want %q", path, got, want)
		}
	}
}

func TestAPassAdmitsItsHolderUntilItEnds(t *testing.T) {
	t.Parallel()
	person := laurel.NewPersonalID[laurel.PersonID](noon)
	secret := laurel.NewSecret()
	pass := OpenSession(person, "Firefox", secret, noon)
	gotPerson, id, gotSecret, ok := ReadPass(pass.Write(secret))
	if !ok || gotPerson != person || id != pass.ID || gotSecret != secret {
		t.Fatalf("ReadPass() = %q, %q, %q, %v", gotPerson, id, gotSecret, ok)
	}
	if !pass.Admits(secret, noon) {
		t.Error("its own secret is refused")
	}
	if pass.Admits(laurel.NewSecret(), noon) || pass.Admits("", noon) {
		t.Error("another secret is admitted")
	}
	if pass.Admits(secret, noon.Add(sessionLife)) {
		t.Error("it is admitted after its end")
	}
	pass.EndedAt = noon
	if pass.Admits(secret, noon) {
		t.Error("it is admitted although it was ended")
	}
}

func FuzzReadPass(f *testing.F) {
	f.Add("01jdc0000000000000000000aa.01jdc0000000000000000000aa.01jdc0000000000000000000aa012345")
	f.Add("..")
	f.Fuzz(func(t *testing.T, s string) {
		person, id, secret, ok := ReadPass(s)
		if ok && string(person)+"."+id+"."+secret != s {
			t.Errorf("ReadPass(%q) loses something", s)
		}
	})
}
