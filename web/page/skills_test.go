package page_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
)

// skillFields are the values that an editor's page carries along.
func skillFields(a answer) []string {
	var ids []string
	for _, part := range strings.Split(a.body, `<input type="hidden" name="skills" value="`)[1:] {
		id, _, _ := strings.Cut(part, `"`)
		ids = append(ids, id)
	}
	return ids
}

func TestAnOrganiserChoosesSkillsWithoutAScript(t *testing.T) {
	t.Parallel()
	h := open(t)
	must(t, h.Engine.InstallFramework(h.System()))
	cleo := h.browser("cleo@example.org")
	editor := cleo.begin("Together")
	save := func(do, q string, skills ...string) answer {
		form := cleo.written(cleo.version(editor))
		form.Set("do", do)
		form.Set("skill-q", q)
		form["skills"] = skills
		return cleo.post(editor, form)
	}
	for _, do := range []string{"skill-find", "enter"} {
		a := save(do, "te am?&", "laurel.listen")
		if a.location != editor+"?done=saved&skill-q=te+am%3F%26#skills" {
			t.Fatalf("%s leads to %q", do, a.location)
		}
	}
	page := cleo.get(editor+"?skill-q=team").has(t, http.StatusOK, `name="skills" value="laurel.teamwork"`, "Work in a team", "Listen actively")
	if got := skillFields(page); len(got) != 1 || got[0] != "laurel.listen" {
		t.Errorf("chosen: %v", got)
	}
	german := strings.Replace(editor, "/en/", "/de/", 1)
	cleo.get(german+"?skill-q=team").has(t, http.StatusOK, "Im Team arbeiten", "Aktiv zuhören")
	cleo.get(editor+"?skill-q=xyzzy").has(t, http.StatusOK, "No skill is called so")
	cleo.get(editor+"?skill-q="+url.QueryEscape("<script>\x00\xff")).has(t, http.StatusOK, "No skill is called so").lacks(t, "<script>\x00")
	if a := save("skill-add", "", "laurel.listen", "laurel.teamwork", "laurel.teamwork"); a.location != editor+"?done=saved#skills" {
		t.Fatalf("adding leads to %q", a.location)
	}
	if got := skillFields(cleo.get(editor)); len(got) != 2 {
		t.Errorf("with another: %v", got)
	}
	for _, nothing := range []string{"skill-remove-9", "skill-remove--1", "skill-remove-", "skill-remove-x"} {
		save(nothing, "", "laurel.listen", "laurel.teamwork")
		if got := skillFields(cleo.get(editor)); len(got) != 2 {
			t.Errorf("%s: %v", nothing, got)
		}
	}
	save("skill-remove-0", "", "laurel.listen", "laurel.teamwork")
	if got := skillFields(cleo.get(editor)); len(got) != 1 || got[0] != "laurel.teamwork" {
		t.Errorf("without the first: %v", got)
	}
	many := make([]string, 10_000)
	for i := range many {
		many[i] = "laurel.s" + strconv.Itoa(i)
	}
	for want, ids := range map[string][]string{"There is no such skill": {"laurel.none"}, "Choose at most 20 skills": many,
		"This is a group of skills": {"laurel.together"}, "no such skill": {"<script>alert(1)</script>"}, "such skill": {"laurel.\x00"}} {
		save("save", "", ids...).has(t, http.StatusUnprocessableEntity, `id="skills-fault"`, want).lacks(t, "<script>alert", "form-fault")
	}
}

