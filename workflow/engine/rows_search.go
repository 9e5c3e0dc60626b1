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

// foundRow is where an entry stands in what was found.
type foundRow struct {
	ActivityID laurel.ActivityID
	Number     int64
	At         time.Time
	Found      int // all that are meant, on all pages
}

func (r *listingRow) listing() Listing {
	l := Listing{Activity: r.ActivityID, Organisation: r.OrganisationID, City: r.TenantID, Title: r.Title, Summary: r.Summary,
		Language: r.Language, Category: r.Category, Kind: r.Kind, Tags: r.Tags, Skills: r.Skills, Minutes: r.Minutes, Cover: r.Cover,
		Mode: r.Mode, Address: r.Address, Starts: known(r.StartsAt), Ends: known(r.EndsAt), TimeZone: r.TimeZone, Revision: r.Revision,
		ListedAt: r.ListedAt.UTC()}
	if r.Latitude != nil && r.Longitude != nil {
		l.Pin = &tenants.Point{Latitude: float64(*r.Latitude) / 1e6, Longitude: float64(*r.Longitude) / 1e6}
	}
	return l
}

// searchListings finds a page of the city's catalogue, one entry more than the
// page has where there are any, and how many are meant in all. Whatever is meant is
// found and counted by its keys alone, and only the page is read.
func searchListings(ctx context.Context, city db.Tx, s workflow.Search) (list []Listing, found int, err error) {
	number, at := keyOf(s, city.Now())
	meant := matching(city, offered(city, city.Select((*listingRow)(nil))), s).
		Column("l.activity_id").ColumnExpr("? AS number", number).ColumnExpr("? AS at", at).ColumnExpr("COUNT(*) OVER () AS found")
	page := meant.NewSelect().TableExpr("(?) AS m", meant).ColumnExpr("m.*")
	if c := s.After; c != nil {
		page = page.Where("(m.number, m.at, m.activity_id) "+beyond(s, city.Tenant())+" (?, ?, ?)", c.Number, c.At, c.Activity)
	}
	direction := " DESC"
	if s.Ascends() {
		direction = ""
	}
	var rows []foundRow
	err = db.Scan(ctx, page.OrderExpr("m.number"+direction+", m.at"+direction+", m.activity_id"+direction).Limit(int64(s.Limit)+1), &rows)
	if err != nil || len(rows) == 0 {
		return nil, 0, err
	}
	list, err = listingsOf(ctx, city, rows)
	return list, rows[0].Found, err
}

// listingsOf reads the entries that were found, in their order.
func listingsOf(ctx context.Context, city db.Tx, found []foundRow) ([]Listing, error) {
	ids := make([]laurel.ActivityID, len(found))
	for i, f := range found {
		ids[i] = f.ActivityID
	}
	var rows []listingRow
	err := db.Scan(ctx, city.Select(&rows).ExcludeColumn("title_words", "organisation_words", "words").
		Where("l.activity_id IN (?)", bun.List(ids)).Order("l.activity_id"))
	byID := make(map[laurel.ActivityID]Listing, len(rows))
	for i := range rows {
		byID[rows[i].ActivityID] = rows[i].listing()
	}
	list := make([]Listing, len(found))
	for i, f := range found {
		list[i] = byID[f.ActivityID]
		list[i].number, list[i].at = f.Number, f.At.UTC()
	}
	return list, err
}

// beyond is how the keys of what comes next compare with those of the cursor's
// entry. One activity may stand in several cities: there the city decides.
func beyond(s workflow.Search, city laurel.TenantID) string {
	comparison := "<"
	if s.Ascends() {
		comparison = ">"
	}
	if c := s.After; city != c.City && (city > c.City) != c.Back {
		comparison += "="
	}
	return comparison
}

// keyOf is by what the search's order tells entries apart before their ids do: a
// number, and a time.
func keyOf(s workflow.Search, now time.Time) (number, at any) {
	at = bun.Safe("l.listed_at")
	switch s.Order {
	case workflow.BySoonest:
		return bun.SafeQuery("CASE WHEN COALESCE(l.ends_at, l.starts_at) >= ? THEN 0 ELSE 1 END", now),
			bun.SafeQuery("CASE WHEN COALESCE(l.ends_at, l.starts_at) >= ? THEN l.starts_at ELSE l.listed_at END", now)
	case workflow.ByNearest:
		return bun.SafeQuery("COALESCE(?, ?)", distance(*s.Near), int64(math.MaxInt64)), at
	case workflow.ByBest:
		return score(s.Words), at
	case workflow.ByNewest:
	}
	return bun.Safe("0"), at
}

// score is higher where the words stand in the name, or in the organisation's.
func score(words []string) any {
	if len(words) == 0 {
		return bun.Safe("0")
	}
	var args []any
	each := make([]string, len(words))
	for i, w := range words {
		beginning := ""
		args = append(args, "% "+w+" %")
		if i == len(words)-1 {
			beginning = "WHEN l.title_words LIKE ? THEN 3 "
			args = append(args, has(words, i))
		}
		each[i] = "CASE WHEN l.title_words LIKE ? THEN 4 " + beginning + "WHEN l.organisation_words LIKE ? THEN 2 ELSE 1 END"
		args = append(args, has(words, i))
	}
	return bun.SafeQuery(strings.Join(each, " + "), args...)
}

