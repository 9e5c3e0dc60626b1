package page_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"example.org/laurel/plugins/approval"
)

const rubric = `{"criteria":[{"title":"A <b>plan</b>","levels":3,"minimum":2},{"title":"On time","levels":1,"minimum":1}]}`

func TestAReviewerMarksEachCriterionAndTheLearnerReadsIt(t *testing.T) {
	t.Parallel()
	h := open(t)
	d := draft("organiser@2", approval.Text)
	d.Tasks[0].Steps[0].Settings = []byte(rubric)
	p := h.offer(d, nil)
	ada, cleo := h.browser("ada@example.org"), h.browser("cleo@example.org")
	path := ada.handIn(p.Tasks[0].ID, map[string]string{"text": "Mine."}).location
	cleo.get(path).has(t, http.StatusOK, "A &lt;b&gt;plan&lt;/b&gt;", `name="mark-1"`, `value="3"`, `name="mark-comment-2"`,
		"from 2 on it is enough", "Not met", "Has to be met.").lacks(t, `name="mark-3"`)

	status, told := cleo.keepByScript(path+"/comment", url.Values{"mark-1": {"1"}, "mark-comment-2": {"Which day?"}, "attempt": {"1"}})
	if status != http.StatusOK || !strings.Contains(told["said"], "Only you see it") {
		t.Errorf("kept by the script: %d, %v", status, told)
	}
	kept := cleo.get(path).has(t, http.StatusOK, "Which day?</textarea>")
	if !strings.Contains(kept.body, `name="mark-1" value="1" checked`) {
		t.Errorf("the level that was kept is not chosen:\n%s", kept.main())
	}

	form := url.Values{"advice": {"improve"}, "comment": {"Go on."}, "attempt": {"1"}, "mark-1": {"1"}, "mark-comment-1": {"Who comes?"}}
	cleo.post(path+"/opinions", form).has(t, http.StatusUnprocessableEntity, "Please mark “On time”, too.", "Who comes?</textarea>", "Go on.</textarea>")
	form.Set("mark-comment-2", "")
	cleo.post(path+"/opinions", form).has(t, http.StatusUnprocessableEntity, "Please mark “On time” with a number from 0 to 1.")
	form.Set("mark-2", "0")
	cleo.post(path+"/opinions", form).has(t, http.StatusSeeOther)
	ada.get(path).has(t, http.StatusOK).lacks(t, "Who comes?") // not before it is decided
	h.work()
	for name, b := range map[string]browser{"learner": ada, "reviewer": cleo} {
		a := b.until(path, `<ul class="marks">`)
		for _, words := range []string{"<strong>A &lt;b&gt;plan&lt;/b&gt;</strong>: 1 of 3; at least 2 is needed", "Who comes?", "<strong>On time</strong>: Not met"} {
			if !strings.Contains(a.body, words) {
				t.Errorf("the %s does not read %q:\n%s", name, words, a.main())
			}
		}
	}
}

func TestAnOrganiserWritesARubricLineByLine(t *testing.T) {
	t.Parallel()
	h := open(t)
	cleo := h.browser("cleo@example.org")
	editor := cleo.begin("Build")
	form := cleo.written(cleo.version(editor))
	form["approver-0"] = []string{"organiser@2", ""}
	cleo.saved(editor, form)
	cleo.get(editor).has(t, http.StatusOK, "Rubric: what the organiser marks", `id="set-0-0-0-criteria-title-0"`, `id="set-0-0-0-criteria-levels-0"`,
		"Keep, and one more line").lacks(t, `id="set-0-0-0-criteria-title-1"`)
	write := func(titles, levels, minimums []string, do string) answer {
		form["version"], form["do"] = []string{cleo.version(editor)}, []string{do}
		form["was-0-0-0"], form["settings-0-0-0"] = []string{"organiser@2"}, []string{""}
		form["set-0-0-0-criteria-title"], form["set-0-0-0-criteria-levels"], form["set-0-0-0-criteria-minimum"] = titles, levels, minimums
		return cleo.post(editor, form)
	}
	a := write([]string{"Tidy", "", "Green", ""}, []string{"3", "3", "1", "3"}, []string{"2", "1", "0", "1"}, "row-set-0-0-0-criteria")
	if a.status != http.StatusSeeOther || !strings.HasSuffix(a.location, "#set-0-0-0-criteria") {
		t.Errorf("one more line: %d to %q", a.status, a.location)
	}
	cleo.get(editor).has(t, http.StatusOK, `value="Tidy"`, `value="Green"`, `id="set-0-0-0-criteria-title-2"`, "What is marked: Tidy · Green.").
		lacks(t, `id="set-0-0-0-criteria-title-3"`)
	want := `{"criteria":[{"levels":3,"minimum":2,"title":"Tidy"},{"levels":1,"minimum":0,"title":"Green"}]}`
	if got := string(cleo.drafted(editor).Tasks[0].Steps[0].Settings); got != want {
		t.Errorf("the draft has %s, want %s", got, want)
	}
	write([]string{"Tidy"}, []string{"3"}, []string{"4"}, "publish").has(t, http.StatusUnprocessableEntity, "has to be between 0 and 3", `id="task-fault-0"`)
	write([]string{"Tidy"}, []string{"many"}, []string{"1"}, "publish").has(t, http.StatusUnprocessableEntity, "wrong kind of value", `value="many"`)
	write([]string{""}, []string{"3"}, []string{"1"}, "save").has(t, http.StatusSeeOther)
	if got := cleo.drafted(editor).Tasks[0].Steps[0].Settings; got != nil {
		t.Errorf("with no line the draft has %s, want nothing", got)
	}
}

func TestOfEachApproverTheNewestIsOffered(t *testing.T) {
	t.Parallel()
	h := open(t)
	cleo := h.browser("cleo@example.org")
	editor := cleo.begin("Build")
	form := cleo.written(cleo.version(editor))
	form["approver-0"] = []string{"organiser@2", ""}
	cleo.saved(editor, form)
	cleo.get(editor).has(t, http.StatusOK, `value="organiser@2" selected`).lacks(t, `value="organiser@1"`)
	form["approver-0"], form["version"] = []string{"organiser@1", ""}, []string{cleo.version(editor)}
	cleo.saved(editor, form)
	a := cleo.get(editor).has(t, http.StatusOK, `<option value="organiser@1" selected>an organiser (earlier version, 1)</option>`)
	if n := strings.Count(a.body, `value="organiser@1"`); n > 2 { // the choice, and whose settings they are
		t.Errorf("the older version is offered %d times, want only where it was chosen", n)
	}
}
