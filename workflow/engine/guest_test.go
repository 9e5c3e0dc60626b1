package engine_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/plugins/jury"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine"
	"example.org/laurel/workflow/engine/enginetest"
)

// guested is a submission that a jury of two judges, and a link to it that Cleo made.
func (s *house) guested(i workflow.GuestInvitation) (id laurel.SubmissionID, l workflow.GuestLink, secret string) {
	s.T.Helper()
	s.Approvers["jury@1"] = jury.Approver{}
	eva, err := s.Registry.AddMember(s.As(s.SignIn("head@example.org")), s.Org, "eva@example.org", "organiser")
	must(s.T, err)
	if eva == "" {
		s.T.Fatal("no second organiser")
	}
	p := s.Publish([]workflow.Step{{Approver: "jury@1", Settings: []byte(`{"approvals":2,"jurors":3}`)}})
	id = s.submit(s.Ada, p, "Look.").ID
	s.Work()
	l, secret, err = s.Engine.InviteGuest(s.As(s.Cleo), id, i)
	must(s.T, err)
	return id, l, secret
}

func textOf(err error) string {
	if e, ok := errors.AsType[*laurel.Error](err); ok {
		return e.Text
	}
	return ""
}

func TestAGuestSpeaksByALinkUntilItIsDecided(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		id, l, secret := s.guested(workflow.GuestInvitation{Name: "Prof. Maria Rossi"})
		nobody := s.T.Context()
		v, err := s.Engine.SeeAsGuest(nobody, l.ID, secret)
		must(s.T, err)
		if v.Submission != id || len(v.Evidence) != 1 || v.Evidence[0].Text != "Look." || v.Task.Prompt == "" || v.Said != nil {
			s.T.Errorf("the guest sees %+v", v)
		}
		must(s.T, s.Engine.SpeakAsGuest(nobody, l.ID, secret, engine.Said{Advice: approval.Reject, Comment: "No.", Attempt: 1}))
		s.Work()
		if v, err = s.Engine.SeeAsGuest(nobody, l.ID, secret); err != nil || v.Said == nil || v.Said.Advice != approval.Reject {
			s.T.Fatalf("%+v, %v; want what was said", v.Said, err)
		}
		must(s.T, s.Engine.SpeakAsGuest(nobody, l.ID, secret, engine.Said{Advice: approval.Approve, Comment: "Yes.", Attempt: 1}))
		s.Work()
		if seen := s.state(s.Ada, id); seen.Submission.State != workflow.Open || len(seen.Attempts[0].Opinions) != 0 {
			s.T.Errorf("of two one has spoken: %s with %+v, want it open, and nothing told", seen.Submission.State, seen.Attempts[0].Opinions)
		}
		must(s.T, s.Engine.GiveOpinion(s.As(s.Cleo), id, engine.Said{Advice: approval.Approve, Attempt: 1}))
		s.Work()
		for who, want := range map[laurel.PersonID]workflow.Guest{s.Ada: {}, s.Cleo: {Name: "Prof. Maria Rossi", By: s.Cleo}} {
			seen := s.state(who, id)
			if seen.Submission.State != workflow.Approved || len(seen.Attempts[0].Opinions) != 2 {
				s.T.Fatalf("%s with %d opinions, want it approved with two", seen.Submission.State, len(seen.Attempts[0].Opinions))
			}
			o := seen.Attempts[0].Opinions[0]
			if o.Guest == nil || o.Comment != "Yes." || o.Role != approval.Organiser {
				s.T.Fatalf("%+v, want what the guest said last", o)
			}
			if diff := cmp.Diff(want, *o.Guest); diff != "" {
				s.T.Errorf("who spoke (-want +got):\n%s", diff)
			}
		}
		people, err := s.Engine.Parties(s.System(), id)
		if err != nil || len(people) != 2 {
			s.T.Errorf("with an account there are %v, %v; want the learner and the organiser", people, err)
		}
		for name, err := range map[string]error{
			"looks":  second(s.Engine.SeeAsGuest(nobody, l.ID, secret)),
			"speaks": s.Engine.SpeakAsGuest(nobody, l.ID, secret, engine.Said{Advice: approval.Approve}),
		} {
			if textOf(err) != "guest.decided" {
				s.T.Errorf("once it is decided the guest %s: %v", name, err)
			}
		}
	})
}

