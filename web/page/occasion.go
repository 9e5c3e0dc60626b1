package page

import (
	"strings"
	"time"

	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel/tenants"
	"example.org/laurel/workflow"
)

// occasion are the facts of when and where an activity is, as far as they are known.
func (v *view) occasion(o workflow.Occasion) g.Node {
	return g.Group{
		g.Iff(!o.Starts.IsZero(), func() g.Node { return fact("clock", v.say("page.activity.when"), v.span(o)) }),
		g.Iff(o.Mode != "", func() g.Node {
			return fact("compass", v.say("page.activity.mode"), v.text("activity-mode."+string(o.Mode)))
		}),
		g.Iff(strings.TrimSpace(o.Address) != "", func() g.Node { return fact("pin", v.say("page.activity.address"), v.place(o)) }),
		g.Iff(o.Meeting != "", func() g.Node {
			return fact("globe", v.say("page.activity.meeting"), away(o.Meeting, g.Text(hostOf(o.Meeting))))
		}),
		g.Iff(o.Booking != "", func() g.Node {
			return fact("check", v.say("page.activity.booking"), away(o.Booking, g.Text(hostOf(o.Booking))))
		}),
	}
}

// span is from when to when, as the clocks show it where the activity is, and that it
// is over.
func (v *view) span(o workflow.Occasion) g.Node {
	if o.Over(time.Now()) {
		return g.Group{v.hours(o), g.Text(" · "), h.Strong(v.text("page.activity.over"))}
	}
	return v.hours(o)
}

func (v *view) hours(o workflow.Occasion) g.Node {
	there := *v
	there.zone = o.Zone()
	starts, ends := o.Starts.In(o.Zone()), o.Ends.In(o.Zone())
	switch {
	case o.Ends.IsZero():
		return there.moment(o.Starts)
	case starts.Format(time.DateOnly) == ends.Format(time.DateOnly):
		return g.Group{there.day(o.Starts), g.Text(", " + starts.Format("15:04") + "–" + ends.Format("15:04 (MST)"))}
	}
	return g.Group{there.moment(o.Starts), g.Text(" – "), there.moment(o.Ends)}
}

func (v *view) place(o workflow.Occasion) g.Node {
	if o.Pin == (tenants.Point{}) {
		return g.Text(o.Address)
	}
	return away(onMap(o.Pin), g.Text(o.Address))
}
