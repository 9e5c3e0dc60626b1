package engine_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.org/laurel"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine"
)

// joined publishes an activity that people join in some way.
func (s *house) joinable(access workflow.Access, j workflow.Joining, cities ...laurel.TenantID) workflow.Publication {
	s.T.Helper()
	d := rowing(cities...)
	d.Access, d.Joining = access, j
	p, err := s.Engine.PublishActivity(s.As(s.Cleo), s.Org, d)
	must(s.T, err)
	s.relist(p.Activity.ID)
	return p
}

// publishAgain changes a published activity.
func (s *house) publishAgain(id laurel.ActivityID, change func(*workflow.Draft)) {
	s.T.Helper()
	v, err := s.Engine.Draft(s.As(s.Cleo), id)
	must(s.T, err)
	change(&v.Draft)
	v, err = s.Engine.SaveDraft(s.As(s.Cleo), id, engineChange(v.Draft, v.Version))
	must(s.T, err)
	_, err = s.Engine.PublishDraft(s.As(s.Cleo), id, v.Version)
	must(s.T, err)
	s.relist(id)
}

// seats tells how some people stand in an activity.
func (s *house) seats(id laurel.ActivityID, people ...laurel.PersonID) []workflow.Seat {
	s.T.Helper()
	var seats []workflow.Seat
	for _, who := range people {
		p, err := s.Engine.Participation(s.System(), id, who)
		must(s.T, err)
		seats = append(seats, p.Seat)
	}
	return seats
}

// fill does twice what jobs do when a place was freed or added.
func (s *house) fill(id laurel.ActivityID) {
	s.T.Helper()
	must(s.T, s.Engine.FillPlaces(s.System(), id))
	must(s.T, s.Engine.FillPlaces(s.System(), id))
}

func TestManyWhoJoinAtOnceGetEachPlaceOnce(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		const places, people = 5, 12
		p := s.joinable(workflow.ForAll, workflow.Joining{Mode: workflow.JoiningPlaces, Places: places})
		var who []laurel.PersonID
		for i := range people {
			who = append(who, s.SignIn(fmt.Sprintf("p%d@example.org", i)))
		}
		var wg sync.WaitGroup
		var joined, waiting atomic.Int64
		for _, one := range append(who, who...) { // each twice at the same time
			ctx := context.WithoutCancel(s.As(one))
			wg.Go(func() {
				got, err := s.Engine.JoinActivity(ctx, p.Activity.ID)
				switch {
				case err != nil:
					s.T.Error(err)
				case got.Seat == workflow.Joined:
					joined.Add(1)
				case got.Seat == workflow.Waiting:
					waiting.Add(1)
				}
			})
		}
		wg.Wait()
		if joined.Load() != 2*places || waiting.Load() != 2*(people-places) {
			s.T.Errorf("%d times told that they have a place and %d that they wait", joined.Load(), waiting.Load())
		}
		v, err := s.Engine.Activity(s.As(s.Ada), p.Activity.ID)
		must(s.T, err)
		if v.Roll.Joined != places || v.Roll.Waiting != people-places {
			s.T.Errorf("the roll says %+v, want %d and %d", v.Roll, places, people-places)
		}
		// All with a place leave at once while the places are being filled.
		seats := s.seats(p.Activity.ID, who...) // before any of them moves up
		for i, one := range who {
			ctx := context.WithoutCancel(s.As(one))
			if seats[i] == workflow.Joined {
				wg.Go(func() {
					if err := s.Engine.LeaveActivity(ctx, p.Activity.ID); err != nil {
						s.T.Error(err)
					}
				})
			}
			wg.Go(func() {
				if err := s.Engine.FillPlaces(context.WithoutCancel(s.System()), p.Activity.ID); err != nil {
					s.T.Error(err)
				}
			})
		}
		wg.Wait()
		s.fill(p.Activity.ID)
		counts := map[workflow.Seat]int{}
		for _, seat := range s.seats(p.Activity.ID, who...) {
			counts[seat]++
		}
		want := map[workflow.Seat]int{workflow.Joined: places, workflow.Waiting: people - 2*places, workflow.Left: places}
		if diff := cmp.Diff(want, counts); diff != "" {
			s.T.Errorf("after all have left (-want +got):\n%s", diff)
		}
		if n := len(s.Events("place.given")); n != places {
			s.T.Errorf("%d were told of a place, want %d", n, places)
		}
	})
}

