package workflow

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"example.org/laurel"
)

// MaxItems is how many activities a playlist has at most.
const MaxItems = 100

// Program is the kind of what a playlist's badge is for. No activity has it.
const Program Kind = "playlist"

// Shelf says into whose playlists an activity can be put.
type Shelf string

// The two shelves of an activity.
const (
	AnyShelf Shelf = "any"
	OwnShelf Shelf = "own" // its organisation's alone
)

// PlaylistDraft is what is written of a playlist before it is published.
type PlaylistDraft struct {
	Title            string         `json:"title"`
	Description      string         `json:"description"` // Markdown; may be empty
	Language         string         `json:"language"`
	Items            []PlaylistItem `json:"items"`  // in their order
	Needed           int            `json:"needed"` // of the optional ones, besides all others
	Badge            bool           `json:"badge"`  // who completes it is awarded one of its own
	BadgeDescription string         `json:"badge_description"`
}

// PlaylistItem is an activity's place in a playlist.
type PlaylistItem struct {
	Activity laurel.ActivityID `json:"activity"`
	Optional bool              `json:"optional,omitempty"`
}

// Item is an activity in a playlist, with what the playlist knows of it. It may be
// another tenant's.
type Item struct {
	PlaylistItem
	Title    string
	Language string
	Kind     Kind
	Minutes  int
	Reach    Reach
	Open     bool                   // it can be begun, and may stand in this playlist
	Revision int                    // of the activity; 0: there is no such activity, or none that is published
	Badges   []laurel.AchievementID // editions of its badge
}

// Hidden reports whether the activity is restricted: there is nothing to tell of it.
func (i Item) Hidden() bool { return i.Title == "" }

// Playlist is an ordered choice of activities. Each is needed or optional.
type Playlist struct {
	ID               laurel.PlaylistID
	Title            string
	Description      string
	Language         string
	Items            []Item
	Needed           int // of the optional ones
	Badge            bool
	BadgeDescription string
	Stage            Stage
	Revision         int // counts what was published of it, from 1
	PublishedAt      time.Time
}

// Object names the playlist for policies.
func (p Playlist) Object() string { return "playlist:" + string(p.ID) }

// Tenant is whose it is.
func (p Playlist) Tenant() laurel.TenantID { return p.ID.Tenant() }

// Has reports whether an activity is in the playlist.
func (p Playlist) Has(id laurel.ActivityID) bool {
	return slices.ContainsFunc(p.Items, func(i Item) bool { return i.Activity == id })
}

// See is the activity as an item of a playlist of tenant t. Badges are the editions
// of its badge. A restricted one tells nothing: a playlist is for everybody.
func (a Activity) See(t laurel.TenantID, i PlaylistItem, badges []laurel.AchievementID) Item {
	if a.Access == Restricted {
		return Item{PlaylistItem: i, Revision: a.Revision, Badges: badges}
	}
	return Item{PlaylistItem: i, Title: a.Title, Language: a.Language, Kind: a.Kind, Minutes: a.Minutes, Reach: a.Reach,
		Open: a.Stage == Published && (a.Tenant() == t || a.Shelf != OwnShelf), Revision: a.Revision, Badges: badges}
}

// Draft is what is found in the editor of a published playlist.
func (p Playlist) Draft() PlaylistDraft {
	d := PlaylistDraft{Title: p.Title, Description: p.Description, Language: p.Language, Needed: p.Needed, Badge: p.Badge,
		BadgeDescription: p.BadgeDescription}
	for _, i := range p.Items {
		d.Items = append(d.Items, i.PlaylistItem)
	}
	return d
}

// Fits refuses what is too much even for a draft, which may be unfinished.
func (d PlaylistDraft) Fits() error {
	switch {
	case !isText(d.Title, 0, MaxTitle):
		return tooLong("error.too-long", "title", MaxTitle)
	case !isText(d.Description, 0, MaxDescription):
		return tooLong("error.too-long", "description", MaxDescription)
	case !isText(d.BadgeDescription, 0, MaxPrompt):
		return tooLong("error.too-long", "badgeDescription", MaxPrompt)
	case !isText(d.Language, 0, MaxTag):
		return tooLong("error.too-long", "language", MaxTag)
	case len(d.Items) > MaxItems:
		return laurel.E(laurel.Invalid, "playlist.too-many").With(laurel.Args{"Max": MaxItems}).At("items")
	case d.Needed < 0 || d.Needed > MaxItems:
		return d.neededFault()
	}
	for i, item := range d.Items {
		if item.Activity.Tenant() == "" {
			return noSuchItem(i)
		}
		if slices.ContainsFunc(d.Items[:i], func(before PlaylistItem) bool { return before.Activity == item.Activity }) {
			return laurel.E(laurel.Invalid, "playlist.twice").At(itemField(i))
		}
	}
	return nil
}

