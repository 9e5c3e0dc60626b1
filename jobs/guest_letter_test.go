package jobs

import (
	"regexp"
	"strings"
	"testing"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/tenants/db"
	"example.org/laurel/tenants/db/dbtest"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine/enginetest"
)

var guestPath = regexp.MustCompile(`/de/(?:c/[a-z]+/)?guest/([0-9a-z.-]+)`)

func TestWhoIsAskedByALetterFindsTheWayInIt(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newOffice(t, d, smallQueue(t))
		w := New(o.config)
		p := o.Publish([]workflow.Step{enginetest.Step("organiser@1")})
		sub, err := o.Engine.SubmitEvidence(o.As(o.Ada), p.Tasks[0].ID, []workflow.Evidence{{Kind: approval.Text, Text: "x"}})
		must(t, err)
		for _, name := range []string{"maria", "late"} {
			l, secret, err := o.Engine.InviteGuest(o.As(o.Cleo), sub.ID,
				workflow.GuestInvitation{Name: name, Address: name + "@example.org", Language: "de", Days: 3})
			must(t, err)
			if secret != "" {
				t.Error("who invites is given the secret of a letter")
			}
			if name == "late" {
				must(t, o.Engine.WithdrawGuest(o.As(o.Cleo), sub.ID, l.ID))
			}
		}
		o.workTwice(t, w)
		if list := o.post.to("late@example.org"); len(list) != 0 {
			t.Errorf("whose link was withdrawn got %+v", list)
		}
		l := o.newest(t, "maria@example.org")
		if !strings.Contains(l.Text, "maria") || !strings.Contains(l.Text, p.Activity.Title) || strings.Contains(l.Text, "ada@example.org") {
			t.Errorf("the letter says\n%s", l.Text)
		}
		m := guestPath.FindStringSubmatch(l.Text)
		if m == nil {
			t.Fatalf("no link in\n%s", l.Text)
		}
		id, secret, ok := laurel.ReadGuest(m[1])
		if v, err := o.Engine.SeeAsGuest(t.Context(), id, secret); !ok || err != nil || v.Submission != sub.ID {
			t.Errorf("the link leads to %+v, %v", v, err)
		}
	})
}
