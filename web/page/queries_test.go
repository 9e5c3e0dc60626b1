package page_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db/dbtest"
	"example.org/laurel/workflow"
)

// TestAnActivitysPageAsksThreeQueries counts what its page asks of the database besides
// finding out who looks and where, which a page that is not there does as well. On a
// city's site one more asks the city whether it offers the activity.
func TestAnActivitysPageAsksThreeQueries(t *testing.T) {
	t.Parallel()
	dsns := map[string]string{"sqlite": dbtest.SQLiteDSN(t)}
	if !testing.Short() {
		dsns["postgres"] = dbtest.PostgresDSN(t)
	}
	for name, dsn := range dsns {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, heard := dbtest.Listening(t, dsn)
			h := openOn(t, d)
			must(t, h.Engine.InstallFramework(h.System()))
			dr := draft("organiser@1", "text")
			dr.Skills = []laurel.SkillID{"laurel.teamwork", "laurel.listen"}
			dr.Tasks = append(slices.Repeat(dr.Tasks, 5), workflow.TaskDraft{Prompt: "And?", Asks: dr.Tasks[0].Asks, Steps: dr.Tasks[0].Steps})
			p := h.offer(dr, nil)
			ada := h.browser("ada@example.org")
			for _, task := range p.Tasks[:3] {
				ada.handIn(task.ID, map[string]string{"text": "It was new to me that it is free."}).has(t, http.StatusSeeOther)
			}
			for who, b := range map[string]browser{"a visitor": h.visitor(), "a learner": ada} {
				for base, most := range map[string]int{"/en": 3, "/en/c/campania": 4} {
					path := base + "/activities/" + string(p.Activity.ID)
					b.get(path).has(t, http.StatusOK, "Work in a team", "And?") // names of skills are remembered for a minute
					b.get(base+"/nothing").has(t, http.StatusNotFound)
					heard()
					b.get(base + "/nothing")
					looks := len(heard())
					b.get(path)
					if list := heard(); len(list)-looks > most {
						t.Errorf("for %s on %s: %d queries, and %d to find out who looks; want at most %d\n%s", who, base, len(list)-looks, looks, most,
							strings.Join(list, "\n"))
					}
				}
			}
		})
	}
}

// TestParticipantsAreNamedByOneQuery: each one's account was read by itself.
func TestParticipantsAreNamedByOneQuery(t *testing.T) {
	t.Parallel()
	dsns := map[string]string{"sqlite": dbtest.SQLiteDSN(t)}
	if !testing.Short() {
		dsns["postgres"] = dbtest.PostgresDSN(t)
	}
	for name, dsn := range dsns {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, heard := dbtest.Listening(t, dsn)
			h := openOn(t, d)
			dr := draft("self@1", "text")
			dr.Joining = workflow.Joining{Mode: workflow.JoiningOpen}
			id := h.offer(dr, nil).Activity.ID
			cleo := h.browser("cleo@example.org")
			join := func(email, name string) {
				who := h.SignIn(email)
				must(t, h.Registry.ChangePerson(h.As(who), tenants.Person{Name: name}))
				_, err := h.Engine.JoinActivity(h.As(who), id)
				must(t, err)
			}
			at := "/en/tenants/" + string(h.Org) + "/activities/" + string(id) + "/participants"
			queries := func(words ...string) int {
				cleo.get(at)
				heard()
				cleo.get(at).has(t, http.StatusOK, words...)
				return len(heard())
			}
			join("ada@example.org", "Ada Lovelace")
			few := queries("Ada Lovelace")
			join("ben@example.org", "Ben Bolt")
			join("new@example.org", "Nora New")
			if many := queries("Ada Lovelace", "Ben Bolt", "Nora New"); many != few {
				t.Errorf("%d queries for three, want %d as for one", many, few)
			}
		})
	}
}
