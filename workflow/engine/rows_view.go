package engine

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"example.org/laurel"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

// activityLine is an activity with one of its claim codes and one of its playlists.
type activityLine struct {
	activityRow      `bun:",extend"`
	ClaimID          laurel.ClaimID    `bun:"claim_id,scanonly"`
	Playlist         laurel.PlaylistID `bun:"playlist,scanonly"`
	PlaylistTitle    string            `bun:"playlist_title,scanonly"`
	PlaylistLanguage string            `bun:"playlist_language,scanonly"`
	Joined           int               `bun:"joined,scanonly"`
	Waiting          int               `bun:"waiting,scanonly"`
	Seat             workflow.Seat     `bun:"seat,scanonly"`
	Turn             int64             `bun:"turn,scanonly"`
	Since            time.Time         `bun:"since,scanonly,nullzero"`
	Words            string            `bun:"words,scanonly"`
}

// viewedActivity loads an activity with its newest claim code and the playlists that
// it is in, whosever they are, and how many take part and how the actor does, in
// one statement.
func viewedActivity(ctx context.Context, tx db.Tx, id laurel.ActivityID, v *ActivityView) error {
	var lines []activityLine
	who := laurel.ActorFrom(ctx).Person // of a visitor there is nothing
	err := db.Scan(ctx, tx.Select(&lines).ColumnExpr("a.*").
		ColumnExpr("COALESCE(cl.id, '') AS claim_id").ColumnExpr("COALESCE(ap.playlist_id, '') AS playlist").
		ColumnExpr("COALESCE(ap.title, '') AS playlist_title").ColumnExpr("COALESCE(ap.language, '') AS playlist_language").
		ColumnExpr("COALESCE(ro.joined, 0) AS joined, COALESCE(ro.waiting, 0) AS waiting").
		ColumnExpr("COALESCE(pa.state, '') AS seat, COALESCE(pa.turn, 0) AS turn, pa.since AS since").
		ColumnExpr("COALESCE(pa.words, '') AS words").
		Join("LEFT JOIN ? ON ro.activity_id = a.id", tx.Table("rolls", "ro")).
		Join("LEFT JOIN ? ON pa.activity_id = a.id AND pa.person_id = ?", tx.Table("participants", "pa"), who).
		Join("LEFT JOIN ? ON cl.activity_id = a.id", tx.Table("claims", "cl")).
		Join("LEFT JOIN ? ON ap.activity_id = a.id AND ap.listed = 1", tx.Table("activity_playlists", "ap")).
		Where("a.id = ?", id).Where("a.state <> ?", standIn).OrderExpr("cl.made_at DESC, cl.id DESC, ap.title, ap.playlist_id"))
	if err != nil {
		return err
	}
	if len(lines) == 0 {
		return laurel.E(laurel.NotFound, "error.not-found")
	}
	v.Activity = lines[0].activity()
	v.Claim = workflow.Claim{ID: lines[0].ClaimID, Activity: id}
	v.Roll = workflow.Roll{Joined: lines[0].Joined, Waiting: lines[0].Waiting}
	v.Part = workflow.Participation{Activity: id, Person: who, Seat: lines[0].Seat, Turn: lines[0].Turn, Since: known(lines[0].Since),
		Words: lines[0].Words}
	v.Playlists = []InPlaylist{}
	for _, l := range lines {
		mayShow := v.Activity.Shelf != workflow.OwnShelf || l.Playlist.Tenant() == id.Tenant()
		if l.Playlist != "" && l.ClaimID == v.Claim.ID && mayShow {
			v.Playlists = append(v.Playlists, InPlaylist{ID: l.Playlist, Title: l.PlaylistTitle, Language: l.PlaylistLanguage})
		}
	}
	return nil
}

