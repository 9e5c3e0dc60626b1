package page

import (
	"github.com/gofiber/fiber/v2"
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/tenants"
)

// Join answers GET BASE/join/:code: how to ask an organisation to let one join,
// and what has become of it.
func (p *Pages) Join(c *fiber.Ctx) error {
	v, err := p.view(c)
	if err != nil {
		return err
	}
	return v.showJoin(c, "", nil)
}

func (v *view) showJoin(c *fiber.Ctx, words string, refusal error) error {
	t, err := v.organisation(c)
	if err != nil {
		return err
	}
	if done, err := v.mustSignIn(c); done {
		return err
	}
	door, mine, err := v.deps.Registry.Joining(v.ctx, t.ID)
	if err != nil {
		return err
	}
	held, err := v.deps.Registry.RolesHeld(v.ctx, t.ID)
	if err != nil {
		return err
	}
	s := sheet{title: v.say("page.join.title"), body: []g.Node{h.Div(h.Class("wrap slim"),
		h.P(h.Class("kicker"), v.text("page.join.title")),
		h.H1(h.Lang(t.Language), g.Text(t.Name)),
		v.faultBeside(refusal, "words"),
		v.joinBody(joining{t, door, mine, len(held) > 0}, words, refusal))}}
	if refusal != nil {
		s.status = statusOf(refusal)
	}
	return v.show(c, s)
}

// joining is how somebody stands to an organisation.
type joining struct {
	to     tenants.Tenant
	door   tenants.Door
	mine   tenants.Join
	member bool
}

func (v *view) joinBody(j joining, words string, refusal error) g.Node {
	at := "/join/" + string(j.to.ID)
	switch {
	case j.member:
		return g.Group{h.P(h.Class("lead"), v.text("page.join.member")),
			h.P(h.Class("actions"), h.A(h.Class("button plain"), href(v.to("/tenants/"+string(j.to.ID))), g.Text(j.to.Name)))}
	case j.mine.State == tenants.JoinRequested:
		return g.Group{h.P(h.Class("lead"), v.text("page.join.waiting")),
			h.P(h.Class("meta"), v.dated("page.join.asked", j.mine.AskedAt)),
			v.press(at+"/withdraw", "page.join.withdraw", "button danger")}
	case j.door != tenants.Open:
		return h.P(h.Class("lead"), v.text("join.closed"))
	}
	return g.Group{
		g.If(j.mine.State == tenants.JoinDeclined, h.P(h.Class("notice"), v.text("page.join.declined"), g.Text(" "+j.mine.Reason))),
		h.P(h.Class("lead"), v.text("page.join.about")),
		h.Form(h.Class("panel form"), h.Method("post"), action(v.to(at)),
			v.area(field{name: "words", label: "page.join.words", hint: "page.join.words-hint", value: words,
				most: tenants.MaxJoinText, err: refusal}, 4),
			v.submit("page.join.ask")),
	}
}

// organisation is the one in the address.
func (v *view) organisation(c *fiber.Ctx) (tenants.Tenant, error) {
	id := laurel.TenantID(c.Params("code"))
	if !id.Valid() {
		return tenants.Tenant{}, laurel.E(laurel.NotFound, "error.not-found")
	}
	t, err := v.deps.Registry.Tenant(v.ctx, id)
	if err == nil && t.Kind != tenants.Organisation {
		err = laurel.E(laurel.NotFound, "error.not-found")
	}
	return t, err
}

// AskToJoin answers POST BASE/join/:code with field words.
func (p *Pages) AskToJoin(c *fiber.Ctx) error {
	return p.changeJoin(c, func(v *view, t laurel.TenantID) error {
		return p.deps.Registry.AskToJoin(v.ctx, t, c.FormValue("words"))
	})
}

// WithdrawJoin answers POST BASE/join/:code/withdraw.
func (p *Pages) WithdrawJoin(c *fiber.Ctx) error {
	return p.changeJoin(c, func(v *view, t laurel.TenantID) error { return p.deps.Registry.WithdrawJoin(v.ctx, t) })
}

func (p *Pages) changeJoin(c *fiber.Ctx, change func(*view, laurel.TenantID) error) error {
	v, err := p.view(c)
	if err != nil {
		return err
	}
	t, err := v.organisation(c)
	if err != nil {
		return err
	}
	err = change(v, t.ID)
	if err == nil {
		return c.Redirect(v.to("/join/"+string(t.ID)), fiber.StatusSeeOther)
	}
	if refused(err) {
		return v.showJoin(c, c.FormValue("words"), err)
	}
	return err
}
