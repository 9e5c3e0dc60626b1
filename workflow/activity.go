package workflow

import (
	"cmp"
	"net/url"
	"regexp"
	"slices"
	"strconv"
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
)

// Reach says on which cities' sites an activity can stand.
type Reach string

// The two reaches of an activity.
const (
	InCities     Reach = "cities"  // of the cities in which its organisation is active, those that list it
	InTheNetwork Reach = "network" // any city's of the platform; each decides about its own catalogue
)

// Kinds lists the kinds of activities.
func Kinds() []Kind { return []Kind{Course, Event, Volunteering, Internship, Online} }

// Link is something to watch or to read.
type Link struct {
	Kind  string `json:"kind"` // "video", "page", "booklet"
	Title string `json:"title"`
	URL   string `json:"url"`
}

// sound reports whether the link has a title and leads, safely, somewhere.
func (l Link) sound() bool {
	u, err := url.Parse(l.URL)
	return err == nil && u.Scheme == "https" && u.Host != "" && u.User == nil && len(l.URL) <= MaxLink &&
		isText(l.Kind, 0, MaxTag) && isText(l.Title, 1, MaxTitle)
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
	Links       []Link
	Minutes     int    // to complete
	Cover       string // name in tenants/media
	Reach       Reach
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
	Edition     int
	Name        string
	Description string
	Criteria    string // Markdown, made from the tasks
	Language    string
	Tags        []string
	Kind        Kind
	Cover       string // name in tenants/media
	PNG, SVG    string // names in tenants/media; empty until a job has drawn them
	MadeAt      time.Time
}

// Drawn reports whether the badge has its picture.
func (a Achievement) Drawn() bool { return a.PNG != "" && a.SVG != "" }

// Claim is what stands behind a QR code: it leads to the activity's badge.
type Claim struct {
	ID       laurel.ClaimID
	Activity laurel.ActivityID
}

// Playlist is an ordered choice of activities.
type Playlist struct {
	ID         string
	Name       string
	Activities []laurel.ActivityID
}

// Draft is what an organiser writes before an activity is published.
type Draft struct {
	Title            string
	Description      string
	Language         string
	Kind             Kind
	Category         string
	Tags             []string
	Links            []Link
	Minutes          int
	Cover            string
	Reach            Reach  // empty: InCities
	BadgeDescription string // of the badge; empty: the beginning of the activity's
	Tasks            []TaskDraft
}

// TaskDraft is one task as an organiser writes it.
type TaskDraft struct {
	Prompt string
	Asks   []Ask
	Steps  []Step
}

// Publication is an activity together with all that publishing it makes.
type Publication struct {
	Activity    Activity
	Achievement Achievement
	Tasks       []Task
	Flows       []Flow
	Claim       Claim
}

// Publish checks the draft and makes the activity, its badge of the same name,
// its tasks with their flows, and the claim code behind its QR code.
func (d Draft) Publish(t laurel.TenantID, now time.Time) (Publication, error) {
	if err := d.check(); err != nil {
		return Publication{}, err
	}
	a := Activity{ID: laurel.NewID[laurel.ActivityID](t, now), Title: strings.TrimSpace(d.Title), Description: d.Description,
		Language: d.Language, Kind: d.Kind, Category: d.Category, Tags: d.Tags, Links: d.Links, Minutes: d.Minutes,
		Cover: d.Cover, Reach: cmp.Or(d.Reach, InCities), PublishedAt: now}
	about := strings.TrimSpace(d.BadgeDescription)
	if about == "" {
		about = Summary(d.Description, 500)
	}
	p := Publication{Activity: a, Claim: Claim{ID: laurel.NewID[laurel.ClaimID](t, now), Activity: a.ID},
		Achievement: Achievement{ID: laurel.NewID[laurel.AchievementID](t, now), Activity: a.ID, Edition: 1, Name: a.Title,
			Description: about, Criteria: d.criteria(), Language: a.Language, Tags: a.Tags, Kind: a.Kind, Cover: a.Cover, MadeAt: now}}
	for i, draft := range d.Tasks {
		task := Task{ID: laurel.NewID[laurel.TaskID](t, now), Achievement: p.Achievement.ID, Number: i + 1,
			Prompt: draft.Prompt, Asks: draft.Asks}
		flow := Flow{ID: laurel.NewID[laurel.FlowID](t, now), Task: task.ID, Edition: 1, Steps: draft.Steps, MadeAt: now}
		task.Flow = flow.ID
		p.Tasks, p.Flows = append(p.Tasks, task), append(p.Flows, flow)
	}
	return p, nil
}

