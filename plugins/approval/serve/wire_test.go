package serve_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/plugins/approval/approvaltest"
)

// canned is an approver whose every answer is given beforehand, and who keeps
// what it is asked.
type canned struct {
	description approval.Description
	verdict     approval.Verdict
	err         error
	asked       *approval.Case
	panics      bool
}

func (c canned) Describe(context.Context) (approval.Description, error) {
	if c.panics {
		panic("no name")
	}
	return c.description, c.err
}

func (c canned) Decide(_ context.Context, asked approval.Case) (approval.Verdict, error) {
	if c.panics {
		panic("no idea")
	}
	if c.asked != nil {
		*c.asked = asked
	}
	return c.verdict, c.err
}

func TestACaseArrivesAsItWasSent(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 5, 4, 10, 0, 0, 123456789, time.UTC)
	full := approval.Case{
		Prompt: "Show your garden.", Criteria: "*Grows*", Settings: json.RawMessage(`{"a": 1}`), Attempt: 3, SubmittedAt: now.Add(-time.Hour), Now: now,
		Opinions: []approval.Opinion{
			{From: "a", Role: approval.Peer, Advice: approval.Approve, Comment: "Yes", At: now, Marks: []approval.Mark{{Criterion: 2, Level: 3, Comment: "m"}, {Criterion: 1}}},
			{From: "b", Role: approval.Organiser, Advice: approval.Reject},
			{From: "c", Role: approval.Peer, Advice: approval.Improve},
		},
	}
	for _, kind := range []approval.Kind{approval.Text, approval.Photo, approval.Video, approval.Audio, approval.File, approval.Link} {
		full.Evidence = append(full.Evidence, approval.Evidence{Kind: kind, Text: "t", MediaType: "image/png", Size: 1 << 40})
	}
	for name, want := range map[string]approval.Case{"full": full, "empty": {}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got approval.Case
			remote := approvaltest.Dial(t, canned{asked: &got, verdict: approval.Verdict{Outcome: approval.Approve}})
			if _, err := remote.Decide(t.Context(), want); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("case (-want +got):\n%s", diff)
			}
		})
	}
}

func TestATextThatIsNotUTF8DoesNotStopACase(t *testing.T) {
	t.Parallel()
	var got approval.Case
	remote := approvaltest.Dial(t, canned{asked: &got, verdict: approval.Verdict{Outcome: approval.Approve}})
	_, err := remote.Decide(t.Context(), approval.Case{Evidence: []approval.Evidence{{Kind: approval.Text, Text: "caf\xe9"}}})
	if err != nil || got.Evidence[0].Text != "caf�" {
		t.Errorf("got %+v, %v", got.Evidence, err)
	}
}

func TestAVerdictArrivesAsItWasSent(t *testing.T) {
	t.Parallel()
	for _, want := range []approval.Verdict{
		{Outcome: approval.Approve},
		{Outcome: approval.Reject, Reason: "Not yours: äöü 🌱"},
		{Outcome: approval.Improve, Reason: strings.Repeat("ä", approval.MaxReason)},
		{Outcome: approval.Wait, Until: time.Date(2026, 5, 4, 10, 0, 0, 0, time.UTC)},
	} {
		got, err := approvaltest.Dial(t, canned{verdict: want}).Decide(t.Context(), approval.Case{})
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%v; verdict (-want +got):\n%s", err, diff)
		}
	}
}

func TestADescriptionArrivesAsItWasSent(t *testing.T) {
	t.Parallel()
	for _, reviewers := range []approval.Reviewers{approval.Nobody, approval.Peers, approval.Organisers} {
		want := approval.Description{
			Name: "friend", Version: 2, Summary: "A friend decides.", Settings: json.RawMessage(`{"type": "object"}`), Reviewers: reviewers,
			Abilities: approval.Abilities{Deadlines: reviewers == approval.Nobody, Assignment: reviewers == approval.Peers},
		}
		if reviewers == approval.Organisers {
			want.Settings, want.Abilities.Rubric = json.RawMessage(`{"properties": {"list": {"x-platform": "rubric"}}}`), true
		}
		got, err := approvaltest.Dial(t, canned{description: want}).Describe(t.Context())
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%v; description (-want +got):\n%s", err, diff)
		}
	}
}

func TestADescriptionThatIsNoGoodIsNotSent(t *testing.T) {
	t.Parallel()
	_, err := approvaltest.Dial(t, canned{description: approval.Description{Name: "Friend", Version: 1, Summary: "s"}}).Describe(t.Context())
	if err == nil || !strings.Contains(err.Error(), `"Friend" is no name`) {
		t.Errorf("error %v, want it to name the name", err)
	}
}

func TestErrorsKeepTheirKind(t *testing.T) {
	t.Parallel()
	for k := laurel.Internal; k <= laurel.Limited; k++ {
		sent := laurel.E(k, "some.key").At("settings.x").With(laurel.Args{"low": 1}).Because(errors.New("the cause"))
		_, err := approvaltest.Dial(t, canned{err: sent}).Decide(t.Context(), approval.Case{})
		got, ok := errors.AsType[*laurel.Error](err)
		if !ok || got.Kind != k || got.Text != "some.key" || got.Field != "settings.x" || got.Args["low"] != "1" {
			t.Errorf("%v: arrived as %+v", k, err)
		}
	}
	for name, c := range map[string]struct {
		sent error
		want laurel.Kind
	}{
		"any error":      {errors.New("no idea"), laurel.Internal},
		"out of time":    {context.DeadlineExceeded, laurel.Unready},
		"given up":       {context.Canceled, laurel.Unready},
		"a long message": {errors.New(strings.Repeat("ä", 1<<16)), laurel.Internal},
	} {
		_, err := approvaltest.Dial(t, canned{err: c.sent}).Decide(t.Context(), approval.Case{})
		got, ok := errors.AsType[*laurel.Error](err)
		if !ok || got.Kind != c.want || got.Text != "approver.failed" {
			t.Errorf("%s: arrived as %.200v, want %v", name, err, c.want)
		}
	}
}

func TestAPanicIsAnErrorOfOneCall(t *testing.T) {
	t.Parallel()
	remote := approvaltest.Dial(t, canned{panics: true})
	for range 2 {
		_, err := remote.Decide(t.Context(), approval.Case{})
		if laurel.KindOf(err) != laurel.Internal || !strings.Contains(err.Error(), "the approver panicked: no idea") {
			t.Errorf("error %v, want the panic's words", err)
		}
	}
}

func TestAGiantVerdictIsNotRead(t *testing.T) {
	t.Parallel()
	_, err := approvaltest.Dial(t, canned{verdict: approval.Verdict{Outcome: approval.Reject, Reason: strings.Repeat("a", 2<<20)}}).
		Decide(t.Context(), approval.Case{})
	if got := laurel.KindOf(err); got != laurel.Limited {
		t.Errorf("error %v, want %v", err, laurel.Limited)
	}
}
