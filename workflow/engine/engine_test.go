package engine_test

import (
	"strings"
	"sync"
	"testing"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/tenants/db"
	"example.org/laurel/tenants/db/dbtest"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine"
)

// each runs test with a filled house on both databases.
func each(t *testing.T, test func(*stack)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) { test(newStack(t, d)) })
}

func words(text string) []workflow.Evidence {
	return []workflow.Evidence{{Kind: approval.Text, Text: text}}
}

func (s *stack) submit(who laurel.PersonID, p workflow.Publication, text string) workflow.Submission {
	s.t.Helper()
	sub, err := s.engine.SubmitEvidence(s.as(who), p.Tasks[0].ID, words(text))
	must(s.t, err)
	return sub
}

func (s *stack) state(who laurel.PersonID, id laurel.SubmissionID) engine.SubmissionView {
	s.t.Helper()
	v, err := s.engine.Submission(s.as(who), id)
	must(s.t, err)
	return v
}

func TestOnesOwnWordLeadsToABadge(t *testing.T) {
	t.Parallel()
	each(t, func(s *stack) {
		p := s.publish([]workflow.Step{step("self@1")})
		sub := s.submit(s.ada, p, "That learners own them.")
		s.work()
		v := s.state(s.ada, sub.ID)
		if v.Submission.State != workflow.Approved || v.Award == "" {
			s.t.Fatalf("state %s, award %q; want approved with an award", v.Submission.State, v.Award)
		}
		granted := s.events("award.granted")
		if len(granted) != 1 {
			s.t.Fatalf("%d awards were granted, want 1", len(granted))
		}
		must(s.t, s.engine.FileCredential(s.system(), granted[0], engine.Signed{Award: v.Award, KeyID: "key-1", Document: []byte(`{}`)}))
		must(s.t, s.engine.EnterPortfolio(s.system(), v.Award, "LANE"))
		must(s.t, s.engine.EnterPortfolio(s.system(), v.Award, "LANE"))
		list, err := s.engine.Portfolio(s.as(s.ada))
		must(s.t, err)
		if len(list) != 1 || list[0].Name != "What is an Open Badge?" || list[0].City != s.city {
			s.t.Errorf("portfolio: %+v", list)
		}
		if list, err := s.engine.Portfolio(s.as(s.ben)); err != nil || len(list) != 0 {
			s.t.Errorf("another's portfolio: %v, %v; want none", list, err)
		}
	})
}

func TestACredentialIsFiledOnce(t *testing.T) {
	t.Parallel()
	each(t, func(s *stack) {
		p := s.publish([]workflow.Step{step("self@1")})
		sub := s.submit(s.ada, p, "x")
		s.work()
		id := s.state(s.ada, sub.ID).Award
		d := s.events("award.granted")[0]
		must(s.t, s.engine.FileCredential(s.system(), d, engine.Signed{Award: id, KeyID: "key-1", Document: []byte(`first`)}))
		must(s.t, s.engine.FileCredential(s.system(), d, engine.Signed{Award: id, KeyID: "key-1", Document: []byte(`second`)}))
		c, err := s.engine.Credential(s.t.Context(), id)
		must(s.t, err)
		if string(c.Document) != "first" {
			s.t.Errorf("the document is %q, want the first", c.Document)
		}
		if n := len(s.events("credential.issued")); n != 1 {
			s.t.Errorf("%d credentials were issued, want 1", n)
		}
	})
}

