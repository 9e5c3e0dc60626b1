package workflow

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
)

func draft() Draft {
	return Draft{Title: "What is an Open Badge?", Description: "About *badges*.", Language: "en", Kind: Online, Minutes: 20,
		Tasks: []TaskDraft{{Prompt: "What was new?", Asks: []Ask{{Kind: approval.Text}}, Steps: []Step{{Approver: "self@1"}}}}}
}

func activityID() laurel.ActivityID { return laurel.NewID[laurel.ActivityID](tenant, noon()) }

func TestPublishingMakesTheBadge(t *testing.T) {
	t.Parallel()
	p, err := draft().Publish(activityID(), noon())
	if err != nil {
		t.Fatal(err)
	}
	if p.Achievement.Name != p.Activity.Title || p.Achievement.Activity != p.Activity.ID || p.Achievement.Edition != 1 {
		t.Errorf("badge: %+v; want the activity's name, edition 1", p.Achievement)
	}
	if p.Achievement.Description != "About badges." || p.Achievement.Criteria != "What was new?" {
		t.Errorf("badge says %q and %q", p.Achievement.Description, p.Achievement.Criteria)
	}
	if len(p.Tasks) != 1 || p.Tasks[0].Number != 1 || p.Tasks[0].Flow != p.Flows[0].ID || p.Claim.Activity != p.Activity.ID {
		t.Errorf("tasks %+v, flows %+v, claim %+v", p.Tasks, p.Flows, p.Claim)
	}
}

func TestADraftThatLacksSomethingIsRefusedAtThatField(t *testing.T) {
	t.Parallel()
	tests := map[string]func(*Draft){
		"title":                       func(d *Draft) { d.Title = " " },
		"description":                 func(d *Draft) { d.Description = strings.Repeat("x", MaxDescription+1) },
		"language":                    func(d *Draft) { d.Language = "" },
		"kind":                        func(d *Draft) { d.Kind = "party" },
		"minutes":                     func(d *Draft) { d.Minutes = -1 },
		"tags":                        func(d *Draft) { d.Tags = make([]string, MaxTags+1) },
		"tags[1]":                     func(d *Draft) { d.Tags = []string{"a", "a\x00b"} },
		"links[0]":                    func(d *Draft) { d.Links = []Link{{Title: "x", URL: "javascript:alert(1)"}} },
		"mode":                        func(d *Draft) { d.Occasion.Mode = "dream" },
		"address":                     func(d *Draft) { d.Occasion.Mode = OnSite },
		"meeting":                     func(d *Draft) { d.Occasion = Occasion{Mode: Hybrid, Address: "Via Toledo 1"} },
		"booking":                     func(d *Draft) { d.Occasion.Booking = "http://example.org" },
		"latitude":                    func(d *Draft) { d.Occasion.Pin.Latitude = 91 },
		"starts":                      func(d *Draft) { d.Occasion.Ends = noon() },
		"ends":                        func(d *Draft) { d.Occasion.Starts, d.Occasion.Ends = noon(), noon().Add(-time.Second) },
		"timeZone":                    func(d *Draft) { d.Occasion.TimeZone = "Local" },
		"cities":                      func(d *Draft) { d.Cities = make([]laurel.TenantID, MaxCities+1) },
		"links":                       func(d *Draft) { d.Links = make([]Link, MaxLinks+1) },
		"reach":                       func(d *Draft) { d.Reach = "moon" },
		"tasks":                       func(d *Draft) { d.Tasks = nil },
		"tasks[0].prompt":             func(d *Draft) { d.Tasks[0].Prompt = "" },
		"tasks[0].asks":               func(d *Draft) { d.Tasks[0].Asks = make([]Ask, MaxEvidence+1) },
		"tasks[0].asks[0].kind":       func(d *Draft) { d.Tasks[0].Asks = []Ask{{Kind: "dream"}} },
		"tasks[0].asks[0].min_length": func(d *Draft) { d.Tasks[0].Asks = []Ask{{Kind: approval.Text, MinLength: -1}} },
		"tasks[0].steps":              func(d *Draft) { d.Tasks[0].Steps = nil },
		"tasks[0].steps[0].approver":  func(d *Draft) { d.Tasks[0].Steps = []Step{{Approver: "../evil"}} },
	}
	for field, change := range tests {
		t.Run(field, func(t *testing.T) {
			t.Parallel()
			d := draft()
			change(&d)
			_, err := d.Publish(activityID(), noon())
			e, ok := err.(*laurel.Error) //nolint:errorlint // a rule returns its error as it made it
			if !ok || e.Kind != laurel.Invalid || e.Field != field {
				t.Errorf("Publish() = %v, want invalid at %s", err, field)
			}
		})
	}
}

