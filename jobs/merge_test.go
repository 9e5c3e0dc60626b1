package jobs

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"testing"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
	"example.org/laurel/tenants/db/dbtest"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine"
	"example.org/laurel/workflow/engine/enginetest"
)

// twins are two accounts of one person in an office: Ada's, and one under another
// address, which goes into hers.
type twins struct {
	*office
	t      *testing.T
	w      *Worker
	ctx    context.Context // of background work
	bea    laurel.PersonID
	merger tenants.AccountsMerged

	both, hers, halves  workflow.Publication // badges: held by both; by the other account; half passed by each
	doubled, onAda, own workflow.Publication // tries: by both at one task; with an opinion of the other account
	dora                laurel.SubmissionID  // a stranger's, with an opinion of the other account
	adaTry, beaTry      laurel.SubmissionID  // with an opinion of the other account each
	awards              []laurel.AwardID     // before
}

func newTwins(t *testing.T, d *db.DB) *twins {
	t.Helper()
	o := newOffice(t, d, smallQueue(t))
	x := &twins{office: o, t: t, w: New(o.config), ctx: laurel.WithActor(t.Context(), laurel.SystemActor()), bea: o.SignIn("bea@example.org")}
	self, asked := []workflow.Step{enginetest.Step("self@1")}, []workflow.Step{enginetest.Step("peer@1")}
	x.both, x.hers, x.halves = o.Publish(self), o.Publish(self), o.Publish(self, self)
	x.doubled, x.onAda, x.own = o.Publish([]workflow.Step{enginetest.Step("organiser@1")}), o.Publish(asked), o.Publish(asked)
	head := o.As(o.SignIn("head@example.org"))
	for email, role := range map[string]string{"ada@example.org": tenants.MemberRole, "bea@example.org": tenants.Organiser} {
		_, err := o.Registry.AddMember(head, o.Org, email, role)
		must(t, err)
	}
	_, err := o.Registry.AddMember(head, o.Org, "bea@example.org", tenants.MemberRole)
	must(t, err)
	x.hand(o.Ada, x.both, 0)
	x.hand(x.bea, x.both, 0)
	x.hand(x.bea, x.hers, 0)
	x.hand(o.Ada, x.halves, 0)
	x.hand(x.bea, x.halves, 1)
	x.drain()
	for _, p := range []laurel.PersonID{o.Ada, x.bea} {
		list, err := o.Engine.Portfolio(o.As(p))
		must(t, err)
		for _, e := range list {
			x.awards = append(x.awards, e.Award)
		}
	}
	x.hand(o.Ada, x.doubled, 0)
	x.hand(x.bea, x.doubled, 0)
	_, err = o.Registry.PublishTerms(o.As(o.SignIn("operator@example.org")), laurel.Platform, tenants.TermsOfUse, map[string]string{"en": "Be kind."}, 0)
	must(t, err)
	word := tenants.Acceptance{Tenant: laurel.Platform, Kind: tenants.TermsOfUse, Number: 1}
	must(t, o.Registry.AcceptTerms(o.As(x.bea), []tenants.Acceptance{word}))
	x.adaTry, x.beaTry, x.dora = x.hand(o.Ada, x.onAda, 0), x.hand(x.bea, x.own, 0), x.hand(o.Dora, x.own, 0)
	x.drain()
	x.say(x.bea, x.adaTry)
	x.say(o.Ada, x.beaTry)
	x.say(x.bea, x.dora)
	return x
}

func (x *twins) hand(p laurel.PersonID, what workflow.Publication, task int) laurel.SubmissionID {
	x.t.Helper()
	sub, err := x.Engine.SubmitEvidence(x.As(p), what.Tasks[task].ID, []workflow.Evidence{{Kind: approval.Text, Text: "words"}})
	must(x.t, err)
	return sub.ID
}

func (x *twins) say(p laurel.PersonID, id laurel.SubmissionID) {
	x.t.Helper()
	must(x.t, x.Engine.GiveOpinion(x.As(p), id, engine.Said{Advice: approval.Approve}))
}

