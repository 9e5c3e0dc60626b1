package engine_test

import (
	"context"
	"encoding/json"
	"strings"
	"sync"
	"testing"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/policies"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
	"example.org/laurel/tenants/db/dbtest"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine"
	"example.org/laurel/workflow/engine/enginetest"
)

// house is a filled one, with what only these tests do.
type house struct{ *enginetest.House }

// each runs test with a filled house on both databases.
func each(t *testing.T, test func(*house)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) { test(&house{enginetest.New(t, d)}) })
}

func words(text string) []workflow.Evidence {
	return []workflow.Evidence{{Kind: approval.Text, Text: text}}
}

func (s *house) submit(who laurel.PersonID, p workflow.Publication, text string) workflow.Submission {
	s.T.Helper()
	sub, err := s.Engine.SubmitEvidence(s.As(who), p.Tasks[0].ID, words(text))
	must(s.T, err)
	return sub
}

func (s *house) state(who laurel.PersonID, id laurel.SubmissionID) engine.SubmissionView {
	s.T.Helper()
	v, err := s.Engine.Submission(s.As(who), id)
	must(s.T, err)
	return v
}

func TestOnesOwnWordLeadsToABadge(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		p := s.Publish([]workflow.Step{enginetest.Step("self@1")})
		sub := s.submit(s.Ada, p, "That learners own them.")
		s.Work()
		v := s.state(s.Ada, sub.ID)
		if v.Submission.State != workflow.Approved || v.Award == "" {
			s.T.Fatalf("state %s, award %q; want approved with an award", v.Submission.State, v.Award)
		}
		granted := s.Events("award.granted")
		if len(granted) != 1 {
			s.T.Fatalf("%d awards were granted, want 1", len(granted))
		}
		must(s.T, s.Engine.FileCredential(s.System(), granted[0], engine.Signed{Award: v.Award, KeyID: "key-1", Document: []byte(`{}`)}))
		must(s.T, s.Engine.EnterPortfolio(s.System(), v.Award, "LANE"))
		must(s.T, s.Engine.EnterPortfolio(s.System(), v.Award, "LANE"))
		list, err := s.Engine.Portfolio(s.As(s.Ada))
		must(s.T, err)
		if len(list) != 1 || list[0].Name != "What is an Open Badge?" || list[0].City != s.City {
			s.T.Errorf("portfolio: %+v", list)
		}
		if list, err := s.Engine.Portfolio(s.As(s.Ben)); err != nil || len(list) != 0 {
			s.T.Errorf("another's portfolio: %v, %v; want none", list, err)
		}
	})
}

func TestACredentialIsFiledOnce(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		p := s.Publish([]workflow.Step{enginetest.Step("self@1")})
		sub := s.submit(s.Ada, p, "x")
		s.Work()
		id := s.state(s.Ada, sub.ID).Award
		d := s.Events("award.granted")[0]
		must(s.T, s.Engine.FileCredential(s.System(), d, engine.Signed{Award: id, KeyID: "key-1", Document: []byte(`first`)}))
		must(s.T, s.Engine.FileCredential(s.System(), d, engine.Signed{Award: id, KeyID: "key-1", Document: []byte(`second`)}))
		c, err := s.Engine.Credential(s.T.Context(), id)
		must(s.T, err)
		if string(c.Document) != "first" {
			s.T.Errorf("the document is %q, want the first", c.Document)
		}
		if n := len(s.Events("credential.issued")); n != 1 {
			s.T.Errorf("%d credentials were issued, want 1", n)
		}
	})
}

