package page

import (
	"net/url"
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/workflow/engine"
)

// ownFilter is what the address asks for of an organisation's own activities; what
// makes no sense is not asked for.
func ownFilter(c *fiber.Ctx) engine.OwnFilter {
	f := engine.OwnFilter{Words: c.Query("words"), Stage: engine.OwnStage(c.Query("stage")), Page: max(c.QueryInt("page", 1), 1)}
	if !slices.Contains(engine.OwnStages(), f.Stage) {
		f.Stage = engine.OwnAll
	}
	f.Page = min(f.Page, 1_000_000)
	return f
}

// ownActivities are the activities of an organisation, a page at a time, with a
// search where there are too many to look through.
func (d *desk) ownActivities(f engine.OwnFilter, found engine.OwnList) g.Node {
	asked := f.Words != "" || f.Stage != engine.OwnAll
	if !asked && found.Found == 0 {
		return empty("medal", d.say("page.activities.nothing"))
	}
	return g.Group{
		g.Iff(asked || found.Found > fewSeats, func() g.Node { return d.ownSearch(f, found.Counts) }),
		g.If(asked, h.P(h.Class("small"), h.Role("status"),
			g.Text(d.fill("page.organisations.found", laurel.Args{"Count": found.Found})), g.Text(" "),
			h.A(href(d.to(d.at("/activities"))), d.text("page.activities.see-all")))),
		g.If(len(found.List) > 0, h.Ul(h.Class("rows"), g.Map(found.List, d.activityRow))),
		d.ownPages(f, found.Found),
	}
}

func (d *desk) ownSearch(f engine.OwnFilter, counts map[engine.OwnStage]int) g.Node {
	stages := []option{}
	for _, s := range engine.OwnStages() {
		key := "page.activities.stage-" + string(s)
		if s == engine.OwnAll {
			key = "page.activities.stage-all"
		}
		stages = append(stages, option{string(s), d.say(key) + " (" + strconv.Itoa(counts[s]) + ")"})
	}
	return h.Form(h.Class("search"), h.Method("get"), action(d.to(d.at("/activities"))),
		d.input(field{name: "words", label: "page.activities.words", kind: "search", value: f.Words}),
		d.choice(field{name: "stage", label: "page.activities.stage", value: string(f.Stage)}, stages),
		d.submit("page.organisations.find"))
}

func (d *desk) ownPages(f engine.OwnFilter, found int) g.Node {
	if found <= engine.OwnAPage {
		return nil
	}
	at := func(page int) g.Node {
		q := url.Values{"page": {strconv.Itoa(page)}}
		if f.Words != "" {
			q.Set("words", f.Words)
		}
		if f.Stage != engine.OwnAll {
			q.Set("stage", string(f.Stage))
		}
		return href(d.to(d.at("/activities")) + "?" + q.Encode())
	}
	last := (found + engine.OwnAPage - 1) / engine.OwnAPage
	return h.Nav(h.Class("actions"), h.Aria("label", d.say("page.catalogue.pages")),
		g.If(f.Page > 1, h.A(h.Class("button plain"), h.Rel("prev"), at(min(f.Page-1, last)), icon("back"), d.text("page.catalogue.previous"))),
		g.If(f.Page < last, h.A(h.Class("button plain"), h.Rel("next"), at(f.Page+1), d.text("page.catalogue.next"), icon("onward"))))
}