func itemField(i int) string { return "items[" + strconv.Itoa(i) + "]" }

func noSuchItem(i int) error {
	return laurel.E(laurel.Invalid, "playlist.no-activity").At(itemField(i))
}

func (d PlaylistDraft) neededFault() error {
	return laurel.E(laurel.Invalid, "playlist.needed").With(laurel.Args{"Max": d.optional()}).At("needed")
}

func (d PlaylistDraft) optional() (n int) {
	for _, i := range d.Items {
		if i.Optional {
			n++
		}
	}
	return n
}

// check refuses what cannot be published.
func (d PlaylistDraft) check() error {
	if err := d.Fits(); err != nil {
		return err
	}
	optional := d.optional()
	switch {
	case !isText(d.Title, 1, MaxTitle) || !isLine(d.Title):
		return tooLong("activity.title", "title", MaxTitle)
	case !languageShape.MatchString(d.Language):
		return laurel.E(laurel.Invalid, "tenant.language").At("language")
	case len(d.Items) == 0:
		return laurel.E(laurel.Invalid, "playlist.empty").At("items")
	case d.Needed > optional:
		return d.neededFault()
	case optional == len(d.Items) && d.Needed == 0:
		return laurel.E(laurel.Invalid, "playlist.nothing-needed").At("needed")
	}
	return nil
}

// Issued is a playlist as it is published, with what publishing it has made.
type Issued struct {
	Playlist Playlist
	Badge    Achievement // the edition in force; new if New is set
	New      bool
	Left     []laurel.ActivityID // what was in the revision before and is not any more
}

// Publish checks the draft and makes the playlist, or its next revision if was is
// one that is published. Items are the draft's, as they are known; edition is the
// badge's last, or nothing. Who holds a badge keeps it: where another rule or another
// wording is in force from now on, that is its next edition. What is not open cannot
// come in, but what is in already may stay.
func (d PlaylistDraft) Publish(was Playlist, edition Achievement, items []Item, now time.Time) (Issued, error) {
	if err := d.check(); err != nil {
		return Issued{}, err
	}
	if was.Stage == Archived {
		return Issued{}, laurel.E(laurel.Conflict, "playlist.archived")
	}
	for i, item := range items {
		known := was.Has(item.Activity)
		switch {
		case (item.Revision == 0 || item.Hidden()) && !known:
			return Issued{}, noSuchItem(i)
		case !item.Open && !known:
			return Issued{}, laurel.E(laurel.Invalid, "playlist.closed").With(laurel.Args{"Title": item.Title}).At(itemField(i))
		}
	}
	p := d.playlist(was.ID, items)
	p.Revision, p.PublishedAt = was.Revision+1, was.PublishedAt
	if was.Revision == 0 {
		p.PublishedAt = now
	}
	out := Issued{Playlist: p, Badge: edition}
	for _, w := range was.Items {
		if !p.Has(w.Activity) {
			out.Left = append(out.Left, w.Activity)
		}
	}
	if badge := p.badge(); p.Badge && !(was.Badge && p.asksTheSame(was) && says(badge, edition)) {
		badge.ID, badge.Edition, badge.MadeAt = laurel.NewID[laurel.AchievementID](p.Tenant(), now), edition.Edition+1, now
		out.Badge, out.New = badge, true
	}
	return out, nil
}

// Preview is the playlist and its badge as they would be if the draft were published,
// however unfinished it is.
func (d PlaylistDraft) Preview(id laurel.PlaylistID, items []Item) (Playlist, Achievement) {
	p := d.playlist(id, items)
	return p, p.badge()
}

func (d PlaylistDraft) playlist(id laurel.PlaylistID, items []Item) Playlist {
	return Playlist{ID: id, Title: strings.TrimSpace(d.Title), Description: d.Description, Language: d.Language, Items: items,
		Needed: d.Needed, Badge: d.Badge, BadgeDescription: d.BadgeDescription, Stage: Published}
}

