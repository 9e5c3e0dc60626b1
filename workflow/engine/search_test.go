package engine_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db/dbtest"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine"
	"example.org/laurel/workflow/engine/enginetest"
)

// today stays the same day when a test runs over midnight, and what comes starts at
// nine in the morning of its day: it ends on that day whenever the tests run.
var today = time.Now().UTC().Truncate(24 * time.Hour)

func coming(days, hours int) workflow.Occasion {
	starts := today.AddDate(0, 0, days).Add(9 * time.Hour)
	return workflow.Occasion{Starts: starts, Ends: starts.Add(time.Duration(hours) * time.Hour), TimeZone: "Europe/Rome"}
}

func at(address string, latitude, longitude float64) workflow.Occasion {
	return workflow.Occasion{Mode: workflow.OnSite, Address: address, Pin: tenants.Point{Latitude: latitude, Longitude: longitude}}
}

// shelf is what the searches of the tests are made in: by its short name, in the
// order in which it is listed.
func shelf() []shelved {
	return []shelved{
		{"badge", workflow.Draft{Title: "What is an Open Badge?", Description: "About *badges*, and how to earn one.", Language: "en", Minutes: 20, Kind: workflow.Online, Category: "technology-and-computers", Tags: []string{"digital-skills"}}},
		{"aid", workflow.Draft{Title: "First aid", Description: "Bandages, and what to do until help arrives. No badge without a bandage.", Language: "en", Minutes: 480, Category: "health-and-sport", Tags: []string{"first-aid"}, Occasion: coming(20, 8)}},
		{"cafe", workflow.Draft{Title: "Café on a Sunday", Description: "Talk with neighbours.", Language: "en", Minutes: 90, Kind: workflow.Event, Tags: []string{"Community life"}, Occasion: coming(3, 2)}},
		{"near", workflow.Draft{Title: "Near and dear", Description: "A walk AND a talk OR none, NOT far.", Language: "en", Minutes: 60, Occasion: at("Piazza del Plebiscito, Napoli", 40.8359, 14.2488)}},
		{"rowing", workflow.Draft{Title: "Rowing", Description: "On the lake at night.", Language: "en", Minutes: 120, Occasion: at("Lago d'Averno", 40.8388, 14.0746)}},
		{"100", workflow.Draft{Title: "100% yours_truly", Description: "A 3D print, made by C++ programmers.", Language: "en", Minutes: 30}},
		{"brot", workflow.Draft{Title: "Weißbrot backen", Description: "Brötchen und Brot, mit Übung.", Language: "de", Minutes: 150, Category: "crafts-and-making"}},
		{"strasse", workflow.Draft{Title: "Die Straße der Fische", Description: "Ein Weg über Flüsse.", Language: "de", Minutes: 45, Occasion: at("Hafenstraße 1, Seestadt", 54.0887, 12.1405)}},
		{"muell", workflow.Draft{Title: "MÜLL SAMMELN", Description: "Am Strand.", Language: "de", Kind: workflow.Volunteering, Minutes: 60, Occasion: coming(-5, 2)}},
		{"erste", workflow.Draft{Title: "Erste Hilfe", Description: "Verbände anlegen.", Language: "de", Minutes: 480, Tags: []string{"first-aid"}, Occasion: coming(10, 8)}},
		{"gaerten", workflow.Draft{Title: "Gärten der Stadt", Description: "Pflanzen, gießen, ernten.", Language: "de", Kind: workflow.Volunteering, Minutes: 200}},
		{"citta", workflow.Draft{Title: "La città e l'arte", Description: "Perché le piazze sono così belle.", Language: "it", Minutes: 75, Category: "culture-and-arts", Occasion: at("Napoli, Via Toledo", 40.8425, 14.2486)}},
		{"caffe", workflow.Draft{Title: "Il caffè", Description: "Una tazza, più storie.", Language: "it", Minutes: 30}},
		{"orto", workflow.Draft{Title: "L'orto è di tutti", Description: "Coltivare insieme.", Language: "it", Kind: workflow.Volunteering, Minutes: 90}},
		{"universita", workflow.Draft{Title: "Università per tutti", Description: "Lezioni aperte.", Language: "it", Kind: workflow.Course, Minutes: 600}},
		{"virtu", workflow.Draft{Title: "Virtù e libertà", Description: "Filosofia in piazza.", Language: "it", Minutes: 60}},
		{"zole", workflow.Draft{Title: "Žolės ir žmonės", Description: "Apie žoleles, gėles ir ąžuolus.", Language: "lt", Minutes: 45, Category: "environment-and-sustainability"}},
		{"vilnius", workflow.Draft{Title: "Vaikščiojimas po Vilnių", Description: "Šv. Onos bažnyčia ir Užupis.", Language: "lt", Minutes: 120, Occasion: at("Vilnius", 54.6872, 25.2797)}},
		{"itin", workflow.Draft{Title: "Įdomi istorija", Description: "Ypač jauniems.", Language: "lt", Minutes: 30}},
		{"suns", workflow.Draft{Title: "Šuns vedžiojimas", Description: "Su šunimis parke.", Language: "lt", Kind: workflow.Volunteering, Minutes: 60}},
		{"ukis", workflow.Draft{Title: "Ūkis", Description: "Viskas apie ūkį ir bites.", Language: "lt", Minutes: 90}},
		{"lodz", workflow.Draft{Title: "Łódź z łodzi", Description: "Rejs i zdjęcia.", Language: "pl", Minutes: 120, Category: "culture-and-arts"}},
		{"zolw", workflow.Draft{Title: "Żółwie i żaby", Description: "Gęś, źródło, mąka.", Language: "pl", Minutes: 60, Category: "science-and-nature"}},
		{"swieto", workflow.Draft{Title: "Święto książki", Description: "Czytanie na głos.", Language: "pl", Kind: workflow.Event, Minutes: 180}},
		{"chleb", workflow.Draft{Title: "Pieczenie chleba", Description: "Mąka, woda, sól.", Language: "pl", Minutes: 150}},
		{"sila", workflow.Draft{Title: "Siła wspólnoty", Description: "Dzień sąsiada.", Language: "pl", Minutes: 240, Kind: workflow.Event}},
		{"ecole", workflow.Draft{Title: "L'École de la forêt", Description: "Les élèves découvrent l'écologie.", Language: "fr", Minutes: 240, Category: "environment-and-sustainability"}},
		{"oeuvre", workflow.Draft{Title: "Chef-d'œuvre", Description: "Un cœur d'artiste à Noël.", Language: "fr", Minutes: 60, Category: "culture-and-arts"}},
		{"garcon", workflow.Draft{Title: "Le garçon de café", Description: "Métier et façons.", Language: "fr", Minutes: 90}},
		{"pate", workflow.Draft{Title: "Pâte à pain", Description: "Du pain dès l'été.", Language: "fr", Minutes: 150}},
		{"velo", workflow.Draft{Title: "À vélo", Description: "Réparer son vélo soi-même.", Language: "fr", Minutes: 120}},
		{"stiinta", workflow.Draft{Title: "Știință și țară", Description: "Învățăm împreună.", Language: "ro", Minutes: 60, Category: "science-and-nature"}},
		{"stiintac", workflow.Draft{Title: "Ştiinţă veche", Description: "Scrisă cu sedilă.", Language: "ro", Minutes: 60}},
		{"paine", workflow.Draft{Title: "Pâine de casă", Description: "Făină și drojdie.", Language: "ro", Minutes: 150}},
		{"gradina", workflow.Draft{Title: "Grădina comunității", Description: "Săpăm și plantăm.", Language: "ro", Kind: workflow.Volunteering, Minutes: 120}},
		{"bucuresti", workflow.Draft{Title: "București pe jos", Description: "O plimbare.", Language: "ro", Minutes: 180, Occasion: at("București", 44.4268, 26.1025)}},
		{"hybrid", workflow.Draft{Title: "Chess club", Description: "Here and there.", Language: "en", Minutes: 60, Occasion: workflow.Occasion{Mode: workflow.Hybrid, Address: "Library", Meeting: "https://meet.example/x"}}},
		{"remote", workflow.Draft{Title: "Reading circle", Description: "From afar.", Language: "en", Minutes: 60, Occasion: workflow.Occasion{Mode: workflow.Remote, Meeting: "https://meet.example/y"}}},
		{"long", workflow.Draft{Title: "A long text", Description: strings.Repeat("so viele Worte ", 1200) + "and at the very end a xylophone.", Language: "en"}},
		{"signs", workflow.Draft{Title: "☺!", Description: "Nothing but signs in its name.", Language: "en"}},
	}
}

