package main

import (
	"bytes"
	"encoding/json"
	"image"
	"image/color"
	"image/jpeg"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"example.org/laurel/tenants/db/dbtest"
)

const (
	badgeName    = "What is an Open Badge?"
	photoName    = "Neighbourhood photo walk"
	workshopName = "Plan a workshop"
	bookName     = "Ein Buch empfehlen"
	reflection   = "That a badge carries its own proof, wherever it goes."
	plan         = "For neighbours who have never led a group: at the end each of them has led ten minutes. First an hour of aims, then rehearsals in pairs."
)

// houses are the two sides on which the whole product runs: embedded, and on
// real servers.
func houses(t *testing.T) map[string][]string {
	t.Helper()
	list := map[string][]string{"embedded": nil}
	if !testing.Short() {
		list["servers"] = []string{"LAUREL_DATABASE=" + dbtest.PostgresDSN(t), "LAUREL_REDIS=" + freshRedis(t)}
	}
	return list
}

// Walks 1 to 5 of the main job, through the JSON API.
func TestFromClaimCodeToPortfolio(t *testing.T) {
	t.Parallel()
	for name, env := range houses(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data := t.TempDir()
			p := startDev(t, data, env...)
			walkSelf(t, p)
			walkPeer(t, p)
			walkOrganiser(t, p)
			if !testing.Short() {
				checkVerifiesElsewhere(t, p)
			}
			if status := p.stop(); status != 0 {
				t.Errorf("after Ctrl-C it ends with %d", status)
			}
			if env == nil {
				checkDecisionsAgain(t, data)
			}
		})
	}
}

// checkDecisionsAgain asks the approvers, as processes, about what was decided.
func checkDecisionsAgain(t *testing.T, data string) {
	t.Helper()
	said, status := laurelSays(t, data, "decisions", "replay")
	if status != 0 || strings.Contains(said, "FAIL") || !regexp.MustCompile(`(?m)^ok   \S+ Lithuanian .*: [3-9] decisions the same, 0 different`).MatchString(said) {
		t.Errorf("made again: %d\n%s", status, said)
	}
	for _, args := range [][]string{{"decisions"}, {"decisions", "forget"}, {"decisions", "replay", "nowhere"}} {
		if said, status := laurelSays(t, data, args...); status == 0 {
			t.Errorf("%q: %s", args, said)
		}
	}
}

func walkSelf(t *testing.T, p *process) {
	t.Helper()
	ada := p.as("learner")
	ada.t = t
	task := p.activity(badgeName).Tasks[0]
	id := ada.submit(task, reflection)
	ada.until(id, "approved")
	award := ada.awards(1)[0]
	if award["name"] != badgeName || award["issuer"] != "Lithuanian Association of Non-formal Education" {
		t.Errorf("award: %v", award)
	}
	if s := ada.get("/api/v1/submissions/" + id); s["award"] == nil {
		t.Errorf("the submission tells of no award: %v", s)
	}
	ada.ask(http.StatusConflict, http.MethodPost, "/api/v1/tasks/"+string(task.ID)+"/submissions",
		`{"evidence":[{"kind":"text","text":"and once more, please"}]}`)
	for form, sign := range map[string]string{"credential": `"OpenBadgeCredential"`, "png": "\x89PNG", "svg": "<svg"} {
		address, _ := award[form].(string)
		got := client{t: t, url: p.dev.URL}.ask(http.StatusOK, http.MethodGet, address, "")
		if !bytes.Contains(got.body, []byte(sign)) {
			t.Errorf("%s at %s is not one", form, address)
		}
		file := filepath.Join(t.TempDir(), "badge."+form)
		if err := os.WriteFile(file, got.body, 0o600); err != nil {
			t.Fatal(err)
		}
		checkVerifies(t, p, file, got.body, form)
	}
}

