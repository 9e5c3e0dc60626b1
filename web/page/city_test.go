package page_test

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"maps"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/registry"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine/enginetest"
)

const (
	citiesDesk = "/en/tenants/0000000000/cities"
	mayorEmail = "mayor@example.org"
)

// upload sends a form with a logo, or none where it is empty.
func (b browser) upload(path string, fields map[string]string, file []byte) answer {
	b.h.t.Helper()
	return b.uploadAs("logo", path, fields, file)
}

// uploadAs sends a form with a file in the field called name.
func (b browser) uploadAs(name, path string, fields map[string]string, file []byte) answer {
	b.h.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for field, value := range fields {
		must(b.h.t, w.WriteField(field, value))
	}
	if file != nil {
		part, err := w.CreateFormFile(name, "picture.png")
		must(b.h.t, err)
		_, err = part.Write(file)
		must(b.h.t, err)
	}
	must(b.h.t, w.Close())
	req := httptest.NewRequest(http.MethodPost, path, &body)
	req.Header.Set("Content-Type", w.FormDataContentType())
	return b.send(req)
}

// at asks for a page under a host.
func (b browser) at(host, path string, headers ...string) answer {
	b.h.t.Helper()
	req := httptest.NewRequest(http.MethodGet, path, nil)
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	return b.sendTo(host, req)
}

// transparent is a logo with nothing in three of its corners.
func transparent(t *testing.T) []byte {
	t.Helper()
	img := image.NewNRGBA(image.Rect(0, 0, 1024, 512))
	for y := range 256 {
		for x := range 512 {
			img.Set(x, y, color.NRGBA{R: 200, A: 255})
		}
	}
	var b bytes.Buffer
	must(t, png.Encode(&b, img))
	return b.Bytes()
}

var logoAddress = regexp.MustCompile(`/logos/[a-z0-9]+/[0-9a-f]+\.png`)

func TestAnOperatorFoundsACityWithOneForm(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.Registry.Settle(tenants.Installation{Host: "badges.example", Languages: h.texts.Languages()})
	operator := h.browser("operator@example.org")
	operator.get(citiesDesk).has(t, http.StatusOK, "Campania", "/c/campania", `enctype="multipart/form-data"`, `name="slug"`)
	form := map[string]string{"slug": "riga", "name": "Rīga", "email": "help@riga.example", "language": "de", "languages": "de", "timeZone": "Europe/Riga",
		"colour": "#7a1f1f", "accent": "#1d4e89", "welcome": "**Sveiki** <script>", "hosts": "riga.example", "administrator": "rita@riga.example",
		"terms": "Seien Sie freundlich.", "privacy": ""}
	for field, wrong := range map[string]string{"slug": "campan1a", "hosts": "127.0.0.1", "colour": "#ffee00", "timeZone": "Nowhere/At_all", "administrator": "x", "south": "x"} {
		bad := maps.Clone(form)
		bad[field] = wrong
		a := operator.upload(citiesDesk, bad, nil)
		if a.status != http.StatusUnprocessableEntity && a.status != http.StatusConflict {
			t.Errorf("%s %q: got %d", field, wrong, a.status)
		}
		a.has(t, a.status, `id="`+field+`-fault"`, `value="Rīga"`, "**Sveiki** &lt;script&gt;")
	}
	made := operator.upload(citiesDesk, form, transparent(t))
	if made.status != http.StatusSeeOther {
		t.Fatalf("got %d %s", made.status, made.main())
	}
	operator.get(made.location).has(t, http.StatusOK, "The city is ready for use", `href="/en/c/riga/"`)
	home := h.visitor().get("/de/c/riga/").has(t, http.StatusOK, "Rīga", "<strong>Sveiki</strong>", "brand-7a1f1f-1d4e89.css", "help@riga.example").lacks(t, "<script> ")
	logo := h.visitor().get(logoAddress.FindString(home.body))
	if logo.status != http.StatusOK || logo.header.Get("Content-Type") != "image/png" || !strings.Contains(logo.header.Get("Cache-Control"), "immutable") {
		t.Errorf("the logo: %d %v", logo.status, logo.header)
	}
	picture, err := png.Decode(strings.NewReader(logo.body))
	must(t, err)
	if _, _, _, a := picture.At(500, 200).RGBA(); a != 0 || picture.Bounds().Dx() != 512 {
		t.Errorf("the logo is %v, and what was transparent has alpha %d", picture.Bounds(), a)
	}
	h.visitor().get("/de/c/riga/terms").has(t, http.StatusOK, "Seien Sie freundlich.")
	h.browser(mayorEmail).get(citiesDesk).has(t, http.StatusForbidden)
	h.visitor().get(citiesDesk).has(t, http.StatusSeeOther)
}

