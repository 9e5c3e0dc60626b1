package workflow

import (
	"strings"
	"testing"
	"time"

	"example.org/laurel"
)

func TestARulingHoldsOnlyForWhoStandsAsItSupposes(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		was, want Seat
		mode      JoiningMode
		do        RulingKind
		roll      Roll
		left      Roll
		freed     bool
		kind      laurel.Kind
	}{
		"accept who asked":          {was: Asked, mode: JoiningAsked, do: RuleAccept, want: Joined, left: Roll{Joined: 1}},
		"accept, and no place":      {was: Asked, mode: JoiningPlaces, do: RuleAccept, roll: Roll{Joined: 2}, want: Waiting, left: Roll{Joined: 2, Waiting: 1, Turns: 1}},
		"accept who is in":          {was: Joined, mode: JoiningAsked, do: RuleAccept, roll: Roll{Joined: 1}, want: Joined, left: Roll{Joined: 1}},
		"accept who has left":       {was: Left, mode: JoiningAsked, do: RuleAccept, want: Left, kind: laurel.Conflict},
		"refuse who asked":          {was: Asked, mode: JoiningAsked, do: RuleRefuse, want: Refused},
		"refuse who is in":          {was: Joined, mode: JoiningAsked, do: RuleRefuse, roll: Roll{Joined: 1}, want: Joined, left: Roll{Joined: 1}, kind: laurel.Conflict},
		"remove who is in":          {was: Joined, mode: JoiningAsked, do: RuleRemove, roll: Roll{Joined: 1}, want: Removed, freed: true},
		"remove who waits":          {was: Waiting, mode: JoiningPlaces, do: RuleRemove, roll: Roll{Joined: 2, Waiting: 1}, want: Removed, left: Roll{Joined: 2}},
		"remove who asked":          {was: Asked, mode: JoiningAsked, do: RuleRemove, want: Asked, kind: laurel.Conflict},
		"move up who waits":         {was: Waiting, mode: JoiningPlaces, do: RuleMoveUp, roll: Roll{Joined: 2, Waiting: 1}, want: Joined, left: Roll{Joined: 3}},
		"move up who does not wait": {was: Left, mode: JoiningPlaces, do: RuleMoveUp, want: Left, kind: laurel.Conflict},
	} {
		p, r := Participation{Seat: c.was}, c.roll
		a := Activity{Stage: Published, Joining: Joining{Mode: c.mode, Places: 2}}
		freed, err := p.Rule(a, &r, Ruling{Kind: c.do}, time.Now())
		if p.Seat != c.want || r != c.left || freed != c.freed || laurel.KindOf(err) != c.kind {
			t.Errorf("%s: %s, %+v, freed %v, %v; want %s, %+v, %v, %v", name, p.Seat, r, freed, err, c.want, c.left, c.freed, c.kind)
		}
	}
}

func TestARulingThatSaysTooMuchOrNothingIsRefused(t *testing.T) {
	t.Parallel()
	for _, u := range []Ruling{{}, {Kind: "promote"}, {Kind: RuleRemove, Words: strings.Repeat("x", MaxRulingWords+1)},
		{Kind: RuleRefuse, Words: "a\x00b"}, {Kind: RuleRefuse, Words: "\xff"}} {
		if err := u.Check(); laurel.KindOf(err) != laurel.Invalid {
			t.Errorf("%q: %v, want invalid", u, err)
		}
	}
	good := Ruling{Kind: RuleRemove, Words: "  Sorry,\nwe are full. "}
	if err := good.Check(); err != nil || good.Words != "Sorry,\nwe are full." {
		t.Errorf("%q, %v", good, err)
	}
}

func TestARequestIsMadeOnceAndOutlivesAMergerOfAccounts(t *testing.T) {
	t.Parallel()
	a := Activity{Stage: Published, Joining: Joining{Mode: JoiningAsked}}
	now := time.Now()
	var p Participation
	for range 2 {
		if err := p.Join(a, &Roll{}, ByThemselves, now); err != nil || p.Seat != Asked || !p.Since.Equal(now) {
			t.Errorf("asking: %+v, %v", p, err)
		}
		now = p.Since
	}
	other := Participation{Seat: Left}
	if other.Combine(p, &Roll{}, now); other.Seat != Asked {
		t.Errorf("after the merger: %s", other.Seat)
	}
	in := Participation{Seat: Joined}
	if in.Combine(p, &Roll{Joined: 1}, now); in.Seat != Joined {
		t.Errorf("after the merger: %s", in.Seat)
	}
	removed := Participation{Seat: Removed}
	if err := removed.Join(a, &Roll{}, ByThemselves, now); laurel.KindOf(err) != laurel.Forbidden {
		t.Errorf("who was removed asks: %v", err)
	}
}
