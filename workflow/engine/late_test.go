package engine_test

import (
	"testing"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine"
	"example.org/laurel/workflow/engine/enginetest"
)

// earned lets Ada earn a badge of one task by her own word, and files its document.
func (s *house) earned(asks ...workflow.Ask) (laurel.SubmissionID, laurel.AwardID) {
	s.T.Helper()
	p := s.publishTasks(workflow.TaskDraft{Asks: asks, Steps: []workflow.Step{enginetest.Step("self@1")}})
	id := s.hand(s.Ada, p.Tasks[0].ID, words("I did."))
	s.Work()
	award := s.state(s.Ada, id).Award
	must(s.T, s.Engine.FileCredential(s.System(), s.Events("award.granted")[0],
		engine.Signed{Award: award, KeyID: "key-1", Document: []byte(`{"id":"urn:1"}`)}))
	return id, award
}

func TestEvidenceAfterTheAwardDoesNotTouchTheCredential(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		id, award := s.earned(workflow.Ask{Kind: approval.Text}, workflow.Ask{Kind: approval.Link, Optional: true, Max: 1})
		was, err := s.Engine.Credential(s.T.Context(), award)
		must(s.T, err)
		more := []workflow.Evidence{{Kind: approval.Link, Text: "https://example.org/mine"}}
		must(s.T, s.Engine.AddEvidence(s.As(s.Ada), id, more))
		is, err := s.Engine.Credential(s.T.Context(), award)
		must(s.T, err)
		if string(is.Document) != string(was.Document) || is.Award != was.Award || !is.IssuedAt.Equal(was.IssuedAt) {
			s.T.Errorf("the credential changed from %+v to %+v", was, is)
		}
		v := s.state(s.Cleo, id)
		list := v.Attempts[0].Evidence
		if len(v.Attempts) != 1 || len(list) != 2 || list[1].Text != more[0].Text || !list[1].At.After(v.Attempts[0].At) || list[1].Position != 2 {
			s.T.Errorf("an organiser sees %+v", v.Attempts)
		}
		if v.Submission.State != workflow.Approved || len(s.Events("evidence.submitted")) != 0 {
			s.T.Error("what was added is judged")
		}
	})
}

func TestWhatIsAddedLaterIsCheckedAsBefore(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		id, _ := s.earned(workflow.Ask{Kind: approval.Text, MinLength: 5}, workflow.Ask{Kind: approval.Link, Optional: true, Max: 1})
		link := []workflow.Evidence{{Kind: approval.Link, Text: "https://example.org/mine"}}
		must(s.T, s.Engine.AddEvidence(s.As(s.Ada), id, link))
		for name, tt := range map[string]struct {
			who  laurel.PersonID
			what []workflow.Evidence
			want laurel.Kind
		}{
			"nothing":        {s.Ada, nil, laurel.Invalid},
			"too short":      {s.Ada, words("Hm."), laurel.Invalid},
			"another kind":   {s.Ada, []workflow.Evidence{{Kind: approval.Photo}}, laurel.Invalid},
			"too many of it": {s.Ada, link, laurel.Invalid},
			"no upload":      {s.Ada, []workflow.Evidence{{Kind: approval.Text, Upload: laurel.UploadID(id)}}, laurel.Invalid},
			"another's":      {s.Dora, words("Long enough."), laurel.NotFound},
			"an organiser":   {s.Cleo, words("Long enough."), laurel.NotFound},
		} {
			if err := s.Engine.AddEvidence(s.As(tt.who), id, tt.what); laurel.KindOf(err) != tt.want {
				s.T.Errorf("%s: %v, want %s", name, err, tt.want)
			}
		}
	})
}

func TestNothingIsAddedBeforeTheBadgeIsThere(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		p := s.publishTasks(judgedBy("self@1"), judgedBy("organiser@1"))
		id := s.hand(s.Ada, p.Tasks[0].ID, words("I did."))
		s.Work()
		if err := s.Engine.AddEvidence(s.As(s.Ada), id, words("More.")); laurel.KindOf(err) != laurel.Conflict {
			s.T.Errorf("before the award: %v, want a conflict", err)
		}
		if err := s.Engine.ShowEvidence(s.As(s.Ada), id, []int{1}); laurel.KindOf(err) != laurel.Conflict {
			s.T.Errorf("shown before the award: %v, want a conflict", err)
		}
		if err := s.Engine.KeepWords(s.As(s.Ada), p.Tasks[0].ID, workflow.Writing{Text: "x"}); laurel.KindOf(err) != laurel.Conflict {
			s.T.Errorf("prepared before the award: %v, want a conflict", err)
		}
	})
}

func TestTheHolderAloneDecidesWhatIsShown(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		id, award := s.earned(workflow.Ask{Kind: approval.Text})
		must(s.T, s.Engine.AddEvidence(s.As(s.Ada), id, words("A second one.")))
		shown := func() []workflow.Evidence {
			list, err := s.Engine.Shown(s.T.Context(), award)
			must(s.T, err)
			return list
		}
		if list := shown(); len(list) != 0 {
			s.T.Errorf("shown without a choice: %+v", list)
		}
		for who, want := range map[laurel.PersonID]laurel.Kind{s.Dora: laurel.NotFound, s.Cleo: laurel.NotFound} {
			if err := s.Engine.ShowEvidence(s.As(who), id, []int{1}); laurel.KindOf(err) != want {
				s.T.Errorf("chosen by another: %v, want %s", err, want)
			}
		}
		if err := s.Engine.ShowEvidence(s.As(s.Ada), id, []int{3}); laurel.KindOf(err) != laurel.Invalid {
			s.T.Errorf("an item that there is not: %v, want invalid", err)
		}
		must(s.T, s.Engine.ShowEvidence(s.As(s.Ada), id, []int{2}))
		first := shown()
		if len(first) != 1 || first[0].Text != "A second one." || len(first[0].ShownAs) != 32 {
			s.T.Fatalf("shown: %+v, want the second", first)
		}
		must(s.T, s.Engine.ShowEvidence(s.As(s.Ada), id, []int{1, 2}))
		if list := shown(); len(list) != 2 || list[1].ShownAs != first[0].ShownAs {
			s.T.Errorf("shown with another: %+v", list)
		}
		must(s.T, s.Engine.ShowEvidence(s.As(s.Ada), id, nil))
		must(s.T, s.Engine.ShowEvidence(s.As(s.Ada), id, []int{2}))
		if list := shown(); len(list) != 1 || list[0].ShownAs == first[0].ShownAs {
			s.T.Errorf("shown again under the address that was taken back: %+v", list)
		}
	})
}