func TestTwoHostsShowTwoCities(t *testing.T) {
	t.Parallel()
	h := open(t)
	operator := h.SignIn("operator@example.org")
	red, err := h.Registry.OpenCity(h.As(operator), registry.NewCity{Hosts: []string{"red.example"}, Administrator: "r@red.example", City: tenants.Tenant{
		Slug: "red", Name: "Redtown", Email: "help@red.example", Language: "en", Languages: []string{"en"}, Colour: "#7a1f1f"}})
	must(t, err)
	_, err = h.Registry.OpenCity(h.As(operator), registry.NewCity{Hosts: []string{"blue.example"}, Administrator: "b@blue.example", City: tenants.Tenant{
		Slug: "blue", Name: "Bluetown", Email: "help@blue.example", Language: "de", Languages: []string{"de", "en"}, Colour: "#1d4e89"}})
	must(t, err)
	must(t, h.Registry.SetLogo(h.As(h.SignIn("r@red.example")), red.ID, strings.Repeat("a", 64)+".png"))
	offered := h.offer(draft("self@1", approval.Text), nil) // in Campania
	v := h.visitor()
	v.at("red.example", "/en/").has(t, http.StatusOK, "Redtown", "help@red.example", "brand-7a1f1f", "/logos/"+string(red.ID)).
		lacks(t, "Bluetown", "blue.example", "What is an Open Badge?", "/logos/"+string(h.City))
	v.at("blue.example", "/de/").has(t, http.StatusOK, "Bluetown", "help@blue.example", "brand-1d4e89").
		lacks(t, "Redtown", "red.example", "/logos/", "What is an Open Badge?")
	v.get("/en/c/campania/").has(t, http.StatusOK, "What is an Open Badge?")
	for _, host := range []string{"red.example", "blue.example"} {
		v.at(host, "/en/activities/"+string(offered.Activity.ID)).has(t, http.StatusNotFound).lacks(t, "What is an Open Badge?")
		v.at(host, "/en/c/campania/").has(t, http.StatusNotFound).lacks(t, "Campania")
	}
	v.at("red.example", "/en/c/red/").has(t, http.StatusOK, "Redtown")
	v.at("blue.example", "/en/c/red/").has(t, http.StatusNotFound).lacks(t, "Redtown")
	for _, c := range []struct{ host, path, wants, location string }{
		{"red.example", "/", "de", "/en/"}, {"blue.example", "/", "fr", "/de/"}, {"blue.example", "/", "en", "/en/"},
		{"red.example", "/de/terms?version=1", "de", "/en/terms?version=1"},
		{listen, "/c/blue", "en", "/en/c/blue/"}, {listen, "/c/red", "de", "/en/c/red/"}, {listen, "/de/c/red/terms", "de", "/en/c/red/terms"},
	} {
		if a := v.at(c.host, c.path, "Accept-Language", c.wants); a.status != http.StatusFound || a.location != c.location {
			t.Errorf("%s%s for %s: %d to %q, want %q", c.host, c.path, c.wants, a.status, a.location, c.location)
		}
	}
	v.at("red.example", "/en/").lacks(t, `hreflang="de"`)
	v.get("/c/nowhere").has(t, http.StatusNotFound)
	v.get("/c/lane").has(t, http.StatusNotFound)
}

