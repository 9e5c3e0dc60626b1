package locale

import (
	"strconv"
	"time"
)

// Date writes the day of t in a zone, as in "23 November 2026". A nil zone is UTC.
func (t *Texts) Date(lang string, at time.Time, zone *time.Location) string {
	at = in(at, zone)
	return t.Say(lang, "date.day", map[string]any{
		"Day":   at.Day(),
		"Month": t.Say(lang, "date.month-"+strconv.Itoa(int(at.Month())), nil),
		"Year":  at.Year(),
	})
}

// DateTime writes the day and the time of t in a zone, with the zone's
// abbreviation. A nil zone is UTC.
func (t *Texts) DateTime(lang string, at time.Time, zone *time.Location) string {
	at = in(at, zone)
	return t.Say(lang, "date.time", map[string]any{
		"Date": t.Date(lang, at, at.Location()),
		"Time": at.Format("15:04"),
		"Zone": at.Format("MST"),
	})
}

func in(at time.Time, zone *time.Location) time.Time {
	if zone == nil {
		return at.UTC()
	}
	return at.In(zone)
}