func TestPeersApproveOthersAndNeverThemselves(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		p := s.Publish([]workflow.Step{enginetest.Step("peer@1")})
		sub := s.submit(s.Ben, p, "Look.")
		s.Work()
		if err := s.Engine.GiveOpinion(s.As(s.Ben), sub.ID, engine.Said{Advice: approval.Approve, Comment: ""}); laurel.KindOf(err) != laurel.Forbidden {
			s.T.Errorf("a peer about himself: %v, want forbidden", err)
		}
		if err := s.Engine.GiveOpinion(s.As(s.Dora), sub.ID, engine.Said{Advice: approval.Approve, Comment: ""}); laurel.KindOf(err) != laurel.NotFound {
			s.T.Errorf("a stranger: %v, want not found", err)
		}
		other := s.submit(s.Ada, p, "Look, too.")
		if v := s.state(s.Ben, other.ID); !v.MayJudge {
			s.T.Error("a peer may not judge another's evidence")
		}
		must(s.T, s.Engine.GiveOpinion(s.As(s.Ben), other.ID, engine.Said{Advice: approval.Approve, Comment: ""}))
		if err := s.Engine.GiveOpinion(s.As(s.Ben), other.ID, engine.Said{Advice: approval.Approve, Comment: ""}); laurel.KindOf(err) != laurel.Conflict {
			s.T.Errorf("a second opinion: %v, want conflict", err)
		}
		s.Work()
		if v := s.state(s.Ada, other.ID); v.Submission.State != workflow.Approved {
			s.T.Errorf("state %s, want approved", v.Submission.State)
		}
		if v := s.state(s.Ben, sub.ID); v.Submission.State != workflow.Open {
			s.T.Errorf("one's own: state %s, want open", v.Submission.State)
		}
	})
}

func TestAnOrganiserAsksToImprove(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		p := s.Publish([]workflow.Step{enginetest.Step("organiser@1")})
		sub := s.submit(s.Ada, p, "short")
		s.Work()
		if err := s.Engine.GiveOpinion(s.As(s.Ben), sub.ID, engine.Said{Advice: approval.Approve, Comment: ""}); laurel.KindOf(err) != laurel.NotFound {
			s.T.Errorf("a member without the role: %v, want not found", err)
		}
		if err := s.Engine.GiveOpinion(s.As(s.Cleo), sub.ID, engine.Said{Advice: approval.Improve, Comment: ""}); laurel.KindOf(err) != laurel.Invalid {
			s.T.Errorf("without a comment: %v, want invalid", err)
		}
		must(s.T, s.Engine.GiveOpinion(s.As(s.Cleo), sub.ID, engine.Said{Advice: approval.Improve, Comment: "Tell more."}))
		s.Work()
		v := s.state(s.Ada, sub.ID)
		if v.Submission.State != workflow.Returned || !strings.Contains(v.Submission.Reason, "Tell more.") {
			s.T.Fatalf("state %s, reason %q; want returned with the comment", v.Submission.State, v.Submission.Reason)
		}
		again := s.submit(s.Ada, p, "This is a longer text.")
		if again.ID != sub.ID || again.Attempt != 2 {
			s.T.Errorf("resubmitted as %s, attempt %d; want the same, attempt 2", again.ID, again.Attempt)
		}
		must(s.T, s.Engine.GiveOpinion(s.As(s.Cleo), sub.ID, engine.Said{Advice: approval.Approve, Comment: "Good."}))
		s.Work()
		v = s.state(s.Ada, sub.ID)
		if v.Submission.State != workflow.Approved || len(v.Attempts) != 2 || len(v.Decisions) != 2 {
			s.T.Errorf("state %s, %d attempts, %d decisions; want approved, 2, 2", v.Submission.State, len(v.Attempts), len(v.Decisions))
		}
	})
}

func TestABadgeNeedsAllItsTasks(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		p := s.Publish([]workflow.Step{enginetest.Step("self@1")}, []workflow.Step{enginetest.Step("self@1")})
		first := s.submit(s.Ada, p, "one")
		s.Work()
		if v := s.state(s.Ada, first.ID); v.Award != "" {
			s.T.Error("an award after the first of two tasks")
		}
		if _, err := s.Engine.SubmitEvidence(s.As(s.Ada), p.Tasks[1].ID, words("two")); err != nil {
			s.T.Fatal(err)
		}
		s.Work()
		if v := s.state(s.Ada, first.ID); v.Award == "" {
			s.T.Error("no award after both tasks")
		}
		if n := len(s.Events("award.granted")); n != 1 {
			s.T.Errorf("%d awards, want 1", n)
		}
	})
}

