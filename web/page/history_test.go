package page_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"example.org/laurel/plugins/approval"
)

func TestTheHistoryShowsEachRoundAndLeadsToAnother(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.work()
	ada, cleo := h.browser("ada@example.org"), h.browser("cleo@example.org")
	task := h.offer(draft("organiser@1", approval.Text), nil).Tasks[0].ID
	said := func(n int) string { return fmt.Sprintf("What I did, told for the time %d.", n) }
	sub := ada.handIn(task, map[string]string{"text": said(1)}).has(t, http.StatusSeeOther).location
	for n := 1; n <= 2; n++ {
		h.eventually("the organiser is asked", func() bool { return strings.Contains(cleo.get(sub).body, `name="advice"`) })
		cleo.post(sub+"/opinions", url.Values{"advice": {"improve"}, "comment": {fmt.Sprintf("More, for the time %d.", n)}, "attempt": {strconv.Itoa(n)}}).
			has(t, http.StatusSeeOther)
		h.eventually("it is returned", func() bool {
			return strings.Contains(ada.get(sub).body, "<textarea") // with what was handed in last
		})
		ada.get(sub).has(t, http.StatusOK, said(n)+"</textarea>", fmt.Sprintf("More, for the time %d.", n))
		ada.handIn(task, map[string]string{"text": said(n + 1)}).has(t, http.StatusSeeOther)
	}
	for name, b := range map[string]browser{"learner": ada, "reviewer": cleo} {
		page := b.get(sub).has(t, http.StatusOK, said(1), said(2), said(3), "More, for the time 1.", "More, for the time 2.", "<time")
		if strings.Index(page.main(), said(2)) > strings.LastIndex(page.main(), said(1)) {
			t.Errorf("%s: the newest round is not first", name)
		}
	}
	h.browser("dora@example.org").get(sub).has(t, http.StatusNotFound)
}
