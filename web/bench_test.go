package web_test

import (
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"example.org/laurel/tenants/db"
	"example.org/laurel/tenants/db/dbtest"
)

const triesEach = 240

// BenchmarkEnumerationBySignIn compares how long it takes to ask for a link to an
// address that somebody has here and to one that nobody has: the medians differ by
// less than a tenth, so that nobody learns from it who is here.
func BenchmarkEnumerationBySignIn(b *testing.B) {
	h := benched(b)
	compare(b, h, func(email string) answer {
		return h.ask(http.MethodPost, "/en/sign-in", "email="+email, "Content-Type", "application/x-www-form-urlencoded")
	}, http.StatusOK)
}

// BenchmarkEnumerationByMember compares how long it takes to give a role to
// somebody who is known here and to who is not.
func BenchmarkEnumerationByMember(b *testing.B) {
	h := benched(b)
	token := h.token(h.SignIn("head@example.org"))
	compare(b, h, func(email string) answer {
		return h.ask(http.MethodPost, "/api/v1/tenants/"+string(h.Org)+"/members", `{"email":"`+email+`","role":"member"}`,
			"Authorization", "Bearer "+token)
	}, http.StatusCreated)
}

func benched(b *testing.B) *house {
	b.Helper()
	d, err := db.Open(b.Context(), db.Config{DSN: dbtest.SQLiteDSN(b)}) // without the watch, which reads every statement
	must(b, err)
	b.Cleanup(func() { must(b, d.Close()) })
	return open(b, d)
}

// compare asks about known and unknown addresses in turn, each a first time, and
// reports how many times as long the median of the unknown takes.
func compare(b *testing.B, h *house, ask func(email string) answer, want int) {
	b.Helper()
	for round := range b.N {
		var took [2][]time.Duration
		for i := range triesEach {
			known, unknown := fmt.Sprintf("k%d-%d@example.org", round, i), fmt.Sprintf("u%d-%d@example.org", round, i)
			h.SignIn(known)
			if i%20 == 0 {
				h.countAnew()
			}
			pair := []string{known, unknown}
			for n := range pair { // who comes first takes turns, too
				which := (n + i) % 2
				began := time.Now()
				a := ask(pair[which])
				took[which] = append(took[which], time.Since(began))
				if a.status != want {
					b.Fatalf("%s: got %d, want %d: %.200s", pair[which], a.status, want, a.body)
				}
			}
		}
		for _, list := range took {
			slices.Sort(list)
		}
		known, unknown := took[0][triesEach/2], took[1][triesEach/2]
		b.ReportMetric(float64(unknown)/float64(known), "unknown/known")
		b.ReportMetric(float64(known.Nanoseconds()), "known-ns")
	}
}