func TestTwoStepsAreAskedOneAfterTheOther(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		p := s.Publish([]workflow.Step{enginetest.Step("self@1"), enginetest.Step("organiser@1")})
		sub := s.submit(s.Ada, p, "x")
		s.Work()
		if v := s.state(s.Ada, sub.ID); v.Submission.State != workflow.Open || v.Submission.Step != 1 {
			s.T.Fatalf("state %s, step %d; want open at the second", v.Submission.State, v.Submission.Step)
		}
		must(s.T, s.Engine.GiveOpinion(s.As(s.Cleo), sub.ID, engine.Said{Advice: approval.Approve, Comment: ""}))
		s.Work()
		if v := s.state(s.Ada, sub.ID); v.Submission.State != workflow.Approved {
			s.T.Errorf("state %s, want approved", v.Submission.State)
		}
	})
}

func TestAVerdictThatComesTwiceCountsOnce(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		p := s.Publish([]workflow.Step{enginetest.Step("self@1")})
		sub := s.submit(s.Ada, p, "x")
		d := s.Events("evidence.submitted")[0]
		q, err := s.Engine.Inquiry(s.System(), sub.ID)
		must(s.T, err)
		answer := answered(sub.ID, *q, approval.Approve)
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				if err := s.Engine.RecordVerdict(s.System(), d, answer); err != nil && laurel.KindOf(err) != laurel.Conflict {
					s.T.Error(err)
				}
			})
		}
		wg.Wait()
		if n := len(s.Events("task.passed")); n != 1 {
			s.T.Errorf("the task was passed %d times, want once", n)
		}
	})
}

func TestOnlyBackgroundWorkRecordsVerdicts(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		p := s.Publish([]workflow.Step{enginetest.Step("peer@1")})
		sub := s.submit(s.Ada, p, "x")
		d := s.Events("evidence.submitted")[0]
		answer := answered(sub.ID, workflow.Inquiry{Turn: sub.Turn(), Flow: sub.Flow, Asked: []workflow.Asking{{Approver: "peer@1"}}}, approval.Approve)
		if err := s.Engine.RecordVerdict(s.As(s.Cleo), d, answer); laurel.KindOf(err) != laurel.Forbidden {
			s.T.Errorf("an organiser records a verdict: %v, want forbidden", err)
		}
	})
}

func TestTwoSubmissionsAtOnceAreOne(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		p := s.Publish([]workflow.Step{enginetest.Step("organiser@1")})
		var wg sync.WaitGroup
		var mu sync.Mutex
		filed := 0
		for range 6 {
			wg.Go(func() {
				_, err := s.Engine.SubmitEvidence(s.As(s.Ada), p.Tasks[0].ID, words("x"))
				mu.Lock()
				defer mu.Unlock()
				switch {
				case err == nil:
					filed++
				case laurel.KindOf(err) != laurel.Conflict:
					s.T.Error(err)
				}
			})
		}
		wg.Wait()
		if filed != 1 {
			s.T.Errorf("%d were filed, want 1", filed)
		}
	})
}

