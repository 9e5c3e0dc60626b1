package page_test

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
)

// record enters a change in the organisation's trail.
func (h *house) record(c laurel.Change) {
	h.t.Helper()
	must(h.t, h.DB.InTx(h.As(h.Cleo), h.Org, func(tx db.Tx) error { return tx.Record(h.As(h.Cleo), c) }))
}

func (h *house) desk(id laurel.TenantID, path string) string {
	return "/en/tenants/" + string(id) + path
}

func TestTheTrailIsReadFilteredAndChecked(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.record(laurel.Change{What: "role.taken", Object: "person:" + string(h.Ben), About: h.Ben, From: map[string]string{"role": "reviewer"}})
	h.record(laurel.Change{What: "wish.granted", Object: "wish:<b>", To: "a <i>pony</i>"})
	must(t, h.Registry.SealAudit(h.System(), h.Org))
	head := h.browser("head@example.org")
	audit := h.desk(h.Org, "/audit")
	head.get(audit).has(t, http.StatusOK, "A role was taken away", "ben", "cleo", "wish.granted", "a &lt;i&gt;pony&lt;/i&gt;", "wish:&lt;b&gt;", "Seal 1", "It was founded").
		lacks(t, `<td>Campania</td>`) // what the city's own trail begins with
	head.get(audit+"?what=role.taken").has(t, http.StatusOK, `<td>Reviewer</td>`).lacks(t, "pony")
	head.get(audit+"?actor="+string(h.Cleo)).has(t, http.StatusOK, "pony").lacks(t, `<td>LANE</td>`)
	head.get(audit+"?until=2020-01-01").has(t, http.StatusOK, "There is no entry like that.")
	head.get(audit+"?from=yesterday").has(t, http.StatusUnprocessableEntity, "Please write a day", `value="yesterday"`)
	head.get(audit+"?check=1").has(t, http.StatusOK, "Nothing was changed", "Sealed entries: 7, seals: 1.")
	_, err := h.Registry.EraseFromAudit(h.System(), h.Org, h.Ben)
	must(t, err)
	head.get(audit+"?check=1").has(t, http.StatusOK, "Nothing was changed", "<em>Erased</em>", "A person was erased")
	for _, who := range []string{"ada@example.org", "cleo@example.org", "mayor@example.org"} {
		for _, path := range []string{"/audit", "/audit.csv", "/audit.json", "/audit?check=1"} {
			h.browser(who).get(h.desk(h.Org, path)).has(t, http.StatusForbidden).lacks(t, "pony")
		}
	}
	if a := h.visitor().get(audit); a.status != http.StatusSeeOther || !strings.Contains(a.location, "/sign-in") {
		t.Errorf("a visitor: %d to %s, want the way to sign in", a.status, a.location)
	}
	h.browser("operator@example.org").get(h.desk(laurel.Platform, "/audit?check=1")).has(t, http.StatusOK, "Laurel itself", "Nothing was changed")
	head.get(h.desk(h.Org, "/audit.pdf")).has(t, http.StatusNotFound)
}

func TestALongTrailIsReadPageByPage(t *testing.T) {
	t.Parallel()
	h := open(t)
	for i := range 60 {
		h.record(laurel.Change{What: "wish.granted", Object: "wish:" + strconv.Itoa(i)})
	}
	head := h.browser("head@example.org")
	first := head.get(h.desk(h.Org, "/audit?what=wish.granted"))
	_, rest, found := strings.Cut(first.body, `rel="next" href="`)
	next, _, _ := strings.Cut(rest, `"`)
	if !found || strings.Count(first.body, "wish:") != 50 {
		t.Fatalf("%d entries on the first page, want 50 and a link to older ones", strings.Count(first.body, "wish:"))
	}
	second := head.get(strings.ReplaceAll(next, "&amp;", "&")).lacks(t, `rel="next"`)
	if n := strings.Count(second.body, "wish:"); n != 10 {
		t.Errorf("%d entries on the second page, want 10", n)
	}
}

// exported is as much of the file as is needed to compute the sums.
type exported struct {
	Tenant string
	Seals  []struct {
		Number                  int64
		SealedAt, Previous, Sum string
		Entries                 []exportedEntry
	}
	Unsealed []exportedEntry
}

type exportedEntry struct {
	Seal, Place                        int64
	ID, At, What, Object, About        string
	Actor, ActorSalt, ActorSum, Change string
	Salt, Sum                          string
}

func (e exportedEntry) form(t *testing.T) string {
	t.Helper()
	return form("laurel audit entry 1", strconv.FormatInt(e.Seal, 10), strconv.FormatInt(e.Place, 10), e.ID, micros(t, e.At), e.What, e.Object,
		e.About, e.ActorSum, e.Sum)
}

func micros(t *testing.T, s string) string {
	t.Helper()
	at, err := time.Parse(time.RFC3339Nano, s)
	must(t, err)
	return strconv.FormatInt(at.UnixMicro(), 10)
}

func form(parts ...string) string {
	var b []byte
	for _, p := range parts {
		b = append(binary.BigEndian.AppendUint64(b, uint64(len(p))), p...)
	}
	return string(b)
}

func sha(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}

