package page_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"example.org/laurel/plugins/approval"
	"example.org/laurel/workflow"
)

func TestOrganisersInvitePeopleAndTheyAccept(t *testing.T) {
	t.Parallel()
	h := open(t)
	d := draft("self@1", approval.Text)
	d.Access = workflow.Restricted
	p, err := h.Engine.PublishActivity(h.As(h.Cleo), h.Org, d)
	must(t, err)
	id := string(p.Activity.ID)
	desk := "/en/tenants/" + string(h.Org) + "/activities/" + id + "/invitations"
	h.work()
	ada, dora, cleo := h.browser("ada@example.org"), h.browser("dora@example.org"), h.browser("cleo@example.org")
	send := func(emails string) answer {
		return cleo.post(desk, url.Values{"do": {"send"}, "emails": {emails}, "language": {"en"}})
	}
	// Known and unknown addresses get the same answer.
	send("ada@example.org\nnew@example.org, ada@example.org; broken cleo@example.org").has(t, http.StatusOK, "This is your own address.", "broken").
		has(t, http.StatusOK, `ada@example.org</span> is invited.`, `new@example.org</span> is invited.`)
	send("ada@example.org").has(t, http.StatusOK, "on its way already")
	many := make([]string, 10_000)
	for i := range many {
		many[i] = fmt.Sprintf("p%d@example.org", i)
	}
	send(strings.Join(many, "\n")).has(t, http.StatusUnprocessableEntity, "between 1 and 50 addresses")
	send(" ").has(t, http.StatusUnprocessableEntity, "between 1 and 50 addresses")
	list := cleo.get(desk).has(t, http.StatusOK, "ada@example.org", "new@example.org", "No answer yet").lacks(t, "Ada ")
	invited := "/en/invited/" + id
	h.visitor().get(invited).has(t, http.StatusSeeOther)
	none := dora.get(invited).has(t, http.StatusNotFound, "There is no invitation for you here.", "dora@example.org").lacks(t, d.Title)
	never := dora.get("/en/invited/"+string(h.Org)+"-00000000000000000000000000").has(t, http.StatusNotFound)
	if a, b := strings.ReplaceAll(none.body, id, ""), strings.ReplaceAll(never.body, string(h.Org)+"-00000000000000000000000000", ""); a != b {
		t.Error("it can be told whether there is such an activity")
	}
	ada.until("/en/my-activities", invited)
	ada.get(invited).has(t, http.StatusOK, d.Title, "Accept and take part", "Decline")
	ada.get("/de/invited/"+id).has(t, http.StatusOK, "Annehmen und teilnehmen")
	ada.post(invited, url.Values{"answer": {"perhaps"}}).has(t, http.StatusUnprocessableEntity, "Please accept the invitation or decline it.")
	ada.get(ada.post(invited, url.Values{"answer": {"decline"}}).has(t, http.StatusSeeOther).location).has(t, http.StatusOK, "You have declined")
	cleo.get(desk).has(t, http.StatusOK, "Declined")
	ada.get(ada.post(invited, url.Values{"answer": {"accept"}}).has(t, http.StatusSeeOther).location).has(t, http.StatusOK, "You take part.")
	ada.get(invited).has(t, http.StatusOK, "You take part in this activity.")
	newest := regexp.MustCompile(`name="invitation" value="([^"]+)"`).FindStringSubmatch(list.body)
	cleo.post(desk, url.Values{"do": {"withdraw"}, "invitation": {newest[1]}}).has(t, http.StatusSeeOther)
	cleo.post(desk, url.Values{"do": {"resend"}, "invitation": {newest[1]}}).has(t, http.StatusConflict, "only a moment ago")
	cleo.post(desk, url.Values{"do": {"resend"}, "invitation": {"unknown"}}).has(t, http.StatusNotFound)
	cleo.post(desk, url.Values{"do": {"dance"}}).has(t, http.StatusBadRequest)
	h.browser("new@example.org").get(invited).has(t, http.StatusOK, "This invitation has been withdrawn.")
	if got := ada.get(desk); got.status == http.StatusOK || strings.Contains(got.body, "new@example.org") {
		t.Errorf("a learner sees who is invited: %d", got.status)
	}
}

func TestALinkLeadsIntoARestrictedActivity(t *testing.T) {
	t.Parallel()
	h := open(t)
	d := draft("self@1", approval.Text)
	d.Access = workflow.Restricted
	p, err := h.Engine.PublishActivity(h.As(h.Cleo), h.Org, d)
	must(t, err)
	desk := "/en/tenants/" + string(h.Org) + "/activities/" + string(p.Activity.ID) + "/invitations"
	cleo, ada := h.browser("cleo@example.org"), h.browser("ada@example.org")
	cleo.post(desk, url.Values{"do": {"link"}, "hours": {"0"}}).has(t, http.StatusUnprocessableEntity)
	cleo.post(desk, url.Values{"do": {"link"}, "hours": {"x"}}).has(t, http.StatusUnprocessableEntity)
	shown := cleo.get(cleo.post(desk, url.Values{"do": {"link"}, "hours": {"24"}}).has(t, http.StatusSeeOther).location).has(t, http.StatusOK, "<svg")
	link := regexp.MustCompile(`/entry/[0-9a-z-]+`).FindString(shown.body)
	ada.get(link).has(t, http.StatusFound)
	ada.get("/en"+ada.get("/en" + link).location[len("/en"):]).has(t, http.StatusOK, d.Title, "Join")
	ada.post("/en/c/campania"+link, url.Values{}).has(t, http.StatusSeeOther)
	ada.get("/en/activities/"+string(p.Activity.ID)).has(t, http.StatusOK, "You take part.")
	cleo.post(desk, url.Values{"do": {"end-link"}}).has(t, http.StatusSeeOther)
	ada.get("/en"+link).has(t, http.StatusNotFound, "lets nobody in any more").lacks(t, d.Title)
	ada.get("/en/entry/"+string(h.Org)+"-00000000000000000000000000").has(t, http.StatusNotFound, "lets nobody in any more")
	ada.get("/en/entry/nonsense").has(t, http.StatusNotFound)
}
