package page

import (
	"cmp"
	"errors"
	"io"
	"maps"
	"mime/multipart"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/tenants"
	"example.org/laurel/workflow"
)

// local is how browsers send a date with its time.
const local = "2006-01-02T15:04"

// firstTask is a task that nobody has thought about yet.
func firstTask() workflow.TaskDraft {
	return workflow.TaskDraft{Asks: []workflow.Ask{{Kind: approval.Text}}, Steps: []workflow.Step{{Approver: "organiser@2"}}}
}

// evidenceKinds are what a task can ask for here, in the order of the form.
func evidenceKinds() []approval.Kind {
	return []approval.Kind{approval.Text, approval.Photo, approval.Video, approval.Audio, approval.File, approval.Link}
}

// sent is what came with a form: each field with all its values.
type sent map[string][]string

// sentFields reads a form, however it was packed.
func sentFields(c *fiber.Ctx) sent {
	fields := sent{}
	if form, err := c.MultipartForm(); err == nil {
		maps.Copy(fields, form.Value)
	} else {
		for name, value := range c.Request().PostArgs().All() {
			fields[string(name)] = append(fields[string(name)], string(value))
		}
	}
	for name, values := range fields {
		clean := make([]string, len(values))
		for i, v := range values {
			clean[i] = strings.ReplaceAll(v, "\r\n", "\n") // as browsers send it
		}
		fields[name] = clean
	}
	return fields
}

func (s sent) first(name string) string {
	if len(s[name]) == 0 {
		return ""
	}
	return s[name][0]
}

// at is the i-th of a field that there is several times; what is missing is empty.
func (s sent) at(name string, i int) string {
	if i >= len(s[name]) {
		return ""
	}
	return s[name][i]
}

// typedDraft reads the editor's form. What is no number or no date is refused here,
// and all else by the rules.
func (d *desk) typedDraft(c *fiber.Ctx) (workflow.Draft, int, error) {
	f := sentFields(c)
	version, err := strconv.Atoi(f.first("version"))
	if err != nil {
		version = -1 // nobody has seen that one
	}
	draft := workflow.Draft{Title: f.first("title"), Description: f.first("description"), Language: f.first("language"),
		Kind: workflow.Kind(f.first("kind")), Category: f.first("category"), Tags: d.typedTags(f.first("tags")), Skills: f.skills(),
		Links: f.links(),
		Reach: workflow.Reach(f.first("reach")), Shelf: workflow.Shelf(f.first("shelf")),
		BadgeDescription: f.first("badgeDescription"), Attachments: f.attachments(f.first("do"))}
	for _, city := range f["cities"] {
		draft.Cities = append(draft.Cities, laurel.TenantID(city))
	}
	return draft, version, cmp.Or(f.minutes(&draft), f.occasion(&draft.Occasion), f.joining(&draft), d.typedBadges(f, &draft))
}

func (s sent) minutes(d *workflow.Draft) (err error) {
	written := strings.TrimSpace(s.first("minutes"))
	if written == "" {
		return nil
	}
	if d.Minutes, err = strconv.Atoi(written); err != nil {
		return laurel.E(laurel.Invalid, "activity.minutes").With(laurel.Args{"Max": workflow.MaxMinutes}).At("minutes").Because(err)
	}
	return nil
}

func (s sent) occasion(o *workflow.Occasion) error {
	*o = workflow.Occasion{Mode: workflow.Mode(s.first("mode")), Address: strings.TrimSpace(s.first("address")),
		Meeting: strings.TrimSpace(s.first("meeting")), Booking: strings.TrimSpace(s.first("booking")), TimeZone: s.first("timeZone")}
	for field, to := range map[string]*float64{"latitude": &o.Pin.Latitude, "longitude": &o.Pin.Longitude} {
		written := strings.ReplaceAll(strings.TrimSpace(s.first(field)), ",", ".") // as many countries write it
		if written == "" {
			continue
		}
		var err error
		if *to, err = strconv.ParseFloat(written, 64); err != nil {
			return laurel.E(laurel.Invalid, "tenant."+field).At(field)
		}
	}
	for field, to := range map[string]*time.Time{"starts": &o.Starts, "ends": &o.Ends} {
		if s.first(field) == "" {
			continue
		}
		at, err := time.ParseInLocation(local, s.first(field), o.Zone())
		if err != nil {
			return laurel.E(laurel.Invalid, "activity.time").At(field)
		}
		*to = at.UTC()
	}
	return nil
}

// links are the rows in which something is written.
func (s sent) links() []workflow.Link {
	var list []workflow.Link
	for i := range s["link-url"] {
		l := workflow.Link{Kind: s.at("link-kind", i),
			Title: strings.TrimSpace(s.at("link-title", i)), URL: strings.TrimSpace(s.at("link-url", i))}
		if l.Title != "" || l.URL != "" {
			list = append(list, l)
		}
	}
	return list
}

