package db_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/uptrace/bun"

	"example.org/laurel"
	"example.org/laurel/tenants/db"
	"example.org/laurel/tenants/db/dbtest"
)

const (
	here  laurel.TenantID = "h000000000"
	there laurel.TenantID = "t000000000"
)

type playlist struct {
	bun.BaseModel `bun:"table:playlists,alias:p"`
	db.Owned
	ID     string    `bun:"id,pk"`
	Name   string    `bun:"name"`
	MadeAt time.Time `bun:"made_at"`
}

type happened struct{ What string }

func (happened) EventName() string { return "thing.happened" }

func add(t *testing.T, d *db.DB, tenant laurel.TenantID, id string) {
	t.Helper()
	err := d.InTx(t.Context(), tenant, func(tx db.Tx) error {
		return tx.Insert(t.Context(), &playlist{ID: id, Name: "name of " + id, MadeAt: tx.Now()})
	})
	if err != nil {
		t.Fatal(err)
	}
}

func names(t *testing.T, d *db.DB, tenant laurel.TenantID, narrow func(*bun.SelectQuery) *bun.SelectQuery) []string {
	t.Helper()
	var list []playlist
	err := d.Read(t.Context(), tenant, func(tx db.Tx) error {
		return narrow(tx.Select(&list)).Order("id").Scan(t.Context())
	})
	if err != nil {
		t.Fatal(err)
	}
	ids := []string{}
	for _, p := range list {
		ids = append(ids, p.ID)
	}
	return ids
}

func TestATransactionSeesItsTenantAlone(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		add(t, d, here, "a")
		add(t, d, there, "b")
		all := func(q *bun.SelectQuery) *bun.SelectQuery { return q }
		anything := func(q *bun.SelectQuery) *bun.SelectQuery { return q.Where("id = 'a'").WhereOr("1 = 1") }
		if got := names(t, d, here, all); !slices.Equal(got, []string{"a"}) {
			t.Errorf("here: %v, want a alone", got)
		}
		if got := names(t, d, here, anything); !slices.Equal(got, []string{"a"}) {
			t.Errorf("with a condition that is always true: %v, want a alone", got)
		}
		joined := func(tx db.Tx, n *int) error {
			q := tx.Select((*playlist)(nil)).ColumnExpr("COUNT(*)").Join("JOIN ? ON TRUE", tx.Table("playlists", "other"))
			return q.Scan(t.Context(), n)
		}
		var n int
		if err := d.Read(t.Context(), here, func(tx db.Tx) error { return joined(tx, &n) }); err != nil || n != 1 {
			t.Errorf("joined: %d rows, %v; want 1", n, err)
		}
	})
}

func TestAnIDOfAnotherTenantChangesNothing(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		add(t, d, there, "b")
		err := d.InTx(t.Context(), here, func(tx db.Tx) error {
			return tx.Update(t.Context(), &playlist{ID: "b", Name: "taken", MadeAt: tx.Now()})
		})
		if laurel.KindOf(err) != laurel.Conflict {
			t.Errorf("Update() = %v, want conflict", err)
		}
		err = d.InTx(t.Context(), here, func(tx db.Tx) error { return tx.Delete(t.Context(), &playlist{ID: "b"}) })
		if err != nil {
			t.Error(err)
		}
		if got := names(t, d, there, func(q *bun.SelectQuery) *bun.SelectQuery { return q.Where("name = 'name of b'") }); len(got) != 1 {
			t.Errorf("there: %v, want b untouched", got)
		}
	})
}

func TestRowSecuritySaysItASecondTime(t *testing.T) {
	t.Parallel()
	dbtest.OnPostgres(t, checkRowSecurity)
}

func checkRowSecurity(t *testing.T, d *db.DB) {
	t.Helper()
	add(t, d, there, "b")
	var n int
	err := d.Read(t.Context(), here, func(tx db.Tx) error {
		return db.Bare(tx, "SELECT COUNT(*) FROM playlists").Scan(t.Context(), &n)
	})
	if err != nil || n != 0 {
		t.Errorf("a bare SELECT sees %d rows of another tenant, %v; want none", n, err)
	}
	err = d.InTx(t.Context(), here, func(tx db.Tx) error {
		_, err := db.Bare(tx, "INSERT INTO playlists (tenant_id, version, id, name, made_at) VALUES ('t000000000', 0, 'x', 'x', now())").Exec(t.Context())
		return err
	})
	if err == nil {
		t.Error("a bare INSERT writes into another tenant")
	}
}

