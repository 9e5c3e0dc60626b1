package workflow

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"example.org/laurel"
)

// Bounds of what an organiser writes, in characters unless it says otherwise.
const (
	MaxTitle       = 160
	MaxDescription = 20_000
	MaxPrompt      = 4_000
	MaxTags        = 20
	MaxTag         = 80
	MaxLinks       = 20
	MaxTasks       = 20
	MaxMinutes     = 100_000
	MaxCities      = 100
)

// languageShape is that of the codes of ISO 639-1 and 639-3.
var languageShape = regexp.MustCompile(`^[a-z]{2,3}$`)

// Kind is what sort of learning an activity is; the badge's shape follows it.
type Kind string

// The kinds of activities.
const (
	Course       Kind = "course"
	Event        Kind = "event"
	Volunteering Kind = "volunteering"
	Internship   Kind = "internship"
	Online       Kind = "online"
	Workshop     Kind = "workshop"
	Project      Kind = "project"
	Mentoring    Kind = "mentoring"
	Competition  Kind = "competition"
	Visit        Kind = "visit" // to an exhibition, a museum, a library, a place
)

// Reach says on which cities' sites an activity can stand.
type Reach string

// The two reaches of an activity.
const (
	InCities     Reach = "cities"  // of the cities in which its organisation is active, those that list it
	InTheNetwork Reach = "network" // any city's of the platform; each decides about its own catalogue
)

// Stage is how far an activity has come. Before it is published there is only its
// draft, which nobody but its organisers sees.
type Stage string

// The stages of an activity.
const (
	Published Stage = "published"
	Archived  Stage = "archived" // in no catalogue; nobody can begin it; who holds its badge keeps it
)

// Kinds lists the kinds of activities.
func Kinds() []Kind {
	return []Kind{Course, Workshop, Event, Visit, Volunteering, Internship, Project, Mentoring, Competition, Online}
}

// noSuchKind refuses what is none of the kinds.
func noSuchKind() *laurel.Error {
	names := make([]string, 0, len(Kinds()))
	for _, k := range Kinds() {
		names = append(names, string(k))
	}
	return laurel.E(laurel.Invalid, "activity.kind").With(laurel.Args{"Kinds": strings.Join(names, ", ")}).At("kind")
}

// Link is something to watch or to read.
type Link struct {
	Kind  string `json:"kind"` // "video", "page", "booklet"
	Title string `json:"title"`
	URL   string `json:"url"`
}

// sound reports whether the link has a title and leads, safely, somewhere.
func (l Link) sound() bool {
	return leads(l.URL) && isText(l.Kind, 0, MaxTag) && isText(l.Title, 1, MaxTitle)
}

// Activity is a learning experience. Publishing it creates its badge.
type Activity struct {
	ID          laurel.ActivityID
	Title       string
	Description string // Markdown
	Language    string // of the content, as in "en"
	Kind        Kind
	Category    string // id of a category; pages say it in the reader's language
	Tags        []string
	Skills      []laurel.SkillID
	Links       []Link
	Attachments []Attachment
	Minutes     int    // to complete
	Cover       string // name in tenants/media
	Reach       Reach
	Cities      []laurel.TenantID // in whose catalogues its organisation wants it
	Shelf       Shelf
	Occasion    Occasion
	Access      Access
	Joining     Joining
	Badges      []laurel.AchievementID // in force, its own first; none: there is one, from before there were several
	Stage       Stage
	Revision    int // counts what was published of it, from 1
	PublishedAt time.Time
}

// Object names the activity for policies.
func (a Activity) Object() string { return "activity:" + string(a.ID) }

// Tenant is the organisation that offers it.
func (a Activity) Tenant() laurel.TenantID { return a.ID.Tenant() }

// Achievement is one edition of a badge. It never changes: a change makes the
// next edition, and holders keep theirs.
type Achievement struct {
	ID          laurel.AchievementID
	Activity    laurel.ActivityID
	Playlist    laurel.PlaylistID // whose badge it is, if it is no activity's; Activity is the same id then
	Number      int               // within its activity, from 1, whatever the edition
	Edition     int
	Level       int // stars; 0 to MaxLevel
	Requires    Requirement
	Name        string
	Description string
	Criteria    string // Markdown, made from the tasks
	Language    string
	Tags        []string
	Skills      []laurel.SkillID // that it attests
	Kind        Kind
	Cover       string // name in tenants/media
	PNG, SVG    string // names in tenants/media; empty until a job has drawn them
	Card        string // likewise, of the picture beside a link; badges drawn before there were cards have none
	MadeAt      time.Time
}

// Key tells which badge it is an edition of.
func (a Achievement) Key() BadgeKey { return BadgeKey{Activity: a.Activity, Number: a.Number} }

// Object names the badge's activity for policies.
func (a Achievement) Object() string { return Activity{ID: a.Activity}.Object() }

// Tenant is the organisation whose badge it is.
func (a Achievement) Tenant() laurel.TenantID { return a.ID.Tenant() }

// Stars are the badge's level as it is read.
func (a Achievement) Stars() string { return strings.Repeat("★", a.Level) }

// Drawn reports whether the badge has its picture.
func (a Achievement) Drawn() bool { return a.PNG != "" && a.SVG != "" }

// Claim is what stands behind a QR code: it leads to the activity's badge.
type Claim struct {
	ID       laurel.ClaimID
	Activity laurel.ActivityID
}

func tooLong(key, field string, limit int) error {
	return laurel.E(laurel.Invalid, key).With(laurel.Args{"Max": limit}).At(field)
}

func known(k Kind) bool { return slices.Contains(Kinds(), k) }

// isText reports whether s is valid UTF-8 of least to most characters, with no
// control characters but line ends and tabs.
func isText(s string, least, most int) bool {
	n := utf8.RuneCountInString(strings.TrimSpace(s))
	return utf8.ValidString(s) && n >= least && utf8.RuneCountInString(s) <= most &&
		strings.IndexFunc(s, func(r rune) bool { return unicode.IsControl(r) && !strings.ContainsRune("\n\r\t", r) }) < 0
}

// isLine reports whether s is one line with something to be seen in it.
func isLine(s string) bool {
	return strings.IndexFunc(s, isShown) >= 0 && !strings.ContainsAny(s, "\n\r\t\u0085\u2028\u2029")
}

func isShown(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsSymbol(r) }

// unmarked is a text without the signs of Markdown.
func unmarked(text string) string {
	return strings.NewReplacer("#", "", "*", "", "_", "", "`", "", ">", "").Replace(text)
}

// Summary is the beginning of a Markdown text as plain words: at most limit
// characters, ending at a word.
func Summary(markdown string, limit int) string {
	words := strings.Fields(unmarked(markdown))
	var b strings.Builder
	n := 0
	for _, w := range words {
		if w == "-" || w == "+" { // begins an item of a list
			continue
		}
		n += utf8.RuneCountInString(w) + 1
		if n > limit {
			return strings.TrimRight(b.String(), " ,.;:") + "…"
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(w)
	}
	return b.String()
}

// Plain is a Markdown text as plain words, a line for each of its lines that has any.
func Plain(markdown string) string {
	var lines []string
	for line := range strings.Lines(markdown) {
		line = strings.TrimSpace(line)
		if rest, ok := strings.CutPrefix(line, "- "); ok {
			line = "• " + rest
		}
		if line = strings.TrimSpace(unmarked(line)); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}
