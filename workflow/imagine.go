package workflow

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
)

// Panel is how many people may speak about a submission, its learner left out.
type Panel struct {
	Peers      int // who may review as a peer
	Organisers int // who may approve evidence
	Both       int // who may do either, among both of them: they speak as organisers where those are asked
}

// Decide asks an approver, as the host does.
type Decide func(ctx context.Context, approver string, c approval.Case) (approval.Verdict, error)

// Bounds of what is imagined.
const (
	mostMixed = 24  // reviewers up to which every mixture of what they say is tried; above, those of two kinds
	mostHeard = 200 // reviewers that are imagined
	mostTerms = 200 // times that an approver may want to be asked again, with nothing new
)

// Stuck is a case in which a step of a flow is never decided: all who may speak have
// spoken, no time is set at which anything would change, and its approvers wait.
type Stuck struct {
	Step       int // from 0
	Peers      []approval.Outcome
	Organisers []approval.Outcome
	Nobody     bool // opinions are asked for, and nobody may give one
}

// FindStuck looks for a case in which a task's flow gets stuck, and returns the first
// that it finds, if there is one. Each approver is asked itself about every
// mixture of opinions that the panel can give; what it depends on besides is taken to
// be neither the order of opinions nor the words of the evidence. An approver that
// waits with hundreds of reviewers is taken to wait with more, too. The error is that
// of an approver that could not be asked.
func FindStuck(ctx context.Context, t TaskDraft, p Panel, decide Decide) (Stuck, bool, error) {
	for i, s := range t.Steps {
		im := imagining{task: t, decide: decide, known: map[heard]imagined{}}
		found, stuck, err := im.stuck(ctx, s, p)
		if err != nil || stuck {
			found.Step = i
			return found, stuck, err
		}
	}
	return Stuck{}, false, nil
}

// imagining remembers what was imagined of one step.
type imagining struct {
	task   TaskDraft
	decide Decide
	known  map[heard]imagined
}

// heard are the reviewers of a kind.
type heard struct {
	of approval.Reviewers
	n  int
}

// imagined is what such reviewers can say so that all wait who hear them, if they can.
type imagined struct {
	said  []approval.Outcome
	waits bool
}

func (im *imagining) stuck(ctx context.Context, s Step, p Panel) (Stuck, bool, error) {
	choices := s.Choices()
	if s.Limit != nil {
		if s.Limit.Ask == nil { // it decides by itself
			return Stuck{}, false, nil
		}
		choices = append(choices, *s.Limit.Ask)
	}
	for _, seats := range seatings(s, p) {
		if found, stuck, err := im.waitingFor(ctx, choices, seats); err != nil || stuck {
			return found, stuck, err
		}
	}
	return Stuck{}, false, nil
}

// seats is how many speak as what.
type seats struct{ peers, organisers int }

// seatings are the ways in which a panel can come to speak at a step. Who may speak
// in either quality may have done so as a peer, while no organiser was asked yet.
func seatings(s Step, p Panel) []seats {
	now, then := voices(s.Choices()), voices(s.asked(time.Time{}, time.Time{}.Add(MaxHours*time.Hour)))
	if len(then) < 2 {
		return []seats{{p.Peers, p.Organisers}}
	}
	likely := seats{p.Peers - p.Both, p.Organisers}
	if len(now) == 2 || now == nil || now[0].Role != approval.Peer {
		return []seats{likely}
	}
	var all []seats
	for early := 0; early <= p.Both; early += max(1, p.Both/mostMixed) {
		all = append(all, seats{likely.peers + early, likely.organisers - early})
	}
	return append(all, seats{p.Peers, p.Organisers - p.Both})
}

// waitingFor looks for what the reviewers can say so that every choice waits for ever.
func (im *imagining) waitingFor(ctx context.Context, choices []Choice, s seats) (Stuck, bool, error) {
	var all [3]imagined
	for i, h := range []heard{{approval.Nobody, 0}, {approval.Peers, s.peers}, {approval.Organisers, s.organisers}} {
		h.n = min(h.n, mostHeard)
		found, ok := im.known[h]
		if !ok {
			var err error
			if found, err = im.allWait(ctx, choices, h); err != nil {
				return Stuck{}, false, err
			}
			im.known[h] = found
		}
		if !found.waits {
			return Stuck{}, false, nil
		}
		all[i] = found
	}
	nobody := len(all[1].said)+len(all[2].said) == 0 && len(voices(choices)) > 0
	return Stuck{Peers: all[1].said, Organisers: all[2].said, Nobody: nobody}, true, nil
}