func TestSkillsAreReadInTheReadersLanguage(t *testing.T) {
	t.Parallel()
	h := open(t)
	must(t, h.Engine.InstallFramework(h.System()))
	d := draft("self@1")
	d.Skills = []laurel.SkillID{"laurel.teamwork"}
	p := h.offer(d, nil)
	visitor := h.visitor()
	link := `href="/frameworks/laurel/teamwork?lang=`
	at := "/activities/" + string(p.Activity.ID)
	visitor.get("/en"+at).has(t, http.StatusOK, ">Work in a team</a>", link+`en"`)
	visitor.get("/de"+at).has(t, http.StatusOK, ">Im Team arbeiten</a>", link+`de"`)
	visitor.get(laurel.AchievementPath(p.Achievement.ID)+"?lang=de").has(t, http.StatusOK, ">Im Team arbeiten</a>")
	visitor.get("/frameworks/laurel/teamwork?lang=de").has(t, http.StatusOK, `href="/de/activities?skill=laurel.teamwork"`)
	cleo := h.browser("cleo@example.org")
	editor := "/de/tenants/" + string(h.Org) + at
	form := url.Values{"version": {"0"}, "do": {"save"}, "title": {p.Activity.Title}, "description": {p.Activity.Description}, "kind": {string(p.Activity.Kind)},
		"language": {p.Activity.Language}, "skills": {"laurel.listen"}, "reach": {"cities"}, "prompt": {"What was new to you?"}, "asks-0": {"text"}, "approver-0": {"self@1"}}
	if a := cleo.post(editor, form); a.status != http.StatusSeeOther {
		t.Fatalf("saving: %d %s", a.status, a.main())
	}
	cleo.get(editor+"/preview").has(t, http.StatusOK, ">Aktiv zuhören</a>").lacks(t, "Im Team arbeiten")
	form.Set("version", "1")
	form.Set("do", "publish")
	if a := cleo.post(editor, form); a.status != http.StatusSeeOther {
		t.Fatalf("publishing: %d %s", a.status, a.main())
	}
	visitor.get(laurel.AchievementPath(p.Achievement.ID)+"?lang=de").has(t, http.StatusOK, "Kompetenzen</th>", `lang="de">Im Team arbeiten</td>`, `lang="de">Aktiv zuhören</td>`)
}

func TestAnIssuedCredentialNamesTheSkillsOfItsBadge(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.work()
	must(t, h.Engine.InstallFramework(h.System()))
	d := draft("self@1", approval.Text)
	d.Skills = []laurel.SkillID{"laurel.teamwork"}
	p := h.offer(d, nil)
	ada := h.browser("ada@example.org")
	ada.handIn(p.Tasks[0].ID, map[string]string{"text": "We rowed."})
	path := regexp.MustCompile(`/t/[a-z0-9]+/credentials/[a-z0-9]+`).FindString(ada.until("/en/portfolio", "/credentials/").body)
	before := h.visitor().get(path+".json").has(t, http.StatusOK, `"targetUrl":"https://badges.example/frameworks/laurel/teamwork"`,
		`"targetName":"Work in a team"`, `"targetCode":"teamwork"`).body
	must(t, h.Engine.InstallFramework(h.System()))
	if after := h.visitor().get(path + ".json").body; after != before {
		t.Errorf("it was:\n%s\nand is:\n%s", before, after)
	}
}

func TestASearchForASkillCanBeTakenAway(t *testing.T) {
	t.Parallel()
	h := open(t)
	must(t, h.Engine.InstallFramework(h.System()))
	with, without := draft("self@1"), draft("self@1")
	with.Title, without.Title, with.Skills = "Rowing in a crew", "Alone at sea", []laurel.SkillID{"laurel.teamwork"}
	h.offer(with, nil)
	h.offer(without, nil)
	visitor := h.visitor()
	at := "/de/c/campania/activities"
	for _, skill := range []string{"laurel.teamwork", "laurel.together"} {
		visitor.get(at+"?skill="+skill+"&order=newest").has(t, http.StatusOK, "Rowing in a crew", `<a class="chip" href="/de/c/campania/activities?order=newest"`).
			lacks(t, "Alone at sea")
		visitor.get(at+".rss?skill="+skill).has(t, http.StatusOK, "Rowing in a crew").lacks(t, "Alone at sea")
	}
	visitor.get(at+"?skill=laurel.teamwork").has(t, http.StatusOK, `<option value="laurel.teamwork" selected>Im Team arbeiten</option>`, "activities.ics?skill=laurel.teamwork")
	visitor.get(at+"?skill=laurel.listen").has(t, http.StatusOK, "Aktiv zuhören").lacks(t, "Rowing in a crew")
	visitor.get(at+"?skill=laurel.none").has(t, http.StatusOK, "laurel.none").lacks(t, "Rowing in a crew")
	visitor.get(at+"?skill="+url.QueryEscape("<script>\x00'")).has(t, http.StatusUnprocessableEntity, `id="skill-fault"`).lacks(t, "<script>\x00")
	visitor.get("/en/activities?skill=laurel.teamwork").has(t, http.StatusOK, "Rowing in a crew", "Work in a team", `href="/en/activities"`).lacks(t, "Alone at sea")
}