func TestALinkOpensNothingButForWhoHasItsSecret(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		id, l, secret := s.guested(workflow.GuestInvitation{Name: "A"})
		other := laurel.NewID[laurel.GuestID](s.Org, time.Now())
		moved := laurel.GuestID(string(s.City) + strings.TrimPrefix(string(l.ID), string(s.Org)))
		nobody := s.T.Context()
		for name, c := range map[string]struct {
			ctx    context.Context
			id     laurel.GuestID
			secret string
			want   string
		}{
			"the link":                {nobody, l.ID, secret, ""},
			"another secret":          {nobody, l.ID, laurel.NewSecret(), "guest.unknown"},
			"no secret":               {nobody, l.ID, "", "guest.unknown"},
			"its sum":                 {nobody, l.ID, l.Sum, "guest.unknown"},
			"another link":            {nobody, other, secret, "guest.unknown"},
			"the same in another's":   {nobody, moved, secret, "guest.unknown"},
			"the learner":             {s.As(s.Ada), l.ID, secret, "opinion.own"},
			"who made it":             {s.As(s.Cleo), l.ID, secret, "guest.inviter"},
			"a stranger who has it":   {s.As(s.Dora), l.ID, secret, ""},
			"the learner, by a guess": {s.As(s.Ada), l.ID, "x", "guest.unknown"},
		} {
			if _, err := s.Engine.SeeAsGuest(c.ctx, c.id, c.secret); textOf(err) != c.want {
				s.T.Errorf("%s looks: %v, want %q", name, err, c.want)
			}
			if c.want == "" {
				continue
			}
			if err := s.Engine.SpeakAsGuest(c.ctx, c.id, c.secret, engine.Said{Advice: approval.Approve}); textOf(err) != c.want {
				s.T.Errorf("%s speaks: %v, want %q", name, err, c.want)
			}
		}
		if n := len(s.state(s.Cleo, id).Attempts[0].Opinions); n != 0 {
			s.T.Errorf("%d opinions came of that", n)
		}
		rows := fmt.Sprint(s.links(id))
		if strings.Contains(rows, secret) {
			s.T.Error("the secret is kept as it is")
		}
	})
}

// links are those to a submission, as Cleo sees them.
func (s *house) links(id laurel.SubmissionID) []engine.InvitedGuest {
	s.T.Helper()
	list, _, err := s.Engine.Guests(s.As(s.Cleo), id)
	must(s.T, err)
	return list
}

func TestWhoMayApproveAsksAGuest(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		sub := s.submit(s.Ada, s.Publish([]workflow.Step{enginetest.Step("organiser@1")}), "x").ID
		peers := s.submit(s.Ada, s.Publish([]workflow.Step{enginetest.Step("peer@1")}), "x").ID
		own := s.submit(s.Cleo, s.Publish([]workflow.Step{enginetest.Step("organiser@1")}), "x").ID
		s.Work()
		for name, c := range map[string]struct {
			who  laurel.PersonID
			of   laurel.SubmissionID
			i    workflow.GuestInvitation
			want string
		}{
			"an organiser":            {s.Cleo, sub, workflow.GuestInvitation{Name: "Maria", Days: 30}, ""},
			"the learner":             {s.Ada, sub, workflow.GuestInvitation{Name: "Maria"}, "error.forbidden"},
			"an organiser, their own": {s.Cleo, own, workflow.GuestInvitation{Name: "Maria"}, "guest.learner"},
			"a peer":                  {s.Ben, sub, workflow.GuestInvitation{Name: "Maria"}, "error.not-found"},
			"a stranger":              {s.Dora, sub, workflow.GuestInvitation{Name: "Maria"}, "error.not-found"},
			"nobody":                  {"", sub, workflow.GuestInvitation{Name: "Maria"}, "error.sign-in"},
			"where peers are asked":   {s.Cleo, peers, workflow.GuestInvitation{Name: "Maria"}, "opinion.unasked"},
			"too long":                {s.Cleo, sub, workflow.GuestInvitation{Name: "Maria", Days: 31}, "guest.days"},
			"in the past":             {s.Cleo, sub, workflow.GuestInvitation{Name: "Maria", Days: -1}, "guest.days"},
			"without a name":          {s.Cleo, sub, workflow.GuestInvitation{Name: " "}, "guest.name"},
			"two lines":               {s.Cleo, sub, workflow.GuestInvitation{Name: "A\nB"}, "guest.name"},
			"a long name":             {s.Cleo, sub, workflow.GuestInvitation{Name: strings.Repeat("ä", 81)}, "guest.name"},
		} {
			_, secret, err := s.Engine.InviteGuest(s.As(c.who), c.of, c.i)
			if textOf(err) != c.want || (err == nil) != (len(secret) > 0) {
				s.T.Errorf("%s: %q, %v; want %q", name, secret, err, c.want)
			}
		}
		if n := len(s.links(sub)); n != 1 {
			s.T.Errorf("%d links, want the one", n)
		}
		for _, who := range []laurel.PersonID{s.Ada, s.Ben, s.Dora} {
			if list, _, err := s.Engine.Guests(s.As(who), sub); err == nil {
				s.T.Errorf("%s is told of %v", who, list)
			}
		}
	})
}

