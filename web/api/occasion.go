package api

import (
	"time"

	"example.org/laurel/tenants"
	"example.org/laurel/workflow"
)

type occasion struct {
	Mode     workflow.Mode  `json:"mode,omitempty" enum:"on-site,remote,hybrid"`
	Address  string         `json:"address,omitempty" doc:"Of the place; needed on site and in hybrid."`
	Pin      *tenants.Point `json:"pin,omitempty" doc:"Of the place, in degrees."`
	Meeting  string         `json:"meeting,omitempty" doc:"Where one takes part from afar, https; needed in hybrid."`
	Booking  string         `json:"booking,omitempty" doc:"Where one books, https."`
	Starts   *time.Time     `json:"starts,omitempty"`
	Ends     *time.Time     `json:"ends,omitempty" doc:"Not before it starts."`
	TimeZone string         `json:"timeZone,omitempty" doc:"IANA, as in \"Europe/Rome\"; left out: UTC."`
}

// occasion is the same for the rules; of nil it is empty.
func (o *occasion) occasion() workflow.Occasion {
	if o == nil {
		return workflow.Occasion{}
	}
	w := workflow.Occasion{Mode: o.Mode, Address: o.Address, Meeting: o.Meeting, Booking: o.Booking, TimeZone: o.TimeZone}
	if o.Pin != nil {
		w.Pin = *o.Pin
	}
	if o.Starts != nil {
		w.Starts = o.Starts.UTC()
	}
	if o.Ends != nil {
		w.Ends = o.Ends.UTC()
	}
	return w
}

// occasionOf is nil where nothing is known.
func occasionOf(w workflow.Occasion) *occasion {
	if w == (workflow.Occasion{}) {
		return nil
	}
	o := occasion{Mode: w.Mode, Address: w.Address, Meeting: w.Meeting, Booking: w.Booking, TimeZone: w.TimeZone}
	if w.Pin != (tenants.Point{}) {
		o.Pin = &w.Pin
	}
	if !w.Starts.IsZero() {
		o.Starts = &w.Starts
	}
	if !w.Ends.IsZero() {
		o.Ends = &w.Ends
	}
	return &o
}
