package engine_test

import (
	"slices"
	"strings"
	"testing"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine"
	"example.org/laurel/workflow/engine/enginetest"
)

// second founds another organisation in the city and returns its administrator.
func (s *house) second() (laurel.TenantID, laurel.PersonID) {
	s.T.Helper()
	mare := tenants.Tenant{Slug: "mare", Name: "Mare", Email: "mare@example.org", Language: "it"}
	org, err := s.Registry.FoundOrganisation(s.As(s.SignIn("mayor@example.org")), s.City, mare, "mara@example.org")
	must(s.T, err)
	return org.ID, s.SignIn("mara@example.org")
}

// self is an activity whose learners approve themselves.
func self(title string) workflow.Draft {
	d := rowing()
	d.Title, d.Minutes = title, 30
	d.Tasks[0].Steps = []workflow.Step{enginetest.Step("self@1")}
	return d
}

func (s *house) publishAs(who laurel.PersonID, t laurel.TenantID, d workflow.Draft) workflow.Publication {
	s.T.Helper()
	p, err := s.Engine.PublishActivity(s.As(who), t, d)
	must(s.T, err)
	return p
}

func items(list ...workflow.Publication) []workflow.PlaylistItem {
	out := make([]workflow.PlaylistItem, len(list))
	for i, p := range list {
		out[i].Activity = p.Activity.ID
	}
	return out
}

// earn hands something in, lets background work award it, and enters it in the
// portfolio. Each award is asked twice what playlists it completes.
func (s *house) earn(who laurel.PersonID, p workflow.Publication) {
	s.T.Helper()
	s.submit(who, p, "I did it.")
	s.Work()
	s.complete()
}

// complete does what jobs do about new awards, twice, until there are none.
func (s *house) complete() {
	s.T.Helper()
	for granted := s.Events("award.granted"); len(granted) > 0; granted = s.Events("award.granted") {
		for _, d := range granted {
			id := s.award(d)
			must(s.T, s.Engine.FileCredential(s.System(), d, engine.Signed{Award: id, KeyID: "key-1", Document: []byte(`{}`)}))
			must(s.T, s.Engine.EnterPortfolio(s.System(), id, "Somebody"))
			for range 2 {
				must(s.T, s.Engine.GrantRequiring(s.System(), id))
				must(s.T, s.Engine.CompletePlaylists(s.System(), id))
			}
		}
	}
}

func (s *house) award(d db.Delivery) (id laurel.AwardID) {
	s.T.Helper()
	must(s.T, s.DB.Read(s.T.Context(), d.TenantID, func(tx db.Tx) error {
		due, err := tx.Delivery(s.T.Context(), d.EventID, d.Route)
		id = laurel.AwardID(between(string(due.Body), `"Award":"`, `"`))
		return err
	}))
	return id
}

func between(text, from, to string) string {
	_, rest, _ := strings.Cut(text, from)
	found, _, _ := strings.Cut(rest, to)
	return found
}

// badges names what somebody has in the portfolio.
func (s *house) badges(who laurel.PersonID) []string {
	s.T.Helper()
	list, err := s.Engine.Portfolio(s.As(who))
	must(s.T, err)
	names := []string{}
	for _, e := range list {
		names = append(names, e.Name)
	}
	slices.Sort(names)
	return names
}

