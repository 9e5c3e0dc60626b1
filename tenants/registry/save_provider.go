package registry

import (
	"context"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
)

// SavedProvider returns a tenant's provider for who runs the tenant; it is zero
// where none was saved.
func (r *Registry) SavedProvider(ctx context.Context, t laurel.TenantID) (p tenants.Provider, err error) {
	err = r.read(ctx, t, laurel.ManageTenant, func(tx db.Tx) error {
		row, err := anyProvider(ctx, tx)
		p = row.provider()
		return err
	})
	return p, err
}

// anyProvider is a row of version zero where there is none.
func anyProvider(ctx context.Context, tx db.Tx) (*providerRow, error) {
	row, err := providerOf(ctx, tx)
	if laurel.KindOf(err) == laurel.NotFound {
		return &providerRow{}, nil
	}
	if err != nil {
		return &providerRow{}, err
	}
	return row, nil
}

// SaveProvider makes p the tenant's provider. An empty secret stays what it is.
// That there is such a provider is found out before: a request asks no stranger.
func (r *Registry) SaveProvider(ctx context.Context, t laurel.TenantID, p tenants.Provider, secret string) error {
	return r.inTx(ctx, t, laurel.ManageTenant, func(tx db.Tx) error {
		row, err := anyProvider(ctx, tx)
		if err != nil {
			return err
		}
		before := row.provider()
		if p, err = p.Replace(before, secret, tx.Now()); err != nil {
			return err
		}
		var sealed []byte
		if secret != "" {
			if sealed, err = r.vault.SealWord(t, secretUse(p), secret); err != nil {
				return err
			}
		}
		if err := saveProvider(ctx, tx, row, p, sealed); err != nil {
			if laurel.KindOf(err) == laurel.Conflict { // somebody else saved the first one
				err = laurel.E(laurel.Conflict, "error.changed-meanwhile").Because(err)
			}
			return err
		}
		change := laurel.Change{What: "provider.saved", Object: "tenant", To: shownProvider(p, secret)}
		if before.Version > 0 {
			change.From = shownProvider(before, "")
		}
		return tx.Record(ctx, change)
	})
}

// RemoveProvider takes the tenant's provider away, if it is still the version that
// was looked at. Whom it has named stays linked, should it come back.
func (r *Registry) RemoveProvider(ctx context.Context, t laurel.TenantID, version int) error {
	return r.inTx(ctx, t, laurel.ManageTenant, func(tx db.Tx) error {
		row, err := providerOf(ctx, tx)
		if err != nil {
			return err
		}
		if row.Version != version {
			return laurel.E(laurel.Conflict, "error.changed-meanwhile")
		}
		if err := deleteProvider(ctx, tx, row); err != nil {
			return err
		}
		return tx.Record(ctx, laurel.Change{What: "provider.removed", Object: "tenant", From: shownProvider(row.provider(), "")})
	})
}

// secretUse binds a secret to whom it is told: it does not open for another issuer.
func secretUse(p tenants.Provider) string { return "sign-on at " + p.Issuer + " as " + p.ClientID }

// shownProvider is a provider as the audit trail shows it.
func shownProvider(p tenants.Provider, secret string) map[string]any {
	shown := map[string]any{"issuer": p.Issuer, "client": p.ClientID, "label": p.Label, "on": p.On}
	if secret != "" {
		shown["secret"] = "replaced"
	}
	return shown
}

// Provider returns the provider through which people sign in to a tenant, for
// everybody. One that is off is not there.
func (r *Registry) Provider(ctx context.Context, t laurel.TenantID) (p tenants.Provider, err error) {
	err = r.db.Read(ctx, t, func(tx db.Tx) error {
		p, err = providerOn(ctx, tx)
		return err
	})
	return p, err
}

func providerOn(ctx context.Context, tx db.Tx) (tenants.Provider, error) {
	row, err := providerOf(ctx, tx)
	if err != nil {
		return tenants.Provider{}, err
	}
	if p := row.provider(); p.On {
		return p, nil
	}
	return tenants.Provider{}, laurel.E(laurel.NotFound, "sign-on.none")
}

// ClientSecret returns what is shared with a provider, for the door that asks it
// and nobody else. It is Unready where the provider has changed meanwhile.
func (r *Registry) ClientSecret(ctx context.Context, t laurel.TenantID, p tenants.Provider) (secret string, err error) {
	var sealed []byte
	err = r.db.Read(ctx, t, func(tx db.Tx) error {
		row, err := providerOf(ctx, tx)
		if err != nil {
			return err
		}
		if secretUse(row.provider()) != secretUse(p) {
			return laurel.E(laurel.Unready, "error.unready")
		}
		sealed, err = row.sealed()
		return err
	})
	if err != nil {
		return "", err
	}
	return r.vault.OpenWord(t, secretUse(p), sealed)
}
