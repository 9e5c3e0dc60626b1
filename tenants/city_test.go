package tenants

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"example.org/laurel"
)

func TestASlugThatLooksLikeAnotherHasItsLook(t *testing.T) {
	t.Parallel()
	for _, like := range []string{"campan1a", "carnpania", "campanla", "campanja"} {
		if Look(like) != Look("campania") {
			t.Errorf("%s looks like %s, campania like %s", like, Look(like), Look("campania"))
		}
	}
	for _, pair := range [][2]string{{"vvien", "wien"}, {"r0ma", "roma"}, {"1ucca", "lucca"}, {"cloud", "doud"}, {"c1oud", "cloud"}} {
		if Look(pair[0]) != Look(pair[1]) {
			t.Errorf("%v look different", pair)
		}
	}
	for _, pair := range [][2]string{{"roma", "rima"}, {"org-1", "org-2"}, {"org-10", "org-11"}, {"wien", "bern"}} {
		if Look(pair[0]) == Look(pair[1]) {
			t.Errorf("%v look the same", pair)
		}
	}
}

func TestASlugIsRefusedThatStandsForSomethingElse(t *testing.T) {
	t.Parallel()
	for slug, want := range map[string]string{
		"campania": "", "api": "tenant.slug-reserved", "ap1": "tenant.slug-reserved", "static": "tenant.slug-reserved", "t": "tenant.slug-reserved",
		"xn--campnia-6wa": "tenant.slug", "ab--c": "tenant.slug", "-a": "tenant.slug", "": "tenant.slug", "cámpania": "tenant.slug", "a_b": "tenant.slug",
	} {
		if got := textOf(CheckSlug(slug)); got != want {
			t.Errorf("CheckSlug(%q) = %q, want %q", slug, got, want)
		}
	}
}

func textOf(err error) string {
	if e, ok := errors.AsType[*laurel.Error](err); ok {
		return e.Text
	}
	return ""
}

func TestAHostIsKeptInOneForm(t *testing.T) {
	t.Parallel()
	in := Installation{Host: "badges.example.org"}
	for written, want := range map[string]string{
		"Città.Example": "xn--citt-3na.example", "a.badges.example.org": "a.badges.example.org",
	} {
		if got, err := in.CheckHosts([]string{written}); err != nil || !slices.Equal(got, []string{want}) {
			t.Errorf("CheckHosts(%q) = %q, %v, want %q", written, got, err, want)
		}
	}
	for written, want := range map[string]string{
		"127.0.0.1": "tenant.host", "[::1]": "tenant.host", "campania": "tenant.host", "campania.example:8080": "tenant.host",
		"https://campania.example": "tenant.host", "a b.example": "tenant.host", "campania.example/x": "tenant.host", "-a.example": "tenant.host",
		"1.2.3": "tenant.host", "a.0x7f": "tenant.host", strings.Repeat("a", 64) + ".example": "tenant.host",
		"badges.example.org": "tenant.host-reserved", "example.org": "tenant.host-reserved", "a.internal": "tenant.host-reserved", "printer.local": "tenant.host-reserved",
	} {
		if got, err := in.CheckHosts([]string{written}); textOf(err) != want || fieldOf(err) != "hosts" {
			t.Errorf("CheckHosts(%q) = %q, %v, want %q", written, got, err, want)
		}
	}
	if got, err := in.CheckHosts([]string{" campania.example. "}); err != nil || !slices.Equal(got, []string{"campania.example"}) {
		t.Errorf("with blanks and a dot: %q, %v", got, err)
	}
	if got, err := in.CheckHosts([]string{"", "b.example", "B.example", "a.example"}); err != nil || !slices.Equal(got, []string{"b.example", "a.example"}) {
		t.Errorf("got %q, %v", got, err)
	}
	if _, err := in.CheckHosts(strings.Fields("a.ex b.ex c.ex d.ex e.ex f.ex g.ex h.ex i.ex j.ex k.ex")); textOf(err) != "tenant.hosts-many" {
		t.Errorf("eleven hosts: %v", err)
	}
}