func TestAPlaylistOfTwoOrganisationsIsCompletedOnce(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		mare, mara := s.second()
		a, b := s.publishAs(s.Cleo, s.Org, self("Row")), s.publishAs(mara, mare, self("Swim"))
		c, d := s.publishAs(mara, mare, self("Dive")), s.publishAs(s.Cleo, s.Org, self("Sail"))
		content := workflow.PlaylistDraft{Title: "At sea", Language: "en", Badge: true, Needed: 1, Items: items(a, b, c, d)}
		content.Items[2].Optional, content.Items[3].Optional = true, true
		made, err := s.Engine.MakePlaylist(s.As(s.Cleo), s.Org, content)
		must(s.T, err)
		id := made.Playlist.ID
		for range 2 {
			must(s.T, s.Engine.NotePlaylist(s.System(), id, nil))
		}
		if v, err := s.Engine.Activity(s.As(""), b.Activity.ID); err != nil || len(v.Playlists) != 1 || v.Playlists[0].Title != "At sea" {
			s.T.Errorf("the other's activity is in %+v, %v", v.Playlists, err)
		}
		s.earn(s.Ada, a)
		s.earn(s.Ada, b)
		v, err := s.Engine.Playlist(s.As(s.Ada), id)
		if err != nil || v.Progress.Made != 2 || v.Progress.Steps != 3 || v.Award != "" || !slices.Equal(v.Progress.Done, []bool{true, true, false, false}) {
			s.T.Errorf("on the way: %+v, award %q, %v", v.Progress, v.Award, err)
		}
		if _, err := s.Engine.ClaimPlaylist(s.As(s.Ada), id); laurel.KindOf(err) != laurel.Conflict {
			s.T.Errorf("claiming too early: %v, want a conflict", err)
		}
		s.earn(s.Ada, c)
		s.earn(s.Ada, d) // more than is needed
		if got := s.badges(s.Ada); !slices.Equal(got, []string{"At sea", "Dive", "Row", "Sail", "Swim"}) {
			s.T.Errorf("the portfolio: %v", got)
		}
		v, err = s.Engine.Playlist(s.As(s.Ada), id)
		if err != nil || v.Award == "" || v.Award.Tenant() != s.Org || v.Badge.Kind != workflow.Program {
			s.T.Errorf("done: %+v, %v", v, err)
		}
		if v, err := s.Engine.Playlist(s.As(s.Dora), id); err != nil || v.Progress.Made != 0 || v.Award != "" {
			s.T.Errorf("somebody else: %+v, %v", v.Progress, err)
		}
		if list, err := s.Engine.OwnActivities(s.As(s.Cleo), s.Org, engine.OwnFilter{}); err != nil || list.Found != 2 {
			s.T.Errorf("the organiser's activities: %+v, %v; the playlist is none of them", list, err)
		}
		if _, err := s.Engine.Activity(s.As(s.Ada), laurel.ActivityID(id)); laurel.KindOf(err) != laurel.NotFound {
			s.T.Errorf("the playlist as an activity: %v, want not found", err)
		}
	})
}

func TestWhatAnOrganisationTakesBackStaysMarkedAndIsNeededOfNobody(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		mare, mara := s.second()
		a, b := s.publishAs(s.Cleo, s.Org, self("Row")), s.publishAs(mara, mare, self("Swim"))
		made, err := s.Engine.MakePlaylist(s.As(s.Cleo), s.Org, workflow.PlaylistDraft{Title: "At sea", Language: "en", Badge: true, Items: items(a, b)})
		must(s.T, err)
		id := made.Playlist.ID
		must(s.T, s.Engine.NotePlaylist(s.System(), id, nil))
		s.earn(s.Ada, a)
		s.earn(s.Dora, b)
		must(s.T, s.Engine.ArchiveActivity(s.As(mara), b.Activity.ID))
		for range 2 {
			must(s.T, s.Engine.FollowActivity(s.System(), b.Activity.ID))
		}
		v, err := s.Engine.Playlist(s.As(s.Ada), id)
		if err != nil || v.Playlist.Items[1].Open || !v.Progress.Complete || !v.Claimable() {
			s.T.Errorf("for who has the rest: %+v, %v", v.Progress, err)
		}
		if v, err := s.Engine.Playlist(s.As(s.Dora), id); err != nil || v.Progress.Made != 1 || v.Progress.Steps != 2 {
			s.T.Errorf("for who had it before: %+v, %v", v.Progress, err)
		}
		award, err := s.Engine.ClaimPlaylist(s.As(s.Ada), id)
		again, err2 := s.Engine.ClaimPlaylist(s.As(s.Ada), id)
		if err != nil || err2 != nil || award == "" || award != again {
			s.T.Errorf("claimed: %q, %v, then %q, %v", award, err, again, err2)
		}
		must(s.T, s.Engine.RestoreActivity(s.As(mara), b.Activity.ID))
		must(s.T, s.Engine.FollowActivity(s.System(), b.Activity.ID))
		if v, err := s.Engine.Playlist(s.As(s.Ada), id); err != nil || !v.Playlist.Items[1].Open || v.Award != award {
			s.T.Errorf("after it is back: open: %t, award %q, %v", v.Playlist.Items[1].Open, v.Award, err)
		}
		d := self("Dive")
		d.Shelf = workflow.OwnShelf
		own := s.publishAs(mara, mare, d)
		_, err = s.Engine.MakePlaylist(s.As(s.Cleo), s.Org, workflow.PlaylistDraft{Title: "X", Language: "en", Items: items(a, own)})
		if laurel.KindOf(err) != laurel.Invalid {
			s.T.Errorf("adding what its organisation keeps: %v, want invalid", err)
		}
		if _, err := s.Engine.MakePlaylist(s.As(mara), mare, workflow.PlaylistDraft{Title: "X", Language: "en", Items: items(own)}); err != nil {
			s.T.Errorf("in the organisation's own: %v", err)
		}
	})
}

