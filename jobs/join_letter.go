package jobs

import (
	"context"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
)

// mailJoin tells somebody what has become of their request to join. Who has
// asked again since, or has taken it back, gets no letter about the last time.
func (w *Worker) mailJoin(ctx context.Context, d db.Due, e tenants.JoinDecided) error {
	j, err := w.Registry.Join(ctx, d.TenantID, e.Person)
	if err != nil || j.State != tenants.JoinApproved && j.State != tenants.JoinDeclined {
		return err
	}
	return w.write(ctx, d, e.Person, "mail.join-"+string(j.State), func(lang string) (laurel.Args, error) {
		host, err := w.Registry.Tenant(ctx, d.TenantID)
		return laurel.Args{"Tenant": host.Name, "Reason": j.Reason,
			"Link": w.Links.Origin() + laurel.IssuerPath(d.TenantID) + "?lang=" + lang}, err
	})
}