func TestWhatIsWrongIsRefusedAndNothingIsFiled(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		p := s.Publish([]workflow.Step{enginetest.Step("organiser@1")})
		task := p.Tasks[0].ID
		other := laurel.NewID[laurel.TaskID](s.City, p.Activity.PublishedAt)
		tests := map[string]struct {
			who      laurel.PersonID
			task     laurel.TaskID
			evidence []workflow.Evidence
			want     laurel.Kind
		}{
			"nobody":                      {task: task, evidence: words("x"), want: laurel.Unauthenticated},
			"no evidence":                 {who: s.Ada, task: task, want: laurel.Invalid},
			"blank text":                  {who: s.Ada, task: task, evidence: words(" \n "), want: laurel.Invalid},
			"another kind":                {who: s.Ada, task: task, evidence: []workflow.Evidence{{Kind: approval.Link, Text: "https://example.org"}}, want: laurel.Invalid},
			"no kind that there is":       {who: s.Ada, task: task, evidence: []workflow.Evidence{{Kind: "dream", Text: "x"}}, want: laurel.Invalid},
			"oversized":                   {who: s.Ada, task: task, evidence: words(strings.Repeat("x", workflow.MaxText+1)), want: laurel.TooLarge},
			"control characters":          {who: s.Ada, task: task, evidence: words("a\x00b"), want: laurel.Invalid},
			"not UTF-8":                   {who: s.Ada, task: task, evidence: words("a\xff"), want: laurel.Invalid},
			"a task of another tenant":    {who: s.Ada, task: other, evidence: words("x"), want: laurel.NotFound},
			"a task that there is not":    {who: s.Ada, task: laurel.NewID[laurel.TaskID](s.Org, p.Activity.PublishedAt), evidence: words("x"), want: laurel.NotFound},
			"an id that is not one":       {who: s.Ada, task: "'; DROP TABLE", evidence: words("x"), want: laurel.NotFound},
			"an upload that there is not": {who: s.Ada, task: task, evidence: []workflow.Evidence{{Kind: approval.Photo, Upload: "x"}}, want: laurel.Invalid},
		}
		for name, tt := range tests {
			if _, err := s.Engine.SubmitEvidence(s.As(tt.who), tt.task, tt.evidence); laurel.KindOf(err) != tt.want {
				s.T.Errorf("%s: %v, want %v", name, err, tt.want)
			}
		}
		if n := len(s.Events("evidence.submitted")); n != 0 {
			s.T.Errorf("%d submissions were filed", n)
		}
	})
}

func TestAnUploadIsItsUploadersAlone(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		d := workflow.Draft{Title: "A walk", Description: "Walk.", Language: "en", Kind: workflow.Event,
			Tasks: []workflow.TaskDraft{{Prompt: "Take a picture.", Asks: []workflow.Ask{{Kind: approval.Photo}}, Steps: []workflow.Step{enginetest.Step("peer@1")}}}}
		p, err := s.Engine.PublishActivity(s.As(s.Cleo), s.Org, d)
		must(s.T, err)
		up, err := s.Engine.FileUpload(s.As(s.Dora), s.Org, engine.Upload{Kind: approval.Photo, Media: "m.jpg", MediaType: "image/jpeg", Size: 5})
		must(s.T, err)
		photo := []workflow.Evidence{{Kind: approval.Photo, Upload: up}}
		if _, err := s.Engine.SubmitEvidence(s.As(s.Ada), p.Tasks[0].ID, photo); laurel.KindOf(err) != laurel.Invalid {
			s.T.Errorf("another's upload: %v, want invalid", err)
		}
		sub, err := s.Engine.SubmitEvidence(s.As(s.Dora), p.Tasks[0].ID, photo)
		must(s.T, err)
		if ev, err := s.Engine.EvidenceFile(s.As(s.Ben), sub.ID, up); err != nil || ev.Media != "m.jpg" {
			s.T.Errorf("a peer who may judge it: %+v, %v", ev, err)
		}
		if _, err := s.Engine.EvidenceFile(s.As(s.Ada), sub.ID, up); laurel.KindOf(err) != laurel.NotFound {
			s.T.Errorf("a stranger: %v, want not found", err)
		}
	})
}