func TestAnotherRuleOfAPlaylistLeavesHoldersTheirEdition(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		a, b := s.publishAs(s.Cleo, s.Org, self("Row")), s.publishAs(s.Cleo, s.Org, self("Sail"))
		d := workflow.PlaylistDraft{Title: "At sea", Language: "en", Badge: true, Items: items(a)}
		made, err := s.Engine.MakePlaylist(s.As(s.Cleo), s.Org, d)
		must(s.T, err)
		id := made.Playlist.ID
		s.earn(s.Ada, a)
		s.earn(s.Dora, b)
		d.Items = items(a, b)
		v, err := s.Engine.SavePlaylist(s.As(s.Cleo), id, d, 0)
		must(s.T, err)
		next, err := s.Engine.PublishPlaylist(s.As(s.Cleo), id, v.Version)
		if err != nil || !next.New || next.Badge.Edition != 2 {
			s.T.Fatalf("another rule made %+v, %v", next.Badge, err)
		}
		s.earn(s.Ada, b) // has edition 1 and now fulfils the rule of edition 2
		s.earn(s.Dora, a)
		if got := s.badges(s.Ada); !slices.Equal(got, []string{"At sea", "Row", "Sail"}) {
			s.T.Errorf("the holder's portfolio: %v", got)
		}
		if v, err := s.Engine.Playlist(s.As(s.Ada), id); err != nil || v.Badge.Edition != 1 || v.Award == "" {
			s.T.Errorf("the holder sees edition %d, %v", v.Badge.Edition, err)
		}
		if v, err := s.Engine.Playlist(s.As(s.Dora), id); err != nil || v.Badge.Edition != 2 || v.Award == "" {
			s.T.Errorf("who came later has edition %d, %v", v.Badge.Edition, err)
		}
	})
}

func TestOfTwoWhoWriteAtOnePlaylistTheSecondIsToldAndNothingIsLost(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		a := s.publishAs(s.Cleo, s.Org, self("Row"))
		v, err := s.Engine.BeginPlaylist(s.As(s.Cleo), s.Org, workflow.PlaylistDraft{Title: "At"})
		must(s.T, err)
		for name, who := range map[string]laurel.PersonID{"a learner": s.Ada, "a member": s.Ben, "a visitor": ""} {
			if _, err := s.Engine.PlaylistDraft(s.As(who), v.ID); laurel.KindOf(err) != laurel.Forbidden && laurel.KindOf(err) != laurel.Unauthenticated {
				s.T.Errorf("%s reads a draft: %v, want a refusal", name, err)
			}
			if _, err := s.Engine.Playlist(s.As(who), v.ID); laurel.KindOf(err) != laurel.NotFound {
				s.T.Errorf("%s looks at what is not published: %v, want not found", name, err)
			}
			if _, err := s.Engine.OwnPlaylists(s.As(who), s.Org); err == nil {
				s.T.Errorf("%s lists what is written", name)
			}
		}
		if _, err := s.Engine.PublishPlaylist(s.As(s.Cleo), v.ID, v.Version); laurel.KindOf(err) != laurel.Invalid {
			s.T.Errorf("publishing what is unfinished: %v, want invalid", err)
		}
		d := workflow.PlaylistDraft{Title: "At sea", Language: "en", Items: items(a)}
		saved, err := s.Engine.SavePlaylist(s.As(s.Cleo), v.ID, d, v.Version)
		must(s.T, err)
		if _, err := s.Engine.SavePlaylist(s.As(s.Cleo), v.ID, d, v.Version); laurel.KindOf(err) != laurel.Conflict {
			s.T.Errorf("the second: %v, want a conflict", err)
		}
		if _, err := s.Engine.PublishPlaylist(s.As(s.Cleo), v.ID, v.Version); laurel.KindOf(err) != laurel.Conflict {
			s.T.Errorf("publishing what one has not seen: %v, want a conflict", err)
		}
		if err := s.Engine.DiscardPlaylist(s.As(s.Cleo), v.ID, v.Version); laurel.KindOf(err) != laurel.Conflict {
			s.T.Errorf("throwing away what one has not seen: %v, want a conflict", err)
		}
		_, err = s.Engine.PublishPlaylist(s.As(s.Cleo), v.ID, saved.Version)
		must(s.T, err)
		copied, err := s.Engine.DuplicatePlaylist(s.As(s.Cleo), v.ID)
		if err != nil || copied.Draft.Title != "At sea" || len(copied.Items) != 1 || copied.Items[0].Title != "Row" || copied.Items[0].Minutes != 30 {
			s.T.Errorf("the copy: %+v, %v", copied, err)
		}
		must(s.T, s.Engine.DiscardPlaylist(s.As(s.Cleo), copied.ID, copied.Version))
		must(s.T, s.Engine.ArchivePlaylist(s.As(s.Cleo), v.ID))
		if got, err := s.Engine.Activity(s.As(""), a.Activity.ID); err != nil || len(got.Playlists) != 0 {
			s.T.Errorf("an activity says of an archived playlist: %+v, %v", got.Playlists, err)
		}
		if list, err := s.Engine.Playlists(s.As(""), s.Org); err != nil || len(list) != 0 {
			s.T.Errorf("the list with an archived playlist: %+v, %v", list, err)
		}
		if _, err := s.Engine.SavePlaylist(s.As(s.Cleo), v.ID, d, 0); laurel.KindOf(err) != laurel.Conflict {
			s.T.Errorf("writing at an archived one: %v, want a conflict", err)
		}
		must(s.T, s.Engine.RestorePlaylist(s.As(s.Cleo), v.ID))
		if list, err := s.Engine.Playlists(s.As(""), s.Org); err != nil || len(list) != 1 || len(list[0].Items) != 1 {
			s.T.Errorf("restored: %+v, %v", list, err)
		}
	})
}

