package workflow

import (
	"context"
	"errors"
	"slices"
	"strings"

	"example.org/laurel/plugins/approval"
)

// Hearing is an inquiry with what was said to it: all that a decision depends on. As
// JSON it is what the record of the decision keeps.
type Hearing struct {
	Inquiry
	Said   []approval.Verdict `json:"said"`             // by each that was asked; of who failed, to wait
	Failed []int              `json:"failed,omitempty"` // places of those that could not be asked
}

// Ask puts each case to its approver. The error is that of those that could not be
// asked, who have, as far as it goes, not decided.
func (q Inquiry) Ask(ctx context.Context, decide Decide) (Hearing, error) {
	h := Hearing{Inquiry: q, Said: make([]approval.Verdict, len(q.Asked))}
	var failed error
	for i, a := range q.Asked {
		v, err := decide(ctx, a.Approver, a.Case)
		if err != nil {
			failed = errors.Join(failed, err)
			h.Failed = append(h.Failed, i)
			v = approval.Verdict{Outcome: approval.Wait}
		}
		h.Said[i] = v
	}
	return h, failed
}

// Settle says what comes of it, as Inquiry does.
func (h Hearing) Settle() (by string, v approval.Verdict) { return h.Inquiry.Settle(h.Said) }

// Again asks the approvers once more, but those that could not be asked then, and lists
// in which they differ from what they said, as in "peer@1: approve, then reject". The
// error is that of an approver that cannot be asked now.
func (h Hearing) Again(ctx context.Context, decide Decide) (differs []string, err error) {
	now := Hearing{Inquiry: h.Inquiry, Said: slices.Clone(h.Said)}
	for i, a := range h.Asked {
		if slices.Contains(h.Failed, i) {
			continue
		}
		if now.Said[i], err = decide(ctx, a.Approver, a.Case); err != nil {
			return nil, err
		}
		if !sameVerdict(now.Said[i], h.Said[i]) {
			differs = append(differs, a.Approver+": "+told(h.Said[i])+", then "+told(now.Said[i]))
		}
	}
	return differs, nil
}

func sameVerdict(a, b approval.Verdict) bool {
	return a.Outcome == b.Outcome && a.Reason == b.Reason && a.Until.Equal(b.Until)
}

// told is a verdict in a few characters, without words that somebody has written.
func told(v approval.Verdict) string {
	words := []string{string(v.Outcome)}
	if key, ok := approval.ReasonKey(v.Reason); ok {
		words = append(words, "for "+key)
	} else if v.Reason != "" {
		words = append(words, "in words of its own")
	}
	if !v.Until.IsZero() {
		words = append(words, "until "+v.Until.UTC().Format("2006-01-02T15:04:05Z"))
	}
	return strings.Join(words, " ")
}
