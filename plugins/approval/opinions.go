package approval

import "strings"

// LastWords keeps of each reviewer who speaks in the role the latest opinion, in
// the order in which the reviewers first spoke.
func LastWords(opinions []Opinion, role Role) []Opinion {
	var last []Opinion
	place := map[string]int{}
	for _, o := range opinions {
		if o.Role != role {
			continue
		}
		if i, spoke := place[o.From]; spoke {
			last[i] = o
			continue
		}
		place[o.From] = len(last)
		last = append(last, o)
	}
	return last
}

// Count says how many of the opinions advise the outcome, and what they say, a
// paragraph each: a reason, once it is clipped.
func Count(opinions []Opinion, outcome Outcome) (n int, comments string) {
	var said []string
	for _, o := range opinions {
		if o.Advice != outcome {
			continue
		}
		n++
		if comment := strings.TrimSpace(o.Comment); comment != "" {
			said = append(said, comment)
		}
	}
	return n, strings.Join(said, "\n\n")
}