func TestWhatATenantSaysOfItselfIsShown(t *testing.T) {
	t.Parallel()
	h := open(t)
	mayor, head := h.browser(mayorEmail), h.browser("head@example.org")
	city, org := "/en/tenants/"+string(h.City), "/en/tenants/"+string(h.Org)
	other := elsewhere(t, h)
	mayor.get(city+"/settings").has(t, http.StatusOK, `value="Campania"`, `name="hosts"`, `name="south"`).lacks(t, `name="address"`)
	head.get(org+"/settings").has(t, http.StatusOK, `value="LANE"`, `name="address"`).lacks(t, `name="hosts"`)
	head.get(city+"/settings").has(t, http.StatusForbidden)
	h.browser("ada@example.org").post(city+"/settings", url.Values{"name": {"Mine"}}).has(t, http.StatusForbidden)

	wanted := url.Values{"name": {"Campania Felix"}, "email": {"help@example.org"}, "language": {"en"}, "languages": {"en", "de"}, "colour": {"#7a1f1f"},
		"south": {"40"}, "west": {"13"}, "north": {"42"}, "east": {"16"}, "version": {"0"}}
	if a := mayor.post(city+"/settings", wanted); a.status != http.StatusSeeOther {
		t.Fatalf("got %d %s", a.status, a.main())
	}
	h.visitor().get("/en/c/campania/").has(t, http.StatusOK, "Campania Felix", "brand-7a1f1f.css")
	h.visitor().get("/en/c/"+other+"/").has(t, http.StatusOK).lacks(t, "Campania Felix", "brand-7a1f1f.css")

	second := url.Values{"name": {"Campania Nova"}, "email": {"other@example.org"}, "language": {"en"}, "version": {"0"}}
	conflict := mayor.post(city+"/settings", second).has(t, http.StatusConflict, "Campania Felix", `value="Campania Nova"`, `value="other@example.org"`, `name="version" value="1"`)
	conflict.has(t, http.StatusConflict, "Somebody else has saved").lacks(t, `<th scope="row">Name in addresses</th>`, `<th scope="row">Languages of the site</th>`)
	second.Set("version", "1")
	if a := mayor.post(city+"/settings", second); a.status != http.StatusSeeOther {
		t.Errorf("saved again: got %d %s", a.status, a.main())
	}

	wanted.Set("version", "2")
	must(t, func() error { a := mayor.post(city+"/settings", wanted); a.has(t, http.StatusSeeOther); return nil }())
	place := url.Values{"name": {"LANE"}, "email": {"lane@example.org"}, "language": {"en"}, "version": {"0"}, "address": {"Via Toledo 1\nNapoli"},
		"latitude": {"14,25"}, "longitude": {"40,85"}}
	head.post(org+"/settings", place).has(t, http.StatusUnprocessableEntity, `id="latitude-fault"`, "Campania Felix", "Via Toledo 1", `value="40,85"`)
	place.Set("latitude", "40,85")
	place.Set("longitude", "14,25")
	head.post(org+"/settings", place).has(t, http.StatusSeeOther)
	head.upload(org+"/logo", nil, []byte("words")).has(t, http.StatusUnprocessableEntity, `id="logo-fault"`)
	head.upload(org+"/logo", nil, nil).has(t, http.StatusUnprocessableEntity)
	head.upload(org+"/logo", nil, transparent(t)).has(t, http.StatusSeeOther)
	h.visitor().get("/t/"+string(h.Org)).has(t, http.StatusOK, "Via Toledo 1", "Campania Felix", "/logos/"+string(h.Org), `class="sketch"`,
		"https://www.openstreetmap.org/?mlat=40.85&amp;mlon=14.25", `href="/en/c/campania/"`)
	head.upload(org+"/logo", map[string]string{"remove": "yes"}, nil).has(t, http.StatusSeeOther)
	h.visitor().get("/t/"+string(h.Org)).has(t, http.StatusOK).lacks(t, "/logos/")
}

func TestACitysPagesTellItsTime(t *testing.T) {
	t.Parallel()
	today := func() string { return time.Now().In(time.FixedZone("", 14*60*60)).Format(time.DateOnly) }
	began := today()
	h := open(t)
	mayor := h.browser(mayorEmail)
	city := "/tenants/" + string(h.City)
	mayor.get("/en"+city+"/audit").has(t, http.StatusOK, "(UTC)</time>")
	mayor.post("/en"+city+"/settings", url.Values{"name": {"Campania"}, "email": {"help@example.org"}, "language": {"en"}, "version": {"0"},
		"timeZone": {"Pacific/Kiritimati"}}).has(t, http.StatusSeeOther)
	for _, path := range []string{"/en" + city + "/audit", "/en/c/campania" + city + "/audit"} {
		mayor.get(path).has(t, http.StatusOK, "(+14)</time>").lacks(t, "(UTC)</time>")
	}
	mayor.get("/en"+city+"/audit?from="+began+"&until="+today()).has(t, http.StatusOK, "(+14)</time>")
	h.browser("head@example.org").get("/en/tenants/"+string(h.Org)+"/audit").has(t, http.StatusOK, "(UTC)</time>").lacks(t, "(+14)</time>")
}

