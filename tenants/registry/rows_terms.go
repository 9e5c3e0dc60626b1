package registry

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
)

type termsRow struct {
	bun.BaseModel `bun:"table:terms,alias:te"`
	db.Owned
	Kind        tenants.TermsKind `bun:"kind,pk"`
	Number      int               `bun:"number,pk"`
	Language    string            `bun:"language,pk"`
	Body        string            `bun:"body"`
	PublishedAt time.Time         `bun:"published_at"`
	PublishedBy laurel.PersonID   `bun:"published_by"`
}

func insertTerms(ctx context.Context, tx db.Tx, t tenants.Terms) error {
	for lang, text := range t.Texts {
		row := termsRow{Kind: t.Kind, Number: t.Number, Language: lang, Body: text, PublishedAt: t.PublishedAt, PublishedBy: t.PublishedBy}
		if err := tx.Insert(ctx, &row); err != nil {
			return err
		}
	}
	return nil
}

// newestTerms is the number of the newest version; 0 is none.
func newestTerms(ctx context.Context, tx db.Tx, k tenants.TermsKind) (number int, err error) {
	err = db.Scan(ctx, tx.Select((*termsRow)(nil)).Where("kind = ?", k).ColumnExpr("COALESCE(MAX(number), 0)"), &number)
	return number, err
}

// allTerms are the versions of one kind, the newest first.
func allTerms(ctx context.Context, tx db.Tx, k tenants.TermsKind) ([]tenants.Terms, error) {
	var rows []termsRow
	if err := db.Scan(ctx, tx.Select(&rows).Where("kind = ?", k).Order("number DESC", "language")); err != nil {
		return nil, err
	}
	var list []tenants.Terms
	for _, r := range rows {
		if n := len(list); n == 0 || list[n-1].Number != r.Number {
			list = append(list, tenants.Terms{Tenant: tx.Tenant(), Kind: k, Number: r.Number, Texts: map[string]string{},
				PublishedAt: r.PublishedAt.UTC(), PublishedBy: r.PublishedBy})
		}
		list[len(list)-1].Texts[r.Language] = r.Body
	}
	return list, nil
}

type acceptanceRow struct {
	bun.BaseModel `bun:"table:acceptances,alias:ac"`
	db.Personal
	TenantID laurel.TenantID   `bun:"tenant_id,pk"`
	Kind     tenants.TermsKind `bun:"kind,pk"`
	Number   int               `bun:"number,pk"`
	At       time.Time         `bun:"at"`
}

func insertAcceptance(ctx context.Context, tx db.PersonTx, a tenants.Acceptance) error {
	_, err := tx.InsertMissing(ctx, &acceptanceRow{TenantID: a.Tenant, Kind: a.Kind, Number: a.Number, At: a.At})
	return err
}

// acceptances are all that a person has given their word for, in any tenant.
func acceptances(ctx context.Context, tx db.PersonTx) ([]tenants.Acceptance, error) {
	var rows []acceptanceRow
	if err := db.Scan(ctx, tx.Select(&rows).Order("tenant_id", "kind", "number")); err != nil {
		return nil, err
	}
	list := make([]tenants.Acceptance, len(rows))
	for i, r := range rows {
		list[i] = tenants.Acceptance{Tenant: r.TenantID, Kind: r.Kind, Number: r.Number, At: r.At.UTC()}
	}
	return list, nil
}
