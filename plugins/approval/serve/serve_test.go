package serve

import (
	"testing"
	"time"

	"google.golang.org/protobuf/proto"

	"example.org/laurel/plugins/approval"
	"example.org/laurel/plugins/approval/approvalpb"
)

func TestAnApproverEndsWhenItsHostIsGone(t *testing.T) {
	t.Parallel()
	asked, status := 0, -1
	endWith(func() int {
		asked++
		if asked < 4 {
			return 100
		}
		return 1
	}, time.Microsecond, func(s int) { status = s })
	if asked != 4 || status != 1 {
		t.Errorf("exit with %d when asked for the parent %d times, want 1 at the fourth", status, asked)
	}
}

func TestMainRunsOnlyWhenItIsAskedTo(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{nil, {}, {"serve"}, {"serve", Subcommand, "self"}} {
		if Main(args, nil) {
			t.Errorf("Main(%q) ran an approver", args)
		}
	}
}

func TestWhatIsUnknownDoesNotPassForSomethingElse(t *testing.T) {
	t.Parallel()
	if got := fromOutcome(99); got != "number 99" {
		t.Errorf("an unknown outcome is read as %q", got)
	}
	if got := fromReviewers(99); got == approval.Nobody {
		t.Error("unknown reviewers are read as nobody")
	}
	if got := fromKind(99); got != "number 99" {
		t.Errorf("an unknown kind is read as %q", got)
	}
	if got := fromRole(99); got != "number 99" {
		t.Errorf("an unknown role is read as %q", got)
	}
	v, err := fromVerdict(nil)
	if err != nil || v.Check() == nil {
		t.Errorf("no verdict is read as %+v, %v; want one that Check refuses", v, err)
	}
}

// FuzzVerdict reads what a strange approver may send: whatever passes as a
// verdict can be sent on and is still the same.
func FuzzVerdict(f *testing.F) {
	f.Fuzz(func(t *testing.T, b []byte) {
		var sent approvalpb.Verdict
		if proto.Unmarshal(b, &sent) != nil {
			return
		}
		v, err := fromVerdict(&sent)
		if err != nil || v.Check() != nil {
			return
		}
		again, err := fromVerdict(toVerdict(v))
		if err != nil || again != v {
			t.Errorf("%+v became %+v, %v", v, again, err)
		}
	})
}
