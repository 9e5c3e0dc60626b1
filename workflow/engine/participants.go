package engine

import (
	"context"
	"slices"

	"example.org/laurel"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

// ParticipantFilter says which of an activity's participants are looked for.
type ParticipantFilter struct {
	Seat  workflow.Seat   // empty: any
	After laurel.PersonID // only those who come after; empty: from the first
	Most  int
}

// Participant is somebody who takes part in an activity, or did, or asks to.
type Participant struct {
	Part   workflow.Participation
	Queue  int // their place among those who wait, from 1; 0: they do not
	Passed int // of the tasks that the badge needs
	Needed int
	Award  laurel.AwardID // empty: they do not hold the badge
}

// Participants are those of an activity, a part of them.
type Participants struct {
	Activity workflow.Activity
	List     []Participant
	More     bool
	Counts   map[workflow.Seat]int // of all
}

// Participants lists who takes part in an activity, did or asks to, for its
// organisers, in the order in which they came to the platform. A seat that is none is
// Invalid.
func (e *Engine) Participants(ctx context.Context, id laurel.ActivityID, f ParticipantFilter) (found Participants, err error) {
	if f.Seat != "" && !slices.Contains(workflow.Seats(), f.Seat) {
		return found, laurel.E(laurel.Invalid, "participant.no-such-seat").At("state")
	}
	err = e.read(ctx, id.Tenant(), func(tx db.Tx) (err error) {
		if found.Activity, err = e.organised(ctx, tx, id); err != nil {
			return err
		}
		if found.Counts, err = seatCounts(ctx, tx, id); err != nil {
			return err
		}
		rows, err := participantsOf(ctx, tx, id, ParticipantFilter{Seat: f.Seat, After: f.After, Most: f.Most + 1})
		if err != nil {
			return err
		}
		if found.More = len(rows) > f.Most; found.More {
			rows = rows[:f.Most]
		}
		found.List, err = participants(ctx, tx, id, rows)
		return err
	})
	return found, err
}

func participants(ctx context.Context, tx db.Tx, id laurel.ActivityID, rows []participantRow) ([]Participant, error) {
	editions, _, err := viewedEditions(ctx, tx, id, "")
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	people := make([]laurel.PersonID, len(rows))
	for i, r := range rows {
		people[i] = r.PersonID
	}
	did, err := doneBy(ctx, tx, id, people)
	if err != nil {
		return nil, err
	}
	queues, err := queues(ctx, tx, id, rows)
	if err != nil {
		return nil, err
	}
	list := make([]Participant, len(rows))
	for i, r := range rows {
		list[i] = did[r.PersonID].through(editions)
		list[i].Part, list[i].Queue = r.participation(), queues[r.PersonID]
	}
	return list, nil
}

// done is what somebody has done for a badge, in whichever edition.
type done struct {
	tasks map[laurel.TaskID]bool // passed
	award laurel.AwardID
	of    laurel.AchievementID
}

// through counts the tasks passed of the edition that is held, or else of the newest
// that was begun, or else of the one in force.
func (d done) through(editions []workflow.Edition) (p Participant) {
	p.Award = d.award
	for i, e := range slices.Backward(editions) {
		passed, needed := 0, 0
		for _, t := range e.Tasks {
			if t.Optional {
				continue
			}
			needed++
			if d.tasks[t.ID] {
				passed++
			}
		}
		if i == len(editions)-1 {
			p.Needed = needed
		}
		if d.of == e.Achievement.ID || d.of == "" && passed > 0 {
			p.Passed, p.Needed = passed, needed
			return p
		}
	}
	return p
}