func TestPeersApproveOthersAndNeverThemselves(t *testing.T) {
	t.Parallel()
	each(t, func(s *stack) {
		p := s.publish([]workflow.Step{step("peer@1")})
		sub := s.submit(s.ben, p, "Look.")
		s.work()
		if err := s.engine.GiveOpinion(s.as(s.ben), sub.ID, approval.Approve, ""); laurel.KindOf(err) != laurel.Forbidden {
			s.t.Errorf("a peer about himself: %v, want forbidden", err)
		}
		if err := s.engine.GiveOpinion(s.as(s.dora), sub.ID, approval.Approve, ""); laurel.KindOf(err) != laurel.NotFound {
			s.t.Errorf("a stranger: %v, want not found", err)
		}
		other := s.submit(s.ada, p, "Look, too.")
		if v := s.state(s.ben, other.ID); !v.MayJudge {
			s.t.Error("a peer may not judge another's evidence")
		}
		must(s.t, s.engine.GiveOpinion(s.as(s.ben), other.ID, approval.Approve, ""))
		if err := s.engine.GiveOpinion(s.as(s.ben), other.ID, approval.Approve, ""); laurel.KindOf(err) != laurel.Conflict {
			s.t.Errorf("a second opinion: %v, want conflict", err)
		}
		s.work()
		if v := s.state(s.ada, other.ID); v.Submission.State != workflow.Approved {
			s.t.Errorf("state %s, want approved", v.Submission.State)
		}
		if v := s.state(s.ben, sub.ID); v.Submission.State != workflow.Open {
			s.t.Errorf("one's own: state %s, want open", v.Submission.State)
		}
	})
}

func TestAnOrganiserAsksToImprove(t *testing.T) {
	t.Parallel()
	each(t, func(s *stack) {
		p := s.publish([]workflow.Step{step("organiser@1")})
		sub := s.submit(s.ada, p, "short")
		s.work()
		if err := s.engine.GiveOpinion(s.as(s.ben), sub.ID, approval.Approve, ""); laurel.KindOf(err) != laurel.NotFound {
			s.t.Errorf("a member without the role: %v, want not found", err)
		}
		if err := s.engine.GiveOpinion(s.as(s.cleo), sub.ID, approval.Improve, ""); laurel.KindOf(err) != laurel.Invalid {
			s.t.Errorf("without a comment: %v, want invalid", err)
		}
		must(s.t, s.engine.GiveOpinion(s.as(s.cleo), sub.ID, approval.Improve, "Tell more."))
		s.work()
		v := s.state(s.ada, sub.ID)
		if v.Submission.State != workflow.Returned || !strings.Contains(v.Submission.Reason, "Tell more.") {
			s.t.Fatalf("state %s, reason %q; want returned with the comment", v.Submission.State, v.Submission.Reason)
		}
		again := s.submit(s.ada, p, "This is a longer text.")
		if again.ID != sub.ID || again.Attempt != 2 {
			s.t.Errorf("resubmitted as %s, attempt %d; want the same, attempt 2", again.ID, again.Attempt)
		}
		must(s.t, s.engine.GiveOpinion(s.as(s.cleo), sub.ID, approval.Approve, "Good."))
		s.work()
		v = s.state(s.ada, sub.ID)
		if v.Submission.State != workflow.Approved || len(v.Attempts) != 2 || len(v.Decisions) != 2 {
			s.t.Errorf("state %s, %d attempts, %d decisions; want approved, 2, 2", v.Submission.State, len(v.Attempts), len(v.Decisions))
		}
	})
}

func TestABadgeNeedsAllItsTasks(t *testing.T) {
	t.Parallel()
	each(t, func(s *stack) {
		p := s.publish([]workflow.Step{step("self@1")}, []workflow.Step{step("self@1")})
		first := s.submit(s.ada, p, "one")
		s.work()
		if v := s.state(s.ada, first.ID); v.Award != "" {
			s.t.Error("an award after the first of two tasks")
		}
		if _, err := s.engine.SubmitEvidence(s.as(s.ada), p.Tasks[1].ID, words("two")); err != nil {
			s.t.Fatal(err)
		}
		s.work()
		if v := s.state(s.ada, first.ID); v.Award == "" {
			s.t.Error("no award after both tasks")
		}
		if n := len(s.events("award.granted")); n != 1 {
			s.t.Errorf("%d awards, want 1", n)
		}
	})
}

