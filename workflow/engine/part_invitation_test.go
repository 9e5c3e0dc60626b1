package engine_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"example.org/laurel"
	"example.org/laurel/workflow"
)

func (s *house) invite(id laurel.ActivityID, address string) workflow.PartInvitation {
	s.T.Helper()
	who, address, err := s.Registry.Invitee(s.As(s.Cleo), workflow.Activity{ID: id}, address)
	must(s.T, err)
	i, err := s.Engine.InviteParticipant(s.As(s.Cleo), workflow.PartInvitation{Activity: id, Person: who, Address: address, Language: "en"})
	must(s.T, err)
	return i
}

func TestWhoIsInvitedSeesARestrictedActivityUntilTheInvitationEnds(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		p := s.joinable(workflow.Restricted, workflow.Joining{})
		id := p.Activity.ID
		if _, err := s.Engine.Activity(s.As(s.Ada), id); laurel.KindOf(err) != laurel.NotFound {
			s.T.Fatalf("before: %v", err)
		}
		if _, err := s.Engine.MyInvitation(s.As(s.Ada), id); laurel.KindOf(err) != laurel.NotFound {
			s.T.Fatalf("before: %v", err)
		}
		i := s.invite(id, "Ada@Example.org")
		for door, open := range s.doors(p) {
			if err := open(s.As(s.Ada)); err != nil {
				s.T.Errorf("who is invited and %s: %v", door, err)
			}
			if err := open(s.As(s.Ben)); laurel.KindOf(err) != laurel.NotFound {
				s.T.Errorf("who is not and %s: %v", door, err)
			}
		}
		if _, err := s.Engine.AnswerInvitation(s.As(s.Ben), id, workflow.Accept); laurel.KindOf(err) != laurel.NotFound {
			s.T.Errorf("another's invitation: %v", err)
		}
		if list, err := s.Engine.MyInvitations(s.As(s.Ada), []laurel.TenantID{s.Org}); err != nil || len(list) != 1 {
			s.T.Errorf("her invitations: %v, %v", list, err)
		}
		for range 2 {
			if got, err := s.Engine.WithdrawPartInvitation(s.As(s.Cleo), id, i.ID); err != nil || got.State != workflow.InvitationWithdrawn {
				s.T.Errorf("withdrawing: %+v, %v", got, err)
			}
		}
		if _, err := s.Engine.Activity(s.As(s.Ada), id); laurel.KindOf(err) != laurel.NotFound {
			s.T.Errorf("after the invitation was withdrawn: %v", err)
		}
		if _, err := s.Engine.AnswerInvitation(s.As(s.Ada), id, workflow.Accept); laurel.KindOf(err) != laurel.Conflict {
			s.T.Errorf("accepting what was withdrawn: %v", err)
		}
		if _, err := s.Engine.ResendPartInvitation(s.As(s.Cleo), id, i.ID); laurel.KindOf(err) != laurel.Conflict {
			s.T.Errorf("another letter at once: %v", err)
		}
		if got := s.seats(id, s.Ada); got[0] != "" {
			s.T.Errorf("she is %q", got[0])
		}
	})
}

func TestAnInvitationIsAcceptedOrDeclinedAndNobodyElseLearnsOfIt(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		p := s.joinable(workflow.ForAll, workflow.Joining{})
		id := p.Activity.ID
		ada, ben := s.invite(id, "ada@example.org"), s.invite(id, "ben@example.org")
		for range 2 {
			if got, err := s.Engine.AnswerInvitation(s.As(s.Ada), id, workflow.Accept); err != nil || got.Seat != workflow.Joined {
				s.T.Errorf("accepting: %+v, %v", got, err)
			}
			if got, err := s.Engine.AnswerInvitation(s.As(s.Ben), id, workflow.Decline); err != nil || got.Seat != "" {
				s.T.Errorf("declining: %+v, %v", got, err)
			}
		}
		known := workflow.PartInvitation{Activity: id, Person: s.Ada, Address: "ada@example.org"}
		if _, err := s.Engine.InviteParticipant(s.As(s.Cleo), known); laurel.KindOf(err) != laurel.Conflict {
			s.T.Errorf("who has accepted is invited again: %v", err)
		}
		for _, who := range []laurel.PersonID{"", s.Ada, s.Dora, s.SignIn("mayor@example.org")} {
			if v, err := s.Engine.PartInvitations(s.As(who), id, "", 9); err == nil || len(v.List) > 0 {
				s.T.Errorf("%s sees %+v", who, v)
			}
			if _, err := s.Engine.InviteParticipant(s.As(who), workflow.PartInvitation{Activity: id, Person: s.Dora, Address: "d@example.org"}); err == nil {
				s.T.Errorf("%s invites", who)
			}
			if _, err := s.Engine.WithdrawPartInvitation(s.As(who), id, ben.ID); err == nil {
				s.T.Errorf("%s withdraws", who)
			}
		}
		other := s.joinable(workflow.ForAll, workflow.Joining{})
		if _, err := s.Engine.WithdrawPartInvitation(s.As(s.Cleo), other.Activity.ID, ada.ID); laurel.KindOf(err) != laurel.NotFound {
			s.T.Errorf("by way of another activity: %v", err)
		}
		v, err := s.Engine.PartInvitations(s.As(s.Cleo), id, "", 1)
		if err != nil || len(v.List) != 1 || !v.More {
			s.T.Fatalf("the first page: %+v, %v", v, err)
		}
		if rest, err := s.Engine.PartInvitations(s.As(s.Cleo), id, v.List[0].ID, 1); err != nil || len(rest.List) != 1 || rest.More {
			s.T.Errorf("the second page: %+v, %v", rest, err)
		}
	})
}

