package workflow_test

import (
	"testing"
	"time"

	"example.org/laurel/workflow"
)

func TestAnOccasionIsOverPastItsEndOrOnALaterDay(t *testing.T) {
	t.Parallel()
	at := func(s string) time.Time {
		when, err := time.Parse(time.RFC3339, s)
		if err != nil {
			t.Fatal(err)
		}
		return when
	}
	night := workflow.Occasion{Starts: at("2026-05-03T20:00:00Z"), TimeZone: "Europe/Vilnius"} // 23:00 there
	evening := night
	evening.Ends = at("2026-05-03T23:30:00Z")
	for _, c := range []struct {
		of   workflow.Occasion
		now  string
		over bool
	}{
		{workflow.Occasion{}, "2999-01-01T00:00:00Z", false}, // at any time
		{night, "2026-05-03T20:59:59Z", false},
		{night, "2026-05-03T21:00:00Z", true}, // midnight there
		{evening, "2026-05-03T23:29:59Z", false},
		{evening, "2026-05-03T23:30:00Z", true},
	} {
		if got := c.of.Over(at(c.now)); got != c.over {
			t.Errorf("from %s to %s, at %s: over is %t", c.of.Starts, c.of.Ends, c.now, got)
		}
	}
}
