package workflow

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
)

// publishedBadges is a draft as it was published.
func publishedBadges(t *testing.T, d Draft) (Activity, []Badge) {
	t.Helper()
	p, err := d.Publish(activityID(), noon())
	if err != nil {
		t.Fatal(err)
	}
	var editions []Edition
	for _, b := range p.All() {
		editions = append(editions, Edition{Achievement: b.Achievement, Tasks: b.Tasks, Flows: b.Flows})
	}
	return p.Activity, Badges(editions, p.Activity.Badges)
}

func TestTheEditorShowsWhatIsPublished(t *testing.T) {
	t.Parallel()
	d := draft()
	d.BadgeDescription, d.Reach, d.Shelf = "For those who looked.", InCities, AnyShelf
	d.Level = 1
	d.Badges = []BadgeDraft{
		{Number: 3, Name: "Gold", Description: "For those who saw.", Level: 3, Tasks: d.Tasks},
		{Number: 2, Name: "All", Description: "For both.", Requires: Requirement{Needed: 1, Badges: []Required{
			{BadgeKey{activityID(), 1}, "Badges and you"}, {BadgeKey{activityID(), 3}, "Gold"}}}},
	}
	d.Access, d.Joining = ForAll, Joining{Mode: JoiningOff}
	a, e := publishedBadges(t, d)
	if diff := cmp.Diff(d, DraftOf(a, e)); diff != "" {
		t.Errorf("published and opened again (-was +is):\n%s", diff)
	}
}

func TestOnlyWhatABadgeSaysMakesItsNextEdition(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		change  func(*Draft)
		edition int
		flows   int // that are new
	}{
		"nothing":             {change: func(*Draft) {}, edition: 1},
		"the description":     {change: func(d *Draft) { d.Description += " More." }, edition: 1},
		"links":               {change: func(d *Draft) { d.Links = []Link{{Kind: "page", Title: "Read", URL: "https://example.org"}} }, edition: 1},
		"the date":            {change: func(d *Draft) { d.Occasion.Starts = noon() }, edition: 1},
		"minutes":             {change: func(d *Draft) { d.Minutes = 30 }, edition: 1},
		"who approves":        {change: func(d *Draft) { d.Tasks[0].Steps = []Step{{Approver: "peer@1"}} }, edition: 1, flows: 1},
		"how it is approved":  {change: func(d *Draft) { d.Tasks[0].Steps[0].Settings = json.RawMessage(`{"a":1}`) }, edition: 1, flows: 1},
		"the name":            {change: func(d *Draft) { d.Title = "Badges" }, edition: 2, flows: 1},
		"what the badge says": {change: func(d *Draft) { d.BadgeDescription = "Other words." }, edition: 2, flows: 1},
		"the cover":           {change: func(d *Draft) { d.Cover = "x.jpg" }, edition: 2, flows: 1},
		"tags":                {change: func(d *Draft) { d.Tags = []string{"trees"} }, edition: 2, flows: 1},
		"what a task asks":    {change: func(d *Draft) { d.Tasks[0].Prompt = "What was old?" }, edition: 2, flows: 1},
		"what is optional": {change: func(d *Draft) {
			d.Tasks = append(d.Tasks, d.Tasks[0])
			d.Tasks[1].Optional = true
		}, edition: 2, flows: 2},
		"which evidence it asks": {change: func(d *Draft) { d.Tasks[0].Asks = []Ask{{Kind: approval.Link}} }, edition: 2, flows: 1},
		"another task":           {change: func(d *Draft) { d.Tasks = append(d.Tasks, d.Tasks[0]) }, edition: 2, flows: 2},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			was := draft()
			was.BadgeDescription = "For those who looked."
			a, e := publishedBadges(t, was)
			d := DraftOf(a, e)
			d.Tasks = []TaskDraft{{Prompt: d.Tasks[0].Prompt, Asks: d.Tasks[0].Asks, Steps: []Step{d.Tasks[0].Steps[0]}}}
			tt.change(&d)
			p, err := d.Republish(a, e, noon().Add(time.Hour))
			if err != nil {
				t.Fatal(err)
			}
			if p.Achievement.Edition != tt.edition || p.New != (tt.edition == 2) || len(p.Flows) != tt.flows {
				t.Errorf("edition %d, new %v, %d new flows; want %d, %d", p.Achievement.Edition, p.New, len(p.Flows), tt.edition, tt.flows)
			}
			if p.Activity.Revision != 2 || !p.Activity.PublishedAt.Equal(a.PublishedAt) || p.Activity.ID != a.ID {
				t.Errorf("activity %+v; want revision 2 of the same", p.Activity)
			}
			if !p.New && len(p.Flows) == 1 && (p.Flows[0].Edition != 2 || p.Flows[0].Task != e[0].Last().Tasks[0].ID) {
				t.Errorf("flow %+v; want the next edition of the task's", p.Flows[0])
			}
		})
	}
}

func TestAnActivityIsArchivedOnceAndRestoredOnce(t *testing.T) {
	t.Parallel()
	a, e := publishedBadges(t, draft())
	if err := a.Restore(); laurel.KindOf(err) != laurel.Conflict {
		t.Errorf("restoring what is published: %v, want a conflict", err)
	}
	if err := a.Archive(); err != nil || a.Stage != Archived || a.Revision != 2 {
		t.Errorf("archived: %+v, %v", a, err)
	}
	if err := a.Archive(); laurel.KindOf(err) != laurel.Conflict {
		t.Errorf("archiving twice: %v, want a conflict", err)
	}
	if _, err := draft().Republish(a, e, noon()); laurel.KindOf(err) != laurel.Conflict {
		t.Errorf("publishing what is archived: %v, want a conflict", err)
	}
	if err := a.Restore(); err != nil || a.Stage != Published {
		t.Errorf("restored: %+v, %v", a, err)
	}
}

func TestDifferencesAreThoseOfTwoEditions(t *testing.T) {
	t.Parallel()
	was := Achievement{Name: "Rowing", Description: "On the lake.", Criteria: "Row.", Language: "en", Kind: Course, Tags: []string{"water"}}
	now := was
	if d := Differences(was, now); len(d) != 0 {
		t.Errorf("of the same: %+v", d)
	}
	now.Name, now.Tags, now.Cover = "Rowing II", []string{"water", "boats"}, "x.jpg"
	want := []Difference{{"name", "Rowing", "Rowing II"}, {"tags", "water", "water\nboats"}, {Field: "picture"}}
	if diff := cmp.Diff(want, Differences(was, now)); diff != "" {
		t.Errorf("differences (-want +got):\n%s", diff)
	}
}
