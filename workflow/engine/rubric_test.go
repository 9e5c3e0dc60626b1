package engine_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine"
)

// marked is a step in which an organiser marks two criteria.
func marked() workflow.Step {
	return workflow.Step{Approver: "organiser@2", Settings: json.RawMessage(
		`{"criteria":[{"title":"Tidy","levels":3,"minimum":2},{"title":"Green","levels":1,"minimum":0}]}`)}
}

func TestAnOrganiserMarksTheCriteriaOfARubric(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		p := s.Publish([]workflow.Step{marked()})
		sub := s.submit(s.Ada, p, "Look.")
		s.Work()
		v := s.state(s.Cleo, sub.ID)
		want := []approval.Criterion{{Title: "Tidy", Levels: 3, Minimum: 2}, {Title: "Green", Levels: 1}}
		if diff := cmp.Diff(want, v.Rubric); diff != "" || v.Role != approval.Organiser {
			s.T.Errorf("she speaks as %q; she marks (-want +got):\n%s", v.Role, diff)
		}
		if own := s.state(s.Ada, sub.ID); own.Rubric != nil || own.Role != "" {
			s.T.Errorf("the learner is to mark %v as %q", own.Rubric, own.Role)
		}
		marks := []approval.Mark{{Criterion: 1, Level: 1, Comment: "Sweep."}, {Criterion: 2, Level: 1}}
		said := engine.Said{Advice: approval.Approve, Comment: "Nearly.", Attempt: 1}
		if err := s.Engine.GiveOpinion(s.As(s.Cleo), sub.ID, said); laurel.KindOf(err) != laurel.Invalid {
			s.T.Errorf("without marks: %v, want it refused", err)
		}
		said.Marks = marks
		must(s.T, s.Engine.GiveOpinion(s.As(s.Cleo), sub.ID, said))
		s.Work()
		v = s.state(s.Ada, sub.ID)
		if v.Submission.State != workflow.Returned || !strings.Contains(v.Submission.Reason, "Tidy: 1/3 (≥ 2)\nSweep.") {
			s.T.Errorf("approved with a mark too low: %s, %q; want it returned with that as the reason", v.Submission.State, v.Submission.Reason)
		}
		if len(v.Attempts[0].Opinions) != 1 {
			s.T.Fatalf("the learner reads %d opinions, want 1", len(v.Attempts[0].Opinions))
		}
		o := v.Attempts[0].Opinions[0]
		if diff := cmp.Diff(marks, o.Marks); diff != "" {
			s.T.Errorf("the learner reads (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(want, v.Flow.Rubric(o.Step, o.Role)); diff != "" {
			s.T.Errorf("of criteria (-want +got):\n%s", diff)
		}
		s.submit(s.Ada, p, "Swept.")
		s.Work()
		said.Attempt, said.Marks[0].Level = 2, 2
		must(s.T, s.Engine.GiveOpinion(s.As(s.Cleo), sub.ID, said))
		if n := len(s.state(s.Ada, sub.ID).Attempts[1].Opinions); n != 0 {
			s.T.Errorf("before it is decided the learner reads %d marks", n)
		}
		s.Work()
		if v = s.state(s.Ada, sub.ID); v.Submission.State != workflow.Approved {
			s.T.Errorf("with marks that are enough: %s, want it approved", v.Submission.State)
		}
	})
}

func TestMarksAreKeptWithWhatIsNotSaidYet(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		sub := s.submit(s.Ada, s.Publish([]workflow.Step{marked()}), "Look.")
		s.Work()
		kept := []approval.Mark{{Criterion: 1, Level: 0}, {Criterion: 2, Level: workflow.Unmarked, Comment: "Where?"}}
		must(s.T, s.Engine.KeepComment(s.As(s.Cleo), sub.ID, engine.Said{Marks: kept, Attempt: 1}))
		got, err := s.Engine.Unsaid(s.As(s.Cleo), sub.ID)
		must(s.T, err)
		if diff := cmp.Diff(engine.Said{Marks: kept}, got); diff != "" {
			s.T.Errorf("kept (-want +got):\n%s", diff)
		}
		err = s.Engine.KeepComment(s.As(s.Cleo), sub.ID, engine.Said{Marks: []approval.Mark{{Criterion: 7, Level: 1}}, Attempt: 1})
		if laurel.KindOf(err) != laurel.Invalid {
			s.T.Errorf("a criterion that there is not: %v, want it refused", err)
		}
		must(s.T, s.Engine.KeepComment(s.As(s.Cleo), sub.ID, engine.Said{Marks: []approval.Mark{{Criterion: 1, Level: workflow.Unmarked}}, Attempt: 1}))
		if got, err = s.Engine.Unsaid(s.As(s.Cleo), sub.ID); err != nil || len(got.Marks) != 0 {
			s.T.Errorf("with nothing marked %v, %v is kept", got, err)
		}
	})
}

func TestAFlowWithTwoRubricsForTheSamePeopleIsRefused(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		step := marked()
		step.Or = []workflow.Choice{{Approver: step.Approver, Settings: step.Settings}}
		d := workflow.Draft{Title: "Two", Description: "d", Language: "en", Kind: workflow.Online, Minutes: 20,
			Tasks: []workflow.TaskDraft{{Prompt: "p", Asks: []workflow.Ask{{Kind: approval.Text}}, Steps: []workflow.Step{step}}}}
		_, err := s.Engine.PublishActivity(s.As(s.Cleo), s.Org, d)
		e, ok := errors.AsType[*laurel.Error](err)
		if !ok || e.Text != "flow.rubrics" || e.Field != "tasks[0].steps[0].or[0].settings" {
			s.T.Errorf("%v, want it refused at the second", err)
		}
		d.Tasks[0].Steps[0].Or[0].Settings = nil
		if _, err := s.Engine.PublishActivity(s.As(s.Cleo), s.Org, d); err != nil {
			s.T.Errorf("with one rubric: %v", err)
		}
	})
}