func TestAColourThatCannotBeReadIsRefusedWithOneThatCan(t *testing.T) {
	t.Parallel()
	for colour, want := range map[string]string{"#ffee00": "tenant.contrast-", "#ffffff": "tenant.contrast-", "#0b6e4f": "", "#000000": "", "": "", "red": "tenant.colour"} {
		for field, set := range map[string]func(*Tenant){"colour": func(x *Tenant) { x.Colour = colour }, "accent": func(x *Tenant) { x.Accent = colour }} {
			in := Tenant{Kind: City, Slug: "campania", Name: "Campania", Email: "help@example.org", Language: "en"}
			set(&in)
			wanted := want
			if strings.HasSuffix(want, "-") {
				wanted += field
			}
			_, err := Installation{}.Found(in, noon)
			if textOf(err) != wanted {
				t.Errorf("%s %q: %v, want %q", field, colour, err, wanted)
			}
			if !strings.HasSuffix(want, "-") {
				continue
			}
			e, _ := errors.AsType[*laurel.Error](err)
			better, _ := e.Args["Better"].(string)
			in.Colour, in.Accent = better, better
			if field == "colour" {
				in.Accent = ""
			} else {
				in.Colour = ""
			}
			if _, err := (Installation{}).Found(in, noon); err != nil {
				t.Errorf("%s %q: what is proposed, %q, is refused: %v", field, colour, better, err)
			}
		}
	}
}

func TestContrastIsThatOfWCAG(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b string
		want float64
	}{{"#000000", "#ffffff", 21}, {"#777777", "#ffffff", 4.48}, {"#ff0000", "#ffffff", 4.0}, {"#123456", "#123456", 1}} {
		a, _ := ParseColour(c.a)
		b, _ := ParseColour(c.b)
		if got := Contrast(a, b); got < c.want-.01 || got > c.want+.01 {
			t.Errorf("%s on %s: %.3f, want %.2f", c.a, c.b, got, c.want)
		}
	}
}

func TestATenantSaysOnlyWhatCanBe(t *testing.T) {
	t.Parallel()
	in := Installation{Languages: []string{"en", "de"}}
	was := Tenant{ID: "0123456789", Kind: City, Slug: "campania", Name: "Campania", Email: "help@example.org", Language: "en", Logo: "x.png", State: Suspended}
	for name, c := range map[string]struct {
		change func(*Tenant)
		field  string
	}{
		"complete":                 {change: func(*Tenant) {}},
		"two languages":            {change: func(x *Tenant) { x.Languages = []string{"de", "en"}; x.Language = "de" }},
		"a language without pages": {change: func(x *Tenant) { x.Languages = []string{"en", "lt"} }, field: "languages"},
		"a language twice":         {change: func(x *Tenant) { x.Languages = []string{"en", "en"} }, field: "languages"},
		"another language first":   {change: func(x *Tenant) { x.Languages = []string{"de"} }, field: "language"},
		"a time zone":              {change: func(x *Tenant) { x.TimeZone = "Europe/Rome" }},
		"a time zone of nowhere":   {change: func(x *Tenant) { x.TimeZone = "Europe/Atlantis" }, field: "timeZone"},
		"a path as time zone":      {change: func(x *Tenant) { x.TimeZone = "../etc/passwd" }, field: "timeZone"},
		"our own time zone":        {change: func(x *Tenant) { x.TimeZone = "Local" }, field: "timeZone"},
		"bounds":                   {change: func(x *Tenant) { x.Bounds = Bounds{40, 14, 41, 15} }},
		"bounds upside down":       {change: func(x *Tenant) { x.Bounds = Bounds{41, 14, 40, 15} }, field: "south"},
		"bounds off the earth":     {change: func(x *Tenant) { x.Bounds = Bounds{40, 14, 91, 15} }, field: "north"},
		"a pin off the earth":      {change: func(x *Tenant) { x.Pin = Point{1, 181} }, field: "longitude"},
		"a welcome without end":    {change: func(x *Tenant) { x.Welcome = strings.Repeat("a", 4001) }, field: "welcome"},
	} {
		wanted := was
		wanted.Slug, wanted.Kind, wanted.State, wanted.Logo = "other", Organisation, Active, ""
		c.change(&wanted)
		got, err := in.Describe(was, wanted)
		if field := fieldOf(err); field != c.field {
			t.Errorf("%s: %v, want a fault at %q", name, err, c.field)
		}
		if err == nil && (got.Slug != was.Slug || got.Kind != was.Kind || got.State != was.State || got.Logo != was.Logo) {
			t.Errorf("%s: it changed what is not its own to say: %+v", name, got)
		}
	}
}

