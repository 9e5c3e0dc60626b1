package jobs

import (
	"context"

	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

func (w *Worker) enterMembership(ctx context.Context, d db.Due, e tenants.MemberAdded) error {
	return w.Registry.EnterMemberships(ctx, e.Person, d.TenantID)
}

func (w *Worker) leaveMembership(ctx context.Context, d db.Due, e tenants.MemberRemoved) error {
	return w.Registry.EnterMemberships(ctx, e.Person, d.TenantID)
}

func (w *Worker) enterPortfolio(ctx context.Context, d db.Due, e workflow.CredentialIssued) error {
	issuer, err := w.Registry.Tenant(ctx, d.TenantID)
	if err != nil {
		return err
	}
	if err := w.Engine.EnterPortfolio(ctx, e.Award, issuer.Name); err != nil {
		return err
	}
	w.Reach(PortfolioEntered)
	return nil
}
