package workflow_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/workflow"
)

func peersAsked(approvals, rejections int) workflow.Step {
	return workflow.Step{Approver: "peer@1", Reviewers: approval.Peers, Settings: fmt.Appendf(nil, `{"approvals":%d,"rejections":%d}`, approvals, rejections)}
}

func mentorAsked() workflow.Step {
	return workflow.Step{Approver: "organiser@1", Reviewers: approval.Organisers}
}

func TestAFlowIsPlayed(t *testing.T) {
	t.Parallel()
	noon := time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC)
	said := func(who string, hours int, role approval.Role, advice approval.Outcome) workflow.Opinion {
		return workflow.Opinion{Person: laurel.PersonID(who), Role: role, Advice: advice, Comment: "Because.", At: noon.Add(time.Duration(hours) * time.Hour)}
	}
	limited := func(s workflow.Step, l workflow.Limit) workflow.Step { s.Limit = &l; return s }
	graded := mentorAsked()
	graded.Approver, graded.Settings = "organiser@2", []byte(`{"criteria":[{"title":"Colour","levels":3,"minimum":2}]}`)
	graded.Needs.Rubric = []approval.Criterion{{Title: "Colour", Levels: 3, Minimum: 2}}
	for name, tt := range map[string]struct {
		steps   []workflow.Step
		said    []workflow.Opinion
		end     int    // hours; 0: none
		want    string // a line for each moment
		state   workflow.State
		unheard int
		until   int // hours; 0: none
	}{
		"who speaks before being asked is heard once asked": {
			steps: []workflow.Step{peersAsked(2, 2), mentorAsked()},
			said: []workflow.Opinion{said("c", 3, approval.Peer, approval.Approve), said("a", 1, approval.Peer, approval.Approve),
				said("b", 2, approval.Organiser, approval.Approve)},
			want: "1h: peer says approve at 1; 3h: peer says approve at 1; 3h: peer@1 approve at 1; " +
				"3h: organiser says approve at 2; 3h: organiser@1 approve at 2",
			state: workflow.Approved,
		},
		"what no step asks for changes nothing": {
			steps: []workflow.Step{peersAsked(1, 1)}, said: []workflow.Opinion{said("b", 1, approval.Organiser, approval.Reject)},
			state: workflow.Open, unheard: 1,
		},
		"nobody speaks twice at a step": {
			steps: []workflow.Step{peersAsked(2, 2)},
			said:  []workflow.Opinion{said("a", 1, approval.Peer, approval.Approve), said("a", 2, approval.Peer, approval.Approve)},
			want:  "1h: peer says approve at 1", state: workflow.Open, unheard: 1,
		},
		"the time of a step decides": {
			steps: []workflow.Step{limited(mentorAsked(), workflow.Limit{Hours: 48, Then: workflow.ThenReject})},
			said:  []workflow.Opinion{said("b", 50, approval.Organiser, approval.Approve)},
			want:  "48h: limit reject at 1", state: workflow.Rejected, unheard: 1,
		},
		"an end before that leaves it open": {
			steps: []workflow.Step{limited(mentorAsked(), workflow.Limit{Hours: 48, Then: workflow.ThenReject})},
			end:   47, state: workflow.Open, until: 48,
		},
		"who approves marks a rubric as met": {
			steps: []workflow.Step{graded}, said: []workflow.Opinion{said("b", 1, approval.Organiser, approval.Approve)},
			want: "1h: organiser says approve at 1; 1h: organiser@2 approve at 1", state: workflow.Approved,
		},
		"who rejects does not": {
			steps: []workflow.Step{graded}, said: []workflow.Opinion{said("b", 1, approval.Organiser, approval.Reject)},
			want: "1h: organiser says reject at 1; 1h: organiser@2 reject at 1", state: workflow.Rejected,
		},
		"somebody else is asked later": {
			steps: []workflow.Step{limited(peersAsked(1, 1), workflow.Limit{Hours: 24, Then: workflow.ThenAsk,
				Ask: &workflow.Choice{Approver: "organiser@1", Reviewers: approval.Organisers}})},
			said: []workflow.Opinion{said("b", 2, approval.Organiser, approval.Improve)},
			want: "24h: organiser says improve at 1; 24h: organiser@1 improve at 1", state: workflow.Returned,
		},
		"one that asks to be asked again for ever ends": {steps: []workflow.Step{{Approver: "restless@1"}}, state: workflow.Open, until: 200},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var end time.Time
			if tt.end > 0 {
				end = noon.Add(time.Duration(tt.end) * time.Hour)
			}
			got, err := workflow.Play{Steps: tt.steps, Decide: decide}.Run(t.Context(), workflow.TaskDraft{}.MadeUp(noon), tt.said, end)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, toldPlay(got, noon)); diff != "" {
				t.Errorf("moments (-want +got):\n%s", diff)
			}
			if got.Submission.State != tt.state || len(got.Unheard) != tt.unheard {
				t.Errorf("it is %s with %d unheard, want %s with %d", got.Submission.State, len(got.Unheard), tt.state, tt.unheard)
			}
			if until := hoursFrom(noon, got.Until); got.Submission.State == workflow.Open && until != tt.until {
				t.Errorf("it waits until %d h, want %d", until, tt.until)
			}
		})
	}
}

