package engine

import (
	"context"
	"math"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

type listingRow struct {
	bun.BaseModel `bun:"table:listings,alias:l"`
	db.Owned
	ActivityID     laurel.ActivityID `bun:"activity_id,pk"`
	OrganisationID laurel.TenantID   `bun:"organisation_id"`
	Title          string            `bun:"title"`
	Summary        string            `bun:"summary"`
	Language       string            `bun:"language"`
	Category       string            `bun:"category"`
	Minutes        int               `bun:"minutes"`
	Cover          string            `bun:"cover"`
	Reach          workflow.Reach    `bun:"reach"`
	Kind           workflow.Kind     `bun:"kind"`
	Tags           []string          `bun:"tags,type:text"`
	Skills         []laurel.SkillID  `bun:"skills,type:text"` // the activity's; words holds what is broader, too
	Mode           workflow.Mode     `bun:"mode"`
	Address        string            `bun:"address"`
	Latitude       *int64            `bun:"latitude"` // millionths of a degree, as is the next
	Longitude      *int64            `bun:"longitude"`
	StartsAt       time.Time         `bun:"starts_at,nullzero"`
	EndsAt         time.Time         `bun:"ends_at,nullzero"`
	TimeZone       string            `bun:"time_zone"`
	Revision       int               `bun:"revision"` // of the activity, when the entry was written
	Stage          workflow.Stage    `bun:"stage"`
	EnteredBy      enterer           `bun:"entered_by"`
	ListedAt       time.Time         `bun:"listed_at"`

	TitleWords        string `bun:"title_words"` // these three as workflow.Indexed writes them
	OrganisationWords string `bun:"organisation_words"`
	Words             string `bun:"words"`
}

// enterer is who has entered an activity in a catalogue.
type enterer string

const (
	byCity         enterer = "city"
	byOrganisation enterer = "organisation" // it chose the city, and may choose otherwise
)

const summaryLength = 180

// insertListing enters an activity, and reports whether it is new there.
func insertListing(ctx context.Context, tx db.Tx, a workflow.Activity, k skillWords, by enterer) (bool, error) {
	r := listingRow{ActivityID: a.ID, OrganisationID: a.Tenant(), EnteredBy: by, ListedAt: a.PublishedAt}
	r.take(a, k)
	if err := r.takeOrganisation(ctx, tx); err != nil {
		return false, err
	}
	return tx.InsertMissing(ctx, &r)
}

// takeOrganisation enters by which words the organisation is found in the
// transaction's city; one that is of no affiliation there is found by none.
func (r *listingRow) takeOrganisation(ctx context.Context, city db.Tx) error {
	names := []string{}
	err := db.Scan(ctx, city.Select((*affiliationRow)(nil)).Column("af.name").
		Where("organisation_id = ?", r.OrganisationID).Order("organisation_id"), &names)
	r.OrganisationWords = workflow.Indexed(workflow.Words(strings.Join(names, " ")))
	return err
}

// take enters what the catalogue says of an activity, and what it is found by.
func (r *listingRow) take(a workflow.Activity, k skillWords) {
	o := a.Occasion
	r.Title, r.Summary, r.Language, r.Category = a.Title, workflow.Summary(a.Description, summaryLength), a.Language, a.Category
	r.Minutes, r.Cover, r.Reach, r.Kind, r.Tags, r.Skills = a.Minutes, a.Cover, a.Reach, a.Kind, listed(a.Tags), listed(a.Skills)
	r.Mode, r.Address, r.StartsAt, r.EndsAt, r.TimeZone, r.Revision = o.Mode, o.Address, o.Starts, o.Ends, o.TimeZone, a.Revision
	r.TitleWords, r.Words = a.TitleWords(), a.IndexWords(k.names, k.all)
	r.Stage, r.Latitude, r.Longitude = a.Stage, nil, nil
	if o.Pin != (tenants.Point{}) {
		latitude, longitude := millionths(o.Pin.Latitude), millionths(o.Pin.Longitude)
		r.Latitude, r.Longitude = &latitude, &longitude
	}
}

// listingOf returns the entry of an activity; without one the row is nil.
func listingOf(ctx context.Context, tx db.Tx, id laurel.ActivityID) (*listingRow, error) {
	var rows []listingRow
	if err := db.Scan(ctx, tx.Select(&rows).Where("activity_id = ?", id).Order("activity_id")); err != nil || len(rows) == 0 {
		return nil, err
	}
	return &rows[0], nil
}

type placeRow struct {
	bun.BaseModel `bun:"table:activity_places,alias:pl"`
	db.Owned
	ActivityID laurel.ActivityID `bun:"activity_id,pk"`
	CityID     laurel.TenantID   `bun:"city_id,pk"`
}

func insertPlace(ctx context.Context, tx db.Tx, id laurel.ActivityID, city laurel.TenantID) error {
	_, err := tx.InsertMissing(ctx, &placeRow{ActivityID: id, CityID: city})
	return err
}

// placesOf lists the cities in whose catalogues an activity has been entered.
func placesOf(ctx context.Context, tx db.Tx, id laurel.ActivityID) ([]laurel.TenantID, error) {
	ids := []laurel.TenantID{}
	err := db.Scan(ctx, tx.Select((*placeRow)(nil)).Column("city_id").Where("activity_id = ?", id).Order("city_id"), &ids)
	return ids, err
}

func millionths(degrees float64) int64 { return int64(math.Round(degrees * 1e6)) }

// shown leaves out what organisations offer that are not active in the city, as
// long as they are not. What is for the whole network stays, unless its organisation
// is suspended here.
func shown(tx db.Tx, q *bun.SelectQuery) *bun.SelectQuery {
	return q.Join("LEFT JOIN ? ON af.organisation_id = l.organisation_id", tx.Table("affiliations", "af")).
		Where("(af.state = 'active' OR l.reach = 'network' AND COALESCE(af.state, '') <> 'suspended')")
}

func isListed(ctx context.Context, tx db.Tx, id laurel.ActivityID) (bool, error) {
	return shown(tx, tx.Select((*listingRow)(nil))).Where("l.activity_id = ?", id).Exists(ctx)
}

// offered leaves out what nobody can begin, too.
func offered(tx db.Tx, q *bun.SelectQuery) *bun.SelectQuery {
	return shown(tx, q).Where("l.stage = ?", workflow.Published)
}

// affiliated reports whether an organisation is active in the transaction's city.
func affiliated(ctx context.Context, city db.Tx, organisation laurel.TenantID) (bool, error) {
	return city.Select((*affiliationRow)(nil)).Where("organisation_id = ?", organisation).Where("state = 'active'").Exists(ctx)
}

// activeAmong tells which of the tenants of some playlists are active in the
// transaction's city.
func activeAmong(ctx context.Context, city db.Tx, lists []laurel.PlaylistID) (map[laurel.TenantID]bool, error) {
	tenants := make([]laurel.TenantID, len(lists))
	for i, id := range lists {
		tenants[i] = id.Tenant()
	}
	found := []laurel.TenantID{}
	err := db.Scan(ctx, city.Select((*affiliationRow)(nil)).Column("af.organisation_id").Where("af.state = 'active'").
		Where("af.organisation_id IN (?)", bun.List(tenants)).Order("af.organisation_id"), &found)
	active := map[laurel.TenantID]bool{}
	for _, id := range found {
		active[id] = true
	}
	return active, err
}

// mayStand reports whether an activity can stand on the transaction's city's site.
func mayStand(ctx context.Context, city db.Tx, a workflow.Activity) (bool, error) {
	if a.Reach != workflow.InTheNetwork {
		return affiliated(ctx, city, a.Tenant())
	}
	suspended, err := city.Select((*affiliationRow)(nil)).Where("organisation_id = ?", a.Tenant()).Where("state = 'suspended'").Exists(ctx)
	return !suspended, err
}

type affiliationRow struct {
	bun.BaseModel `bun:"table:affiliations,alias:af"`
	db.Owned
}

type affiliatedCityRow struct {
	bun.BaseModel `bun:"table:affiliated_cities,alias:ac"`
	db.Owned
	CityID laurel.TenantID  `bun:"city_id,pk"`
	State  tenants.Standing `bun:"state"`
}

// standings tells how the transaction's organisation stands in its cities.
func standings(ctx context.Context, organisation db.Tx) (map[laurel.TenantID]tenants.Standing, error) {
	var rows []affiliatedCityRow
	err := db.Scan(ctx, organisation.Select(&rows).Order("city_id"))
	byCity := make(map[laurel.TenantID]tenants.Standing, len(rows))
	for _, r := range rows {
		byCity[r.CityID] = r.State
	}
	return byCity, err
}

// itemsIn tells which of a playlist's activities stand in the transaction's city's
// catalogue, and which of their organisations are suspended there.
func itemsIn(ctx context.Context, city db.Tx, p workflow.Playlist) (
	listed map[laurel.ActivityID]bool, suspended map[laurel.TenantID]bool, err error,
) {
	ids := make([]laurel.ActivityID, len(p.Items))
	for i := range p.Items {
		ids[i] = p.Items[i].Activity
	}
	found := []laurel.ActivityID{}
	err = db.Scan(ctx, shown(city, city.Select((*listingRow)(nil)).Column("l.activity_id").Where("l.activity_id IN (?)", bun.List(ids)).
		Order("l.activity_id")), &found)
	if err != nil {
		return nil, nil, err
	}
	out := []laurel.TenantID{}
	err = db.Scan(ctx, city.Select((*affiliationRow)(nil)).Column("af.organisation_id").Where("af.state = 'suspended'").
		Order("af.organisation_id"), &out)
	listed, suspended = map[laurel.ActivityID]bool{}, map[laurel.TenantID]bool{}
	for _, id := range found {
		listed[id] = true
	}
	for _, id := range out {
		suspended[id] = true
	}
	return listed, suspended, err
}
