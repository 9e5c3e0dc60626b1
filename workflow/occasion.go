package workflow

import (
	"net/url"
	"strings"
	"time"

	"example.org/laurel"
	"example.org/laurel/tenants"
)

// MaxAddress bounds the address of a place, in characters.
const MaxAddress = 300

// Mode says how people come together.
type Mode string

// The modes of an activity; an activity may say nothing of it.
const (
	OnSite Mode = "on-site"
	Remote Mode = "remote"
	Hybrid Mode = "hybrid" // on site and remote at once
)

// Modes lists the modes.
func Modes() []Mode { return []Mode{OnSite, Remote, Hybrid} }

// Occasion is when and where an activity is. What is not known is empty: many can
// be done at any time.
type Occasion struct {
	Mode     Mode          `json:"mode,omitempty"`
	Address  string        `json:"address,omitempty"`  // of the place; has to be there on site and in hybrid
	Pin      tenants.Point `json:"pin,omitzero"`       // of the place, on a map
	Meeting  string        `json:"meeting,omitempty"`  // https; where one takes part from afar; has to be there in hybrid
	Booking  string        `json:"booking,omitempty"`  // https; where one puts oneself down for it
	Starts   time.Time     `json:"starts,omitzero"`    // UTC
	Ends     time.Time     `json:"ends,omitzero"`      // UTC; not before it starts
	TimeZone string        `json:"timeZone,omitempty"` // IANA: in which its hours are told; empty: UTC
}

// check refuses an occasion that nobody could come to.
func (o Occasion) check() error {
	switch {
	case o.Mode != "" && o.Mode != OnSite && o.Mode != Remote && o.Mode != Hybrid:
		return laurel.E(laurel.Invalid, "activity.mode").At("mode")
	case !isText(o.Address, 0, MaxAddress) || strings.ContainsAny(o.Address, "\r\n"):
		return tooLong("error.too-long", "address", MaxAddress)
	case (o.Mode == OnSite || o.Mode == Hybrid) && strings.TrimSpace(o.Address) == "":
		return laurel.E(laurel.Invalid, "activity.address").At("address")
	case o.Mode == Hybrid && o.Meeting == "":
		return laurel.E(laurel.Invalid, "activity.meeting").At("meeting")
	case o.Meeting != "" && !leads(o.Meeting):
		return laurel.E(laurel.Invalid, "activity.link").At("meeting")
	case o.Booking != "" && !leads(o.Booking):
		return laurel.E(laurel.Invalid, "activity.link").At("booking")
	}
	if err := o.Pin.Check(); err != nil {
		return err
	}
	return o.checkTime()
}

func (o Occasion) checkTime() error {
	if _, err := time.LoadLocation(o.TimeZone); err != nil || o.TimeZone == "Local" {
		return laurel.E(laurel.Invalid, "tenant.time-zone").At("timeZone")
	}
	switch {
	case o.Starts.IsZero() && !o.Ends.IsZero():
		return laurel.E(laurel.Invalid, "activity.starts").At("starts")
	case !o.Ends.IsZero() && o.Ends.Before(o.Starts):
		return laurel.E(laurel.Invalid, "activity.ends").At("ends")
	}
	return nil
}

// Zone is in which the occasion's hours are told.
func (o Occasion) Zone() *time.Location {
	if zone, err := time.LoadLocation(o.TimeZone); err == nil {
		return zone
	}
	return time.UTC
}

// Over reports whether it has taken place: past its end, or, where none is said, on a
// later day than its start.
func (o Occasion) Over(now time.Time) bool {
	if o.Starts.IsZero() {
		return false
	}
	ends := o.Ends
	if ends.IsZero() {
		y, m, d := o.Starts.In(o.Zone()).Date()
		ends = time.Date(y, m, d+1, 0, 0, 0, 0, o.Zone())
	}
	return !now.Before(ends)
}

// leads reports whether an address leads, safely, somewhere.
func leads(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Scheme == "https" && u.Host != "" && u.User == nil && len(address) <= MaxLink
}
