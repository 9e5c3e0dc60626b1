package engine_test

import (
	"slices"
	"sync"
	"testing"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db/dbtest"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine"
)

// listOf publishes a playlist of the house's organisation with a badge.
func (s *house) listOf(d workflow.PlaylistDraft) laurel.PlaylistID {
	s.T.Helper()
	d.Title, d.Language, d.Badge = "At sea", "en", true
	made, err := s.Engine.MakePlaylist(s.As(s.Cleo), s.Org, d)
	must(s.T, err)
	must(s.T, s.Engine.NotePlaylist(s.System(), made.Playlist.ID, nil))
	return made.Playlist.ID
}

func TestOfOptionalActivitiesSoManyAreNeededWhicheverTheyAre(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		a, b, c := s.publishAs(s.Cleo, s.Org, self("Row")), s.publishAs(s.Cleo, s.Org, self("Sail")), s.publishAs(s.Cleo, s.Org, self("Swim"))
		d := workflow.PlaylistDraft{Needed: 2, Items: items(a, b, c)}
		for i := range d.Items {
			d.Items[i].Optional = true
		}
		id := s.listOf(d)
		for who, two := range map[laurel.PersonID][]workflow.Publication{s.Ada: {a, c}, s.Dora: {c, b}} {
			s.earn(who, two[0])
			if v, err := s.Engine.Playlist(s.As(who), id); err != nil || v.Progress.Made != 1 || v.Progress.Steps != 2 || v.Award != "" || v.Claimable() {
				s.T.Errorf("with one: %+v, %v", v.Progress, err)
			}
			s.earn(who, two[1])
			if v, err := s.Engine.Playlist(s.As(who), id); err != nil || v.Award == "" || v.Progress.Made != 2 || !v.Progress.Complete {
				s.T.Errorf("with two: %+v, %v", v.Progress, err)
			}
		}
	})
}

func TestAnOptionalActivityThatIsArchivedIsNeededOfNobody(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		a, b := s.publishAs(s.Cleo, s.Org, self("Row")), s.publishAs(s.Cleo, s.Org, self("Sail"))
		d := workflow.PlaylistDraft{Needed: 1, Items: items(a, b)}
		d.Items[1].Optional = true
		id := s.listOf(d)
		s.earn(s.Ada, a)
		if v, err := s.Engine.Playlist(s.As(s.Ada), id); err != nil || v.Progress.Complete {
			s.T.Errorf("before: %+v, %v", v.Progress, err)
		}
		must(s.T, s.Engine.ArchiveActivity(s.As(s.Cleo), b.Activity.ID))
		must(s.T, s.Engine.FollowActivity(s.System(), b.Activity.ID))
		if v, err := s.Engine.Playlist(s.As(s.Ada), id); err != nil || v.Progress.Steps != 1 || !v.Claimable() {
			s.T.Errorf("after: %+v, %v", v.Progress, err)
		}
		must(s.T, s.Engine.ArchiveActivity(s.As(s.Cleo), a.Activity.ID))
		must(s.T, s.Engine.FollowActivity(s.System(), a.Activity.ID))
		if v, err := s.Engine.Playlist(s.As(s.Dora), id); err != nil || v.Progress.Complete || v.Progress.Steps != 2 {
			s.T.Errorf("where nothing is left, who did nothing has %+v, %v", v.Progress, err)
		}
		if _, err := s.Engine.ClaimPlaylist(s.As(s.Dora), id); laurel.KindOf(err) != laurel.Conflict {
			s.T.Errorf("who did nothing claims: %v, want a conflict", err)
		}
	})
}

