package page

import (
	"encoding/csv"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine"
)

const (
	participantsShown = 50  // on a page
	participantsRead  = 200 // at once
)

// roster is what stands on the page of an activity's participants.
type roster struct {
	*desk
	id    laurel.ActivityID
	words string // in the name
	asked engine.ParticipantFilter
	found engine.Participants
	list  []attendee
	more  bool
	ruled laurel.PersonID // whose form was sent
	said  string          // in it
	err   error
}

// attendee is a participant with the name that they go by.
type attendee struct {
	engine.Participant
	name string
}

// Participants answers GET BASE/tenants/:code/activities/:activity/participants with
// ?words=&state=&after=: who takes part, waits, asks to or did.
func (p *Pages) Participants(c *fiber.Ctx) error {
	d, id, err := p.activityDesk(c)
	if err != nil {
		return err
	}
	return d.showParticipants(c, &roster{desk: d, id: id})
}

// RuleParticipant answers POST of the same with fields person, do (a
// workflow.RulingKind) and words.
func (p *Pages) RuleParticipant(c *fiber.Ctx) error {
	d, id, err := p.activityDesk(c)
	if err != nil {
		return err
	}
	r := &roster{desk: d, id: id, ruled: laurel.PersonID(c.FormValue("person")), said: c.FormValue("words")}
	do := workflow.RulingKind(c.FormValue("do"))
	if _, r.err = p.deps.Engine.DecideParticipant(d.ctx, id, r.ruled, workflow.Ruling{Kind: do, Words: r.said}); r.err == nil {
		return c.Redirect(d.to(d.participants(id))+query("done", string(do)), fiber.StatusSeeOther)
	}
	if !refused(r.err) {
		return r.err
	}
	return d.showParticipants(c, r)
}

func (d *desk) participants(id laurel.ActivityID) string { return d.editor(id) + "/participants" }

func (d *desk) showParticipants(c *fiber.Ctx, r *roster) error {
	r.words = strings.TrimSpace(c.Query("words"))
	r.asked = engine.ParticipantFilter{Seat: workflow.Seat(c.Query("state")), After: laurel.PersonID(c.Query("after")), Most: participantsRead}
	err := r.eachParticipant(func(a attendee) bool {
		if r.more = len(r.list) == participantsShown; !r.more {
			r.list = append(r.list, a)
		}
		return !r.more
	})
	if err != nil {
		return err
	}
	s := sheet{title: d.say("page.participants.title"), body: []g.Node{
		h.P(h.Class("back"), h.A(href(d.to("/activities/"+string(r.id))), icon("back"),
			h.Span(h.Lang(r.found.Activity.Language), g.Text(r.found.Activity.Title)))),
		h.P(h.Class("lead"), d.text("page.participants.lead")),
		g.Map(workflow.RulingKinds(), func(k workflow.RulingKind) g.Node { return d.doneIf(c, string(k), "page.participants.done-"+string(k)) }),
		d.faultBeside(r.err, "words"),
		r.search(),
		r.rows(),
	}}
	if r.err != nil {
		s.status = statusOf(r.err)
	}
	return d.show(c, s)
}

// eachParticipant calls do with those that are looked for until it returns false.
func (r *roster) eachParticipant(do func(attendee) bool) error {
	asked, sought := r.asked, workflow.Words(r.words)
	for {
		found, err := r.deps.Engine.Participants(r.ctx, r.id, asked)
		if err != nil {
			return err
		}
		r.found = found
		people := make([]laurel.PersonID, len(found.List))
		for i, one := range found.List {
			people[i] = one.Part.Person
		}
		names, err := r.deps.Registry.Names(r.ctx, people)
		if err != nil {
			return err
		}
		for _, one := range found.List {
			asked.After = one.Part.Person
			a := attendee{one, strings.TrimSpace(names[one.Part.Person])}
			if startWith(a.name, sought) && !do(a) {
				return nil
			}
		}
		if !found.More {
			return nil
		}
	}
}

// startWith reports whether each of the words begins one of a name's.
func startWith(name string, words []string) bool {
	in := " " + strings.Join(workflow.Words(name), " ")
	for _, w := range words {
		if !strings.Contains(in, " "+w) {
			return false
		}
	}
	return true
}

func (r *roster) search() g.Node {
	all := 0
	for _, n := range r.found.Counts {
		all += n
	}
	states := []option{{"", r.say("page.participants.any") + " (" + strconv.Itoa(all) + ")"}}
	for _, seat := range workflow.Seats() {
		states = append(states, option{string(seat), r.say("participant."+string(seat)) + " (" + strconv.Itoa(r.found.Counts[seat]) + ")"})
	}
	here := r.to(r.participants(r.id))
	return g.Group{
		h.Form(h.Class("panel search"), h.Method("get"), action(here),
			r.input(field{name: "words", label: "page.participants.words", value: r.words, kind: "search"}),
			r.choice(field{name: "state", label: "page.participants.state", value: string(r.asked.Seat)}, states),
			r.submit("page.people.search")),
		h.P(h.Class("actions"),
			h.A(h.Class("button plain"), href(r.to(r.partInvitations(r.id))), icon("letter"), r.text("page.part-invitations.title")),
			h.A(h.Class("button plain"), href(here+".csv?"+r.query("").Encode()), icon("download"),
				r.text("page.participants.csv"))),
	}
}

