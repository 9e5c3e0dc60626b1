package page

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/web/door"
)

// invites is what stands on the page on which a city invites.
type invites struct {
	email, name string
	list        string
	rows        []tenants.Invited
	sent        bool
	link        string // shown once
	err         error
}

// InviteOrganisations answers GET BASE/tenants/:code/organisations/invite.
func (p *Pages) InviteOrganisations(c *fiber.Ctx) error {
	d, err := p.desk(c, laurel.ManageOrganisations)
	if err != nil {
		return err
	}
	return d.showInvites(c, invites{})
}

// SendInvitations answers POST of the same. Field do says what is wanted: "one",
// "preview", "send", "link" or "admission".
func (p *Pages) SendInvitations(c *fiber.Ctx) error {
	d, err := p.desk(c, laurel.ManageOrganisations)
	if err != nil {
		return err
	}
	i := invites{email: c.FormValue("email"), name: c.FormValue("name"), list: c.FormValue("list")}
	switch c.FormValue("do") {
	case "one":
		if i.err = laurel.E(laurel.Invalid, "email.malformed").At("email"); strings.TrimSpace(i.email) != "" {
			one := tenants.Invitation{Email: i.email, Name: i.name, Language: d.tenant.Language}
			_, _, i.err = p.deps.Registry.InviteOrganisation(d.ctx, d.tenant.ID, one)
		}
	case "link":
		most, wrong := strconv.Atoi(c.FormValue("most"))
		if wrong != nil {
			most = 0
		}
		made, secret, err := p.deps.Registry.InviteOrganisation(d.ctx, d.tenant.ID, tenants.Invitation{Most: most, Language: d.tenant.Language})
		if i.err = err; err == nil {
			i.link, err = d.invitationLink(c, made, secret)
			if err != nil {
				return err
			}
			return d.showInvites(c, i)
		}
	case "admission":
		i.err = p.deps.Registry.SetAdmission(d.ctx, d.tenant.ID, tenants.Admission(c.FormValue("admission")))
	default:
		return d.inviteList(c, i, c.FormValue("do") == "send")
	}
	if i.err != nil {
		return d.showInvites(c, i)
	}
	return c.Redirect(d.to(d.at(organisations+"/invite"))+"?saved=1", fiber.StatusSeeOther)
}

//nolint:revive // whether it is sent is what the button says
func (d *desk) inviteList(c *fiber.Ctx, i invites, send bool) error {
	if file, err := c.FormFile("file"); err == nil && file.Size > 0 {
		f, err := file.Open()
		if err != nil {
			return err
		}
		b, err := io.ReadAll(f)
		if err = errors.Join(err, f.Close()); err != nil {
			return err
		}
		i.list = string(b)
	}
	list, err := tenants.ReadInvitees([]byte(i.list))
	if err != nil {
		i.list, i.err = strings.ToValidUTF8(i.list, "?"), err
		return d.showInvites(c, i)
	}
	if send {
		i.rows, err = d.deps.Registry.InviteOrganisations(d.ctx, d.tenant.ID, list)
	} else {
		i.rows, err = d.deps.Registry.PreviewInvitations(d.ctx, d.tenant.ID, list)
	}
	if err != nil {
		return err
	}
	i.sent = send
	return d.showInvites(c, i)
}

func (d *desk) showInvites(c *fiber.Ctx, i invites) error {
	admission, err := d.deps.Registry.Admission(d.ctx, d.tenant.ID)
	if err != nil {
		return err
	}
	s := sheet{title: d.say("page.organisations.invite"), body: []g.Node{
		g.If(c.Query("saved") != "", d.done("page.organisations.saved")),
		d.faultBeside(i.err, "email", "list", "most", "admission"),
	}}
	if i.rows != nil {
		s.body = append(s.body, d.inviteRows(i))
	}
	s.body = append(s.body, d.inviteForms(i, admission),
		h.P(h.A(href(d.to(d.at(organisations))+"?standing=invited"), d.text("page.organisations.pending"))))
	if i.err != nil {
		s.status = statusOf(i.err)
	}
	return d.show(c, s)
}

func (d *desk) inviteForms(i invites, admission tenants.Admission) g.Node {
	path := action(d.to(d.at(organisations + "/invite")))
	kinds := []option{}
	for _, a := range []tenants.Admission{tenants.AdmitInvited, tenants.AdmitAsked, tenants.AdmitAll} {
		kinds = append(kinds, option{string(a), d.say("admission-kind." + string(a))})
	}
	return g.Group{
		h.Form(h.Class("panel form"), h.Method("post"), path, hidden("do", "one"),
			h.H2(d.text("page.organisations.one")),
			d.input(field{name: "email", label: "page.organisations.email", kind: "email", value: i.email, err: i.err, most: 254, must: true}),
			d.input(field{name: "name", label: "page.organisations.name-of", value: i.name, most: 120}),
			d.submit("page.organisations.send")),
		h.Form(h.Class("panel form"), h.Method("post"), path, h.EncType("multipart/form-data"),
			hidden("do", "preview"), h.H2(d.text("page.organisations.many")),
			d.area(field{name: "list", label: "page.organisations.list", hint: "page.organisations.many-hint", value: i.list, err: i.err}, 8),
			d.labelled(field{name: "file", label: "page.organisations.file"},
				h.Input(h.ID("file"), h.Name("file"), h.Type("file"), h.Accept(".csv,.txt,text/csv,text/plain"))),
			d.submit("page.organisations.preview")),
		h.Form(h.Class("panel form"), h.Method("post"), path, hidden("do", "link"),
			h.H2(d.text("page.organisations.link")),
			g.If(i.link != "", h.Div(h.Class("notice"), h.Role("status"), h.P(d.text("page.organisations.link-made")),
				h.P(h.Code(h.Class("secret"), g.Text(i.link))))),
			d.input(field{name: "most", label: "page.organisations.most", hint: "page.organisations.link-hint", kind: "number",
				value: "50", err: i.err, must: true}),
			d.submit("page.organisations.make-link")),
		h.Form(h.Class("panel form"), h.Method("post"), path, hidden("do", "admission"),
			d.choice(field{name: "admission", label: "page.organisations.admission", value: string(admission), err: i.err}, kinds),
			d.submit("page.organisations.save")),
	}
}