func TestAnOrganisationTakesItsPermissionBack(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		mare, mara := s.second()
		a := s.publishAs(s.Cleo, s.Org, self("Row"))
		b := s.publishAs(mara, mare, self("Swim"))
		id := s.listOf(workflow.PlaylistDraft{Items: items(a, b)})
		s.earn(s.Dora, b)
		d := self("Swim")
		d.Shelf = workflow.OwnShelf
		v, err := s.Engine.SaveDraft(s.As(mara), b.Activity.ID, change(d, 0))
		must(s.T, err)
		_, err = s.Engine.PublishDraft(s.As(mara), b.Activity.ID, v.Version)
		must(s.T, err)
		must(s.T, s.Engine.FollowActivity(s.System(), b.Activity.ID))
		if v, err := s.Engine.Activity(s.As(""), b.Activity.ID); err != nil || len(v.Playlists) != 0 {
			s.T.Errorf("it says that it is in %+v, %v", v.Playlists, err)
		}
		if v, err := s.Engine.Playlist(s.As(s.Ada), id); err != nil || v.Playlist.Items[1].Open || v.Progress.Steps != 1 {
			s.T.Errorf("for who came later: %+v, %v", v.Progress, err)
		}
		if v, err := s.Engine.Playlist(s.As(s.Dora), id); err != nil || !v.Progress.Done[1] || v.Progress.Made != 1 || v.Progress.Steps != 2 {
			s.T.Errorf("for who had it before: %+v, %v", v.Progress, err)
		}
		if _, err := s.Engine.Addable(s.T.Context(), s.Org, b.Activity.ID); laurel.KindOf(err) != laurel.Invalid {
			s.T.Errorf("adding it again: %v, want invalid", err)
		}
		kept := workflow.PlaylistDraft{Title: "Still at sea", Language: "en", Badge: true, Items: items(b, a)}
		w, err := s.Engine.SavePlaylist(s.As(s.Cleo), id, kept, 0)
		must(s.T, err)
		if _, err := s.Engine.PublishPlaylist(s.As(s.Cleo), id, w.Version); err != nil {
			s.T.Errorf("what is in already may stay: %v", err)
		}
	})
}

func TestWhoClaimsManyTimesAtOnceHasOneBadge(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		a := s.publishAs(s.Cleo, s.Org, self("Row"))
		s.earn(s.Ada, a) // before there is a playlist
		id := s.listOf(workflow.PlaylistDraft{Items: items(a)})
		if v, err := s.Engine.Playlist(s.As(s.Ada), id); err != nil || !v.Claimable() {
			s.T.Errorf("a badge that was earned before: %+v, %v", v.Progress, err)
		}
		got := make([]laurel.AwardID, 6)
		var all sync.WaitGroup
		for i := range got {
			all.Go(func() {
				award, err := s.Engine.ClaimPlaylist(s.As(s.Ada), id)
				if err != nil && laurel.KindOf(err) != laurel.Conflict {
					s.T.Errorf("claiming: %v", err)
				}
				got[i] = award
			})
		}
		all.Wait()
		award, err := s.Engine.ClaimPlaylist(s.As(s.Ada), id)
		must(s.T, err)
		if got = slices.DeleteFunc(got, func(id laurel.AwardID) bool { return id == "" || id == award }); len(got) > 0 {
			s.T.Errorf("other awards: %v beside %s", got, award)
		}
		s.complete()
		if got := s.badges(s.Ada); !slices.Equal(got, []string{"At sea", "Row"}) {
			s.T.Errorf("the portfolio: %v", got)
		}
		if _, err := s.Engine.ClaimPlaylist(s.As(""), id); laurel.KindOf(err) != laurel.Unauthenticated {
			s.T.Errorf("a visitor claims: %v", err)
		}
	})
}

func TestAPlaylistThatIsFollowedFromAnotherCityCountsThereOnlyWhereItsOrganisationIsActive(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		operator := s.SignIn("operator@example.org")
		far, err := s.Registry.FoundCity(s.As(operator), tenants.Tenant{Slug: "far", Name: "Far", Email: "far@example.org", Language: "en"}, "", "far@example.org")
		must(s.T, err)
		a := s.publishAs(s.Cleo, s.Org, self("Row"))
		s.earn(s.Ada, a)
		s.earn(s.Dora, a)
		id := s.listOf(workflow.PlaylistDraft{Items: items(a)})
		if shown, err := s.Engine.IsPlaylistShown(s.T.Context(), far.ID, id); err != nil || shown {
			s.T.Errorf("it is shown in a city where its organisation is not active: %t, %v", shown, err)
		}
		for who, city := range map[laurel.PersonID]laurel.TenantID{s.Ada: far.ID, s.Dora: s.City} {
			award, err := s.Engine.ClaimPlaylist(laurel.WithActor(s.T.Context(), laurel.Actor{Person: who, City: city}), id)
			must(s.T, err)
			s.complete()
			list, err := s.Engine.Portfolio(s.As(who))
			must(s.T, err)
			want := city
			if city == far.ID {
				want = ""
			}
			i := slices.IndexFunc(list, func(e workflow.Entry) bool { return e.Award == award })
			if i < 0 || list[i].City != want {
				s.T.Errorf("from %q: %+v, want the city %q", city, list, want)
			}
		}
	})
}