func TestAnActivityThatLeavesAPlaylistSaysSo(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		mare, mara := s.second()
		a, b := s.publishAs(s.Cleo, s.Org, self("Row")), s.publishAs(mara, mare, self("Swim"))
		d := workflow.PlaylistDraft{Title: "At sea", Language: "en", Items: items(a, b)}
		made, err := s.Engine.MakePlaylist(s.As(s.Cleo), s.Org, d)
		must(s.T, err)
		must(s.T, s.Engine.NotePlaylist(s.System(), made.Playlist.ID, nil))
		d.Items = items(a)
		v, err := s.Engine.SavePlaylist(s.As(s.Cleo), made.Playlist.ID, d, 0)
		must(s.T, err)
		next, err := s.Engine.PublishPlaylist(s.As(s.Cleo), v.ID, v.Version)
		must(s.T, err)
		for range 2 {
			must(s.T, s.Engine.NotePlaylist(s.System(), v.ID, next.Left))
		}
		must(s.T, s.Engine.NotePlaylist(s.System(), v.ID, nil)) // of the revision before, late
		if got, err := s.Engine.Activity(s.As(""), b.Activity.ID); err != nil || len(got.Playlists) != 0 {
			s.T.Errorf("it is still in %+v, %v", got.Playlists, err)
		}
	})
}

func TestNobodyWidensARoleByAddingToAPlaylist(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		in, out := s.publishAs(s.Cleo, s.Org, self("Row")), s.publishAs(s.Cleo, s.Org, self("Sail"))
		d := workflow.PlaylistDraft{Title: "At sea", Language: "en", Items: items(in)}
		made, err := s.Engine.MakePlaylist(s.As(s.Cleo), s.Org, d)
		must(s.T, err)
		head := s.SignIn("head@example.org")
		gus, err := s.Registry.AddMember(s.As(head), s.Org, "gus@example.org", tenants.MemberRole)
		must(s.T, err)
		must(s.T, s.Registry.GiveRole(s.As(head), s.Org, tenants.Member{Person: gus, Role: tenants.Organiser, Object: made.Playlist.Object()}))
		d.Items = items(in, out)
		v, err := s.Engine.SavePlaylist(s.As(gus), made.Playlist.ID, d, 0)
		must(s.T, err)
		if _, err := s.Engine.PublishPlaylist(s.As(gus), v.ID, v.Version); laurel.KindOf(err) != laurel.Invalid {
			s.T.Errorf("who has a role on the playlist alone adds to it: %v, want invalid", err)
		}
		if s.Engine.MayEdit(s.As(gus), out.Activity.ID) {
			s.T.Error("and may edit what was added")
		}
		if _, err := s.Engine.PublishPlaylist(s.As(s.Cleo), v.ID, v.Version); err != nil {
			s.T.Errorf("who may publish the activity: %v", err)
		}
		if !s.Engine.MayEdit(s.As(gus), out.Activity.ID) {
			s.T.Error("a role on the playlist does not hold for what was added by who may")
		}
	})
}

func TestACitysPlaylistHasOthersActivitiesAndNoBadge(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		a := s.publishAs(s.Cleo, s.Org, self("Row"))
		mayor := s.SignIn("mayor@example.org")
		d := workflow.PlaylistDraft{Title: "Summer", Language: "en", Items: items(a), Badge: true}
		if _, err := s.Engine.MakePlaylist(s.As(mayor), s.City, d); laurel.KindOf(err) != laurel.Invalid {
			s.T.Errorf("with a badge: %v, want invalid", err)
		}
		d.Badge = false
		if _, err := s.Engine.MakePlaylist(s.As(mayor), s.City, d); err != nil {
			s.T.Errorf("without: %v", err)
		}
		if _, err := s.Engine.MakePlaylist(s.As(mayor), s.Org, d); laurel.KindOf(err) != laurel.Forbidden {
			s.T.Errorf("the city writes an organisation's: %v, want forbidden", err)
		}
	})
}
