// Package media keeps files: what learners upload, what designers draw, what
// jobs render. A file belongs to one tenant and is named by its content, so
// keeping it twice leaves one. Who may read it is asked before, elsewhere.
package media

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"math"

	"example.org/laurel"
)

// Config says where files are kept: in a bucket where S3 names one, otherwise in
// a folder.
type Config struct {
	Folder string // is made if need be
	S3     S3
}

// Store keeps files in a folder or in an S3 bucket. It is safe for concurrent
// use, also by several processes on the same folder or bucket.
type Store struct{ keeper keeper }

// keeper is a back-end. Its paths and names have been checked.
type keeper interface {
	// put reads to the end and keeps what it read under path(tenant, name).
	put(ctx context.Context, tenant laurel.TenantID, ext string, r io.Reader) (Name, error)
	// open returns an error that wraps errAbsent where there is no such file.
	open(ctx context.Context, path string) (io.ReadCloser, int64, error)
	// openRange returns that part of a file, or as much of it as there is; one that
	// begins behind the end is errBeyond.
	openRange(ctx context.Context, path string, part stretch) (io.ReadCloser, error)
	size(ctx context.Context, path string) (int64, error)
	remove(ctx context.Context, path string) error
	check(ctx context.Context) error
	close() error
}

// Open uses the folder or the bucket. It does not yet talk to S3: Check does.
func Open(c Config) (*Store, error) {
	var k keeper
	var err error
	switch {
	case c.S3.Bucket != "":
		k, err = openBucket(c.S3)
	case c.Folder != "":
		k, err = openFolder(c.Folder)
	default:
		err = errors.New("neither a folder nor a bucket is configured")
	}
	if err != nil {
		return nil, fmt.Errorf("media: %w", err)
	}
	return &Store{keeper: k}, nil
}

// Close ends the use of the store.
func (s *Store) Close() error { return s.keeper.close() }

// Check reports whether files can be kept now, as a readiness probe asks.
func (s *Store) Check(ctx context.Context) error { return s.keeper.check(ctx) }

// Put keeps b for the tenant and returns its name; empty, it is Invalid ("file.empty").
func (s *Store) Put(ctx context.Context, tenant laurel.TenantID, ext string, b []byte) (Name, error) {
	return s.PutFrom(ctx, tenant, ext, bytes.NewReader(b), int64(len(b)))
}

// PutFrom keeps what r holds, up to limit bytes, and returns its name. Nothing is
// kept where r holds more, which is TooLarge, or nothing, which is Invalid
// ("file.empty"), or fails. Memory use does not grow with the size.
func (s *Store) PutFrom(ctx context.Context, tenant laurel.TenantID, ext string, r io.Reader, limit int64) (Name, error) {
	if !tenant.Valid() || !validExtension(ext) {
		return "", fmt.Errorf("media: cannot keep a %q for tenant %q", ext, tenant)
	}
	return s.keeper.put(ctx, tenant, ext, &bounded{ctx: ctx, r: r, left: limit})
}

// Read opens a file and tells its size in bytes; the caller closes it. NotFound
// is returned where the tenant has no such file.
func (s *Store) Read(ctx context.Context, tenant laurel.TenantID, n Name) (io.ReadCloser, int64, error) {
	if !tenant.Valid() || !n.Valid() {
		return nil, 0, laurel.E(laurel.NotFound, "error.not-found")
	}
	f, size, err := s.keeper.open(ctx, path(tenant, n))
	if errors.Is(err, errAbsent) {
		return nil, 0, laurel.E(laurel.NotFound, "error.not-found")
	}
	return f, size, err
}

// Size tells how many bytes a file has. NotFound is returned where the tenant has
// no such file.
func (s *Store) Size(ctx context.Context, tenant laurel.TenantID, n Name) (int64, error) {
	if !tenant.Valid() || !n.Valid() {
		return 0, laurel.E(laurel.NotFound, "error.not-found")
	}
	size, err := s.keeper.size(ctx, path(tenant, n))
	if errors.Is(err, errAbsent) {
		return 0, laurel.E(laurel.NotFound, "error.not-found")
	}
	return size, err
}

// stretch is a part of a file, in bytes.
type stretch struct{ from, length int64 }

// ReadRange opens a part of a file, of length bytes, or fewer where the file ends
// before; the caller closes it. NotFound is returned where the tenant has no such
// file, and Invalid ("file.range") where there is no such part of it.
func (s *Store) ReadRange(ctx context.Context, tenant laurel.TenantID, n Name, from, length int64) (io.ReadCloser, error) {
	if !tenant.Valid() || !n.Valid() {
		return nil, laurel.E(laurel.NotFound, "error.not-found")
	}
	if from < 0 || from == math.MaxInt64 || length < 1 {
		return nil, laurel.E(laurel.Invalid, "file.range")
	}
	f, err := s.keeper.openRange(ctx, path(tenant, n), stretch{from, min(length, math.MaxInt64-from)})
	switch {
	case errors.Is(err, errAbsent):
		return nil, laurel.E(laurel.NotFound, "error.not-found")
	case errors.Is(err, errBeyond):
		return nil, laurel.E(laurel.Invalid, "file.range")
	}
	return f, err
}

// ReadAll returns a whole file; what has more than limit bytes is TooLarge.
func (s *Store) ReadAll(ctx context.Context, tenant laurel.TenantID, n Name, limit int64) (b []byte, err error) {
	f, size, err := s.Read(ctx, tenant, n)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if size > limit {
		return nil, laurel.E(laurel.TooLarge, "error.too-large")
	}
	return io.ReadAll(&bounded{ctx: ctx, r: f, left: limit})
}

// Remove erases a file; one that is not there is no error. Since a name stands
// for content, the caller makes sure that nothing else of the tenant refers to it.
func (s *Store) Remove(ctx context.Context, tenant laurel.TenantID, n Name) error {
	if !tenant.Valid() || !n.Valid() {
		return nil
	}
	return s.keeper.remove(ctx, path(tenant, n))
}

// errAbsent is what a back-end says of a file that is not there, and errBeyond of
// a part of one that is not.
var (
	errAbsent = errors.New("media: no such file")
	errBeyond = errors.New("media: no such part of the file")
)

// bounded reads until its context ends or more than left bytes came.
type bounded struct {
	ctx  context.Context //nolint:containedctx // io.Reader has no place for one
	r    io.Reader
	left int64
}

func (b *bounded) Read(p []byte) (int, error) {
	if err := b.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := b.r.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return 0, laurel.E(laurel.TooLarge, "error.too-large")
	}
	return n, err
}

// hashed copies r to w and returns the SHA-256 and the number of bytes, which is
// not zero.
func hashed(w io.Writer, r io.Reader) (sum []byte, n int64, err error) {
	h := sha256.New()
	n, err = io.Copy(io.MultiWriter(w, h), r)
	if err == nil && n == 0 {
		err = laurel.E(laurel.Invalid, "file.empty")
	}
	return h.Sum(nil), n, err
}