func TestOneAddressIsInvitedOnceHoweverManyDoSoAtOnce(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		p := s.joinable(workflow.ForAll, workflow.Joining{})
		var wg sync.WaitGroup
		ctx := context.WithoutCancel(s.As(s.Cleo))
		for range 6 {
			wg.Go(func() {
				i := workflow.PartInvitation{Activity: p.Activity.ID, Person: s.Ada, Address: "ada@example.org", Language: "en"}
				if _, err := s.Engine.InviteParticipant(ctx, i); err != nil && laurel.KindOf(err) != laurel.Conflict {
					s.T.Error(err)
				}
			})
		}
		wg.Wait()
		if n := len(s.Events("participant.invited")); n != 1 {
			s.T.Errorf("%d letters, want 1", n)
		}
	})
}

func TestALinkLetsPeopleInUntilItEndsAndNobodyWhoWasRemoved(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		p := s.joinable(workflow.Restricted, workflow.Joining{})
		id := p.Activity.ID
		for _, life := range []time.Duration{0, -time.Hour, workflow.LongPass + time.Hour} {
			if _, err := s.Engine.MakeEntryCode(s.As(s.Cleo), id, life); laurel.KindOf(err) != laurel.Invalid {
				s.T.Errorf("for %v: %v", life, err)
			}
		}
		if _, err := s.Engine.MakeEntryCode(s.As(s.Ada), id, time.Hour); err == nil {
			s.T.Error("a learner makes a link")
		}
		old, err := s.Engine.MakeEntryCode(s.As(s.Cleo), id, time.Hour)
		must(s.T, err)
		code, err := s.Engine.MakeEntryCode(s.As(s.Cleo), id, time.Hour)
		must(s.T, err)
		if _, err := s.Engine.TakeEntry(s.As(s.Ada), old.ID); laurel.KindOf(err) != laurel.NotFound {
			s.T.Errorf("the old link: %v", err)
		}
		for range 2 {
			if got, err := s.Engine.TakeEntry(s.As(s.Ada), code.ID); err != nil || got.Seat != workflow.Joined {
				s.T.Errorf("the link: %+v, %v", got, err)
			}
		}
		if _, err := s.Engine.Activity(s.As(s.Ada), id); err != nil {
			s.T.Errorf("who came by the link: %v", err)
		}
		s.rule(id, s.Ada, workflow.RuleRemove)
		if _, err := s.Engine.TakeEntry(s.As(s.Ada), code.ID); laurel.KindOf(err) != laurel.Forbidden {
			s.T.Errorf("who was removed comes by the link: %v", err)
		}
		s.invite(id, "ada@example.org")
		if got, err := s.Engine.AnswerInvitation(s.As(s.Ada), id, workflow.Accept); err != nil || got.Seat != workflow.Joined {
			s.T.Errorf("who was removed and is invited: %+v, %v", got, err)
		}
		must(s.T, s.Engine.EndEntryCode(s.As(s.Cleo), id))
		must(s.T, s.Engine.EndEntryCode(s.As(s.Cleo), id))
		if _, err := s.Engine.ScannedEntry(s.As(s.Ben), code.ID); laurel.KindOf(err) != laurel.NotFound {
			s.T.Errorf("a link that was ended: %v", err)
		}
		unknown := laurel.EntryID(fmt.Sprintf("%s-%026d", s.Org, 0))
		if _, err := s.Engine.TakeEntry(s.As(s.Ben), unknown); laurel.KindOf(err) != laurel.NotFound {
			s.T.Errorf("a link that never was: %v", err)
		}
	})
}

func TestAnInvitationGoesAlongWhenTwoAccountsBecomeOne(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		p := s.joinable(workflow.Restricted, workflow.Joining{})
		s.invite(p.Activity.ID, "ben@example.org")
		for range 2 {
			must(s.T, s.Engine.TakeIn(s.System(), s.Org, s.Ben, s.Ada))
		}
		if got, err := s.Engine.AnswerInvitation(s.As(s.Ada), p.Activity.ID, workflow.Accept); err != nil || got.Seat != workflow.Joined {
			s.T.Errorf("after the merger: %+v, %v", got, err)
		}
	})
}