type shelved struct {
	name  string
	draft workflow.Draft
}

// stock lists the shelf in the city, and returns the names by id.
func (s *house) stock(list []shelved) map[laurel.ActivityID]string {
	s.T.Helper()
	mayor, names := s.SignIn("mayor@example.org"), map[laurel.ActivityID]string{}
	for _, b := range list {
		d := b.draft
		if d.Kind == "" {
			d.Kind = workflow.Course
		}
		d.Tasks = []workflow.TaskDraft{{Prompt: "?", Asks: []workflow.Ask{{Kind: approval.Text}}, Steps: []workflow.Step{enginetest.Step("self@1")}}}
		p, err := s.Engine.PublishActivity(s.As(s.Cleo), s.Org, d)
		must(s.T, err)
		must(s.T, s.Engine.ListActivity(s.As(mayor), s.City, p.Activity.ID))
		names[p.Activity.ID] = b.name
	}
	return names
}

// search asks as an address does: "q=words&kind=event".
func (s *house) search(asked string) engine.Catalogue {
	s.T.Helper()
	values := map[string]string{}
	for part := range strings.SplitSeq(asked, "&") {
		name, value, _ := strings.Cut(part, "=")
		values[name] = value
	}
	search, err := workflow.ReadSearch(func(name string) string { return values[name] }, time.UTC)
	must(s.T, err)
	found, err := s.Engine.SearchCatalogue(s.T.Context(), []tenants.Tenant{{ID: s.City}}, search)
	must(s.T, err)
	return found
}

