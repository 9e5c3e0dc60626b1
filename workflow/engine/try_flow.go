package engine

import (
	"context"
	"slices"
	"strconv"
	"time"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

// Bounds of a trial.
const (
	MostTried = 50               // past submissions
	MostSaid  = 12               // made-up opinions
	MostAfter = 24 * 366         // hours after which one is given
	tryFor    = 20 * time.Second // for all of it
)

// Spot is where a task stands in a draft.
type Spot struct {
	Badge int // from 0, the activity's own
	Task  int // of the badge, from 0
}

// StepsField leads to the steps of the task in errors.
func (s Spot) StepsField() string { return s.path() + "steps" }

// path leads to the task in errors.
func (s Spot) path() string {
	badge := ""
	if s.Badge > 0 {
		badge = "badges[" + strconv.Itoa(s.Badge-1) + "]."
	}
	return badge + "tasks[" + strconv.Itoa(s.Task) + "]."
}

// Saying is a made-up opinion of somebody who has given no other.
type Saying struct {
	Hours  int // after the evidence was handed in, 0 to MostAfter
	Role   approval.Role
	Advice approval.Outcome
}

// FlowTrial is what would come of a task's flow as it stands in a draft.
type FlowTrial struct {
	DraftView
	Spot    Spot
	Task    workflow.Task
	Steps   []workflow.Step // with whose opinions their approvers wait for
	Voices  []workflow.Voice
	Problem error           // why it could not be published as it stands; nil: it could
	Played  workflow.Played // of a made-up submission
	Began   time.Time       // when that was handed in
	MayRead bool            // the actor may look at what was handed in
	Past    []workflow.Again
}

// Asks reports whether some step asks people in that role.
func (t FlowTrial) Asks(r approval.Role) bool {
	return slices.ContainsFunc(t.Voices, func(v workflow.Voice) bool { return v.Role == r })
}

// TryFlow plays the flow of a task, as it stands in the activity's draft: with made-up
// opinions, and with what was handed in and said before, as many as past of the last
// that are judged. Nothing is written down and nobody is told. Who may not look at what
// was handed in gets none of that. A task that is not there is NotFound, one without
// steps Invalid.
func (e *Engine) TryFlow(ctx context.Context, id laurel.ActivityID, at Spot, said []Saying, past int) (t FlowTrial, err error) {
	ctx, cancel := context.WithTimeout(ctx, tryFor)
	defer cancel()
	if t.DraftView, err = e.Draft(ctx, id); err != nil {
		return t, err
	}
	opinions, err := imagined(said)
	if err != nil {
		return t, err
	}
	made := t.Draft.Preview(id, time.Now().UTC()).All()
	if at.Badge < 0 || at.Badge >= len(made) || at.Task < 0 || at.Task >= len(made[at.Badge].Tasks) {
		return t, laurel.E(laurel.NotFound, "error.not-found")
	}
	badge := made[at.Badge]
	t.Spot, t.Task, t.Steps = at, badge.Tasks[at.Task], badge.Flows[at.Task].Steps
	if len(t.Steps) == 0 {
		return t, laurel.E(laurel.Invalid, "flow.try-none").At(at.StepsField())
	}
	draft := workflow.TaskDraft{Prompt: t.Task.Prompt, Asks: t.Task.Asks, Steps: t.Steps}
	if draft, err = e.withReviewers(ctx, draft, at.path()); err != nil {
		return t, onlyRefused(&t, err)
	}
	t.Steps = draft.Steps
	t.Voices = workflow.Flow{Steps: t.Steps}.AllVoices()
	if t.Problem = e.checkFlow(ctx, workflow.Activity{ID: id}, draft, at.path()); t.Problem != nil && !refusal(t.Problem) {
		return t, t.Problem
	}
	play := workflow.Play{Task: t.Task, Criteria: badge.Achievement.Criteria, Steps: t.Steps, Decide: e.approvers.Decide}
	s := draft.MadeUp(time.Now().UTC().Truncate(time.Minute))
	t.Began = s.SubmittedAt
	for i := range opinions {
		opinions[i].At = t.Began.Add(time.Duration(said[i].Hours) * time.Hour)
	}
	if t.Played, err = play.Run(ctx, s, opinions, time.Time{}); err != nil {
		return t, onlyRefused(&t, err)
	}
	t.Past, t.MayRead, err = e.again(ctx, id, badge.Achievement.Number, play, min(past, MostTried))
	return t, err
}

// onlyRefused notes in the trial what is a refusal, and returns what is not.
func onlyRefused(t *FlowTrial, err error) error {
	if !refusal(err) {
		return err
	}
	t.Problem = err
	return nil
}

func refusal(err error) bool { return laurel.KindOf(err) == laurel.Invalid }

// imagined are the opinions that were made up, each of somebody else.
func imagined(said []Saying) ([]workflow.Opinion, error) {
	if len(said) > MostSaid {
		return nil, laurel.E(laurel.Invalid, "flow.try-most").With(laurel.Args{"Max": MostSaid})
	}
	list := make([]workflow.Opinion, len(said))
	for i, s := range said {
		at := "said[" + strconv.Itoa(i) + "]."
		if s.Hours < 0 || s.Hours > MostAfter {
			return nil, laurel.E(laurel.Invalid, "flow.try-hours").With(laurel.Args{"Max": MostAfter}).At(at + "hours")
		}
		if s.Role != approval.Peer && s.Role != approval.Organiser {
			return nil, laurel.E(laurel.Invalid, "error.invalid").At(at + "role")
		}
		switch s.Advice {
		case approval.Approve, approval.Reject, approval.Improve:
		default:
			return nil, laurel.E(laurel.Invalid, "opinion.advice").At(at + "advice")
		}
		list[i] = workflow.Opinion{Person: laurel.PersonID(strconv.Itoa(i)), Role: s.Role, Advice: s.Advice, Comment: "…"}
	}
	return list, nil
}

// again plays what was handed in for the task, in any edition of the badge that asks
// for the same, and was judged.
func (e *Engine) again(ctx context.Context, id laurel.ActivityID, badge int, play workflow.Play, most int) ([]workflow.Again, bool, error) {
	var judged []workflow.Again
	var said [][]workflow.Opinion
	may := false
	err := e.read(ctx, id.Tenant(), func(tx db.Tx) error {
		if may = e.gate.May(ctx, laurel.ReadSubmission, workflow.Activity{ID: id}) == nil; !may || most < 1 {
			return nil
		}
		tasks, err := sameTasks(ctx, tx, id, badge, play.Task)
		if err != nil || len(tasks) == 0 {
			return err
		}
		rows, err := judgedSubmissions(ctx, tx, tasks, int64(most))
		for _, r := range rows {
			s := r.submission()
			if s.Evidence, err = evidenceInTime(ctx, tx, s); err != nil {
				return err
			}
			opinions, err := scanOpinions(ctx, opinionQuery(tx, s.ID, s.Attempt))
			if err != nil {
				return err
			}
			judged, said = append(judged, workflow.Again{Submission: s}), append(said, opinions)
		}
		return err
	})
	if err != nil {
		return nil, may, err
	}
	now := time.Now().UTC()
	for i := range judged {
		if judged[i].Played, err = play.Run(ctx, judged[i].Submission, said[i], now); err != nil {
			return nil, may, err
		}
	}
	return judged, may, nil
}

// sameTasks are the tasks of all editions of a badge that ask for the same.
func sameTasks(ctx context.Context, tx db.Tx, id laurel.ActivityID, badge int, like workflow.Task) ([]laurel.TaskID, error) {
	all, _, err := viewedEditions(ctx, tx, id, "")
	if err != nil {
		return nil, err
	}
	var ids []laurel.TaskID
	for _, edition := range all {
		if edition.Achievement.Number != badge {
			continue
		}
		for _, t := range edition.Tasks {
			if t.AsksTheSame(like) {
				ids = append(ids, t.ID)
			}
		}
	}
	return ids, nil
}

// evidenceInTime is what an attempt was judged by, without what was added later.
func evidenceInTime(ctx context.Context, tx db.Tx, s workflow.Submission) ([]workflow.Evidence, error) {
	all, err := evidenceOf(ctx, tx, s.ID, s.Attempt)
	if err != nil {
		return nil, err
	}
	var list []workflow.Evidence
	for _, ev := range all {
		if !ev.At.After(s.SubmittedAt) {
			list = append(list, ev)
		}
	}
	return list, nil
}
