package engine

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"example.org/laurel"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

type awardRow struct {
	bun.BaseModel `bun:"table:awards,alias:w"`
	db.Owned
	ID            laurel.AwardID       `bun:"id,pk"`
	AchievementID laurel.AchievementID `bun:"achievement_id"`
	PersonID      laurel.PersonID      `bun:"person_id"`
	CityID        laurel.TenantID      `bun:"city_id"`
	Salt          string               `bun:"salt"`
	StatusList    int                  `bun:"status_list"`
	StatusIndex   int                  `bun:"status_index"`
	GrantedAt     time.Time            `bun:"granted_at"`
	RevokedAt     time.Time            `bun:"revoked_at,nullzero"`
}

func (r awardRow) award() workflow.Award {
	return workflow.Award{ID: r.ID, Achievement: r.AchievementID, Person: r.PersonID, City: r.CityID, Salt: r.Salt,
		StatusList: r.StatusList, StatusIndex: r.StatusIndex, GrantedAt: r.GrantedAt.UTC(), RevokedAt: r.RevokedAt}
}

func insertAward(ctx context.Context, tx db.Tx, a workflow.Award) error {
	return tx.Insert(ctx, &awardRow{ID: a.ID, AchievementID: a.Achievement, PersonID: a.Person, CityID: a.City, Salt: a.Salt,
		StatusList: a.StatusList, StatusIndex: a.StatusIndex, GrantedAt: a.GrantedAt})
}

func awardByID(ctx context.Context, tx db.Tx, id laurel.AwardID) (workflow.Award, error) {
	var r awardRow
	if err := db.Scan(ctx, tx.Select(&r).Where("id = ?", id)); err != nil {
		return workflow.Award{}, err
	}
	return r.award(), nil
}

// awardOf returns a person's award of a badge; it is nil where there is none.
func awardOf(ctx context.Context, tx db.Tx, id laurel.AchievementID, who laurel.PersonID) (*workflow.Award, error) {
	var rows []awardRow
	err := db.Scan(ctx, tx.Select(&rows).Where("achievement_id = ?", id).Where("person_id = ?", who).Order("id"))
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	a := rows[0].award()
	return &a, nil
}

// lastAward returns a person's last award of any of some editions of a badge; it is
// nil where there is none.
func lastAward(ctx context.Context, tx db.Tx, ids []laurel.AchievementID, who laurel.PersonID) (*workflow.Award, error) {
	var rows []awardRow
	err := db.Scan(ctx, tx.Select(&rows).Where("achievement_id IN (?)", bun.List(ids)).Where("person_id = ?", who).
		Order("id DESC").Limit(1))
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	a := rows[0].award()
	return &a, nil
}

// moveAwards lets one person's awards be another's. A badge that both hold stays
// with each: its two credentials go on being two.
func moveAwards(ctx context.Context, tx db.Tx, from, to laurel.PersonID) error {
	var rows []awardRow
	if err := db.Scan(ctx, tx.Select(&rows).Where("person_id = ?", from).Order("id")); err != nil {
		return err
	}
	for i := range rows {
		held, err := awardOf(ctx, tx, rows[i].AchievementID, to)
		if err != nil {
			return err
		}
		if held != nil {
			continue
		}
		rows[i].PersonID = to
		if err := tx.Update(ctx, &rows[i]); err != nil {
			return err
		}
	}
	return nil
}

// lastStatusList is the list in use: the one with the highest number, at least 1.
func lastStatusList(ctx context.Context, tx db.Tx) (int, error) {
	var n int
	err := db.Scan(ctx, tx.Select((*awardRow)(nil)).ColumnExpr("COALESCE(MAX(status_list), 1)"), &n)
	return n, err
}

func isTaken(ctx context.Context, tx db.Tx, list, index int) (bool, error) {
	return tx.Select((*awardRow)(nil)).Where("status_list = ?", list).Where("status_index = ?", index).Exists(ctx)
}

// revokedIndexes lists the revoked credentials of one status list.
func revokedIndexes(ctx context.Context, tx db.Tx, list int) ([]int, error) {
	indexes := []int{}
	err := db.Scan(ctx, tx.Select((*awardRow)(nil)).Column("status_index").Where("status_list = ?", list).Where("revoked_at IS NOT NULL").
		Order("status_index"), &indexes)
	return indexes, err
}

type credentialRow struct {
	bun.BaseModel `bun:"table:credentials,alias:c"`
	db.Owned
	AwardID  laurel.AwardID `bun:"award_id,pk"`
	KeyID    string         `bun:"key_id"`
	Document string         `bun:"document"`
	IssuedAt time.Time      `bun:"issued_at"`
}

func insertCredential(ctx context.Context, tx db.Tx, id laurel.AwardID, keyID string, document []byte) (bool, error) {
	return tx.InsertMissing(ctx, &credentialRow{AwardID: id, KeyID: keyID, Document: string(document), IssuedAt: tx.Now()})
}

// credentialOf returns the signed document of an award; without one the row is nil.
func credentialOf(ctx context.Context, tx db.Tx, id laurel.AwardID) (*credentialRow, error) {
	var rows []credentialRow
	if err := db.Scan(ctx, tx.Select(&rows).Where("award_id = ?", id).Order("award_id")); err != nil || len(rows) == 0 {
		return nil, err
	}
	return &rows[0], nil
}

type statusListRow struct {
	bun.BaseModel `bun:"table:status_lists,alias:sl"`
	db.Owned
	Number   int       `bun:"number,pk"`
	Document string    `bun:"document"`
	SignedAt time.Time `bun:"signed_at"`
}

// statusListOf returns a signed status list; without one the row is nil.
func statusListOf(ctx context.Context, tx db.Tx, number int) (*statusListRow, error) {
	var rows []statusListRow
	if err := db.Scan(ctx, tx.Select(&rows).Where("number = ?", number).Order("number")); err != nil || len(rows) == 0 {
		return nil, err
	}
	return &rows[0], nil
}

type entryRow struct {
	bun.BaseModel `bun:"table:portfolio_entries,alias:pe"`
	db.Personal
	AwardID     laurel.AwardID       `bun:"award_id,pk"`
	TenantID    laurel.TenantID      `bun:"tenant_id"`
	CityID      laurel.TenantID      `bun:"city_id"`
	Achievement laurel.AchievementID `bun:"achievement"`
	Name        string               `bun:"name"`
	Issuer      string               `bun:"issuer"`
	GrantedAt   time.Time            `bun:"granted_at"`
	IssuedAt    time.Time            `bun:"issued_at"`
}

func insertEntry(ctx context.Context, tx db.PersonTx, e workflow.Entry) (bool, error) {
	return tx.InsertMissing(ctx, &entryRow{AwardID: e.Award, TenantID: e.Award.Tenant(), CityID: e.City, Achievement: e.Achievement,
		Name: e.Name, Issuer: e.Issuer, GrantedAt: e.GrantedAt, IssuedAt: e.IssuedAt})
}

func entries(ctx context.Context, tx db.PersonTx, limit int64) ([]workflow.Entry, error) {
	var rows []entryRow
	if err := db.Scan(ctx, tx.Select(&rows).Order("granted_at DESC", "award_id DESC").Limit(limit)); err != nil {
		return nil, err
	}
	list := make([]workflow.Entry, len(rows))
	for i, r := range rows {
		list[i] = workflow.Entry{Award: r.AwardID, Achievement: r.Achievement, City: r.CityID, Name: r.Name, Issuer: r.Issuer,
			GrantedAt: r.GrantedAt.UTC(), IssuedAt: r.IssuedAt.UTC()}
	}
	return list, nil
}