func named(names map[laurel.ActivityID]string, list []engine.Listing) string {
	found := make([]string, len(list))
	for i, l := range list {
		found[i] = names[l.Activity]
	}
	return strings.Join(found, " ")
}

func day(days int) string { return today.AddDate(0, 0, days).Format(time.DateOnly) }

// TestASearchFindsTheSameInTheSameOrderOnEachDatabase has one list of what is to be
// found, which holds on both.
func TestASearchFindsTheSameInTheSameOrderOnEachDatabase(t *testing.T) {
	t.Parallel()
	want := map[string]string{
		// Names come before other words, the newest before older ones.
		"q=badge": "badge aid", "q=BADGES": "badge", "q=bandage": "aid", "q=open badge": "badge", "q=badge open": "badge", "q=bad": "badge aid",
		"q=a bandage": "aid", "q=ban earn": "", "q=xylophone": "long", "q=xylo": "long", "q=worte": "long", "q=ork": "",
		// Accents and case, in each language.
		"q=cafe": "garcon cafe", "q=CAFÉ": "garcon cafe", "q=caffè": "caffe", "q=weissbrot": "brot", "q=WEIẞBROT": "brot", "q=brotchen": "brot",
		"q=strasse": "strasse", "q=straße": "strasse", "q=mull": "muell", "q=müll sammeln": "muell", "q=hafenstrasse seestadt": "strasse",
		"q=citta": "citta", "q=perche": "citta", "q=arte": "citta", "q=l'arte": "citta", "q=universita": "universita", "q=virtu": "virtu",
		"q=zoles": "zole", "q=žolės": "zole", "q=ZMONES": "zole", "q=azuolus": "zole", "q=vaiksciojimas": "vilnius", "q=uzupis": "vilnius", "q=idomi": "itin", "q=suns": "suns", "q=ukis": "ukis",
		"q=lodz": "lodz", "q=ŁÓDŹ": "lodz", "q=łodzi": "lodz", "q=zolwie zaby": "zolw", "q=zrodlo": "zolw", "q=swieto": "swieto", "q=maka": "chleb zolw", "q=glos": "swieto",
		"q=ecole": "ecole", "q=écologie": "ecole", "q=oeuvre": "oeuvre", "q=cœur": "oeuvre", "q=noel": "oeuvre", "q=garcon": "garcon", "q=pate": "pate", "q=velo": "velo",
		"q=stiinta": "stiintac stiinta", "q=știință": "stiintac stiinta", "q=ştiinţă": "stiintac stiinta", "q=tara": "stiinta", "q=gradina": "gradina", "q=faina": "paine",
		"q=pain": "pate paine", // a word of one name, the beginning of one of the other
		// Signs are no syntax.
		`q="badge"`: "badge aid", "q=badge*": "badge aid", "q=NEAR": "near", "q=NEAR/3": "", "q=-badge": "badge aid", "q=^badge": "badge aid", "q=title:badge": "",
		"q=AND": "near long hybrid aid badge", "q=walk AND talk": "near", "q=badge OR": "", "q=(": "", "q=100%": "100", "q=100% yours_truly": "100", "q=3d": "100", "q=made by c++": "100", "q=%": "", "q=_": "",
		"q=yours_truly": "100", "q='; DROP TABLE listings; --": "", "q=#first-aid": "aid erste", "q=\x00badge\xff": "badge aid",
		// An organisation, a place.
		"q=lane rowing": "rowing", "q=napoli": "citta near",
		// What is asked for besides words.
		"category=culture-and-arts": "oeuvre lodz citta", "kind=event": "sila swieto cafe", "language=ro&q=pa": "paine", "tag=first-aid": "erste aid",
		"tag=COMMUNITY LIFE": "cafe", "tag=community": "", "tag=!!!": "", "mode=remote": "remote hybrid badge", "mode=on-site&language=en": "hybrid rowing near", "mode=hybrid": "hybrid",
		"minutes=30": "itin caffe 100 badge", "minutes=30&order=best": "itin caffe 100 badge", "kind=volunteering&language=it": "orto",
		"from=" + day(0): "erste cafe aid", "from=" + day(4) + "&to=" + day(12): "erste", "to=" + day(-1): "muell", "from=" + day(-5) + "&to=" + day(-5): "muell",
		"from=" + day(0) + "&order=soonest": "cafe erste aid", "order=soonest&language=de": "erste brot strasse muell gaerten",
		"near=40.8359,14.2488&within=5": "citta near", "near=40.8359,14.2488&within=20&order=nearest": "near citta rowing",
		"near=54.7,25.3&order=nearest&mode=on-site": "vilnius strasse bucuresti citta near rowing hybrid", "bbox=14.2,40.8,14.3,40.9": "citta near", "bbox=25,44,27,55": "bucuresti vilnius",
	}
	each(t, func(s *house) {
		names := s.stock(shelf())
		for asked, expected := range want {
			got := s.search(asked)
			if found := named(names, got.List); found != expected || got.Found != len(got.List) {
				if strings.HasPrefix(asked, "q=") && len(workflow.Words(asked[2:])) == 0 && got.Found == len(shelf()) {
					continue // nothing is asked for
				}
				s.T.Errorf("%s: %q, %d found; want %q", asked, found, got.Found, expected)
			}
		}
	})
}

