package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.org/laurel"
	"example.org/laurel/tenants/db/dbtest"
	"example.org/laurel/tenants/live"
	"example.org/laurel/web"
)

// TestEveryWriteHasARateOrWasDecidedToHaveNone lists what may be written, with
// its rate. A new route shows there: either it gets a line in rates.go, or all
// agree that the measure of all writes is enough.
func TestEveryWriteHasARateOrWasDecidedToHaveNone(t *testing.T) {
	t.Parallel()
	h := open(t, dbtest.SQLite(t))
	var lines []string
	for _, r := range h.app.GetRoutes(true) {
		switch r.Method {
		case http.MethodGet, http.MethodHead, http.MethodOptions:
			continue
		}
		rate := web.RateOf(r.Method, r.Path)
		if rate == "" {
			rate = "-"
		}
		lines = append(lines, fmt.Sprintf("%-8s %s %s", rate, r.Method, r.Path))
	}
	slices.Sort(lines)
	got := strings.Join(slices.Compact(lines), "\n") + "\n"
	const golden = "testdata/rates.golden"
	if *update {
		must(t, os.WriteFile(golden, []byte(got), 0o600))
	}
	want, err := os.ReadFile(golden)
	must(t, err)
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("rates of what may be written (-want +got); with a line in rates.go or without, write it anew with -update:\n%s", diff)
	}
}

// form posts fields to a page, from an address.
func (h *house) form(path, from string, fields url.Values) answer {
	h.t.Helper()
	return h.ask(http.MethodPost, path, fields.Encode(), "Content-Type", "application/x-www-form-urlencoded", client, from)
}

func checkLimited(t *testing.T, a answer) {
	t.Helper()
	seconds, err := strconv.Atoi(a.header.Get("Retry-After"))
	if a.status != http.StatusTooManyRequests || err != nil || seconds < 1 || seconds > 900 {
		t.Errorf("%s: got %d, Retry-After %q; want 429 and when to come back", a.what, a.status, a.header.Get("Retry-After"))
	}
	if !strings.Contains(string(a.body), "often") {
		t.Errorf("%s: it is not said why:\n%.400s", a.what, a.body)
	}
}

func TestTheSixthLinkForOneAddressIsRefused(t *testing.T) {
	t.Parallel()
	h := behindAProxy(t)
	ask := func(from, email string) answer { return h.form("/en/sign-in", from, url.Values{"email": {email}}) }
	var fine answer
	for i := range 5 {
		if fine = ask("192.0.2.1", "ada@example.org"); fine.status != http.StatusOK {
			t.Fatalf("try %d: got %d, want 200", i+1, fine.status)
		}
	}
	checkLimited(t, ask("192.0.2.1", "ADA@example.org"))
	if n := len(h.Events("sign-in.requested")); n != 5 {
		t.Errorf("%d letters go out, want 5", n)
	}
	// Who is kept from asking is so for whom nobody knows here, too.
	for range 5 {
		ask("192.0.2.1", "nobody@example.org")
	}
	checkLimited(t, ask("192.0.2.1", "nobody@example.org"))
	// From elsewhere nothing tells that somebody has asked before: not while
	// letters go out, and not when it is enough.
	for i := range 8 {
		if a := ask(fmt.Sprintf("192.0.2.%d", i+2), "ada@example.org"); a.status != http.StatusOK || string(a.body) != string(fine.body) ||
			a.header.Get("Retry-After") != "" {
			t.Errorf("from elsewhere: got %d, or another answer", a.status)
		}
	}
	if n := len(h.Events("sign-in.requested")); n != 5+5+5 { // his, nobody's, and five more from elsewhere
		t.Errorf("%d letters go out, want 15", n)
	}
}

func TestOnePlaceCannotAskForManyPeople(t *testing.T) {
	t.Parallel()
	h := behindAProxy(t)
	var last answer
	for i := range 61 { // with as many addresses as a single person has in IPv6
		last = h.form("/en/sign-in", fmt.Sprintf("2001:db8::%x", i+1), url.Values{"email": {fmt.Sprintf("p%d@example.org", i)}})
	}
	checkLimited(t, last)
	if a := h.form("/en/sign-in", "2001:db8:0:1::1", url.Values{"email": {"x@example.org"}}); a.status != http.StatusOK {
		t.Errorf("from the next network: got %d, want 200", a.status)
	}
}