// toldPlay is what happened, in one line.
func toldPlay(p workflow.Played, from time.Time) string {
	var lines []string
	for _, m := range p.Moments {
		what := fmt.Sprintf("%s %s", m.Approver, m.Verdict.Outcome)
		if m.Opinion != nil {
			what = fmt.Sprintf("%s says %s", m.Opinion.Role, m.Opinion.Advice)
		}
		lines = append(lines, fmt.Sprintf("%dh: %s at %d", hoursFrom(from, m.At), what, m.Step+1))
	}
	return strings.Join(lines, "; ")
}

func hoursFrom(from, at time.Time) int {
	if at.IsZero() {
		return 0
	}
	return int(at.Sub(from) / time.Hour)
}

// What was judged by a flow comes out the same when it is played with that flow.
func TestWhatHappenedIsPlayedAsItHappened(t *testing.T) {
	t.Parallel()
	for seed := range uint64(2000) {
		r := rand.New(rand.NewPCG(seed, 7))
		d, p := randomTask(r), randomPanel(r)
		run := begin(t, d, 0)
		began, evidence := run.sub, run.sub.Evidence
		var said []workflow.Opinion
		seats := seatsOf(p)
		for range 20 {
			until := run.ask()
			if run.sub.State != workflow.Open {
				break
			}
			if !until.IsZero() && r.IntN(3) == 0 {
				run.now = until
				continue
			}
			if len(seats) == 0 {
				break
			}
			before := len(run.sub.Opinions)
			if run.speak(seats[r.IntN(len(seats))], []approval.Outcome{approval.Approve, approval.Reject, approval.Improve}[r.IntN(3)]) {
				said = append(said, run.sub.Opinions[before])
			}
		}
		run.ask()
		began.Evidence = evidence
		got, err := workflow.Play{Steps: d.Steps, Decide: decide}.Run(t.Context(), began, said, run.now)
		if err != nil {
			t.Fatal(err)
		}
		if got.Submission.State != run.sub.State || got.Submission.Step != run.sub.Step || len(got.Unheard) > 0 {
			t.Fatalf("seed %d: played it is %s at %d with %d unheard, it was %s at %d\n%s", seed,
				got.Submission.State, got.Submission.Step, len(got.Unheard), run.sub.State, run.sub.Step, say(d))
		}
	}
}

func TestASubmissionGoesOnWithAnotherEditionWhereItFits(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC)
	flow := func(id string, steps ...workflow.Step) workflow.Flow {
		return workflow.Flow{ID: laurel.FlowID(id), Steps: steps}
	}
	old := flow("old", peersAsked(2, 2), mentorAsked())
	marked := peersAsked(2, 2)
	marked.Needs.Rubric = []approval.Criterion{{Title: "Colour", Levels: 3}}
	for name, tt := range map[string]struct {
		state workflow.State
		step  int
		said  []approval.Role
		to    workflow.Flow
		want  bool
	}{
		"its step is another, and nobody has spoken": {workflow.Open, 0, nil, flow("new", mentorAsked()), true},
		"what was said is asked for there too":       {workflow.Open, 0, []approval.Role{approval.Peer}, flow("new", peersAsked(3, 3)), true},
		"what was said would be lost":                {workflow.Open, 0, []approval.Role{approval.Peer}, flow("new", mentorAsked()), false},
		"what was said was marked by another rubric": {workflow.Open, 0, []approval.Role{approval.Peer}, flow("new", marked), false},
		"what it has passed is the same":             {workflow.Open, 1, nil, flow("new", peersAsked(2, 2), peersAsked(1, 1)), true},
		"what it has passed is another":              {workflow.Open, 1, nil, flow("new", peersAsked(3, 3), mentorAsked()), false},
		"there is no such step":                      {workflow.Open, 1, nil, flow("new", peersAsked(2, 2)), false},
		"it was sent back, and begins anew":          {workflow.Returned, 1, nil, flow("new", peersAsked(3, 3)), true},
		"nobody would judge it":                      {workflow.Returned, 0, nil, flow("new"), false},
		"it is decided":                              {workflow.Approved, 2, nil, flow("new", peersAsked(2, 2)), false},
		"it is rejected":                             {workflow.Rejected, 0, nil, flow("new", peersAsked(2, 2)), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := workflow.Submission{State: tt.state, Step: tt.step, Attempt: 1, Flow: "old", Since: now, SubmittedAt: now}
			for i, role := range tt.said {
				s.Opinions = append(s.Opinions, workflow.Opinion{Person: laurel.PersonID(rune('a' + i)), Role: role, Advice: approval.Approve, At: now})
			}
			err := s.Move(old, tt.to, now)
			if got := err == nil; got != tt.want {
				t.Fatalf("%v, want %t", err, tt.want)
			}
			if tt.want != (s.Flow == "new") || !tt.want && laurel.KindOf(err) != laurel.Conflict {
				t.Errorf("its flow is %s after %v", s.Flow, err)
			}
		})
	}
}
