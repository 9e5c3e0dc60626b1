package registry_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/registry"
)

func fault(err error) (text, field string) {
	if e, ok := errors.AsType[*laurel.Error](err); ok {
		return e.Text, e.Field
	}
	return "", ""
}

// realm is an installation with a city and its administrator.
type realm struct {
	*registry.Registry
	operator, mayor laurel.PersonID
	city            tenants.Tenant
}

func newRealm(t *testing.T, r *registry.Registry) realm {
	t.Helper()
	r.Settle(tenants.Installation{Host: "badges.example", Languages: []string{"en", "de"}})
	operator, err := r.AppointOperator(t.Context(), "olga@example.org")
	must(t, err)
	city, err := r.OpenCity(as(t, operator), registry.NewCity{City: campania(), Hosts: []string{"Campania.example", "learn.campania.example"},
		Administrator: "mayor@example.org", Terms: map[tenants.TermsKind]string{tenants.TermsOfUse: "Be kind."}})
	must(t, err)
	return realm{r, operator, memberOf(t, r, city.ID, tenants.CityAdministrator), city}
}

func campania() tenants.Tenant {
	return tenants.Tenant{Slug: "campania", Name: "Campania", Email: "help@campania.example", Language: "en", Languages: []string{"en", "de"},
		TimeZone: "Europe/Rome", Colour: "#0b6e4f", Accent: "#7a1f1f", Welcome: "**Welcome**", Bounds: tenants.Bounds{South: 40, West: 13, North: 42, East: 16}}
}

func TestACityIsReadyAfterOneRequest(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, r *registry.Registry, _ *clock) {
		w := newRealm(t, r)
		for _, host := range []string{"campania.example", "learn.campania.example"} {
			found, err := r.CityByHost(t.Context(), host)
			must(t, err)
			if found.ID != w.city.ID || found.Welcome != "**Welcome**" || found.Accent != "#7a1f1f" || found.TimeZone != "Europe/Rome" ||
				!slices.Equal(found.Languages, []string{"en", "de"}) || found.Bounds != campania().Bounds {
				t.Errorf("%s leads to %+v", host, found)
			}
		}
		if list, err := r.TermsIn(t.Context(), w.city.ID, tenants.TermsOfUse); err != nil || len(list) != 1 || list[0].Texts["en"] != "Be kind." {
			t.Errorf("its terms are %+v, %v", list, err)
		}
		list, err := r.EveryCity(as(t, w.operator))
		must(t, err)
		if len(list) != 1 || !slices.Equal(list[0].Hosts, []string{"campania.example", "learn.campania.example"}) {
			t.Errorf("EveryCity() = %+v", list)
		}
		if _, err := r.EveryCity(as(t, w.mayor)); laurel.KindOf(err) != laurel.Forbidden {
			t.Errorf("a city's administrator lists all: %v", err)
		}
		if _, err := r.OpenCity(as(t, w.mayor), registry.NewCity{City: campania(), Administrator: "a@example.org"}); laurel.KindOf(err) != laurel.Forbidden {
			t.Errorf("a city's administrator founds a city: %v", err)
		}
	})
}

func TestACityIsRefusedWhatBelongsToAnother(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, r *registry.Registry, _ *clock) {
		w := newRealm(t, r)
		for name, c := range map[string]struct {
			slug, host, admin, text, field string
		}{
			"its host":             {"naples", "CAMPANIA.example", "a@example.org", "tenant.host-taken", "hosts"},
			"its second host":      {"naples", "learn.campania.example", "a@example.org", "tenant.host-taken", "hosts"},
			"the platform's host":  {"naples", "badges.example", "a@example.org", "tenant.host-reserved", "hosts"},
			"its slug":             {"campania", "", "a@example.org", "tenant.taken", "slug"},
			"a digit for a letter": {"campan1a", "", "a@example.org", "tenant.look-alike", "slug"},
			"two letters for one":  {"carnpania", "", "a@example.org", "tenant.look-alike", "slug"},
			"the platform's slug":  {"api", "", "a@example.org", "tenant.slug-reserved", "slug"},
			"another alphabet":     {"xn--cmpania-1nf", "", "a@example.org", "tenant.slug", "slug"},
			"no administrator":     {"naples", "", "nobody", "email.malformed", "administrator"},
		} {
			city := campania()
			city.Slug = c.slug
			_, err := r.OpenCity(as(t, w.operator), registry.NewCity{City: city, Hosts: []string{c.host}, Administrator: c.admin})
			if text, field := fault(err); text != c.text || field != c.field {
				t.Errorf("%s: %v, want %q at %q", name, err, c.text, c.field)
			}
		}
		list, err := r.EveryCity(as(t, w.operator))
		must(t, err)
		if len(list) != 1 {
			t.Errorf("there are %d cities now, want one", len(list))
		}
	})
}