func TestWhatIsNotForEverybodyComesIntoNoPlaylist(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		mare, mara := s.second()
		hidden := self("A secret")
		hidden.Access = workflow.Restricted
		gone := s.publishAs(mara, mare, self("Gone"))
		must(s.T, s.Engine.ArchiveActivity(s.As(mara), gone.Activity.ID))
		begun, err := s.Engine.BeginDraft(s.As(mara), mare, change(self("Begun"), 0))
		must(s.T, err)
		for name, id := range map[string]laurel.ActivityID{"a restricted one": s.publishAs(mara, mare, hidden).Activity.ID, "an archived one": gone.Activity.ID,
			"a draft": begun.ID, "nothing": laurel.ActivityID(string(mare) + "-00000000000000000000000000"),
			"nobody's": "0000000001-00000000000000000000000000", "one of our own that is restricted": s.publishAs(s.Cleo, s.Org, hidden).Activity.ID} {
			if i, err := s.Engine.Addable(s.T.Context(), s.Org, id); laurel.KindOf(err) != laurel.Invalid || i.Title == "A secret" {
				s.T.Errorf("%s: %+v, %v; want a refusal that tells nothing", name, i, err)
			}
			d := workflow.PlaylistDraft{Title: "X", Language: "en", Items: []workflow.PlaylistItem{{Activity: id}}}
			if _, err := s.Engine.MakePlaylist(s.As(s.Cleo), s.Org, d); laurel.KindOf(err) != laurel.Invalid {
				s.T.Errorf("%s: published, %v", name, err)
			}
			v, err := s.Engine.BeginPlaylist(s.As(s.Cleo), s.Org, d)
			if err != nil || v.Items[0].Title == "A secret" {
				s.T.Errorf("%s in a draft: %+v, %v", name, v.Items, err)
			}
		}
	})
}

func TestAPlaylistIsReadInAsManyQueriesHoweverLongItIs(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		var all []workflow.Publication
		for range 12 {
			all = append(all, s.publishAs(s.Cleo, s.Org, self("Row")))
		}
		s.earn(s.Ada, all[0])
		one, many := s.listOf(workflow.PlaylistDraft{Items: items(all[0])}), s.listOf(workflow.PlaylistDraft{Items: items(all...)})
		for _, who := range []laurel.PersonID{"", s.Ada, s.Dora} {
			var numbers []int64
			for _, id := range []laurel.PlaylistID{one, many} {
				ctx, n := dbtest.Counting(s.As(who))
				v, err := s.Engine.Playlist(ctx, id)
				must(s.T, err)
				_, err = s.Engine.ShownItems(ctx, s.City, v.Playlist)
				must(s.T, err)
				numbers = append(numbers, n.Load())
			}
			if numbers[0] != numbers[1] || numbers[1] > 8 {
				s.T.Errorf("for %q: %v queries", who, numbers)
			}
		}
		if shown, err := s.Engine.ShownPlaylists(s.T.Context(), s.City, []laurel.PlaylistID{one, many}); err != nil || !shown[one] || !shown[many] {
			s.T.Errorf("shown in the city: %v, %v", shown, err)
		}
		var numbers []int64
		for range 2 {
			ctx, n := dbtest.Counting(s.As(""))
			list, err := s.Engine.Playlists(ctx, s.Org)
			must(s.T, err)
			numbers = append(numbers, n.Load())
			if len(list) < 2 {
				s.T.Fatalf("%d playlists", len(list))
			}
			s.listOf(workflow.PlaylistDraft{Items: items(all...)})
		}
		if numbers[0] != numbers[1] {
			s.T.Errorf("the list: %v queries", numbers)
		}
	})
}

func change(d workflow.Draft, version int) engine.Change {
	return engine.Change{Draft: d, Version: version}
}