func TestNewTermsAreAcceptedBeforeTheNextChange(t *testing.T) {
	t.Parallel()
	h := open(t)
	p := h.Publish([]workflow.Step{enginetest.Step("self@1")})
	must(t, h.Engine.ListActivity(h.As(h.SignIn(mayorEmail)), h.City, p.Activity.ID))
	mayor, ada := h.browser(mayorEmail), h.browser("ada@example.org")
	desk := "/en/tenants/" + string(h.City) + "/texts"
	words := url.Values{"text-en": {"# Be kind\n\n<script>x</script>"}, "text-de": {"Seien Sie **freundlich**."}, "last": {"0"}, "do": {"preview"}}
	h.visitor().get("/en/c/campania/terms").has(t, http.StatusOK, "There are no terms of use here yet.")
	mayor.post(desk+"/terms", words).has(t, http.StatusOK, "<h3>Be kind</h3>", "<strong>freundlich</strong>").lacks(t, "<script>x")
	h.visitor().get("/en/c/campania/terms").lacks(t, "Be kind")
	words.Set("do", "publish")
	mayor.post(desk+"/terms", words).has(t, http.StatusSeeOther)
	head, ofOrg := h.browser("head@example.org"), "/en/tenants/"+string(h.Org)
	head.get(desk).has(t, http.StatusForbidden)
	head.get(ofOrg+"/settings").has(t, http.StatusOK).lacks(t, ofOrg+"/texts") // which has no site on which they would hold
	head.get(ofOrg+"/texts").has(t, http.StatusNotFound)
	head.post(ofOrg+"/texts/terms", words).has(t, http.StatusNotFound)
	h.visitor().get("/de/c/campania/terms").has(t, http.StatusOK, "<strong>freundlich</strong>", "Fassung 1")

	saved := func(b browser, name string) answer {
		return b.post("/en/c/campania/account", url.Values{"name": {name}})
	}
	a := saved(ada, "Ada")
	if a.status != http.StatusSeeOther || !strings.HasPrefix(a.location, "/en/c/campania/terms/accept?next=") {
		t.Fatalf("got %d to %q, want to be led to the terms", a.status, a.location)
	}
	if who, err := h.Registry.Person(t.Context(), h.Ada); err != nil || who.Name != "" {
		t.Errorf("it was kept nevertheless: %q, %v", who.Name, err)
	}
	notice := "has published new texts that you have not accepted"
	ada.get("/en/c/campania/account").has(t, http.StatusOK, notice, "/en/c/campania/terms/accept?next=%2Fen%2Fc%2Fcampania%2Faccount")
	ada.get("/en/account").lacks(t, notice)
	h.visitor().get("/en/c/campania/").lacks(t, notice)
	ada.get("/en/c/campania/terms/accept").has(t, http.StatusOK, "Be kind").lacks(t, notice, "go back in your browser")
	form := ada.get(a.location).has(t, http.StatusOK, "Be kind", `value="`+string(h.City)+` terms 1"`)
	if !strings.Contains(form.body, "go back in your browser") {
		t.Error("nobody is told how to find what was typed")
	}
	word := url.Values{"accept": {string(h.City) + " terms 1"}, "next": {"/en/c/campania/account"}}
	if a := ada.post("/en/c/campania/terms/accept", word); a.status != http.StatusSeeOther || a.location != "/en/c/campania/account" {
		t.Errorf("got %d to %q", a.status, a.location)
	}
	ada.get("/en/c/campania/account").lacks(t, notice)
	if a := saved(ada, "Ada"); !strings.Contains(a.location, "done=saved") {
		t.Errorf("after accepting: %d to %q", a.status, a.location)
	}
	if a := ada.post("/en/account", url.Values{"name": {"Ada L."}}); !strings.Contains(a.location, "done=saved") {
		t.Errorf("on another site: %d to %q", a.status, a.location)
	}
	words.Set("last", "0")
	words.Set("text-en", "Be quiet.")
	mayor.post(desk+"/terms", words).has(t, http.StatusConflict, "Be quiet.", "Be kind", `name="last" value="1"`)
	words.Set("last", "1")
	mayor.post(desk+"/terms", words).has(t, http.StatusSeeOther)
	if a := saved(ada, "Again"); !strings.Contains(a.location, "/terms/accept") {
		t.Errorf("after a new version: %d to %q", a.status, a.location)
	}
	ada.post("/en/c/campania/terms/accept", word).has(t, http.StatusConflict, "Be quiet.")
	h.visitor().get("/en/c/campania/terms?version=1").has(t, http.StatusOK, "Be kind", "All versions")
	h.visitor().get("/en/c/campania/terms?version=9").has(t, http.StatusNotFound)
	ada.post("/en/c/campania/sign-out", nil).has(t, http.StatusSeeOther).lacks(t, "accept")
}