func TestAPinLiesWithinEachCity(t *testing.T) {
	t.Parallel()
	naples, nowhere := Tenant{Name: "Naples", Bounds: Bounds{40.7, 14.1, 40.95, 14.4}}, Tenant{Name: "Nowhere"}
	for _, c := range []struct {
		pin  Point
		want string
	}{{Point{}, ""}, {Point{40.85, 14.27}, ""}, {Point{14.27, 40.85}, "latitude"}, {Point{41, 14.27}, "latitude"}} {
		if got := fieldOf((Tenant{Pin: c.pin}).Within([]Tenant{nowhere, naples})); got != c.want {
			t.Errorf("%v: a fault at %q, want %q", c.pin, got, c.want)
		}
	}
	for _, p := range []Point{{}, {40.85, -14.25}} {
		if got := ReadPoint(p.Text()); got != p {
			t.Errorf("%v became %v", p, got)
		}
	}
	if got := ReadBounds(naples.Bounds.Text()); got != naples.Bounds {
		t.Errorf("%v became %v", naples.Bounds, got)
	}
	if got := ReadBounds("1,2,x,4"); got != (Bounds{}) {
		t.Errorf("nonsense became %v", got)
	}
}

func TestTermsAreNewUntilTheyAreAccepted(t *testing.T) {
	t.Parallel()
	city := Tenant{ID: "0123456789", Language: "en"}
	first, err := city.Draft(TermsOfUse, map[string]string{"en": " Be kind.\r\n", "de": ""}, 0)
	if err != nil || first.Number != 1 || first.Texts["en"] != "Be kind." || len(first.Texts) != 1 {
		t.Fatalf("got %+v, %v", first, err)
	}
	for name, c := range map[string]struct {
		kind  TermsKind
		texts map[string]string
		field string
	}{
		"not in its language": {TermsOfUse, map[string]string{"de": "Seien Sie freundlich."}, "text-en"},
		"no language":         {TermsOfUse, map[string]string{"en": "a", "x/y": "b"}, "language"},
		"a book":              {Privacy, map[string]string{"en": strings.Repeat("a", 100_001)}, "text-en"},
		"no kind":             {"cookies", map[string]string{"en": "a"}, ""},
	} {
		if _, err := city.Draft(c.kind, c.texts, 0); err == nil || fieldOf(err) != c.field {
			t.Errorf("%s: %v, want a fault at %q", name, err, c.field)
		}
	}
	second, _ := city.Draft(TermsOfUse, first.Texts, 1)
	accepted := []Acceptance{{Tenant: city.ID, Kind: TermsOfUse, Number: 1}, {Tenant: city.ID, Kind: Privacy, Number: 7}, {Tenant: "other", Kind: TermsOfUse, Number: 2}}
	if got := Missing([]Terms{first}, accepted); len(got) != 0 {
		t.Errorf("what was accepted is missing: %v", got)
	}
	if got := Missing([]Terms{second}, accepted); len(got) != 1 {
		t.Errorf("a newer version is not missing")
	}
	both := Terms{Texts: map[string]string{"de": "d", "lt": "l"}}
	for want, asked := range map[string][2]string{"l": {"lt", "de"}, "d": {"en", "fr"}} {
		if got, _ := both.In(asked[0], asked[1]); got != want {
			t.Errorf("in %v: got %q, want %q", asked, got, want)
		}
	}
}
