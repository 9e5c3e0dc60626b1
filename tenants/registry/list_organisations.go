package registry

import (
	"context"
	"strings"
	"time"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
)

// Partner is an organisation in a city's table.
type Partner struct {
	tenants.Affiliation
	Listed int       // activities in the city's catalogue
	Awards int       // earned in the city
	LastAt time.Time // when either grew last; zero: never
	folded string    // the name as it is sorted
}

// PartnerOrder says by what the table is sorted.
type PartnerOrder string

// The orders. The zero value is by name.
const (
	ByName     PartnerOrder = "name"
	BySince    PartnerOrder = "since"  // the latest first
	ByActivity PartnerOrder = "active" // the latest first
	ByAwards   PartnerOrder = "awards" // the most first
)

// PartnerFilter says which of a city's organisations are meant.
type PartnerFilter struct {
	Search       string           // a part of the name, in any case and with or without accents
	Standing     tenants.Standing // with StandsInvited only Search and Page count beside it
	Verification tenants.Verification
	Order        PartnerOrder
	Page         int // from 1; 0 is 1
}

// PartnersAPage is how many organisations are on a page of the table.
const PartnersAPage = 50

// Partners is a page of a city's table.
type Partners struct {
	List    []Partner
	Invited []tenants.Invitation     // the newest first, instead of List where the filter says StandsInvited
	Found   int                      // by the filter, on all pages
	Counts  map[tenants.Standing]int // in the whole city
	Pending int                      // verifications that wait for the city
}

// Partners returns a page of a city's organisations, to who may manage them.
func (r *Registry) Partners(ctx context.Context, city laurel.TenantID, f PartnerFilter) (p Partners, err error) {
	err = r.read(ctx, city, laurel.ManageOrganisations, func(tx db.Tx) (err error) {
		if err := p.count(ctx, tx, f); err != nil {
			return err
		}
		if p.Counts[tenants.StandsInvited], err = invitedFound(ctx, tx, ""); err != nil {
			return err
		}
		if f.Standing == tenants.StandsInvited {
			if p.Found, err = invitedFound(ctx, tx, f.Search); err != nil {
				return err
			}
			p.Invited, err = invited(ctx, tx, f, PartnersAPage)
			return err
		}
		if strings.TrimSpace(f.Search) != "" {
			if p.Found, err = partnersFound(ctx, tx, f); err != nil {
				return err
			}
		}
		p.List, err = partners(ctx, tx, f, PartnersAPage)
		return err
	})
	if err == nil {
		err = r.nameOld(ctx, p.List)
	}
	return p, err
}

// count counts in the whole city, and what a filter without a search means.
func (p *Partners) count(ctx context.Context, city db.Tx, f PartnerFilter) error {
	all, err := tallies(ctx, city)
	p.Counts, p.Found, p.Pending = map[tenants.Standing]int{}, 0, 0
	for _, t := range all {
		p.Counts[t.State] += t.Number
		if t.Verification == tenants.VerificationRequested {
			p.Pending += t.Number
		}
		if (f.Standing == "" || f.Standing == t.State) && (f.Verification == "" || f.Verification == t.Verification) {
			p.Found += t.Number
		}
	}
	return err
}

// EachPartner calls fn with every organisation that the filter means, and after
// them with those that are invited, a page at a time, so that memory does not
// grow with their number.
func (r *Registry) EachPartner(ctx context.Context, city laurel.TenantID, f PartnerFilter, fn func(Partner) error) error {
	if f.Standing != tenants.StandsInvited {
		if err := r.eachPage(ctx, city, fn, func(tx db.Tx, _ int, last *Partner) ([]Partner, error) {
			return partnersAfter(ctx, tx, f, last, atATime)
		}); err != nil {
			return err
		}
	}
	if f.Standing != tenants.StandsInvited && f.Standing != "" || f.Verification != "" {
		return nil
	}
	return r.eachPage(ctx, city, fn, func(tx db.Tx, page int, _ *Partner) ([]Partner, error) {
		f.Page = page
		list, err := invited(ctx, tx, f, atATime)
		rows := make([]Partner, len(list))
		for n, i := range list {
			rows[n].Affiliation = tenants.Affiliation{City: city, Name: i.Name, Email: i.Email, Standing: tenants.StandsInvited, Since: i.MadeAt,
				Verification: tenants.VerificationNone}
		}
		return rows, err
	})
}

