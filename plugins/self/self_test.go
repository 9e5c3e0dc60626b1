package self_test

import (
	"encoding/json"
	"errors"
	"testing"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/plugins/approval/approvaltest"
	"example.org/laurel/plugins/self"
)

func TestCases(t *testing.T) {
	t.Parallel()
	approvaltest.Run(t, self.Approver{})
}

func TestSettingsOutOfTheSchemaAreRefused(t *testing.T) {
	t.Parallel()
	for raw, field := range map[string]string{
		`{"minimum_characters":-1}`:    "settings.minimum_characters",
		`{"minimum_characters":10001}`: "settings.minimum_characters",
		`{"delay_seconds":-1}`:         "settings.delay_seconds",
		`{"delay_seconds":31622401}`:   "settings.delay_seconds",
		`{"delay":1}`:                  "settings.delay",
	} {
		v, err := self.Approver{}.Decide(t.Context(), approval.Case{Settings: json.RawMessage(raw)})
		e, ok := errors.AsType[*laurel.Error](err)
		if !ok || e.Kind != laurel.Invalid || e.Field != field {
			t.Errorf("%s: %+v, %v; want it refused at %s", raw, v, err, field)
		}
	}
}