// drain carries out what is due, each task twice.
func (x *twins) drain() {
	x.t.Helper()
	for {
		n, err := x.DB.RelayEvents(x.ctx, func(event string) []string { return x.w.byEvent[event] })
		must(x.t, err)
		due, _, err := x.DB.RelayDue(x.ctx)
		must(x.t, err)
		if n == 0 && len(due) == 0 {
			return
		}
		for _, d := range due {
			runTwice(x.ctx, x.t, x.w, d)
		}
	}
}

// begin puts the accounts together, as far as the person waits for it.
func (x *twins) begin() {
	x.t.Helper()
	secret, taken, err := x.Registry.MakeAddressLink(x.ctx, tenants.AddressClaimed{Person: x.Ada, Email: "bea@example.org"})
	must(x.t, err)
	if !taken {
		x.t.Error("the address is said to be nobody's")
	}
	must(x.t, x.Registry.MergeAccounts(x.As(x.Ada), secret))
	x.merger = tenants.AccountsMerged{From: x.bea, To: x.Ada}
}

// check is what has to be true once background work is done.
func (x *twins) check() {
	x.t.Helper()
	x.checkBadges()
	x.checkRoles()
	x.checkTries()
	if missing, err := x.Registry.MissingTerms(x.As(x.Ada)); err != nil || len(missing) > 0 {
		x.t.Errorf("what the other account has accepted is asked for again: %v, %v", missing, err)
	}
}

func (x *twins) checkBadges() {
	x.t.Helper()
	held := map[laurel.AchievementID]int{}
	list := x.portfolio(x.t)
	for _, e := range list {
		held[e.Achievement]++
		if _, err := x.Engine.Credential(x.ctx, e.Award); err != nil {
			x.t.Errorf("a credential in the portfolio: %v", err)
		}
	}
	for _, id := range x.awards {
		if !slices.ContainsFunc(list, func(e workflow.Entry) bool { return e.Award == id }) {
			x.t.Errorf("award %s is not in the portfolio", id)
		}
	}
	if got := []int{held[x.both.Achievement.ID], held[x.hers.Achievement.ID], held[x.halves.Achievement.ID]}; !slices.Equal(got, []int{2, 1, 1}) {
		x.t.Errorf("credentials of each badge: %v; want two where both had it, one of hers, and one that both earned together", got)
	}
}

func (x *twins) checkRoles() {
	x.t.Helper()
	members, _, _, err := x.Registry.Policy(x.ctx, x.Org)
	must(x.t, err)
	var roles []string
	for _, m := range members {
		if m.Person == x.bea {
			x.t.Errorf("the other account is still %s", m.Role)
		}
		if m.Person == x.Ada {
			roles = append(roles, m.Role)
		}
	}
	if !slices.Equal(roles, []string{tenants.MemberRole, tenants.Organiser}) {
		x.t.Errorf("she has the roles %v", roles)
	}
	must(x.t, x.Gate.Prepare(x.As(x.Ada), x.Org))
	must(x.t, x.Gate.May(x.As(x.Ada), laurel.PublishActivity, laurel.Whole(x.Org)))
	if err := x.Gate.May(x.As(x.bea), laurel.PublishActivity, laurel.Whole(x.Org)); laurel.KindOf(err) != laurel.Forbidden {
		x.t.Errorf("the other account publishes: %v, want forbidden", err)
	}
	mine, err := x.Registry.Memberships(x.As(x.Ada))
	must(x.t, err)
	if len(mine) != 2 {
		x.t.Errorf("memberships %v, want two", mine)
	}
}

func (x *twins) checkTries() {
	x.t.Helper()
	v, err := x.Engine.Activity(x.As(x.Ada), x.doubled.Activity.ID)
	must(x.t, err)
	if mine := v.Tasks[0].Mine; mine == nil || mine.State != workflow.Open {
		x.t.Errorf("at the task that both tried: %+v, want one that is open", mine)
	}
	for id, opinions := range map[laurel.SubmissionID]int{x.adaTry: 0, x.beaTry: 0, x.dora: 1} {
		v, err := x.Engine.Submission(x.As(x.Cleo), id)
		must(x.t, err)
		said := v.Attempts[0].Opinions
		if len(said) != opinions || opinions > 0 && said[0].Person != x.Ada {
			x.t.Errorf("opinions %+v, want %d, by her", said, opinions)
		}
	}
	for _, id := range []laurel.SubmissionID{x.adaTry, x.beaTry} {
		err := x.Engine.GiveOpinion(x.As(x.Ada), id, engine.Said{Advice: approval.Approve})
		if laurel.KindOf(err) != laurel.Forbidden {
			x.t.Errorf("she judges what she has handed in under either account: %v, want forbidden", err)
		}
	}
}

