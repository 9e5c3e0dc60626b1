package page

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/tenants"
)

// wording is what a form about a tenant holds, as it was typed: it is shown
// again where something of it is refused.
type wording struct {
	values    map[string]string // by field
	languages []string
	err       error
}

// wordingNames are the fields with one value.
func wordingNames() []string {
	return []string{
		"slug", "name", "description", "url", "email", "language", "timeZone", "colour", "accent", "welcome", "footer", "hosts", "address",
		"south", "west", "north", "east", "latitude", "longitude", "administrator", "terms", "privacy", "version",
	}
}

// typed reads the form.
func typed(c *fiber.Ctx) wording {
	w := wording{values: map[string]string{}}
	for _, name := range wordingNames() {
		w.values[name] = strings.ReplaceAll(c.FormValue(name), "\r\n", "\n") // as browsers send it
	}
	if form, err := c.MultipartForm(); err == nil {
		w.languages = form.Value["languages"]
		return w
	}
	for _, b := range c.Request().PostArgs().PeekMulti("languages") {
		w.languages = append(w.languages, string(b))
	}
	return w
}

// wordingOf is the form as it stands before anything is typed.
func wordingOf(t tenants.Tenant, hosts []string) wording {
	w := wording{languages: t.Languages, values: map[string]string{
		"slug": t.Slug, "name": t.Name, "description": t.Description, "url": t.URL, "email": t.Email, "language": t.Language,
		"timeZone": t.TimeZone, "colour": t.Colour, "accent": t.Accent, "welcome": t.Welcome, "footer": t.Footer, "address": t.Address,
		"hosts": strings.Join(hosts, "\n"), "version": strconv.Itoa(t.Version),
	}}
	if t.Bounds != (tenants.Bounds{}) {
		w.values["south"], w.values["north"] = degrees(t.Bounds.South), degrees(t.Bounds.North)
		w.values["west"], w.values["east"] = degrees(t.Bounds.West), degrees(t.Bounds.East)
	}
	if t.Pin != (tenants.Point{}) {
		w.values["latitude"], w.values["longitude"] = degrees(t.Pin.Latitude), degrees(t.Pin.Longitude)
	}
	return w
}

func degrees(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }

// tenant is what was typed as a tenant; what is no number is refused here, and
// all else by the rules.
func (w wording) tenant() (tenants.Tenant, error) {
	t := tenants.Tenant{Slug: w.values["slug"], Name: w.values["name"], Description: w.values["description"], URL: w.values["url"],
		Email: w.values["email"], Language: w.values["language"], TimeZone: w.values["timeZone"], Colour: w.values["colour"],
		Accent: w.values["accent"], Welcome: w.values["welcome"], Footer: w.values["footer"], Address: w.values["address"]}
	if len(w.languages) > 0 {
		others := slices.DeleteFunc(slices.Clone(w.languages), func(l string) bool { return l == t.Language })
		t.Languages = append([]string{t.Language}, others...)
	}
	for field, to := range map[string]*float64{
		"south": &t.Bounds.South, "west": &t.Bounds.West, "north": &t.Bounds.North, "east": &t.Bounds.East,
		"latitude": &t.Pin.Latitude, "longitude": &t.Pin.Longitude,
	} {
		written := strings.ReplaceAll(strings.TrimSpace(w.values[field]), ",", ".") // as many countries write it
		if written == "" {
			continue
		}
		var err error
		if *to, err = strconv.ParseFloat(written, 64); err != nil {
			return t, laurel.E(laurel.Invalid, "tenant."+boundsOr(field)).At(field)
		}
	}
	t.Version, _ = strconv.Atoi(w.values["version"]) // what is none is nobody's version
	return t, nil
}

func boundsOr(field string) string {
	if field == "latitude" || field == "longitude" {
		return field
	}
	return "bounds"
}

func (w wording) hosts() []string {
	return strings.Fields(strings.ReplaceAll(w.values["hosts"], ",", " "))
}

func (w wording) field(f field) field {
	f.label = settingKey(f.name)
	f.value, f.err = w.values[f.name], w.err
	return f
}

// settingKey is the text key of a field's label.
func settingKey(name string) string {
	if name == "timeZone" {
		name = "time-zone"
	}
	return "page.settings." + name
}

// nameFields are what every tenant says of itself.
func (v *view) nameFields(w wording) g.Node {
	return g.Group{
		v.input(w.field(field{name: "name", most: 120, must: true})),
		v.area(w.field(field{name: "description", hint: "page.settings.description-hint", most: 4000}), 3),
		h.Div(h.Class("pair"),
			v.input(w.field(field{name: "email", hint: "page.settings.email-hint", kind: "email", most: 254, must: true})),
			v.input(w.field(field{name: "url", hint: "page.settings.url-hint", kind: "url", most: 500}))),
	}
}