func TestTwoStepsAreAskedOneAfterTheOther(t *testing.T) {
	t.Parallel()
	each(t, func(s *stack) {
		p := s.publish([]workflow.Step{step("self@1"), step("organiser@1")})
		sub := s.submit(s.ada, p, "x")
		s.work()
		if v := s.state(s.ada, sub.ID); v.Submission.State != workflow.Open || v.Submission.Step != 1 {
			s.t.Fatalf("state %s, step %d; want open at the second", v.Submission.State, v.Submission.Step)
		}
		must(s.t, s.engine.GiveOpinion(s.as(s.cleo), sub.ID, approval.Approve, ""))
		s.work()
		if v := s.state(s.ada, sub.ID); v.Submission.State != workflow.Approved {
			s.t.Errorf("state %s, want approved", v.Submission.State)
		}
	})
}

func TestAVerdictThatComesTwiceCountsOnce(t *testing.T) {
	t.Parallel()
	each(t, func(s *stack) {
		p := s.publish([]workflow.Step{step("self@1")})
		sub := s.submit(s.ada, p, "x")
		d := s.events("evidence.submitted")[0]
		q, err := s.engine.Question(s.system(), sub.ID)
		must(s.t, err)
		answer := engine.Answer{Submission: sub.ID, Turn: q.Turn, Approver: q.Approver, Verdict: approval.Verdict{Outcome: approval.Approve}}
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				if err := s.engine.RecordVerdict(s.system(), d, answer); err != nil && laurel.KindOf(err) != laurel.Conflict {
					s.t.Error(err)
				}
			})
		}
		wg.Wait()
		if n := len(s.events("task.passed")); n != 1 {
			s.t.Errorf("the task was passed %d times, want once", n)
		}
	})
}

func TestOnlyBackgroundWorkRecordsVerdicts(t *testing.T) {
	t.Parallel()
	each(t, func(s *stack) {
		p := s.publish([]workflow.Step{step("peer@1")})
		sub := s.submit(s.ada, p, "x")
		d := s.events("evidence.submitted")[0]
		answer := engine.Answer{Submission: sub.ID, Turn: sub.Turn(), Verdict: approval.Verdict{Outcome: approval.Approve}}
		if err := s.engine.RecordVerdict(s.as(s.cleo), d, answer); laurel.KindOf(err) != laurel.Forbidden {
			s.t.Errorf("an organiser records a verdict: %v, want forbidden", err)
		}
	})
}

func TestTwoSubmissionsAtOnceAreOne(t *testing.T) {
	t.Parallel()
	each(t, func(s *stack) {
		p := s.publish([]workflow.Step{step("organiser@1")})
		var wg sync.WaitGroup
		var mu sync.Mutex
		filed := 0
		for range 6 {
			wg.Go(func() {
				_, err := s.engine.SubmitEvidence(s.as(s.ada), p.Tasks[0].ID, words("x"))
				mu.Lock()
				defer mu.Unlock()
				switch {
				case err == nil:
					filed++
				case laurel.KindOf(err) != laurel.Conflict:
					s.t.Error(err)
				}
			})
		}
		wg.Wait()
		if filed != 1 {
			s.t.Errorf("%d were filed, want 1", filed)
		}
	})
}

