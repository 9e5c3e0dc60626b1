package jobs

import (
	"slices"
	"strings"
	"testing"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/tenants/db"
	"example.org/laurel/tenants/db/dbtest"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine/enginetest"
)

func TestWhoWaitedHearsOnceOfThePlace(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newOffice(t, d, smallQueue(t))
		w := New(o.config)
		p, err := o.Engine.PublishActivity(o.As(o.Cleo), o.Org, workflow.Draft{Title: "Rowing", Description: "On the lake.", Language: "en",
			Kind: workflow.Course, Access: workflow.ForAll, Joining: workflow.Joining{Mode: workflow.JoiningPlaces, Places: 1},
			Tasks: []workflow.TaskDraft{{Prompt: "?", Asks: []workflow.Ask{{Kind: approval.Text}}, Steps: []workflow.Step{enginetest.Step("self@1")}}}})
		must(t, err)
		for _, who := range []laurel.PersonID{o.Ben, o.Ada, o.Dora} {
			_, err := o.Engine.JoinActivity(o.As(who), p.Activity.ID)
			must(t, err)
		}
		o.workTwice(t, w)
		must(t, o.Engine.LeaveActivity(o.As(o.Ben), p.Activity.ID))
		ran := o.workTwice(t, w)
		for _, route := range []string{"fill.places", "mail.place"} {
			if !slices.Contains(ran, route) {
				t.Errorf("%s was never run", route)
			}
		}
		list := o.post.to("ada@example.org")
		if len(ids(list)) != 1 || !strings.Contains(list[0].Subject, "Rowing") || !strings.Contains(list[0].Text, "/activities/"+string(p.Activity.ID)) {
			t.Errorf("who has a place now got %+v, want one letter that says where", list)
		}
		if list := o.post.to("dora@example.org"); len(list) != 0 {
			t.Errorf("who goes on waiting got %+v", list)
		}
		if traces, err := o.Registry.Traces(t.Context(), o.Dora, o.Dora); err != nil || !slices.Contains(traces, o.Org) {
			t.Errorf("what a person has there is not found again: %v, %v", traces, err)
		}
	})
}

func TestWhoIsRuledAboutHearsOnceWithTheOrganisersWord(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newOffice(t, d, smallQueue(t))
		w := New(o.config)
		p, err := o.Engine.PublishActivity(o.As(o.Cleo), o.Org, workflow.Draft{Title: "Rowing", Description: "On the lake.", Language: "en",
			Kind: workflow.Course, Access: workflow.ForAll, Joining: workflow.Joining{Mode: workflow.JoiningAsked},
			Tasks: []workflow.TaskDraft{{Prompt: "?", Asks: []workflow.Ask{{Kind: approval.Text}}, Steps: []workflow.Step{enginetest.Step("self@1")}}}})
		must(t, err)
		for _, who := range []laurel.PersonID{o.Ben, o.Ada, o.Dora} {
			_, err := o.Engine.JoinActivity(o.As(who), p.Activity.ID)
			must(t, err)
		}
		rule := func(who laurel.PersonID, k workflow.RulingKind, words string) {
			_, err := o.Engine.DecideParticipant(o.As(o.Cleo), p.Activity.ID, who, workflow.Ruling{Kind: k, Words: words})
			must(t, err)
		}
		rule(o.Ada, workflow.RuleAccept, "")
		rule(o.Ben, workflow.RuleRefuse, "The boat is small.")
		rule(o.Dora, workflow.RuleAccept, "")
		rule(o.Dora, workflow.RuleRemove, "") // before any letter was written
		o.workTwice(t, w)
		for who, want := range map[string]string{"ada@example.org": "your request was accepted", "ben@example.org": "The boat is small.",
			"dora@example.org": "have ended your participation"} {
			if list := o.post.to(who); len(ids(list)) != 1 || !strings.Contains(list[0].Text, want) {
				t.Errorf("%s got %+v, want one letter with %q", who, list, want)
			}
		}
	})
}

func TestWhoIsInvitedHearsAtTheAddressThatWasNamed(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newOffice(t, d, smallQueue(t))
		w := New(o.config)
		p, err := o.Engine.PublishActivity(o.As(o.Cleo), o.Org, workflow.Draft{Title: "Rowing", Description: "On the lake.", Language: "en",
			Kind: workflow.Course, Access: workflow.Restricted,
			Tasks: []workflow.TaskDraft{{Prompt: "?", Asks: []workflow.Ask{{Kind: approval.Text}}, Steps: []workflow.Step{enginetest.Step("self@1")}}}})
		must(t, err)
		for _, email := range []string{"new@example.org", "late@example.org"} {
			who, address, err := o.Registry.Invitee(o.As(o.Cleo), p.Activity, email)
			must(t, err)
			i, err := o.Engine.InviteParticipant(o.As(o.Cleo), workflow.PartInvitation{Activity: p.Activity.ID, Person: who, Address: address, Language: "de"})
			must(t, err)
			if email == "late@example.org" {
				_, err = o.Engine.WithdrawPartInvitation(o.As(o.Cleo), p.Activity.ID, i.ID)
				must(t, err)
			}
		}
		o.workTwice(t, w)
		list := o.post.to("new@example.org")
		if len(ids(list)) != 1 || !strings.Contains(list[0].Text, "/de/") || !strings.Contains(list[0].Text, "/invited/"+string(p.Activity.ID)) {
			t.Errorf("who is invited got %+v, want one letter that says where", list)
		}
		if list := o.post.to("late@example.org"); len(list) != 0 {
			t.Errorf("whose invitation was withdrawn got %+v", list)
		}
	})
}