func TestTheWaitingListMovesUpInItsOrder(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		p := s.joinable(workflow.ForAll, workflow.Joining{Mode: workflow.JoiningPlaces, Places: 1})
		id := p.Activity.ID
		for _, who := range []laurel.PersonID{s.Ada, s.Ben, s.Dora} {
			_, err := s.Engine.JoinActivity(s.As(who), id)
			must(s.T, err)
		}
		v, err := s.Engine.Activity(s.As(s.Dora), id)
		if err != nil || v.Queue != 2 || v.Part.Seat != workflow.Waiting {
			s.T.Errorf("the third: %+v at %d, %v; want waiting at 2", v.Part, v.Queue, err)
		}
		must(s.T, s.Engine.LeaveActivity(s.As(s.Ada), id))
		if err := s.Engine.LeaveActivity(s.As(s.Ada), id); laurel.KindOf(err) != laurel.Conflict {
			s.T.Errorf("leaving twice: %v, want conflict", err)
		}
		if n := len(s.Events("place.freed")); n != 1 {
			s.T.Errorf("%d places were freed, want 1", n)
		}
		if again, err := s.Engine.JoinActivity(s.As(s.Ada), id); err != nil || again.Seat != workflow.Waiting {
			s.T.Errorf("who comes back goes ahead of those who wait: %+v, %v", again, err)
		}
		s.fill(id)
		if got := s.seats(id, s.Ada, s.Ben, s.Dora); !cmp.Equal(got, []workflow.Seat{workflow.Waiting, workflow.Joined, workflow.Waiting}) {
			s.T.Errorf("after one has left: %v", got)
		}
		s.publishAgain(id, func(d *workflow.Draft) { d.Joining.Places = 2 })
		s.fill(id)
		if got := s.seats(id, s.Ada, s.Ben, s.Dora); !cmp.Equal(got, []workflow.Seat{workflow.Waiting, workflow.Joined, workflow.Joined}) {
			s.T.Errorf("after a place was added: %v", got)
		}
		s.publishAgain(id, func(d *workflow.Draft) { d.Joining.Places = 1 })
		s.fill(id)
		if got := s.seats(id, s.Ben, s.Dora); !cmp.Equal(got, []workflow.Seat{workflow.Joined, workflow.Joined}) {
			s.T.Errorf("somebody has lost a place by there being fewer: %v", got)
		}
		remove := workflow.Ruling{Kind: workflow.RuleRemove}
		if _, err := s.Engine.DecideParticipant(s.As(s.Ben), id, s.Dora, remove); laurel.KindOf(err) != laurel.Forbidden {
			s.T.Errorf("a participant removes another: %v", err)
		}
		_, err = s.Engine.DecideParticipant(s.As(s.Cleo), id, s.Dora, remove)
		must(s.T, err)
		if _, err := s.Engine.JoinActivity(s.As(s.Dora), id); laurel.KindOf(err) != laurel.Forbidden {
			s.T.Errorf("who was removed joins: %v, want forbidden", err)
		}
		must(s.T, s.Engine.ArchiveActivity(s.As(s.Cleo), id))
		s.fill(id)
		if got := s.seats(id, s.Ada); got[0] != workflow.Waiting {
			s.T.Errorf("somebody moves up in what is archived: %v", got)
		}
	})
}

