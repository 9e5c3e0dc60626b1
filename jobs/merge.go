package jobs

import (
	"context"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

// mergeAccounts takes one account into another, tenant by tenant. Wherever it was
// stopped, it can begin anew: what has moved is not there to be moved again.
func (w *Worker) mergeAccounts(ctx context.Context, _ db.Due, e tenants.AccountsMerged) error {
	steps, err := w.mergeSteps(ctx, e)
	if err != nil {
		return err
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// mergeSteps are the transactions of a merger, in their order: first the account
// ends, so that nothing new comes to it; then every tenant in which either has
// left anything; last the portfolio, when no award changes hands any more.
func (w *Worker) mergeSteps(ctx context.Context, e tenants.AccountsMerged) ([]func() error, error) {
	if err := w.Registry.RetireAccount(ctx, e.From, e.To); err != nil {
		return nil, err
	}
	ids, err := w.Registry.Traces(ctx, e.From, e.To)
	if err != nil {
		return nil, err
	}
	var steps []func() error
	for _, id := range ids {
		steps = append(steps,
			func() error { return w.Registry.MoveRoles(ctx, id, e.From, e.To) },
			func() error { return w.Engine.TakeIn(ctx, id, e.From, e.To) })
	}
	return append(steps,
		func() error { return w.Engine.InheritPortfolio(ctx, e.From, e.To) },
		func() error { return w.Registry.EndMerger(ctx, e.From, e.To) }), nil
}

func (w *Worker) enterLearner(ctx context.Context, _ db.Due, e workflow.EvidenceSubmitted) error {
	return w.enterPresences(ctx, e.Submission)
}

func (w *Worker) enterReviewer(ctx context.Context, _ db.Due, e workflow.OpinionGiven) error {
	return w.enterPresences(ctx, e.Submission)
}

// enterPresences notes with all who have a part in a submission that they have
// left something in its tenant. What an account left there that was ended
// meanwhile follows it.
func (w *Worker) enterPresences(ctx context.Context, id laurel.SubmissionID) error {
	t := id.Tenant()
	people, err := w.Engine.Parties(ctx, id)
	if err != nil {
		return err
	}
	for _, p := range people {
		into, err := w.Registry.EnterPresence(ctx, p, t)
		if err != nil {
			return err
		}
		if into == "" {
			continue
		}
		if err := w.Engine.TakeIn(ctx, t, p, into); err != nil {
			return err
		}
	}
	return nil
}
