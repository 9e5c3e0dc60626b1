package engine_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/tenants"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine"
)

// judgedByBoth is a submission that waits for Cleo, and a second organiser.
func (s *house) judgedByBoth() (id laurel.SubmissionID, eva laurel.PersonID) {
	s.T.Helper()
	p := s.publishTasks(judgedBy("organiser@1"))
	id = s.hand(s.Ada, p.Tasks[0].ID, words("I did."))
	s.Work()
	eva, err := s.Registry.AddMember(s.As(s.SignIn("head@example.org")), s.Org, "eva@example.org", tenants.Organiser)
	must(s.T, err)
	return id, eva
}

func (s *house) keeps(who laurel.PersonID, id laurel.SubmissionID, comment string) {
	s.T.Helper()
	must(s.T, s.Engine.KeepComment(s.As(who), id, engine.Said{Comment: comment, Attempt: 1}))
	s.unsaid(who, id, comment)
}

func (s *house) unsaid(who laurel.PersonID, id laurel.SubmissionID, want string) {
	s.T.Helper()
	got, err := s.Engine.Unsaid(s.As(who), id)
	must(s.T, err)
	if got.Comment != want {
		s.T.Errorf("%q is kept, want %q", got.Comment, want)
	}
}

func TestAReviewersWordsAreKeptForTheirEyesAlone(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		id, eva := s.judgedByBoth()
		s.keeps(s.Cleo, id, "Who keeps")
		s.keeps(s.Cleo, id, "Who keeps\tthe time?\nÄ 👍")
		s.keeps(eva, id, "Another's.")
		s.unsaid(s.Cleo, id, "Who keeps\tthe time?\nÄ 👍")
		for _, who := range []laurel.PersonID{s.Ada, s.Ben, s.Dora, s.SignIn("head@example.org"), s.SignIn("mayor@example.org")} {
			s.unsaid(who, id, "")
		}
		if _, err := s.Engine.Unsaid(s.T.Context(), id); laurel.KindOf(err) != laurel.Unauthenticated {
			s.T.Errorf("a visitor: %v, want to be asked to sign in", err)
		}
		for _, who := range []laurel.PersonID{s.Ada, eva} {
			if v := s.state(who, id); len(v.Attempts[0].Opinions) != 0 {
				s.T.Errorf("what is not said yet is seen: %+v", v.Attempts[0].Opinions)
			}
		}
		if n := len(s.Events("opinion.given")); n != 0 {
			s.T.Errorf("%d opinions are posted before one is given", n)
		}
		s.keeps(s.Cleo, id, "")
		s.keeps(s.Cleo, id, "Again.")
		must(s.T, s.Engine.KeepComment(s.As(s.Cleo), id, engine.Said{Comment: " \n\t ", Attempt: 1}))
		s.unsaid(s.Cleo, id, "")
		s.unsaid(eva, id, "Another's.")
	})
}

func TestWhatIsNotSaidEndsWithTheOpinionAndWithTheTurn(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		id, eva := s.judgedByBoth()
		s.keeps(s.Cleo, id, "Tell more")
		s.keeps(eva, id, "It is good")
		must(s.T, s.Engine.GiveOpinion(s.As(s.Cleo), id, engine.Said{Advice: approval.Improve, Comment: "Tell more.", Attempt: 1}))
		s.unsaid(s.Cleo, id, "")
		s.unsaid(eva, id, "It is good")
		if err := s.Engine.KeepComment(s.As(s.Cleo), id, engine.Said{Comment: "Late", Attempt: 1}); laurel.KindOf(err) != laurel.Conflict {
			s.T.Errorf("after it was said: %v, want a conflict", err)
		}
		s.Work()
		s.unsaid(eva, id, "")
		if err := s.Engine.KeepComment(s.As(eva), id, engine.Said{Comment: "Late", Attempt: 1}); laurel.KindOf(err) != laurel.Conflict {
			s.T.Errorf("sent back: %v, want a conflict", err)
		}
		s.hand(s.Ada, s.state(s.Ada, id).Task.ID, words("I did more."))
		s.Work()
		s.unsaid(s.Cleo, id, "")
		if err := s.Engine.KeepComment(s.As(eva), id, engine.Said{Comment: "Late", Attempt: 1}); laurel.KindOf(err) != laurel.Conflict {
			s.T.Errorf("about the attempt before: %v, want a conflict", err)
		}
		must(s.T, s.Engine.KeepComment(s.As(eva), id, engine.Said{Comment: "Better", Attempt: 2}))
		must(s.T, s.Engine.GiveOpinion(s.As(s.Cleo), id, engine.Said{Advice: approval.Approve, Attempt: 2}))
		s.Work()
		s.unsaid(eva, id, "")
		if err := s.Engine.KeepComment(s.As(eva), id, engine.Said{Comment: "Late", Attempt: 2}); laurel.KindOf(err) != laurel.Conflict {
			s.T.Errorf("decided: %v, want a conflict", err)
		}
		s.unsaid(eva, id, "")
	})
}