func TestOnlyParticipantsHandInWhereThatIsAskedAndLeavingKeepsWhatIsThere(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		p := s.joinable(workflow.ForAll, workflow.Joining{Mode: workflow.JoiningOpen, Required: true})
		if _, err := s.Engine.SubmitEvidence(s.As(s.Ada), p.Tasks[0].ID, words("x")); laurel.KindOf(err) != laurel.Conflict {
			s.T.Errorf("who has not joined hands in: %v, want conflict", err)
		}
		_, err := s.Engine.JoinActivity(s.As(s.Ada), p.Activity.ID)
		must(s.T, err)
		sub := s.submit(s.Ada, p, "x")
		must(s.T, s.Engine.LeaveActivity(s.As(s.Ada), p.Activity.ID))
		if v := s.state(s.Ada, sub.ID); v.Submission.State != workflow.Open {
			s.T.Errorf("after leaving, the submission is %s", v.Submission.State)
		}
		if _, err := s.Engine.JoinActivity(s.As(""), p.Activity.ID); laurel.KindOf(err) != laurel.Unauthenticated {
			s.T.Errorf("a visitor joins: %v", err)
		}
		off := s.joinable(workflow.ForAll, workflow.Joining{})
		if _, err := s.Engine.JoinActivity(s.As(s.Ada), off.Activity.ID); laurel.KindOf(err) != laurel.Conflict {
			s.T.Errorf("joining what nobody joins: %v", err)
		}
		s.submit(s.Ada, off, "x") // for which nobody has to
	})
}

// doors are all ways to an activity and what belongs to it.
func (s *house) doors(p workflow.Publication) map[string]func(context.Context) error {
	id, task := p.Activity.ID, p.Tasks[0].ID
	return map[string]func(context.Context) error{
		"the activity": func(ctx context.Context) error { _, err := s.Engine.Activity(ctx, id); return err },
		"its cover":    func(ctx context.Context) error { _, err := s.Engine.KnownActivity(ctx, id); return err },
		"its QR code":  func(ctx context.Context) error { _, err := s.Engine.ClaimedActivity(ctx, p.Claim.ID); return err },
		"its task":     func(ctx context.Context) error { _, err := s.Engine.TaskActivity(ctx, task); return err },
		"one task":     func(ctx context.Context) error { _, err := s.Engine.Task(ctx, task); return err },
		"its badge":    func(ctx context.Context) error { _, err := s.Engine.Achievement(ctx, p.Achievement.ID); return err },
		"its editions": func(ctx context.Context) error { _, err := s.Engine.Editions(ctx, p.Achievement.ID); return err },
	}
}

