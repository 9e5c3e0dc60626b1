package api

import (
	"context"
	"regexp"
	"time"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine"
)

// named is another thing, as it is called.
type named struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// cityName is a city, as it is called and addressed.
type cityName struct {
	ID   laurel.TenantID `json:"id"`
	Name string          `json:"name"`
	Slug string          `json:"slug"`
}

// pin is a place on the map, in degrees of WGS 84.
type pin struct {
	Latitude  float64 `json:"latitude"`
	Longitude float64 `json:"longitude"`
}

type listing struct {
	ID           laurel.ActivityID `json:"id"`
	Name         string            `json:"name"`
	Summary      string            `json:"summary" doc:"The beginning of the description as plain text."`
	Language     string            `json:"language" doc:"Of the content, as in \"en\"."`
	Organisation named             `json:"organisation"`
	City         cityName          `json:"city" doc:"In whose catalogue it stands."`
	Kind         workflow.Kind     `json:"kind"`
	Minutes      int               `json:"minutes" doc:"To complete; 0 where it is not said."`
	Category     string            `json:"category"`
	Tags         []string          `json:"tags" nullable:"false"`
	Skills       []laurel.SkillID  `json:"skills" nullable:"false" doc:"What they are called: GET /skills, or the page of each."`
	Mode         workflow.Mode     `json:"mode,omitempty" doc:"on-site, remote or hybrid; missing where it is not said."`
	Address      string            `json:"address,omitempty"`
	Pin          *pin              `json:"pin,omitempty"`
	Starts       *time.Time        `json:"starts,omitempty" doc:"Missing: it can be done at any time."`
	Ends         *time.Time        `json:"ends,omitempty"`
	TimeZone     string            `json:"timeZone,omitempty" doc:"In which its hours are told, as in \"Europe/Rome\"."`
	ListedAt     time.Time         `json:"listedAt"`
	URL          string            `json:"url" format:"uri" doc:"Of its page."`
}

type listings struct {
	Items    []listing `json:"items" nullable:"false" doc:"In the order that was asked for."`
	Found    int       `json:"found" doc:"On all pages; 0 where there is nothing behind the cursor."`
	Next     string    `json:"next,omitempty" doc:"Cursor of the next page; missing on the last."`
	Previous string    `json:"previous,omitempty" doc:"Cursor of the page before; missing on the first."`
}

// SearchIn is what can be asked of a catalogue. Its fields are those of
// workflow.SearchFields, which says what may stand in them.
type SearchIn struct {
	City         string `query:"city" doc:"Slug of a city. Without it: the city whose host was asked, or else all cities."`
	Q            string `query:"q" doc:"Words, at most 200 characters, with or without case and accents. The last may be a beginning."`
	Category     string `query:"category"`
	Kind         string `query:"kind" doc:"One of the kinds of activities: course, event, online, …"`
	Language     string `query:"language" doc:"Of the content, as in \"en\"."`
	Tag          string `query:"tag"`
	Skill        string `query:"skill" doc:"Id of a skill, or of a group of them: what is for it or for a narrower one."`
	Organisation string `query:"organisation" doc:"Its id."`
	Mode         string `query:"mode" doc:"on-site, remote or hybrid. What is hybrid is found under each."`
	From         string `query:"from" doc:"A day, as in 2026-05-01, in the city's time zone: leaves out what has no date or ended before."`
	To           string `query:"to" doc:"A day, which is meant, too: leaves out what has no date or begins later."`
	Minutes      string `query:"minutes" doc:"To complete, at most."`
	Near         string `query:"near" doc:"A point as \"latitude,longitude\", in degrees."`
	Within       string `query:"within" doc:"Kilometres from near, at most 1000."`
	BBox         string `query:"bbox" doc:"\"west,south,east,north\" in degrees (RFC 7946, section 5); not across the date line."`
	Order        string `query:"order" doc:"newest, soonest, nearest (to near) or best. Without it: best where there are words, else newest."`
}

func (in SearchIn) asked(field string) string {
	return map[string]string{"q": in.Q, "category": in.Category, "kind": in.Kind, "language": in.Language, "tag": in.Tag, "skill": in.Skill,
		"organisation": in.Organisation, "mode": in.Mode, "from": in.From, "to": in.To, "minutes": in.Minutes, "near": in.Near,
		"within": in.Within, "bbox": in.BBox, "order": in.Order}[field]
}