// told is one row of a result, as it is downloaded.
type told struct {
	Line               int
	Email, Fate, Fault string
}

// outcome is what a list leads to, counted and in words.
type outcome struct {
	invited, known int
	bad            []told
	all            []told
}

func (d *desk) outcome(rows []tenants.Invited) (o outcome) {
	for _, r := range rows {
		t := told{Line: r.Line, Email: r.Email, Fate: d.say("fate." + string(r.Fate))}
		switch r.Fate {
		case tenants.FateNew, tenants.FateAgain:
			o.invited++
		case tenants.FatePending, tenants.FateActive:
			o.known++
		case tenants.FateBad:
			t.Email = r.Written
			t.Fault, _ = door.Sentence(d.deps.Texts, d.lang, r.Fault)
			o.bad = append(o.bad, t)
		}
		o.all = append(o.all, t)
	}
	return o
}

// inviteRows is the preview, or what has become of each row: first what is wrong,
// since that is what somebody has to do something about.
func (d *desk) inviteRows(i invites) g.Node {
	o, path := d.outcome(i.rows), d.at(organisations+"/invite")
	wrong := g.If(len(o.bad) > 0, g.Group{
		h.H3(d.text("page.organisations.bad-rows")),
		h.Ul(h.Class("rows"), g.Map(o.bad, func(t told) g.Node {
			return h.Li(h.P(h.Strong(g.Text(d.say("page.organisations.row")+" "+strconv.Itoa(t.Line))), g.Text(" · "+t.Email)), h.P(g.Text(t.Fault)))
		})),
	})
	all := h.Details(h.Summary(g.Text(d.fill("page.organisations.all-rows", laurel.Args{"Count": len(o.all)}))), d.outcomeTable(i, o))
	counts := laurel.Args{"Count": o.invited, "Known": o.known, "Bad": len(o.bad)}
	if i.sent {
		kept, err := json.Marshal(o.all)
		if err != nil {
			return nil // strings and numbers can be written
		}
		return h.Section(h.Class("panel"),
			h.P(h.Class("state approved"), h.Role("status"), icon("tick"), g.Text(d.fill("page.organisations.sent", counts))), wrong,
			h.Div(h.Class("actions"), d.press(path+"/result", "page.organisations.csv", "button plain", hidden("result", string(kept)))), all)
	}
	return h.Section(h.Class("panel"), h.H2(d.text("page.organisations.preview")),
		h.P(h.Role("status"), g.Text(d.fill("page.organisations.counts", counts))), wrong,
		g.If(o.invited > 0, h.Form(h.Method("post"), action(d.to(path)), hidden("do", "send"), hidden("list", i.list),
			h.P(h.Class("actions"), h.Button(h.Class("button"), h.Type("submit"),
				g.Text(d.fill("page.organisations.send-all", counts)))))), all)
}

func (d *desk) outcomeTable(i invites, o outcome) g.Node {
	heads := []string{d.say("page.organisations.row"), d.say("page.organisations.email"), d.say("page.organisations.fate"),
		d.say("page.organisations.search")}
	rows := make([]g.Node, len(o.all))
	for n, t := range o.all {
		rows[n] = h.Tr(h.Td(h.Class("number"), g.Text(strconv.Itoa(t.Line))), h.Td(g.Text(t.Email)), h.Td(g.Text(t.Fate)),
			h.Td(g.Text(i.rows[n].Name)))
	}
	return table(d.say("page.organisations.preview"), heads, rows)
}

// InvitationResult answers POST …/invite/result: the result that the page before
// has shown, as a file. It is kept in that page and nowhere else.
func (p *Pages) InvitationResult(c *fiber.Ctx) error {
	if _, err := p.desk(c, laurel.ManageOrganisations); err != nil {
		return err
	}
	var rows []told
	if err := json.Unmarshal([]byte(c.FormValue("result")), &rows); err != nil {
		return laurel.E(laurel.Invalid, "error.body").Because(err)
	}
	lines := [][]string{{"row", "e-mail", "result", "why"}}
	for _, r := range rows {
		lines = append(lines, []string{strconv.Itoa(r.Line), tenants.SafeCell(r.Email), tenants.SafeCell(r.Fate), tenants.SafeCell(r.Fault)})
	}
	return sendCSV(c, "invitations.csv", func(w *csv.Writer) error { return w.WriteAll(lines) })
}
