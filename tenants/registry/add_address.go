package registry

import (
	"context"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
)

// Addresses lists the addresses that lead to the actor, in order.
func (r *Registry) Addresses(ctx context.Context) (list []string, err error) {
	who, err := accountOwner(ctx)
	if err != nil {
		return nil, err
	}
	err = r.db.ReadShared(ctx, func(tx db.SharedTx) (err error) { list, err = emailsOf(ctx, tx, who); return err })
	return list, err
}

// ClaimAddress asks for a letter to an address that the actor says is theirs. The
// answer is the same whether it is somebody else's here or nobody's.
func (r *Registry) ClaimAddress(ctx context.Context, email string) error {
	who, err := accountOwner(ctx)
	if err != nil {
		return err
	}
	if email, err = tenants.Address(email); err != nil {
		return err
	}
	return r.db.Shared(ctx, func(tx db.SharedTx) error {
		owner, err := personOf(ctx, tx, email)
		if err != nil {
			return err
		}
		if owner == who {
			return laurel.E(laurel.Conflict, "address.yours").At("email")
		}
		return tx.Post(ctx, tenants.AddressClaimed{Person: who, Email: email, Language: laurel.ActorFrom(ctx).Language})
	})
}

// MakeAddressLink makes the link for a letter to a claimed address. Taken says
// that the address leads to somebody else; the secret is empty where no letter is
// to be written, since it leads to whoever claims it by now. Each call makes
// another link, so a letter that is sent twice has two good ones.
func (r *Registry) MakeAddressLink(ctx context.Context, e tenants.AddressClaimed) (secret string, taken bool, err error) {
	var owner laurel.PersonID
	err = r.db.ReadShared(ctx, func(tx db.SharedTx) (err error) { owner, err = personOf(ctx, tx, e.Email); return err })
	if err != nil || owner == e.Person {
		return "", false, err
	}
	secret = laurel.NewSecret()
	return secret, owner != "", r.db.InPerson(ctx, e.Person, func(tx db.PersonTx) error {
		if err := forgetAddressLinks(ctx, tx, tx.Now().Add(-linksKept)); err != nil {
			return err
		}
		return insertAddressLink(ctx, tx, tenants.OfferAddress(e.Email, secret, tx.Now()))
	})
}

// AddressOffer is what a link to an address offers to the person who claimed it.
type AddressOffer struct {
	Email  string
	Merger *tenants.Merger // nil where the address is nobody's; else the account to which it leads
}

// CheckAddressLink says what a link of the actor's offers, without using it up.
func (r *Registry) CheckAddressLink(ctx context.Context, secret string) (o AddressOffer, err error) {
	who, err := accountOwner(ctx)
	if err != nil {
		return o, err
	}
	err = r.db.ReadPerson(ctx, who, func(tx db.PersonTx) error {
		row, err := addressLink(ctx, tx, secret)
		if err != nil {
			return err
		}
		o.Email = row.Email
		return row.link().Check(tx.Now())
	})
	if err != nil {
		return o, err
	}
	var owner laurel.PersonID
	err = r.db.ReadShared(ctx, func(tx db.SharedTx) (err error) { owner, err = personOf(ctx, tx, o.Email); return err })
	switch {
	case err != nil || owner == "":
		return o, err
	case owner == who:
		return o, laurel.E(laurel.Conflict, "sign-in.used")
	}
	m, err := r.merger(ctx, owner)
	o.Merger = &m
	return o, err
}

// ConfirmAddress uses the link up: its address is the actor's from now on.
func (r *Registry) ConfirmAddress(ctx context.Context, secret string) error {
	who, err := accountOwner(ctx)
	if err != nil {
		return err
	}
	return r.db.InAccount(ctx, who, func(tx db.PersonTx, shared db.SharedTx) error {
		email, err := useAddressLink(ctx, tx, secret)
		if err != nil {
			return err
		}
		own, err := handOver(ctx, shared, who, who)
		if err != nil {
			return err
		}
		if own == 0 { // the account went into another a moment ago
			return laurel.E(laurel.Unauthenticated, "error.sign-in")
		}
		if own >= tenants.MaxAddresses {
			return laurel.E(laurel.Conflict, "address.too-many").With(laurel.Args{"Max": tenants.MaxAddresses})
		}
		if owner, err := personOf(ctx, shared, email); err != nil || owner != "" {
			return oneOf(err, laurel.E(laurel.Conflict, "address.taken"))
		}
		if err := insertEmail(ctx, shared, email, who); err != nil {
			return err
		}
		return shared.Post(ctx, tenants.AddressAdded{Person: who, Email: email})
	})
}

// useAddressLink spends a link of the person's, and returns its address.
func useAddressLink(ctx context.Context, tx db.PersonTx, secret string) (email string, err error) {
	row, err := addressLink(ctx, tx, secret)
	if err != nil {
		return "", err
	}
	if err := row.link().Check(tx.Now()); err != nil {
		return "", err
	}
	row.UsedAt = tx.Now()
	return row.Email, tx.Update(ctx, row)
}
