package engine

import (
	"context"

	"github.com/uptrace/bun"

	"example.org/laurel"
	"example.org/laurel/tenants/db"
)

// accountRow is what has to be known here of a person's account.
type accountRow struct {
	bun.BaseModel `bun:"table:people,alias:pe"`
	db.Personal
	MergedInto laurel.PersonID `bun:"merged_into"`
}

// mergedInto is whose account the person's went into; empty: it is one of its own.
func mergedInto(ctx context.Context, tx db.PersonTx) (laurel.PersonID, error) {
	var rows []accountRow
	if err := db.Scan(ctx, tx.Select(&rows).Column("merged_into").Order("person_id")); err != nil || len(rows) == 0 {
		return "", err
	}
	return rows[0].MergedInto, nil
}