func TestPagesFollowOneAnotherForthAndBackInEachOrder(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		names := s.stock(shelf())
		for _, asked := range []string{"order=newest", "order=soonest", "order=nearest&near=40,14", "q=a&order=best", "q=e"} {
			whole := s.search(asked)
			want := named(names, whole.List)
			var forth, back []string
			for cursor := ""; ; {
				page := s.page(asked, cursor, 7)
				forth = append(forth, named(names, page.List))
				if page.Found != whole.Found {
					s.T.Errorf("%s: a page says %d are found, want %d", asked, page.Found, whole.Found)
				}
				if (page.Previous == workflow.Cursor{}) != (cursor == "") {
					s.T.Errorf("%s: page %d leads back to %+v", asked, len(forth), page.Previous)
				}
				if (page.Next == workflow.Cursor{}) {
					for page.Previous != (workflow.Cursor{}) {
						page = s.page(asked, page.Previous.Text(), 7)
						back = append([]string{named(names, page.List)}, back...)
					}
					break
				}
				cursor = page.Next.Text()
			}
			if got := strings.Join(forth, " "); got != want {
				s.T.Errorf("%s: forth\n%s\nwant\n%s", asked, got, want)
			}
			if diff := cmp.Diff(forth[:len(forth)-1], back); diff != "" {
				s.T.Errorf("%s: back (-want +got):\n%s", asked, diff)
			}
		}
	})
}

func (s *house) page(asked, cursor string, limit int) engine.Catalogue {
	s.T.Helper()
	values := map[string]string{"cursor": cursor}
	for part := range strings.SplitSeq(asked, "&") {
		name, value, _ := strings.Cut(part, "=")
		values[name] = value
	}
	search, err := workflow.ReadSearch(func(name string) string { return values[name] }, time.UTC)
	must(s.T, err)
	search.Limit = limit
	found, err := s.Engine.SearchCatalogue(s.T.Context(), []tenants.Tenant{{ID: s.City}}, search)
	must(s.T, err)
	return found
}

