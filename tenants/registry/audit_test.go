package registry_test

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
	"example.org/laurel/tenants/db/dbtest"
	"example.org/laurel/tenants/registry"
)

// archive is a registry with its database, as an intruder sees it, too.
type archive struct {
	*registry.Registry
	t     *testing.T
	db    *db.DB
	dsn   string
	clock *clock
}

// eachArchive runs test on both databases.
func eachArchive(t *testing.T, test func(t *testing.T, a *archive)) {
	t.Helper()
	run := func(dsn func(testing.TB) string) func(*testing.T) {
		return func(t *testing.T) {
			t.Parallel()
			a := &archive{t: t, dsn: dsn(t), clock: &clock{now: time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)}}
			a.db = dbtest.Open(t, a.dsn, a.clock.Now)
			a.Registry = guarded(t, a.db)
			test(t, a)
		}
	}
	t.Run("sqlite", run(dbtest.SQLiteDSN))
	if !testing.Short() {
		t.Run("postgres", run(dbtest.PostgresDSN))
	}
}

const library laurel.TenantID = "0123456789"

// record enters changes about a person, each a minute after the other.
func (a *archive) record(about laurel.PersonID, roles ...string) {
	a.t.Helper()
	for _, role := range roles {
		must(a.t, a.db.InTx(as(a.t, "head"), library, func(tx db.Tx) error {
			return tx.Record(as(a.t, "head"), laurel.Change{What: "role.given", Object: "person:" + string(about), About: about, To: map[string]string{"role": role}})
		}))
		a.clock.move(time.Minute)
	}
}

func (a *archive) seal() {
	a.t.Helper()
	must(a.t, a.SealAudit(a.t.Context(), library))
}

func (a *archive) check() tenants.AuditReport {
	a.t.Helper()
	r, err := a.CheckAudit(a.t.Context(), library)
	must(a.t, err)
	return r
}

// tamper does what somebody can do who has the database, and returns how many
// rows it reached.
func (a *archive) tamper(statement string) int64 {
	a.t.Helper()
	driver, source := "pgx", a.dsn
	if path, ok := strings.CutPrefix(a.dsn, "sqlite:"); ok {
		driver, source = "sqlite", path
	}
	pool, err := sql.Open(driver, source)
	must(a.t, err)
	defer pool.Close()
	conn, err := pool.Conn(a.t.Context())
	must(a.t, err)
	defer conn.Close()
	if driver == "pgx" {
		_, err := conn.ExecContext(a.t.Context(), "SET app.tenants = '"+string(library)+"'")
		must(a.t, err)
	}
	res, err := conn.ExecContext(a.t.Context(), statement)
	must(a.t, err)
	n, err := res.RowsAffected()
	must(a.t, err)
	return n
}

func TestATamperedTrailNamesTheFirstEntry(t *testing.T) {
	t.Parallel()
	eachArchive(t, func(t *testing.T, a *archive) {
		a.record("ada", "member", "reviewer")
		a.seal()
		a.record("ben", "organiser")
		a.seal()
		a.record("ben", "member")
		if r := a.check(); r.Fault != nil || r.Sealed != 3 || r.Seals != 2 || r.Unsealed != 1 {
			t.Fatalf("before: %+v", r)
		}
		a.tamper("UPDATE audit_entries SET change = '{}' WHERE seal = 2")
		a.tamper("UPDATE audit_entries SET what = 'role.taken' WHERE seal = 1 AND place = 2")
		list := a.newest()
		if r := a.check(); r.Fault == nil || r.Fault.Wrong != tenants.EntryChanged || r.Fault.Entry.ID != list[2].ID {
			t.Errorf("found %+v, want a change in %s", r.Fault, list[2].ID)
		}
	})
}

