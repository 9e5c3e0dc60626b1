package page_test

import (
	"context"
	"html"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/tenants"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine/enginetest"
)

const approversDesk = "/en/tenants/0000000000/approvers"

func TestTheOperatorLooksAfterApprovers(t *testing.T) {
	t.Parallel()
	h := open(t)
	words := tenants.Approver{Owner: laurel.Platform, Key: "words@1", Title: "Words", Digest: "sha256:" + strings.Repeat("0f", 32)}
	must(t, h.Registry.AddApprover(h.System(), words))
	words.Owner, words.Key, words.Title = h.Org, "letters@7", "Letters <b>"
	must(t, h.Registry.AddApprover(h.As(h.SignIn("operator@example.org")), words))
	words.Flows, words.Submissions, words.CountedAt = 3, 41, time.Now()
	must(t, h.Registry.CountApprover(h.System(), words))
	must(t, h.Registry.NoteTrouble(h.System(), h.Org, "letters@7", "exit status 3"))
	must(t, h.Registry.NoteTrouble(h.System(), laurel.Platform, "peer@1", "no answer within 10s"))
	operator := h.browser("operator@example.org")
	operator.get("/en/tenants/0000000000").has(t, http.StatusOK, `href="`+approversDesk+`"`)
	operator.get(approversDesk).has(t, http.StatusOK, "words@1", "All cities and organisations", words.Digest, "on the server",
		"letters@7", "Letters &lt;b&gt;", "LANE", ">41 (as of ", "exit status 3", "no answer within 10s", "organiser@1", "Built in")
	operator.get(strings.Replace(approversDesk, "/en/", "/de/", 1)).has(t, http.StatusOK, "Prüfstellen", "Wieder in Dienst stellen")

	change := func(owner laurel.TenantID, key, do, reason string) answer {
		return operator.post(approversDesk, url.Values{"owner": {string(owner)}, "key": {key}, "do": {do}, "reason": {reason}})
	}
	for _, c := range []struct{ do, says, state string }{
		{"disable", "words@1 is disabled for new flows.", "Disabled for new flows: too <i>slow"},
		{"withdraw", "words@1 is withdrawn and decides nothing more.", "Withdrawn: too <i>slow"},
		{"enable", "words@1 is offered again.", "In service"},
	} {
		a := change(laurel.Platform, "words@1", c.do, "too <i>slow")
		if a.status != http.StatusSeeOther {
			t.Fatalf("%s: %d %s", c.do, a.status, a.main())
		}
		operator.get(a.location).has(t, http.StatusOK, c.says, html.EscapeString(c.state))
	}
	a := change(h.Org, "letters@7", "revive", "")
	operator.get(a.location).has(t, http.StatusOK, "letters@7 is put back into service.", "no answer within 10s").lacks(t, "exit status 3")
	a = change(laurel.Platform, "peer@1", "revive", "")
	operator.get(a.location).has(t, http.StatusOK, "peer@1 is put back into service.").lacks(t, "no answer within 10s")

	change(laurel.Platform, "words@1", "disable", strings.Repeat("x", 501)).has(t, http.StatusUnprocessableEntity, "500 characters", strings.Repeat("x", 501))
	change(laurel.Platform, "peer@1", "disable", "").has(t, http.StatusUnprocessableEntity, "is built in")
	change(h.City, "letters@7", "disable", "").has(t, http.StatusNotFound)
	change(laurel.Platform, "words@1", "praise", "").has(t, http.StatusBadRequest)
	for _, email := range []string{"head@example.org", "mayor@example.org"} {
		h.browser(email).get(approversDesk).has(t, http.StatusForbidden)
		h.browser(email).post(approversDesk, url.Values{"owner": {string(h.Org)}, "key": {"letters@7"}, "do": {"withdraw"}}).has(t, http.StatusForbidden)
	}
	h.browser("head@example.org").get(h.desk(h.Org, "/approvers")).has(t, http.StatusNotFound)
}

// waiting never decides.
type waiting struct{ approval.Approver }

func (waiting) Decide(context.Context, approval.Case) (approval.Verdict, error) {
	return approval.Verdict{Outcome: approval.Wait}, laurel.E(laurel.Unready, "approver.withdrawn")
}

func TestWhoWaitsForAWithdrawnApproverIsToldSo(t *testing.T) {
	t.Parallel()
	h := open(t)
	own := h.Approvers["self@1"]
	h.Approvers["robot@3"] = own
	p := h.offer(draft("robot@3", approval.Text), nil)
	ada, cleo := h.browser("ada@example.org"), h.browser("cleo@example.org")
	sub, err := h.Engine.SubmitEvidence(h.As(h.Ada), p.Tasks[0].ID, []workflow.Evidence{{Kind: approval.Text, Text: "words"}})
	must(t, err)
	page, editor := "/en/submissions/"+string(sub.ID), h.desk(h.Org, "/activities/"+string(p.Activity.ID))
	const halted, disabled, withdrawn = "was taken out of service by those who run this site. Nothing is lost", "This approver is no longer offered", "This approver was taken out of service"
	ada.get(page).has(t, http.StatusOK).lacks(t, halted)
	cleo.get(editor).has(t, http.StatusOK).lacks(t, disabled, withdrawn)
	h.Approvers["robot@3"] = enginetest.Stands{Approver: own, State: tenants.Disabled}
	ada.get(page).has(t, http.StatusOK).lacks(t, halted)
	cleo.get(editor).has(t, http.StatusOK, disabled)
	h.Approvers["robot@3"] = enginetest.Stands{Approver: waiting{own}, State: tenants.Withdrawn}
	ada.get(page).has(t, http.StatusOK, halted)
	cleo.get(page).has(t, http.StatusOK, halted)
	cleo.get(editor).has(t, http.StatusOK, withdrawn)
	if _, err := h.Engine.PublishActivity(h.As(h.Cleo), h.Org, draft("robot@3", approval.Text)); laurel.KindOf(err) != laurel.Invalid {
		t.Errorf("a new flow with it: %v, want refused", err)
	}
}
