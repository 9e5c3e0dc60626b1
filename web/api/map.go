package api

import (
	"context"

	"example.org/laurel"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine"
)

// collection is a FeatureCollection of GeoJSON (RFC 7946, section 3.3).
type collection struct {
	Type     string    `json:"type" enum:"FeatureCollection"`
	Features []feature `json:"features" nullable:"false" doc:"1000 at most, in the order that was asked for."`
	Found    int       `json:"found" doc:"With a place, by the same search: more than there are features where not all fit."`
}

// ContentType is that of GeoJSON.
func (collection) ContentType(string) string { return "application/geo+json" }

type feature struct {
	Type       string            `json:"type" enum:"Feature"`
	ID         laurel.ActivityID `json:"id"`
	Geometry   geometry          `json:"geometry"`
	Properties properties        `json:"properties"`
}

type geometry struct {
	Type        string     `json:"type" enum:"Point"`
	Coordinates [2]float64 `json:"coordinates" doc:"Longitude and latitude."`
}

type properties struct {
	Name         string          `json:"name"`
	Language     string          `json:"language"`
	Kind         workflow.Kind   `json:"kind"`
	Category     string          `json:"category"`
	Address      string          `json:"address"`
	Organisation laurel.TenantID `json:"organisation"`
	URL          string          `json:"url" format:"uri"`
}

// Map tells where what can be done takes place.
func (a *API) Map() Endpoint {
	return endpoint(a, about{id: "mapActivities", summary: "Where it can be done: pins of a map as GeoJSON", tag: "activities", open: true},
		func(ctx context.Context, in *SearchIn) (collection, error) {
			cities, s, err := a.searchFor(ctx, in.City, in.asked)
			if err != nil {
				return collection{}, err
			}
			s.Pinned = true
			found, err := a.Engine.SearchCatalogue(ctx, cities, s)
			out := collection{Type: "FeatureCollection", Features: []feature{}, Found: found.Found}
			for _, l := range found.List {
				f := featureOf(l)
				at := listingOf(l)
				at.in(ctx, cities)
				f.Properties.URL = at.URL
				out.Features = append(out.Features, f)
			}
			return out, err
		})
}

func featureOf(l engine.Listing) feature {
	return feature{Type: "Feature", ID: l.Activity,
		Geometry: geometry{Type: "Point", Coordinates: [2]float64{l.Pin.Longitude, l.Pin.Latitude}},
		Properties: properties{Name: l.Title, Language: l.Language, Kind: l.Kind, Category: l.Category, Address: l.Address,
			Organisation: l.Organisation}}
}
