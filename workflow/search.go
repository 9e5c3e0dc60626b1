package workflow

import (
	"encoding/base64"
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"example.org/laurel"
	"example.org/laurel/tenants"
)

// Bounds of what is asked of a catalogue.
const (
	MaxQuery  = 200  // characters
	MaxWithin = 1000 // kilometres
	MaxFound  = 200  // on one page
	MaxPins   = 1000 // on one map
)

// Order says what comes first in a catalogue.
type Order string

// The orders. What is not told apart by one goes by its age.
const (
	ByNewest  Order = "newest"
	BySoonest Order = "soonest" // what is still to come first, then all that has no date or is over
	ByNearest Order = "nearest" // what is nowhere comes last
	ByBest    Order = "best"    // where the words stand: name, organisation, anywhere
)

// Orders lists the orders.
func Orders() []Order { return []Order{ByNewest, BySoonest, ByNearest, ByBest} }

// Search is what somebody looks for in a catalogue. The zero value of each part
// asks for nothing.
type Search struct {
	Words        []string // folded; all have to be there, the last may be the beginning of one
	Category     string
	Kind         Kind
	Language     string
	Tag          string
	Skill        laurel.SkillID // or a narrower one
	Organisation laurel.TenantID
	Mode         Mode      // what is both on site and remote is found under each
	From, Until  time.Time // it takes place within, in part at least; Until itself is outside
	Minutes      int       // at most
	Near         *tenants.Point
	Within       float64 // kilometres from Near
	Box          *tenants.Bounds
	Pinned       bool // it has a place on the map
	ToCome       bool // it has a date, and is not over
	Order        Order
	After        *Cursor
	Limit        int
}

// SearchFields are the names under which ReadSearch asks for what is looked for;
// the place in the list, which is not part of it, is asked for as "cursor".
func SearchFields() []string {
	return []string{"q", "category", "kind", "language", "tag", "skill", "organisation", "mode", "from", "to", "minutes",
		"near", "within", "bbox", "order"}
}

// ReadSearch reads a search as it stands in an address: asked returns the value
// of a field, empty where there is none. Days are those of zone. What cannot be
// meant is refused with the field's name.
func ReadSearch(asked func(field string) string, zone *time.Location) (Search, error) {
	s := Search{Category: asked("category"), Kind: Kind(asked("kind")), Language: asked("language"), Tag: asked("tag"),
		Skill:        laurel.SkillID(asked("skill")),
		Organisation: laurel.TenantID(asked("organisation")), Mode: Mode(asked("mode")), Order: Order(asked("order"))}
	q := asked("q")
	switch {
	case utf8.RuneCountInString(q) > MaxQuery:
		return s, tooLong("error.too-long", "q", MaxQuery)
	case !isText(s.Category, 0, MaxTag):
		return s, tooLong("error.too-long", "category", MaxTag)
	case !isText(s.Tag, 0, MaxTag):
		return s, tooLong("error.too-long", "tag", MaxTag)
	}
	s.Words = Words(q)
	if err := s.checkLists(); err != nil {
		return s, err
	}
	if err := s.readTime(asked, zone); err != nil {
		return s, err
	}
	if err := s.readPlace(asked); err != nil {
		return s, err
	}
	return s, s.readOrder(asked("cursor"))
}

// checkLists refuses a value of a list that is not on it.
func (s *Search) checkLists() error {
	switch {
	case s.Kind != "" && !known(s.Kind):
		return noSuchKind()
	case s.Language != "" && !languageShape.MatchString(s.Language):
		return laurel.E(laurel.Invalid, "tenant.language").At("language")
	case s.Organisation != "" && !s.Organisation.Valid():
		return laurel.E(laurel.Invalid, "search.organisation").At("organisation")
	case s.Skill != "" && s.Skill.Framework() == "":
		return laurel.E(laurel.Invalid, "skill.unknown").At("skill")
	case s.Mode != "" && !slices.Contains(Modes(), s.Mode):
		return laurel.E(laurel.Invalid, "activity.mode").At("mode")
	case s.Order != "" && !slices.Contains(Orders(), s.Order):
		return laurel.E(laurel.Invalid, "search.order").At("order")
	}
	return nil
}

func (s *Search) readTime(asked func(string) string, zone *time.Location) (err error) {
	if s.From, err = readDay("from", asked("from"), zone); err != nil {
		return err
	}
	if s.Until, err = readDay("to", asked("to"), zone); err != nil {
		return err
	}
	if !s.Until.IsZero() { // the day that is named is meant, too
		s.Until = s.Until.AddDate(0, 0, 1)
	}
	if !s.From.IsZero() && !s.Until.IsZero() && !s.From.Before(s.Until) {
		return laurel.E(laurel.Invalid, "search.to").At("to")
	}
	if text := asked("minutes"); text != "" {
		s.Minutes, err = strconv.Atoi(text)
		if err != nil || s.Minutes < 1 || s.Minutes > MaxMinutes {
			return laurel.E(laurel.Invalid, "activity.minutes").With(laurel.Args{"Max": MaxMinutes}).Because(err).At("minutes")
		}
	}
	return nil
}

