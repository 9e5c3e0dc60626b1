package engine

import (
	"context"

	"example.org/laurel"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

// EnterPortfolio writes an award into its holder's portfolio, which is the
// person's and not the issuer's. It may run twice. Where the holder's account
// goes into another at this moment, it is entered there as well.
func (e *Engine) EnterPortfolio(ctx context.Context, id laurel.AwardID, issuer string) error {
	var entered laurel.PersonID
	for {
		entry, holder, err := e.entry(ctx, id, issuer)
		if err != nil {
			return err
		}
		if holder, err = e.heir(ctx, holder); err != nil || holder == entered {
			return err
		}
		if err := e.db.InPerson(ctx, holder, func(tx db.PersonTx) error { _, err := insertEntry(ctx, tx, entry); return err }); err != nil {
			return err
		}
		entered = holder
	}
}

// entry is an award as it is to stand in a portfolio, with the person to whom it
// was granted.
func (e *Engine) entry(ctx context.Context, id laurel.AwardID, issuer string) (entry workflow.Entry, holder laurel.PersonID, err error) {
	err = e.db.Read(ctx, id.Tenant(), func(tx db.Tx) error {
		award, err := awardByID(ctx, tx, id)
		if err != nil {
			return err
		}
		_, badge, err := achievementByID(ctx, tx, award.Achievement)
		if err != nil {
			return err
		}
		c, err := credentialOf(ctx, tx, id)
		if err != nil {
			return err
		}
		if c == nil {
			return laurel.E(laurel.Unready, "error.unready")
		}
		holder = award.Person
		entry = workflow.Entry{Award: id, Achievement: badge.ID, City: award.City, Name: badge.Name, Issuer: issuer,
			GrantedAt: award.GrantedAt, IssuedAt: c.IssuedAt}
		return nil
	})
	return entry, holder, err
}

const maxPortfolio = 1000

// Portfolio lists the actor's awards from all organisations and cities, the
// newest first, a thousand at most.
func (e *Engine) Portfolio(ctx context.Context) (list []workflow.Entry, err error) {
	who, err := person(ctx)
	if err != nil {
		return nil, err
	}
	err = e.db.ReadPerson(ctx, who, func(tx db.PersonTx) (err error) { list, err = entries(ctx, tx, maxPortfolio); return err })
	return list, err
}