func TestAMalformedTenantIsNotFound(t *testing.T) {
	t.Parallel()
	d := dbtest.SQLite(t)
	for _, id := range []laurel.TenantID{"", "x", "h00000000'", "H000000000"} {
		err := d.Read(t.Context(), id, func(db.Tx) error { return nil })
		if laurel.KindOf(err) != laurel.NotFound {
			t.Errorf("Read(%q) = %v, want not found", id, err)
		}
	}
}

func TestAFailedTransactionLeavesNothing(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		mine := errors.New("mine")
		err := d.InTx(t.Context(), here, func(tx db.Tx) error {
			if err := tx.Insert(t.Context(), &playlist{ID: "a", MadeAt: tx.Now()}); err != nil {
				return err
			}
			if err := tx.Post(t.Context(), happened{}); err != nil {
				return err
			}
			return mine
		})
		if !errors.Is(err, mine) {
			t.Errorf("InTx() = %v, want %v", err, mine)
		}
		if got := names(t, d, here, func(q *bun.SelectQuery) *bun.SelectQuery { return q }); len(got) != 0 {
			t.Errorf("left behind: %v", got)
		}
		if n, err := d.RelayEvents(t.Context(), func(string) []string { return []string{"r"} }); n != 0 || err != nil {
			t.Errorf("RelayEvents() = %d, %v; want no event", n, err)
		}
	})
}

func TestOneOfAGroupFailsAlone(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		var wg sync.WaitGroup
		for i := range 60 {
			wg.Go(func() {
				err := d.InTx(t.Context(), here, func(tx db.Tx) error {
					if err := tx.Insert(t.Context(), &playlist{ID: fmt.Sprintf("%02d", i), MadeAt: tx.Now()}); err != nil {
						return err
					}
					if i%3 == 0 {
						return errors.New("no")
					}
					return nil
				})
				if (err != nil) != (i%3 == 0) {
					t.Errorf("%d: %v", i, err)
				}
			})
		}
		wg.Wait()
		if got := names(t, d, here, func(q *bun.SelectQuery) *bun.SelectQuery { return q }); len(got) != 40 {
			t.Errorf("%d rows, want 40", len(got))
		}
	})
}

func TestACancelledCallerDisturbsNobody(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := d.InTx(ctx, here, func(db.Tx) error { return nil }); !errors.Is(err, context.Canceled) {
			t.Errorf("InTx() = %v, want cancelled", err)
		}
		add(t, d, here, "a")
	})
}

func TestSomeoneElsesChangeIsAConflict(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		add(t, d, here, "a")
		rename := func(p playlist) error {
			return d.InTx(t.Context(), here, func(tx db.Tx) error { p.MadeAt = tx.Now(); return tx.Update(t.Context(), &p) })
		}
		if err := rename(playlist{ID: "a", Name: "first"}); err != nil {
			t.Fatal(err)
		}
		if err := rename(playlist{ID: "a", Name: "second"}); laurel.KindOf(err) != laurel.Conflict {
			t.Errorf("Update() = %v, want conflict", err)
		}
	})
}

func TestTimesComeBackInUTCToTheMicrosecond(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		at := time.Date(2026, 3, 29, 2, 30, 0, 123456000, time.FixedZone("", 7200)).UTC()
		var got playlist
		err := d.InTx(t.Context(), here, func(tx db.Tx) error {
			if err := tx.Insert(t.Context(), &playlist{ID: "a", MadeAt: at}); err != nil {
				return err
			}
			return tx.Select(&got).Where("id = 'a'").Scan(t.Context())
		})
		if err != nil || !got.MadeAt.Equal(at) {
			t.Errorf("got %v, %v; want %v", got.MadeAt, err, at)
		}
	})
}

