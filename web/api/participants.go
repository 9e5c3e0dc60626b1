package api

import (
	"context"
	"time"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine"
)

type participant struct {
	Person laurel.PersonID `json:"person"`
	Name   string          `json:"name" doc:"What they call themselves; empty where they have no name."`
	State  workflow.Seat   `json:"state" enum:"asked,waiting,joined,left,refused,removed"`
	Since  time.Time       `json:"since"`
	Queue  int             `json:"queue,omitempty" doc:"The place among those who wait, from 1."`
	Words  string          `json:"words,omitempty" doc:"An organiser's to who was refused or removed."`
	Passed int             `json:"passed" doc:"How many of the tasks that the badge needs are passed."`
	Needed int             `json:"needed"`
	Badge  bool            `json:"badge" doc:"Whether they hold it."`
}

type participantsIn struct {
	ID    laurel.ActivityID `path:"id"`
	State string            `query:"state" doc:"Only those who stand so." enum:"asked,waiting,joined,left,refused,removed"`
	After laurel.PersonID   `query:"after" doc:"The field next of an answer: those who come after."`
	Limit int               `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

type participants struct {
	Items []participant   `json:"items" nullable:"false" doc:"In the order in which they came to the platform."`
	Next  laurel.PersonID `json:"next" doc:"For the parameter after; empty where there are no more."`
}

// Participants lists who takes part in an activity.
func (a *API) Participants() Endpoint {
	is := about{id: "listParticipants", summary: "Who takes part in an activity, waits, asks to or did", tag: "activities",
		scope: tenants.WriteActivities}
	return endpoint(a, is, func(ctx context.Context, in *participantsIn) (page participants, err error) {
		found, err := a.Engine.Participants(ctx, in.ID, engine.ParticipantFilter{Seat: workflow.Seat(in.State), After: in.After, Most: in.Limit})
		page.Items = []participant{}
		if err != nil {
			return page, err
		}
		for _, p := range found.List {
			one, err := a.participantOf(ctx, p)
			if err != nil {
				return page, err
			}
			page.Items = append(page.Items, one)
		}
		if found.More {
			page.Next = found.List[len(found.List)-1].Part.Person
		}
		return page, nil
	})
}

func (a *API) participantOf(ctx context.Context, p engine.Participant) (participant, error) {
	who, err := a.Registry.Person(ctx, p.Part.Person)
	if laurel.KindOf(err) == laurel.NotFound { // whose account is gone has no name
		err = nil
	}
	return participant{Person: p.Part.Person, Name: who.Name, State: p.Part.Seat, Since: p.Part.Since, Queue: p.Queue, Words: p.Part.Words,
		Passed: p.Passed, Needed: p.Needed, Badge: p.Award != ""}, err
}

type rulingIn struct {
	ID   laurel.ActivityID `path:"id"`
	Body struct {
		Person laurel.PersonID     `json:"person"`
		Do     workflow.RulingKind `json:"do" enum:"accept,refuse,remove,move-up"`
		Words  string              `json:"words,omitempty" maxLength:"1000" doc:"To who is refused or removed; stands in their letter."`
	}
}

type ruled struct {
	Person laurel.PersonID `json:"person"`
	State  workflow.Seat   `json:"state" enum:"asked,waiting,joined,left,refused,removed"`
}

// RuleParticipant accepts, refuses, removes or moves up somebody.
func (a *API) RuleParticipant() Endpoint {
	is := about{id: "ruleParticipant", summary: "Accept, refuse, remove or move up a participant", tag: "activities",
		scope: tenants.WriteActivities}
	return endpoint(a, is, func(ctx context.Context, in *rulingIn) (ruled, error) {
		b := in.Body
		p, err := a.Engine.DecideParticipant(ctx, in.ID, b.Person, workflow.Ruling{Kind: b.Do, Words: b.Words})
		return ruled{Person: b.Person, State: p.Seat}, err
	})
}
