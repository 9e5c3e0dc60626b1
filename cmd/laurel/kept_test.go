package main

import (
	"strings"
	"testing"

	"github.com/go-rod/rod/lib/proto"
)

// What somebody writes is kept when they close the page at once, and when there is no
// network for a while.
func TestWhatIsWrittenIsKeptInABrowser(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		return
	}
	p := startDev(t, t.TempDir())
	b := browser(t)
	id := string(p.activity(workshopName).ID)
	org, _, _ := strings.Cut(id, "-")
	desk := screen{name: "desktop", width: 1440, height: 900}
	tomas := newVisitor(t, b, p.dev.URL, desk)
	editor := "/en/tenants/" + org + "/activities/" + id
	tomas.open("/en/sign-in?next=" + editor)
	tomas.signIn("tomas@lane.example")
	staysWritten(tomas, editor, `textarea[name="description"]`)

	kim := newVisitor(t, b, p.dev.URL, screen{name: "phone", width: 390, height: 844, phone: true})
	kim.open(p.activity(badgeName).Claim)
	if kim.page.MustHas("main a[href*='sign-in']") {
		kim.press("main a[href*='sign-in']", ".")
	}
	kim.signIn("kim@learner.example")
	staysWritten(kim, kim.path(), `textarea[name="text"]`)
}

// staysWritten writes into the field of a page, closes the page at once, and writes
// once more while there is no network.
func staysWritten(v *visitor, address, field string) {
	v.t.Helper()
	has := func(what, text string) {
		v.t.Helper()
		eventually(v.t, what+" is kept", func() (bool, string) {
			again := v.page.Browser().MustPage(v.url + address).MustWaitLoad()
			defer again.MustClose()
			got := again.MustElement(field).MustProperty("value").Str()
			return strings.Contains(got, text), got
		})
	}
	write := func(text string) { v.page.MustElement(field).MustFocus().MustInput(text) }

	write("Closed at once.")
	closed := v.page
	v.page = v.page.Browser().MustPage("about:blank").Timeout(2 * patience)
	closed.MustClose()
	has("what was written before the page was closed", "Closed at once.")

	v.open(address)
	v.offline(true)
	failed := v.page.WaitEvent(&proto.NetworkLoadingFailed{})
	write("Written offline.")
	failed()
	v.offline(false)
	has("what was written offline", "Written offline.")
}

// offline takes the network away from a page, or gives it back.
func (v *visitor) offline(is bool) {
	v.t.Helper()
	v.page.EnableDomain(&proto.NetworkEnable{})
	if err := (proto.NetworkEmulateNetworkConditions{Offline: is, DownloadThroughput: -1, UploadThroughput: -1}).Call(v.page); err != nil {
		v.t.Fatal(err)
	}
}
