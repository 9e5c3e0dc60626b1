package jobs

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.org/laurel"
	"example.org/laurel/jobs/mail"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db/dbtest"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine"
	"example.org/laurel/workflow/engine/enginetest"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestLettersToParticipantsSayWhatIsSo writes each of them in every language, as a city
// and an organisation have them written.
func TestLettersToParticipantsSayWhatIsSo(t *testing.T) {
	t.Parallel()
	for _, lang := range []string{"en", "de"} {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t, dbtest.SQLite(t), smallQueue(t))
			w := New(o.config)
			for _, who := range []laurel.PersonID{o.Ada, o.Ben, o.Dora} {
				must(t, o.Registry.ChangePerson(o.As(who), tenants.Person{Name: "Somebody", Language: lang}))
			}
			a := o.rowing(t, w)
			letters := o.ruled(t, w, a)
			who, address, err := o.Registry.Invitee(o.As(o.Cleo), a, "new@example.org")
			must(t, err)
			_, err = o.Engine.InviteParticipant(o.As(o.Cleo), workflow.PartInvitation{Activity: a.ID, Person: who, Address: address, Language: lang})
			must(t, err)
			o.workTwice(t, w)
			letters["invited"] = o.newest(t, "new@example.org")
			known := strings.NewReplacer(string(a.ID), "ACTIVITY", string(o.City), "CITY", string(o.Org), "ORGANISATION")
			for name, l := range letters {
				golden(t, name+"."+lang+".txt", known.Replace("To: "+l.To+"\nSubject: "+l.Subject+"\n\n"+l.Text))
				golden(t, name+"."+lang+".html", known.Replace(l.HTML))
			}
		})
	}
}

// rowing is an activity in which three people ask to take part.
func (o *office) rowing(t *testing.T, w *Worker) workflow.Activity {
	t.Helper()
	p, err := o.Engine.PublishActivity(o.As(o.Cleo), o.Org, workflow.Draft{Title: "Rowing", Description: "On the lake.", Language: "en",
		Kind: workflow.Course, Access: workflow.ForAll, Joining: workflow.Joining{Mode: workflow.JoiningAsked},
		Tasks: []workflow.TaskDraft{{Prompt: "?", Asks: []workflow.Ask{{Kind: approval.Text}}, Steps: []workflow.Step{enginetest.Step("self@1")}}}})
	must(t, err)
	for _, who := range []laurel.PersonID{o.Ada, o.Ben, o.Dora} {
		_, err := o.Engine.JoinActivity(o.As(who), p.Activity.ID)
		must(t, err)
	}
	o.workTwice(t, w)
	return p.Activity
}

// ruled decides about them in every way, and returns the letters by the end of the
// names of their texts. One place is left when the second is accepted: the first has it.
func (o *office) ruled(t *testing.T, w *Worker, a workflow.Activity) map[string]mail.Letter {
	t.Helper()
	rule := func(who laurel.PersonID, email string, do workflow.RulingKind, words string) mail.Letter {
		_, err := o.Engine.DecideParticipant(o.As(o.Cleo), a.ID, who, workflow.Ruling{Kind: do, Words: words})
		must(t, err)
		o.workTwice(t, w)
		return o.newest(t, email)
	}
	letters := map[string]mail.Letter{
		"part-accept": rule(o.Ada, "ada@example.org", workflow.RuleAccept, ""),
		"part-refuse": rule(o.Ben, "ben@example.org", workflow.RuleRefuse, "The boat is small."),
	}
	v, err := o.Engine.Draft(o.As(o.Cleo), a.ID)
	must(t, err)
	v.Draft.Joining = workflow.Joining{Mode: workflow.JoiningPlaces, Places: 1}
	v, err = o.Engine.SaveDraft(o.As(o.Cleo), a.ID, engine.Change{Draft: v.Draft, Version: v.Version})
	must(t, err)
	_, err = o.Engine.PublishDraft(o.As(o.Cleo), a.ID, v.Version)
	must(t, err)
	letters["part-queued"] = rule(o.Dora, "dora@example.org", workflow.RuleAccept, "")
	letters["part-remove"] = rule(o.Ada, "ada@example.org", workflow.RuleRemove, "Your oar is broken.")
	letters["place"] = o.newest(t, "dora@example.org")
	return letters
}

// newest is the last letter that somebody got.
func (o *office) newest(t *testing.T, email string) mail.Letter {
	t.Helper()
	list := o.post.to(email)
	if len(list) == 0 {
		t.Fatalf("%s got no letter", email)
	}
	return list[len(list)-1]
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", "participants", name)
	if *update {
		must(t, os.MkdirAll(filepath.Dir(file), 0o755))
		must(t, os.WriteFile(file, []byte(got), 0o644))
	}
	want, err := os.ReadFile(file)
	must(t, err)
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}
