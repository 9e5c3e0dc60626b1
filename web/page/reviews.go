package page

import (
	"context"
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/workflow/engine"
)

// Reviews answers GET BASE/reviews: what waits for the actor's opinion, in all
// organisations.
func (p *Pages) Reviews(c *fiber.Ctx) error {
	v, err := p.view(c)
	if err != nil {
		return err
	}
	if done, err := v.mustSignIn(c); done {
		return err
	}
	list, _, err := p.reviews(v.ctx)
	if err != nil {
		return err
	}
	v.waiting = len(list)
	body := empty("check", v.say("page.reviews.nothing"),
		h.P(h.Class("actions"), h.A(h.Class("button plain"), href(v.to("/")), v.text("page.nav.discover"))))
	if len(list) > 0 {
		body = h.Ul(h.Class("rows"), g.Map(list, v.review))
	}
	return v.show(c, sheet{title: v.say("page.reviews.title"), body: []g.Node{
		h.Div(h.Class("wrap narrow"), h.H1(v.text("page.reviews.title")), h.P(h.Class("lead"), v.text("page.reviews.about")), body),
	}})
}

func (v *view) review(r engine.Review) g.Node {
	path := v.to("/submissions/" + string(r.Submission.ID))
	return h.Li(h.Class("panel row"),
		g.Iff(r.Photo != "", func() g.Node { // beside what is said of it, so it says nothing itself
			return h.Img(h.Class("thumb"), src(path+"/evidence/"+string(r.Photo)+query("size", "small")), h.Alt(""), h.Loading("lazy"))
		}),
		h.Div(
			h.H2(h.A(h.Lang(r.Activity.Language), href(path), g.Text(r.Activity.Title))),
			h.P(h.Class("meta"),
				h.Span(icon("list"), g.Text(v.fill("page.task.number", laurel.Args{"Number": r.Task.Number}))),
				h.Span(icon("clock"), v.moment(r.Submission.SubmittedAt)),
				g.If(r.Submission.Attempt > 1,
					h.Span(icon("pencil"), g.Text(v.fill("page.history.attempt", laurel.Args{"Number": r.Submission.Attempt})))),
			)),
		icon("onward"),
	)
}

// reviews are those that wait in all organisations where the actor has a role,
// the oldest first; runs says whether there is any such place, or a city.
func (p *Pages) reviews(ctx context.Context) (all []engine.Review, runs bool, err error) {
	memberships, err := p.deps.Registry.Memberships(ctx)
	if err != nil {
		return nil, false, err
	}
	var seen []laurel.TenantID
	for _, m := range memberships {
		if slices.Contains(seen, m.Tenant) || m.Tenant == laurel.Platform || slices.Contains(tenants.RolesIn(tenants.City), m.Role) {
			continue
		}
		seen = append(seen, m.Tenant)
		list, err := p.deps.Engine.Reviews(ctx, m.Tenant)
		if err != nil {
			return nil, false, err
		}
		all = append(all, list...)
	}
	slices.SortStableFunc(all, func(a, b engine.Review) int { return a.Submission.SubmittedAt.Compare(b.Submission.SubmittedAt) })
	return all, len(memberships) > 0, nil
}

// hint is what the menu shows of somebody; it may lag behind by some seconds. Of
// who reaches one tenant only it is not remembered, since it is another.
func (p *Pages) hint(ctx context.Context, who laurel.Actor) (hint, error) {
	now := time.Now()
	if known, ok := p.waiting.Get(who.Person); ok && who.Reach == "" && known.fresh(now) {
		return known, nil
	}
	list, runs, err := p.reviews(ctx)
	fresh := hint{count: len(list), runs: runs, until: now.Add(hintLife)}
	if err == nil && who.Reach == "" {
		p.waiting.Add(who.Person, fresh)
	}
	return fresh, err
}
