package engine_test

import (
	"testing"
	"time"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine"
	"example.org/laurel/workflow/engine/enginetest"
)

// publishTasks publishes an activity with tasks of all sorts.
func (s *house) publishTasks(tasks ...workflow.TaskDraft) workflow.Publication {
	s.T.Helper()
	for i := range tasks {
		tasks[i].Prompt = "Do it."
	}
	p, err := s.Engine.PublishActivity(s.As(s.Cleo), s.Org, workflow.Draft{Title: "First aid", Description: "A course.", Language: "en",
		Kind: workflow.Course, Tasks: tasks})
	must(s.T, err)
	return p
}

func judgedBy(approver string) workflow.TaskDraft {
	return workflow.TaskDraft{Asks: []workflow.Ask{{Kind: approval.Text}}, Steps: []workflow.Step{enginetest.Step(approver)}}
}

func (s *house) hand(who laurel.PersonID, id laurel.TaskID, evidence []workflow.Evidence) laurel.SubmissionID {
	s.T.Helper()
	sub, err := s.Engine.SubmitEvidence(s.As(who), id, evidence)
	must(s.T, err)
	return sub.ID
}

func TestFourTasksOfOneBadgeArePassedInFourWays(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		p := s.publishTasks(judgedBy("self@1"), judgedBy("peer@1"), judgedBy("organiser@1"), workflow.TaskDraft{})
		s.hand(s.Ada, p.Tasks[0].ID, words("I did."))
		second := s.hand(s.Ada, p.Tasks[1].ID, words("I did."))
		third := s.hand(s.Ada, p.Tasks[2].ID, words("I did."))
		s.Work()
		must(s.T, s.Engine.GiveOpinion(s.As(s.Ben), second, engine.Said{Advice: approval.Approve}))
		must(s.T, s.Engine.GiveOpinion(s.As(s.Cleo), third, engine.Said{Advice: approval.Approve}))
		s.Work()
		if v := s.state(s.Ada, third); v.Award != "" {
			s.T.Fatal("the badge is awarded before its last task is passed")
		}
		code, err := s.Engine.MakePassCode(s.As(s.Cleo), p.Tasks[3].ID, workflow.ShortPass)
		must(s.T, err)
		sub, err := s.Engine.ScanPass(s.As(s.Ada), code.ID)
		must(s.T, err)
		s.Work()
		v := s.state(s.Ada, sub.ID)
		if v.Submission.State != workflow.Approved || v.Award == "" || len(v.Decisions) != 1 || v.Decisions[0].Approver != workflow.ByCode ||
			v.Attempts[0].At.IsZero() || len(v.Attempts[0].Evidence) != 0 {
			s.T.Errorf("after the scan: %+v", v)
		}
		if n := len(s.Events("award.granted")); n != 1 {
			s.T.Errorf("%d awards, want 1", n)
		}
	})
}

func TestATaskThatNobodyJudgesIsPassedByCodeOrOrganiserAlone(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		p := s.publishTasks(workflow.TaskDraft{}, judgedBy("self@1"))
		id := p.Tasks[0].ID
		if _, err := s.Engine.SubmitEvidence(s.As(s.Ada), id, nil); laurel.KindOf(err) != laurel.Conflict {
			s.T.Errorf("handed in: %v, want a conflict", err)
		}
		if _, err := s.Engine.MakePassCode(s.As(s.Ada), id, workflow.ShortPass); laurel.KindOf(err) != laurel.Forbidden {
			s.T.Errorf("a learner makes a code: %v, want forbidden", err)
		}
		if _, err := s.Engine.PassTask(s.As(s.Ben), id, s.Ada); laurel.KindOf(err) != laurel.Forbidden {
			s.T.Errorf("a member marks: %v, want forbidden", err)
		}
		if _, err := s.Engine.PassTask(s.As(s.Cleo), id, s.Cleo); laurel.KindOf(err) != laurel.Forbidden {
			s.T.Errorf("an organiser marks herself: %v, want forbidden", err)
		}
		if _, err := s.Engine.PassTask(s.As(s.Cleo), p.Tasks[1].ID, s.Ada); laurel.KindOf(err) != laurel.Conflict {
			s.T.Errorf("a task that is judged: %v, want a conflict", err)
		}
		sub, err := s.Engine.PassTask(s.As(s.Cleo), id, s.Ada)
		must(s.T, err)
		again, err := s.Engine.PassTask(s.As(s.Cleo), id, s.Ada)
		must(s.T, err)
		if again.ID != sub.ID || sub.City != s.City || s.state(s.Ada, sub.ID).Decisions[0].Approver != workflow.ByHand {
			s.T.Errorf("marked as %+v, again as %+v", sub, again)
		}
	})
}