// TestOfCitiesThatLookAlikeOneIsFounded lets all come so far that each has seen
// that the name is free.
func TestOfCitiesThatLookAlikeOneIsFounded(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, r *registry.Registry, _ *clock) {
		w := newRealm(t, r)
		slugs := []string{"milano", "m1lano", "mi1ano", "mjlano", "milan0", "rnilano"}
		errs := make([]error, len(slugs))
		var ready, done sync.WaitGroup
		ready.Add(len(slugs))
		for i, slug := range slugs {
			city := campania()
			city.Slug = slug
			done.Go(func() {
				_, errs[i] = r.OpenCity(as(t, w.operator), registry.NewCity{City: city, Administrator: slug + "@example.org",
					Logo: func(context.Context, laurel.TenantID) (string, error) { ready.Done(); ready.Wait(); return "", nil }})
			})
		}
		done.Wait()
		won := slices.IndexFunc(errs, func(err error) bool { return err == nil })
		for i, err := range errs {
			if text, field := fault(err); i != won && (text != "tenant.look-alike" || field != "slug") {
				t.Errorf("%s: %v, want a look-alike", slugs[i], err)
			}
		}
		list, err := r.EveryCity(as(t, w.operator))
		must(t, err)
		if won < 0 || len(list) != 2 {
			t.Errorf("%d cities were founded, want one", len(list)-1)
		}
	})
}

func TestOfTwoWhoChangeATenantTheSecondIsTold(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, r *registry.Registry, _ *clock) {
		w := newRealm(t, r)
		ctx := as(t, w.mayor)
		hosts, err := r.Hosts(t.Context(), w.city.ID)
		must(t, err)
		names := []string{"Campania Felix", "Campania Nova"}
		errs := make([]error, len(names))
		var group sync.WaitGroup
		for i, name := range names {
			group.Go(func() {
				wanted := w.city
				wanted.Name = name
				_, errs[i] = r.DescribeTenant(ctx, registry.Description{Tenant: wanted, Hosts: hosts})
			})
		}
		group.Wait()
		kinds := []laurel.Kind{laurel.KindOf(errs[0]), laurel.KindOf(errs[1])}
		won := slices.IndexFunc(errs, func(err error) bool { return err == nil })
		if won < 0 || kinds[1-won] != laurel.Conflict {
			t.Fatalf("got %v, want one to be told of a conflict", errs)
		}
		now, err := r.Tenant(t.Context(), w.city.ID)
		must(t, err)
		if now.Name != names[won] || now.Version != w.city.Version+1 {
			t.Errorf("it is %q in version %d, want %q", now.Name, now.Version, names[won])
		}
		now.Name = names[1-won]
		if _, err := r.DescribeTenant(ctx, registry.Description{Tenant: now, Hosts: hosts}); err != nil {
			t.Errorf("the second tries again with what is there now: %v", err)
		}
	})
}

