package page_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
)

var (
	attachmentField  = regexp.MustCompile(`name="attachment" value="([^"]+)"`)
	attachmentOnPage = regexp.MustCompile(`/en/(?:tenants/[^/"]+/)?activities/[^/"]+/attachments/[^/"]+`)
)

func TestAnOrganiserAttachesFilesThatLearnersSave(t *testing.T) {
	t.Parallel()
	h := open(t)
	cleo, ada := h.browser("cleo@example.org"), h.browser("ada@example.org")
	editor := cleo.begin("Build")
	fields := func() map[string]string {
		out := map[string]string{}
		for name, values := range cleo.written(cleo.version(editor)) {
			out[name] = values[0]
		}
		return out
	}
	cleo.uploadAs("attachment-file", editor, fields(), []byte("Bring a hammer, nails and old wood.\n")).has(t, http.StatusSeeOther)
	page := cleo.get(editor)
	page.has(t, http.StatusOK, `name="attachment-title"`, "Text · 1 KB")
	id := attachmentField.FindStringSubmatch(page.body)[1]
	own := attachmentOnPage.FindString(page.body)
	cleo.get(own).has(t, http.StatusOK, "Bring a hammer")
	for name, who := range map[string]browser{"a learner": ada, "a visitor": h.visitor()} {
		if a := who.get(own); a.status == http.StatusOK {
			t.Errorf("%s reads a draft's file", name)
		}
	}
	form := cleo.written(cleo.version(editor))
	form["attachment"], form["attachment-title"] = []string{id}, []string{" "}
	form.Set("do", "publish")
	cleo.post(editor, form).has(t, http.StatusUnprocessableEntity, `id="attachment-title-0-fault"`)
	form["version"] = []string{cleo.version(editor)}
	form["attachment-title"] = []string{"What to bring: „Liste“ <b>"}
	cleo.post(editor, form).has(t, http.StatusSeeOther)
	activity := "/en/activities/" + editor[strings.LastIndex(editor, "/")+1:]
	page = h.visitor().get(activity)
	page.has(t, http.StatusOK, "To save", "What to bring: „Liste“ &lt;b&gt;", "Text · 1 KB")
	saved := h.visitor().get(attachmentOnPage.FindString(page.body))
	saved.has(t, http.StatusOK, "Bring a hammer")
	for name, want := range map[string]string{"Content-Disposition": "attachment", "X-Content-Type-Options": "nosniff",
		"Content-Security-Policy": "sandbox", "Content-Type": "text/plain"} {
		if got := saved.header.Get(name); !strings.Contains(got, want) {
			t.Errorf("%s: %q, want %q in it", name, got, want)
		}
	}
	h.visitor().get(activity+"/attachments/"+id[:len(id)-1]+"x").has(t, http.StatusNotFound)
	form = cleo.written(cleo.version(editor))
	form["attachment"], form["attachment-title"], form["attachment-remove"] = []string{id}, []string{"What"}, []string{id}
	form.Set("do", "publish")
	cleo.post(editor, form).has(t, http.StatusSeeOther)
	h.visitor().get(activity).has(t, http.StatusOK).lacks(t, "To save")
	h.visitor().get(activity+"/attachments/"+id).has(t, http.StatusNotFound)
}

func TestWhatIsNoFileForLearnersIsNotAttached(t *testing.T) {
	t.Parallel()
	h := open(t)
	cleo := h.browser("cleo@example.org")
	editor := cleo.begin("Build")
	for name, content := range map[string]string{
		"a page": "<!doctype html><script>alert(1)</script>", "a drawing": `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`,
		"an archive": "PK\x03\x04 and no more", "a program": "MZ\x90\x00\x03\x00\x00\x00",
	} {
		fields := map[string]string{}
		for field, values := range cleo.written(cleo.version(editor)) {
			fields[field] = values[0]
		}
		a := cleo.uploadAs("attachment-file", editor, fields, []byte(content))
		if a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, `id="attachment-file-fault"`) ||
			!strings.Contains(a.body, "From **old wood**.") {
			t.Errorf("%s: %d; want 422, the fault beside the field and what was typed", name, a.status)
		}
	}
	form := cleo.written(cleo.version(editor))
	form["attachment"], form["attachment-title"] = []string{"strange"}, []string{"x"}
	cleo.post(editor, form).has(t, http.StatusUnprocessableEntity, "not attached to this activity any more")
}
