package engine

import (
	"context"

	"github.com/uptrace/bun"

	"example.org/laurel"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

// reviewLine is an open submission with what a list says of it.
type reviewLine struct {
	submissionRow `bun:",extend"`
	Number        int    `bun:"number,scanonly"`
	Title         string `bun:"title,scanonly"`
	Language      string `bun:"language,scanonly"`
}

// waitingFor lists what is open in a tenant, is somebody else's, and has not heard
// the person in its turn: what waits longest, first.
func waitingFor(ctx context.Context, tx db.Tx, who laurel.PersonID, limit int64) ([]Review, error) {
	var lines []reviewLine
	err := db.Scan(ctx, tx.Select(&lines).ColumnExpr("s.*").ColumnExpr("ac.activity_id").ColumnExpr("t.number").
		ColumnExpr("a.title, a.language").
		Join("JOIN ? ON ac.id = s.achievement_id", tx.Table("achievements", "ac")).
		Join("JOIN ? ON a.id = ac.activity_id", tx.Table("activities", "a")).
		Join("JOIN ? ON t.id = s.task_id", tx.Table("badge_tasks", "t")).
		Join("LEFT JOIN ? ON o.submission_id = s.id AND o.attempt = s.attempt AND o.step = s.step AND o.person_id = ?",
			tx.Table("opinions", "o"), who).
		Where("s.state = ?", workflow.Open).Where("s.person_id <> ?", who).Where("o.person_id IS NULL").
		OrderExpr("COALESCE(s.step_at, s.submitted_at), s.id").Limit(limit))
	if err != nil {
		return nil, err
	}
	list := make([]Review, len(lines))
	for i, l := range lines {
		sub := l.submission()
		list[i] = Review{Submission: sub, Task: workflow.Task{ID: sub.Task, Achievement: sub.Achievement, Number: l.Number},
			Activity: workflow.Activity{ID: sub.Activity, Title: l.Title, Language: l.Language}}
	}
	return list, nil
}

// flowsOf are the flows of reviews.
func flowsOf(ctx context.Context, tx db.Tx, list []Review) (map[laurel.FlowID]workflow.Flow, error) {
	flows := map[laurel.FlowID]workflow.Flow{}
	var ids []laurel.FlowID
	for _, r := range list {
		if _, there := flows[r.Submission.Flow]; !there {
			flows[r.Submission.Flow] = workflow.Flow{}
			ids = append(ids, r.Submission.Flow)
		}
	}
	var rows []flowRow
	err := db.Scan(ctx, tx.Select(&rows).Where("id IN (?)", bun.List(ids)).Order("id"))
	for _, r := range rows {
		flows[r.ID] = r.flow()
	}
	return flows, err
}

// promptsOf are what the tasks of submissions ask.
func promptsOf(ctx context.Context, tx db.Tx, list []workflow.Submission) (map[laurel.TaskID]string, error) {
	ids := make([]laurel.TaskID, len(list))
	for i, s := range list {
		ids[i] = s.Task
	}
	var rows []taskRow
	err := db.Scan(ctx, tx.Select(&rows).Column("id", "prompt").Where("id IN (?)", bun.List(ids)).Order("id"))
	prompts := map[laurel.TaskID]string{}
	for _, r := range rows {
		prompts[r.ID] = r.Prompt
	}
	return prompts, err
}