func TestEvidenceIsWhatTheTaskAsksFor(t *testing.T) {
	t.Parallel()
	task := Task{ID: laurel.NewID[laurel.TaskID](tenant, noon()), Asks: []Ask{{Kind: approval.Text, MinLength: 5}, {Kind: approval.Link}}}
	text, link := Evidence{Kind: approval.Text, Text: "enough"}, Evidence{Kind: approval.Link, Text: "https://example.org"}
	tests := map[string]struct {
		evidence []Evidence
		text     string
	}{
		"all of it":                {evidence: []Evidence{text, link}},
		"several of a kind":        {evidence: []Evidence{text, link, link}},
		"nothing":                  {text: "evidence.none"},
		"one kind is missing":      {evidence: []Evidence{text}, text: "evidence.missing"},
		"a kind not asked for":     {evidence: []Evidence{text, link, {Kind: approval.Photo, Media: "x"}}, text: "evidence.wrong-kind"},
		"too short":                {evidence: []Evidence{{Kind: approval.Text, Text: "abc "}, link}, text: "evidence.too-short"},
		"empty":                    {evidence: []Evidence{{Kind: approval.Text}, link}, text: "evidence.empty"},
		"no address":               {evidence: []Evidence{text, {Kind: approval.Link, Text: "example"}}, text: "evidence.link"},
		"an address with a secret": {evidence: []Evidence{text, {Kind: approval.Link, Text: "https://me:pass@example.org"}}, text: "evidence.link"},
		"a script":                 {evidence: []Evidence{text, {Kind: approval.Link, Text: "javascript:alert(1)"}}, text: "evidence.link"},
		"too many":                 {evidence: make([]Evidence, MaxEvidence+1), text: "evidence.too-many"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := task.Accept("ada", "", tt.evidence, noon())
			if textOf(err) != tt.text {
				t.Errorf("Accept() = %v, want %q", err, tt.text)
			}
		})
	}
}

func TestASummaryEndsAtAWord(t *testing.T) {
	t.Parallel()
	if got, want := Summary("## One\n\n**two** three", 8), "One two…"; got != want {
		t.Errorf("Summary() = %q, want %q", got, want)
	}
	if got, want := Summary("short", 80), "short"; got != want {
		t.Errorf("Summary() = %q, want %q", got, want)
	}
}

func FuzzSummary(f *testing.F) {
	f.Add("# a *b* `c`", 5)
	f.Add("ä\xff", 1)
	f.Fuzz(func(t *testing.T, text string, limit int) {
		if limit < 1 || limit > 1000 {
			return
		}
		if n := utf8.RuneCountInString(Summary(text, limit)); n > limit+1 {
			t.Errorf("Summary(%q, %d) has %d characters", text, limit, n)
		}
	})
}

func TestABadgeIsEarnedWithAllItsTasks(t *testing.T) {
	t.Parallel()
	tasks := []Task{{ID: "a"}, {ID: "b"}}
	one, two := BadgeKey{"o-1", 1}, BadgeKey{"o-2", 3}
	either := Requirement{Needed: 1, Badges: []Required{{BadgeKey: one}, {BadgeKey: two}}}
	both := Requirement{Badges: either.Badges}
	all := map[laurel.TaskID]bool{"a": true, "b": true}
	for name, tt := range map[string]struct {
		tasks    []Task
		requires Requirement
		approved map[laurel.TaskID]bool
		holds    map[BadgeKey]bool
		want     bool
	}{
		"all":                              {tasks: tasks, approved: all, want: true},
		"one is missing":                   {tasks: tasks, approved: map[laurel.TaskID]bool{"a": true}},
		"one is optional":                  {tasks: []Task{{ID: "a"}, {ID: "c", Optional: true}}, approved: all, want: true},
		"no tasks":                         {},
		"no badge that is required":        {tasks: tasks, approved: all, requires: either},
		"one of two":                       {tasks: tasks, approved: all, requires: either, holds: map[BadgeKey]bool{two: true}, want: true},
		"one, and both are needed":         {requires: both, holds: map[BadgeKey]bool{two: true}},
		"both, and no tasks":               {requires: both, holds: map[BadgeKey]bool{two: true, one: true}, want: true},
		"another of the same activity":     {requires: both, holds: map[BadgeKey]bool{{"o-2", 1}: true, one: true}},
		"all that is required and no task": {tasks: tasks, requires: either, holds: map[BadgeKey]bool{one: true}},
	} {
		if got := (Achievement{Requires: tt.requires}).Earned(tt.tasks, tt.approved, tt.holds); got != tt.want {
			t.Errorf("%s: Earned() = %v, want %v", name, got, tt.want)
		}
	}
}
