package api

import (
	"context"
	"regexp"
	"time"

	"example.org/laurel"
	"example.org/laurel/tenants"
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

type listing struct {
	ID           laurel.ActivityID `json:"id"`
	Name         string            `json:"name"`
	Summary      string            `json:"summary" doc:"The beginning of the description as plain text."`
	Language     string            `json:"language" doc:"Of the content, as in \"en\"."`
	Organisation named             `json:"organisation"`
	City         cityName          `json:"city" doc:"In whose catalogue it stands."`
	Minutes      int               `json:"minutes" doc:"To complete; 0 where it is not said."`
	Category     string            `json:"category"`
	ListedAt     time.Time         `json:"listedAt"`
	URL          string            `json:"url" format:"uri" doc:"Of its page."`
}

type listings struct {
	Items []listing `json:"items" nullable:"false" doc:"The newest first, at most 200 of each city."`
}

type activitiesIn struct {
	City string `query:"city" doc:"Slug of a city. Without it: the city whose host was asked, or else all cities."`
}

var slug = regexp.MustCompile(`^[a-z0-9-]{1,48}$`)

// Activities lists what can be done.
func (a *API) Activities() Endpoint {
	return endpoint(a, about{id: "listActivities", summary: "What can be done, in a city or in all", tag: "activities", open: true},
		func(ctx context.Context, in *activitiesIn) (listings, error) {
			cities, err := a.citiesFor(ctx, in.City)
			if err != nil {
				return listings{}, err
			}
			found, err := a.Engine.Catalogue(ctx, cities)
			if err != nil {
				return listings{}, err
			}
			return a.listings(ctx, cities, found)
		})
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

func (a *API) listings(ctx context.Context, cities []tenants.Tenant, found []engine.Listing) (listings, error) {
	byID := make(map[laurel.TenantID]tenants.Tenant, len(cities))
	for _, c := range cities {
		byID[c.ID] = c
	}
	organisations, err := a.Registry.Tenants(ctx, organisationsOf(found))
	out := listings{Items: make([]listing, len(found))}
	for i, l := range found {
		city := byID[l.City]
		out.Items[i] = listing{ID: l.Activity, Name: l.Title, Summary: l.Summary, Language: l.Language,
			Organisation: named{ID: string(l.Organisation), Name: organisations[l.Organisation].Name},
			City:         cityName{ID: city.ID, Name: city.Name, Slug: city.Slug},
			Minutes:      l.Minutes, Category: l.Category, ListedAt: l.ListedAt,
			URL: pageIn(ctx, city.Slug) + "/activities/" + string(l.Activity)}
	}
	return out, err
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
