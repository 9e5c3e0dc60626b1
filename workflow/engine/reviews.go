package engine

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

// MostReviews are so many of what waits in a tenant that are looked at.
const MostReviews = 2000

// Review is a submission that waits for the actor's opinion.
type Review struct {
	Submission workflow.Submission
	Task       workflow.Task // without its prompt, until Illustrate
	Activity   workflow.Activity
	Role       approval.Role   // in which the actor would speak
	Photo      laurel.UploadID // the first of the attempt, once Illustrate has looked; empty: it has none
}

// Since is when it began to wait.
func (r Review) Since() time.Time { return r.Submission.Since }

// Reviews lists the submissions in a tenant that wait for an opinion which the
// actor may give: those that wait longest, first. It takes three statements,
// however many wait.
func (e *Engine) Reviews(ctx context.Context, t laurel.TenantID) (list []Review, err error) {
	who, err := person(ctx)
	if err != nil {
		return nil, err
	}
	err = e.read(ctx, t, func(tx db.Tx) error {
		waiting, err := waitingFor(ctx, tx, who, MostReviews)
		if err != nil || len(waiting) == 0 {
			return err
		}
		flows, err := flowsOf(ctx, tx, waiting)
		if err != nil {
			return err
		}
		a := asker{e, map[question]error{}}
		for _, r := range waiting {
			voice, asked, err := a.asked(ctx, r.Submission, flows[r.Submission.Flow], tx.Now())
			if err != nil {
				return err
			}
			if asked {
				r.Role = voice.Role
				list = append(list, r)
			}
		}
		return nil
	})
	return list, err
}

// asker asks the gate once about all that it answers alike.
type asker struct {
	*Engine

	known map[question]error
}

type question struct {
	object string
	action laurel.Action
}

func (a asker) asked(ctx context.Context, s workflow.Submission, f workflow.Flow, now time.Time) (workflow.Voice, bool, error) {
	for _, v := range s.Voices(f, now) {
		q := question{s.Object(), v.Action}
		err, ok := a.known[q]
		if !ok {
			err = a.gate.May(ctx, v.Action, s)
			a.known[q] = err
		}
		if laurel.KindOf(err) != laurel.Forbidden {
			return v, err == nil, err
		}
	}
	return workflow.Voice{}, false, nil
}

// Illustrate adds to a list that Reviews made what the tasks of one tenant in it ask,
// and the photos.
func (e *Engine) Illustrate(ctx context.Context, t laurel.TenantID, list []Review) error {
	var subs []workflow.Submission
	for _, r := range list {
		if r.Submission.Tenant() == t {
			subs = append(subs, r.Submission)
		}
	}
	if len(subs) == 0 {
		return nil
	}
	return e.db.Read(ctx, t, func(tx db.Tx) error {
		photos, err := firstPhotos(ctx, tx, subs)
		if err != nil {
			return err
		}
		prompts, err := promptsOf(ctx, tx, subs)
		for i, r := range list {
			if r.Submission.Tenant() == t {
				list[i].Photo, list[i].Task.Prompt = photos[r.Submission.ID], prompts[r.Submission.Task]
			}
		}
		return err
	})
}

// Wanted narrows a list of reviews; zero values narrow nothing.
type Wanted struct {
	Activity laurel.ActivityID
	Task     laurel.TaskID
	Role     approval.Role
	Before   time.Time // it waits at least since then
}

// Keep are those of the list that are wanted, in its order.
func (w Wanted) Keep(list []Review) []Review {
	return slices.DeleteFunc(slices.Clone(list), func(r Review) bool {
		return w.Activity != "" && r.Activity.ID != w.Activity || w.Task != "" && r.Task.ID != w.Task ||
			w.Role != "" && r.Role != w.Role || !w.Before.IsZero() && r.Since().After(w.Before)
	})
}

// SortReviews puts reviews of several tenants in one order: what waits longest, first.
func SortReviews(list []Review) { slices.SortFunc(list, compareReviews) }

func compareReviews(a, b Review) int {
	return cmp.Or(a.Since().Compare(b.Since()), cmp.Compare(a.Submission.ID, b.Submission.ID))
}

// Cursor says where in a sorted list what comes after the review begins.
func (r Review) Cursor() string {
	return r.Since().UTC().Format(time.RFC3339Nano) + "_" + string(r.Submission.ID)
}

// After are those of a sorted list that come after the cursor, wherever what it was
// made of has gone. Of none, or one that says nothing, it is the whole list.
func After(list []Review, cursor string) []Review {
	at, id, _ := strings.Cut(cursor, "_")
	since, err := time.Parse(time.RFC3339Nano, at)
	if err != nil {
		return list
	}
	mark := Review{Submission: workflow.Submission{ID: laurel.SubmissionID(id), Since: since}}
	i, found := slices.BinarySearchFunc(list, mark, compareReviews)
	if found {
		i++
	}
	return list[i:]
}
