package page

import (
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"
	"github.com/gofiber/fiber/v2"
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/workflow"
)

const calendarType = "text/calendar; charset=utf-8"

// ActivitiesCalendar answers GET BASE/activities.ics with what the same search
// finds as a page and is still to come, the soonest first.
func (p *Pages) ActivitiesCalendar(c *fiber.Ctx) error {
	l, err := p.lookup(c)
	if err != nil {
		return err
	}
	l.search.ToCome, l.search.Order = true, workflow.BySoonest
	if err := l.feed(workflow.MaxFound); err != nil {
		return err
	}
	cal := l.calendar(l.siteName() + " · " + l.say("page.city.title"))
	for _, found := range l.found.List {
		l.enter(cal, event{id: found.Activity, title: found.Title, about: found.Summary, page: p.deps.Front.Origin(c) + l.pageOf(found),
			revision: found.Revision, stamp: found.ListedAt, occasion: found.Occasion()})
	}
	return sendCalendar(c, cal)
}

// ActivityCalendar answers GET BASE/activities/:id/calendar.ics with when and where
// one activity is. One that can be done at any time has none.
func (p *Pages) ActivityCalendar(c *fiber.Ctx) error {
	v, found, err := p.activity(c)
	if err != nil {
		return err
	}
	a := found.Activity
	if a.Occasion.Starts.IsZero() {
		return fiber.ErrNotFound
	}
	cal := v.calendar(a.Title)
	v.enter(cal, event{id: a.ID, title: a.Title, about: workflow.Summary(a.Description, 500), revision: a.Revision, stamp: a.PublishedAt,
		page: p.deps.Front.Origin(c) + v.to(catalogue+"/"+string(a.ID)), occasion: a.Occasion})
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="calendar.ics"`)
	return sendCalendar(c, cal)
}

// event is what a calendar has to know of an activity.
type event struct {
	id           laurel.ActivityID
	title, about string
	page         string // its address
	revision     int
	stamp        time.Time
	occasion     workflow.Occasion
}

func (v *view) calendar(name string) *ics.Calendar {
	cal := ics.NewCalendarFor("Laurel")
	cal.SetProductId("-//Laurel//Laurel//EN")
	cal.SetMethod(ics.MethodPublish)
	cal.SetXWRCalName(inLine(name))
	if v.zone != nil {
		cal.SetXWRTimezone(v.zone.String())
	}
	return cal
}

// enter adds an event (RFC 5545, section 3.6.1). Its times are in UTC, which every
// calendar shows in its reader's zone.
func (v *view) enter(cal *ics.Calendar, e event) {
	entry := cal.AddEvent(string(e.id) + "@" + v.deps.Front.Site.Host())
	entry.SetDtStampTime(e.stamp)
	entry.SetSequence(max(e.revision-1, 0))
	entry.SetStartAt(e.occasion.Starts)
	if e.occasion.Ends.After(e.occasion.Starts) {
		entry.SetEndAt(e.occasion.Ends)
	}
	entry.SetSummary(inLine(e.title))
	entry.SetDescription(inLine(e.about))
	entry.SetURL(e.page)
	if e.occasion.Address != "" {
		entry.SetLocation(inLine(e.occasion.Address))
	}
	if p := e.occasion.Pin; p != (tenants.Point{}) {
		entry.SetGeo(p.Latitude, p.Longitude)
	}
}

// outing leads from an activity with a date or a place into a calendar, and to what
// is around it.
func (v *view) outing(a workflow.Activity) g.Node {
	o, dates := a.Occasion, v.to(catalogue+"/"+string(a.ID)+"/calendar.ics")
	if o.Starts.IsZero() && o.Pin == (tenants.Point{}) {
		return nil
	}
	return h.P(h.Class("actions"),
		g.If(!o.Starts.IsZero(), h.A(href(dates), h.Download(""), icon("calendar"), v.text("page.activity.calendar"))),
		g.If(o.Pin != (tenants.Point{}), h.A(href(v.nearby(o.Pin)), icon("pin"), v.text("page.activity.nearby"))))
}

// inLine is a text without line ends, which mean something in a calendar.
func inLine(text string) string { return strings.Join(strings.Fields(text), " ") }

func sendCalendar(c *fiber.Ctx, cal *ics.Calendar) error {
	var b strings.Builder
	if err := cal.SerializeTo(&b, ics.WithNewLine("\r\n")); err != nil {
		return err
	}
	return sendFeed(c, calendarType, []byte(b.String()))
}
