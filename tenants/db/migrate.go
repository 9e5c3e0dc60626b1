package db

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect"
	"github.com/uptrace/bun/dialect/pgdialect"
	"github.com/uptrace/bun/migrate"
)

// One file serves both databases: TEXT, BIGINT, BOOLEAN and TIMESTAMP (always
// UTC) mean the same to both.
//
//go:embed migrations/*.sql
var files embed.FS

// migrationLock is what replicas that start together wait for: one of them
// migrates.
const migrationLock = 0x1a02e1

func (d *DB) migrate(ctx context.Context) error {
	if d.write.Dialect().Name() != dialect.PG {
		return upgrade(ctx, d.write)
	}
	conn, err := d.write.DB.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, "SELECT pg_advisory_lock($1)", migrationLock); err != nil {
		return err
	}
	defer func() {
		// Where this fails the connection is gone, and the lock with it.
		_, _ = conn.ExecContext(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock($1)", migrationLock)
	}()
	if err := upgrade(ctx, bun.NewDB(d.write.DB, pgdialect.New())); err != nil {
		return err
	}
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if err := d.protect(ctx, tx); err != nil {
		return err
	}
	return tx.Commit()
}

// Schema names what the migrations make: 16 hexadecimal digits, the same as long as
// the files are the same.
func Schema() (string, error) {
	hash := sha256.New()
	err := fs.WalkDir(files, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := files.ReadFile(path)
		hash.Write([]byte(path + "\x00"))
		hash.Write(append(text, 0))
		return err
	})
	return hex.EncodeToString(hash.Sum(nil))[:16], err
}

func upgrade(ctx context.Context, to *bun.DB) error {
	all := migrate.NewMigrations()
	if err := all.Discover(files); err != nil {
		return err
	}
	m := migrate.NewMigrator(to, all, migrate.WithMarkAppliedOnSuccess(true))
	if err := m.Init(ctx); err != nil {
		return err
	}
	_, err := m.Migrate(ctx)
	return err
}
