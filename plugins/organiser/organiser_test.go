package organiser_test

import (
	"encoding/json"
	"testing"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/plugins/approval/approvaltest"
	"example.org/laurel/plugins/organiser"
)

func TestCases(t *testing.T) {
	t.Parallel()
	approvaltest.Run(t, organiser.Approver{})
}

func TestThereIsNothingToSet(t *testing.T) {
	t.Parallel()
	_, err := organiser.Approver{}.Decide(t.Context(), approval.Case{Settings: json.RawMessage(`{"approvals":2}`)})
	if got := laurel.KindOf(err); got != laurel.Invalid {
		t.Errorf("settings of another approver: %v, want %v", err, laurel.Invalid)
	}
}
