package web_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"example.org/laurel"
	"example.org/laurel/tenants/db"
	"example.org/laurel/tenants/db/dbtest"
	"example.org/laurel/web/door"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine"
)

// hush is in every word of the restricted activity, and nowhere else.
const hush = "quincemoon"

func TestNoAddressShowsOutsidersAnythingOfARestrictedActivity(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		n := &neighbours{house: h}
		h.work()
		mayor := h.SignIn("mayor@example.org")
		draft := rowing(workflow.ForAll, workflow.JoiningOpen)
		draft.Title, draft.Description, draft.Tags = hush+" title", hush+" description", []string{hush + "tag"}
		draft.BadgeDescription, draft.Tasks[0].Prompt = hush+" badge", hush+" prompt"
		p, err := h.Engine.PublishActivity(h.As(h.Cleo), h.Org, draft)
		must(t, err)
		must(t, h.Engine.ListActivity(h.As(mayor), h.City, p.Activity.ID))
		list, err := h.Engine.MakePlaylist(h.As(h.Cleo), h.Org, workflow.PlaylistDraft{Title: "A playlist", Description: "Words.", Language: "en",
			Items: []workflow.PlaylistItem{{Activity: p.Activity.ID}}})
		must(t, err)
		catalogue := "/en/c/campania/activities"
		h.until("the catalogue has it", func() bool { return strings.Contains(string(h.ask(http.MethodGet, catalogue, "").body), hush) })
		v, err := h.Engine.Draft(h.As(h.Cleo), p.Activity.ID)
		must(t, err)
		v.Draft.Access = workflow.Restricted
		v, err = h.Engine.SaveDraft(h.As(h.Cleo), v.ID, engine.Change{Draft: v.Draft, Version: v.Version})
		must(t, err)
		_, err = h.Engine.PublishDraft(h.As(h.Cleo), v.ID, v.Version)
		must(t, err)
		h.until("the catalogue has it no more", func() bool { return !strings.Contains(string(h.ask(http.MethodGet, catalogue, "").body), hush) })
		_, badge, _ := strings.Cut(string(p.Achievement.ID), "-")
		is := side{city: string(h.City), org: string(h.Org), citySlug: "campania", activity: string(p.Activity.ID), task: string(p.Tasks[0].ID),
			submission: string(p.Tasks[0].ID), upload: string(p.Tasks[0].ID), claim: string(p.Claim.ID), awardUUID: badge, achievementUUID: badge,
			cover: "x-640.jpg", playlist: string(list.Playlist.ID), person: string(h.Cleo), invitation: string(p.Tasks[0].ID), role: "member"}
		doors := n.everyAddress(is)
		for name, who := range map[string]laurel.PersonID{"a visitor": visitor, "a learner": h.Ada, "the mayor": mayor} {
			shown := 0
			for i, path := range doors {
				if i%50 == 0 {
					n.countAnew()
				}
				a := n.look(who, path)
				if a.status == http.StatusOK {
					shown++
				}
				if a.status >= http.StatusInternalServerError || a.status == http.StatusTooManyRequests {
					t.Errorf("%s: %s is answered with %d", name, path, a.status)
				}
				if at := strings.Index(string(a.body), hush); at >= 0 {
					t.Errorf("%s reads at %s: …%s…", name, path, a.body[max(0, at-80):min(len(a.body), at+80)])
				}
			}
			if shown < 20 {
				t.Errorf("%s was shown only %d of %d addresses: this test looks at the wrong thing", name, shown, len(doors))
			}
		}
		if a := n.look(h.Cleo, "/en/activities/"+is.activity); !strings.Contains(string(a.body), hush) {
			t.Error("its organiser does not find it: this test looks at the wrong thing")
		}
	})
}

// everyAddress are all that can be read, each also as a search for the words.
func (n *neighbours) everyAddress(is side) (list []string) {
	n.t.Helper()
	for _, r := range n.app.GetRoutes(true) {
		if r.Method != http.MethodGet || strings.HasPrefix(r.Path, "/mailbox") || strings.Contains(r.Path, "*") {
			continue
		}
		for _, path := range n.paths(strings.NewReplacer("{", ":", "}", "").Replace(r.Path), is) {
			list = append(list, path, path+"?words="+hush[:6], path+"?q="+hush[:6])
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// look reads an address as somebody, by session or by token.
func (n *neighbours) look(who laurel.PersonID, path string) answer {
	n.t.Helper()
	switch {
	case who == visitor:
		return n.ask(http.MethodGet, path, "")
	case strings.HasPrefix(path, "/api/"):
		return n.as(who, http.MethodGet, path, "")
	}
	return n.ask(http.MethodGet, path, "", "Cookie", string(door.SessionCookie)+"="+n.session(who))
}
