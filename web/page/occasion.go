package page

import (
	"time"

	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/workflow"
)

// when tells from when to when something is, as the clocks show it there.
func (v *view) when(o workflow.Occasion) g.Node {
	zone := o.Zone()
	mark := func(at time.Time, words string) g.Node {
		return h.Time(h.DateTime(at.UTC().Format(time.RFC3339)), g.Text(words))
	}
	start := mark(o.Starts, v.deps.Texts.DateTime(v.lang, o.Starts, zone))
	if o.Ends.IsZero() || o.Ends.Equal(o.Starts) {
		return start
	}
	words := v.deps.Texts.DateTime(v.lang, o.Ends, zone)
	if o.Starts.In(zone).Format(time.DateOnly) == o.Ends.In(zone).Format(time.DateOnly) {
		words = o.Ends.In(zone).Format("15:04")
	}
	return g.Group{start, g.Text(" – "), mark(o.Ends, words)}
}

// occasion are the facts about when and where an activity is; there may be none.
func (v *view) occasion(a workflow.Activity) g.Node {
	o := a.Occasion
	return g.Group{
		g.Iff(!o.Starts.IsZero(), func() g.Node {
			return fact("calendar", v.say("page.activity.when"), g.Group{v.when(o),
				h.Div(h.A(href(v.calendarOf(a.ID)), h.Download(""), v.text("page.activity.calendar")))})
		}),
		g.Iff(o.Mode != "", func() g.Node {
			return fact("compass", v.say("page.activity.mode"), v.text("activity-mode."+string(o.Mode)))
		}),
		g.Iff(o.Address != "", func() g.Node {
			return fact("pin", v.say("page.activity.where"), g.Group{g.Text(o.Address),
				g.If(o.Pin != (tenants.Point{}), h.Div(h.A(href(v.nearby(o.Pin)), v.text("page.activity.nearby"))))})
		}),
	}
}

// calendarOf is the address of an activity's date, for calendars.
func (v *view) calendarOf(id laurel.ActivityID) string {
	return v.to(catalogue + "/" + string(id) + "/calendar.ics")
}
