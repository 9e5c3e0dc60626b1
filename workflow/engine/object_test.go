package engine_test

import (
	"testing"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
	"example.org/laurel/tenants/db/dbtest"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine"
	"example.org/laurel/workflow/engine/enginetest"
)

func TestARoleOnOneActivityIsNoneOnAnother(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := enginetest.New(t, d)
		one, two := s.Publish([]workflow.Step{enginetest.Step("organiser@1")}), s.Publish([]workflow.Step{enginetest.Step("organiser@1")})
		head := s.SignIn("head@example.org")
		gus, err := s.Registry.AddMember(s.As(head), s.Org, "gus@example.org", tenants.MemberRole)
		must(t, err)
		must(t, s.Registry.GiveRole(s.As(head), s.Org, tenants.Member{Person: gus, Role: tenants.Reviewer, Object: one.Activity.Object()}))
		for p, may := range map[*workflow.Publication]bool{&one: true, &two: false} {
			sub, err := s.Engine.SubmitEvidence(s.As(s.Ada), p.Tasks[0].ID, []workflow.Evidence{{Kind: approval.Text, Text: "words"}})
			must(t, err)
			_, err = s.Engine.Submission(s.As(gus), sub.ID)
			if sees := err == nil; sees != may || !may && laurel.KindOf(err) != laurel.NotFound {
				t.Errorf("looking at a submission: %v, want allowed: %v", err, may)
			}
			err = s.Engine.GiveOpinion(s.As(gus), sub.ID, engine.Said{Attempt: 1, Advice: approval.Approve})
			if (err == nil) != may {
				t.Errorf("approving it: %v, want allowed: %v", err, may)
			}
		}
		if list, err := s.Engine.Reviews(s.As(gus), s.Org); err != nil || len(list) != 0 {
			t.Errorf("after the one that is his, %d wait for him, %v", len(list), err)
		}
	})
}

func TestARoleOnAPlaylistHoldsForWhatIsInIt(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := enginetest.New(t, d)
		in, out := s.Publish([]workflow.Step{enginetest.Step("organiser@1")}), s.Publish([]workflow.Step{enginetest.Step("organiser@1")})
		made, err := s.Engine.MakePlaylist(s.As(s.Cleo), s.Org, workflow.PlaylistDraft{Title: "First steps", Language: "en",
			Items: []workflow.PlaylistItem{{Activity: in.Activity.ID}}})
		must(t, err)
		head := s.SignIn("head@example.org")
		gus, err := s.Registry.AddMember(s.As(head), s.Org, "gus@example.org", tenants.MemberRole)
		must(t, err)
		on := tenants.Member{Person: gus, Role: tenants.Reviewer, Object: made.Playlist.Object()}
		must(t, s.Registry.GiveRole(s.As(head), s.Org, on))
		inside, err := s.Engine.SubmitEvidence(s.As(s.Ada), in.Tasks[0].ID, []workflow.Evidence{{Kind: approval.Text, Text: "words"}})
		must(t, err)
		outside, err := s.Engine.SubmitEvidence(s.As(s.Ada), out.Tasks[0].ID, []workflow.Evidence{{Kind: approval.Text, Text: "words"}})
		must(t, err)
		if _, err := s.Engine.Submission(s.As(gus), inside.ID); err != nil {
			t.Errorf("inside the playlist: %v", err)
		}
		if _, err := s.Engine.Submission(s.As(gus), outside.ID); laurel.KindOf(err) != laurel.NotFound {
			t.Errorf("outside of it: %v, want not found", err)
		}
		must(t, s.Registry.TakeRole(s.As(head), s.Org, on))
		if _, err := s.Engine.Submission(s.As(gus), inside.ID); laurel.KindOf(err) != laurel.NotFound {
			t.Errorf("after it is taken: %v, want not found", err)
		}
	})
}