type activitiesIn struct {
	SearchIn
	Cursor string `query:"cursor" doc:"Where a page begins, from the answer about another, of the same search."`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

func (in activitiesIn) asked(field string) string {
	if field == "cursor" {
		return in.Cursor
	}
	return in.SearchIn.asked(field)
}

var slug = regexp.MustCompile(`^[a-z0-9-]{1,48}$`)

// Activities lists what can be done.
func (a *API) Activities() Endpoint {
	return endpoint(a, about{id: "listActivities", summary: "What can be done, in a city or in all", tag: "activities", open: true},
		func(ctx context.Context, in *activitiesIn) (listings, error) {
			cities, s, err := a.searchFor(ctx, in.City, in.asked)
			if err != nil {
				return listings{}, err
			}
			s.Limit = in.Limit
			found, err := a.Engine.SearchCatalogue(ctx, cities, s)
			if err != nil {
				return listings{}, err
			}
			return a.listings(ctx, cities, found)
		})
}

// searchFor reads what is looked for, and where. Days are those of the city.
func (a *API) searchFor(ctx context.Context, city string, asked func(string) string) ([]tenants.Tenant, workflow.Search, error) {
	cities, err := a.citiesFor(ctx, city)
	if err != nil {
		return nil, workflow.Search{}, err
	}
	zone := time.UTC
	if len(cities) == 1 {
		zone = workflow.Occasion{TimeZone: cities[0].TimeZone}.Zone()
	}
	s, err := workflow.ReadSearch(asked, zone)
	return cities, s, err
}

func (a *API) citiesFor(ctx context.Context, wanted string) ([]tenants.Tenant, error) {
	var city tenants.Tenant
	var err error
	switch here := laurel.ActorFrom(ctx).City; {
	case wanted == "" && here == "":
		return a.Registry.Cities(ctx)
	case wanted == "":
		city, err = a.Registry.Tenant(ctx, here)
	case slug.MatchString(wanted):
		city, err = a.Registry.TenantBySlug(ctx, wanted)
	default:
		err = notFound()
	}
	if err == nil && city.Kind != tenants.City {
		err = notFound()
	}
	return []tenants.Tenant{city}, err
}

func (a *API) listings(ctx context.Context, cities []tenants.Tenant, found engine.Catalogue) (listings, error) {
	organisations, err := a.Registry.Tenants(ctx, organisationsOf(found.List))
	out := listings{Items: make([]listing, len(found.List)), Found: found.Found, Next: found.Next.Text(), Previous: found.Previous.Text()}
	for i, l := range found.List {
		out.Items[i] = listingOf(l)
		out.Items[i].Organisation = named{ID: string(l.Organisation), Name: organisations[l.Organisation].Name}
		out.Items[i].in(ctx, cities)
	}
	return out, err
}

func listingOf(l engine.Listing) listing {
	out := listing{ID: l.Activity, Name: l.Title, Summary: l.Summary, Language: l.Language, City: cityName{ID: l.City},
		Kind: l.Kind, Minutes: l.Minutes, Category: l.Category, Tags: list(l.Tags, same), Skills: list(l.Skills, same), Mode: l.Mode,
		Address: l.Address, TimeZone: l.TimeZone, ListedAt: l.ListedAt}
	if l.Pin != nil {
		out.Pin = &pin{l.Pin.Latitude, l.Pin.Longitude}
	}
	if !l.Starts.IsZero() {
		out.Starts = &l.Starts
	}
	if !l.Ends.IsZero() {
		out.Ends = &l.Ends
	}
	return out
}

// in names the city in whose catalogue the listing stands, and its page there.
func (l *listing) in(ctx context.Context, cities []tenants.Tenant) {
	for _, c := range cities {
		if c.ID == l.City.ID {
			l.City.Name, l.City.Slug = c.Name, c.Slug
		}
	}
	l.URL = pageIn(ctx, l.City.Slug) + "/activities/" + string(l.ID)
}

func organisationsOf(found []engine.Listing) []laurel.TenantID {
	var ids []laurel.TenantID
	seen := map[laurel.TenantID]bool{}
	for _, l := range found {
		if !seen[l.Organisation] {
			seen[l.Organisation] = true
			ids = append(ids, l.Organisation)
		}
	}
	return ids
}

// pageURL is what stands before the path of a page in the asker's language.
func pageURL(ctx context.Context) string { return pageIn(ctx, "") }

// pageIn is the same on a city's site.
func pageIn(ctx context.Context, city string) string {
	return origin(ctx) + laurel.Place{Language: laurel.ActorFrom(ctx).Language, City: city}.Base()
}
