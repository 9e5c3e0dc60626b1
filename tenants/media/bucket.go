package media

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"strings"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"example.org/laurel"
)

// S3 names a bucket of any store that speaks the S3 protocol. The bucket must be
// there, closed to the public.
type S3 struct {
	Endpoint  string // scheme and host, as in "https://s3.example"; plain http only in one's own network
	Region    string // may be empty
	Bucket    string
	Prefix    string // stands before every path; may be empty
	AccessKey string
	SecretKey string
}

type bucket struct {
	client *minio.Client
	name   string
	prefix string
}

func openBucket(c S3) (*bucket, error) {
	u, err := url.Parse(c.Endpoint)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return nil, fmt.Errorf("%q is no address of an S3 store, as in https://s3.example", c.Endpoint)
	}
	client, err := minio.New(u.Host, &minio.Options{
		Creds:  credentials.NewStaticV4(c.AccessKey, c.SecretKey, ""),
		Secure: u.Scheme == "https",
		Region: c.Region,
	})
	if err != nil {
		return nil, err
	}
	prefix := strings.Trim(c.Prefix, "/")
	if prefix != "" {
		prefix += "/"
	}
	return &bucket{client: client, name: c.Bucket, prefix: prefix}, nil
}

// put needs the name before it sends the first byte, so it writes to a temporary
// file first. What is there already is not sent again.
func (b *bucket) put(ctx context.Context, tenant laurel.TenantID, ext string, r io.Reader) (_ Name, err error) {
	spool, err := os.CreateTemp("", "laurel-media-*")
	if err != nil {
		return "", fmt.Errorf("media: %w", err)
	}
	defer func() { err = errors.Join(err, spool.Close(), os.Remove(spool.Name())) }()
	sum, size, err := hashed(spool, r)
	if err != nil {
		return "", err
	}
	n := named(sum, ext)
	key := b.prefix + path(tenant, n)
	if there, err := b.client.StatObject(ctx, b.name, key, minio.StatObjectOptions{}); err == nil && there.Size == size {
		return n, nil
	}
	if _, err := spool.Seek(0, io.SeekStart); err != nil {
		return "", fmt.Errorf("media: %w", err)
	}
	_, err = b.client.PutObject(ctx, b.name, key, spool, size, minio.PutObjectOptions{ContentType: n.ContentType()})
	if err != nil {
		return "", fmt.Errorf("media: %w", err)
	}
	return n, nil
}

func (b *bucket) open(ctx context.Context, path string) (io.ReadCloser, int64, error) {
	object, err := b.client.GetObject(ctx, b.name, b.prefix+path, minio.GetObjectOptions{})
	if err != nil {
		return nil, 0, fmt.Errorf("media: %w", err)
	}
	info, err := object.Stat() // sends the request
	if err == nil {
		return object, info.Size, nil
	}
	if minio.ToErrorResponse(err).Code == minio.NoSuchKey {
		err = errAbsent
	}
	return nil, 0, errors.Join(err, object.Close())
}

// openRange asks for no more than it was asked for, so that nothing flows on when
// a browser has what it wants.
func (b *bucket) openRange(ctx context.Context, path string, part stretch) (io.ReadCloser, error) {
	var opts minio.GetObjectOptions
	if err := opts.SetRange(part.from, part.from+part.length-1); err != nil {
		return nil, fmt.Errorf("media: %w", err)
	}
	object, _, _, err := minio.Core{Client: b.client}.GetObject(ctx, b.name, b.prefix+path, opts)
	if err == nil {
		return object, nil
	}
	switch minio.ToErrorResponse(err).Code {
	case minio.NoSuchKey:
		return nil, errAbsent
	case minio.InvalidRange:
		return nil, errBeyond
	}
	return nil, fmt.Errorf("media: %w", err)
}

func (b *bucket) size(ctx context.Context, path string) (int64, error) {
	info, err := b.client.StatObject(ctx, b.name, b.prefix+path, minio.StatObjectOptions{})
	if err == nil {
		return info.Size, nil
	}
	if minio.ToErrorResponse(err).Code == minio.NoSuchKey {
		return 0, errAbsent
	}
	return 0, fmt.Errorf("media: %w", err)
}

func (b *bucket) remove(ctx context.Context, path string) error {
	err := b.client.RemoveObject(ctx, b.name, b.prefix+path, minio.RemoveObjectOptions{})
	if err != nil && minio.ToErrorResponse(err).Code != minio.NoSuchKey {
		return fmt.Errorf("media: %w", err)
	}
	return nil
}

func (b *bucket) check(ctx context.Context) error {
	there, err := b.client.BucketExists(ctx, b.name)
	if err != nil {
		return fmt.Errorf("media: %w", err)
	}
	if !there {
		return fmt.Errorf("media: there is no bucket %q", b.name)
	}
	return nil
}

func (b *bucket) close() error { return nil }