func TestTenantsTakeTurnsAtTheRelay(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		post := func(tenant laurel.TenantID, n int) {
			err := d.InTx(t.Context(), tenant, func(tx db.Tx) error {
				for range n {
					if err := tx.Post(t.Context(), happened{What: string(tenant)}); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		post(here, db.RelayBatch*2)
		post(there, 1)
		routes := func(string) []string { return []string{"one", "two"} }
		if n, err := d.RelayEvents(t.Context(), routes); err != nil || n != db.RelayBatch {
			t.Fatalf("RelayEvents() = %d, %v; want %d", n, err, db.RelayBatch)
		}
		due, _, err := d.RelayDue(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if !slices.ContainsFunc(due[:4], func(dl db.Delivery) bool { return dl.TenantID == there }) {
			t.Errorf("the single event of one tenant is not among the first of %d", len(due))
		}
	})
}

func TestADeliveryIsFinishedOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if err := d.InTx(t.Context(), here, func(tx db.Tx) error { return tx.Post(t.Context(), happened{What: "x"}) }); err != nil {
			t.Fatal(err)
		}
		if _, err := d.RelayEvents(t.Context(), func(string) []string { return []string{"r"} }); err != nil {
			t.Fatal(err)
		}
		due, _, err := d.RelayDue(t.Context())
		if err != nil || len(due) != 1 {
			t.Fatalf("RelayDue() = %v, %v; want one", due, err)
		}
		if err := d.RelayQueued(t.Context(), due); err != nil {
			t.Fatal(err)
		}
		if again, _, err := d.RelayDue(t.Context()); err != nil || len(again) != 0 {
			t.Errorf("RelayDue() after it was queued = %v, %v; want none", again, err)
		}
		if err := d.RelayAgain(t.Context()); err != nil {
			t.Fatal(err)
		}
		if again, _, err := d.RelayDue(t.Context()); err != nil || len(again) != 1 || again[0].Attempts != 1 {
			t.Errorf("RelayDue() after the queue was lost = %v, %v; want it again", again, err)
		}
		var first, second bool
		err = d.InTx(t.Context(), here, func(tx db.Tx) (err error) {
			dl, err := tx.Delivery(t.Context(), due[0].EventID, "r")
			if err != nil {
				return err
			}
			if diff := cmp.Diff(`{"What":"x"}`, string(dl.Body)); diff != "" {
				t.Error(diff)
			}
			if first, err = tx.Finish(t.Context(), dl.Delivery); err != nil {
				return err
			}
			second, err = tx.Finish(t.Context(), dl.Delivery)
			return err
		})
		if err != nil || !first || second {
			t.Errorf("Finish() = %v, then %v, %v; want true, then false", first, second, err)
		}
	})
}

func TestAnEventWaitsForItsTime(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	d := dbtest.Open(t, dbtest.SQLiteDSN(t), func() time.Time { return now })
	routes := func(string) []string { return []string{"r"} }
	err := d.InTx(t.Context(), here, func(tx db.Tx) error { return tx.PostAt(t.Context(), happened{}, now.Add(time.Hour)) })
	if err != nil {
		t.Fatal(err)
	}
	if n, err := d.RelayEvents(t.Context(), routes); n != 0 || err != nil {
		t.Errorf("before its time: %d, %v; want none", n, err)
	}
	now = now.Add(time.Hour)
	if n, err := d.RelayEvents(t.Context(), routes); n != 1 || err != nil {
		t.Errorf("at its time: %d, %v; want one", n, err)
	}
}

func TestEveryTableHasAnOwner(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if diff := cmp.Diff(db.Tables(), db.TablesOf(t, d)); diff != "" {
			t.Errorf("tables.go and the database differ (-listed +there):\n%s", diff)
		}
	})
}

func TestAnInvitationBetweenTwoTenantsIsOneTransaction(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		err := d.InBoth(t.Context(), here, there, func(a, b db.Tx) error {
			if err := a.Insert(t.Context(), &playlist{ID: "a", MadeAt: a.Now()}); err != nil {
				return err
			}
			return b.Insert(t.Context(), &playlist{ID: "b", MadeAt: b.Now()})
		})
		if err != nil {
			t.Fatal(err)
		}
		all := func(q *bun.SelectQuery) *bun.SelectQuery { return q }
		if got := append(names(t, d, here, all), names(t, d, there, all)...); !slices.Equal(got, []string{"a", "b"}) {
			t.Errorf("got %v, want a here and b there", got)
		}
	})
}

func TestFaultyStatementsAreNoticed(t *testing.T) {
	t.Parallel()
	for statement, want := range map[string]string{
		`SELECT * FROM (SELECT * FROM "activities" WHERE "tenant_id" = 'a') AS "a"`: "",
		`SELECT * FROM "activities"`: "activities",
		`SELECT * FROM (SELECT * FROM "tasks" WHERE 1=1) JOIN "awards" ON TRUE`:        "awards",
		`UPDATE "awards" SET "x" = 'tenant_id' WHERE "id" = '1'`:                       "awards",
		`DELETE FROM "sessions" AS "s" WHERE ("s"."id" = '1') AND ("person_id" = 'p')`: "",
		`DELETE FROM "sessions" WHERE "id" = '1'`:                                      "sessions",
		`INSERT INTO "awards" ("tenant_id", "id") VALUES ('a', 'b')`:                   "",
		`/* relay */ SELECT * FROM deliveries`:                                         "",
		`SELECT * FROM hosts WHERE host = 'x'`:                                         "",
	} {
		if got := dbtest.Fault(statement); got != want {
			t.Errorf("Fault(%s) = %q, want %q", statement, got, want)
		}
	}
}
