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

// pretendEmail writes an address and takes it back, so that as much is done as
// for one that is new.
func pretendEmail(ctx context.Context, tx db.SharedTx, email string, p laurel.PersonID) error {
	if err := insertEmail(ctx, tx, email, p); err != nil {
		return err
	}
	_, err := tx.Delete((*emailRow)(nil)).Where("email = ?", email).Exec(ctx)
	return err
}

// pretendPerson does the same with an account.
func pretendPerson(ctx context.Context, tx db.PersonTx, language string) error {
	if err := insertPerson(ctx, tx, tenants.Person{Language: language}); err != nil {
		return err
	}
	return tx.Delete(ctx, &personRow{})
}

type signInRow struct {
	bun.BaseModel `bun:"table:sign_ins,alias:si"`
	SecretSum     string    `bun:"secret_sum,pk"`
	CodeSum       string    `bun:"code_sum"`
	BrowserSum    string    `bun:"browser_sum"`
	Tries         int       `bun:"tries"`
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
	return tx.Insert(ctx, &signInRow{SecretSum: s.SecretSum, CodeSum: s.CodeSum, BrowserSum: s.Browser, Email: s.Email,
		Language: s.Language, Next: s.Next, MadeAt: s.MadeAt, ExpiresAt: s.ExpiresAt})
}

func (r signInRow) signIn() tenants.SignIn {
	return tenants.SignIn{SecretSum: r.SecretSum, CodeSum: r.CodeSum, Browser: r.BrowserSum, Email: r.Email, Language: r.Language,
		Next: r.Next, MadeAt: r.MadeAt.UTC(), ExpiresAt: r.ExpiresAt.UTC(), UsedAt: r.UsedAt}
}

// countTry notes that a code was tried in a browser, against each sign-in that
// still takes codes; the one more than allowed is noted, too.
func countTry(ctx context.Context, tx db.SharedTx, browserSum string) error {
	_, err := tx.Update((*signInRow)(nil)).Set("tries = tries + 1").
		Where("browser_sum = ?", browserSum).Where("tries <= ?", tenants.MaxCodeTries).Exec(ctx)
	return err
}

// openSignIns are those of a browser that take a code now, the try that was just
// counted included.
func openSignIns(ctx context.Context, tx db.SharedTx, browserSum string) ([]tenants.SignIn, error) {
	var rows []signInRow
	err := db.Scan(ctx, tx.Select(&rows).Where("browser_sum = ?", browserSum).Where("tries <= ?", tenants.MaxCodeTries).
		Where("used_at IS NULL").Where("expires_at > ?", tx.Now()).Order("made_at", "secret_sum"))
	if err != nil {
		return nil, err
	}
	list := make([]tenants.SignIn, len(rows))
	for i, r := range rows {
		list[i] = r.signIn()
	}
	return list, nil
}

func signInBySum(ctx context.Context, tx db.SharedTx, sum string) (tenants.SignIn, error) {
	var r signInRow
	if err := db.Scan(ctx, tx.Select(&r).Where("secret_sum = ?", sum)); err != nil {
		return tenants.SignIn{}, err
	}
	return r.signIn(), nil
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

// accounts are those of the transaction's people.
func accounts(ctx context.Context, tx db.PeopleTx) (map[laurel.PersonID]personRow, error) {
	var rows []personRow
	if err := db.Scan(ctx, tx.Select(&rows).Column("person_id", "name", "merged_into").Order("person_id")); err != nil {
		return nil, err
	}
	byID := make(map[laurel.PersonID]personRow, len(rows))
	for _, r := range rows {
		byID[r.PersonID] = r
	}
	return byID, nil
}
