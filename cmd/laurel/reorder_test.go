package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/go-rod/rod"
	"github.com/go-rod/rod/lib/input"
	"github.com/go-rod/rod/lib/proto"
)

// Tasks change places by a drag, by keys and by buttons, without a reload, and what
// is seen is what is kept.
func TestTasksChangePlacesInABrowser(t *testing.T) {
	t.Parallel()
	if !testing.Short() {
		p := startDev(t, t.TempDir())
		reorderInBrowser(t, p, browser(t))
	}
}

func reorderInBrowser(t *testing.T, p *process, b *rod.Browser) {
	t.Helper()
	const tasks = `fieldset.task[data-badge="0"]` // of the activity's own badge
	id := string(p.activity(workshopName).ID)
	org, _, _ := strings.Cut(id, "-")
	editor := "/en/tenants/" + org + "/activities/" + id
	v := newVisitor(t, b, p.dev.URL, screen{name: "desktop", width: 1440, height: 900})
	v.open("/en/sign-in?next=" + editor)
	v.signIn("tomas@lane.example")
	for len(v.page.MustElements(tasks)) < 3 {
		v.press(`button[value="task-add"]`, ".")
	}
	for i, text := range []string{"First thing.", "Second thing.", "Third thing."} {
		v.page.MustElements(tasks + " textarea")[i].MustSelectAllText().MustInput(text)
	}
	are := func(how string, want ...string) {
		t.Helper()
		for _, when := range []string{"seen", "kept"} {
			var got []string
			for _, e := range v.page.MustElements(tasks + " textarea")[:3] {
				got = append(got, e.MustProperty("value").Str())
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s, %s: %q, want %q", how, when, got, want)
			}
			if when == "seen" {
				v.waitFor("#kept", "Saved")
				v.open(editor)
			}
		}
	}
	handles := func() rod.Elements { return v.page.MustElements(tasks + " .handle") }
	focused := func(want string) {
		t.Helper()
		got := v.page.MustEval(`() => document.activeElement.closest("fieldset.task")?.querySelector("textarea").value || ""`).Str()
		if got != want {
			t.Errorf("the focus is at %q, want it at %q", got, want)
		}
	}

	begin := func() { v.page.MustEval(`() => { document.getElementById("kept").textContent = "" }`) }

	are("as written", "First thing.", "Second thing.", "Third thing.")
	begin()
	handles()[0].MustFocus()
	v.page.Keyboard.MustType(input.ArrowDown)
	focused("First thing.")
	v.waitFor("#moved", "Task 1 of 3 is now number 2")
	v.look("reordered")
	v.page.Keyboard.MustType(input.ArrowDown)
	focused("First thing.")
	are("by keys", "Second thing.", "Third thing.", "First thing.")

	begin()
	from := handles()[2].MustScrollIntoView().MustShape().OnePointInside()
	v.page.Mouse.MustMoveTo(from.X, from.Y).MustDown(proto.InputMouseButtonLeft)
	v.page.MustElements(tasks)[0].MustScrollIntoView()
	to := handles()[0].MustShape().OnePointInside()
	v.page.Mouse.MustMoveTo(to.X, to.Y).MustUp(proto.InputMouseButtonLeft)
	focused("First thing.")
	v.waitFor("#moved", "Task 3 of 3 is now number 1")
	are("by a drag", "First thing.", "Second thing.", "Third thing.")

	begin()
	v.page.MustElement(`button[value="task-down-0"]`).MustEval(`() => { this.focus(); this.click() }`)
	focused("First thing.")
	are("by a button", "Second thing.", "First thing.", "Third thing.")

	begin()
	v.dragToTop(tasks)
	v.waitFor("#moved", "Task 3 of 3 is now number 1")
	are("by a finger", "Third thing.", "Second thing.", "First thing.")
}

// dragToTop drags the last of the tasks with a finger to the window's upper edge, and
// holds it there until the first one has come by.
func (v *visitor) dragToTop(tasks string) {
	v.t.Helper()
	if err := (proto.EmulationSetTouchEmulationEnabled{Enabled: true}).Call(v.page); err != nil {
		v.t.Fatal(err)
	}
	v.page.MustEval(`(tasks) => [...document.querySelectorAll(tasks)].at(-1).querySelector(".handle")
		.scrollIntoView({ block: "center", behavior: "instant" })`, tasks)
	if v.page.MustEval(`(tasks) => document.querySelector(tasks).getBoundingClientRect().bottom > 0`, tasks).Bool() {
		v.t.Error("the first task is in view, and nothing has to be scrolled")
	}
	from := v.page.MustElements(tasks + " .handle").Last().MustShape().OnePointInside()
	v.page.Touch.MustStart(&proto.InputTouchPoint{X: from.X, Y: from.Y}).MustMove(&proto.InputTouchPoint{X: from.X, Y: 5})
	v.page.MustWait(`(tasks) => document.querySelector(tasks).classList.contains("target")`, tasks)
	v.page.Touch.MustEnd()
}