func TestWhoGuessesIsSlowedDown(t *testing.T) {
	t.Parallel()
	h := behindAProxy(t)
	for _, c := range []struct {
		method, path string
		most         int
	}{
		{http.MethodGet, "/en/sign-in/" + laurel.NewSecret(), 240},
		{http.MethodGet, "/de/claim/0000000001-" + strings.Repeat("0", 26), 1200},
	} {
		for i := range c.most {
			if a := h.ask(c.method, c.path, "", client, "192.0.2.9"); a.status == http.StatusTooManyRequests {
				t.Fatalf("%s: refused at try %d, want %d", c.path, i+1, c.most)
			}
		}
		if a := h.ask(c.method, c.path, "", client, "192.0.2.9", "Accept-Language", "en"); a.status != http.StatusTooManyRequests {
			t.Errorf("%s: try %d is answered with %d", c.path, c.most+1, a.status)
		}
	}
}

func TestWhatOnePersonAndOneTenantMayTakeHasAnEnd(t *testing.T) {
	t.Parallel()
	h := behindAProxy(t)
	head := h.token(h.SignIn("head@example.org"))
	members := "/api/v1/tenants/" + string(h.Org) + "/members"
	add := func(token string, headers ...string) answer {
		return h.ask(http.MethodPost, members, `{"email":"x","role":"member"}`, append(headers, "Authorization", "Bearer "+token)...)
	}
	for i := range 120 {
		if a := add(head); a.status != http.StatusUnprocessableEntity {
			t.Fatalf("try %d: got %d", i+1, a.status)
		}
	}
	checkLimited(t, add(head))
	// Another person may go on, until the tenant has had enough.
	var last answer
	for p := range 4 {
		token := h.token(h.SignIn(fmt.Sprintf("p%d@example.org", p)))
		for range 91 {
			last = add(token)
		}
	}
	checkLimited(t, last)
	// The tenant next door has not.
	other, _, _ := h.elsewhere()
	members = "/api/v1/tenants/" + string(other) + "/members"
	if a := add(h.token(h.Dora)); a.status != http.StatusForbidden {
		t.Errorf("elsewhere: got %d, want 403", a.status)
	}
}

func TestReplicasCountTogether(t *testing.T) {
	t.Parallel()
	if !testing.Short() {
		t.Run("redis", checkReplicas)
	}
}

func checkReplicas(t *testing.T) {
	t.Parallel()
	redis := os.Getenv("LAUREL_TEST_REDIS")
	if redis == "" {
		t.Fatal("LAUREL_TEST_REDIS names no server; make test starts one")
	}
	h := open(t, dbtest.SQLite(t))
	replicas := []*house{h.replica(redis), h.replica(redis)}
	now := time.Now().UnixMicro() // others count in the same Redis
	from := fmt.Sprintf("2001:db8:%x:%x::1", now>>16&0xffff, now&0xffff)
	ask := func(i int) answer {
		return replicas[i%2].form("/en/sign-in", from, url.Values{"email": {fmt.Sprintf("p%d@example.org", now)}})
	}
	for i := range 5 {
		if a := ask(i); a.status != http.StatusOK {
			t.Fatalf("try %d: got %d", i+1, a.status)
		}
	}
	checkLimited(t, ask(0))
	checkLimited(t, ask(1))
}

// TestWhereNobodyCountsNobodyIsKeptOut has counters that cannot be asked.
func TestWhereNobodyCountsNobodyIsKeptOut(t *testing.T) {
	t.Parallel()
	h := open(t, dbtest.SQLite(t))
	gone := h.replica("redis://127.0.0.1:1")
	for range 2 {
		if a := gone.form("/en/sign-in", "192.0.2.1", url.Values{"email": {"ada@example.org"}}); a.status != http.StatusOK {
			t.Fatalf("got %d, want 200", a.status)
		}
	}
	if !strings.Contains(h.log.String(), "not counted") {
		t.Error("nobody hears of it")
	}
}

// behindAProxy is a house whose visitors say from where they come.
func behindAProxy(t *testing.T) *house {
	t.Helper()
	return open(t, dbtest.SQLite(t)).replica("")
}

// replica is another process's door to the same house, with a Redis between.
func (h *house) replica(redis string) *house {
	h.t.Helper()
	wire, err := live.Open(redis)
	must(h.t, err)
	h.t.Cleanup(func() { must(h.t, wire.Close()) })
	r := *h
	r.app = h.door(wire, "0.0.0.0")
	return &r
}

// client is the header in which the tests say where a request comes from.
const client = "X-Real-Ip"
