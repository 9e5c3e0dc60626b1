package media

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/minio/minio-go/v7"

	"example.org/laurel"
)

func TestABucketThatIsNotThereIsNoticed(t *testing.T) {
	t.Parallel()
	c := bucketAt(t, startS3(t))
	c.Bucket = "elsewhere"
	if err := open(t, Config{S3: c}).Check(t.Context()); err == nil || !strings.Contains(err.Error(), "elsewhere") {
		t.Errorf("got %v, want an error that names the bucket", err)
	}
}

func TestAStoreNeedsAPlace(t *testing.T) {
	t.Parallel()
	for _, c := range []Config{{}, {S3: S3{Bucket: "laurel"}}, {S3: S3{Bucket: "laurel", Endpoint: "s3.example"}}, {S3: S3{Bucket: "laurel", Endpoint: "ftp://s3.example"}}} {
		if _, err := Open(c); err == nil {
			t.Errorf("%+v was taken", c)
		}
	}
}

func TestAFileInABucketHasItsMediaType(t *testing.T) {
	t.Parallel()
	c := bucketAt(t, startS3(t))
	s := open(t, Config{S3: c})
	name, err := s.Put(t.Context(), library, "svg", []byte("<svg/>"))
	if err != nil {
		t.Fatal(err)
	}
	b, err := openBucket(c)
	if err != nil {
		t.Fatal(err)
	}
	info, err := b.client.StatObject(t.Context(), c.Bucket, path(library, name), minio.StatObjectOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if want := "image/svg+xml"; info.ContentType != want {
		t.Errorf("got %s, want %s", info.ContentType, want)
	}
}

func TestASymbolicLinkDoesNotLeadOut(t *testing.T) {
	t.Parallel()
	outside := t.TempDir()
	dir := t.TempDir()
	s := open(t, Config{Folder: dir})
	name := NameOf([]byte("secret"), "txt")
	file := filepath.Join(outside, filepath.FromSlash(path(library, name)))
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(outside, string(library)), filepath.Join(dir, string(library))); err != nil {
		t.Fatal(err)
	}
	if f, _, err := s.Read(t.Context(), library, name); err == nil {
		t.Errorf("read a file outside: %v", f.Close())
	}
	if _, err := s.Put(t.Context(), library, "txt", []byte("new")); err == nil {
		t.Error("kept a file outside")
	}
}

func TestWhatACrashLeftIsSweptAfterADay(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	open(t, Config{Folder: dir})
	for name, age := range map[string]time.Duration{"old": 25 * time.Hour, "new": time.Hour} {
		file := filepath.Join(dir, incoming, name)
		if err := os.WriteFile(file, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		at := time.Now().Add(-age)
		if err := os.Chtimes(file, at, at); err != nil {
			t.Fatal(err)
		}
	}
	open(t, Config{Folder: dir})
	left, err := os.ReadDir(filepath.Join(dir, incoming))
	if err != nil {
		t.Fatal(err)
	}
	if len(left) != 1 || left[0].Name() != "new" {
		t.Errorf("got %v, want what may still be written", left)
	}
}

func TestNoTenantIsCalledAsTheFolderForUnfinishedFiles(t *testing.T) {
	t.Parallel()
	if laurel.TenantID(incoming).Valid() {
		t.Errorf("%q may be a tenant", incoming)
	}
}

func TestANameTellsItsMediaType(t *testing.T) {
	t.Parallel()
	for ext, want := range map[string]string{"jpg": "image/jpeg", "pdf": "application/pdf", "html": "application/octet-stream"} {
		if got := NameOf(nil, ext).ContentType(); got != want {
			t.Errorf("%s: got %s, want %s", ext, got, want)
		}
	}
}