func TestATenantChangesWhatIsItsOwn(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, r *registry.Registry, _ *clock) {
		w := newRealm(t, r)
		riga, err := r.FoundCity(as(t, w.operator), tenants.Tenant{Slug: "riga", Name: "Rīga", Email: "r@example.org", Language: "en"}, "riga.example", "rita@example.org")
		must(t, err)
		rita := memberOf(t, r, riga.ID, tenants.CityAdministrator)
		wanted := w.city
		wanted.Name = "Another"
		for who, ctx := range map[string]context.Context{"a stranger": as(t, rita), "the operator": as(t, w.operator), "a visitor": t.Context()} {
			if _, err := r.DescribeTenant(ctx, registry.Description{Tenant: wanted}); err == nil {
				t.Errorf("%s changes the city", who)
			}
			if err := r.SetLogo(ctx, w.city.ID, ""); err == nil {
				t.Errorf("%s changes the city's logo", who)
			}
		}
		_, err = r.DescribeTenant(as(t, rita), registry.Description{Tenant: riga, Hosts: []string{"riga.example", "campania.example"}})
		if text, field := fault(err); text != "tenant.host-taken" || field != "hosts" {
			t.Errorf("another city's host: %v", err)
		}
		now, err := r.DescribeTenant(as(t, rita), registry.Description{Tenant: riga, Hosts: []string{"learn.riga.example"}})
		must(t, err)
		if _, err := r.CityByHost(t.Context(), "riga.example"); laurel.KindOf(err) != laurel.NotFound {
			t.Errorf("a host that was given up: %v, want not found", err)
		}
		must(t, r.SetLogo(as(t, rita), riga.ID, "x.png"))
		if _, err := r.DescribeTenant(as(t, rita), registry.Description{Tenant: now}); laurel.KindOf(err) != laurel.Conflict {
			t.Errorf("after the logo has changed: %v, want conflict", err)
		}
		if other, err := r.Tenant(t.Context(), w.city.ID); err != nil || other.Name != "Campania" || other.Logo != "" {
			t.Errorf("the other city has changed: %+v, %v", other, err)
		}
	})
}

func TestAPinLiesWithinTheCitiesOfAnOrganisation(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, r *registry.Registry, _ *clock) {
		w := newRealm(t, r)
		lane := tenants.Tenant{Slug: "lane", Name: "LANE", Email: "l@example.org", Language: "en"}
		org, err := r.FoundOrganisation(as(t, w.mayor), w.city.ID, lane, "head@example.org")
		must(t, err)
		head := memberOf(t, r, org.ID, tenants.Administrator)
		org.Address, org.Pin = "Via Toledo 1, Napoli", tenants.Point{Latitude: 14.25, Longitude: 40.85}
		_, err = r.DescribeTenant(as(t, head), registry.Description{Tenant: org})
		if text, field := fault(err); text != "tenant.pin-outside" || field != "latitude" {
			t.Errorf("latitude and longitude exchanged: %v", err)
		}
		org.Pin = tenants.Point{Latitude: 40.85, Longitude: 14.25}
		_, err = r.DescribeTenant(as(t, head), registry.Description{Tenant: org, Hosts: []string{"lane.example"}})
		must(t, err)
		if _, err := r.CityByHost(t.Context(), "lane.example"); laurel.KindOf(err) != laurel.NotFound {
			t.Errorf("an organisation has got a host: %v", err)
		}
		if now, err := r.Tenant(t.Context(), org.ID); err != nil || now.Pin != org.Pin || now.Address != org.Address {
			t.Errorf("got %+v, %v", now, err)
		}
	})
}

