package workflow_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/plugins/organiser"
	"example.org/laurel/plugins/peer"
	"example.org/laurel/plugins/self"
	"example.org/laurel/workflow"
)

// stubborn waits for its reviewers and never decides.
type stubborn struct{ approval.Reviewers }

func (s stubborn) Describe(context.Context) (approval.Description, error) {
	return approval.Description{Name: "stubborn", Version: 1, Summary: "Waits.", Reviewers: s.Reviewers}, nil
}

func (stubborn) Decide(context.Context, approval.Case) (approval.Verdict, error) {
	return approval.Verdict{Outcome: approval.Wait}, nil
}

// restless asks to be asked again, for ever.
type restless struct{ stubborn }

func (restless) Decide(_ context.Context, c approval.Case) (approval.Verdict, error) {
	return approval.Verdict{Outcome: approval.Wait, Until: c.Now.Add(time.Hour)}, nil
}

func house() map[string]approval.Approver {
	return map[string]approval.Approver{"self@1": self.Approver{}, "peer@1": peer.Approver{}, "organiser@1": organiser.Approver{}, "organiser@2": organiser.V2{},
		"stubborn@1": stubborn{}, "stubborn@2": stubborn{approval.Peers}, "restless@1": restless{}}
}

func decide(ctx context.Context, key string, c approval.Case) (approval.Verdict, error) {
	return house()[key].Decide(ctx, c)
}

func TestAFlowThatCanGetStuckIsFoundWithItsCase(t *testing.T) {
	t.Parallel()
	peers := func(approvals, rejections int) workflow.Step {
		return workflow.Step{Approver: "peer@1", Reviewers: approval.Peers,
			Settings: json.RawMessage(fmt.Sprintf(`{"approvals":%d,"rejections":%d}`, approvals, rejections))}
	}
	mentor := workflow.Choice{Approver: "organiser@1", Reviewers: approval.Organisers}
	with := func(s workflow.Step, or ...workflow.Choice) workflow.Step { s.Or = or; return s }
	limited := func(s workflow.Step, l workflow.Limit) workflow.Step { s.Limit = &l; return s }
	for name, tt := range map[string]struct {
		step  workflow.Step
		panel workflow.Panel
		text  string // of the refusal; empty: it cannot get stuck
	}{
		"enough peers":                        {peers(2, 2), workflow.Panel{Peers: 3}, ""},
		"two of two who may disagree":         {peers(2, 2), workflow.Panel{Peers: 2}, "flow.stuck-peers"},
		"more approvals than peers":           {peers(3, 1), workflow.Panel{Peers: 2}, "flow.stuck-peers"},
		"nobody may review":                   {peers(1, 1), workflow.Panel{Organisers: 2}, "flow.stuck-nobody"},
		"a hundred of a hundred":              {peers(100, 1), workflow.Panel{Peers: 100}, ""},
		"a hundred of ninety-nine":            {peers(100, 1), workflow.Panel{Peers: 99}, "flow.stuck-peers"},
		"or one mentor, whom there is":        {with(peers(9, 1), mentor), workflow.Panel{Peers: 2, Organisers: 1}, ""},
		"or one mentor, whom there is not":    {with(peers(9, 1), mentor), workflow.Panel{Peers: 2}, "flow.stuck-peers"},
		"the mentor is one of the peers":      {with(peers(2, 1), mentor), workflow.Panel{Peers: 2, Organisers: 1, Both: 1}, ""},
		"a limit that approves":               {limited(peers(9, 1), workflow.Limit{Hours: 1, Then: workflow.ThenApprove}), workflow.Panel{}, ""},
		"a limit that asks a mentor":          {limited(peers(9, 1), workflow.Limit{Hours: 1, Then: workflow.ThenAsk, Ask: &mentor}), workflow.Panel{Peers: 2, Organisers: 1}, ""},
		"a mentor who has spoken as a peer":   {limited(peers(9, 1), workflow.Limit{Hours: 1, Then: workflow.ThenAsk, Ask: &mentor}), workflow.Panel{Peers: 2, Organisers: 1, Both: 1}, "flow.stuck-peers"},
		"an approver that never decides":      {workflow.Step{Approver: "stubborn@1"}, workflow.Panel{Peers: 9, Organisers: 9}, "flow.stuck-ever"},
		"one that asks again for ever":        {workflow.Step{Approver: "restless@1"}, workflow.Panel{}, "flow.stuck-ever"},
		"a delay is no reason":                {workflow.Step{Approver: "self@1", Settings: json.RawMessage(`{"delay_seconds":3600}`)}, workflow.Panel{}, ""},
		"never decides, with a mentor beside": {with(workflow.Step{Approver: "stubborn@2", Reviewers: approval.Peers}, mentor), workflow.Panel{Organisers: 1}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			task := workflow.TaskDraft{Prompt: "x", Asks: []workflow.Ask{{Kind: approval.Text}}, Steps: []workflow.Step{{Approver: "self@1"}, tt.step}}
			stuck, gets, err := workflow.FindStuck(t.Context(), task, tt.panel, decide)
			if err != nil {
				t.Fatal(err)
			}
			if tt.text == "" {
				if gets {
					t.Errorf("refused with %+v, though it cannot get stuck", stuck)
				}
				return
			}
			if !gets || stuck.Step != 1 {
				t.Fatalf("found %+v, want the second step to get stuck", stuck)
			}
			if e, ok := stuck.Refusal("steps[1]").(*laurel.Error); !ok || e.Text != tt.text { //nolint:errorlint // a rule returns its error as it made it
				t.Errorf("refused with %v, want %s", stuck.Refusal("steps[1]"), tt.text)
			}
		})
	}
}