// newest are all entries, the newest first.
func (a *archive) newest() []tenants.AuditEntry {
	a.t.Helper()
	system := laurel.WithActor(a.t.Context(), laurel.SystemActor())
	var list []tenants.AuditEntry
	must(a.t, a.db.Read(system, library, func(tx db.Tx) error {
		var rows []db.AuditRow
		if err := db.Scan(system, tx.Select(&rows).Order("id DESC")); err != nil {
			return err
		}
		for _, r := range rows {
			list = append(list, tenants.AuditEntry{ID: r.ID, Actor: r.Actor, Values: r.Values, Salt: r.Salt, About: r.About})
		}
		return nil
	}))
	return list
}

func TestPostgresTakesNoEntryAway(t *testing.T) {
	t.Parallel()
	eachArchive(t, func(t *testing.T, a *archive) {
		a.record("ada", "member", "reviewer")
		a.seal()
		gone := int64(0)
		for _, table := range []string{"audit_entries", "audit_seals", "audit_heads"} {
			gone += a.tamper("DELETE FROM " + table)
		}
		if r := a.check(); strings.HasPrefix(a.dsn, "postgres") && (gone != 0 || r.Sealed != 2 || r.Fault != nil) {
			t.Errorf("%d rows are gone; %+v", gone, r)
		}
	})
}

func TestAPersonIsErasedAndTheChainStillVerifies(t *testing.T) {
	t.Parallel()
	eachArchive(t, func(t *testing.T, a *archive) {
		a.record("ada", "member", "reviewer")
		a.seal()
		a.record("ada", "organiser")
		a.record("ben", "member")
		gone, err := a.EraseFromAudit(as(t, "operator"), library, "ada")
		if err != nil || gone != (tenants.Erasure{Values: 3}) {
			t.Fatalf("EraseFromAudit() = %+v, %v; want three values", gone, err)
		}
		if again, err := a.EraseFromAudit(as(t, "operator"), library, "ada"); err != nil || again != (tenants.Erasure{}) {
			t.Errorf("a second time: %+v, %v; want nothing", again, err)
		}
		a.seal()
		if r := a.check(); r.Fault != nil || r.Erased != 3 || r.Sealed != 5 || r.Unsealed != 0 {
			t.Errorf("report %+v", r)
		}
		for _, e := range a.newest() {
			if e.About == "ada" && (e.Values != "" || e.Salt != "" || e.Actor != "head") || e.About == "ben" && e.Values == "" {
				t.Errorf("%+v", e)
			}
		}
		if gone, err := a.EraseFromAudit(as(t, "operator"), library, "head"); err != nil || gone != (tenants.Erasure{Actors: 4}) {
			t.Errorf("EraseFromAudit() of the actor = %+v, %v; want four", gone, err)
		}
		if r := a.check(); r.Fault != nil || r.Erased != 4 {
			t.Errorf("report %+v", r)
		}
		if _, err := a.EraseFromAudit(as(t, "operator"), library, ""); laurel.KindOf(err) != laurel.NotFound {
			t.Errorf("nobody: %v, want not found", err)
		}
	})
}

func TestALateCommitIsSealedToo(t *testing.T) {
	t.Parallel()
	dbtest.OnPostgres(t, func(t *testing.T, d *db.DB) {
		a := &archive{t: t, db: d, clock: &clock{}, Registry: guarded(t, d)}
		begun, release, ended := make(chan struct{}), make(chan struct{}), make(chan error, 1)
		ctx := as(t, "head")
		go func() {
			ended <- d.InTx(ctx, library, func(tx db.Tx) error {
				err := tx.Record(ctx, laurel.Change{What: "role.given", Object: "person:slow"})
				close(begun)
				<-release
				return err
			})
		}()
		<-begun
		a.record("ada", "member")
		a.seal()
		close(release)
		must(t, <-ended)
		if r := a.check(); r.Sealed != 1 || r.Unsealed != 1 || r.Fault != nil {
			t.Errorf("report %+v", r)
		}
		a.seal()
		if r := a.check(); r.Sealed != 2 || r.Seals != 2 || r.Fault != nil {
			t.Errorf("report %+v", r)
		}
	})
}

