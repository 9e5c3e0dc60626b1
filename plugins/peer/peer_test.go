package peer_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/plugins/approval/approvaltest"
	"example.org/laurel/plugins/peer"
)

func TestCases(t *testing.T) {
	t.Parallel()
	approvaltest.Run(t, peer.Approver{})
}

func TestSettingsOutOfTheSchemaAreRefused(t *testing.T) {
	t.Parallel()
	for raw, field := range map[string]string{
		`{"approvals":0}`:    "settings.approvals",
		`{"approvals":101}`:  "settings.approvals",
		`{"rejections":0}`:   "settings.rejections",
		`{"rejections":101}`: "settings.rejections",
		`{"approval":1}`:     "settings.approval",
		`{"approvals":"2"}`:  "settings.approvals",
	} {
		v, err := peer.Approver{}.Decide(t.Context(), approval.Case{Settings: json.RawMessage(raw)})
		e, ok := errors.AsType[*laurel.Error](err)
		if !ok || e.Kind != laurel.Invalid || e.Field != field {
			t.Errorf("%s: %+v, %v; want it refused at %s", raw, v, err, field)
		}
	}
}

func TestManyLongCommentsStillMakeAVerdict(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("ö", approval.MaxReason)
	v, err := peer.Approver{}.Decide(t.Context(), approval.Case{
		Settings: json.RawMessage(`{"rejections":2}`),
		Opinions: []approval.Opinion{
			{From: "a", Role: approval.Peer, Advice: approval.Reject, Comment: long},
			{From: "b", Role: approval.Peer, Advice: approval.Reject, Comment: long},
		},
	})
	if err != nil || v.Outcome != approval.Reject || v.Check() != nil {
		t.Errorf("%q, %v, %v; want a rejection that passes Check", v.Outcome, err, v.Check())
	}
}
