package registry

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
)

type emailRow struct {
	bun.BaseModel `bun:"table:emails,alias:em"`
	Email         string          `bun:"email,pk"`
	PersonID      laurel.PersonID `bun:"person_id"`
}

// personOf returns whose address it is; it is empty where it is nobody's.
func personOf(ctx context.Context, tx db.SharedTx, email string) (laurel.PersonID, error) {
	var rows []emailRow
	if err := db.Scan(ctx, tx.Select(&rows).Where("email = ?", email).Order("email")); err != nil || len(rows) == 0 {
		return "", err
	}
	return rows[0].PersonID, nil
}

// emailsOf lists a person's addresses.
func emailsOf(ctx context.Context, tx db.SharedTx, p laurel.PersonID) ([]string, error) {
	list := []string{}
	err := db.Scan(ctx, tx.Select((*emailRow)(nil)).Column("email").Where("person_id = ?", p).Order("email"), &list)
	return list, err
}

func insertEmail(ctx context.Context, tx db.SharedTx, email string, p laurel.PersonID) error {
	return tx.Insert(ctx, &emailRow{Email: email, PersonID: p})
}

type signInRow struct {
	bun.BaseModel `bun:"table:sign_ins,alias:si"`
	SecretSum     string    `bun:"secret_sum,pk"`
	Email         string    `bun:"email"`
	Language      string    `bun:"language"`
	Next          string    `bun:"next"`
	MadeAt        time.Time `bun:"made_at"`
	ExpiresAt     time.Time `bun:"expires_at"`
	UsedAt        time.Time `bun:"used_at,nullzero"`
}

// forgetSignIns takes away the links that ended before a moment.
func forgetSignIns(ctx context.Context, tx db.SharedTx, before time.Time) error {
	_, err := tx.Delete((*signInRow)(nil)).Where("expires_at < ?", before).Exec(ctx)
	return err
}

func insertSignIn(ctx context.Context, tx db.SharedTx, s tenants.SignIn) error {
	return tx.Insert(ctx, &signInRow{SecretSum: s.SecretSum, Email: s.Email, Language: s.Language, Next: s.Next,
		MadeAt: s.MadeAt, ExpiresAt: s.ExpiresAt})
}

func signInBySum(ctx context.Context, tx db.SharedTx, sum string) (tenants.SignIn, error) {
	var r signInRow
	if err := db.Scan(ctx, tx.Select(&r).Where("secret_sum = ?", sum)); err != nil {
		return tenants.SignIn{}, err
	}
	return tenants.SignIn{SecretSum: r.SecretSum, Email: r.Email, Language: r.Language, Next: r.Next,
		MadeAt: r.MadeAt.UTC(), ExpiresAt: r.ExpiresAt.UTC(), UsedAt: r.UsedAt}, nil
}

// useSignIn spends the link, and reports false if someone else was faster.
func useSignIn(ctx context.Context, tx db.SharedTx, s tenants.SignIn) (bool, error) {
	res, err := tx.Update((*signInRow)(nil)).Set("used_at = ?", tx.Now()).
		Where("secret_sum = ?", s.SecretSum).Where("used_at IS NULL").Exec(ctx)
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n == 1, err
}

type personRow struct {
	bun.BaseModel `bun:"table:people,alias:pe"`
	db.Personal
	Name     string    `bun:"name"`
	Email    string    `bun:"email"`
	Language string    `bun:"language"`
	JoinedAt time.Time `bun:"joined_at"`

	MergedInto laurel.PersonID `bun:"merged_into"`
}

func insertPerson(ctx context.Context, tx db.PersonTx, p tenants.Person) error {
	_, err := tx.InsertMissing(ctx, &personRow{Name: p.Name, Email: p.Email, Language: p.Language, JoinedAt: tx.Now()})
	return err
}

func person(ctx context.Context, tx db.PersonTx) (*personRow, tenants.Person, error) {
	var r personRow
	if err := db.Scan(ctx, tx.Select(&r)); err != nil {
		return nil, tenants.Person{}, err
	}
	return &r, tenants.Person{ID: r.PersonID, Name: r.Name, Email: r.Email, Language: r.Language, JoinedAt: r.JoinedAt.UTC(),
		MergedInto: r.MergedInto}, nil
}