func TestTwoAccountsOfOnePersonBecomeOne(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := newTwins(t, d)
		x.begin()
		err := x.Engine.GiveOpinion(x.As(x.Ada), x.beaTry, engine.Said{Advice: approval.Approve})
		if laurel.KindOf(err) != laurel.Forbidden {
			t.Errorf("before anything has moved she judges the other account's: %v, want forbidden", err)
		}
		x.drain()
		x.check()
	})
}

func TestAMergerThatWasStoppedAnywhereEndsTheSame(t *testing.T) {
	t.Parallel()
	for stop := range 6 {
		t.Run("after step "+strconv.Itoa(stop), func(t *testing.T) {
			t.Parallel()
			x := newTwins(t, dbtest.SQLite(t))
			x.begin()
			steps, err := x.w.mergeSteps(x.ctx, x.merger)
			must(t, err)
			for _, step := range steps[:min(stop, len(steps))] {
				must(t, step())
			}
			x.drain()
			x.check()
		})
	}
}

func TestWhatComesToAnAccountAfterItWasTakenInFollowsIt(t *testing.T) {
	t.Parallel()
	x := newTwins(t, dbtest.SQLite(t))
	x.begin()
	x.drain()
	// A request that was under way when the account ended.
	id := x.hand(x.bea, x.Publish([]workflow.Step{enginetest.Step("organiser@1")}), 0)
	badge := x.Publish([]workflow.Step{enginetest.Step("self@1")})
	x.hand(x.bea, badge, 0)
	x.drain()
	if v, err := x.Engine.Submission(x.As(x.Ada), id); err != nil || !v.Mine {
		t.Errorf("what it handed in last is not hers: %v", err)
	}
	if !slices.ContainsFunc(x.portfolio(t), func(e workflow.Entry) bool { return e.Achievement == badge.Achievement.ID }) {
		t.Error("the badge that it earned last is not in her portfolio")
	}
	x.checkBadges()
}

func TestAnAddressIsToldWhatHappensToIt(t *testing.T) {
	t.Parallel()
	o := newOffice(t, dbtest.SQLite(t), smallQueue(t))
	o.run(t)
	ada := o.As(o.Ada)
	for _, email := range []string{"new@example.org", "dora@example.org"} {
		must(t, o.Registry.ClaimAddress(ada, email))
		eventually(t, "the letter is there", func() bool { return len(o.post.to(email)) == 1 })
	}
	free, taken := o.post.to("new@example.org")[0], o.post.to("dora@example.org")[0]
	if free.Subject != "Is this address yours?" || taken.Subject != "Put two accounts together?" {
		t.Errorf("letters %q and %q", free.Subject, taken.Subject)
	}
	must(t, o.Registry.ConfirmAddress(ada, secretIn(t, free.Text)))
	eventually(t, "the main address is told of the other", func() bool { return len(o.post.to("ada@example.org")) == 1 })
	must(t, o.Registry.PreferAddress(ada, "new@example.org"))
	eventually(t, "the old main address is told", func() bool { return len(o.post.to("ada@example.org")) == 2 })
	must(t, o.Registry.RemoveAddress(ada, "ada@example.org"))
	eventually(t, "the address that was removed is told", func() bool { return len(o.post.to("ada@example.org")) == 3 })
}

// secretIn is the secret of the link in a letter about an address.
func secretIn(t *testing.T, letter string) string {
	t.Helper()
	_, rest, ok := strings.Cut(letter, "/account/addresses/")
	if !ok {
		t.Fatalf("no link in %q", letter)
	}
	secret, _, _ := strings.Cut(rest, "\n")
	return strings.TrimSpace(secret)
}
