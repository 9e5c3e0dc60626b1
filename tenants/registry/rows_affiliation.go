package registry

import (
	"context"
	"strings"
	"time"
	"unicode"

	"github.com/uptrace/bun"
	"golang.org/x/text/cases"
	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
)

// affiliationRow is an affiliation as the city keeps it.
type affiliationRow struct {
	bun.BaseModel `bun:"table:affiliations,alias:af"`
	db.Owned
	OrganisationID laurel.TenantID      `bun:"organisation_id,pk"`
	State          tenants.Standing     `bun:"state"`
	Since          time.Time            `bun:"since"`
	Name           string               `bun:"name"`
	Folded         string               `bun:"folded"`
	Email          string               `bun:"email"`
	Reason         string               `bun:"reason"`
	Verification   tenants.Verification `bun:"verification"`
	VerifiedWhy    string               `bun:"verified_why"`
	Document       string               `bun:"document"`
	DocumentName   string               `bun:"document_name"`
}

func (r *affiliationRow) affiliation() tenants.Affiliation {
	return tenants.Affiliation{City: r.TenantID, Organisation: r.OrganisationID, Name: r.Name, Email: r.Email, Standing: r.State,
		Since: r.Since.UTC(), Reason: r.Reason, Verification: r.Verification, VerifiedWhy: r.VerifiedWhy,
		Document: tenants.Document{Media: r.Document, Name: r.DocumentName}, Version: r.Version + 1}
}

func (r *affiliationRow) take(a tenants.Affiliation) {
	r.OrganisationID, r.Name, r.Folded, r.Email = a.Organisation, a.Name, folded(a.Name), a.Email
	r.State, r.Since, r.Reason = a.Standing, a.Since, a.Reason
	r.Verification, r.VerifiedWhy, r.Document, r.DocumentName = a.Verification, a.VerifiedWhy, a.Document.Media, a.Document.Name
}

// affiliatedCityRow is what the organisation keeps of the same.
type affiliatedCityRow struct {
	bun.BaseModel `bun:"table:affiliated_cities,alias:ac"`
	db.Owned
	CityID       laurel.TenantID      `bun:"city_id,pk"`
	State        tenants.Standing     `bun:"state"`
	Since        time.Time            `bun:"since"`
	Reason       string               `bun:"reason"`
	Verification tenants.Verification `bun:"verification"`
	VerifiedWhy  string               `bun:"verified_why"`
}

func (r *affiliatedCityRow) affiliation() tenants.Affiliation {
	return tenants.Affiliation{City: r.CityID, Organisation: r.TenantID, Standing: r.State, Since: r.Since.UTC(), Reason: r.Reason,
		Verification: r.Verification, VerifiedWhy: r.VerifiedWhy}
}

// folded is a name as it is searched and sorted: without case and accents.
func folded(s string) string {
	bare := transform.Chain(norm.NFKD, runes.Remove(runes.In(unicode.Mn)), cases.Fold(), norm.NFC)
	out, _, err := transform.String(bare, s)
	if err != nil {
		return strings.ToLower(s)
	}
	return out
}

// affiliationOf returns an organisation's place in the transaction's city; one
// that has none stands nowhere, and its row is nil.
func affiliationOf(ctx context.Context, city db.Tx, organisation laurel.TenantID) (*affiliationRow, tenants.Affiliation, error) {
	var rows []affiliationRow
	err := db.Scan(ctx, city.Select(&rows).Where("organisation_id = ?", organisation).Order("organisation_id"))
	if err != nil || len(rows) == 0 {
		none := tenants.Affiliation{City: city.Tenant(), Organisation: organisation, Verification: tenants.VerificationNone}
		return nil, none, err
	}
	return &rows[0], rows[0].affiliation(), nil
}

// keepAffiliation writes an affiliation to both sides. Row is what
// affiliationOf returned with it.
func keepAffiliation(ctx context.Context, city, organisation db.Tx, row *affiliationRow, a tenants.Affiliation) error {
	if row == nil {
		row = &affiliationRow{}
		row.take(a)
		if err := city.Insert(ctx, row); err != nil {
			return changedMeanwhile(err)
		}
		return keepMirror(ctx, organisation, a)
	}
	row.take(a)
	if err := city.Update(ctx, row); err != nil {
		return err
	}
	return keepMirror(ctx, organisation, a)
}

func keepMirror(ctx context.Context, organisation db.Tx, a tenants.Affiliation) error {
	var rows []affiliatedCityRow
	if err := db.Scan(ctx, organisation.Select(&rows).Where("city_id = ?", a.City).Order("city_id")); err != nil {
		return err
	}
	mirror := affiliatedCityRow{CityID: a.City}
	if len(rows) > 0 {
		mirror = rows[0]
	}
	mirror.State, mirror.Since, mirror.Reason = a.Standing, a.Since, a.Reason
	mirror.Verification, mirror.VerifiedWhy = a.Verification, a.VerifiedWhy
	if len(rows) == 0 {
		return changedMeanwhile(organisation.Insert(ctx, &mirror))
	}
	return organisation.Update(ctx, &mirror)
}

