package peer_test

import (
	"encoding/json"
	"errors"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/plugins/approval/approvaltest"
	"example.org/laurel/plugins/peer"
)

func TestCasesOfVersion2(t *testing.T) {
	t.Parallel()
	approvaltest.RunIn(t, filepath.Join("testdata", "v2"), peer.V2{})
}

func TestVersion2CountsAsVersion1Does(t *testing.T) {
	t.Parallel()
	approvaltest.RunIn(t, "testdata", peer.V2{})
}

func TestSettingsOutOfTheSchemaOfVersion2AreRefused(t *testing.T) {
	t.Parallel()
	for raw, field := range map[string]string{
		`{"approvals":0}`:      "settings.approvals",
		`{"rejections":101}`:   "settings.rejections",
		`{"visible":"ajar"}`:   "settings.visible",
		`{"visible":""}`:       "settings.visible",
		`{"visible":true}`:     "settings.visible",
		`{"reciprocal":"yes"}`: "settings.reciprocal",
		`{"mutual":true}`:      "settings.mutual",
	} {
		v, err := peer.V2{}.Decide(t.Context(), approval.Case{Settings: json.RawMessage(raw)})
		e, ok := errors.AsType[*laurel.Error](err)
		if !ok || e.Kind != laurel.Invalid || e.Field != field {
			t.Errorf("%s: %+v, %v; want it refused at %s", raw, v, err, field)
		}
	}
}

func TestThePlatformIsToldHowPeersReview(t *testing.T) {
	t.Parallel()
	d, err := peer.V2{}.Describe(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for raw, want := range map[string]approval.Needs{
		"":                                   {Reviewers: 1},
		`{"approvals":3,"rejections":2}`:     {Reviewers: 3},
		`{"visible":"open"}`:                 {Reviewers: 1, Open: true},
		`{"rejections":2,"reciprocal":true}`: {Reviewers: 2, Reciprocal: true},
	} {
		got, err := d.Needs(json.RawMessage(raw))
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%s: %v; needs (-want +got):\n%s", raw, err, diff)
		}
	}
}
