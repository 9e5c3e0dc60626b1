package page

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/tenants"
	"example.org/laurel/workflow/engine"
)

// reviewsShown are so many on a page.
const reviewsShown = 25

// queue is what a reviewer looks for among what waits.
type queue struct {
	activity laurel.ActivityID
	task     laurel.TaskID
	role     approval.Role
	days     int // that it waits at least
}

// askedQueue reads the filters of the list. What is none narrows nothing.
func askedQueue(ask func(name string, otherwise ...string) string) queue {
	q := queue{activity: laurel.ActivityID(ask("activity")), task: laurel.TaskID(ask("task")), role: approval.Role(ask("role"))}
	if q.role != approval.Peer && q.role != approval.Organiser {
		q.role = ""
	}
	if days, err := strconv.Atoi(ask("days")); err == nil && slices.Contains(waits(), days) {
		q.days = days
	}
	return q
}

// waits are the days that one can choose from.
func waits() []int { return []int{1, 3, 7, 14} }

func (q queue) values() url.Values {
	asked := url.Values{}
	for name, value := range map[string]string{
		"activity": string(q.activity), "task": string(q.task), "role": string(q.role), "days": number(q.days),
	} {
		if value != "" {
			asked.Set(name, value)
		}
	}
	return asked
}

// with is the query of an address: the filters, and one more value.
func (q queue) with(name, value string) string {
	asked := q.values()
	if value != "" {
		asked.Set(name, value)
	}
	if len(asked) == 0 {
		return ""
	}
	return "?" + asked.Encode()
}

func (q queue) wanted(now time.Time) engine.Wanted {
	w := engine.Wanted{Activity: q.activity, Task: q.task, Role: q.role}
	if q.days > 0 {
		w.Before = now.AddDate(0, 0, -q.days)
	}
	return w
}

// Reviews answers GET BASE/reviews with ?activity=&task=&role=&days=&after=: what
// waits for the actor's opinion, in all organisations. With ?go=next it leads to the
// one after, and from the last to the first.
func (p *Pages) Reviews(c *fiber.Ctx) error {
	v, err := p.view(c)
	if err != nil {
		return err
	}
	if done, err := v.mustSignIn(c); done {
		return err
	}
	all, _, err := p.reviews(v.ctx)
	if err != nil {
		return err
	}
	v.waiting = len(all)
	q := askedQueue(c.Query)
	found := q.wanted(time.Now()).Keep(all)
	if c.Query("go") == "next" {
		return c.Redirect(v.nextReview(q, found, c.Query("after")), fiber.StatusSeeOther)
	}
	shown := engine.After(found, c.Query("after"))
	more := len(shown) > reviewsShown
	shown = shown[:min(len(shown), reviewsShown)]
	if err := p.illustrate(v.ctx, shown); err != nil {
		return err
	}
	count := v.fill("page.reviews.count", laurel.Args{"Count": len(found)})
	body := g.Group{v.queueForm(q, all), h.P(h.Class("small"), h.Role("status"), g.Text(count))}
	switch {
	case len(all) == 0:
		body = g.Group{empty("check", v.say("page.reviews.nothing"),
			h.P(h.Class("actions"), h.A(h.Class("button plain"), href(v.to("/")), v.text("page.nav.discover"))))}
	case len(found) == 0:
		body = append(body, empty("check", v.say("page.reviews.nothing-such"),
			h.P(h.Class("actions"), h.A(h.Class("button plain"), href(v.to("/reviews")), v.text("page.reviews.all")))))
	default:
		body = append(body, h.Ul(h.Class("rows"), g.Map(shown, func(r engine.Review) g.Node { return v.review(q, r) })),
			h.P(h.Class("actions"),
				g.If(c.Query("after") != "", h.A(href(v.to("/reviews")+q.with("", "")), v.text("page.reviews.first"))),
				g.Iff(more, func() g.Node {
					return h.A(h.Class("button plain"), href(v.to("/reviews")+q.with("after", shown[len(shown)-1].Cursor())), v.text("page.reviews.more"))
				})),
			v.keyHints("page.keys.list"))
	}
	return v.show(c, sheet{title: v.say("page.reviews.title"), keys: true, body: []g.Node{
		h.Div(h.Class("wrap narrow"), h.H1(v.text("page.reviews.title")), h.P(h.Class("lead"), v.text("page.reviews.about")), body),
	}})
}

// nextReview is where the one after a place in the list is found, and after the last
// the first; where nothing else waits, it is the list.
func (v *view) nextReview(q queue, found []engine.Review, after string) string {
	next := append(slices.Clip(engine.After(found, after)), found...)
	for _, r := range next {
		if r.Cursor() != after {
			return v.to("/submissions/"+string(r.Submission.ID)) + q.with("", "")
		}
	}
	return v.to("/reviews") + q.with("", "")
}

