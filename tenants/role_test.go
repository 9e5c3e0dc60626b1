package tenants

import (
	"slices"
	"strings"
	"testing"

	"example.org/laurel"
)

func TestARoleIsMadeOfPermissionsThatItsTenantHas(t *testing.T) {
	t.Parallel()
	others := []Role{{Name: "own-1", Title: "Youth reviewer"}}
	approve := []laurel.Action{laurel.ApproveEvidence}
	for name, tt := range map[string]struct {
		kind  Kind
		draft Role
		field string
	}{
		"complete":                          {Organisation, Role{Title: "Mentor", Actions: approve}, ""},
		"no title":                          {Organisation, Role{Title: " ", Actions: approve}, "title"},
		"a title of two lines":              {Organisation, Role{Title: "a\nb", Actions: approve}, "title"},
		"a title that there is":             {Organisation, Role{Title: "youth REVIEWER", Actions: approve}, "title"},
		"nothing that it allows":            {Organisation, Role{Title: "Mentor"}, "actions"},
		"a permission that nobody knows":    {Organisation, Role{Title: "Mentor", Actions: []laurel.Action{"evidence.destroy"}}, "actions"},
		"what only background work does":    {Organisation, Role{Title: "Mentor", Actions: []laurel.Action{laurel.RecordVerdict}}, "actions"},
		"what reaches beyond the tenant":    {City, Role{Title: "Mentor", Actions: []laurel.Action{laurel.FoundTenant}}, "actions"},
		"a city's permission elsewhere":     {Organisation, Role{Title: "Mentor", Actions: []laurel.Action{laurel.ManageOrganisations}}, "actions"},
		"an organisation's in a city":       {City, Role{Title: "Mentor", Actions: approve}, "actions"},
		"a description without end":         {Organisation, Role{Title: "Mentor", About: strings.Repeat("a", 501), Actions: approve}, "about"},
		"a good permission and a wrong one": {Organisation, Role{Title: "Mentor", Actions: append(approve, "x")}, "actions"},
	} {
		got, err := MakeRole(tt.kind, tt.draft, others, noon)
		if fieldOf(err) != tt.field || (err == nil) != (tt.field == "") {
			t.Errorf("%s: %v, want a fault at %q", name, err, tt.field)
		}
		if err == nil && (!strings.HasPrefix(got.Name, "own-") || slices.Contains(RolesIn(tt.kind), got.Name)) {
			t.Errorf("%s: its name is %q", name, got.Name)
		}
	}
	if _, err := MakeRole(Organisation, Role{Title: "Mentor", Actions: approve}, make([]Role, mostRoles), noon); laurel.KindOf(err) != laurel.Invalid {
		t.Errorf("one too many: %v", err)
	}
}

func TestARoleIsChangedUnderItsName(t *testing.T) {
	t.Parallel()
	was := Role{Name: "own-1", Title: "Mentor", Actions: []laurel.Action{laurel.ReadSubmission}}
	is, err := was.Change(Organisation, Role{Title: "mentor", Actions: []laurel.Action{laurel.ApproveEvidence, laurel.ReadSubmission, laurel.ApproveEvidence}}, []Role{was})
	if err != nil || is.Name != "own-1" || !slices.Equal(is.Actions, []laurel.Action{laurel.ReadSubmission, laurel.ApproveEvidence}) {
		t.Errorf("Change() = %+v, %v", is, err)
	}
}

func TestARoleHoldsInTheWholeTenantOrOnOneThingOfIt(t *testing.T) {
	t.Parallel()
	there := laurel.NewID[string](harbour, noon)
	for object, want := range map[string]bool{
		"": true, "activity:" + there: true, "playlist:" + there: true, "submission:" + there: false, "activity:": false, "tenant": false,
		"activity:" + laurel.NewID[string]("11brary000", noon): false,
	} {
		if err := CheckObject(harbour, Member{Role: Reviewer, Object: object}); (err == nil) != want {
			t.Errorf("%q: %v", object, err)
		}
	}
	if err := CheckObject(harbour, Member{Role: Administrator, Object: "activity:" + there}); err == nil {
		t.Error("somebody administers an organisation through one activity")
	}
}

func TestTheLastAdministratorStays(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		kind Kind
		left []Member
		want laurel.Kind
	}{
		"another one is left":        {City, []Member{{Person: "b", Role: CityAdministrator}}, laurel.Internal},
		"an editor is left":          {City, []Member{{Person: "b", Role: CityEditor}}, laurel.Conflict},
		"nobody is left":             {Organisation, nil, laurel.Conflict},
		"one of an activity is left": {Organisation, []Member{{Person: "b", Role: Administrator, Object: "activity:x"}}, laurel.Conflict},
		"an operator is left":        {"", []Member{{Person: "b", Role: Operator}}, laurel.Internal},
	} {
		if err := KeepAdministrator(tt.kind, tt.left); err != nil && laurel.KindOf(err) != tt.want || err == nil && tt.want != laurel.Internal {
			t.Errorf("%s: %v", name, err)
		}
	}
}
