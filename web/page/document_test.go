package page_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"example.org/laurel/tenants"
	"example.org/laurel/tenants/registry"
)

// hand sends a form with one document.
func (b browser) hand(path, name string, content []byte) answer {
	b.h.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	part, err := w.CreateFormFile("document", name)
	must(b.h.t, err)
	_, err = part.Write(content)
	must(b.h.t, err)
	must(b.h.t, w.Close())
	req := httptest.NewRequest(http.MethodPost, path, &body)
	req.Header.Set("Content-Type", w.FormDataContentType())
	return b.send(req)
}

func TestOnlyBothSidesReadADocument(t *testing.T) {
	t.Parallel()
	h := open(t)
	head, mayor := h.browser("head@example.org"), h.browser("mayor@example.org")
	own := "/en/tenants/" + string(h.Org) + "/affiliations/" + string(h.City)
	theirs := "/en/tenants/" + string(h.City) + "/organisations/" + string(h.Org)
	extract := append([]byte("%PDF-1.7\n"), bytes.Repeat([]byte("an extract "), 100)...)
	head.get(own+"/document").has(t, 404)

	if a := head.hand(own+"/verification", "ex\"tract\r\n.html", extract); a.status != 303 {
		t.Fatalf("handed in: %d\n%s", a.status, a.main())
	}
	mayor.get(theirs).has(t, 200, "Waits to be verified", theirs+"/document")
	for who, path := range map[string]string{"head@example.org": own, "mayor@example.org": theirs} {
		a := h.browser(who).get(path+"/document").has(t, 200, "%PDF-1.7", "an extract")
		for name, want := range map[string]string{"Content-Type": "application/pdf", "Content-Disposition": `attachment; filename="document.pdf"`,
			"Cache-Control": "private, no-store"} {
			if got := a.header.Get(name); got != want {
				t.Errorf("%s for %s: %q, want %q", name, who, got, want)
			}
		}
		if a.body != string(extract) {
			t.Errorf("for %s it has %d bytes, want %d", who, len(a.body), len(extract))
		}
	}
	for _, who := range []string{"cleo@example.org", "dora@example.org", "operator@example.org", "new@example.org"} {
		for _, path := range []string{own, theirs} {
			h.browser(who).get(path+"/document").has(t, 404).lacks(t, "an extract")
		}
	}
	for _, path := range []string{own, theirs} {
		if a := h.visitor().get(path + "/document"); a.status == 200 || strings.Contains(a.body, "an extract") {
			t.Errorf("a visitor gets %d", a.status)
		}
	}
	if a := h.browser("cleo@example.org").hand(own+"/verification", "a.pdf", extract); a.status != 403 {
		t.Errorf("an organiser hands in: %d, want 403", a.status)
	}
}

func TestADocumentIsWhatItsContentSays(t *testing.T) {
	t.Parallel()
	h := open(t)
	head := h.browser("head@example.org")
	own := "/en/tenants/" + string(h.Org) + "/affiliations/" + string(h.City)
	for what, c := range map[string]struct {
		name    string
		content string
		status  int
	}{
		"a page that is called a document": {"extract.pdf", "<!doctype html><script>alert(1)</script>", 422},
		"a drawing with a script":          {"seal.svg", `<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>`, 422},
		"a drawing that is called a photo": {"seal.png", `<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>`, 422},
		"a program":                        {"extract.pdf", "MZ\x90\x00", 422},
		"nothing":                          {"extract.pdf", "", 422},
		"more than is taken":               {"extract.pdf", "%PDF-1.7\n" + strings.Repeat("x", 12<<20), 413},
	} {
		if a := head.hand(own+"/verification", c.name, []byte(c.content)); a.status != c.status {
			t.Errorf("%s: %d, want %d\n%.300s", what, a.status, c.status, a.main())
		}
	}
	head.post(own+"/verification", url.Values{"document": {"words"}}).has(t, 422, "choose")
	head.get(own+"/document").has(t, 404)

	must(t, h.Registry.MoveAffiliation(h.As(h.SignIn("mayor@example.org")), h.City, h.Org,
		registry.Step{Move: tenants.MoveSuspend, Reason: "A complaint."}))
	if a := head.hand(own+"/verification", "a.pdf", []byte("%PDF-1.7\n")); a.status != 409 {
		t.Errorf("of a suspended organisation: %d, want 409", a.status)
	}
}