func (d Draft) check() error {
	switch {
	case !isText(d.Title, 1, MaxTitle) || !isLine(d.Title):
		return tooLong("activity.title", "title", MaxTitle)
	case !isText(d.Description, 1, MaxDescription):
		return tooLong("activity.description", "description", MaxDescription)
	case !isText(d.BadgeDescription, 0, MaxPrompt):
		return tooLong("error.too-long", "badge.description", MaxPrompt)
	case !languageShape.MatchString(d.Language):
		return laurel.E(laurel.Invalid, "tenant.language").At("language")
	case !known(d.Kind):
		return laurel.E(laurel.Invalid, "activity.kind").At("kind")
	case d.Reach != "" && d.Reach != InCities && d.Reach != InTheNetwork:
		return laurel.E(laurel.Invalid, "activity.reach").At("reach")
	case d.Minutes < 0 || d.Minutes > MaxMinutes:
		return laurel.E(laurel.Invalid, "activity.minutes").With(laurel.Args{"Max": MaxMinutes}).At("minutes")
	case !isText(d.Category, 0, MaxTag):
		return tooLong("error.too-long", "category", MaxTag)
	case len(d.Tags) > MaxTags || len(d.Links) > MaxLinks:
		return laurel.E(laurel.Invalid, "activity.too-many").With(laurel.Args{"Max": MaxTags}).At("tags")
	case len(d.Tasks) == 0 || len(d.Tasks) > MaxTasks:
		return laurel.E(laurel.Invalid, "activity.tasks").With(laurel.Args{"Max": MaxTasks}).At("tasks")
	}
	for i, tag := range d.Tags {
		if !isText(tag, 1, MaxTag) {
			return tooLong("error.too-long", "tags["+strconv.Itoa(i)+"]", MaxTag)
		}
	}
	for i, l := range d.Links {
		if !l.sound() {
			return laurel.E(laurel.Invalid, "activity.link").At("links[" + strconv.Itoa(i) + "]")
		}
	}
	for i, t := range d.Tasks {
		if err := t.check("tasks[" + strconv.Itoa(i) + "]."); err != nil {
			return err
		}
	}
	return nil
}

func tooLong(key, field string, limit int) error {
	return laurel.E(laurel.Invalid, key).With(laurel.Args{"Max": limit}).At(field)
}

func known(k Kind) bool { return slices.Contains(Kinds(), k) }

// criteria says in words of the organiser what has to be done: the prompts.
func (d Draft) criteria() string {
	var b strings.Builder
	for i, t := range d.Tasks {
		if len(d.Tasks) > 1 {
			b.WriteString(strconv.Itoa(i+1) + ". ")
		}
		b.WriteString(strings.TrimSpace(t.Prompt) + "\n")
	}
	return strings.TrimSpace(b.String())
}

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

// Summary is the beginning of a Markdown text as plain words: at most limit
// characters, ending at a word.
func Summary(markdown string, limit int) string {
	plain := strings.NewReplacer("#", "", "*", "", "_", "", "`", "", ">", "").Replace(markdown)
	words := strings.Fields(plain)
	var b strings.Builder
	n := 0
	for _, w := range words {
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

// NewPlaylist checks and names a playlist.
func NewPlaylist(t laurel.TenantID, name string, activities []laurel.ActivityID, now time.Time) (Playlist, error) {
	if !isText(name, 1, MaxTitle) {
		return Playlist{}, tooLong("activity.title", "name", MaxTitle)
	}
	if len(activities) == 0 {
		return Playlist{}, laurel.E(laurel.Invalid, "playlist.empty").At("activities")
	}
	return Playlist{ID: laurel.NewID[string](t, now), Name: strings.TrimSpace(name), Activities: activities}, nil
}
