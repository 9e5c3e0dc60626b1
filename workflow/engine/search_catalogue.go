package engine

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

// Listing is an activity as it stands in a city's catalogue.
type Listing struct {
	Activity     laurel.ActivityID
	Organisation laurel.TenantID
	City         laurel.TenantID
	Title        string
	Summary      string
	Language     string
	Category     string
	Kind         workflow.Kind
	Tags         []string
	Skills       []laurel.SkillID
	Minutes      int
	Cover        string
	Mode         workflow.Mode
	Address      string
	Pin          *tenants.Point // nil: it has no place on the map
	Starts, Ends time.Time      // zero: it can be done at any time
	TimeZone     string
	Revision     int // of the activity, when the entry was written
	ListedAt     time.Time

	number int64     // by these it stands where it does
	at     time.Time // in what was found
}

// Occasion is when and where it is, as far as the catalogue knows.
func (l Listing) Occasion() workflow.Occasion {
	o := workflow.Occasion{Mode: l.Mode, Address: l.Address, Starts: l.Starts, Ends: l.Ends, TimeZone: l.TimeZone}
	if l.Pin != nil {
		o.Pin = *l.Pin
	}
	return o
}

// Catalogue is a page of what a search has found.
type Catalogue struct {
	List           []Listing
	Found          int             // on all pages
	Next, Previous workflow.Cursor // zero: there is none
}

// SearchCatalogue looks in the catalogues of some cities. Without a limit a page
// has as many entries as fit on one. Each city is asked by itself, so what one has
// to say is never in the way of another's wall.
func (e *Engine) SearchCatalogue(ctx context.Context, cities []tenants.Tenant, s workflow.Search) (Catalogue, error) {
	most := workflow.MaxFound
	if s.Pinned {
		most = workflow.MaxPins
	}
	s.Limit = min(cmp.Or(s.Limit, most), most)
	var c Catalogue
	for _, city := range cities {
		err := e.db.Read(ctx, city.ID, func(tx db.Tx) error {
			list, found, err := searchListings(ctx, tx, s)
			c.List = append(c.List, list...)
			c.Found += found
			return err
		})
		if err != nil {
			return Catalogue{}, err
		}
	}
	c.cut(s)
	return c, nil
}

// cut brings what several cities have found into one order, and leaves a page.
func (c *Catalogue) cut(s workflow.Search) {
	slices.SortFunc(c.List, func(a, b Listing) int {
		by := cmp.Or(cmp.Compare(a.number, b.number), a.at.Compare(b.at), cmp.Compare(a.Activity, b.Activity))
		if !s.Order.Upwards() {
			by = -by
		}
		by = cmp.Or(by, cmp.Compare(a.City, b.City))
		if s.Back() {
			by = -by
		}
		return by
	})
	more := len(c.List) > s.Limit
	c.List = c.List[:min(len(c.List), s.Limit)]
	if s.Back() {
		slices.Reverse(c.List)
	}
	if len(c.List) == 0 {
		return
	}
	if more || s.Back() {
		c.Next = cursorAt(c.List[len(c.List)-1], s.Order)
	}
	if s.After != nil && (more || !s.Back()) {
		c.Previous = cursorAt(c.List[0], s.Order)
		c.Previous.Back = true
	}
}

func cursorAt(l Listing, o workflow.Order) workflow.Cursor {
	return workflow.Cursor{Order: o, Number: l.number, At: l.at, Activity: l.Activity, City: l.City}
}

// Facets are what can be chosen from in a catalogue: what there is of it, each once.
type Facets struct {
	Categories    []string
	Languages     []string
	Organisations []laurel.TenantID
	Tags          []string         // those of most activities, 100 at most
	Skills        []laurel.SkillID // the same of them
}

const mostTags = 100

// Facets tells what can be chosen from in a city's catalogue.
func (e *Engine) Facets(ctx context.Context, city laurel.TenantID) (f Facets, err error) {
	var rows []facetRow
	err = e.db.Read(ctx, city, func(tx db.Tx) (err error) { rows, err = facets(ctx, tx); return err })
	tags, skills := map[string]int{}, map[laurel.SkillID]int{}
	for _, r := range rows {
		if r.Category != "" {
			f.Categories = append(f.Categories, r.Category)
		}
		f.Languages = append(f.Languages, r.Language)
		f.Organisations = append(f.Organisations, r.OrganisationID)
		for _, tag := range r.Tags {
			tags[tag] += r.Number
		}
		for _, id := range r.Skills {
			skills[id] += r.Number
		}
	}
	return Facets{once(f.Categories), once(f.Languages), once(f.Organisations), mostUsed(tags), mostUsed(skills)}, err
}

func once[T cmp.Ordered](list []T) []T {
	slices.Sort(list)
	return slices.Compact(list)
}

// mostUsed are the tags or skills that stand with most activities, in the order of the
// alphabet.
func mostUsed[T cmp.Ordered](numbers map[T]int) []T {
	tags := slices.SortedFunc(maps.Keys(numbers), func(a, b T) int {
		return cmp.Or(cmp.Compare(numbers[b], numbers[a]), cmp.Compare(a, b))
	})
	return once(tags[:min(len(tags), mostTags)])
}