func (d *desk) typedTasks(s sent) []workflow.TaskDraft {
	var list []workflow.TaskDraft
	for i := range s["prompt"] {
		list = append(list, workflow.TaskDraft{Prompt: s.at("prompt", i), Optional: s.first(numbered("optional", i)) != "",
			Asks: s.asks(i), Steps: d.typedSteps(s, i)})
		if i > workflow.MaxTasks*workflow.MaxBadges {
			break // the rules refuse what is too many
		}
	}
	return list
}

func (s sent) asks(i int) []workflow.Ask {
	var list []workflow.Ask
	for _, kind := range s[numbered("asks", i)] {
		ask := workflow.Ask{Kind: approval.Kind(kind), Optional: s.first(numbered(kind+"-optional", i)) != ""}
		ask.Min, ask.Max = s.count(numbered(kind+"-least", i)), s.count(numbered(kind+"-most", i))
		if ask.Kind == approval.Text {
			ask.MinLength = s.count(numbered("least", i))
		}
		list = append(list, ask)
	}
	return list
}

// count is a number that may be left out; what is no number asks for nothing.
func (s sent) count(name string) int {
	n, err := strconv.Atoi(strings.TrimSpace(s.first(name)))
	if err != nil {
		return 0
	}
	return n
}

func numbered(name string, i int) string { return name + "-" + strconv.Itoa(i) }

// typedTags are what stands between commas or in lines. A word that we have is
// kept by its id, so that everybody reads it in their own language.
func (d *desk) typedTags(written string) []string {
	ids := map[string]string{}
	for _, lang := range d.deps.Texts.Languages() {
		for _, id := range d.deps.Texts.Words(lang, "tag") {
			ids[strings.ToLower(d.deps.Texts.Say(lang, "tag."+id, nil))] = id
		}
	}
	var tags []string
	for _, tag := range strings.FieldsFunc(written, func(r rune) bool { return r == ',' || r == '\n' }) {
		tag = strings.TrimSpace(tag)
		tag = cmp.Or(ids[strings.ToLower(tag)], tag)
		if tag != "" && !slices.Contains(tags, tag) {
			tags = append(tags, tag)
		}
	}
	return tags
}

// writtenTags are tags as the form shows them.
func (v *view) writtenTags(tags []string) string {
	words := make([]string, len(tags))
	for i, tag := range tags {
		words[i] = tag
		if word, ok := v.known("tag", tag); ok {
			words[i] = word
		}
	}
	return strings.Join(words, ", ")
}

const maxPhoto = 12 << 20 // bytes of a cover

func readPhoto(header *multipart.FileHeader) ([]byte, error) {
	if header.Size > maxPhoto {
		return nil, laurel.E(laurel.Invalid, "error.too-large").At("cover")
	}
	f, err := header.Open()
	if err != nil {
		return nil, err
	}
	b, err := io.ReadAll(io.LimitReader(f, maxPhoto))
	return b, errors.Join(err, f.Close())
}

// atField puts the blame for a refusal on a field.
func atField(err error, field string) error {
	if e, ok := errors.AsType[*laurel.Error](err); ok {
		return e.At(field)
	}
	return err
}

// kinds are the kinds of activities with their names.
func (v *view) kinds() []option {
	var list []option
	for _, k := range workflow.Kinds() {
		list = append(list, option{string(k), v.say("activity-kind." + string(k))})
	}
	return list
}

// contentLanguages are those in which something can be written, by name; own is
// among them in any case.
func (v *view) contentLanguages(own string) []option {
	list := []option{}
	for _, id := range v.deps.Texts.Words(v.lang, "language") {
		if id != "name" {
			list = append(list, option{id, v.say("language." + id)})
		}
	}
	if own != "" && !slices.ContainsFunc(list, func(o option) bool { return o.value == own }) {
		list = append(list, option{own, own})
	}
	slices.SortFunc(list, func(a, b option) int { return cmp.Compare(a.label, b.label) })
	return list
}

// categories are ours, by name; own is among them in any case.
func (v *view) categories(own string) []option {
	list := []option{}
	for _, id := range v.deps.Texts.Words(v.lang, "category") {
		list = append(list, option{id, v.say("category." + id)})
	}
	if own != "" && !slices.ContainsFunc(list, func(o option) bool { return o.value == own }) {
		list = append(list, option{own, own})
	}
	slices.SortFunc(list, func(a, b option) int { return cmp.Compare(a.label, b.label) })
	return append([]option{{"", "–"}}, list...)
}

// activeCities are those in which the organisation is active, by name.
func (d *desk) activeCities() ([]tenants.Tenant, error) {
	ids, err := d.deps.Registry.AffiliatedCities(d.ctx, d.tenant.ID)
	if err != nil {
		return nil, err
	}
	byID, err := d.deps.Registry.Tenants(d.ctx, ids)
	if err != nil {
		return nil, err
	}
	list := make([]tenants.Tenant, 0, len(ids))
	for _, id := range ids {
		if t, ok := byID[id]; ok {
			list = append(list, t)
		}
	}
	slices.SortFunc(list, func(a, b tenants.Tenant) int { return cmp.Compare(a.Name, b.Name) })
	return list, nil
}
