package dbtest

import (
	"context"
	"database/sql"
	"net/url"
	"os"
	"path/filepath"
	"sync"

	"example.org/laurel/tenants/db"
)

// Migrating takes longer than most tests do, so it is done once, and each test gets
// a copy. That it can be done from nothing, the making of the templates shows.

// sqliteImage is the file of a database that has been migrated and holds nothing.
var sqliteImage = sync.OnceValues(func() ([]byte, error) {
	folder, err := os.MkdirTemp("", "laurel-template-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	path := filepath.Join(folder, "laurel.db")
	if err := migrated(context.Background(), "sqlite:"+path); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

func migrated(ctx context.Context, dsn string) error {
	d, err := db.Open(ctx, db.Config{DSN: dsn})
	if err != nil {
		return err
	}
	return d.Close()
}

// templateLock is what packages whose tests begin together wait for: one of them
// makes the template.
const templateLock = 0x1a02e2

// postgresTemplate names the database on the server that new ones are copied from, and
// makes it where there is none of this schema.
var postgresTemplate = sync.OnceValues(func() (string, error) {
	schema, err := db.Schema()
	if err != nil {
		return "", err
	}
	name := "template_" + schema
	return name, makeTemplate(context.Background(), os.Getenv(serverVariable), name)
})

// makeTemplate migrates under another name first: what bears the template's name is
// whole, even if a test was killed in between.
func makeTemplate(ctx context.Context, server, name string) error {
	pool, err := sql.Open("pgx", server)
	if err != nil {
		return err
	}
	defer pool.Close()
	conn, err := pool.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close() // and the lock goes with it
	if _, err := conn.ExecContext(ctx, "SELECT pg_advisory_lock($1)", templateLock); err != nil {
		return err
	}
	var there bool
	if err := conn.QueryRowContext(ctx, "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", name).Scan(&there); err != nil || there {
		return err
	}
	u, err := url.Parse(server)
	if err != nil {
		return err
	}
	draft := name + "_draft"
	u.Path = "/" + draft
	for _, step := range []func() error{
		func() error { return run(ctx, conn, "DROP DATABASE IF EXISTS "+draft) },
		func() error { return run(ctx, conn, "CREATE DATABASE "+draft) },
		func() error { return migrated(ctx, u.String()) },
		func() error { return run(ctx, conn, "ALTER DATABASE "+draft+" RENAME TO "+name) },
	} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

func run(ctx context.Context, conn *sql.Conn, statement string) error {
	_, err := conn.ExecContext(ctx, statement)
	return err
}
