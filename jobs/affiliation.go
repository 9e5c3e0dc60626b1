package jobs

import (
	"context"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

// mailAffiliation writes to the administrators of the tenant that has to know:
// of the organisation where the city has moved, of the city where the
// organisation has. An organisation that a city has founded itself is no news.
func (w *Worker) mailAffiliation(ctx context.Context, d db.Due, e tenants.AffiliationMoved) error {
	if e.Move == tenants.MoveFound {
		return nil
	}
	return w.tellAdministrators(ctx, d,
		notice{city: e.City, organisation: e.Organisation, key: "mail.affiliation-" + string(e.Move), reason: e.Reason})
}

func (w *Worker) mailVerification(ctx context.Context, d db.Due, e tenants.VerificationMoved) error {
	return w.tellAdministrators(ctx, d,
		notice{city: e.City, organisation: e.Organisation, key: "mail.verification-" + string(e.To), reason: e.Reason})
}

// notice is what a city and an organisation tell each other.
type notice struct {
	city, organisation laurel.TenantID
	key                string
	reason             string // may be empty
}

func (w *Worker) tellAdministrators(ctx context.Context, d db.Due, n notice) error {
	both, err := w.Registry.Tenants(ctx, []laurel.TenantID{n.city, n.organisation})
	if err != nil {
		return err
	}
	role, path := tenants.Administrator, "/tenants/"+string(n.organisation)+"/affiliations"
	if d.TenantID == n.city {
		role, path = tenants.CityAdministrator, "/tenants/"+string(n.city)+"/organisations/"+string(n.organisation)
	}
	members, _, _, err := w.Registry.Policy(ctx, d.TenantID)
	if err != nil {
		return err
	}
	for _, m := range members {
		if m.Role != role || m.Object != "" {
			continue
		}
		err := w.write(ctx, d, m.Person, n.key, func(lang string) (laurel.Args, error) {
			return laurel.Args{"City": both[n.city].Name, "Organisation": both[n.organisation].Name, "Reason": n.reason,
				"Link": w.Links.Origin() + "/" + lang + path}, nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (w *Worker) countListing(ctx context.Context, d db.Due, e workflow.ActivityListed) error {
	return w.Registry.CountListing(ctx, d.Delivery, e.Activity.Tenant())
}

// countAward counts in the city where the badge was earned, if it was in one.
func (w *Worker) countAward(ctx context.Context, d db.Due, e workflow.AwardGranted) error {
	if e.City == "" {
		return nil
	}
	return w.Registry.CountAward(ctx, d.Delivery, e.City)
}