func TestTermsAreAcceptedBeforeTheNextChange(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, r *registry.Registry, c *clock) {
		w := newRealm(t, r)
		in := func(city laurel.TenantID) context.Context {
			return laurel.WithActor(t.Context(), laurel.Actor{Person: w.mayor, City: city, Language: "en"})
		}
		missing := func(city laurel.TenantID) []tenants.Terms {
			t.Helper()
			list, err := r.MissingTerms(in(city))
			must(t, err)
			return list
		}
		first := missing(w.city.ID)
		if len(first) != 1 || first[0].Tenant != w.city.ID || first[0].Kind != tenants.TermsOfUse || first[0].Number != 1 {
			t.Fatalf("missing is %+v, want the city's first terms", first)
		}
		if list := missing(""); len(list) != 0 {
			t.Errorf("on the platform's site %+v is missing, want nothing", list)
		}
		word := tenants.Acceptance{Tenant: w.city.ID, Kind: tenants.TermsOfUse, Number: 1}
		for range 2 {
			must(t, r.AcceptTerms(in(w.city.ID), []tenants.Acceptance{word}))
		}
		if list := missing(w.city.ID); len(list) != 0 {
			t.Errorf("after accepting %+v is missing", list)
		}
		if _, err := r.PublishTerms(in(""), w.city.ID, tenants.TermsOfUse, map[string]string{"en": "Be very kind."}, 0); laurel.KindOf(err) != laurel.Conflict {
			t.Errorf("who has not seen the first version publishes one: %v, want conflict", err)
		}
		c.move(time.Hour)
		second, err := r.PublishTerms(in(""), w.city.ID, tenants.TermsOfUse, map[string]string{"en": "Be very kind.", "de": "Seien Sie sehr freundlich."}, 1)
		must(t, err)
		if list := missing(w.city.ID); second.Number != 2 || len(list) != 0 {
			t.Errorf("who has published version %d lacks %+v", second.Number, list)
		}
		if list, err := r.MissingTermsIn(as(t, w.operator), w.city.ID); err != nil || len(list) != 1 || list[0].Number != 2 {
			t.Errorf("somebody else lacks %+v, %v, want version 2", list, err)
		}
		if err := r.AcceptTerms(in(w.city.ID), []tenants.Acceptance{word}); laurel.KindOf(err) != laurel.Conflict {
			t.Errorf("an old version is accepted: %v, want conflict", err)
		}
		if all, err := r.TermsIn(t.Context(), w.city.ID, tenants.TermsOfUse); err != nil || len(all) != 2 || all[0].Number != 2 || all[1].Texts["en"] != "Be kind." {
			t.Errorf("the versions are %+v, %v", all, err)
		}
		if _, err := r.PublishTerms(in(""), laurel.Platform, tenants.Privacy, map[string]string{"en": "Little."}, 0); laurel.KindOf(err) != laurel.Forbidden {
			t.Errorf("a city's administrator speaks for the platform: %v", err)
		}
		_, err = r.PublishTerms(as(t, w.operator), laurel.Platform, tenants.Privacy, map[string]string{"en": "Little."}, 0)
		must(t, err)
		if list := missing(w.city.ID); len(list) != 1 || list[0].Tenant != laurel.Platform {
			t.Errorf("where the city has no privacy statement, %+v is missing, want the platform's", list)
		}
		lane := tenants.Tenant{Slug: "lane", Name: "LANE", Email: "l@example.org", Language: "en"}
		org, err := r.FoundOrganisation(as(t, w.mayor), w.city.ID, lane, "head@example.org")
		must(t, err)
		head := as(t, memberOf(t, r, org.ID, tenants.Administrator))
		if _, err := r.PublishTerms(head, org.ID, tenants.TermsOfUse, map[string]string{"en": "Mine."}, 0); laurel.KindOf(err) != laurel.NotFound {
			t.Errorf("an organisation publishes terms: %v", err)
		}
		if list, err := r.MissingTerms(t.Context()); err != nil || list != nil {
			t.Errorf("a visitor lacks %v, %v", list, err)
		}
		if err := r.AcceptTerms(t.Context(), nil); laurel.KindOf(err) != laurel.Unauthenticated {
			t.Errorf("a visitor accepts: %v", err)
		}
	})
}

func TestOfTextsPublishedAtTheSameTimeOneIsTheNextVersion(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, r *registry.Registry, _ *clock) {
		w := newRealm(t, r)
		errs := make([]error, 6)
		var group sync.WaitGroup
		for i := range errs {
			group.Go(func() {
				_, errs[i] = r.PublishTerms(as(t, w.mayor), w.city.ID, tenants.Privacy, map[string]string{"en": "Little."}, 0)
			})
		}
		group.Wait()
		won := slices.IndexFunc(errs, func(err error) bool { return err == nil })
		for i, err := range errs {
			if text, _ := fault(err); i != won && text != "error.changed-meanwhile" {
				t.Errorf("somebody who came second: %v", err)
			}
		}
		if list, err := r.Terms(t.Context(), w.city.ID, tenants.Privacy); err != nil || won < 0 || len(list) != 1 {
			t.Errorf("there are %d versions, %v, want one", len(list), err)
		}
	})
}