func TestWhoMayApproveWithdrawsALink(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		id, l, secret := s.guested(workflow.GuestInvitation{Name: "A"})
		elsewhere := s.submit(s.Dora, s.Publish([]workflow.Step{enginetest.Step("organiser@1")}), "x").ID
		for name, c := range map[string]struct {
			who  laurel.PersonID
			of   laurel.SubmissionID
			want laurel.Kind
		}{
			"a peer": {s.Ben, id, laurel.NotFound}, "the learner": {s.Ada, id, laurel.Forbidden}, "of another submission": {s.Cleo, elsewhere, laurel.NotFound},
		} {
			if err := s.Engine.WithdrawGuest(s.As(c.who), c.of, l.ID); laurel.KindOf(err) != c.want {
				s.T.Errorf("%s: %v, want %s", name, err, c.want)
			}
		}
		if err := second(s.Engine.SeeAsGuest(s.T.Context(), l.ID, secret)); err != nil {
			s.T.Fatal(err)
		}
		for range 2 {
			must(s.T, s.Engine.WithdrawGuest(s.As(s.Cleo), id, l.ID))
		}
		if err := second(s.Engine.SeeAsGuest(s.T.Context(), l.ID, secret)); textOf(err) != "guest.withdrawn" {
			s.T.Errorf("withdrawn: %v", err)
		}
	})
}

func TestALetterBringsASecretThatNobodyHereHasSeen(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		_, l, secret := s.guested(workflow.GuestInvitation{Name: "Maria", Address: "maria@example.org", Language: "de"})
		if secret != "" || l.Sum != "" {
			s.T.Errorf("who invites is told %q", secret)
		}
		if n := len(s.Events("guest.invited")); n != 1 {
			s.T.Fatalf("%d letters, want 1", n)
		}
		_, _, first, err := s.Engine.SealGuest(s.System(), l.ID)
		must(s.T, err)
		sealed, a, again, err := s.Engine.SealGuest(s.System(), l.ID)
		must(s.T, err)
		if sealed.Address != "maria@example.org" || a.Title == "" {
			s.T.Errorf("%+v about %+v", sealed, a)
		}
		if err := second(s.Engine.SeeAsGuest(s.T.Context(), l.ID, first)); textOf(err) != "guest.unknown" {
			s.T.Errorf("by the letter before: %v, want it to open nothing", err)
		}
		must(s.T, second(s.Engine.SeeAsGuest(s.T.Context(), l.ID, again)))
		if _, _, _, err := s.Engine.SealGuest(s.As(s.Cleo), l.ID); err == nil {
			s.T.Error("an organiser is given a secret")
		}
	})
}

func TestWhereAGuestIsWrittenToIsForgottenOnceItIsDecided(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		sub := s.submit(s.Ada, s.Publish([]workflow.Step{enginetest.Step("organiser@1")}), "x").ID
		s.Work()
		_, _, err := s.Engine.InviteGuest(s.As(s.Cleo), sub, workflow.GuestInvitation{Name: "Maria", Address: "maria@example.org", Language: "de"})
		must(s.T, err)
		if got := s.links(sub)[0].Link.Address; got != "maria@example.org" {
			s.T.Errorf("before it is decided the address is %q", got)
		}
		must(s.T, s.Engine.GiveOpinion(s.As(s.Cleo), sub, engine.Said{Advice: approval.Approve, Attempt: 1}))
		s.Work()
		if got := s.links(sub)[0].Link; got.Address != "" || got.Name != "Maria" {
			s.T.Errorf("once it is decided %q at %q is known, want the name alone", got.Name, got.Address)
		}
	})
}