// editionLine is an edition of a badge with one of its tasks and the flow in force.
type editionLine struct {
	achievementRow `bun:",extend"`
	TaskID         laurel.TaskID   `bun:"task_id,scanonly"` // empty: the badge has no tasks
	Number         int             `bun:"number,scanonly"`
	Prompt         string          `bun:"prompt,scanonly"`
	Optional       int             `bun:"optional,scanonly"`
	Asks           []workflow.Ask  `bun:"asks,type:text,scanonly"`
	FlowID         laurel.FlowID   `bun:"flow_id,scanonly"`
	FlowEdition    int             `bun:"flow_edition,scanonly"`
	Steps          []workflow.Step `bun:"steps,type:text,scanonly"`
	Award          laurel.AwardID  `bun:"award,scanonly,nullzero"`
	Mine           submissionRow   `bun:"embed:mine_"`
}

// viewedEditions loads all editions of an activity's badges with their tasks and the
// flows in force, the oldest first of each badge, and somebody as a trier at them, in
// one statement.
func viewedEditions(ctx context.Context, tx db.Tx, id laurel.ActivityID, who laurel.PersonID) ([]workflow.Edition, trier, error) {
	var lines []editionLine
	q := tx.Select(&lines).ColumnExpr("ac.*").
		ColumnExpr("COALESCE(t.id, '') AS task_id, COALESCE(t.number, 0) AS number, COALESCE(t.prompt, '') AS prompt").
		ColumnExpr("COALESCE(t.optional, 0) AS optional, COALESCE(t.asks, '[]') AS asks").
		ColumnExpr("COALESCE(f.id, '') AS flow_id, COALESCE(f.edition, 0) AS flow_edition, COALESCE(f.steps, '[]') AS steps").
		Join("LEFT JOIN ? ON t.achievement_id = ac.id", tx.Table("badge_tasks", "t")).
		Join("LEFT JOIN ? ON f.id = t.flow_id", tx.Table("flows", "f")).
		Where("ac.activity_id = ?", id).OrderExpr("ac.edition, t.number")
	if who != "" {
		q = withTries(tx, q, who)
	}
	if err := db.Scan(ctx, q); err != nil {
		return nil, trier{}, err
	}
	var list []workflow.Edition
	t := trier{tries: map[laurel.TaskID]workflow.Submission{}, awards: map[laurel.AchievementID]laurel.AwardID{}}
	for i := range lines {
		l := &lines[i]
		if len(list) == 0 || list[len(list)-1].Achievement.ID != l.ID {
			list = append(list, workflow.Edition{Achievement: l.achievement()})
		}
		if l.Award != "" {
			t.awards[l.ID] = l.Award
		}
		e := &list[len(list)-1]
		if again := len(e.Tasks) > 0 && e.Tasks[len(e.Tasks)-1].ID == l.TaskID; l.TaskID == "" || again { // of a further try
			continue
		}
		if l.Mine.ID != "" {
			t.tries[l.TaskID] = l.Mine.submission()
		}
		e.Tasks = append(e.Tasks, workflow.Task{ID: l.TaskID, Achievement: l.ID, Number: l.Number, Prompt: l.Prompt,
			Optional: l.Optional == 1, Asks: l.Asks, Flow: l.FlowID})
		e.Flows = append(e.Flows, workflow.Flow{ID: l.FlowID, Task: l.TaskID, Edition: l.FlowEdition, Steps: l.Steps})
	}
	return list, t, nil
}

// withTries also reads a person's award of each edition, and their tries at each task:
// first one that is under way or passed, then the others, the last before those ahead
// of it.
func withTries(tx db.Tx, q *bun.SelectQuery, who laurel.PersonID) *bun.SelectQuery {
	for _, column := range []string{"id", "task_id", "achievement_id", "person_id", "city_id", "flow_id", "attempt", "step", "state",
		"reason", "submitted_at", "decided_at"} {
		q = q.ColumnExpr("s.? AS ?", bun.Ident(column), bun.Ident("mine_"+column))
	}
	return q.ColumnExpr("w.id AS award").
		Join("LEFT JOIN ? ON s.task_id = t.id AND s.person_id = ?", tx.Table("submissions", "s"), who).
		Join("LEFT JOIN ? ON w.achievement_id = ac.id AND w.person_id = ?", tx.Table("awards", "w"), who).
		OrderExpr("CASE WHEN s.state = ? THEN 1 ELSE 0 END, s.id DESC", workflow.Rejected)
}
