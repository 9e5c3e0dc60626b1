package page

import (
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/tenants"
)

// draft is a version that is being written.
type draft struct {
	kind    tenants.TermsKind
	texts   map[string]string // by language
	last    int               // number of the version that it follows
	preview bool
	err     error
}

// OwnTerms answers GET BASE/tenants/:code/texts: the tenant's terms and privacy
// statement, and the forms to publish new versions.
func (p *Pages) OwnTerms(c *fiber.Ctx) error {
	d, err := p.siteDesk(c)
	if err != nil {
		return err
	}
	return d.showOwnTerms(c, draft{})
}

// siteDesk is that of who has a site to which texts hold: a city or the platform.
func (p *Pages) siteDesk(c *fiber.Ctx) (*desk, error) {
	d, err := p.desk(c, laurel.ManageTenant)
	if err == nil && d.tenant.Kind == tenants.Organisation {
		err = fiber.ErrNotFound
	}
	return d, err
}

// PublishTerms answers POST BASE/tenants/:code/texts/:kind with a field text-LANG
// for each language, last, and do: "preview" or "publish".
func (p *Pages) PublishTerms(c *fiber.Ctx) error {
	d, err := p.siteDesk(c)
	if err != nil {
		return err
	}
	w := draft{kind: tenants.TermsKind(c.Params("kind")), texts: map[string]string{}, preview: c.FormValue("do") == "preview"}
	if !slices.Contains(tenants.TermsKinds(), w.kind) {
		return fiber.ErrNotFound
	}
	for _, lang := range d.termsLanguages() {
		w.texts[lang] = strings.ReplaceAll(c.FormValue("text-"+lang), "\r\n", "\n")
	}
	w.last, _ = strconv.Atoi(c.FormValue("last")) // what is no number follows nothing
	if !w.preview {
		_, w.err = p.deps.Registry.PublishTerms(d.ctx, d.tenant.ID, w.kind, w.texts, w.last)
		if w.err == nil {
			return c.Redirect(d.to(d.at("/texts?published="+string(w.kind))), fiber.StatusSeeOther)
		}
	}
	return d.showOwnTerms(c, w)
}

// termsLanguages are those in which the tenant can write, its own first.
func (d *desk) termsLanguages() []string {
	own := d.tenant.Language
	if d.tenant.Kind == platform {
		own = "en"
	}
	all := d.tenant.Languages
	if len(all) == 0 {
		all = d.deps.Texts.Languages()
	}
	return append([]string{own}, slices.DeleteFunc(slices.Clone(all), func(l string) bool { return l == own })...)
}

func (d *desk) showOwnTerms(c *fiber.Ctx, w draft) error {
	s := sheet{title: d.say("page.texts.title"), body: []g.Node{h.P(h.Class("lead"), d.text("page.texts.about"))}}
	if c.Query("published") != "" {
		s.body = append(s.body, d.done("page.texts.published"))
	}
	if w.err != nil {
		if s.status = statusOf(w.err); s.status >= fiber.StatusInternalServerError {
			return w.err
		}
	}
	for _, kind := range tenants.TermsKinds() {
		list, err := d.deps.Registry.Terms(d.ctx, d.tenant.ID, kind)
		if err != nil {
			return err
		}
		s.body = append(s.body, d.termsForm(kind, list, w))
	}
	return d.show(c, s)
}

func (d *desk) termsForm(kind tenants.TermsKind, list []tenants.Terms, w draft) g.Node {
	newest := tenants.Terms{}
	if len(list) > 0 {
		newest = list[0]
	}
	if w.kind != kind {
		w = draft{kind: kind, texts: newest.Texts, last: newest.Number}
	}
	var beside g.Node
	if laurel.KindOf(w.err) == laurel.Conflict && w.last != newest.Number {
		w.last = newest.Number // to publish again is a choice, once the other version was seen
		beside = h.Div(h.Class("notice"), h.P(d.text("page.texts.conflict")), d.terms(newest))
	}
	names := make([]string, 0, len(d.termsLanguages()))
	for _, lang := range d.termsLanguages() {
		names = append(names, "text-"+lang)
	}
	return h.Form(h.Class("panel form"), h.ID(string(kind)), h.Method("post"), action(d.to(d.at("/texts/"+string(kind)))),
		hidden("last", strconv.Itoa(w.last)),
		h.H2(d.text("page."+string(kind)+".title")),
		g.Iff(newest.Number > 0, func() g.Node {
			number := d.fill("page.terms.version", laurel.Args{"Number": newest.Number})
			return h.P(h.Class("small"), g.Text(number), g.Text(" "), d.day(newest.PublishedAt))
		}),
		d.faultBeside(w.err, names...), beside,
		g.Map(d.termsLanguages(), func(lang string) g.Node {
			return g.Group{d.termsField(lang, kind, w), g.Iff(w.preview && w.texts[lang] != "", func() g.Node {
				return h.Div(h.Class("notice prose"), h.Lang(lang), d.write.node(w.texts[lang]))
			})}
		}),
		h.P(h.Class("actions"),
			h.Button(h.Class("button"), h.Type("submit"), h.Name("do"), h.Value("publish"), d.text("page.texts.publish")),
			h.Button(h.Class("button plain"), h.Type("submit"), h.Name("do"), h.Value("preview"), d.text("page.texts.preview"))))
}

// termsField is the text in one language; its id is one of the page's own, since
// both kinds have the same fields.
func (d *desk) termsField(lang string, kind tenants.TermsKind, w draft) g.Node {
	id := string(kind) + "-" + lang
	name := lang
	if d.deps.Texts.Has(lang, "language.name") {
		name = d.deps.Texts.Say(lang, "language.name", nil)
	}
	fault := ofField(w.err, "text-"+lang)
	return h.Div(h.Class("field"),
		h.Label(h.For(id), g.Text(name)),
		h.Textarea(h.ID(id), h.Name("text-"+lang), h.Lang(lang), h.Rows("8"),
			g.If(fault != nil, g.Group{h.Aria("invalid", "true"), h.Aria("describedby", id+"-fault")}), g.Text(w.texts[lang])),
		d.fault(id+"-fault", fault))
}