// TestEveryFlowEndsOrHasACase makes flows at random. One that is accepted ends,
// whatever its reviewers say and in whatever order; one that is refused gets stuck
// in the case that is named.
func TestEveryFlowEndsOrHasACase(t *testing.T) {
	t.Parallel()
	flows := 10_000
	if testing.Short() {
		flows = 500
	}
	refused := 0
	for seed := range flows {
		r := rand.New(rand.NewPCG(uint64(seed), 7))
		task, panel := randomTask(r), randomPanel(r)
		stuck, gets, err := workflow.FindStuck(t.Context(), task, panel, decide)
		if err != nil {
			t.Fatalf("flow %d: %v", seed, err)
		}
		if !gets {
			for range 3 {
				if s := walk(t, r, task, panel); s != "" {
					t.Fatalf("flow %d of %s with %+v was accepted, but %s", seed, say(task), panel, s)
				}
			}
			continue
		}
		refused++
		if s := play(t, task, panel, stuck); s != "" {
			t.Fatalf("flow %d of %s with %+v was refused with %+v, but %s", seed, say(task), panel, stuck, s)
		}
	}
	if refused < flows/20 || refused > flows*19/20 {
		t.Errorf("%d of %d flows were refused: such a test shows little", refused, flows)
	}
}

func say(t workflow.TaskDraft) string {
	b, err := json.Marshal(t.Steps)
	if err != nil {
		return err.Error()
	}
	return string(b)
}

func randomPanel(r *rand.Rand) workflow.Panel {
	p := workflow.Panel{Peers: r.IntN(6), Organisers: r.IntN(3)}
	p.Both = r.IntN(min(p.Peers, p.Organisers) + 1)
	return p
}

func randomTask(r *rand.Rand) workflow.TaskDraft {
	t := workflow.TaskDraft{Prompt: "x", Asks: []workflow.Ask{{Kind: approval.Text}}}
	for range 1 + r.IntN(3) {
		c := randomChoice(r)
		s := workflow.Step{Approver: c.Approver, Settings: c.Settings, Reviewers: c.Reviewers}
		for range r.IntN(3) {
			s.Or = append(s.Or, randomChoice(r))
		}
		if r.IntN(3) == 0 {
			s.Limit = &workflow.Limit{Hours: 1 + r.IntN(100), Then: workflow.ThenApprove}
			if r.IntN(3) > 0 {
				ask := randomChoice(r)
				s.Limit.Then, s.Limit.Ask = workflow.ThenAsk, &ask
			}
		}
		t.Steps = append(t.Steps, s)
	}
	return t
}

func randomChoice(r *rand.Rand) workflow.Choice {
	switch r.IntN(10) {
	case 0:
		return workflow.Choice{Approver: "stubborn@1"}
	case 1:
		return workflow.Choice{Approver: "stubborn@2", Reviewers: approval.Peers}
	case 2, 3:
		return workflow.Choice{Approver: "self@1", Settings: json.RawMessage(fmt.Sprintf(`{"delay_seconds":%d}`, r.IntN(2)*100_000))}
	case 4, 5, 6:
		return workflow.Choice{Approver: "organiser@1", Reviewers: approval.Organisers}
	}
	return workflow.Choice{Approver: "peer@1", Reviewers: approval.Peers,
		Settings: json.RawMessage(fmt.Sprintf(`{"approvals":%d,"rejections":%d}`, 1+r.IntN(4), 1+r.IntN(4)))}
}

// seat is somebody of a panel.
type seat struct {
	who             laurel.PersonID
	peer, organiser bool
}

func seatsOf(p workflow.Panel) []seat {
	var all []seat
	for i := range p.Peers + p.Organisers - p.Both {
		all = append(all, seat{laurel.PersonID("p" + strconv.Itoa(i)), i < p.Peers, i >= p.Peers-p.Both})
	}
	return all
}