// Photos were made smaller while they were handed in, and the learner was told that
// somebody had changed something.
func TestHandingInIsNotDisturbedByPreviews(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		d := workflow.Draft{Title: "A walk", Description: "Walk.", Language: "en", Kind: workflow.Event,
			Tasks: []workflow.TaskDraft{{Prompt: "Take pictures.", Asks: []workflow.Ask{{Kind: approval.Photo}}, Steps: []workflow.Step{enginetest.Step("peer@1")}}}}
		p, err := s.Engine.PublishActivity(s.As(s.Cleo), s.Org, d)
		must(s.T, err)
		var photos []workflow.Evidence
		for range 10 {
			up, err := s.Engine.FileUpload(s.As(s.Ada), s.Org,
				engine.Upload{Task: p.Tasks[0].ID, Kind: approval.Photo, Media: "m.jpg", MediaType: "image/jpeg", Size: 5})
			must(s.T, err)
			photos = append(photos, workflow.Evidence{Kind: approval.Photo, Upload: up})
		}
		handedIn, ctx := make(chan struct{}), s.System()
		var work sync.WaitGroup
		for _, photo := range photos {
			work.Go(func() {
				for {
					select {
					case <-handedIn:
						return
					default:
					}
					// Who comes second here is asked again, as background work is.
					err := s.Engine.NotePreviews(ctx, photo.Upload, workflow.Previews{Small: "s.jpg", Large: "l.jpg"}, 2)
					if err != nil && laurel.KindOf(err) != laurel.Conflict {
						s.T.Error(err)
						return
					}
				}
			})
		}
		_, err = s.Engine.SubmitEvidence(s.As(s.Ada), p.Tasks[0].ID, photos)
		close(handedIn)
		work.Wait()
		if err != nil {
			s.T.Errorf("handing in: %v", err)
		}
	})
}

func TestOnlyOrganisersPublish(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		d := workflow.Draft{Title: "x", Description: "x", Language: "en", Kind: workflow.Event,
			Tasks: []workflow.TaskDraft{{Prompt: "x", Asks: []workflow.Ask{{Kind: approval.Text}}, Steps: []workflow.Step{enginetest.Step("self@1")}}}}
		for name, tt := range map[string]struct {
			who    laurel.PersonID
			where  laurel.TenantID
			change func(*workflow.Draft)
			want   laurel.Kind
		}{
			"a member":          {who: s.Ben, where: s.Org, want: laurel.Forbidden},
			"nobody":            {where: s.Org, want: laurel.Unauthenticated},
			"in another tenant": {who: s.Cleo, where: s.City, want: laurel.Forbidden},
			"an approver unheard of": {who: s.Cleo, where: s.Org, change: func(d *workflow.Draft) {
				d.Tasks = []workflow.TaskDraft{{Prompt: "x", Asks: d.Tasks[0].Asks, Steps: []workflow.Step{enginetest.Step("oracle@1")}}}
			}, want: laurel.Invalid},
			"no task": {who: s.Cleo, where: s.Org, change: func(d *workflow.Draft) { d.Tasks = nil }, want: laurel.Invalid},
		} {
			draft := d
			if tt.change != nil {
				tt.change(&draft)
			}
			if _, err := s.Engine.PublishActivity(s.As(tt.who), tt.where, draft); laurel.KindOf(err) != tt.want {
				s.T.Errorf("%s: %v, want %v", name, err, tt.want)
			}
		}
		if n := len(s.Events("activity.published")); n != 0 {
			s.T.Errorf("%d activities were published", n)
		}
	})
}