// readDay reads a day of a year that both people and databases know.
func readDay(field, text string, zone *time.Location) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	day, err := time.ParseInLocation(time.DateOnly, text, zone)
	if err != nil || day.Year() < 1900 || day.Year() > 9000 {
		return time.Time{}, laurel.E(laurel.Invalid, "search.day").Because(err).At(field)
	}
	return day, nil
}

func (s *Search) readPlace(asked func(string) string) error {
	if text := asked("near"); text != "" {
		n, ok := numbers(text, 2)
		if !ok || (tenants.Point{Latitude: n[0], Longitude: n[1]}).Check() != nil {
			return laurel.E(laurel.Invalid, "search.near").At("near")
		}
		s.Near = &tenants.Point{Latitude: n[0], Longitude: n[1]}
	}
	if text := asked("within"); text != "" {
		n, ok := numbers(text, 1)
		if !ok || !(n[0] > 0 && n[0] <= MaxWithin) || s.Near == nil {
			return laurel.E(laurel.Invalid, "search.within").With(laurel.Args{"Max": MaxWithin}).At("within")
		}
		s.Within = n[0]
	}
	if text := asked("bbox"); text != "" { // RFC 7946, section 5
		n, ok := numbers(text, 4)
		if !ok {
			return laurel.E(laurel.Invalid, "search.bbox").At("bbox")
		}
		s.Box = &tenants.Bounds{West: n[0], South: n[1], East: n[2], North: n[3]}
		if *s.Box == (tenants.Bounds{}) || s.Box.Check() != nil {
			return laurel.E(laurel.Invalid, "search.bbox").At("bbox")
		}
	}
	return nil
}

// numbers reads so many of them with commas between.
func numbers(text string, many int) ([]float64, bool) {
	parts := strings.Split(text, ",")
	if len(parts) != many {
		return nil, false
	}
	list := make([]float64, many)
	for i, p := range parts {
		n, err := strconv.ParseFloat(strings.TrimSpace(p), 64)
		if err != nil || math.IsNaN(n) || math.IsInf(n, 0) {
			return nil, false
		}
		list[i] = n
	}
	return list, true
}

// readOrder finds the order where none is asked for, and the place in the list.
func (s *Search) readOrder(cursor string) error {
	switch {
	case s.Order == "" && len(s.Words) > 0:
		s.Order = ByBest
	case s.Order == "":
		s.Order = ByNewest
	case s.Order == ByNearest && s.Near == nil:
		return laurel.E(laurel.Invalid, "search.nearest").At("order")
	}
	if cursor == "" {
		return nil
	}
	c, err := readCursor(cursor)
	if err != nil || c.Order != s.Order {
		return laurel.E(laurel.Invalid, "search.cursor").Because(err).At("cursor")
	}
	s.After = &c
	return nil
}

// Cursor is a place in a list: behind one of its entries, or before it.
type Cursor struct {
	Order    Order             `json:"o"`
	Back     bool              `json:"b,omitempty"` // towards the beginning
	Number   int64             `json:"n,omitempty"` // by which the entry stands where it does, and
	At       time.Time         `json:"t"`           // where that is the same, by its time
	Activity laurel.ActivityID `json:"a"`
	City     laurel.TenantID   `json:"c"`
}

// Text is the cursor as it stands in an address; empty for the zero one.
func (c Cursor) Text() string {
	if c == (Cursor{}) {
		return ""
	}
	b, err := json.Marshal(c)
	if err != nil {
		return "" // its time is out of all bounds, and so of no entry's
	}
	return base64.RawURLEncoding.EncodeToString(b)
}

const maxCursor = 400 // characters

// readCursor takes what anybody may have made up, so it is held to what both
// databases can compare with.
func readCursor(text string) (c Cursor, err error) {
	refused := laurel.E(laurel.Invalid, "search.cursor").At("cursor")
	if len(text) > maxCursor {
		return c, refused
	}
	b, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return c, refused.Because(err)
	}
	if err := json.Unmarshal(b, &c); err != nil {
		return c, refused.Because(err)
	}
	if c.Activity.Tenant() == "" || !c.City.Valid() || c.At.Year() < 1900 || c.At.Year() > 9000 {
		return c, refused
	}
	return c, nil
}

// Upwards reports whether the order goes from the least to the greatest.
func (o Order) Upwards() bool { return o == BySoonest || o == ByNearest }

// Back reports whether the page before an entry is meant.
func (s Search) Back() bool { return s.After != nil && s.After.Back }

// Ascends reports whether a database has to read from the least to the greatest: the
// page before an entry is read the other way round.
func (s Search) Ascends() bool { return s.Order.Upwards() != s.Back() }
