package page_test

import (
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

// beginList begins a playlist and returns the address of its editor.
func (b browser) beginList(title string) string {
	b.h.t.Helper()
	at := "/en/tenants/" + string(b.h.Org) + "/playlists"
	a := b.post(at, url.Values{"title": {title}, "language": {"en"}})
	if a.status != http.StatusSeeOther || !strings.HasPrefix(a.location, at+"/"+string(b.h.Org)+"-") {
		b.h.t.Fatalf("beginning a playlist: %d to %q\n%s", a.status, a.location, a.body)
	}
	return a.location
}

func (h *house) offerAs(title string) workflow.Publication {
	h.t.Helper()
	d := draft("self@1", approval.Text)
	d.Title = title
	return h.offer(d, nil)
}

func TestAPlaylistIsWrittenWithoutAScriptAndFollowed(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.work()
	row, sail := h.offerAs("Row a boat"), h.offerAs("Sail a boat")
	cleo, ada := h.browser("cleo@example.org"), h.browser("ada@example.org")
	editor := cleo.beginList("At sea")
	id := editor[strings.LastIndex(editor, "/")+1:]
	press := func(do string, more url.Values) answer {
		form := url.Values{"version": {cleo.version(editor)}, "do": {do}, "title": {"At sea"}, "language": {"en"},
			"description": {"From **oars** to sails."}, "badge": {"yes"}}
		maps.Copy(form, more)
		return cleo.post(editor, form)
	}
	a := press("find", url.Values{"find": {"https://badges.example/en/activities/" + string(sail.Activity.ID)}})
	if a.status != http.StatusSeeOther || a.location != editor+"?done=saved#items" {
		t.Fatalf("adding by address: %d to %q\n%s", a.status, a.location, a.body)
	}
	both := url.Values{"item": {string(sail.Activity.ID), string(row.Activity.ID)}, "mandatory": {string(row.Activity.ID)}}
	a = press("find", url.Values{"find": {"row"}, "item": both["item"][:1]})
	cleo.get(strings.TrimSuffix(a.location, "#items")).has(t, http.StatusOK, "Sail a boat", `value="item-add-`+string(row.Activity.ID)+`"`, "LANE")
	press("item-add-"+string(row.Activity.ID), url.Values{"item": both["item"][:1]}).has(t, http.StatusSeeOther)
	press("item-up-1", url.Values{"item": both["item"], "mandatory": both["mandatory"]}).has(t, http.StatusSeeOther)
	body := cleo.get(editor).body
	if strings.Index(body, "Row a boat") > strings.Index(body, "Sail a boat") || strings.Count(body, `name="item"`) != 2 {
		t.Errorf("moving an activity up does not: %s", body)
	}
	turned := url.Values{"item": {string(row.Activity.ID), string(sail.Activity.ID)}, "mandatory": {string(row.Activity.ID)}}
	for field, wrong := range map[string]url.Values{
		"needed-fault":       {"needed": {"2"}},
		"needed-fault\"":     {"needed": {"many"}},
		"find-fault":         {"find": {string(row.Activity.ID)}},
		"title-fault":        {"title": {strings.Repeat("x", workflow.MaxTitle+1)}},
		"badgeDescription-f": {"badgeDescription": {strings.Repeat("x", workflow.MaxPrompt+1)}},
	} {
		form := url.Values{"item": turned["item"], "mandatory": turned["mandatory"]}
		maps.Copy(form, wrong)
		do := "publish"
		if form.Has("find") {
			do = "find"
		}
		if got := press(do, form); got.status < 400 || !strings.Contains(got.body, `id="`+field) || !strings.Contains(got.body, "From **oars**") {
			t.Errorf("%s: %d, and the page does not say so beside the field, or has lost the text\n%s", field, got.status, got.main())
		}
	}
	cleo.get(editor+"/preview").has(t, http.StatusOK, "<strong>oars</strong>", "All mandatory activities", "Mandatory", "Optional")
	h.visitor().get("/en/playlists/"+id).has(t, http.StatusNotFound)
	turned.Set("needed", "1")
	if a := press("publish", turned); a.status != http.StatusSeeOther || !strings.HasSuffix(a.location, "/playlists?done=published") {
		t.Fatalf("publishing: %d to %q\n%s", a.status, a.location, a.body)
	}
	at := "/en/c/campania/playlists/" + id
	h.visitor().get(at).has(t, http.StatusOK, "<strong>oars</strong>", "at least 1 of the 1 optional", "Sign in to see how far you are", "Row a boat", "2 activities")
	h.visitor().get("/de/t/"+string(h.Org)+"?lang=de").has(t, http.StatusNotFound)
	h.visitor().get("/t/"+string(h.Org)+"?lang=de").has(t, http.StatusOK, "At sea", "Mit Badge")
	h.visitor().get("/en/c/campania/activities/"+string(row.Activity.ID)).has(t, http.StatusOK, "Added to playlist (1)", `href="`+at+`"`)
	ada.handIn(row.Tasks[0].ID, map[string]string{"text": "I rowed."})
	ada.until(at, "1 of 2 needed activities done")
	ada.handIn(sail.Tasks[0].ID, map[string]string{"text": "I sailed."})
	ada.until(at, "You have earned this badge")
	ada.get(at).has(t, http.StatusOK, "You have completed this playlist", "Done").lacks(t, "/badge\"")
	ada.until("/en/portfolio", "At sea")
	if a := ada.post(editor, url.Values{"version": {"0"}, "title": {"Mine"}}); a.status < 400 {
		t.Errorf("a learner writes at it: %d", a.status)
	}
}

func TestOfTwoWhoWriteAtOnePlaylistTheSecondSeesBothTexts(t *testing.T) {
	t.Parallel()
	h := open(t)
	cleo := h.browser("cleo@example.org")
	editor := cleo.beginList("At sea")
	version := cleo.version(editor)
	cleo.post(editor, url.Values{"version": {version}, "do": {"save"}, "title": {"At sea"}, "language": {"en"}, "description": {"First."}}).has(t, http.StatusSeeOther)
	cleo.post(editor, url.Values{"version": {version}, "do": {"save"}, "title": {"At sea"}, "language": {"en"}, "description": {"Second."}}).
		has(t, http.StatusConflict, "First.", "Second.")
}

func TestACityHasPlaylistsOfOthersActivities(t *testing.T) {
	t.Parallel()
	h := open(t)
	p := h.offerAs("Row a boat")
	mayor := h.browser("mayor@example.org")
	at := "/en/tenants/" + string(h.City) + "/playlists"
	editor := mayor.post(at, url.Values{"title": {"Summer"}, "language": {"en"}}).location
	mayor.get(editor).has(t, http.StatusOK, "A city issues no badges")
	a := mayor.post(editor, url.Values{"version": {mayor.version(editor)}, "do": {"publish"}, "title": {"Summer"}, "language": {"en"},
		"item": {string(p.Activity.ID)}, "mandatory": {string(p.Activity.ID)}})
	if a.status != http.StatusSeeOther {
		t.Fatalf("publishing: %d\n%s", a.status, a.main())
	}
	h.visitor().get("/en/c/campania/playlists").has(t, http.StatusOK, "Summer", "1 activity")
	other, err := h.Registry.FoundCity(h.As(h.SignIn("operator@example.org")), tenants.Tenant{Slug: "other", Name: "Other", Email: "o@example.org", Language: "en"},
		"", "o@example.org")
	must(t, err)
	id := editor[strings.LastIndex(editor, "/")+1:]
	if laurel.PlaylistID(id).Tenant() != h.City {
		t.Errorf("the playlist is %s's", laurel.PlaylistID(id).Tenant())
	}
	h.visitor().get("/en/c/"+other.Slug+"/playlists/"+id).has(t, http.StatusNotFound)
	h.visitor().get("/en/c/"+other.Slug+"/playlists").has(t, http.StatusOK, "There are no playlists yet.").lacks(t, "Summer")
}
