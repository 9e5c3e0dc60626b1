package page_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"example.org/laurel"
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
