package engine_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.org/laurel"
	"example.org/laurel/tenants/db/dbtest"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine"
)

func (s *house) rule(id laurel.ActivityID, who laurel.PersonID, k workflow.RulingKind) workflow.Participation {
	s.T.Helper()
	p, err := s.Engine.DecideParticipant(s.As(s.Cleo), id, who, workflow.Ruling{Kind: k, Words: "A word."})
	must(s.T, err)
	return p
}

func TestOrganisersAcceptRefuseAndSeeHowFarPeopleAre(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		p := s.joinable(workflow.ForAll, workflow.Joining{Mode: workflow.JoiningAsked, Required: true})
		id := p.Activity.ID
		for _, who := range []laurel.PersonID{s.Ada, s.Ben, s.Ada} {
			if got, err := s.Engine.JoinActivity(s.As(who), id); err != nil || got.Seat != workflow.Asked {
				s.T.Fatalf("asking: %+v, %v", got, err)
			}
		}
		if _, err := s.Engine.SubmitEvidence(s.As(s.Ada), p.Tasks[0].ID, words("x")); laurel.KindOf(err) != laurel.Conflict {
			s.T.Errorf("who only asked hands in: %v", err)
		}
		for range 2 {
			if got := s.rule(id, s.Ada, workflow.RuleAccept); got.Seat != workflow.Joined {
				s.T.Errorf("accepted: %+v", got)
			}
			if got := s.rule(id, s.Ben, workflow.RuleRefuse); got.Seat != workflow.Refused || got.Words != "A word." {
				s.T.Errorf("refused: %+v", got)
			}
		}
		if n := len(s.Events("participant.ruled")); n != 2 {
			s.T.Errorf("%d were told, want each once", n)
		}
		s.submit(s.Ada, p, "x")
		found, err := s.Engine.Participants(s.As(s.Cleo), id, engine.ParticipantFilter{Most: 1})
		if err != nil || len(found.List) != 1 || !found.More || found.Counts[workflow.Joined] != 1 || found.Counts[workflow.Refused] != 1 {
			s.T.Fatalf("the first page: %+v, %v", found, err)
		}
		rest, err := s.Engine.Participants(s.As(s.Cleo), id, engine.ParticipantFilter{After: found.List[0].Part.Person, Most: 1})
		if err != nil || len(rest.List) != 1 || rest.More || rest.List[0].Part.Person == found.List[0].Part.Person {
			s.T.Errorf("the second page: %+v, %v", rest, err)
		}
		in, err := s.Engine.Participants(s.As(s.Cleo), id, engine.ParticipantFilter{Seat: workflow.Joined, Most: 9})
		if err != nil || len(in.List) != 1 || in.List[0].Part.Person != s.Ada || in.List[0].Needed != len(p.Tasks) || in.List[0].Passed != 0 {
			s.T.Errorf("those who take part: %+v, %v", in, err)
		}
		if _, err := s.Engine.Participants(s.As(s.Cleo), id, engine.ParticipantFilter{Seat: "asleep", Most: 9}); laurel.KindOf(err) != laurel.Invalid {
			s.T.Errorf("a state that is none: %v", err)
		}
	})
}

// TestWhoWaitsIsPlacedByOneQuery: one was asked for each of them.
func TestWhoWaitsIsPlacedByOneQuery(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		p := s.joinable(workflow.ForAll, workflow.Joining{Mode: workflow.JoiningPlaces, Places: 1})
		join := func(who laurel.PersonID) {
			_, err := s.Engine.JoinActivity(s.As(who), p.Activity.ID)
			must(s.T, err)
		}
		listed := func() ([]engine.Participant, int64) {
			ctx, queries := dbtest.Counting(s.As(s.Cleo))
			found, err := s.Engine.Participants(ctx, p.Activity.ID, engine.ParticipantFilter{Most: 9})
			must(s.T, err)
			return found.List, queries.Load()
		}
		join(s.Dora)
		join(s.Ben)
		listed()
		_, few := listed()
		last := s.SignIn("last@example.org")
		join(last)
		join(s.Ada)
		list, many := listed()
		if many != few {
			s.T.Errorf("%d queries with three who wait, want %d as with one", many, few)
		}
		got := map[laurel.PersonID]int{}
		for _, one := range list {
			got[one.Part.Person] = one.Queue
		}
		if diff := cmp.Diff(map[laurel.PersonID]int{s.Dora: 0, s.Ben: 1, last: 2, s.Ada: 3}, got); diff != "" {
			s.T.Errorf("places (-want +got):\n%s", diff)
		}
	})
}

func TestNobodyButOrganisersRulesOrSeesWhoTakesPart(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		p := s.joinable(workflow.ForAll, workflow.Joining{Mode: workflow.JoiningPlaces, Places: 1})
		id := p.Activity.ID
		for _, who := range []laurel.PersonID{s.Ada, s.Ben} {
			_, err := s.Engine.JoinActivity(s.As(who), id)
			must(s.T, err)
		}
		for _, who := range []laurel.PersonID{"", s.Ada, s.Dora, s.SignIn("mayor@example.org")} {
			if found, err := s.Engine.Participants(s.As(who), id, engine.ParticipantFilter{Most: 9}); err == nil || len(found.List) > 0 {
				s.T.Errorf("%s sees %+v", who, found)
			}
			if _, err := s.Engine.DecideParticipant(s.As(who), id, s.Ben, workflow.Ruling{Kind: workflow.RuleMoveUp}); err == nil {
				s.T.Errorf("%s moves somebody up", who)
			}
		}
		if _, err := s.Engine.DecideParticipant(s.As(s.Cleo), id, s.Dora, workflow.Ruling{Kind: workflow.RuleRemove}); laurel.KindOf(err) != laurel.NotFound {
			s.T.Errorf("somebody who never took part: %v", err)
		}
		if _, err := s.Engine.DecideParticipant(s.As(s.Cleo), id, s.Ben, workflow.Ruling{Kind: "promote"}); laurel.KindOf(err) != laurel.Invalid {
			s.T.Errorf("no ruling: %v", err)
		}
		if got := s.rule(id, s.Ben, workflow.RuleMoveUp); got.Seat != workflow.Joined {
			s.T.Errorf("moved up: %+v", got)
		}
		s.rule(id, s.Ada, workflow.RuleRemove)
		if v, err := s.Engine.Activity(s.As(s.Ben), id); err != nil || v.Roll.Joined != 1 || v.Roll.Waiting != 0 {
			s.T.Errorf("the roll: %+v, %v", v.Roll, err)
		}
	})
}