// queueForm narrows the list: to what there is in it, so that nothing is chosen in vain.
func (v *view) queueForm(q queue, all []engine.Review) g.Node {
	anything := option{"", v.say("page.reviews.any")}
	activities, tasks := []option{anything}, []option{anything}
	roles, days := []option{anything}, []option{anything}
	seen := map[string]bool{}
	add := func(list *[]option, value, label string) {
		if !seen[value] {
			*list = append(*list, option{value, label})
		}
		seen[value] = true
	}
	for _, r := range all {
		add(&activities, string(r.Activity.ID), r.Activity.Title)
		if r.Activity.ID == q.activity {
			add(&tasks, string(r.Task.ID), v.fill("page.task.number", laurel.Args{"Number": r.Task.Number}))
		}
		add(&roles, string(r.Role), v.say("page.reviews.as-"+string(r.Role)))
	}
	for _, d := range waits() {
		days = append(days, option{strconv.Itoa(d), v.fill("page.reviews.days", laurel.Args{"Count": d})})
	}
	return h.Form(h.Class("panel form"), h.Method("get"), action(v.to("/reviews")), h.Div(h.Class("pair"),
		v.choice(field{name: "activity", label: "page.reviews.activity", value: string(q.activity)}, activities),
		g.If(len(tasks) > 2 || q.task != "", v.choice(field{name: "task", label: "page.reviews.task", value: string(q.task)}, tasks)),
		g.If(len(roles) > 2 || q.role != "", v.choice(field{name: "role", label: "page.reviews.role", value: string(q.role)}, roles)),
		v.choice(field{name: "days", label: "page.reviews.waits", value: number(q.days)}, days)),
		v.submit("page.reviews.narrow"))
}

func (v *view) review(q queue, r engine.Review) g.Node {
	path := v.to("/submissions/" + string(r.Submission.ID))
	return h.Li(h.Class("panel row"),
		g.Iff(r.Photo != "", func() g.Node { // beside what is said of it, so it says nothing itself
			return h.Img(h.Class("thumb"), src(path+"/evidence/"+string(r.Photo)+query("size", "small")), h.Alt(""), h.Loading("lazy"))
		}),
		h.Div(
			h.H2(h.A(h.Lang(r.Activity.Language), href(path+q.with("", "")), g.Text(r.Activity.Title))),
			h.P(h.Class("meta"),
				h.Span(icon("list"), g.Text(v.fill("page.task.number", laurel.Args{"Number": r.Task.Number}))),
				h.Span(icon("clock"), v.text("page.reviews.since"), g.Text(" "), v.moment(r.Since())),
				h.Span(icon("shield"), v.text("page.reviews.as-"+string(r.Role))),
				g.If(r.Submission.Attempt > 1,
					h.Span(icon("pencil"), g.Text(v.fill("page.history.attempt", laurel.Args{"Number": r.Submission.Attempt})))),
			)),
		icon("onward"),
	)
}

// otherReviews leads a reviewer to what else waits, with the key n to the next.
func (v *view) otherReviews(q queue, s standing) g.Node {
	here := engine.Review{Submission: s.Submission}.Cursor()
	next := q.values()
	next.Set("go", "next")
	next.Set("after", here)
	return h.P(h.Class("actions"),
		h.A(h.Class("button plain"), h.Data("key", "n"), href(v.to("/reviews")+"?"+next.Encode()), v.text("page.reviews.next"), icon("onward")),
		h.A(href(v.to("/reviews")+q.with("", "")), v.text("page.opinion.to-reviews")))
}

// keyHints lists the keys that a page knows. The script shows it, since without it
// there are none, and the box in it turns them off.
func (v *view) keyHints(key string) g.Node {
	return h.Details(h.ID("keys"), h.Class("keys"), g.Attr("hidden"),
		h.Summary(v.text("page.keys.title"), g.Text(" "), h.Kbd(g.Text("?"))),
		h.P(v.text(key)),
		h.Label(h.Class("tick"), h.Input(h.ID("keys-on"), h.Type("checkbox"), h.Checked()), h.Span(v.text("page.keys.on"))))
}

// reviews are those that wait in all organisations where the actor has a role, those
// that wait longest first; runs says whether there is any such place, or a city.
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
	engine.SortReviews(all)
	return all, len(memberships) > 0, nil
}

// illustrate adds what a list shows of each.
func (p *Pages) illustrate(ctx context.Context, list []engine.Review) error {
	for _, t := range tenantsOf(list) {
		if err := p.deps.Engine.Illustrate(ctx, t, list); err != nil {
			return err
		}
	}
	return nil
}

func tenantsOf(list []engine.Review) []laurel.TenantID {
	var all []laurel.TenantID
	for _, r := range list {
		if t := r.Submission.Tenant(); !slices.Contains(all, t) {
			all = append(all, t)
		}
	}
	return all
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