func TestWhatIsWrongIsRefusedAndNothingIsFiled(t *testing.T) {
	t.Parallel()
	each(t, func(s *stack) {
		p := s.publish([]workflow.Step{step("organiser@1")})
		task := p.Tasks[0].ID
		other := laurel.NewID[laurel.TaskID](s.city, p.Activity.PublishedAt)
		tests := map[string]struct {
			who      laurel.PersonID
			task     laurel.TaskID
			evidence []workflow.Evidence
			want     laurel.Kind
		}{
			"nobody":                      {task: task, evidence: words("x"), want: laurel.Unauthenticated},
			"no evidence":                 {who: s.ada, task: task, want: laurel.Invalid},
			"blank text":                  {who: s.ada, task: task, evidence: words(" \n "), want: laurel.Invalid},
			"another kind":                {who: s.ada, task: task, evidence: []workflow.Evidence{{Kind: approval.Link, Text: "https://example.org"}}, want: laurel.Invalid},
			"no kind that there is":       {who: s.ada, task: task, evidence: []workflow.Evidence{{Kind: "dream", Text: "x"}}, want: laurel.Invalid},
			"oversized":                   {who: s.ada, task: task, evidence: words(strings.Repeat("x", workflow.MaxText+1)), want: laurel.TooLarge},
			"control characters":          {who: s.ada, task: task, evidence: words("a\x00b"), want: laurel.Invalid},
			"not UTF-8":                   {who: s.ada, task: task, evidence: words("a\xff"), want: laurel.Invalid},
			"a task of another tenant":    {who: s.ada, task: other, evidence: words("x"), want: laurel.NotFound},
			"a task that there is not":    {who: s.ada, task: laurel.NewID[laurel.TaskID](s.org, p.Activity.PublishedAt), evidence: words("x"), want: laurel.NotFound},
			"an id that is not one":       {who: s.ada, task: "'; DROP TABLE", evidence: words("x"), want: laurel.NotFound},
			"an upload that there is not": {who: s.ada, task: task, evidence: []workflow.Evidence{{Kind: approval.Photo, Upload: "x"}}, want: laurel.Invalid},
		}
		for name, tt := range tests {
			if _, err := s.engine.SubmitEvidence(s.as(tt.who), tt.task, tt.evidence); laurel.KindOf(err) != tt.want {
				s.t.Errorf("%s: %v, want %v", name, err, tt.want)
			}
		}
		if n := len(s.events("evidence.submitted")); n != 0 {
			s.t.Errorf("%d submissions were filed", n)
		}
	})
}

func TestAnUploadIsItsUploadersAlone(t *testing.T) {
	t.Parallel()
	each(t, func(s *stack) {
		d := workflow.Draft{Title: "A walk", Description: "Walk.", Language: "en", Kind: workflow.Event,
			Tasks: []workflow.TaskDraft{{Prompt: "Take a picture.", Asks: []workflow.Ask{{Kind: approval.Photo}}, Steps: []workflow.Step{step("peer@1")}}}}
		p, err := s.engine.PublishActivity(s.as(s.cleo), s.org, d)
		must(s.t, err)
		up, err := s.engine.FileUpload(s.as(s.dora), s.org, engine.Upload{Kind: approval.Photo, Media: "m.jpg", MediaType: "image/jpeg", Size: 5})
		must(s.t, err)
		photo := []workflow.Evidence{{Kind: approval.Photo, Upload: up}}
		if _, err := s.engine.SubmitEvidence(s.as(s.ada), p.Tasks[0].ID, photo); laurel.KindOf(err) != laurel.Invalid {
			s.t.Errorf("another's upload: %v, want invalid", err)
		}
		sub, err := s.engine.SubmitEvidence(s.as(s.dora), p.Tasks[0].ID, photo)
		must(s.t, err)
		if ev, err := s.engine.EvidenceFile(s.as(s.ben), sub.ID, up); err != nil || ev.Media != "m.jpg" {
			s.t.Errorf("a peer who may judge it: %+v, %v", ev, err)
		}
		if _, err := s.engine.EvidenceFile(s.as(s.ada), sub.ID, up); laurel.KindOf(err) != laurel.NotFound {
			s.t.Errorf("a stranger: %v, want not found", err)
		}
	})
}