// languageFields are the languages of a tenant, and of a city's site.
func (v *view) languageFields(w wording, kind tenants.Kind) g.Node {
	all := v.deps.Texts.Languages()
	if own := w.values["language"]; own != "" && !slices.Contains(all, own) {
		all = append(all, own)
	}
	options := make([]option, len(all))
	for i, lang := range all {
		name := lang
		if v.deps.Texts.Has(lang, "language.name") {
			name = v.deps.Texts.Say(lang, "language.name", nil)
		}
		options[i] = option{lang, name}
	}
	return g.Group{
		h.Div(h.Class("pair"),
			v.choice(w.field(field{name: "language", hint: "page.settings.language-hint"}), options),
			v.input(w.field(field{name: "timeZone", hint: "page.settings.time-zone-hint", most: 60}))),
		g.Iff(kind == tenants.City, func() g.Node {
			return v.ticks(w.field(field{name: "languages", hint: "page.settings.languages-hint"}), options, func(lang string) bool {
				return slices.Contains(w.languages, lang) || len(w.languages) == 0
			})
		}),
	}
}

// colourFields are the two colours, each with its contrast as it is now.
func (v *view) colourFields(w wording) g.Node {
	one := func(name string, ground tenants.RGB) g.Node {
		c, ok := tenants.ParseColour(w.values[name])
		return h.Div(
			v.input(w.field(field{name: name, hint: "page.settings." + name + "-hint", most: 7})),
			g.Iff(ok, func() g.Node {
				ratio := strconv.FormatFloat(tenants.Contrast(c, ground), 'f', 1, 64)
				return h.P(h.Class("small swatch"), swatch(c), g.Text(v.fill("page.settings.contrast", laurel.Args{"Ratio": ratio})))
			}))
	}
	return h.Div(h.Class("pair"), one("colour", tenants.White()), one("accent", tenants.Paper()))
}

// swatch shows a colour. An attribute of a drawing is no style.
func swatch(c tenants.RGB) g.Node {
	return g.Raw(`<svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false"><circle cx="12" cy="12" r="11" fill="` +
		c.String() + `"/></svg>`) // six digits
}

// siteFields are what a city's site has and an organisation has not.
func (v *view) siteFields(w wording) g.Node {
	return g.Group{
		v.area(w.field(field{name: "welcome", hint: "page.settings.welcome-hint", most: 4000}), 5),
		v.area(w.field(field{name: "footer", hint: "page.settings.footer-hint", most: 4000}), 2),
		v.area(w.field(field{name: "hosts", hint: "page.settings.hosts-hint"}), 2),
		h.FieldSet(h.Class("choices"), h.Legend(v.text("page.settings.bounds")), h.P(h.Class("hint"), v.text("page.settings.bounds-hint")),
			h.Div(h.Class("pair"), g.Map([]string{"south", "west", "north", "east"}, func(name string) g.Node {
				return v.input(w.field(field{name: name, most: 20}))
			}))),
	}
}

// placeFields say where an organisation is.
func (v *view) placeFields(w wording) g.Node {
	return g.Group{
		v.area(w.field(field{name: "address", most: 300}), 2),
		h.Div(h.Class("pair"),
			v.input(w.field(field{name: "latitude", hint: "page.settings.pin-hint", most: 20})),
			v.input(w.field(field{name: "longitude", hint: "page.settings.pin-hint", most: 20}))),
	}
}

// others are what somebody else has written in the meantime, beside what was typed.
func (v *view) others(mine, theirs wording) g.Node {
	var rows []g.Node
	for _, name := range wordingNames() {
		if name == "version" || name == "slug" || mine.values[name] == theirs.values[name] { // a slug is never typed anew
			continue
		}
		rows = append(rows, h.Tr(h.Th(h.Scope("row"), v.text(settingKey(name))),
			h.Td(h.Class("preserve"), g.Text(cmp.Or(theirs.values[name], "–"))), h.Td(h.Class("preserve"), g.Text(cmp.Or(mine.values[name], "–")))))
	}
	if len(theirs.languages) == 0 {
		theirs.languages = v.deps.Texts.Languages()
	}
	if len(mine.languages) > 0 && !slices.Equal(mine.languages, theirs.languages) {
		rows = append(rows, h.Tr(h.Th(h.Scope("row"), v.text("page.settings.languages")),
			h.Td(g.Text(strings.Join(theirs.languages, ", "))), h.Td(g.Text(strings.Join(mine.languages, ", ")))))
	}
	return h.Div(h.Class("notice"), h.Role("alert"), h.P(v.text("page.settings.conflict")),
		g.Iff(len(rows) > 0, func() g.Node {
			return table(v.say("page.settings.conflict-table"),
				[]string{v.say("page.settings.field"), v.say("page.settings.theirs"), v.say("page.settings.mine")}, rows)
		}))
}
