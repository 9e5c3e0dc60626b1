package workflow

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/laurel"
)

// atField is the field at which something was refused.
func atField(err error) string {
	if fault, ok := errors.AsType[*laurel.Error](err); ok {
		return fault.Field
	}
	return ""
}

func badgeOfItem(n int) laurel.AchievementID { return laurel.AchievementID(strings.Repeat("x", n+1)) }

// listOf is a playlist of items as a word of letters says it: m and o are needed and
// optional, in capitals if they are not open any more.
func listOf(word string, needed int) Playlist {
	p := Playlist{ID: laurel.NewID[laurel.PlaylistID](tenant, noon()), Title: "First steps", Language: "en", Needed: needed, Badge: true}
	for n, letter := range word {
		p.Items = append(p.Items, Item{PlaylistItem: PlaylistItem{Activity: activityID(), Optional: strings.ContainsRune("oO", letter)},
			Title: "Item " + string(letter), Open: strings.ContainsRune("mo", letter), Revision: 1, Minutes: 10 * n,
			Badges: []laurel.AchievementID{badgeOfItem(n)}})
	}
	return p
}

func TestProgressFollowsWhatIsNeeded(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		items    string
		needed   int
		holds    []int
		made, of int
		complete bool
	}{
		"nothing done":                               {items: "mm", of: 2},
		"one of two":                                 {items: "mm", holds: []int{1}, made: 1, of: 2},
		"all":                                        {items: "mm", holds: []int{0, 1}, made: 2, of: 2, complete: true},
		"optional ones are not needed":               {items: "moo", holds: []int{0}, made: 1, of: 1, complete: true},
		"two of three":                               {items: "mooo", needed: 2, holds: []int{0, 3}, made: 2, of: 3},
		"more optional ones than needed":             {items: "mooo", needed: 2, holds: []int{1, 2, 3}, made: 2, of: 3},
		"two of three are done":                      {items: "mooo", needed: 2, holds: []int{0, 1, 3}, made: 3, of: 3, complete: true},
		"what is not open is not needed":             {items: "mM", holds: []int{0}, made: 1, of: 1, complete: true},
		"what is not open counts for who has it":     {items: "mM", holds: []int{1}, made: 1, of: 2},
		"of the optional no more than there are":     {items: "moO", needed: 2, holds: []int{0, 1}, made: 2, of: 2, complete: true},
		"an optional that is not open, but held":     {items: "moO", needed: 2, holds: []int{0, 2}, made: 2, of: 3},
		"where nothing is open, all is needed":       {items: "MMO", needed: 1, holds: []int{0}, made: 1, of: 3},
		"where nothing is open, who has all is done": {items: "MMO", needed: 1, holds: []int{0, 1, 2}, made: 3, of: 3, complete: true},
		"where nothing is needed nobody is done":     {items: "Mo", of: 0},
		"no items":                                   {},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := listOf(test.items, test.needed).Progress(func(id laurel.AchievementID) bool { return slices.Contains(test.holds, len(id)-1) })
			if got.Made != test.made || got.Steps != test.of || got.Complete != test.complete {
				t.Errorf("%d of %d, complete: %t; want %d of %d, %t", got.Made, got.Steps, got.Complete, test.made, test.of, test.complete)
			}
			for n, done := range got.Done {
				if done != slices.Contains(test.holds, n) {
					t.Errorf("item %d is done: %t", n, done)
				}
			}
		})
	}
}

func TestTheTimeOfAPlaylistIsTheSumOfWhatIsOpen(t *testing.T) {
	t.Parallel()
	if minutes, unsaid := listOf("mmoM", 0).Total(); minutes != 10+20 || unsaid != 1 {
		t.Errorf("%d minutes, %d unsaid; want 30 and 1", minutes, unsaid)
	}
}

func TestAPlaylistThatLacksSomethingIsRefusedAtThatField(t *testing.T) {
	t.Parallel()
	tests := map[string]func(*PlaylistDraft){
		"title":            func(d *PlaylistDraft) { d.Title = " " },
		"description":      func(d *PlaylistDraft) { d.Description = strings.Repeat("x", MaxDescription+1) },
		"badgeDescription": func(d *PlaylistDraft) { d.BadgeDescription = strings.Repeat("x", MaxPrompt+1) },
		"language":         func(d *PlaylistDraft) { d.Language = "English" },
		"items":            func(d *PlaylistDraft) { d.Items = nil },
		"items ": func(d *PlaylistDraft) {
			for range MaxItems {
				d.Items = append(d.Items, PlaylistItem{Activity: activityID()})
			}
		},
		"items[0]":  func(d *PlaylistDraft) { d.Items[0].Activity = "x" },
		"items[2]":  func(d *PlaylistDraft) { d.Items = append(d.Items, d.Items[1]) },
		"needed":    func(d *PlaylistDraft) { d.Needed = 2 },
		"needed ":   func(d *PlaylistDraft) { d.Needed = -1 },
		"needed  ":  func(d *PlaylistDraft) { d.Items = d.Items[1:] },
		"needed   ": func(d *PlaylistDraft) { d.Items, d.Needed = nil, MaxItems+1 },
	}
	for field, spoil := range tests {
		t.Run(field, func(t *testing.T) {
			t.Parallel()
			p := listOf("mo", 0)
			d := p.Draft()
			spoil(&d)
			_, err := d.Publish(Playlist{ID: p.ID}, Achievement{}, p.Items, noon())
			if laurel.KindOf(err) != laurel.Invalid || atField(err) != strings.TrimSpace(field) {
				t.Errorf("refused: %v at %q; want at %q", err, atField(err), field)
			}
		})
	}
}

