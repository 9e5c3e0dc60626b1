package engine_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.org/laurel/tenants/db"
	"example.org/laurel/tenants/db/dbtest"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine"
	"example.org/laurel/workflow/engine/enginetest"
)

func TestWhatNamesAnApproverIsCounted(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := enginetest.New(t, d)
		s.Approvers["organiser@2"] = s.Approvers["organiser@1"]
		mixed := workflow.Step{Approver: "self@1", Or: []workflow.Choice{{Approver: "organiser@1"}},
			Limit: &workflow.Limit{Hours: 5, Then: workflow.ThenAsk, Ask: &workflow.Choice{Approver: "organiser@2"}}}
		first := s.Publish([]workflow.Step{enginetest.Step("organiser@1")}, []workflow.Step{enginetest.Step("self@1"), mixed})
		_, err := s.Engine.SubmitEvidence(s.As(s.Ada), first.Tasks[0].ID, words("Handed in."))
		must(t, err)
		count := func() map[string]engine.ApproverUse {
			t.Helper()
			uses, err := s.Engine.CountApprovers(s.System(), s.Org, []string{"organiser@1", "organiser@2", "self@1", "peer@1"})
			must(t, err)
			return uses
		}
		want := map[string]engine.ApproverUse{"organiser@1": {Flows: 2, Submissions: 1}, "organiser@2": {Flows: 1}, "self@1": {Flows: 1}}
		if diff := cmp.Diff(want, count()); diff != "" {
			t.Error(diff)
		}
		// Another flow is in force; what began with the first goes on with it.
		v, err := s.Engine.Draft(s.As(s.Cleo), first.Activity.ID)
		must(t, err)
		for i := range v.Draft.Tasks {
			v.Draft.Tasks[i].Steps = []workflow.Step{enginetest.Step("self@1")}
		}
		v, err = s.Engine.SaveDraft(s.As(s.Cleo), v.ID, engine.Change{Draft: v.Draft, Version: v.Version})
		must(t, err)
		_, err = s.Engine.PublishDraft(s.As(s.Cleo), v.ID, v.Version)
		must(t, err)
		want = map[string]engine.ApproverUse{"organiser@1": {Submissions: 1}, "self@1": {Flows: 2}}
		if diff := cmp.Diff(want, count()); diff != "" {
			t.Error(diff)
		}
		uses, err := s.Engine.CountApprovers(s.System(), s.City, []string{"organiser@1"})
		if err != nil || len(uses) != 0 {
			t.Errorf("in another tenant: %v, %v", uses, err)
		}
	})
}
