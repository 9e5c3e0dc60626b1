package main

import (
	"testing"

	"github.com/go-rod/rod/lib/input"
)

// Who reviews a lot does so without a mouse, and loses nothing to a key while typing.
func TestAReviewerWorksByKeysInABrowser(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		return
	}
	p := startDev(t, t.TempDir())
	ada, milda := p.as("learner"), p.as("peer")
	ada.t, milda.t = t, t
	task := p.activity(workshopName).Tasks[0]
	first, second := ada.submit(task, plan), milda.submit(task, plan+" Milda's.")
	v := newVisitor(t, browser(t), p.dev.URL, screen{name: "desktop", width: 1440, height: 900})
	v.open("/en/sign-in?next=/en/reviews")
	v.signIn("tomas@lane.example")
	key := func(keys ...input.Key) {
		t.Helper()
		for _, k := range keys {
			v.page.Keyboard.MustType(k)
		}
	}
	says := func(what, script, want string) {
		t.Helper()
		eventually(t, what, func() (bool, string) {
			got := v.page.MustEval(script).String()
			return got == want, got
		})
	}
	const focused, path = `() => document.activeElement.getAttribute("href") || ""`, `() => location.pathname`
	at := "/en/submissions/"
	says("both wait", `() => String(document.querySelectorAll(".rows .row").length)`, "2")
	key('j')
	says("j leads to the first", focused, at+first)
	key('j', 'j')
	says("and on to the last, and no further", focused, at+second)
	key('k')
	says("k leads back", focused, at+first)
	key(input.Enter)
	says("Enter opens", path, at+first)

	const advice = `() => (document.querySelector("input[name=advice]:checked") || {value: ""}).value`
	says("nothing is chosen", advice, "")
	key('2')
	says("2 asks to improve", advice, "improve")
	key('1')
	says("1 approves", advice, "approve")
	v.page.MustElement("#comment").MustFocus()
	key('3', 'n', 'j')
	says("what is typed is text", `() => document.querySelector("#comment").value`, "3nj")
	says("and chooses nothing", advice, "approve")
	v.page.MustElement("#comment").MustEval(`() => this.blur()`)
	key(input.Key('?'))
	says("? shows the keys", `() => String(document.querySelector("#keys").open)`, "true")
	v.page.MustElement("#keys-on").MustEval(`() => this.click()`)
	key('3')
	says("turned off, none is heard", advice, "approve")
	v.page.MustElement("#keys-on").MustEval(`() => this.click()`)
	key('n')
	says("n leads to the next", path, at+second)
	key('n')
	says("and from the last to the first", path, at+first)
	says("where what was typed is kept", `() => document.querySelector("#comment").value`, "3nj")
}