func TestWhatCannotBeKeptOfAReviewerIsRefused(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		id, eva := s.judgedByBoth()
		s.keeps(s.Cleo, id, "Before.")
		ghost := laurel.NewID[laurel.SubmissionID](s.Org, time.Now())
		elsewhere := laurel.NewID[laurel.SubmissionID](s.City, time.Now())
		moved := laurel.SubmissionID(string(s.City) + strings.TrimPrefix(string(id), string(s.Org)))
		for name, tt := range map[string]struct {
			who     laurel.PersonID
			id      laurel.SubmissionID
			comment string
			attempt int
			want    laurel.Kind
		}{
			"too long":              {s.Cleo, id, strings.Repeat("ä", workflow.MaxPrompt+1), 1, laurel.Invalid},
			"a NUL":                 {s.Cleo, id, "a\x00b", 1, laurel.Invalid},
			"an escape":             {s.Cleo, id, "a\x1b[31m", 1, laurel.Invalid},
			"no UTF-8":              {s.Cleo, id, "a\xff", 1, laurel.Invalid},
			"an attempt to come":    {s.Cleo, id, "x", 2, laurel.Conflict},
			"an attempt below all":  {s.Cleo, id, "x", -1, laurel.Conflict},
			"no such submission":    {s.Cleo, ghost, "x", 0, laurel.NotFound},
			"none in another's":     {s.Cleo, elsewhere, "x", 0, laurel.NotFound},
			"the same in another's": {s.Cleo, moved, "x", 0, laurel.NotFound},
			"no id":                 {s.Cleo, "", "x", 0, laurel.NotFound},
			"an id of strange form": {s.Cleo, "../" + id, "x", 0, laurel.NotFound},
			"one's own":             {s.Ada, id, "x", 1, laurel.Forbidden},
			"a peer":                {s.Ben, id, "x", 1, laurel.NotFound},
			"a stranger":            {s.Dora, id, "x", 1, laurel.NotFound},
			"nobody":                {"", id, "x", 1, laurel.Unauthenticated},
		} {
			if err := s.Engine.KeepComment(s.As(tt.who), tt.id, engine.Said{Comment: tt.comment, Attempt: tt.attempt}); laurel.KindOf(err) != tt.want {
				s.T.Errorf("%s: %v, want %s", name, err, tt.want)
			}
		}
		s.unsaid(s.Cleo, id, "Before.")
		s.keeps(eva, id, strings.Repeat("ä", workflow.MaxPrompt))
	})
}

func TestWhatOneOfTwoAccountsHasNotSaidGoesToTheOther(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		id, eva := s.judgedByBoth()
		second := s.hand(s.Ben, s.state(s.Ada, id).Task.ID, words("Mine."))
		s.Work()
		s.keeps(eva, id, "From the one.")
		s.keeps(eva, second, "About Ben.")
		s.keeps(s.Cleo, second, "Of the other's own.")
		for range 2 {
			must(s.T, s.Engine.TakeIn(s.System(), s.Org, eva, s.Cleo))
		}
		s.unsaid(eva, id, "")
		s.unsaid(eva, second, "")
		s.unsaid(s.Cleo, id, "From the one.")
		s.unsaid(s.Cleo, second, "Of the other's own.")
		must(s.T, s.Engine.TakeIn(s.System(), s.Org, s.Ben, s.Cleo))
		s.unsaid(s.Cleo, second, "") // it is about their own now
	})
}

func TestWhatIsNotSaidIsGoneHoweverCloseTheOpinionComes(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		for range 5 {
			p := s.publishTasks(judgedBy("organiser@1"))
			id := s.hand(s.Ada, p.Tasks[0].ID, words("I did."))
			var all sync.WaitGroup
			for range 4 {
				all.Go(func() {
					err := s.Engine.KeepComment(s.As(s.Cleo), id, engine.Said{Comment: "Just typed", Attempt: 1})
					if kind := laurel.KindOf(err); err != nil && kind != laurel.Conflict { // it may come too late
						s.T.Error(err)
					}
				})
			}
			all.Go(func() {
				if err := s.Engine.GiveOpinion(s.As(s.Cleo), id, engine.Said{Advice: approval.Approve, Attempt: 1}); err != nil {
					s.T.Error(err)
				}
			})
			all.Wait()
			s.unsaid(s.Cleo, id, "")
		}
	})
}
