package jobs

import (
	"context"

	"example.org/laurel"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

// mailGuest writes to who is asked for an opinion without having an account. A link
// that leads to nothing by now needs no letter; written twice, the later letter counts.
func (w *Worker) mailGuest(ctx context.Context, d db.Due, e workflow.GuestInvited) error {
	l, a, secret, err := w.Engine.SealGuest(ctx, e.Guest)
	if laurel.KindOf(err) == laurel.Conflict {
		return nil
	}
	if err != nil {
		return err
	}
	host, err := w.Registry.Tenant(ctx, d.TenantID)
	if err != nil {
		return err
	}
	site, brand, err := w.siteOf(ctx, host, w.Texts.Match(l.Language))
	if err != nil {
		return err
	}
	by := w.Texts.Say(site.Language, "mail.somebody", nil)
	if p, err := w.Registry.Person(ctx, l.MadeBy); err == nil {
		by = p.CallName()
	} else if laurel.KindOf(err) != laurel.NotFound { // whose account is gone has no name
		return err
	}
	letter := brand.Compose(w.Texts, site.Language, "mail.guest", laurel.Args{"Name": l.Name, "By": by, "Organisation": host.Name,
		"Title": a.Title, "Until": w.Texts.Date(site.Language, l.ExpiresAt, nil), "Link": w.Links.Page(site, laurel.GuestPath(l.ID, secret))})
	letter.To = l.Address
	return w.Post(ctx, letter)
}