func TestOnlyOrganisersPublish(t *testing.T) {
	t.Parallel()
	each(t, func(s *stack) {
		d := workflow.Draft{Title: "x", Description: "x", Language: "en", Kind: workflow.Event,
			Tasks: []workflow.TaskDraft{{Prompt: "x", Asks: []workflow.Ask{{Kind: approval.Text}}, Steps: []workflow.Step{step("self@1")}}}}
		for name, tt := range map[string]struct {
			who    laurel.PersonID
			where  laurel.TenantID
			change func(*workflow.Draft)
			want   laurel.Kind
		}{
			"a member":          {who: s.ben, where: s.org, want: laurel.Forbidden},
			"nobody":            {where: s.org, want: laurel.Unauthenticated},
			"in another tenant": {who: s.cleo, where: s.city, want: laurel.Forbidden},
			"an approver unheard of": {who: s.cleo, where: s.org, change: func(d *workflow.Draft) {
				d.Tasks = []workflow.TaskDraft{{Prompt: "x", Asks: d.Tasks[0].Asks, Steps: []workflow.Step{step("oracle@1")}}}
			}, want: laurel.Invalid},
			"no task": {who: s.cleo, where: s.org, change: func(d *workflow.Draft) { d.Tasks = nil }, want: laurel.Invalid},
		} {
			draft := d
			if tt.change != nil {
				tt.change(&draft)
			}
			if _, err := s.engine.PublishActivity(s.as(tt.who), tt.where, draft); laurel.KindOf(err) != tt.want {
				s.t.Errorf("%s: %v, want %v", name, err, tt.want)
			}
		}
		if n := len(s.events("activity.published")); n != 0 {
			s.t.Errorf("%d activities were published", n)
		}
	})
}

func TestAPublishedActivityStandsInTheCatalogueOnce(t *testing.T) {
	t.Parallel()
	each(t, func(s *stack) {
		p := s.publish([]workflow.Step{step("self@1")})
		mayor := s.person("mayor@example.org")
		if err := s.engine.ListActivity(s.as(s.cleo), s.city, p.Activity.ID); laurel.KindOf(err) != laurel.Forbidden {
			s.t.Errorf("an organiser lists in a city: %v, want forbidden", err)
		}
		must(s.t, s.engine.ListActivity(s.as(mayor), s.city, p.Activity.ID))
		must(s.t, s.engine.ListActivity(s.as(mayor), s.city, p.Activity.ID))
		cities, err := s.registry.Cities(s.t.Context())
		must(s.t, err)
		list, err := s.engine.Catalogue(s.t.Context(), cities)
		must(s.t, err)
		if len(list) != 1 || list[0].Organisation != s.org {
			s.t.Errorf("catalogue: %+v", list)
		}
		_, err = s.engine.MakePlaylist(s.as(s.cleo), s.org, "Open Badges", []laurel.ActivityID{p.Activity.ID})
		must(s.t, err)
		v, err := s.engine.ClaimedActivity(s.as(s.ada), p.Claim.ID)
		must(s.t, err)
		if v.Activity.ID != p.Activity.ID || len(v.Playlists) != 1 || v.Achievement.Name != v.Activity.Title {
			s.t.Errorf("behind the claim code: %+v", v)
		}
	})
}

func TestReviewersSeeWhatWaitsForThem(t *testing.T) {
	t.Parallel()
	each(t, func(s *stack) {
		peers := s.publish([]workflow.Step{step("peer@1")})
		organisers := s.publish([]workflow.Step{step("organiser@1")})
		s.submit(s.ada, peers, "x")
		s.submit(s.ada, organisers, "x")
		for name, tt := range map[string]struct {
			who  laurel.PersonID
			want int
		}{"a peer": {s.ben, 1}, "an organiser": {s.cleo, 2}, "the learner": {s.ada, 0}, "a stranger": {s.dora, 0}} {
			list, err := s.engine.Reviews(s.as(tt.who), s.org)
			if err != nil || len(list) != tt.want {
				s.t.Errorf("%s: %d, %v; want %d", name, len(list), err, tt.want)
			}
		}
	})
}