// changedMeanwhile says of two that made the same thing what they were to each other.
func changedMeanwhile(err error) error {
	if laurel.KindOf(err) == laurel.Conflict {
		return laurel.E(laurel.Conflict, "error.changed-meanwhile").Because(err)
	}
	return err
}

// citiesOf lists where the transaction's organisation stands anyhow.
func citiesOf(ctx context.Context, organisation db.Tx) ([]tenants.Affiliation, error) {
	var rows []affiliatedCityRow
	if err := db.Scan(ctx, organisation.Select(&rows).Order("since DESC", "city_id")); err != nil {
		return nil, err
	}
	list := make([]tenants.Affiliation, len(rows))
	for i := range rows {
		list[i] = rows[i].affiliation()
	}
	return list, nil
}

func activeCities(ctx context.Context, tx db.Tx) ([]laurel.TenantID, error) {
	ids := []laurel.TenantID{}
	err := db.Scan(ctx, tx.Select((*affiliatedCityRow)(nil)).Column("city_id").Where("state = ?", tenants.StandsActive).Order("city_id"), &ids)
	return ids, err
}

func activeOrganisations(ctx context.Context, tx db.Tx) ([]laurel.TenantID, error) {
	ids := []laurel.TenantID{}
	err := db.Scan(ctx, tx.Select((*affiliationRow)(nil)).Column("organisation_id").Where("state = ?", tenants.StandsActive).
		Order("organisation_id"), &ids)
	return ids, err
}

// verifiedAmong are those of the organisations for which the transaction's city vouches.
func verifiedAmong(ctx context.Context, city db.Tx, ids []laurel.TenantID) ([]laurel.TenantID, error) {
	verified := []laurel.TenantID{}
	if len(ids) == 0 {
		return verified, nil
	}
	err := db.Scan(ctx, city.Select((*affiliationRow)(nil)).Column("organisation_id").Where("state = ?", tenants.StandsActive).
		Where("verification = ?", tenants.Verified).Where("organisation_id IN (?)", bun.List(ids)).Order("organisation_id"), &verified)
	return verified, err
}

type moveRow struct {
	bun.BaseModel `bun:"table:affiliation_moves,alias:am"`
	db.Owned
	OrganisationID laurel.TenantID `bun:"organisation_id,pk"`
	ID             string          `bun:"id,pk"`
	What           string          `bun:"what"`
	Reason         string          `bun:"reason"`
	MadeBy         laurel.PersonID `bun:"made_by"`
	MadeAt         time.Time       `bun:"made_at"`
}

func insertMove(ctx context.Context, city db.Tx, organisation laurel.TenantID, m Moved) error {
	return city.Insert(ctx, &moveRow{OrganisationID: organisation, ID: string(laurel.NewID[laurel.EventID](city.Tenant(), city.Now())),
		What: m.What, Reason: m.Reason, MadeBy: m.By, MadeAt: city.Now()})
}

const maxMoves = 200

// movesOf lists what has happened between the city and an organisation, the newest first.
func movesOf(ctx context.Context, city db.Tx, organisation laurel.TenantID) ([]Moved, error) {
	var rows []moveRow
	err := db.Scan(ctx, city.Select(&rows).Where("organisation_id = ?", organisation).Order("made_at DESC", "id DESC").Limit(maxMoves))
	list := make([]Moved, len(rows))
	for i, r := range rows {
		list[i] = Moved{What: r.What, Reason: r.Reason, By: r.MadeBy, At: r.MadeAt.UTC()}
	}
	return list, err
}

type admissionRow struct {
	bun.BaseModel `bun:"table:admissions,alias:ad"`
	db.Owned
	Admission tenants.Admission `bun:"admission"`
}

// admissionOf is how organisations come into the transaction's city; the row is
// nil where it has not chosen yet.
func admissionOf(ctx context.Context, city db.Tx) (*admissionRow, tenants.Admission, error) {
	var rows []admissionRow
	if err := db.Scan(ctx, city.Select(&rows).Order("tenant_id")); err != nil || len(rows) == 0 {
		return nil, tenants.AdmitInvited, err
	}
	return &rows[0], rows[0].Admission, nil
}

func keepAdmission(ctx context.Context, city db.Tx, row *admissionRow, a tenants.Admission) error {
	if row == nil {
		return changedMeanwhile(city.Insert(ctx, &admissionRow{Admission: a}))
	}
	row.Admission = a
	return city.Update(ctx, row)
}