func TestAnotherRuleMakesTheNextEditionOfAPlaylistsBadge(t *testing.T) {
	t.Parallel()
	first := listOf("moo", 1)
	made, err := first.Draft().Publish(Playlist{ID: first.ID}, Achievement{}, first.Items, noon())
	if err != nil {
		t.Fatal(err)
	}
	b := made.Badge
	if !made.New || b.Edition != 1 || b.Playlist != first.ID || b.Name != "First steps" || b.Description != "First steps" ||
		b.Criteria != "1. Item m\n\n**1 / 2**\n\n- Item o\n- Item o" || made.Playlist.Revision != 1 {
		t.Fatalf("made %+v of revision %d", b, made.Playlist.Revision)
	}
	tests := map[string]struct {
		change func(*PlaylistDraft, []Item)
		next   bool
	}{
		"nothing":             {func(*PlaylistDraft, []Item) {}, false},
		"the order":           {func(d *PlaylistDraft, i []Item) { slices.Reverse(d.Items); slices.Reverse(i) }, false},
		"an activity's title": {func(_ *PlaylistDraft, i []Item) { i[0].Title = "Another" }, false},
		"how many":            {func(d *PlaylistDraft, _ []Item) { d.Needed = 2 }, true},
		"optional or not":     {func(d *PlaylistDraft, i []Item) { d.Items[1].Optional, i[1].Optional = false, false }, true},
		"the name":            {func(d *PlaylistDraft, _ []Item) { d.Title = "Next steps" }, true},
		"no badge any more":   {func(d *PlaylistDraft, _ []Item) { d.Badge = false }, false},
		"the badge's words":   {func(d *PlaylistDraft, _ []Item) { d.BadgeDescription = "Knows." }, true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, items := made.Playlist.Draft(), slices.Clone(made.Playlist.Items)
			test.change(&d, items)
			next, err := d.Publish(made.Playlist, b, items, noon().Add(time.Hour))
			if err != nil || next.New != test.next || next.Playlist.Revision != 2 || !next.Playlist.PublishedAt.Equal(noon()) {
				t.Fatalf("new: %t, revision %d, %v; want new: %t", next.New, next.Playlist.Revision, err, test.next)
			}
			if want := 1 + count(test.next); next.Badge.Edition != want {
				t.Errorf("edition %d, want %d", next.Badge.Edition, want)
			}
		})
	}
}

func TestWhatIsNotOpenStaysButCannotComeIn(t *testing.T) {
	t.Parallel()
	p := listOf("mM", 0)
	if _, err := p.Draft().Publish(Playlist{ID: p.ID}, Achievement{}, p.Items, noon()); atField(err) != "items[1]" {
		t.Errorf("what is not open comes in: %v", err)
	}
	was := p
	was.Stage, was.Revision = Published, 1
	out, err := p.Draft().Publish(was, Achievement{}, p.Items, noon())
	if err != nil || len(out.Left) != 0 {
		t.Errorf("what is in cannot stay: %v, left %v", err, out.Left)
	}
	d := p.Draft()
	d.Items = d.Items[:1]
	if out, err := d.Publish(was, Achievement{}, p.Items[:1], noon()); err != nil || !slices.Equal(out.Left, []laurel.ActivityID{p.Items[1].Activity}) {
		t.Errorf("left: %v, %v; want the second", out.Left, err)
	}
	if err := was.Archive(); err != nil || was.Stage != Archived || was.Revision != 2 {
		t.Errorf("archived: %+v, %v", was, err)
	}
	if err := was.Archive(); laurel.KindOf(err) != laurel.Conflict {
		t.Errorf("archived twice: %v, want a conflict", err)
	}
	if _, err := p.Draft().Publish(was, Achievement{}, p.Items, noon()); laurel.KindOf(err) != laurel.Conflict {
		t.Errorf("an archived one is published: %v, want a conflict", err)
	}
}

func TestAnActivityIsOpenToOthersIfItsOrganisationAllows(t *testing.T) {
	t.Parallel()
	a := Activity{ID: activityID(), Stage: Published, Revision: 3}
	other := laurel.NewTenantID()
	for name, test := range map[string]struct {
		change     func(*Activity)
		own, other bool
	}{
		"as it comes":     {func(*Activity) {}, true, true},
		"own lists alone": {func(a *Activity) { a.Shelf = OwnShelf }, true, false},
		"archived":        {func(a *Activity) { a.Stage = Archived }, false, false},
	} {
		b := a
		test.change(&b)
		if got := b.See(tenant, PlaylistItem{Activity: a.ID}, nil).Open; got != test.own {
			t.Errorf("%s: open to its own: %t", name, got)
		}
		if got := b.See(other, PlaylistItem{Activity: a.ID}, nil).Open; got != test.other {
			t.Errorf("%s: open to others: %t", name, got)
		}
	}
}
