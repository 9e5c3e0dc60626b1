package page_test

import (
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"testing"

	"example.org/laurel/plugins/approval"
	"example.org/laurel/web/door"
)

// TestSomebodyElsesProgramIsInterruptedAndGoesOn sends a film with tus-js-client,
// which .ci/install has installed.
func TestSomebodyElsesProgramIsInterruptedAndGoesOn(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		return // it needs Node.js, which "make test" provides
	}
	if _, err := os.Stat("testdata/tus/node_modules"); err != nil {
		t.Fatalf("%v: run \"make test\", which installs tus-js-client, or npm ci in web/page/testdata/tus", err)
	}
	h := open(t)
	ada := h.browser("ada@example.org")
	task := h.offer(draft("organiser@1", approval.Video), nil).Tasks[0].ID
	at := h.listen() + uploadsOf(task)
	send := exec.CommandContext(t.Context(), "node", "testdata/tus/send.mjs", at, listen, string(door.SessionCookie)+"="+ada.session,
		"../../tenants/media/testdata/recordings/film.mp4", "video")
	out, err := send.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	address, err := url.Parse(strings.TrimSpace(string(out)))
	must(t, err)
	size := len(recording(t, "film.mp4"))
	ada.tus(http.MethodHead, address.Path, nil).offset(t, http.StatusOK, size)
	ada.handIn(task, map[string]string{"keep": address.Path[strings.LastIndexByte(address.Path, '/')+1:]}).has(t, http.StatusSeeOther)
}
