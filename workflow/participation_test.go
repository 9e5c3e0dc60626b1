package workflow

import (
	"testing"

	"example.org/laurel"
)

func TestAPlaceIsGivenToTheFirstAndTheRestWait(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		joining JoiningMode
		stage   Stage
		roll    Roll
		was     Seat
		by      Way
		want    Seat
		text    string
	}{
		"open":                                {joining: JoiningOpen, want: Joined},
		"a place is left":                     {joining: JoiningPlaces, roll: Roll{Joined: 1}, want: Joined},
		"none is left":                        {joining: JoiningPlaces, roll: Roll{Joined: 2}, want: Waiting},
		"one is left for who waits":           {joining: JoiningPlaces, roll: Roll{Joined: 1, Waiting: 1}, want: Waiting},
		"invited, and none is left":           {joining: JoiningPlaces, roll: Roll{Joined: 2}, by: ByInvitation, want: Waiting},
		"by invitation only":                  {joining: JoiningOff, text: "joining.off"},
		"by invitation only, and invited":     {joining: JoiningOff, by: ByInvitation, want: Joined},
		"once more":                           {joining: JoiningPlaces, roll: Roll{Joined: 2}, was: Joined, want: Joined},
		"who waits goes on waiting":           {joining: JoiningOpen, roll: Roll{Waiting: 1}, was: Waiting, want: Waiting},
		"who has left comes back":             {joining: JoiningOpen, was: Left, want: Joined},
		"who was removed does not":            {joining: JoiningOpen, was: Removed, text: "joining.removed"},
		"who was removed is invited":          {joining: JoiningOpen, was: Removed, by: ByInvitation, want: Joined},
		"archived":                            {joining: JoiningOpen, stage: Archived, text: "activity.stage-archived"},
		"archived, and an invitation is late": {joining: JoiningOpen, stage: Archived, by: ByInvitation, text: "activity.stage-archived"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := Activity{Stage: Published, Joining: Joining{Mode: tt.joining, Places: 2}}
			if tt.stage != "" {
				a.Stage = tt.stage
			}
			p, r, by := Participation{Seat: tt.was}, tt.roll, ByThemselves
			if tt.by != "" {
				by = tt.by
			}
			err := p.Join(a, &r, by, noon())
			if textOf(err) != tt.text || err == nil && p.Seat != tt.want {
				t.Errorf("Join() = %v, %v; want %v, %q", p.Seat, err, tt.want, tt.text)
			}
			if more := r.Joined + r.Waiting - tt.roll.Joined - tt.roll.Waiting; (more == 1) != (err == nil && tt.want != tt.was) {
				t.Errorf("the roll went from %+v to %+v", tt.roll, r)
			}
		})
	}
}

func TestLeavingFreesAPlaceOnce(t *testing.T) {
	t.Parallel()
	for was, want := range map[Seat]struct {
		freed bool
		roll  Roll
	}{Joined: {true, Roll{Joined: 1, Waiting: 1}}, Waiting: {false, Roll{Joined: 2}}, Left: {false, Roll{Joined: 2, Waiting: 1}},
		Removed: {false, Roll{Joined: 2, Waiting: 1}}, "": {false, Roll{Joined: 2, Waiting: 1}}} {
		for _, as := range []Seat{Left, Removed} {
			p, r := Participation{Seat: was}, Roll{Joined: 2, Waiting: 1}
			if freed := p.Leave(&r, as, noon()); freed != want.freed || r != want.roll {
				t.Errorf("%q leaves as %q: %v, %+v; want %v, %+v", was, as, freed, r, want.freed, want.roll)
			}
			if p.Leave(&r, Left, noon()) || r != want.roll {
				t.Errorf("%q leaves twice: %+v", was, r)
			}
		}
	}
}

func TestPlacesAreFilledAsTheSettingSays(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		stage Stage
		mode  JoiningMode
		roll  Roll
		want  int
	}{
		{Published, JoiningPlaces, Roll{Joined: 1, Waiting: 5}, 2}, {Published, JoiningPlaces, Roll{Joined: 9, Waiting: 5}, 0},
		{Published, JoiningOpen, Roll{Joined: 9, Waiting: 5}, 5}, {Published, JoiningOff, Roll{Waiting: 5}, 0},
		{Archived, JoiningOpen, Roll{Waiting: 5}, 0},
	} {
		a := Activity{Stage: tt.stage, Joining: Joining{Mode: tt.mode, Places: 3}}
		if got := a.Free(tt.roll); got != tt.want {
			t.Errorf("%s, %s, %+v: %d are free, want %d", tt.stage, tt.mode, tt.roll, got, tt.want)
		}
	}
}

