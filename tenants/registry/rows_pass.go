package registry

import (
	"context"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
)

// passRow is a session or a token, as it is read and written back.
type passRow interface {
	pass() tenants.Pass
	see(at time.Time)
	end(at time.Time)
	update(ctx context.Context, tx db.PersonTx) error
}

type sessionRow struct {
	bun.BaseModel `bun:"table:sessions,alias:se"`
	db.Personal
	ID        string    `bun:"id,pk"`
	SecretSum string    `bun:"secret_sum"`
	Agent     string    `bun:"agent"`
	MadeAt    time.Time `bun:"made_at"`
	ExpiresAt time.Time `bun:"expires_at"`
	EndedAt   time.Time `bun:"ended_at,nullzero"`
	SeenAt    time.Time `bun:"seen_at,nullzero"`
	Host      string    `bun:"host"`
	Parent    string    `bun:"parent"`

	Reach    laurel.TenantID `bun:"reach"`
	Identity string          `bun:"identity"`
}

func (r *sessionRow) pass() tenants.Pass {
	return tenants.Pass{ID: r.ID, Person: r.PersonID, Name: r.Agent, SecretSum: r.SecretSum,
		MadeAt: r.MadeAt.UTC(), ExpiresAt: r.ExpiresAt.UTC(), EndedAt: r.EndedAt, SeenAt: r.SeenAt,
		Host: r.Host, Parent: r.Parent, Reach: r.Reach, Identity: r.Identity}
}

func (r *sessionRow) see(at time.Time) { r.SeenAt = at }
func (r *sessionRow) end(at time.Time) { r.EndedAt = at }

func (r *sessionRow) update(ctx context.Context, tx db.PersonTx) error { return tx.Update(ctx, r) }

func insertSession(ctx context.Context, tx db.PersonTx, p tenants.Pass) error {
	return tx.Insert(ctx, &sessionRow{ID: p.ID, SecretSum: p.SecretSum, Agent: p.Name, MadeAt: p.MadeAt, ExpiresAt: p.ExpiresAt,
		SeenAt: p.SeenAt, Host: p.Host, Parent: p.Parent, Reach: p.Reach, Identity: p.Identity})
}

func sessionByID(ctx context.Context, tx db.PersonTx, id string) (passRow, error) {
	var r sessionRow
	if err := db.Scan(ctx, tx.Select(&r).Where("id = ?", id)); err != nil {
		return nil, err
	}
	return &r, nil
}

// goodSessions are those that admit somebody, the newest first.
func goodSessions(ctx context.Context, tx db.PersonTx) ([]passRow, error) {
	var rows []sessionRow
	if err := db.Scan(ctx, good(tx, tx.Select(&rows))); err != nil {
		return nil, err
	}
	list := make([]passRow, len(rows))
	for i := range rows {
		list[i] = &rows[i]
	}
	return list, nil
}

type tokenRow struct {
	bun.BaseModel `bun:"table:api_tokens,alias:at"`
	db.Personal
	ID        string    `bun:"id,pk"`
	Name      string    `bun:"name"`
	Scopes    string    `bun:"scopes"`
	SecretSum string    `bun:"secret_sum"`
	MadeAt    time.Time `bun:"made_at"`
	ExpiresAt time.Time `bun:"expires_at"`
	EndedAt   time.Time `bun:"ended_at,nullzero"`
	SeenAt    time.Time `bun:"seen_at,nullzero"`
}

func (r *tokenRow) pass() tenants.Pass {
	return tenants.Pass{ID: r.ID, Person: r.PersonID, Name: r.Name, Scopes: strings.Fields(r.Scopes), SecretSum: r.SecretSum,
		MadeAt: r.MadeAt.UTC(), ExpiresAt: r.ExpiresAt.UTC(), EndedAt: r.EndedAt, SeenAt: r.SeenAt}
}

func (r *tokenRow) see(at time.Time) { r.SeenAt = at }
func (r *tokenRow) end(at time.Time) { r.EndedAt = at }

func (r *tokenRow) update(ctx context.Context, tx db.PersonTx) error { return tx.Update(ctx, r) }

func insertToken(ctx context.Context, tx db.PersonTx, p tenants.Pass) error {
	return tx.Insert(ctx, &tokenRow{ID: p.ID, Name: p.Name, Scopes: strings.Join(p.Scopes, " "), SecretSum: p.SecretSum,
		MadeAt: p.MadeAt, ExpiresAt: p.ExpiresAt})
}

func tokenByID(ctx context.Context, tx db.PersonTx, id string) (passRow, error) {
	var r tokenRow
	if err := db.Scan(ctx, tx.Select(&r).Where("id = ?", id)); err != nil {
		return nil, err
	}
	return &r, nil
}

// goodTokens are those that admit somebody, the newest first.
func goodTokens(ctx context.Context, tx db.PersonTx) ([]passRow, error) {
	var rows []tokenRow
	if err := db.Scan(ctx, good(tx, tx.Select(&rows))); err != nil {
		return nil, err
	}
	list := make([]passRow, len(rows))
	for i := range rows {
		list[i] = &rows[i]
	}
	return list, nil
}

func good(tx db.PersonTx, q *bun.SelectQuery) *bun.SelectQuery {
	return q.Where("ended_at IS NULL").Where("expires_at > ?", tx.Now()).Order("id DESC")
}
