package engine_test

import (
	"testing"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/registry"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine"
	"example.org/laurel/workflow/engine/enginetest"
)

func (s *house) move(m tenants.Move) {
	s.T.Helper()
	mayor := s.SignIn("mayor@example.org")
	must(s.T, s.Registry.MoveAffiliation(s.As(mayor), s.City, s.Org, registry.Step{Move: m, Reason: "a complaint"}))
}

func TestASuspendedOrganisationNeitherPublishesNorAwards(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		mayor := s.SignIn("mayor@example.org")
		p := s.Publish([]workflow.Step{enginetest.Step("organiser@1")})
		must(s.T, s.Engine.ListActivity(s.As(mayor), s.City, p.Activity.ID))
		sub := s.submit(s.Ada, p, "words")
		s.Work()
		s.move(tenants.MoveSuspend)

		refused := map[string]error{}
		_, refused["publish"] = s.Engine.PublishActivity(s.As(s.Cleo), s.Org, workflow.Draft{Title: "Two", Language: "en", Kind: workflow.Online,
			Tasks: []workflow.TaskDraft{{Prompt: "?", Asks: []workflow.Ask{{Kind: approval.Text}}, Steps: []workflow.Step{enginetest.Step("self@1")}}}})
		_, refused["submit"] = s.Engine.SubmitEvidence(s.As(s.Dora), p.Tasks[0].ID, words("words"))
		refused["opinion"] = s.Engine.GiveOpinion(s.As(s.Cleo), sub.ID, engine.Said{Advice: approval.Approve})
		onPlatform := laurel.WithActor(s.T.Context(), laurel.Actor{Person: s.Dora, Language: "en"})
		_, refused["submit on the platform"] = s.Engine.SubmitEvidence(onPlatform, p.Tasks[0].ID, words("words"))
		for what, err := range refused {
			if laurel.KindOf(err) != laurel.Forbidden {
				s.T.Errorf("%s: %v, want forbidden", what, err)
			}
		}
		if listed, err := s.Engine.IsShown(s.T.Context(), s.City, p.Activity); err != nil || listed {
			s.T.Errorf("its activity is listed: %v, %v", listed, err)
		}
		s.move(tenants.MoveReactivate)
		if listed, err := s.Engine.IsShown(s.T.Context(), s.City, p.Activity); err != nil || !listed {
			s.T.Errorf("reactivated, its activity is listed: %v, %v", listed, err)
		}
		must(s.T, s.Engine.GiveOpinion(s.As(s.Cleo), sub.ID, engine.Said{Advice: approval.Approve}))
	})
}

func TestAnAwardWaitsWhileItsOrganisationIsSuspended(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		p := s.Publish([]workflow.Step{enginetest.Step("self@1")})
		sub := s.submit(s.Ada, p, "words")
		for _, d := range s.Events("evidence.submitted") {
			q, err := s.Engine.Inquiry(s.System(), sub.ID)
			must(s.T, err)
			must(s.T, s.Engine.RecordVerdict(s.System(), d, answered(sub.ID, *q, approval.Approve)))
		}
		s.move(tenants.MoveSuspend)
		passed := s.Events("task.passed")
		if len(passed) != 1 {
			s.T.Fatalf("%d tasks passed, want 1", len(passed))
		}
		if err := s.Engine.GrantAward(s.System(), passed[0], sub.ID); laurel.KindOf(err) != laurel.Unready {
			s.T.Errorf("granted while suspended: %v, want unready", err)
		}
		s.move(tenants.MoveReactivate)
		must(s.T, s.Engine.GrantAward(s.System(), passed[0], sub.ID))
		if v := s.state(s.Ada, sub.ID); v.Award == "" {
			s.T.Error("reactivated, the award that waited is not granted")
		}
	})
}

func TestACityCountsEachAwardAndListingOnce(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		mayor := s.SignIn("mayor@example.org")
		p := s.Publish([]workflow.Step{enginetest.Step("self@1")})
		must(s.T, s.Engine.ListActivity(s.As(mayor), s.City, p.Activity.ID))
		must(s.T, s.Engine.ListActivity(s.As(mayor), s.City, p.Activity.ID))
		s.submit(s.Ada, p, "words")
		s.Work()
		for range 2 {
			for _, d := range s.Events("activity.listed") {
				must(s.T, s.Registry.CountListing(s.System(), d, s.Org))
				must(s.T, s.Registry.CountListing(s.System(), d, s.Org))
			}
			for _, d := range s.Events("award.granted") {
				must(s.T, s.Registry.CountAward(s.System(), d, s.City))
				must(s.T, s.Registry.CountAward(s.System(), d, s.City))
			}
		}
		o, _, err := s.Registry.Partner(s.As(mayor), s.City, s.Org)
		if err != nil || o.Listed != 1 || o.Awards != 1 || o.LastAt.IsZero() {
			s.T.Errorf("%+v, %v; want one of each", o, err)
		}
	})
}