func TestAPublishedActivityStandsInTheCatalogueOnce(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		p := s.Publish([]workflow.Step{enginetest.Step("self@1")})
		mayor := s.SignIn("mayor@example.org")
		if err := s.Engine.ListActivity(s.As(s.Cleo), s.City, p.Activity.ID); laurel.KindOf(err) != laurel.Forbidden {
			s.T.Errorf("an organiser lists in a city: %v, want forbidden", err)
		}
		must(s.T, s.Engine.ListActivity(s.As(mayor), s.City, p.Activity.ID))
		must(s.T, s.Engine.ListActivity(s.As(mayor), s.City, p.Activity.ID))
		cities, err := s.Registry.Cities(s.T.Context())
		must(s.T, err)
		list, err := s.Engine.SearchCatalogue(s.T.Context(), cities, workflow.Search{})
		must(s.T, err)
		if len(list.List) != 1 || list.List[0].Organisation != s.Org {
			s.T.Errorf("catalogue: %+v", list)
		}
		_, err = s.Engine.MakePlaylist(s.As(s.Cleo), s.Org, workflow.PlaylistDraft{Title: "Open Badges", Language: "en",
			Items: []workflow.PlaylistItem{{Activity: p.Activity.ID}}})
		must(s.T, err)
		v, err := s.Engine.ClaimedActivity(s.As(s.Ada), p.Claim.ID)
		must(s.T, err)
		if v.Activity.ID != p.Activity.ID || len(v.Playlists) != 1 || v.Achievement.Name != v.Activity.Title {
			s.T.Errorf("behind the claim code: %+v", v)
		}
	})
}

func TestReviewersSeeWhatWaitsForThem(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		peers := s.Publish([]workflow.Step{enginetest.Step("peer@1")})
		organisers := s.Publish([]workflow.Step{enginetest.Step("organiser@1")})
		s.submit(s.Ada, peers, "x")
		s.submit(s.Ada, organisers, "x")
		for name, tt := range map[string]struct {
			who  laurel.PersonID
			want int
		}{"a peer": {s.Ben, 1}, "an organiser": {s.Cleo, 2}, "the learner": {s.Ada, 0}, "a stranger": {s.Dora, 0}} {
			list, err := s.Engine.Reviews(s.As(tt.who), s.Org)
			if err != nil || len(list) != tt.want {
				s.T.Errorf("%s: %d, %v; want %d", name, len(list), err, tt.want)
			}
		}
	})
}

// forgetful is a gate whose tenants are pushed out as soon as they are prepared.
type forgetful struct{ *policies.Gate }

func (forgetful) Prepare(context.Context, laurel.TenantID) error { return nil }

func TestAGateThatCannotTellIsNotTakenToSayNo(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		sub := s.submit(s.Ada, s.Publish([]workflow.Step{enginetest.Step("peer@1")}), "x")
		g, err := policies.New(s.Rules, s.Registry.PolicyVersion)
		must(s.T, err)
		e := engine.New(s.DB, forgetful{g}, s.Approvers)
		if list, err := e.Reviews(s.As(s.Ben), s.Org); laurel.KindOf(err) != laurel.Unready {
			s.T.Errorf("Reviews() = %d, %v; want unready", len(list), err)
		}
		if _, err := e.Submission(s.As(s.Ben), sub.ID); laurel.KindOf(err) != laurel.Unready {
			s.T.Errorf("Submission() = %v, want unready", err)
		}
	})
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestAnOpinionAboutAnOlderAttemptIsRefused(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		p := s.Publish([]workflow.Step{enginetest.Step("organiser@1")})
		sub := s.submit(s.Ada, p, "first")
		must(s.T, s.Engine.GiveOpinion(s.As(s.Cleo), sub.ID, engine.Said{Advice: approval.Improve, Comment: "More.", Attempt: 1}))
		s.Work()
		s.submit(s.Ada, p, "second")
		said := engine.Said{Advice: approval.Approve, Attempt: 1}
		if err := s.Engine.GiveOpinion(s.As(s.Cleo), sub.ID, said); laurel.KindOf(err) != laurel.Conflict {
			s.T.Errorf("about the first attempt: %v, want conflict", err)
		}
		said.Attempt = 2
		must(s.T, s.Engine.GiveOpinion(s.As(s.Cleo), sub.ID, said))
	})
}