func TestARestrictedActivityDoesNotExistForOutsiders(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		p := s.joinable(workflow.ForAll, workflow.Joining{Mode: workflow.JoiningOpen}, s.City)
		id := p.Activity.ID
		_, err := s.Engine.JoinActivity(s.As(s.Ben), id)
		must(s.T, err)
		s.submit(s.Dora, p, "begun")
		if got := s.catalogue(); len(got) != 1 {
			s.T.Fatalf("the catalogue has %v", got)
		}
		s.publishAgain(id, func(d *workflow.Draft) { d.Access = workflow.Restricted })
		if got := s.catalogue(); len(got) != 0 {
			s.T.Errorf("the catalogue has %v, want nothing", got)
		}
		mayor := s.SignIn("mayor@example.org")
		if err := s.Engine.ListActivity(s.As(mayor), s.City, id); laurel.KindOf(err) != laurel.NotFound {
			s.T.Errorf("the city lists it: %v, want not found", err)
		}
		writes := map[string]func(context.Context) error{
			"join":  func(ctx context.Context) error { _, err := s.Engine.JoinActivity(ctx, id); return err },
			"leave": func(ctx context.Context) error { return s.Engine.LeaveActivity(ctx, id) },
			"submit": func(ctx context.Context) error {
				_, err := s.Engine.SubmitEvidence(ctx, p.Tasks[0].ID, words("x"))
				return err
			},
			"write": func(ctx context.Context) error {
				return s.Engine.KeepWords(ctx, p.Tasks[0].ID, workflow.Writing{Text: "x"})
			},
			"upload": func(ctx context.Context) error {
				_, err := s.Engine.BeginUpload(ctx, p.Tasks[0].ID, workflow.Announced{Kind: "photo", Size: 1})
				return err
			},
		}
		for name, who := range map[string]laurel.PersonID{"a visitor": "", "a learner": s.Ada, "the mayor": mayor} {
			for door, open := range s.doors(p) {
				if err := open(s.As(who)); laurel.KindOf(err) != laurel.NotFound {
					s.T.Errorf("%s and %s: %v, want not found", name, door, err)
				}
			}
			for what, do := range writes {
				if err := do(s.As(who)); laurel.KindOf(err) != laurel.NotFound && who != "" {
					s.T.Errorf("%s: %s: %v, want not found", name, what, err)
				}
			}
		}
		insiders := map[string]laurel.PersonID{"an organiser": s.Cleo, "a participant": s.Ben, "who has begun": s.Dora}
		for name, who := range insiders {
			for door, open := range s.doors(p) {
				if err := open(s.As(who)); err != nil {
					s.T.Errorf("%s and %s: %v", name, door, err)
				}
			}
		}
		a, err := s.Engine.KnownActivity(s.As(s.Cleo), id)
		must(s.T, err)
		if shown, err := s.Engine.IsShown(s.T.Context(), s.City, a); err != nil || !shown {
			s.T.Errorf("insiders do not find it on their city's site: %v, %v", shown, err)
		}
		must(s.T, s.Engine.LeaveActivity(s.As(s.Ben), id))
		if _, err := s.Engine.Activity(s.As(s.Ben), id); laurel.KindOf(err) != laurel.NotFound {
			s.T.Errorf("who has left without beginning: %v, want not found", err)
		}
		if got := s.seats(id, s.Ada); got[0] != "" {
			s.T.Errorf("an outsider has become %q", got[0])
		}
	})
}

func TestABadgeOfARestrictedActivityIsKnownOnceSomebodyHoldsIt(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		d := rowing()
		d.Access, d.Tasks[0].Steps[0].Approver = workflow.Restricted, "self@1"
		p, err := s.Engine.PublishActivity(s.As(s.Cleo), s.Org, d)
		must(s.T, err)
		s.submit(s.Cleo, p, "mine")
		s.Work()
		for _, who := range []laurel.PersonID{"", s.Ada} {
			if _, err := s.Engine.Achievement(s.As(who), p.Achievement.ID); err != nil {
				s.T.Errorf("the badge that a credential names: %v", err)
			}
			if _, err := s.Engine.Activity(s.As(who), p.Activity.ID); laurel.KindOf(err) != laurel.NotFound {
				s.T.Errorf("its activity: %v, want not found", err)
			}
		}
	})
}

func TestOneOfTwoAccountsKeepsThePlaceAndTheOtherIsFree(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		p := s.joinable(workflow.ForAll, workflow.Joining{Mode: workflow.JoiningPlaces, Places: 2})
		for _, who := range []laurel.PersonID{s.Ada, s.Ben, s.Dora} {
			_, err := s.Engine.JoinActivity(s.As(who), p.Activity.ID)
			must(s.T, err)
		}
		for range 2 {
			must(s.T, s.Engine.TakeIn(s.System(), s.Org, s.Ben, s.Ada))
		}
		s.fill(p.Activity.ID)
		if got := s.seats(p.Activity.ID, s.Ada, s.Ben, s.Dora); !cmp.Equal(got, []workflow.Seat{workflow.Joined, "", workflow.Joined}) {
			s.T.Errorf("after the merger: %v", got)
		}
	})
}

func engineChange(d workflow.Draft, version int) engine.Change {
	return engine.Change{Draft: d, Version: version}
}
