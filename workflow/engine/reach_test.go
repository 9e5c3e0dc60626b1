package engine_test

import (
	"testing"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/tenants"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine/enginetest"
)

func TestAnActivityForTheNetworkStandsInEveryCityAndOneForItsCitiesDoesNot(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		operator := s.SignIn("operator@example.org")
		other, err := s.Registry.FoundCity(s.As(operator),
			tenants.Tenant{Slug: "seestadt", Name: "Seestadt", Email: "s@example.org", Language: "de"}, "", "bea@example.org")
		must(s.T, err)
		bea := s.SignIn("bea@example.org")
		draft := workflow.Draft{Title: "Rowing", Description: "On the lake.", Language: "en", Kind: workflow.Course,
			Tasks: []workflow.TaskDraft{{Prompt: "?", Asks: []workflow.Ask{{Kind: approval.Text}}, Steps: []workflow.Step{enginetest.Step("self@1")}}}}
		for reach, everywhere := range map[workflow.Reach]bool{"": false, workflow.InCities: false, workflow.InTheNetwork: true} {
			draft.Reach = reach
			p, err := s.Engine.PublishActivity(s.As(s.Cleo), s.Org, draft)
			must(s.T, err)
			if shown, err := s.Engine.IsShown(s.T.Context(), other.ID, p.Activity); err != nil || shown != everywhere {
				s.T.Errorf("%q: shown in another city: %v, %v; want %v", reach, shown, err, everywhere)
			}
			if err := s.Engine.ListActivity(s.As(bea), other.ID, p.Activity.ID); (err == nil) != everywhere || err != nil && laurel.KindOf(err) != laurel.Invalid {
				s.T.Errorf("%q: listed in another city: %v", reach, err)
			}
		}
		catalogue, err := s.Engine.SearchCatalogue(s.T.Context(), []tenants.Tenant{other}, workflow.Search{})
		if err != nil || len(catalogue.List) != 1 {
			s.T.Errorf("the other city's catalogue: %+v, %v; want the one for the network", catalogue, err)
		}
		draft.Reach = "galaxy"
		if _, err := s.Engine.PublishActivity(s.As(s.Cleo), s.Org, draft); laurel.KindOf(err) != laurel.Invalid {
			s.T.Errorf("another reach: %v, want invalid", err)
		}
	})
}

func TestASuspendedOrganisationIsNotShownThereForTheNetworkEither(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		p, err := s.Engine.PublishActivity(s.As(s.Cleo), s.Org, workflow.Draft{Title: "Rowing", Description: "On the lake.", Language: "en",
			Kind: workflow.Course, Reach: workflow.InTheNetwork, Tasks: []workflow.TaskDraft{{Prompt: "?",
				Asks: []workflow.Ask{{Kind: approval.Text}}, Steps: []workflow.Step{enginetest.Step("self@1")}}}})
		must(s.T, err)
		mayor := s.SignIn("mayor@example.org")
		must(s.T, s.Engine.ListActivity(s.As(mayor), s.City, p.Activity.ID))
		city, err := s.Registry.Tenant(s.T.Context(), s.City)
		must(s.T, err)
		check := func(when string, want bool) {
			s.T.Helper()
			shown, err := s.Engine.IsShown(s.T.Context(), s.City, p.Activity)
			list, listErr := s.Engine.SearchCatalogue(s.T.Context(), []tenants.Tenant{city}, workflow.Search{})
			if err != nil || listErr != nil || shown != want || (len(list.List) == 1) != want {
				s.T.Errorf("%s: shown %v, listed %d, %v, %v; want %v", when, shown, len(list.List), err, listErr, want)
			}
		}
		check("active", true)
		s.move(tenants.MoveSuspend)
		check("suspended", false)
		if err := s.Engine.ListActivity(s.As(mayor), s.City, p.Activity.ID); laurel.KindOf(err) != laurel.Invalid {
			s.T.Errorf("listed while suspended: %v, want invalid", err)
		}
		s.move(tenants.MoveReactivate)
		check("active again", true)
	})
}