// query is what is looked for, as it stands in addresses.
func (r *roster) query(after laurel.PersonID) url.Values {
	q := url.Values{"words": {r.words}, "state": {string(r.asked.Seat)}}
	if after != "" {
		q.Set("after", string(after))
	}
	return q
}

func (r *roster) rows() g.Node {
	if len(r.list) == 0 {
		return empty("person", r.say("page.participants.nothing"))
	}
	return g.Group{
		h.Ul(h.Class("rows"), g.Map(r.list, r.row)),
		g.Iff(r.more, func() g.Node {
			next := r.to(r.participants(r.id)) + "?" + r.query(r.list[len(r.list)-1].Part.Person).Encode()
			return h.P(h.Class("actions"), h.A(h.Class("button plain"), h.Rel("next"), href(next), r.text("page.people.more"), icon("onward")))
		}),
	}
}

func (r *roster) row(a attendee) g.Node {
	name := a.name
	if name == "" {
		name = r.say("page.participants.unnamed")
	}
	return h.Li(h.ID(string(a.Part.Person)), h.Class("panel row loose"),
		h.Div(h.H3(g.Text(name)),
			h.P(r.seated(a.Participant)),
			h.P(h.Class("meta"), r.dated("participant.since", a.Part.Since), h.Span(r.progress(a.Participant))),
			g.If(a.Part.Words != "", h.BlockQuote(g.Text(a.Part.Words)))),
		r.rulings(a.Part))
}

func (v *view) seated(p engine.Participant) g.Node {
	switch p.Part.Seat {
	case workflow.Joined:
		return h.Span(h.Class("state approved"), icon("tick"), v.text("participant.joined"))
	case workflow.Waiting:
		return h.Span(h.Class("state open"), icon("clock"), v.text("participant.waiting"), g.Text(" · "+strconv.Itoa(p.Queue)))
	case workflow.Asked:
		return h.Span(h.Class("state open"), icon("clock"), v.text("participant.asked"))
	case workflow.Left, workflow.Removed, workflow.Refused:
	}
	return h.Span(h.Class("state"), v.text("participant."+string(p.Part.Seat)))
}

func (r *roster) progress(p engine.Participant) g.Node {
	done := g.Text(r.fill("page.participants.progress", laurel.Args{"Passed": p.Passed, "Count": p.Needed}))
	if p.Award == "" {
		return done
	}
	return g.Group{icon("medal"), r.text("page.participants.badge"), g.Text(" · "), done}
}

// rulings are the forms of what can be done about somebody.
func (r *roster) rulings(p workflow.Participation) g.Node {
	plain := func(k workflow.RulingKind, class string) g.Node {
		return r.press(r.participants(r.id), "page.participants."+string(k), class, hidden("person", string(p.Person)), hidden("do", string(k)))
	}
	switch p.Seat {
	case workflow.Asked:
		return h.Div(h.Class("actions"), plain(workflow.RuleAccept, "button small"), r.withWords(p.Person, workflow.RuleRefuse))
	case workflow.Waiting:
		return h.Div(h.Class("actions"), plain(workflow.RuleMoveUp, "button small"), r.withWords(p.Person, workflow.RuleRemove))
	case workflow.Joined, workflow.Left:
		return h.Div(h.Class("actions"), r.withWords(p.Person, workflow.RuleRemove))
	case workflow.Removed, workflow.Refused:
	}
	return nil
}

// withWords is a form with a word to the person.
func (r *roster) withWords(who laurel.PersonID, k workflow.RulingKind) g.Node {
	words := field{name: "words", id: "words-" + string(who), label: "page.participants.say", hint: "page.participants.say-hint",
		most: workflow.MaxRulingWords}
	sent := r.err != nil && r.ruled == who
	if sent {
		words.value, words.err = r.said, r.err
	}
	return h.Details(h.Class("small"), g.If(sent, g.Attr("open")), h.Summary(r.text("page.participants."+string(k))),
		h.Form(h.Class("form"), h.Method("post"), action(r.to(r.participants(r.id))),
			hidden("person", string(who)), hidden("do", string(k)), r.area(words, 3),
			h.P(h.Class("actions"), h.Button(h.Class("button small danger"), h.Type("submit"), r.text("page.participants."+string(k))))))
}

// ParticipantsCSV answers GET …/participants.csv: all that the filter means.
func (p *Pages) ParticipantsCSV(c *fiber.Ctx) error {
	d, id, err := p.activityDesk(c)
	if err != nil {
		return err
	}
	r := &roster{desk: d, id: id, words: strings.TrimSpace(c.Query("words")),
		asked: engine.ParticipantFilter{Seat: workflow.Seat(c.Query("state")), Most: participantsRead}}
	return sendCSV(c, "participants.csv", func(w *csv.Writer) error {
		if err := w.Write([]string{"id", "name", "state", "since", "queue", "tasks passed", "tasks needed", "badge"}); err != nil {
			return err
		}
		var broken error
		err := r.eachParticipant(func(a attendee) bool {
			broken = w.Write(participantRow(a))
			return broken == nil
		})
		if err == nil {
			err = broken
		}
		return err
	})
}

func participantRow(a attendee) []string {
	queue, badge := "", "no"
	if a.Queue > 0 {
		queue = strconv.Itoa(a.Queue)
	}
	if a.Award != "" {
		badge = "yes"
	}
	return []string{string(a.Part.Person), tenants.SafeCell(a.name), string(a.Part.Seat), a.Part.Since.Format(time.RFC3339), queue,
		strconv.Itoa(a.Passed), strconv.Itoa(a.Needed), badge}
}