// checkVerifies runs "laurel verify" on a badge, and on one that was tampered with.
func checkVerifies(t *testing.T, p *process, file string, body []byte, form string) {
	t.Helper()
	run := func() (string, error) {
		cmd, err := command(t.Context(), []string{"LANG=en"}, "verify", "--map", "localhost="+p.dev.URL, file)
		if err != nil {
			t.Fatal(err)
		}
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	if out, err := run(); err != nil || strings.Count(out, "ok  ") != 7 {
		t.Errorf("laurel verify, %s: %v\n%s", form, err, out)
	}
	forged := bytes.Replace(body, []byte(badgeName), []byte("Who is an Open Badge?"), 1)
	if err := os.WriteFile(file, forged, 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := run(); err == nil || !strings.Contains(out, "FAIL") {
		t.Errorf("laurel verify on a forged %s: %v\n%s", form, err, out)
	}
}

// checkVerifiesElsewhere lets a verifier that no one here wrote check the badges
// with what the running server serves; only the host is mapped.
func checkVerifiesElsewhere(t *testing.T, p *process) {
	t.Helper()
	const folder = "../../workflow/credential/interop"
	if _, err := os.Stat(filepath.Join(folder, "node_modules")); err != nil {
		t.Fatalf("%v: run \"make test\", which installs it, or \"npm ci\" in %s", err, folder)
	}
	for _, award := range p.as("learner").awards(3) {
		address, _ := award["credential"].(string)
		id := strings.Replace(address, p.dev.URL, "https://localhost", 1)
		cmd := exec.CommandContext(t.Context(), "node", "verify.mjs", id, "--map", "https://localhost="+p.dev.URL)
		cmd.Dir = folder
		if out, err := cmd.CombinedOutput(); err != nil || !strings.Contains(string(out), `"verified": true`) && !strings.Contains(string(out), `"verified":true`) {
			t.Errorf("%s: %v\n%s", id, err, out)
		}
	}
}

func walkPeer(t *testing.T, p *process) {
	t.Helper()
	ada, milda := p.as("learner"), p.as("peer")
	ada.t, milda.t = t, t
	task := p.activity(photoName).Tasks[0]
	up, err := ada.try(http.MethodPost, "/api/v1/tasks/"+string(task.ID)+"/uploads", "image/jpeg", photo(t))
	if err != nil || up.status != http.StatusCreated {
		t.Fatalf("upload: %d %s, %v", up.status, up.body, err)
	}
	upload, _ := up.json(t)["id"].(string)
	body := `{"evidence":[{"kind":"photo","upload":"` + upload + `"}]}`
	sent := ada.ask(http.StatusCreated, http.MethodPost, "/api/v1/tasks/"+string(task.ID)+"/submissions", body).json(t)
	id, _ := sent["id"].(string)
	opinions := "/api/v1/submissions/" + id + "/opinions"
	ada.ask(http.StatusForbidden, http.MethodPost, opinions, `{"advice":"approve"}`)
	ada.ask(http.StatusConflict, http.MethodPost, "/api/v1/tasks/"+string(task.ID)+"/submissions", body)
	p.as("city-administrator").ask(http.StatusNotFound, http.MethodPost, opinions, `{"advice":"approve"}`)
	milda.ask(http.StatusCreated, http.MethodPost, opinions, `{"advice":"approve","comment":"I know that corner."}`)
	ada.until(id, "approved")
	ada.awards(2)
}

func walkOrganiser(t *testing.T, p *process) {
	t.Helper()
	ada, tomas := p.as("learner"), p.as("organiser")
	ada.t, tomas.t = t, t
	task := p.activity(workshopName).Tasks[0]
	id := ada.submit(task, plan)
	opinions := "/api/v1/submissions/" + id + "/opinions"
	p.as("peer").ask(http.StatusNotFound, http.MethodPost, opinions, `{"advice":"approve"}`)
	tomas.ask(http.StatusUnprocessableEntity, http.MethodPost, opinions, `{"advice":"improve"}`)
	tomas.ask(http.StatusCreated, http.MethodPost, opinions, `{"advice":"improve","comment":"Who looks after the clock?"}`)
	s := ada.until(id, "returned")
	if reason, _ := s["reason"].(string); !strings.Contains(reason, "Who looks after the clock?") {
		t.Errorf("returned with %q, want the organiser's comment", reason)
	}
	if again := ada.submit(task, plan+" One of the pair keeps the time."); again != id {
		t.Errorf("resubmitted as %s, want %s", again, id)
	}
	tomas.ask(http.StatusCreated, http.MethodPost, opinions, `{"advice":"approve"}`)
	s = ada.until(id, "approved")
	if history, _ := s["history"].([]any); len(history) < 6 {
		t.Errorf("history: %v, want two of each: submitted, opinion, verdict", history)
	}
	ada.awards(3)
}

// photo is a JPEG as a phone might send it.
func photo(t testing.TB) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 320, 240))
	for y := range 240 {
		for x := range 320 {
			img.Set(x, y, color.RGBA{R: uint8(x), G: uint8(y), B: 120, A: 255})
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestEverythingIsThereAgainAfterARestart(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	p := startDev(t, data)
	ada := p.as("learner")
	ada.submit(p.activity(badgeName).Tasks[0], reflection)
	before := ada.awards(1)
	if status := p.stop(); status != 0 {
		t.Errorf("after Ctrl-C it ends with %d", status)
	}
	again := startDev(t, data)
	old := client{t: t, url: again.dev.URL, token: ada.token}
	after := old.awards(1)
	if before[0]["id"] != after[0]["id"] {
		t.Errorf("award %v before, %v after", before[0]["id"], after[0]["id"])
	}
	if got, want := len(again.dev.Activities), len(p.dev.Activities); got != want {
		t.Errorf("%d activities after the restart, %d before", got, want)
	}
	var catalogue struct{ Items []json.RawMessage }
	if err := json.Unmarshal(old.ask(http.StatusOK, http.MethodGet, "/api/v1/activities", "").body, &catalogue); err != nil {
		t.Fatal(err)
	}
}
