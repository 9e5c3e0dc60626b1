package page

import (
	"github.com/gofiber/fiber/v2"
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/workflow/credential/proof"
	"example.org/laurel/workflow/engine"
)

// Credential answers GET /t/:code/credentials/:uuid: what anybody may know about
// a badge that somebody earned, and whether it is genuine. It names no holder.
func (p *Pages) Credential(c *fiber.Ctx) error {
	v, err := p.view(c)
	if err != nil {
		return err
	}
	id := laurel.AwardID(c.Params("code") + "-" + c.Params("uuid"))
	if id.Tenant() == "" {
		return fiber.ErrNotFound
	}
	k, err := p.deps.Engine.Credential(v.ctx, id)
	if err != nil {
		return err
	}
	issuer, err := p.deps.Registry.Tenant(v.ctx, id.Tenant())
	if err != nil {
		return err
	}
	signed, err := v.genuine(k)
	if err != nil {
		return err
	}
	shown, err := p.deps.Engine.Shown(v.ctx, id)
	if err != nil {
		return err
	}
	return v.show(c, sheet{title: k.Achievement.Name, about: v.fill("page.credential.about", laurel.Args{"Issuer": issuer.Name}),
		picture: cardOf(k.Achievement), body: []g.Node{h.Div(h.Class("wrap certificate"),
			h.Div(h.Class("portrait"), badge(k.Achievement), v.downloads(id)),
			h.Div(
				v.verdict(k, signed),
				h.H1(h.Lang(k.Achievement.Language), g.Text(k.Achievement.Name)),
				h.P(h.Class("lead preserve"), h.Lang(k.Achievement.Language), g.Text(k.Achievement.Description)),
				v.credentialFacts(k, issuer),
				v.evidenceShown(k, shown),
				v.checks(k, signed),
				v.forHolder(k),
				v.howToVerify(),
			),
		)}})
}

// genuine checks the signature against the keys that the issuer publishes, as
// any other software would. What it found is remembered: neither a credential
// nor the key that signed it ever changes.
func (v *view) genuine(k engine.PublicCredential) (bool, error) {
	if v.verified.Contains(k.Award.ID) {
		return true, nil
	}
	document, err := proof.Parse(k.Document)
	if err != nil {
		return false, err
	}
	found, err := proof.Find(document)
	if err != nil {
		return false, err
	}
	issuer := v.deps.Front.Site.DID(k.Award.Tenant())
	keys, err := v.deps.Registry.SigningKeys(v.ctx, k.Award.Tenant())
	if err != nil {
		return false, err
	}
	for _, key := range keys {
		if found.VerificationMethod == issuer+"#"+key.ID && found.Verify(document, key.Public) == nil {
			v.verified.Add(k.Award.ID, true)
			return true, nil
		}
	}
	return false, nil
}

// verdict says first what a visitor came to know.
func (v *view) verdict(k engine.PublicCredential, genuine bool) g.Node {
	switch {
	case !genuine:
		return h.P(h.Class("verdict rejected"), icon("cross"), v.text("page.credential.not-genuine"))
	case !k.Award.RevokedAt.IsZero():
		return h.P(h.Class("verdict rejected"), icon("cross"), v.text("page.credential.revoked"))
	}
	return h.P(h.Class("verdict approved"), icon("shield"), v.text("page.credential.genuine"))
}

func (v *view) credentialFacts(k engine.PublicCredential, issuer tenants.Tenant) g.Node {
	return h.Section(h.Class("panel"), h.Dl(h.Class("facts"),
		fact("house", v.say("page.credential.issuer"), h.A(h.Lang(issuer.Language), href(v.issuer(issuer.ID)), g.Text(issuer.Name))),
		fact("person", v.say("page.credential.holder"), v.text("page.credential.holder-hidden")),
		fact("clock", v.say("page.credential.granted"), v.day(k.Award.GrantedAt)),
		fact("list", v.say("page.achievement.criteria"),
			h.A(href(laurel.AchievementPath(k.Achievement.ID)+"?lang="+v.lang), v.text("page.credential.see-criteria"))),
	))
}

// checks are what was looked at, a line each.
func (v *view) checks(k engine.PublicCredential, genuine bool) g.Node {
	return h.Section(h.Class("panel"), h.H2(v.text("page.credential.checks")), h.Ul(h.Class("checks"),
		v.check(genuine, "page.credential.check-signature"),
		v.check(genuine, "page.credential.check-key"),
		v.check(k.Award.RevokedAt.IsZero(), "page.credential.check-status"),
	))
}

func (v *view) check(ok bool, key string) g.Node { //nolint:revive // whether a line is ticked is all there is to it
	if !ok {
		return h.Li(h.Class("rejected"), icon("cross"), h.Span(h.Strong(v.text("page.credential.failed")), g.Text(" "), v.text(key)))
	}
	return h.Li(h.Class("approved"), icon("tick"), h.Span(v.text(key)))
}

func (v *view) howToVerify() g.Node {
	return h.Details(h.Class("panel"), h.Summary(v.text("page.credential.how")),
		h.Ol(h.Class("prose"),
			h.Li(v.text("page.credential.how-download")),
			h.Li(v.text("page.credential.how-verifier")),
			h.Li(v.text("page.credential.how-key")),
		))
}
