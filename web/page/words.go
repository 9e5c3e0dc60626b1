package page

import (
	"regexp"
	"slices"
	"strings"
	"time"

	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/workflow"
)

// say is the sentence for key in the reader's language.
func (v *view) say(key string) string { return v.deps.Texts.Say(v.lang, key, nil) }

// fill is say with the gaps of the sentence filled.
func (v *view) fill(key string, args laurel.Args) string { return v.deps.Texts.Say(v.lang, key, args) }

// text is say as a node.
func (v *view) text(key string) g.Node { return g.Text(v.say(key)) }

var wordID = regexp.MustCompile(`^[a-z0-9]+(?:-[a-z0-9]+)*$`)

// known is the word for an id of a list that the message files translate; ok is
// false where they do not know it.
func (v *view) known(list, id string) (word string, ok bool) {
	key := list + "." + id
	if !wordID.MatchString(id) || !v.deps.Texts.Has(v.lang, key) {
		return "", false
	}
	return v.say(key), true
}

// word is a category or tag: translated where it is a known id, and as its
// author wrote it where it is not.
func (v *view) word(list, id, authored string) g.Node {
	if word, ok := v.known(list, id); ok {
		return g.Text(word)
	}
	return h.Span(h.Lang(authored), g.Text(id))
}

// approver is what a built-in approver is called; an organisation's own is
// shown by its key.
func (v *view) approver(key string) string {
	name, _, _ := strings.Cut(key, "@")
	if word, ok := v.known("approver-name", name); ok {
		return word
	}
	return key
}

// verifiedBy names the approvers of a flow, in their order.
func (v *view) verifiedBy(f workflow.Flow) string {
	if !f.Judged() {
		return v.say("page.task.unjudged")
	}
	names := make([]string, len(f.Steps))
	for i, s := range f.Steps {
		names[i] = v.anyOf(s)
	}
	return strings.Join(names, " → ")
}

// anyOf names the approvers of a step, of which any will do.
func (v *view) anyOf(s workflow.Step) string {
	var names []string
	for _, c := range s.Choices() {
		names = append(names, v.approver(c.Approver))
	}
	return strings.Join(slices.Compact(names), " "+v.say("page.flow.or")+" ")
}

// reason is why an approver decided as it did: a sentence of ours where it
// named one, and else its own words.
func (v *view) reason(r string) string {
	if key, ok := approval.ReasonKey(r); ok && v.deps.Texts.Has(v.lang, key) {
		return v.say(key)
	}
	return r
}

// duration says how long an activity takes.
func (v *view) duration(minutes int) string {
	hours, rest := minutes/60, minutes%60
	switch {
	case minutes < 120:
		return v.fill("page.minutes", laurel.Args{"Count": minutes})
	case rest == 0:
		return v.fill("page.hours", laurel.Args{"Count": hours})
	}
	return v.fill("page.hours", laurel.Args{"Count": hours}) + " " + v.fill("page.minutes", laurel.Args{"Count": rest})
}

// day is a date, for people and for machines.
func (v *view) day(at time.Time) g.Node {
	return h.Time(h.DateTime(v.clock(at).Format(time.DateOnly)), g.Text(v.deps.Texts.Date(v.lang, at, v.zone)))
}

// clock is a time as the clocks show it where it is told.
func (v *view) clock(at time.Time) time.Time {
	if v.zone == nil {
		return at.UTC()
	}
	return at.In(v.zone)
}

// moment is a date with its time.
func (v *view) moment(at time.Time) g.Node {
	return h.Time(h.DateTime(at.UTC().Format(time.RFC3339)), g.Text(v.deps.Texts.DateTime(v.lang, at, v.zone)))
}

// told is a date with its time, within a sentence.
func (v *view) told(at time.Time) string { return v.deps.Texts.DateTime(v.lang, at, v.zone) }

// dated is a date with what happened on it, kept together; key is a text key.
func (v *view) dated(key string, at time.Time) g.Node {
	return h.Span(h.Span(v.text(key), g.Text(" "), v.day(at)))
}
