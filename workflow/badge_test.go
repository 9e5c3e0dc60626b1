package workflow

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/laurel"
)

// levels is a draft with a second badge that requires the first.
func levels() Draft {
	d := draft()
	d.Badges = []BadgeDraft{{Name: "Gold", Description: "More.", Level: 3, Tasks: d.Tasks,
		Requires: Requirement{Badges: []Required{{BadgeKey: BadgeKey{Number: 1}}}}}}
	return d
}

func TestEachBadgeOfAnActivityHasEditionsOfItsOwn(t *testing.T) {
	t.Parallel()
	a, was := publishedBadges(t, levels())
	if len(was) != 2 || was[0].Number() != 1 || was[1].Number() != 2 || was[1].Last().Achievement.Requires.Badges[0].Activity != a.ID {
		t.Fatalf("published %+v", was)
	}
	d := DraftOf(a, was)
	d.Badges[0].Level = 4
	p, err := d.Republish(a, was, noon().Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	if p.New || p.Achievement.Edition != 1 || len(p.More) != 1 || !p.More[0].New || p.More[0].Achievement.Edition != 2 {
		t.Errorf("published again: own %d new %v, more %+v", p.Achievement.Edition, p.New, p.More)
	}
	want := []laurel.AchievementID{was[0].InForce, p.More[0].Achievement.ID}
	if !slices.Equal(p.Activity.Badges, want) {
		t.Errorf("in force %v, want %v", p.Activity.Badges, want)
	}
}

func TestABadgeThatIsTakenOutIsInForceNoMoreAndComesBackAsItWas(t *testing.T) {
	t.Parallel()
	a, was := publishedBadges(t, levels())
	d := DraftOf(a, was)
	out := d
	out.Badges = nil
	p, err := out.Republish(a, was, noon())
	if err != nil {
		t.Fatal(err)
	}
	now := Badges([]Edition{was[0].Last(), was[1].Last()}, p.Activity.Badges)
	if len(now) != 2 || now[0].InForce == "" || now[1].InForce != "" {
		t.Fatalf("after it was taken out: %+v", now)
	}
	if opened := DraftOf(p.Activity, now); len(opened.Badges) != 0 {
		t.Errorf("the editor shows %d more badges, want none", len(opened.Badges))
	}
	fresh := out
	fresh.Badges = []BadgeDraft{{Name: "Silver", Tasks: d.Tasks}}
	if p, err = fresh.Republish(p.Activity, now, noon()); err != nil || p.More[0].Achievement.Number != 3 {
		t.Errorf("a new badge has number %d, %v; want 3, nil", p.More[0].Achievement.Number, err)
	}
	if p, err = d.Republish(p.Activity, now, noon()); err != nil || p.More[0].New || p.Activity.Badges[1] != was[1].InForce {
		t.Errorf("put back: new %v, %v", p.More[0].New, err)
	}
}

func TestThatARequiredBadgeHasAnotherNameMakesNoEdition(t *testing.T) {
	t.Parallel()
	a, was := publishedBadges(t, levels())
	d := DraftOf(a, was)
	d.Badges[0].Requires.Badges[0].Name = "Renamed"
	p, err := d.Republish(a, was, noon())
	if err != nil || p.More[0].New {
		t.Errorf("new edition %v, %v; want none", p.More[0].New, err)
	}
	d.Badges[0].Requires = Requirement{}
	if p, err = d.Republish(a, was, noon()); err != nil || !p.More[0].New {
		t.Errorf("without the requirement: new edition %v, %v; want one", p.More[0].New, err)
	}
}

func TestAnActivityFromBeforeThereWereSeveralBadgesHasItsOneInForce(t *testing.T) {
	t.Parallel()
	first, second := Achievement{ID: "o-1", Number: 1, Edition: 1}, Achievement{ID: "o-2", Number: 1, Edition: 2}
	list := Badges([]Edition{{Achievement: first}, {Achievement: second}}, nil)
	if len(list) != 1 || list[0].InForce != second.ID || !list[0].Has(first.ID) {
		t.Errorf("badges %+v", list)
	}
}

func TestBadgesThatCannotBePublishedAreRefusedBesideTheirField(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", MaxTitle+1)
	other := activityID()
	many := func(n int) (list []Required) {
		for i := range n {
			list = append(list, Required{BadgeKey: BadgeKey{other, i + 10}})
		}
		return list
	}
	for name, tt := range map[string]struct {
		change func(*Draft)
		field  string
	}{
		"no name":               {func(d *Draft) { d.Badges[0].Name = " " }, "badges[0].name"},
		"a name of two lines":   {func(d *Draft) { d.Badges[0].Name = "Gold\nSilver" }, "badges[0].name"},
		"a name that is long":   {func(d *Draft) { d.Badges[0].Name = long }, "badges[0].name"},
		"the activity's name":   {func(d *Draft) { d.Badges[0].Name = strings.ToUpper(d.Title) }, "badges[0].name"},
		"a long description":    {func(d *Draft) { d.Badges[0].Description = strings.Repeat("x", MaxPrompt+1) }, "badges[0].description"},
		"six stars":             {func(d *Draft) { d.Badges[0].Level = 6 }, "badges[0].level"},
		"minus one star":        {func(d *Draft) { d.Level = -1 }, "level"},
		"nothing to do":         {func(d *Draft) { d.Badges[0].Tasks, d.Badges[0].Requires = nil, Requirement{} }, "badges[0].tasks"},
		"a task without prompt": {func(d *Draft) { d.Badges[0].Tasks = []TaskDraft{{}} }, "badges[0].tasks[0].prompt"},
		"more than there are":   {func(d *Draft) { d.Badges[0].Requires.Needed = 2 }, "badges[0].requires.needed"},
		"fewer than none":       {func(d *Draft) { d.Badges[0].Requires.Needed = -1 }, "badges[0].requires.needed"},
		"itself":                {func(d *Draft) { d.Requires.Badges = []Required{{BadgeKey: BadgeKey{Number: 1}}} }, "requires"},
		"one twice":             {func(d *Draft) { d.Requires.Badges = append(many(1), many(1)...) }, "requires"},
		"too many":              {func(d *Draft) { d.Requires.Badges = many(MaxRequired + 1) }, "requires"},
		"too many badges":       {func(d *Draft) { d.Badges = slices.Repeat(d.Badges, MaxBadges) }, "badges"},
		"a number twice":        {func(d *Draft) { d.Badges[0].Number = 2; d.Badges = slices.Repeat(d.Badges, 2) }, "badges[1].number"},
		"the first's number":    {func(d *Draft) { d.Badges[0].Number = 1 }, "badges[0].number"},
		"a huge number":         {func(d *Draft) { d.Badges[0].Number = MaxNumber + 1 }, "badges[0].number"},
	} {
		d := levels()
		tt.change(&d)
		_, err := d.Publish(activityID(), noon())
		if e, ok := errors.AsType[*laurel.Error](err); !ok || e.Kind != laurel.Invalid || e.Field != tt.field {
			t.Errorf("%s: %v, want Invalid at %s", name, err, tt.field)
		}
	}
}

func TestACircleOfRequirementsIsFound(t *testing.T) {
	t.Parallel()
	a, b, c, d := BadgeKey{"o-a", 1}, BadgeKey{"o-b", 1}, BadgeKey{"o-b", 2}, BadgeKey{"o-d", 1}
	for name, tt := range map[string]struct {
		edges Requirements
		want  []BadgeKey
	}{
		"none":            {Requirements{a: {b, c}, b: {c}, c: {d}}, nil},
		"of two":          {Requirements{a: {b}, b: {a}}, []BadgeKey{a, b, a}},
		"itself":          {Requirements{a: {a}}, []BadgeKey{a, a}},
		"of four":         {Requirements{a: {b}, b: {c, d}, c: {d}, d: {a}}, []BadgeKey{a, b, d, a}},
		"one it only has": {Requirements{a: {b}, b: {c}, c: {b}}, nil},
	} {
		if got := tt.edges.Circle(a); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, want %v", name, got, tt.want)
		}
	}
}

func TestABadgeKeyIsReadAsItIsWritten(t *testing.T) {
	t.Parallel()
	key := BadgeKey{activityID(), 7}
	if got := ReadBadgeKey(key.String()); got != key {
		t.Errorf("%v, want %v", got, key)
	}
	for _, s := range []string{"", "/", "x/1", string(activityID()), string(activityID()) + "/0", string(activityID()) + "/1001",
		string(activityID()) + "/-1", string(activityID()) + "/1/1"} {
		if got := ReadBadgeKey(s); got != (BadgeKey{}) {
			t.Errorf("%q: %v, want none", s, got)
		}
	}
}
