package tenants

import (
	"strings"
	"testing"
	"time"

	"example.org/laurel"
)

func TestAProviderIsSoundOrRefused(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)
	before := Provider{Issuer: "https://a.example/", ClientID: "c", Label: "A", On: true, Since: now, Version: 3}
	for name, c := range map[string]struct {
		edit   func(*Provider)
		secret string
		field  string
		kind   laurel.Kind
	}{
		"as it was":            {func(*Provider) {}, "", "", 0},
		"another label":        {func(p *Provider) { p.Label = " B " }, "", "", 0},
		"off":                  {func(p *Provider) { p.On = false }, "", "", 0},
		"another issuer":       {func(p *Provider) { p.Issuer = "https://b.example" }, "s", "", 0},
		"a secret too few":     {func(p *Provider) { p.Issuer = "https://a.example" }, "", "secret", laurel.Invalid},
		"a client's too few":   {func(p *Provider) { p.ClientID = "d" }, "", "secret", laurel.Invalid},
		"a secret too long":    {func(*Provider) {}, strings.Repeat("s", 1001), "secret", laurel.Invalid},
		"no address":           {func(p *Provider) { p.Issuer = "a.example" }, "s", "issuer", laurel.Invalid},
		"a script":             {func(p *Provider) { p.Issuer = "javascript:alert(1)" }, "s", "issuer", laurel.Invalid},
		"a query":              {func(p *Provider) { p.Issuer = "https://a.example/?x=1" }, "s", "issuer", laurel.Invalid},
		"an empty query":       {func(p *Provider) { p.Issuer = "https://a.example/?" }, "s", "issuer", laurel.Invalid},
		"a fragment":           {func(p *Provider) { p.Issuer = "https://a.example/#x" }, "s", "issuer", laurel.Invalid},
		"somebody's address":   {func(p *Provider) { p.Issuer = "https://u:p@a.example/" }, "s", "issuer", laurel.Invalid},
		"no client":            {func(p *Provider) { p.ClientID = " " }, "s", "client", laurel.Invalid},
		"a client in lines":    {func(p *Provider) { p.ClientID = "a\nb" }, "s", "client", laurel.Invalid},
		"no label":             {func(p *Provider) { p.Label = "" }, "s", "label", laurel.Invalid},
		"a label too long":     {func(p *Provider) { p.Label = strings.Repeat("l", 61) }, "s", "label", laurel.Invalid},
		"somebody else's edit": {func(p *Provider) { p.Version = 2 }, "s", "", laurel.Conflict},
	} {
		p := before
		c.edit(&p)
		_, err := p.Replace(before, c.secret, now)
		if c.kind == 0 && err != nil || c.kind != 0 && (laurel.KindOf(err) != c.kind || fieldOf(err) != c.field) {
			t.Errorf("%s: got %v, want kind %v at %q", name, err, c.kind, c.field)
		}
	}
}

func TestAProviderBeginsAnewWhereItIsAnother(t *testing.T) {
	t.Parallel()
	then := time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)
	now := then.Add(time.Hour)
	before := Provider{Issuer: "https://a.example", ClientID: "c", Label: "A", On: true, Since: then, Version: 1}
	off := before
	off.On = false
	other := before
	other.ClientID = "d"
	for name, c := range map[string]struct {
		before, p Provider
		want      time.Time
	}{
		"as it was":      {before, before, then},
		"switched off":   {before, off, then},
		"switched on":    {off, before, now},
		"another client": {before, other, now},
	} {
		got, err := c.p.Replace(c.before, "s", now)
		if err != nil || !got.Since.Equal(c.want) {
			t.Errorf("%s: since %v, %v; want %v", name, got.Since, err, c.want)
		}
	}
}

func TestWhatGoesToAProviderTellsNothingOfTheRest(t *testing.T) {
	t.Parallel()
	secret := laurel.NewSecret()
	c := ChallengeOf(secret)
	all := []string{secret, Sum(secret), c.State, c.Nonce, c.Verifier}
	for i, a := range all {
		for j, b := range all {
			if i != j && (a == b || strings.Contains(a, b)) {
				t.Errorf("number %d is found in number %d", j, i)
			}
		}
	}
	if len(c.Verifier) < 43 || len(c.Verifier) > 128 {
		t.Errorf("the verifier has %d characters, RFC 7636 asks for 43 to 128", len(c.Verifier))
	}
}

func TestWhatABrowserKeepsOfAWayIsReadOrNothing(t *testing.T) {
	t.Parallel()
	id, secret := laurel.NewTenantID(), laurel.NewSecret()
	if gotID, gotSecret := ReadSignOn(WriteSignOn(id, secret)); gotID != id || gotSecret != secret {
		t.Errorf("got %q, %q", gotID, gotSecret)
	}
	for _, kept := range []string{"", ".", string(id), string(id) + ".", string(id) + "." + secret + "x", "x." + secret, secret} {
		if gotID, gotSecret := ReadSignOn(kept); gotID != "" || gotSecret != "" {
			t.Errorf("%q: got %q, %q; want nothing", kept, gotID, gotSecret)
		}
	}
}

func TestASubjectIsAnotherInEachTenantAndAtEachIssuer(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, c := range [][3]string{{"a", "i", "s"}, {"b", "i", "s"}, {"a", "j", "s"}, {"a", "i", "t"}, {"a", "i", "\ns"}} {
		sum, err := IdentitySum(laurel.TenantID(c[0]), c[1], c[2])
		if err != nil || seen[sum] {
			t.Errorf("%q: %q, %v", c, sum, err)
		}
		seen[sum] = true
	}
}
