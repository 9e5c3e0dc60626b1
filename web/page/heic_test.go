package page_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.org/laurel/plugins/approval"
	"example.org/laurel/tenants/db"
	"example.org/laurel/tenants/db/dbtest"
	"example.org/laurel/tenants/media"
)

func quartersHEIC(t *testing.T) []byte {
	t.Helper()
	b, err := os.ReadFile("../../tenants/media/testdata/heic/quarters.heic")
	must(t, err)
	return b
}

// converter is a program that does as heif-convert does, or fails to.
func converter(t *testing.T, name string) *media.HEIC {
	t.Helper()
	file, err := filepath.Abs("../../tenants/media/testdata/heic/" + name)
	must(t, err)
	return media.NewHEIC(file)
}

// uploadState is what the page of an upload says of a photo that is whole.
const uploadState = "Laurel-Upload-State"

func TestAHEICIsShownAsBeingConvertedAndThenAsAPhoto(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := openConverting(t, d, converter(t, "copies"))
		ada, cleo := h.browser("ada@example.org"), h.browser("cleo@example.org")
		task := h.offer(draft("organiser@1", approval.Photo, approval.Text), nil).Tasks[0].ID
		words := map[string]string{"text": "These are my words."}
		refused := ada.handIn(task, words, quartersHEIC(t)).has(t, http.StatusConflict,
			"still being converted", "Is being converted", words["text"])
		words["keep"] = keeps.FindStringSubmatch(refused.body)[1]
		ada.get("/en/c/campania/tasks/"+string(task)).has(t, http.StatusOK, "Is being converted", words["keep"])
		at := uploadsOf(task) + "/" + words["keep"]
		size := len(quartersHEIC(t))
		if got := ada.tus(http.MethodHead, at, nil).offset(t, http.StatusOK, size).header.Get(uploadState); got != "converting" {
			t.Errorf("the upload is %q, want converting", got)
		}
		ada.patch(at, size, []byte("more")).has(t, http.StatusConflict)
		h.work()
		h.eventually("it is converted", func() bool { return ada.tus(http.MethodHead, at, nil).header.Get(uploadState) == "" })
		ready := ada.get("/en/c/campania/tasks/"+string(task)).has(t, http.StatusOK, words["keep"])
		if strings.Contains(ready.body, `class="how"`+">Is being") {
			t.Error("the page says that it is being converted, and it was")
		}
		sub := ada.handIn(task, words).has(t, http.StatusSeeOther).location
		path := evidencePath.FindString(cleo.get(sub).has(t, http.StatusOK).body)
		if got := cleo.get(path).has(t, http.StatusOK); got.header.Get("Content-Type") != "image/jpeg" || longest(t, got) != 64 {
			t.Errorf("got %v, want a JPEG of 64 pixels", got.header)
		}
	})
}

func TestAHEICThatCannotBeConvertedIsToldOfWhereItStands(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := openConverting(t, d, converter(t, "fails"))
		h.work()
		ada := h.browser("ada@example.org")
		task := h.offer(draft("organiser@1", approval.Photo), nil).Tasks[0].ID
		made := ada.announce(task, approval.Photo, len(quartersHEIC(t))).has(t, http.StatusCreated)
		ada.patch(made.location, 0, quartersHEIC(t)).offset(t, http.StatusNoContent, len(quartersHEIC(t)))
		h.eventually("it has failed", func() bool { return ada.tus(http.MethodHead, made.location, nil).header.Get(uploadState) == "failed" })
		ada.get("/en/c/campania/tasks/"+string(task)).has(t, http.StatusOK, `class="failed"`, "We could not convert this picture.")
		ada.get("/de/c/campania/tasks/"+string(task)).has(t, http.StatusOK, "Dieses Bild konnten wir nicht umwandeln.")
		id := made.location[strings.LastIndex(made.location, "/")+1:]
		ben := h.browser("ben@example.org") // who cannot take it away
		ben.handIn(task, map[string]string{"drop": id}).has(t, http.StatusOK)
		ada.get("/en/c/campania/tasks/"+string(task)).has(t, http.StatusOK, `name="drop" value="`+id+`" formnovalidate`)
		for range 2 { // the second time it is gone, which is no fault
			left := ada.handIn(task, map[string]string{"drop": id}).has(t, http.StatusOK)
			if strings.Contains(left.body, id) || strings.Contains(left.body, `class="fault"`) {
				t.Error("what could not be converted is not taken away, or something is said to be missing")
			}
		}
		ada.handIn(task, nil, photo(t, 20, 20)).has(t, http.StatusSeeOther) // all others go on
	})
}

func TestPicturesThatNobodyHereReadsAreRefusedWithAdvice(t *testing.T) {
	t.Parallel()
	avif := []byte("\x00\x00\x00\x1cftypavif\x00\x00\x00\x00avifmif1miaf")
	whole := quartersHEIC(t)
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := openConverting(t, d, media.NewHEIC("off"))
		ada := h.browser("ada@example.org")
		task := h.offer(draft("organiser@1", approval.Photo), nil).Tasks[0].ID
		ada.handIn(task, nil, whole).has(t, http.StatusUnprocessableEntity, "We cannot read HEIC pictures.", "Most Compatible")
		ada.handIn(task, nil, avif).has(t, http.StatusUnprocessableEntity, "We cannot read AVIF pictures.", "as JPEG or PNG")
		made := ada.announce(task, approval.Photo, len(avif)).has(t, http.StatusCreated)
		ada.patch(made.location, 0, avif).has(t, http.StatusUnprocessableEntity, "We cannot read AVIF pictures.")
	})
}

func TestAHEICThatIsNotWhatItSaysIsRefusedBeforeAnythingWaits(t *testing.T) {
	t.Parallel()
	h := openConverting(t, dbtest.SQLite(t), converter(t, "copies"))
	ada, whole := h.browser("ada@example.org"), quartersHEIC(t)
	task := h.offer(draft("organiser@1", approval.Photo), nil).Tasks[0].ID
	at := strings.Index(string(whole), "ispe")
	bomb := append([]byte(nil), whole...)
	copy(bomb[at+8:], "\x00\x00\xc3\x50\x00\x00\xc3\x50") // 50,000 by 50,000
	for name, b := range map[string][]byte{"a bomb": bomb, "cut short": whole[:len(whole)-20],
		"mislabelled": []byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic")} {
		if got := ada.handIn(task, nil, b); got.status != http.StatusUnprocessableEntity || keeps.MatchString(got.body) {
			t.Errorf("%s: got %d, want that it is refused and not kept", name, got.status)
		}
	}
}