func (s seat) role(voices []workflow.Voice) (approval.Role, bool) {
	for _, v := range voices {
		if v.Role == approval.Organiser && s.organiser || v.Role == approval.Peer && s.peer {
			return v.Role, true
		}
	}
	return "", false
}

// running is a submission under a fake clock.
type running struct {
	t    *testing.T
	task workflow.Task
	flow workflow.Flow
	sub  workflow.Submission
	now  time.Time
}

func begin(t *testing.T, d workflow.TaskDraft, step int) *running {
	t.Helper()
	now := time.Date(2026, 11, 28, 9, 0, 0, 0, time.UTC)
	return &running{t: t, flow: workflow.Flow{Steps: d.Steps}, now: now, sub: workflow.Submission{State: workflow.Open, Attempt: 1, Step: step,
		Since: now, SubmittedAt: now, Evidence: []workflow.Evidence{{Kind: approval.Text, Text: "enough words"}}}}
}

// ask puts the submission to its approvers, until none has anything new to say. It
// returns when to ask again.
func (r *running) ask() time.Time {
	for {
		q, ok := r.sub.Inquiry(r.task, r.flow, "", r.now)
		if !ok {
			return time.Time{}
		}
		verdicts := make([]approval.Verdict, len(q.Asked))
		for i, a := range q.Asked {
			var err error
			if verdicts[i], err = decide(r.t.Context(), a.Approver, a.Case); err != nil {
				r.t.Fatal(err)
			}
		}
		_, v := q.Settle(verdicts)
		if v.Outcome == approval.Wait {
			return v.Until
		}
		r.sub.Record(q.Turn, v, r.flow, r.now)
	}
}

// speak lets somebody speak who may; false where they may not, or have.
func (r *running) speak(s seat, advice approval.Outcome) bool {
	role, ok := s.role(r.sub.Voices(r.flow, r.now))
	return ok && r.sub.Judge(r.flow, workflow.Opinion{Person: s.who, Role: role, Advice: advice, Comment: "x", At: r.now}) == nil
}

// walk lets reviewers speak at random until the submission is decided; it says why it
// never is.
func walk(t *testing.T, r *rand.Rand, d workflow.TaskDraft, p workflow.Panel) string {
	t.Helper()
	run := begin(t, d, 0)
	seats := seatsOf(p)
	for range 10_000 {
		until := run.ask()
		if run.sub.State != workflow.Open {
			return ""
		}
		if !until.IsZero() && r.IntN(4) == 0 {
			run.now = until
			continue
		}
		r.Shuffle(len(seats), func(i, j int) { seats[i], seats[j] = seats[j], seats[i] })
		spoken := false
		for _, s := range seats {
			advice := []approval.Outcome{approval.Approve, approval.Approve, approval.Reject, approval.Improve}[r.IntN(4)]
			if spoken = run.speak(s, advice); spoken {
				break
			}
		}
		switch {
		case spoken:
		case until.IsZero():
			return fmt.Sprintf("it waits at step %d with %+v", run.sub.Step, run.sub.Opinions)
		default:
			run.now = until
		}
	}
	return "it never ends"
}

// play lets those speak who are named in the case, as peers first; it says how the
// step is decided all the same.
func play(t *testing.T, d workflow.TaskDraft, p workflow.Panel, stuck workflow.Stuck) string {
	t.Helper()
	run := begin(t, d, stuck.Step)
	left := seatsOf(p)
	peers, organisers := stuck.Peers, stuck.Organisers
	for range 1000 {
		until := run.ask()
		if run.sub.State != workflow.Open || run.sub.Step != stuck.Step {
			return fmt.Sprintf("it is %s", run.sub.State)
		}
		spoken := false
		for i, s := range left {
			role, ok := s.role(run.sub.Voices(run.flow, run.now))
			var next *[]approval.Outcome
			switch {
			case ok && role == approval.Peer && len(peers) > 0:
				next = &peers
			case ok && role == approval.Organiser && len(organisers) > 0:
				next = &organisers
			default:
				continue
			}
			// Whoever can only be a peer goes first, and who can be either last.
			if role == approval.Peer && s.organiser && slices.ContainsFunc(left, func(o seat) bool { return o.peer && !o.organiser }) {
				continue
			}
			advice := (*next)[0]
			*next = (*next)[1:]
			if !run.speak(s, advice) {
				return fmt.Sprintf("%s may not speak", s.who)
			}
			left, spoken = append(left[:i:i], left[i+1:]...), true
			break
		}
		switch {
		case spoken:
		case until.IsZero() || run.now.After(run.sub.Since.Add(10_000*time.Hour)):
			if len(peers)+len(organisers) > 0 {
				return "not all in the case can speak"
			}
			return ""
		default:
			run.now = until
		}
	}
	return "it goes on for ever"
}