func TestTwoCitiesAreSearchedInOneOrderAndEachAlone(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		operator := s.SignIn("operator@example.org")
		other, err := s.Registry.FoundCity(s.As(operator), tenants.Tenant{Slug: "seestadt", Name: "Seestadt", Email: "s@example.org", Language: "de"}, "", "bea@example.org")
		must(s.T, err)
		bea, names := s.SignIn("bea@example.org"), map[laurel.ActivityID]string{}
		mayor := s.SignIn("mayor@example.org")
		for i := range 9 {
			p, err := s.Engine.PublishActivity(s.As(s.Cleo), s.Org, workflow.Draft{Title: "Rowing " + strconv.Itoa(i), Description: "Mirabelle.", Language: "en",
				Kind: workflow.Course, Reach: workflow.InTheNetwork, Tasks: []workflow.TaskDraft{{Prompt: "?", Asks: []workflow.Ask{{Kind: approval.Text}}, Steps: []workflow.Step{enginetest.Step("self@1")}}}})
			must(s.T, err)
			names[p.Activity.ID] = strconv.Itoa(i)
			if i%3 != 1 {
				must(s.T, s.Engine.ListActivity(s.As(bea), other.ID, p.Activity.ID))
			}
			if i%3 != 2 {
				must(s.T, s.Engine.ListActivity(s.As(mayor), s.City, p.Activity.ID))
			}
		}
		for city, want := range map[laurel.TenantID]string{s.City: "7 6 4 3 1 0", other.ID: "8 6 5 3 2 0"} {
			found, err := s.Engine.SearchCatalogue(s.T.Context(), []tenants.Tenant{{ID: city}}, workflow.Search{Words: []string{"mirabelle"}})
			if got := named(names, found.List); err != nil || got != want || slices.ContainsFunc(found.List, func(l engine.Listing) bool { return l.City != city }) {
				s.T.Errorf("in %s: %s, %v; want %s", city, got, err, want)
			}
		}
		both := []tenants.Tenant{{ID: other.ID}, {ID: s.City}}
		search, got := workflow.Search{Words: []string{"row"}, Order: workflow.ByNewest, Limit: 2}, []string{}
		for range 20 {
			page, err := s.Engine.SearchCatalogue(s.T.Context(), both, search)
			must(s.T, err)
			got = append(got, named(names, page.List))
			if page.Found != 12 {
				s.T.Errorf("%d found in both, want 12", page.Found)
			}
			if (page.Next == workflow.Cursor{}) {
				break
			}
			search.After = &page.Next
		}
		if want := "8 7 6 6 5 4 3 3 2 1 0 0"; strings.Join(got, " ") != want {
			s.T.Errorf("in both: %v, want %s", got, want)
		}
	})
}

func TestWhatASuspendedOrganisationOffersIsNotFound(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		s.stock(shelf()[:3])
		s.move(tenants.MoveSuspend)
		f, err := s.Engine.Facets(s.T.Context(), s.City)
		if got := s.search("q=badge"); got.Found != 0 || err != nil || len(f.Categories)+len(f.Organisations) > 0 {
			s.T.Errorf("%d found, %+v, %v; want nothing", got.Found, f, err)
		}
		s.move(tenants.MoveReactivate)
		f, err = s.Engine.Facets(s.T.Context(), s.City)
		want := engine.Facets{Categories: []string{"health-and-sport", "technology-and-computers"}, Languages: []string{"en"}, Organisations: []laurel.TenantID{s.Org},
			Tags: []string{"Community life", "digital-skills", "first-aid"}}
		if diff := cmp.Diff(want, f); diff != "" || err != nil {
			s.T.Errorf("what can be chosen from (-want +got): %v\n%s", err, diff)
		}
	})
}

func TestWhatWasListedBeforeThereWasASearchIsFoundOnceItIsIndexed(t *testing.T) {
	t.Parallel()
	for name, dsn := range dsns(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := &house{enginetest.New(t, dbtest.Open(t, dsn, nil))}
			names := s.stock(shelf()[:3])
			dbtest.Change(t, dsn, s.City, "UPDATE listings SET words = '', title_words = '', organisation_words = '' WHERE tenant_id = '"+string(s.City)+"'")
			if got := s.search("q=badge"); got.Found != 0 {
				t.Errorf("%d found without an index", got.Found)
			}
			for range 2 {
				must(t, s.Engine.IndexCatalogue(s.System(), s.City))
				if got := named(names, s.search("q=lane badge").List); got != "badge aid" {
					t.Errorf("found %q, want badge aid", got)
				}
			}
			if err := s.Engine.IndexCatalogue(s.As(s.Ada), s.City); err != nil {
				t.Errorf("nothing to be done: %v", err)
			}
		})
	}
}

func dsns(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{"sqlite": dbtest.SQLiteDSN(t)}
	if !testing.Short() {
		all["postgres"] = dbtest.PostgresDSN(t)
	}
	return all
}