// allWait looks for one mixture of opinions with which all those choices wait that
// hear such reviewers; where none does, any will do.
func (im *imagining) allWait(ctx context.Context, choices []Choice, h heard) (imagined, error) {
	hearing := slices.DeleteFunc(slices.Clone(choices), func(c Choice) bool { return c.Reviewers != h.of })
	if len(hearing) == 0 {
		return imagined{waits: true}, nil
	}
	for _, said := range mixtures(h.n) {
		waits := true
		for _, c := range hearing {
			w, err := im.waits(ctx, c, said)
			if err != nil {
				return imagined{}, err
			}
			if waits = w; !waits {
				break
			}
		}
		if waits {
			return imagined{said, true}, nil
		}
	}
	return imagined{}, nil
}

// waits reports whether the approver still waits when all have spoken and every time
// that it sets has passed.
func (im *imagining) waits(ctx context.Context, c Choice, said []approval.Outcome) (bool, error) {
	since := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC) // any will do
	s := Submission{State: Open, Attempt: 1, SubmittedAt: since, Since: since, Evidence: im.task.madeUp(since)}
	role := approval.Peer
	if c.Reviewers == approval.Organisers {
		role = approval.Organiser
	}
	for i, advice := range said {
		s.Opinions = append(s.Opinions, Opinion{Person: laurel.PersonID(strconv.Itoa(i)), Role: role, Advice: advice, Comment: "…", At: since})
	}
	now := since
	for range mostTerms {
		v, err := im.decide(ctx, c.Approver, s.seen(Task{Prompt: im.task.Prompt}, c, "", now))
		if err != nil {
			return false, err
		}
		if v.Outcome != approval.Wait {
			return false, nil
		}
		if !v.Until.After(now) {
			return true, nil
		}
		now = v.Until
	}
	return true, nil
}

// mixtures are what so many reviewers can say, whoever says it: the most even ones of
// approvals and rejections first, since those get stuck most easily.
func mixtures(n int) [][]approval.Outcome {
	var all [][]approval.Outcome
	add := func(approve, reject, improve int) {
		said := make([]approval.Outcome, 0, n)
		for range approve {
			said = append(said, approval.Approve)
		}
		for range reject {
			said = append(said, approval.Reject)
		}
		for range improve {
			said = append(said, approval.Improve)
		}
		all = append(all, said)
	}
	for approve := n; approve >= 0; approve-- {
		add(approve, n-approve, 0)
	}
	for approve := n - 1; approve >= 0; approve-- {
		for reject := n - approve - 1; reject >= 0; reject-- {
			if n <= mostMixed || approve == 0 || reject == 0 {
				add(approve, reject, n-approve-reject)
			}
		}
	}
	return all
}

// madeUp is evidence as the task asks for it.
func (t TaskDraft) madeUp(at time.Time) []Evidence {
	var all []Evidence
	for _, a := range t.Asks {
		for range max(a.Least(), 1) {
			e := Evidence{Kind: a.Kind, Position: len(all) + 1, At: at}
			switch {
			case a.Kind == approval.Text:
				e.Text = strings.Repeat("word ", max(a.MinLength, 100)/5+1)
			case a.Kind == approval.Link:
				e.Text = "https://example.org/"
			case IsFile(a.Kind):
				e.Media, e.Size = "made-up", 1
			}
			all = append(all, e)
		}
	}
	return all
}

// Refusal is what the maker of the flow is told; field leads to the step.
func (s Stuck) Refusal(field string) error {
	text := "flow.stuck-ever"
	switch {
	case s.Nobody:
		text = "flow.stuck-nobody"
	case len(s.Peers) > 0 && len(s.Organisers) > 0:
		text = "flow.stuck-both"
	case len(s.Peers) > 0:
		text = "flow.stuck-peers"
	case len(s.Organisers) > 0:
		text = "flow.stuck-organisers"
	}
	return laurel.E(laurel.Invalid, text).At(field).With(laurel.Args{
		"Step":  s.Step + 1,
		"Peers": len(s.Peers), "PeersApprove": number(s.Peers, approval.Approve), "PeersReject": number(s.Peers, approval.Reject),
		"PeersImprove": number(s.Peers, approval.Improve),
		"Organisers":   len(s.Organisers), "OrganisersApprove": number(s.Organisers, approval.Approve),
		"OrganisersReject": number(s.Organisers, approval.Reject), "OrganisersImprove": number(s.Organisers, approval.Improve),
	})
}

func number(said []approval.Outcome, of approval.Outcome) (n int) {
	for _, o := range said {
		if o == of {
			n++
		}
	}
	return n
}
