package engine

import (
	"context"
	"strconv"
	"strings"

	"example.org/laurel"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

// Order is all that a credential is made from, but for its issuer and recipient.
type Order struct {
	Award       workflow.Award
	Achievement workflow.Achievement
	Issued      bool // there is a credential already
	Listed      bool // its status list is signed already, for this site
}

// Order returns what the credential of an award is to be made from, on a site.
func (e *Engine) Order(ctx context.Context, id laurel.AwardID, site laurel.Site) (o Order, err error) {
	err = e.db.Read(ctx, id.Tenant(), func(tx db.Tx) (err error) {
		if o.Award, err = awardByID(ctx, tx, id); err != nil {
			return err
		}
		if _, o.Achievement, err = achievementByID(ctx, tx, o.Award.Achievement); err != nil {
			return err
		}
		row, err := credentialOf(ctx, tx, id)
		if err != nil {
			return err
		}
		list, err := statusListOf(ctx, tx, o.Award.StatusList)
		o.Issued = row != nil
		o.Listed = list != nil && strings.Contains(list.Document, strconv.Quote(site.StatusList(id.Tenant(), o.Award.StatusList)))
		return err
	})
	return o, err
}

// Signed is a credential as it is filed.
type Signed struct {
	Award    laurel.AwardID
	KeyID    string
	Document []byte
}

// FileCredential files the signed document of an award and finishes the
// delivery that asked for it. An award that has one keeps it.
func (e *Engine) FileCredential(ctx context.Context, d db.Delivery, s Signed) error {
	return e.inTx(ctx, s.Award.Tenant(), func(tx db.Tx) error {
		award, err := awardByID(ctx, tx, s.Award)
		if err != nil {
			return err
		}
		if err := e.gate.May(ctx, laurel.FileCredential, award); err != nil {
			return err
		}
		if _, err := tx.Finish(ctx, d); err != nil {
			return err
		}
		filed, err := insertCredential(ctx, tx, s.Award, s.KeyID, s.Document)
		if err != nil || !filed {
			return err
		}
		return tx.Post(ctx, workflow.CredentialIssued{Award: s.Award, Person: award.Person})
	})
}

// RevokedIndexes lists which credentials of a status list are revoked.
func (e *Engine) RevokedIndexes(ctx context.Context, t laurel.TenantID, list int) (indexes []int, err error) {
	err = e.db.Read(ctx, t, func(tx db.Tx) (err error) { indexes, err = revokedIndexes(ctx, tx, list); return err })
	return indexes, err
}

// FileStatusList files the signed form of a status list; a newer one takes the
// place of the one before.
func (e *Engine) FileStatusList(ctx context.Context, t laurel.TenantID, number int, document []byte) error {
	return e.inTx(ctx, t, func(tx db.Tx) error {
		if err := e.gate.May(ctx, laurel.FileCredential, laurel.Whole(t)); err != nil {
			return err
		}
		row, err := statusListOf(ctx, tx, number)
		if err != nil {
			return err
		}
		if row == nil {
			_, err := tx.InsertMissing(ctx, &statusListRow{Number: number, Document: string(document), SignedAt: tx.Now()})
			return err
		}
		row.Document, row.SignedAt = string(document), tx.Now()
		return tx.Update(ctx, row)
	})
}