func TestAReviewerGoesOnSeeingWhatTheyJudged(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		p := s.Publish([]workflow.Step{enginetest.Step("peer@1")})
		sub := s.submit(s.Ada, p, "look")
		must(s.T, s.Engine.GiveOpinion(s.As(s.Ben), sub.ID, engine.Said{Advice: approval.Approve}))
		s.Work()
		if v := s.state(s.Ben, sub.ID); v.MayJudge || v.Submission.State != workflow.Approved {
			s.T.Errorf("afterwards: %s, may judge %v; want approved and not again", v.Submission.State, v.MayJudge)
		}
		err := s.Engine.GiveOpinion(s.As(s.Ben), sub.ID, engine.Said{Advice: approval.Approve})
		if laurel.KindOf(err) != laurel.Conflict {
			s.T.Errorf("once more: %v, want conflict", err)
		}
	})
}

func TestSettingsThatTheApproverRefusesAreNotPublished(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		for _, settings := range []string{`{"approvals":1000}`, `{"bogus":1}`, `"text"`, `[1]`, `{"approvals":"x"}`} {
			d := workflow.Draft{Title: "x", Description: "x", Language: "en", Kind: workflow.Event, Tasks: []workflow.TaskDraft{{
				Prompt: "x", Asks: []workflow.Ask{{Kind: approval.Text}},
				Steps: []workflow.Step{{Approver: "peer@1", Settings: json.RawMessage(settings)}},
			}}}
			if _, err := s.Engine.PublishActivity(s.As(s.Cleo), s.Org, d); laurel.KindOf(err) != laurel.Invalid {
				s.T.Errorf("%s: %v, want invalid", settings, err)
			}
		}
	})
}

func TestABadgeCountsOnlyForACityOfItsOrganisation(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		other := laurel.NewTenantID()
		p := s.Publish([]workflow.Step{enginetest.Step("self@1")})
		ctx := laurel.WithActor(s.T.Context(), laurel.Actor{Person: s.Ada, City: other, Language: "en"})
		sub, err := s.Engine.SubmitEvidence(ctx, p.Tasks[0].ID, words("x"))
		must(s.T, err)
		if sub.City != "" {
			s.T.Errorf("it counts for %s, where the organisation is not active", sub.City)
		}
		if listed, err := s.Engine.IsShown(s.T.Context(), s.City, p.Activity); err != nil || listed {
			s.T.Errorf("listed before anybody lists it: %v, %v", listed, err)
		}
	})
}

func TestACityListsItsOwnOrganisationsOnly(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		p := s.Publish([]workflow.Step{enginetest.Step("self@1")})
		operator, err := s.Registry.AppointOperator(s.T.Context(), "operator@example.org")
		must(s.T, err)
		elsewhere := tenants.Tenant{Slug: "elsewhere", Name: "Elsewhere", Email: "e@example.org", Language: "en"}
		city, err := s.Registry.FoundCity(s.As(operator), elsewhere, "", "head@elsewhere.example")
		must(s.T, err)
		head := s.SignIn("head@elsewhere.example")
		if err := s.Engine.ListActivity(s.As(head), city.ID, p.Activity.ID); laurel.KindOf(err) != laurel.Invalid {
			s.T.Errorf("an organisation that is not active there: %v, want invalid", err)
		}
	})
}

func TestOnlyOrganisersUploadCovers(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		up := engine.Upload{Kind: approval.Photo, Media: "m.jpg", MediaType: "image/jpeg", Size: 5}
		if _, err := s.Engine.FileCover(s.As(s.Ada), s.Org, up); laurel.KindOf(err) != laurel.Forbidden {
			s.T.Errorf("a learner: %v, want forbidden", err)
		}
		if _, err := s.Engine.FileCover(s.As(s.Cleo), s.Org, up); err != nil {
			s.T.Errorf("an organiser: %v", err)
		}
	})
}

// answered is an inquiry whose only approver says something.
func answered(id laurel.SubmissionID, q workflow.Inquiry, outcome approval.Outcome) engine.Answer {
	return engine.Answer{Submission: id, Hearing: workflow.Hearing{Inquiry: q, Said: []approval.Verdict{{Outcome: outcome}}}}
}