func TestAProgramIsToldOfNewTermsAndAcceptsThem(t *testing.T) {
	t.Parallel()
	h := open(t)
	operator := h.SignIn("operator@example.org")
	token, err := h.Registry.MakeToken(h.As(h.Ada), "a test")
	must(t, err)
	_, err = h.Registry.PublishTerms(h.As(operator), laurel.Platform, tenants.TermsOfUse, map[string]string{"en": "Be kind."}, 0)
	must(t, err)
	ask := func(method, path, body string) answer {
		t.Helper()
		req := httptest.NewRequest(method, "/api/v1/me/"+path, strings.NewReader(body))
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("Authorization", "Bearer "+token)
		return h.visitor().send(req)
	}
	ask(http.MethodPost, "tokens", `{"name":"x"}`).has(t, http.StatusForbidden, `terms.missing"`, "http://"+listen+"/en/terms/accept")
	ask(http.MethodGet, "tokens", "").has(t, http.StatusOK)
	ask(http.MethodGet, "terms", "").has(t, http.StatusOK, `"tenant":"0000000000","kind":"terms","number":1`, `"text":"Be kind."`)
	ask(http.MethodPost, "terms", `{"accept":[]}`).has(t, http.StatusUnprocessableEntity)
	ask(http.MethodPost, "terms", `{"accept":[{"tenant":"0000000000","kind":"terms","number":2}]}`).has(t, http.StatusConflict, "terms.changed")
	ask(http.MethodPost, "terms", `{"accept":[{"tenant":"`+string(h.City)+`","kind":"terms","number":1}]}`).has(t, http.StatusConflict)
	ask(http.MethodPost, "tokens", `{"name":"x"}`).has(t, http.StatusForbidden)
	ask(http.MethodPost, "terms", `{"accept":[{"tenant":"0000000000","kind":"terms","number":1}]}`).has(t, http.StatusCreated, `"items":[]`)
	ask(http.MethodPost, "tokens", `{"name":"x"}`).has(t, http.StatusCreated)
	h.visitor().get("/api/v1/me/terms").has(t, http.StatusUnauthorized)
	limited, _, err := h.Registry.DraftToken(h.As(h.Ada), tenants.TokenDraft{Name: "reads", Scopes: []string{tenants.ReadMe}})
	must(t, err)
	token = limited
	ask(http.MethodPost, "terms", `{"accept":[{"tenant":"0000000000","kind":"terms","number":1}]}`).has(t, http.StatusForbidden, tenants.AcceptTerms)
}

// TestAScriptIsToldWhereTermsAreAccepted: a script that asks for a passkey's
// challenge would follow a redirect by itself, and find a page.
func TestAScriptIsToldWhereTermsAreAccepted(t *testing.T) {
	t.Parallel()
	h := open(t)
	_, err := h.Registry.PublishTerms(h.As(h.SignIn("operator@example.org")), laurel.Platform, tenants.TermsOfUse, map[string]string{"en": "Be kind."}, 0)
	must(t, err)
	ada := h.browser("ada@example.org")
	asked := ada.post("/en/account/passkeys/challenge", nil).has(t, http.StatusForbidden, `{"accept":"/en/terms/accept?next=`)
	if kind := asked.header.Get("Content-Type"); !strings.HasPrefix(kind, "application/json") {
		t.Errorf("the answer is %q", kind)
	}
	if a := ada.post("/en/account/passkeys", url.Values{"name": {"Key"}}); a.status != http.StatusSeeOther || !strings.HasPrefix(a.location, "/en/terms/accept") {
		t.Errorf("the form: %d to %q", a.status, a.location)
	}
	h.visitor().post("/en/sign-in/passkey/challenge", nil).lacks(t, "accept")
}