func TestOnlyWhoHasJoinedHandsInWhereThatIsAsked(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		seat     Seat
		required bool
		begun    bool
		text     string
	}{
		{"", false, false, ""}, {Removed, false, false, ""}, {Joined, true, false, ""}, {Waiting, true, true, "joining.waiting"},
		{"", true, false, "joining.required"}, {"", true, true, ""}, {Left, true, true, "joining.required"}, {Removed, true, true, "joining.required"},
	} {
		a := Activity{Joining: Joining{Required: tt.required}}
		if err := a.MayHandIn(Participation{Seat: tt.seat}, tt.begun); textOf(err) != tt.text {
			t.Errorf("%+v: %v", tt, err)
		}
	}
}

func TestTwoAccountsOfOnePersonHaveOnePart(t *testing.T) {
	t.Parallel()
	full := Roll{Joined: 1, Waiting: 1}
	for _, tt := range []struct {
		kept, other Seat
		roll, want  Roll
		seat        Seat
		freed       bool
	}{
		{"", Joined, Roll{Joined: 1}, Roll{Joined: 1}, Joined, false},
		{Joined, Joined, Roll{Joined: 2}, Roll{Joined: 1}, Joined, true},
		{Waiting, Joined, full, Roll{Joined: 1}, Joined, false},
		{Joined, Waiting, full, Roll{Joined: 1}, Joined, false},
		{Waiting, Waiting, Roll{Waiting: 2}, Roll{Waiting: 1}, Waiting, false},
		{Left, Joined, Roll{Joined: 1}, Roll{Joined: 1}, Joined, false},
		{Removed, Joined, Roll{Joined: 1}, Roll{}, Removed, true},
		{Joined, Removed, Roll{Joined: 1}, Roll{}, Removed, true},
		{Joined, Left, Roll{Joined: 1}, Roll{Joined: 1}, Joined, false},
	} {
		p, r := Participation{Person: "a", Seat: tt.kept, Turn: 2}, tt.roll
		freed := p.Combine(Participation{Person: "b", Seat: tt.other, Turn: 1}, &r, noon())
		if p.Seat != tt.seat || p.Person != "a" || r != tt.want || freed != tt.freed {
			t.Errorf("%q with %q: %+v, %+v, %v; want %q, %+v, %v", tt.kept, tt.other, p, r, freed, tt.seat, tt.want, tt.freed)
		}
	}
}

func TestADraftSaysHowPeopleJoin(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		access Access
		j      Joining
		want   Joining
		field  string
	}{
		"nothing said":    {want: Joining{Mode: JoiningOff}},
		"open":            {access: Restricted, j: Joining{Mode: JoiningOpen, Places: 5, Required: true}, want: Joining{Mode: JoiningOpen, Required: true}},
		"places":          {j: Joining{Mode: JoiningPlaces, Places: MaxPlaces}, want: Joining{Mode: JoiningPlaces, Places: MaxPlaces}},
		"no places":       {j: Joining{Mode: JoiningPlaces}, field: "places"},
		"too many":        {j: Joining{Mode: JoiningPlaces, Places: MaxPlaces + 1}, field: "places"},
		"less than none":  {j: Joining{Places: -1}, field: "places"},
		"another mode":    {j: Joining{Mode: "lottery"}, field: "joining"},
		"another access":  {access: "secret", field: "access"},
		"public as usual": {access: ForAll, want: Joining{Mode: JoiningOff}},
	} {
		d := draft()
		d.Access, d.Joining = tt.access, tt.j
		p, err := d.Publish(activityID(), noon())
		e, _ := err.(*laurel.Error) //nolint:errorlint // a rule returns its error as it made it
		if (e != nil) != (tt.field != "") || e != nil && e.Field != tt.field {
			t.Errorf("%s: %v, want a fault at %q", name, err, tt.field)
		}
		if err == nil && (p.Activity.Joining != tt.want || p.Activity.Access == "") {
			t.Errorf("%s: %+v, %q; want %+v", name, p.Activity.Joining, p.Activity.Access, tt.want)
		}
	}
}
