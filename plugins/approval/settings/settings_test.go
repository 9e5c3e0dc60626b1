package settings_test

import (
	"encoding/json"
	"errors"
	"testing"

	"example.org/laurel"
	"example.org/laurel/plugins/approval/settings"
)

type sample struct {
	Votes int    `json:"votes"`
	Motto string `json:"motto"`
}

func TestSettingsAreReadStrictly(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		raw   string
		want  sample
		text  string
		field string
	}{
		"nothing leaves the defaults":    {"", sample{3, "on"}, "", ""},
		"null leaves the defaults":       {" null\n", sample{3, "on"}, "", ""},
		"an empty object, too":           {"{}", sample{3, "on"}, "", ""},
		"what is given replaces one":     {`{"votes":5}`, sample{5, "on"}, "", ""},
		"a null field leaves its own":    {`{"votes":null}`, sample{3, "on"}, "", ""},
		"an unknown field is refused":    {`{"vote":5}`, sample{3, "on"}, "approver.settings.unknown", "settings.vote"},
		"so is one in capitals":          {`{"Votes":5}`, sample{3, "on"}, "approver.settings.unknown", "settings.Votes"},
		"a wrong kind is refused":        {`{"votes":"5"}`, sample{3, "on"}, "approver.settings.kind", "settings.votes"},
		"a broken number is refused":     {`{"votes":1.5}`, sample{3, "on"}, "approver.settings.kind", "settings.votes"},
		"a list is no settings":          {`[]`, sample{3, "on"}, "approver.settings.malformed", "settings"},
		"half an object is no settings":  {`{"votes"`, sample{3, "on"}, "approver.settings.malformed", "settings"},
		"what follows makes it no good":  {`{} {}`, sample{3, "on"}, "approver.settings.malformed", "settings"},
		"a number beyond all is refused": {`{"votes":1e400}`, sample{3, "on"}, "approver.settings.kind", "settings.votes"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := sample{3, "on"}
			err := settings.Read(json.RawMessage(c.raw), &got)
			checkError(t, err, c.text, c.field)
			if got != c.want {
				t.Errorf("read %+v, want %+v", got, c.want)
			}
		})
	}
}

func TestAValueOutOfRangeIsRefused(t *testing.T) {
	t.Parallel()
	checkError(t, settings.Between("votes", 0, 1, 9), "approver.settings.range", "settings.votes")
	checkError(t, settings.Between("votes", 1, 1, 9), "", "")
	checkError(t, settings.Between("votes", 9, 1, 9), "", "")
	checkError(t, settings.Between("votes", 10, 1, 9), "approver.settings.range", "settings.votes")
}

func TestATextTooShortOrTooLongIsRefused(t *testing.T) {
	t.Parallel()
	checkError(t, settings.Length("motto", " ", 1, 3), "approver.settings.length", "settings.motto")
	checkError(t, settings.Length("motto", "ä", 1, 3), "", "")
	checkError(t, settings.Length("motto", " äöü ", 1, 3), "", "")
	checkError(t, settings.Length("motto", "äöüß", 1, 3), "approver.settings.length", "settings.motto")
}

func TestAnItemOfAListIsReadAsStrictly(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]struct{ text, field string }{
		`{"votes":1}`:   {"", ""},
		`{"vote":1}`:    {"approver.settings.unknown", "settings.list[2].vote"},
		`{"votes":"1"}`: {"approver.settings.kind", "settings.list[2].votes"},
		`1`:             {"approver.settings.malformed", "settings.list[2]"},
	} {
		checkError(t, settings.ReadItem("list[2]", json.RawMessage(raw), &sample{}), want.text, want.field)
	}
}

func TestAValueThatIsNoneOfTheAllowedIsRefused(t *testing.T) {
	t.Parallel()
	checkError(t, settings.OneOf("motto", "on", "on", "off"), "", "")
	checkError(t, settings.OneOf("motto", "off", "on", "off"), "", "")
	for _, value := range []string{"", "On", "on, off", "of"} {
		err := settings.OneOf("motto", value, "on", "off")
		checkError(t, err, "approver.settings.choice", "settings.motto")
		e, _ := errors.AsType[*laurel.Error](err)
		if e == nil || e.Args["name"] != "motto" || e.Args["allowed"] != "on, off" {
			t.Errorf("%q is refused with %+v, want what is allowed in it", value, err)
		}
	}
}

func checkError(t *testing.T, err error, text, field string) {
	t.Helper()
	var got laurel.Error
	if e, ok := errors.AsType[*laurel.Error](err); ok {
		got = *e
	}
	if got.Text != text || got.Field != field || (text != "" && got.Kind != laurel.Invalid) {
		t.Errorf("error %v at %q, want %q at %q", err, got.Field, text, field)
	}
}