func TestManyWhoSealAtOnceSealEachEntryOnce(t *testing.T) {
	t.Parallel()
	eachArchive(t, func(t *testing.T, a *archive) {
		a.record("ada", "a", "b", "c", "d", "e")
		var wg sync.WaitGroup
		for range 6 {
			wg.Go(func() {
				ctx := context.WithoutCancel(t.Context())
				if err := a.SealAudit(ctx, library); err != nil && laurel.KindOf(err) != laurel.Conflict {
					t.Error(err)
				}
				if _, err := a.EraseFromAudit(ctx, library, "ada"); err != nil && laurel.KindOf(err) != laurel.Conflict {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		a.seal()
		if r := a.check(); r.Fault != nil || r.Unsealed != 0 || r.Sealed < 5 {
			t.Errorf("report %+v", r)
		}
	})
}

func TestOnlyWhoMayReadsATrail(t *testing.T) {
	t.Parallel()
	eachArchive(t, func(t *testing.T, a *archive) {
		operator, err := a.AppointOperator(t.Context(), "olga@example.org")
		must(t, err)
		city, err := a.FoundCity(as(t, operator), tenants.Tenant{Slug: "cee", Name: "C", Email: "c@example.org", Language: "en"}, "", "mayor@example.org")
		must(t, err)
		mayor := memberOf(t, a.Registry, city.ID, tenants.CityAdministrator)
		never := func(tenants.AuditSeal, []tenants.AuditEntry) error { t.Error("a stranger reads"); return nil }
		for who, ctx := range map[string]context.Context{"a visitor": t.Context(), "a stranger": as(t, "x"), "the operator": as(t, operator)} {
			_, _, err := a.Audit(ctx, city.ID, registry.AuditFilter{}, 10)
			_, _, known := a.AuditKnown(ctx, city.ID)
			_, verified := a.VerifyAudit(ctx, city.ID)
			exported := a.ExportAudit(ctx, city.ID, never, func([]tenants.AuditEntry) error { t.Error(who + " reads"); return nil })
			for _, err := range []error{err, known, verified, exported} {
				if k := laurel.KindOf(err); k != laurel.Forbidden && k != laurel.Unauthenticated {
					t.Errorf("%s: %v, want a refusal", who, err)
				}
			}
		}
		list, more, err := a.Audit(as(t, mayor), city.ID, registry.AuditFilter{}, 1)
		if err != nil || !more || len(list) != 1 || list[0].What != "role.given" {
			t.Fatalf("Audit() = %+v, %v, %v", list, more, err)
		}
		list, more, err = a.Audit(as(t, mayor), city.ID, registry.AuditFilter{Before: list[0].ID}, 1)
		if err != nil || more || len(list) != 1 || list[0].What != "tenant.founded" || list[0].Actor != string(operator) {
			t.Errorf("the next: %+v, %v, %v", list, more, err)
		}
		day := a.clock.Now().Truncate(24 * time.Hour)
		for name, c := range map[string]struct {
			f    registry.AuditFilter
			want int
		}{
			"by kind":   {registry.AuditFilter{What: "role.given"}, 1},
			"by actor":  {registry.AuditFilter{Actor: string(operator)}, 2},
			"by nobody": {registry.AuditFilter{Actor: "system"}, 0},
			"today":     {registry.AuditFilter{From: day, Until: day.Add(24 * time.Hour)}, 2},
			"yesterday": {registry.AuditFilter{From: day.Add(-24 * time.Hour), Until: day}, 0},
			"tomorrow":  {registry.AuditFilter{From: day.Add(24 * time.Hour)}, 0},
		} {
			if list, _, err := a.Audit(as(t, mayor), city.ID, c.f, 10); err != nil || len(list) != c.want {
				t.Errorf("%s: %d entries, %v; want %d", name, len(list), err, c.want)
			}
		}
		whats, actors, err := a.AuditKnown(as(t, mayor), city.ID)
		if err != nil || fmt.Sprint(whats) != "[role.given tenant.founded]" || len(actors) != 1 || actors[0] != string(operator) {
			t.Errorf("AuditKnown() = %v, %v, %v", whats, actors, err)
		}
	})
}

func auditOf(what string) registry.AuditFilter { return registry.AuditFilter{What: what} }
