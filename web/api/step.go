package api

import (
	"encoding/json"
	"strings"
	"time"

	"example.org/laurel/plugins/approval"
	"example.org/laurel/workflow"
)

type step struct {
	Approver string          `json:"approver" doc:"As in \"self@1\", \"peer@1\" or \"organiser@1\"."`
	Settings json.RawMessage `json:"settings,omitempty" doc:"By the approver's own schema."`
	Or       []choice        `json:"or,omitempty" doc:"Others, of which any will do as well: 4 at most."`
	Limit    *limit          `json:"limit,omitempty" doc:"How long the step may take; left out: as long as it takes."`
}

type choice struct {
	Approver string          `json:"approver"`
	Settings json.RawMessage `json:"settings,omitempty"`
}

type limit struct {
	Hours int           `json:"hours" doc:"From when the step begins: 1 to 2160."`
	Then  workflow.Then `json:"then" enum:"approve,reject,ask" doc:"What happens then. ask: somebody else is asked as well."`
	Ask   *choice       `json:"ask,omitempty" doc:"Who that is."`
}

func (s step) step() workflow.Step {
	return workflow.Step{Approver: s.Approver, Settings: s.Settings, Or: list(s.Or, choice.choice), Limit: s.Limit.limit()}
}

func (c choice) choice() workflow.Choice {
	return workflow.Choice{Approver: c.Approver, Settings: c.Settings}
}

func (l *limit) limit() *workflow.Limit {
	if l == nil {
		return nil
	}
	out := &workflow.Limit{Hours: l.Hours, Then: l.Then}
	if l.Ask != nil {
		ask := l.Ask.choice()
		out.Ask = &ask
	}
	return out
}

func stepOf(s workflow.Step) step {
	out := step{Approver: s.Approver, Settings: s.Settings, Or: list(s.Or, choiceOf)}
	if s.Limit == nil {
		return out
	}
	out.Limit = &limit{Hours: s.Limit.Hours, Then: s.Limit.Then}
	if s.Limit.Ask != nil {
		ask := choiceOf(*s.Limit.Ask)
		out.Limit.Ask = &ask
	}
	return out
}

func choiceOf(c workflow.Choice) choice { return choice{Approver: c.Approver, Settings: c.Settings} }

// stepName names the approvers of a step, of which any will do, as "peer@1|organiser@1".
func stepName(s workflow.Step) string {
	return strings.Join(list(s.Choices(), func(c workflow.Choice) string { return c.Approver }), "|")
}

// pending is whom a submission waits for.
type pending struct {
	Roles []approval.Role `json:"roles" nullable:"false" doc:"Who may give an opinion now: peer, organiser."`
	Since time.Time       `json:"since" doc:"When this step began."`
	Ends  time.Time       `json:"ends,omitzero" doc:"When its time is over, if it has a limit."`
	Then  workflow.Then   `json:"then,omitempty" doc:"What happens then: approve, reject or ask."`
}

func pendingOf(p workflow.Pending) *pending {
	return &pending{Roles: list(p.Voices, func(v workflow.Voice) approval.Role { return v.Role }), Since: p.Since, Ends: p.Ends, Then: p.Then}
}