const atATime = 500

// pageOf loads a page, from 1; last is what stood at the end of the one before,
// nil on the first. It may be asked for the same page twice.
type pageOf func(tx db.Tx, page int, last *Partner) ([]Partner, error)

// eachPage loads page after page until one is not full. Each is a transaction of
// its own, so that whoever reads slowly holds nobody up.
func (r *Registry) eachPage(ctx context.Context, city laurel.TenantID, fn func(Partner) error, load pageOf) error {
	var last *Partner
	for page := 1; ; page++ {
		var list []Partner
		err := r.read(ctx, city, laurel.ManageOrganisations, func(tx db.Tx) (err error) { list, err = load(tx, page, last); return err })
		if err == nil {
			err = r.nameOld(ctx, list)
		}
		if err != nil {
			return err
		}
		for _, p := range list {
			if err := fn(p); err != nil {
				return err
			}
		}
		if len(list) < atATime {
			return nil
		}
		last = &list[len(list)-1]
	}
}

// Partner returns one organisation of a city with its past, to who may manage it.
func (r *Registry) Partner(ctx context.Context, city, organisation laurel.TenantID) (p Partner, past []Moved, err error) {
	err = r.read(ctx, city, laurel.ManageOrganisations, func(tx db.Tx) error {
		row, a, err := affiliationOf(ctx, tx, organisation)
		if err == nil && row == nil {
			err = laurel.E(laurel.NotFound, "error.not-found")
		}
		if err != nil {
			return err
		}
		p.Affiliation = a
		if err := withFigures(ctx, tx, &p); err != nil {
			return err
		}
		past, err = movesOf(ctx, tx, organisation)
		return err
	})
	if err != nil {
		return p, past, err
	}
	list := []Partner{p}
	err = r.nameOld(ctx, list)
	return list[0], past, err
}

// nameOld names organisations that came into the city before it kept their names.
func (r *Registry) nameOld(ctx context.Context, list []Partner) error {
	ids := []laurel.TenantID{}
	for _, p := range list {
		if p.Name == "" && p.Organisation != "" {
			ids = append(ids, p.Organisation)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	byID, err := r.Tenants(ctx, ids)
	for i, p := range list {
		if p.Name == "" {
			list[i].Affiliation = named(p.Affiliation, byID[p.Organisation])
		}
	}
	return err
}

// CountListing notes in a city that one of an organisation's activities came
// into its catalogue. It finishes the delivery, and so counts once.
func (r *Registry) CountListing(ctx context.Context, d db.Delivery, organisation laurel.TenantID) error {
	return r.db.InTx(ctx, d.TenantID, func(tx db.Tx) error {
		if first, err := tx.Finish(ctx, d); err != nil || !first {
			return err
		}
		return raiseFigures(ctx, tx, organisation, func(f *figuresRow) { f.Listed++ })
	})
}

// CountAward notes in a city that a badge of an organisation was earned there.
// It finishes the delivery, which is the organisation's, and so counts once.
func (r *Registry) CountAward(ctx context.Context, d db.Delivery, city laurel.TenantID) error {
	return r.db.InBoth(ctx, city, d.TenantID, func(c, o db.Tx) error {
		if first, err := o.Finish(ctx, d); err != nil || !first {
			return err
		}
		return raiseFigures(ctx, c, d.TenantID, func(f *figuresRow) { f.Awards++ })
	})
}
