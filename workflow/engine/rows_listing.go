package engine

import (
	"context"
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
	ListedAt       time.Time         `bun:"listed_at"`
}

const summaryLength = 180

// insertListing enters an activity, and reports whether it is new there.
func insertListing(ctx context.Context, tx db.Tx, a workflow.Activity) (bool, error) {
	return tx.InsertMissing(ctx, &listingRow{ActivityID: a.ID, OrganisationID: a.Tenant(), Title: a.Title,
		Summary: workflow.Summary(a.Description, summaryLength), Language: a.Language, Category: a.Category,
		Minutes: a.Minutes, Cover: a.Cover, Reach: a.Reach, ListedAt: a.PublishedAt})
}

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

func listings(ctx context.Context, tx db.Tx, limit int64) ([]Listing, error) {
	var rows []listingRow
	if err := db.Scan(ctx, shown(tx, tx.Select(&rows)).Order("l.listed_at DESC", "l.activity_id DESC").Limit(limit)); err != nil {
		return nil, err
	}
	list := make([]Listing, len(rows))
	for i, r := range rows {
		list[i] = Listing{Activity: r.ActivityID, Organisation: r.OrganisationID, City: r.TenantID, Title: r.Title, Summary: r.Summary,
			Language: r.Language, Category: r.Category, Minutes: r.Minutes, Cover: r.Cover, ListedAt: r.ListedAt.UTC()}
	}
	return list, nil
}

type playlistRow struct {
	bun.BaseModel `bun:"table:playlists,alias:p"`
	db.Owned
	ID     string    `bun:"id,pk"`
	Name   string    `bun:"name"`
	MadeAt time.Time `bun:"made_at"`
}

type playlistItemRow struct {
	bun.BaseModel `bun:"table:playlist_items,alias:pi"`
	db.Owned
	PlaylistID string            `bun:"playlist_id,pk"`
	ActivityID laurel.ActivityID `bun:"activity_id,pk"`
	Position   int               `bun:"position"`
}

func insertPlaylist(ctx context.Context, tx db.Tx, p workflow.Playlist) error {
	if err := tx.Insert(ctx, &playlistRow{ID: p.ID, Name: p.Name, MadeAt: tx.Now()}); err != nil {
		return err
	}
	for i, a := range p.Activities {
		if err := tx.Insert(ctx, &playlistItemRow{PlaylistID: p.ID, ActivityID: a, Position: i + 1}); err != nil {
			return err
		}
	}
	return nil
}

// playlistsWith returns the names of the playlists that an activity is in.
func playlistsWith(ctx context.Context, tx db.Tx, id laurel.ActivityID) ([]string, error) {
	names := []string{}
	err := db.Scan(ctx, tx.Select((*playlistRow)(nil)).Column("p.name").
		Join("JOIN ? ON pi.playlist_id = p.id", tx.Table("playlist_items", "pi")).
		Where("pi.activity_id = ?", id).Order("p.name"), &names)
	return names, err
}

// affiliated reports whether an organisation is active in the transaction's city.
func affiliated(ctx context.Context, city db.Tx, organisation laurel.TenantID) (bool, error) {
	return city.Select((*affiliationRow)(nil)).Where("organisation_id = ?", organisation).Where("state = 'active'").Exists(ctx)
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
