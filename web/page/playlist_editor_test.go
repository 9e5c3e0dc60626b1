package page_test

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/tenants"
	"example.org/laurel/workflow"
)

// neighbour is an activity of another organisation in the city.
func (h *house) neighbour(title string, change func(*workflow.Draft)) laurel.ActivityID {
	h.t.Helper()
	there, err := h.Registry.TenantBySlug(h.t.Context(), "mare")
	if laurel.KindOf(err) == laurel.NotFound {
		there, err = h.Registry.FoundOrganisation(h.As(h.SignIn("mayor@example.org")), h.City,
			tenants.Tenant{Slug: "mare", Name: "Mare", Email: "mare@example.org", Language: "it"}, "mara@example.org")
	}
	must(h.t, err)
	d := draft("self@1", approval.Text)
	d.Title = title
	change(&d)
	p, err := h.Engine.PublishActivity(h.As(h.SignIn("mara@example.org")), there.ID, d)
	must(h.t, err)
	return p.Activity.ID
}

func TestWhatCannotBeInAPlaylistIsRefusedBesideItsField(t *testing.T) {
	t.Parallel()
	h := open(t)
	row := string(h.offerAs("Row a boat").Activity.ID)
	sail := string(h.offerAs("Sail a boat").Activity.ID)
	secret := string(h.neighbour("A secret", func(d *workflow.Draft) { d.Access = workflow.Restricted }))
	kept := string(h.neighbour("Kept for us", func(d *workflow.Draft) { d.Shelf = workflow.OwnShelf }))
	cleo := h.browser("cleo@example.org")
	editor := cleo.beginList("At sea")
	list := editor[strings.LastIndex(editor, "/")+1:]
	press := func(do string, more url.Values) answer {
		form := url.Values{"version": {cleo.version(editor)}, "do": {do}, "title": {"At sea"}, "language": {"en"}, "item": {row, sail}}
		maps.Copy(form, more)
		form["mandatory"] = form["item"]
		return cleo.post(editor, form)
	}
	many := make([]string, 10_000)
	for i := range many {
		many[i] = fmt.Sprintf("%s-%026d", h.Org, i)
	}
	for name, wrong := range map[string]struct {
		do, fault string
		more      url.Values
	}{
		"one more than there may be":      {"save", "items-fault", url.Values{"item": many[:workflow.MaxItems+1]}},
		"what is none":                    {"save", "item-fault-1", url.Values{"item": {row, "<script>alert(1)</script>"}}},
		"a NUL":                           {"save", "item-fault-0", url.Values{"item": {"\x00"}}},
		"one twice":                       {"save", "item-fault-1", url.Values{"item": {row, row}}},
		"none of those that are":          {"publish", "item-fault-1", url.Values{"item": {row, many[0]}}},
		"another's private one":           {"publish", "item-fault-1", url.Values{"item": {row, secret}}},
		"another's private one to add":    {"item-add-" + secret, "find-fault", nil},
		"what another keeps":              {"publish", "item-fault-0", url.Values{"item": {kept}}},
		"what another keeps to add":       {"item-add-" + kept, "find-fault", nil},
		"what is in to add":               {"item-add-" + row, "find-fault", nil},
		"nothing to add":                  {"item-add-", "find-fault", nil},
		"a script to add":                 {"item-add-<script>", "find-fault", nil},
		"the playlist in itself":          {"find", "find-fault", url.Values{"find": {"https://badges.example/en/playlists/" + list}}},
		"the playlist in itself, by form": {"publish", "item-fault-0", url.Values{"item": {list}}},
		"fewer than none needed":          {"save", "needed-fault", url.Values{"needed": {"-1"}}},
		"more needed than can be counted": {"save", "needed-fault", url.Values{"needed": {"99999999999999999999"}}},
		"no title":                        {"publish", "title-fault", url.Values{"title": {" "}}},
		"no language":                     {"publish", "language-fault", url.Values{"language": {"English"}}},
	} {
		a := press(wrong.do, wrong.more)
		if a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, `id="`+wrong.fault+`"`) {
			t.Errorf("%s: %d, and no %s\n%s", name, a.status, wrong.fault, a.main())
		}
		a.lacks(t, "<script>alert", "A secret")
	}
	press("save", url.Values{"item": many}).has(t, http.StatusRequestEntityTooLarge, "larger than we can take")
	order := func() []string {
		var ids []string
		for _, part := range strings.Split(cleo.get(editor).body, `name="item" value="`)[1:] {
			id, _, _ := strings.Cut(part, `"`)
			ids = append(ids, id)
		}
		return ids
	}
	for _, do := range []string{"item-up-0", "item-down-1", "item-up-9", "item-down--1", "item-remove-2", "item-remove-x", "item-up-", "nothing"} {
		press(do, nil).has(t, http.StatusSeeOther)
		if got := order(); len(got) != 2 || got[0] != row || got[1] != sail {
			t.Errorf("%s: %v", do, got)
		}
	}
	press("find", url.Values{"find": {strings.Repeat("x", 10_000)}}).has(t, http.StatusSeeOther)
	cleo.get(editor+"?find="+url.QueryEscape("<script>\x00\xff")).has(t, http.StatusOK).lacks(t, "<script>\x00")
	cleo.get(editor+"?find=secret").has(t, http.StatusOK).lacks(t, "A secret")
	press("publish", nil).has(t, http.StatusSeeOther)
	h.visitor().get("/en/playlists/"+list).has(t, http.StatusOK, "Row a boat", "Sail a boat")
}