// has is a pattern of what has the word at i in it, or the beginning of one where
// it is the last. Words are of letters and digits, so nothing in them is a sign of
// the pattern's.
func has(words []string, i int) string {
	if i == len(words)-1 {
		return "% " + words[i] + "%"
	}
	return "% " + words[i] + " %"
}

const (
	degree     = 1e6     // millionths
	kilometres = 111.195 // in a degree of latitude
)

// distance is the square of how far an entry is from a point, in millionths of a
// degree of latitude; NULL where it has no place. It is reckoned in whole numbers,
// the same on each database, on a plane: at 1000 km this is wrong by a few percent.
func distance(from tenants.Point) any {
	shrink := math.Cos(from.Latitude * math.Pi / 180)
	latitude, longitude := millionths(from.Latitude), millionths(from.Longitude)
	east := bun.SafeQuery("CASE WHEN ABS(l.longitude - ?) > 180000000 THEN 360000000 - ABS(l.longitude - ?) ELSE ABS(l.longitude - ?) END",
		longitude, longitude, longitude)
	return bun.SafeQuery("(l.latitude - ?) * (l.latitude - ?) + (?) * (?) / 10000 * ?",
		latitude, latitude, east, east, int64(math.Round(shrink*shrink*10000)))
}

// matching leaves what the search means.
func matching(city db.Tx, q *bun.SelectQuery, s workflow.Search) *bun.SelectQuery {
	for i := range s.Words {
		q = q.Where("(l.words LIKE ? OR l.organisation_words LIKE ?)", has(s.Words, i), has(s.Words, i))
	}
	for column, value := range map[string]string{"category": s.Category, "kind": string(s.Kind), "language": s.Language,
		"organisation_id": string(s.Organisation)} {
		if value != "" {
			q = q.Where("? = ?", bun.Ident("l."+column), value)
		}
	}
	if s.Tag != "" {
		q = q.Where("l.words LIKE ?", "% "+workflow.TagWord(s.Tag)+" %")
	}
	if s.Skill != "" {
		q = q.Where("l.words LIKE ?", "% "+workflow.SkillWord(s.Skill)+" %")
	}
	switch s.Mode {
	case workflow.OnSite:
		q = q.Where("l.mode IN ('on-site', 'hybrid')")
	case workflow.Remote:
		q = q.Where("(l.mode IN ('remote', 'hybrid') OR l.mode = '' AND l.kind = 'online')")
	case workflow.Hybrid:
		q = q.Where("l.mode = 'hybrid'")
	}
	if s.Minutes > 0 {
		q = q.Where("l.minutes BETWEEN 1 AND ?", s.Minutes)
	}
	return placed(dated(q, s, city.Now()), s)
}

func dated(q *bun.SelectQuery, s workflow.Search, now time.Time) *bun.SelectQuery {
	if s.ToCome {
		q = q.Where("COALESCE(l.ends_at, l.starts_at) >= ?", now)
	}
	if !s.From.IsZero() {
		q = q.Where("COALESCE(l.ends_at, l.starts_at) >= ?", s.From)
	}
	if !s.Until.IsZero() {
		q = q.Where("l.starts_at < ?", s.Until)
	}
	return q
}

func placed(q *bun.SelectQuery, s workflow.Search) *bun.SelectQuery {
	if s.Pinned {
		q = q.Where("l.latitude IS NOT NULL")
	}
	if s.Within > 0 {
		reach := s.Within / kilometres * degree
		q = q.Where("? <= ?", distance(*s.Near), int64(reach*reach))
	}
	if b := s.Box; b != nil {
		q = q.Where("l.latitude BETWEEN ? AND ?", millionths(b.South), millionths(b.North)).
			Where("l.longitude BETWEEN ? AND ?", millionths(b.West), millionths(b.East))
	}
	return q
}

// facetRow is one combination of what entries are told apart by.
type facetRow struct {
	Category       string
	Language       string
	OrganisationID laurel.TenantID
	Tags           []string         `bun:",type:text"`
	Skills         []laurel.SkillID `bun:",type:text"`
	Number         int
}

func facets(ctx context.Context, city db.Tx) ([]facetRow, error) {
	var rows []facetRow
	err := db.Scan(ctx, offered(city, city.Select((*listingRow)(nil))).
		Column("l.category", "l.language", "l.organisation_id", "l.tags", "l.skills").ColumnExpr("COUNT(*) AS number").
		Group("l.category", "l.language", "l.organisation_id", "l.tags", "l.skills").
		Order("l.category", "l.language", "l.organisation_id", "l.tags", "l.skills"), &rows)
	return rows, err
}

// unindexed loads some of the city's entries that were written before there was a
// search.
func unindexed(ctx context.Context, city db.Tx, limit int64) (rows []listingRow, err error) {
	err = db.Scan(ctx, city.Select(&rows).Where("l.words = ''").Order("l.activity_id").Limit(limit))
	return rows, err
}