func TestACodeThatWasReplacedOrIsOverPassesNobody(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		id := s.publishTasks(workflow.TaskDraft{}).Tasks[0].ID
		first, err := s.Engine.MakePassCode(s.As(s.Cleo), id, time.Hour)
		must(s.T, err)
		second, err := s.Engine.MakePassCode(s.As(s.Cleo), id, time.Hour)
		must(s.T, err)
		if _, err := s.Engine.ScanPass(s.As(s.Ada), first.ID); laurel.KindOf(err) != laurel.NotFound {
			s.T.Errorf("the first code: %v, want not found", err)
		}
		sub, err := s.Engine.ScanPass(s.As(s.Ada), second.ID)
		must(s.T, err)
		if again, err := s.Engine.ScanPass(s.As(s.Ada), second.ID); err != nil || again.ID != sub.ID {
			s.T.Errorf("scanned twice: %s, %v; want %s", again.ID, err, sub.ID)
		}
		must(s.T, s.Engine.EndPassCode(s.As(s.Cleo), id))
		must(s.T, s.Engine.EndPassCode(s.As(s.Cleo), id))
		if _, err := s.Engine.ScanPass(s.As(s.Dora), second.ID); laurel.KindOf(err) != laurel.NotFound {
			s.T.Errorf("after its end: %v, want not found", err)
		}
		if _, err := s.Engine.MakePassCode(s.As(s.Cleo), id, 2*workflow.LongPass); laurel.KindOf(err) != laurel.Invalid {
			s.T.Errorf("valid for two years: %v, want invalid", err)
		}
	})
}

func TestATaskWithoutEvidenceGoesThroughItsFlow(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		p := s.publishTasks(workflow.TaskDraft{Steps: []workflow.Step{enginetest.Step("self@1"), enginetest.Step("organiser@1")}})
		if _, err := s.Engine.SubmitEvidence(s.As(s.Ada), p.Tasks[0].ID, words("x")); laurel.KindOf(err) != laurel.Invalid {
			s.T.Errorf("with evidence: %v, want invalid", err)
		}
		id := s.hand(s.Ada, p.Tasks[0].ID, nil)
		s.Work()
		must(s.T, s.Engine.GiveOpinion(s.As(s.Cleo), id, engine.Said{Advice: approval.Improve, Comment: "Come again."}))
		s.Work()
		s.hand(s.Ada, p.Tasks[0].ID, nil)
		s.Work()
		must(s.T, s.Engine.GiveOpinion(s.As(s.Cleo), id, engine.Said{Advice: approval.Approve}))
		s.Work()
		if v := s.state(s.Ada, id); v.Award == "" || len(v.Attempts) != 2 || v.Attempts[0].At.IsZero() || v.Attempts[1].At.Before(v.Attempts[0].At) {
			s.T.Errorf("after both approved: %+v", v)
		}
	})
}

func TestATaskThatAsksForEvidenceNeedsWhoJudgesIt(t *testing.T) {
	t.Parallel()
	d := workflow.Draft{Title: "T", Description: "D", Language: "en", Kind: workflow.Course,
		Tasks: []workflow.TaskDraft{{Prompt: "Do it.", Asks: []workflow.Ask{{Kind: approval.Text}}}}}
	if _, err := d.Publish("0000000001-00000000000000000000000000", time.Now()); laurel.KindOf(err) != laurel.Invalid {
		t.Errorf("evidence and no approver: %v, want invalid", err)
	}
	d.Tasks[0].Asks = nil
	if _, err := d.Publish("0000000001-00000000000000000000000000", time.Now()); err != nil {
		t.Errorf("neither: %v, want nothing wrong", err)
	}
}
