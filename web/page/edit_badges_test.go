package page_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

var optionKey = regexp.MustCompile(`<option value="([^"]+/1)"[^>]*>([^<]+)<`)

// leveled is what an organiser types of an activity with a second badge.
func (b browser) leveled(version string) url.Values {
	form := b.written(version)
	form["badge-number"], form["badge-name"], form["badge-about"] = []string{"0"}, []string{"Master builder"}, []string{"Built three."}
	form["level-0"], form["level-1"] = []string{"1"}, []string{"3"}
	form["of"] = []string{"0", "1"}
	return form
}

func TestAnOrganiserGivesAnActivityASecondBadgeThatRequiresTheFirst(t *testing.T) {
	t.Parallel()
	h := open(t)
	cleo := h.browser("cleo@example.org")
	editor := cleo.begin("Build")
	form := cleo.leveled(cleo.version(editor))
	form.Set("do", "badge-add")
	cleo.post(editor, form).has(t, http.StatusSeeOther)
	page := cleo.get(editor)
	page.has(t, http.StatusOK, `value="Master builder"`, "Badge 3", `name="requires-1"`)
	own := ""
	for _, m := range optionKey.FindAllStringSubmatch(page.body, -1) {
		if m[2] == "Build a bird house" {
			own = m[1]
		}
	}
	form = cleo.leveled(cleo.version(editor))
	form["badge-number"] = []string{"2"}
	form["requires-1"] = []string{own, ""}
	cleo.post(editor, form).has(t, http.StatusSeeOther)
	cleo.get(editor).has(t, http.StatusOK, `<input type="checkbox" name="requires-1" value="`+own+`" checked>`).lacks(t, "Badge 3")
	cleo.get(editor+"/preview").has(t, http.StatusOK, "Master builder", "Level 3", "It requires that you hold:").lacks(t, `<span lang="en"></span>`)
	form.Set("version", cleo.version(editor))
	form.Set("do", "publish")
	cleo.post(editor, form).has(t, http.StatusSeeOther)
	at := "/en/activities/" + own[:len(own)-2]
	h.visitor().get(at).has(t, http.StatusOK, "Master builder", "It requires that you hold:", "Say who lives in it.", "★★★")
	h.visitor().get("/de"+at[3:]).has(t, http.StatusOK, "Vorausgesetzt wird, dass Sie haben:", "Stufe 3")
	h.visitor().post(at+"/badges/2", nil).has(t, http.StatusSeeOther)
	ada := h.browser("ada@example.org")
	ada.post(at+"/badges/2", nil).has(t, http.StatusConflict, "You do not have all that this badge asks for yet.")
	ada.post(at+"/badges/x", nil).has(t, http.StatusNotFound)

	back := cleo.leveled(cleo.version(editor))
	back["badge-number"] = []string{"2"}
	back["requires-1"], back["requires-0"] = []string{own}, []string{strings.TrimSuffix(own, "1") + "2"}
	back.Set("do", "publish")
	cleo.post(editor, back).has(t, http.StatusUnprocessableEntity, "nobody could earn them: Build a bird house → Master builder → Build a bird house", "Built three.")
}

func TestWhatIsWrongWithABadgeIsShownBesideIt(t *testing.T) {
	t.Parallel()
	h := open(t)
	cleo := h.browser("cleo@example.org")
	editor := cleo.begin("Build")
	for name, tt := range map[string]struct {
		change func(url.Values)
		want   string
	}{
		"no name":           {func(f url.Values) { f["badge-name"] = []string{" "} }, `id="badge-name-1-fault"`},
		"a level of words":  {func(f url.Values) { f.Set("level-1", "high") }, `id="level-1-fault"`},
		"a level too high":  {func(f url.Values) { f.Set("level-1", "9") }, `id="level-1-fault"`},
		"no tasks":          {func(f url.Values) { f["of"] = []string{"0", "0"} }, `id="tasks-fault-1"`},
		"no prompt":         {func(f url.Values) { f["prompt"] = []string{"Show it.", " "} }, `id="prompt-1-fault"`},
		"a strange key":     {func(f url.Values) { f["requires-1"] = []string{"<script>"} }, `id="requires-fault-1"`},
		"more than chosen":  {func(f url.Values) { f["requires-0"] = []string{"x/1"}; f.Set("needed-0", "3") }, `id="requires`},
		"a number of words": {func(f url.Values) { f["badge-number"] = []string{"1"} }, `id="number-fault-1"`},
		"ten badges":        {func(f url.Values) { f["badge-number"] = make([]string, 10) }, `id="badges-fault"`},
	} {
		form := cleo.leveled(cleo.version(editor))
		tt.change(form)
		form.Set("do", "publish")
		a := cleo.post(editor, form)
		if a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, tt.want) || !strings.Contains(a.body, "Built three.") {
			t.Errorf("%s: %d; want the fault %s and what was typed", name, a.status, tt.want)
		}
	}
}