func TestAnybodyCanComputeTheExportedSums(t *testing.T) {
	t.Parallel()
	h := open(t)
	must(t, h.Registry.SealAudit(h.System(), h.Org))
	h.record(laurel.Change{What: "wish.granted", Object: "wish:1", To: "a <pony>"})
	must(t, h.Registry.SealAudit(h.System(), h.Org))
	h.record(laurel.Change{What: "wish.granted", Object: "wish:2"})
	a := h.browser("head@example.org").get(h.desk(h.Org, "/audit.json")).has(t, http.StatusOK)
	var file exported
	must(t, json.Unmarshal([]byte(a.body), &file))
	if len(file.Seals) != 2 || len(file.Unsealed) != 1 || file.Tenant != string(h.Org) {
		t.Fatalf("the file has %d seals and %d entries behind them", len(file.Seals), len(file.Unsealed))
	}
	previous := ""
	for _, s := range file.Seals {
		var all strings.Builder
		all.WriteString(form("laurel audit sum 1", strconv.FormatInt(s.Number, 10), micros(t, s.SealedAt), strconv.Itoa(len(s.Entries)), previous))
		for _, e := range s.Entries {
			all.WriteString(e.form(t))
			if sha(e.Salt+e.Change) != e.Sum || sha(e.ActorSalt+e.Actor) != e.ActorSum {
				t.Errorf("%s: a commitment does not fit", e.ID)
			}
		}
		if s.Previous != previous || s.Sum != sha(all.String()) {
			t.Errorf("seal %d: sum %s, computed %s", s.Number, s.Sum, sha(all.String()))
		}
		previous = s.Sum
	}
}

func TestASpreadsheetFindsNoFormulaInTheTrail(t *testing.T) {
	t.Parallel()
	h := open(t)
	for _, what := range []string{"=1+1", "+1", "-1", "@SUM(A1)", "\tx"} {
		h.record(laurel.Change{What: what, Object: what})
	}
	a := h.browser("head@example.org").get(h.desk(h.Org, "/audit.csv")).has(t, http.StatusOK)
	if d := a.header.Get("Content-Disposition"); !strings.HasPrefix(d, "attachment;") {
		t.Errorf("Content-Disposition %q", d)
	}
	rows, err := csv.NewReader(strings.NewReader(a.body)).ReadAll()
	must(t, err)
	if len(rows) != 11 { // heads, five of the house, five of ours
		t.Errorf("%d rows, want 11", len(rows))
	}
	for _, row := range rows {
		for _, cell := range row {
			if cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r") {
				t.Errorf("a cell begins with %q: %s", cell[:1], cell)
			}
		}
	}
}

func TestTheOperatorSetsLimitsAndTheTenantSeesThem(t *testing.T) {
	t.Parallel()
	h := open(t)
	operator, head := h.browser("operator@example.org"), h.browser("head@example.org")
	limits := h.desk(laurel.Platform, "/limits")
	operator.get(limits+"?of=nowhere").has(t, http.StatusUnprocessableEntity, "There is no city or organisation of that name.")
	operator.get(limits+"?of=lane").has(t, http.StatusOK, "LANE", "Activities", "Files", `name="version" value="0"`)
	set := func(most, version string) answer {
		return operator.post(limits, url.Values{"of": {"lane"}, "name": {"storage"}, "most-storage": {most}, "version": {version}})
	}
	if a := set("5", "0"); a.status != http.StatusSeeOther {
		t.Fatalf("set: %d\n%s", a.status, a.main())
	}
	operator.get(limits+"?of="+string(h.Org)+"&saved=storage").has(t, http.StatusOK, "The limit is set", `value="5"`)
	set("6", "0").has(t, http.StatusConflict, "Somebody changed this in the meantime", `value="6"`)
	for _, most := range []string{"-1", "1.5", "many", "99999999999999999999", "549755813887"} {
		set(most, "1").has(t, http.StatusUnprocessableEntity, "Please give a whole number", `value="`+most+`"`)
	}
	head.get(h.desk(h.Org, "/quotas")).has(t, http.StatusOK, "5 MiB", "0 MiB", "No limit", "mailto:"+support)
	head.get(h.desk(h.Org, "/audit?what=quota.changed")).has(t, http.StatusOK, "A limit was set", "5242880")
	if a := set("", "1"); a.status != http.StatusSeeOther {
		t.Errorf("without a limit: %d\n%s", a.status, a.main())
	}
	head.get(h.desk(h.Org, "/quotas")).has(t, http.StatusOK).lacks(t, "5 MiB")
	head.get(h.desk(h.Org, "/limits")).has(t, http.StatusNotFound)
	head.post(limits, url.Values{"of": {"lane"}, "name": {"members"}, "version": {"0"}}).has(t, http.StatusForbidden)
	h.browser("ada@example.org").get(h.desk(h.Org, "/quotas")).has(t, http.StatusForbidden)
}

func TestEachWayToChangeATrailIsSaidInWords(t *testing.T) {
	t.Parallel()
	h := open(t)
	for _, lang := range h.texts.Languages() {
		for _, wrong := range tenants.AuditWrongs() {
			if !h.texts.Has(lang, "audit-wrong."+string(wrong)) {
				t.Errorf("messages/%s.json lacks audit-wrong.%s", lang, wrong)
			}
		}
		for _, name := range append(tenants.QuotasIn(tenants.City), tenants.QuotasIn(tenants.Organisation)...) {
			if tenants.LargestOf(name) == 0 && !h.texts.Has(lang, "quota."+name) || !h.texts.Has(lang, "quota-name."+name) {
				t.Errorf("messages/%s.json lacks a text of quota %s", lang, name)
			}
		}
	}
}