// says reports whether an edition says of the badge what is to be said, but for its
// criteria, which name the activities as they were called.
func says(is, was Achievement) bool {
	return is.Name == was.Name && is.Description == was.Description && is.Language == was.Language
}

// asksTheSame reports whether the same has to be done, in whatever order.
func (p Playlist) asksTheSame(was Playlist) bool {
	if p.Needed != was.Needed || len(p.Items) != len(was.Items) {
		return false
	}
	for _, i := range p.Items {
		if !slices.ContainsFunc(was.Items, func(w Item) bool { return w.PlaylistItem == i.PlaylistItem }) {
			return false
		}
	}
	return true
}

// badge is the playlist's badge, without what an edition adds.
func (p Playlist) badge() Achievement {
	about := strings.TrimSpace(p.BadgeDescription)
	if about == "" {
		about = cmp.Or(Summary(p.Description, 500), p.Title)
	}
	return Achievement{Playlist: p.ID, Activity: laurel.ActivityID(p.ID), Number: firstBadge, Name: p.Title,
		Description: about, Criteria: p.criteria(),
		Language: p.Language, Kind: Program}
}

// criteria lists what has to be done: first what is needed, then how many of the
// others. It has no words of ours, since it stands in the playlist's language.
func (p Playlist) criteria() string {
	var b strings.Builder
	n, rest := 0, []string{}
	for _, i := range p.Items {
		if i.Optional {
			rest = append(rest, "- "+i.Title)
			continue
		}
		n++
		b.WriteString(strconv.Itoa(n) + ". " + i.Title + "\n")
	}
	if p.Needed > 0 {
		b.WriteString("\n**" + strconv.Itoa(p.Needed) + " / " + strconv.Itoa(len(rest)) + "**\n\n" + strings.Join(rest, "\n"))
	}
	return strings.TrimSpace(b.String())
}

// Archive takes a published playlist out of the lists. Its badge is awarded to nobody
// any more; who holds it keeps it.
func (p *Playlist) Archive() error { return p.move(Published, Archived) }

// Restore publishes an archived playlist again, as it was.
func (p *Playlist) Restore() error { return p.move(Archived, Published) }

func (p *Playlist) move(from, to Stage) error {
	if p.Stage != from {
		return laurel.E(laurel.Conflict, "playlist."+string(p.Stage))
	}
	p.Stage = to
	p.Revision++
	return nil
}

// Total is the time that what is open takes in all, and how many activities do not
// say theirs.
func (p Playlist) Total() (minutes, unsaid int) {
	for _, i := range p.Items {
		switch {
		case !i.Open:
		case i.Minutes == 0:
			unsaid++
		default:
			minutes += i.Minutes
		}
	}
	return minutes, unsaid
}

// Progress is how far somebody has come in a playlist.
type Progress struct {
	Done     []bool // by item
	Steps    int    // that are needed of this person
	Made     int    // of them
	Complete bool
}

// Percent is how far, of a hundred.
func (p Progress) Percent() int {
	if p.Steps == 0 {
		return 0
	}
	return p.Made * 100 / p.Steps
}

// Progress tells how far somebody has come who holds some badges. All that is not
// optional is needed, and so many of the rest. What is not open any more counts for
// who has it, and is needed of nobody else: of the optional ones no more than there
// still are. Where nothing is open any more, all of it is needed again, so that
// nobody completes by others' leaving what they never did.
func (p Playlist) Progress(holds func(laurel.AchievementID) bool) Progress {
	out := Progress{Done: make([]bool, len(p.Items))}
	anyOpen := slices.ContainsFunc(p.Items, func(i Item) bool { return i.Open })
	choice, chosen := 0, 0
	for n, i := range p.Items {
		done := slices.ContainsFunc(i.Badges, holds)
		out.Done[n] = done
		there := done || i.Open || !anyOpen
		switch {
		case i.Optional:
			choice += count(there)
			chosen += count(done)
		default:
			out.Steps += count(there)
			out.Made += count(done)
		}
	}
	needed := min(p.Needed, choice)
	out.Steps += needed
	out.Made += min(chosen, needed)
	out.Complete = out.Steps > 0 && out.Made == out.Steps
	return out
}

// count is how many are true.
func count(all ...bool) (n int) {
	for _, yes := range all {
		if yes {
			n++
		}
	}
	return n
}
