package media

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"math"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
	"github.com/minio/minio-go/v7"

	"example.org/laurel"
)

const (
	library laurel.TenantID = "11brary000"
	club    laurel.TenantID = "c1vb000000"
)

// backends are the stores that have to behave alike.
func backends() map[string]func(*testing.T) *Store {
	return map[string]func(*testing.T) *Store{
		"folder": func(t *testing.T) *Store {
			t.Helper()
			return open(t, Config{Folder: filepath.Join(t.TempDir(), "media")})
		},
		"s3": func(t *testing.T) *Store {
			t.Helper()
			return open(t, Config{S3: bucketAt(t, startS3(t))})
		},
		"s3 with a prefix": func(t *testing.T) *Store {
			t.Helper()
			c := bucketAt(t, startS3(t))
			c.Prefix = "/laurel/files/"
			return open(t, Config{S3: c})
		},
	}
}

func open(t *testing.T, c Config) *Store {
	t.Helper()
	s, err := Open(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// startS3 serves S3 from memory on a port of its own.
func startS3(t *testing.T) string {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{
		Handler:           gofakes3.New(s3mem.New(), gofakes3.WithLogger(gofakes3.DiscardLog())).Server(),
		ReadHeaderTimeout: time.Minute,
	}
	var running sync.WaitGroup
	running.Go(func() {
		if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			t.Error(err)
		}
	})
	t.Cleanup(func() {
		if err := server.Close(); err != nil {
			t.Error(err)
		}
		running.Wait()
	})
	return "http://" + l.Addr().String()
}

func bucketAt(t *testing.T, endpoint string) S3 {
	t.Helper()
	c := S3{Endpoint: endpoint, Region: "us-east-1", Bucket: "laurel", AccessKey: "access", SecretKey: "secret"}
	b, err := openBucket(c)
	if err != nil {
		t.Fatal(err)
	}
	if err := b.client.MakeBucket(t.Context(), c.Bucket, minio.MakeBucketOptions{Region: c.Region}); err != nil {
		t.Fatal(err)
	}
	return c
}

// on runs a behaviour on every back-end.
func on(t *testing.T, behaviour func(*testing.T, *Store)) {
	t.Helper()
	for name, start := range backends() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			behaviour(t, start(t))
		})
	}
}

func mustBe(t *testing.T, err error, want laurel.Kind) {
	t.Helper()
	if e, ok := errors.AsType[*laurel.Error](err); !ok || e.Kind != want {
		t.Errorf("got %v, want %v", err, want)
	}
}

func TestWhatIsKeptIsReadAgain(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, s *Store) {
		for _, size := range []int{1, 1 << 20} {
			want := make([]byte, size)
			if _, err := rand.Read(want); err != nil {
				t.Fatal(err)
			}
			name, err := s.Put(t.Context(), library, "png", want)
			if err != nil {
				t.Fatal(err)
			}
			if wantName := NameOf(want, "png"); name != wantName {
				t.Errorf("got name %s, want %s", name, wantName)
			}
			r, length, err := s.Read(t.Context(), library, name)
			if err != nil {
				t.Fatal(err)
			}
			got, err := io.ReadAll(r)
			if err := errors.Join(err, r.Close()); err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got, want) || length != int64(size) {
				t.Errorf("got %d bytes and a size of %d, want the %d that were kept", len(got), length, size)
			}
		}
	})
}

func TestTheSameFileTwiceIsOne(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, s *Store) {
		var names [8]Name
		var all sync.WaitGroup
		for i := range names {
			all.Go(func() {
				var err error
				if names[i], err = s.PutFrom(t.Context(), library, "txt", strings.NewReader("leaf"), 4); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		for _, n := range names {
			if want := NameOf([]byte("leaf"), "txt"); n != want {
				t.Errorf("got %s, want %s", n, want)
			}
		}
		if got, err := s.ReadAll(t.Context(), library, names[0], 4); err != nil || string(got) != "leaf" {
			t.Errorf("got %q, %v", got, err)
		}
	})
}

func TestAnotherTenantsFileIsNotFound(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, s *Store) {
		name, err := s.Put(t.Context(), library, "txt", []byte("leaf"))
		if err != nil {
			t.Fatal(err)
		}
		_, _, err = s.Read(t.Context(), club, name)
		mustBe(t, err, laurel.NotFound)
		if err := s.Remove(t.Context(), club, name); err != nil {
			t.Error(err)
		}
		if _, err := s.ReadAll(t.Context(), library, name, 4); err != nil {
			t.Errorf("after another tenant removed it: %v", err)
		}
	})
}

func TestARemovedFileIsNotFound(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, s *Store) {
		name, err := s.Put(t.Context(), library, "txt", []byte("leaf"))
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if err := s.Remove(t.Context(), library, name); err != nil {
				t.Fatal(err)
			}
		}
		_, _, err = s.Read(t.Context(), library, name)
		mustBe(t, err, laurel.NotFound)
	})
}

func TestMoreThanTheLimitIsNotTaken(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, s *Store) {
		_, err := s.PutFrom(t.Context(), library, "txt", strings.NewReader("leaves"), 5)
		mustBe(t, err, laurel.TooLarge)
		_, _, err = s.Read(t.Context(), library, NameOf([]byte("leaves"), "txt"))
		mustBe(t, err, laurel.NotFound)
		name, err := s.PutFrom(t.Context(), library, "txt", strings.NewReader("leaves"), 6)
		if err != nil {
			t.Fatal(err)
		}
		_, err = s.ReadAll(t.Context(), library, name, 5)
		mustBe(t, err, laurel.TooLarge)
	})
}

func TestAnEmptyFileIsNotTaken(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, s *Store) {
		_, err := s.Put(t.Context(), library, "txt", nil)
		mustBe(t, err, laurel.Invalid)
		_, _, err = s.Read(t.Context(), library, NameOf(nil, "txt"))
		mustBe(t, err, laurel.NotFound)
	})
}

func TestABrokenUploadLeavesNothing(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, s *Store) {
		gone := errors.New("the line is cut")
		_, err := s.PutFrom(t.Context(), library, "txt", io.MultiReader(strings.NewReader("le"), iotest.ErrReader(gone)), 10)
		if !errors.Is(err, gone) {
			t.Errorf("got %v, want %v", err, gone)
		}
		_, _, err = s.Read(t.Context(), library, NameOf([]byte("le"), "txt"))
		mustBe(t, err, laurel.NotFound)
		ended, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := s.Put(ended, library, "txt", []byte("leaf")); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v, want %v", err, context.Canceled)
		}
		if f, ok := s.keeper.(*folder); ok {
			left, err := os.ReadDir(filepath.Join(f.root.Name(), incoming))
			if err != nil || len(left) != 0 {
				t.Errorf("left behind: %v, %v", left, err)
			}
		}
	})
}

func TestANameLeadsNowhereElse(t *testing.T) {
	t.Parallel()
	sum := strings.Repeat("a", 64)
	on(t, func(t *testing.T, s *Store) {
		for _, n := range []Name{
			"", ".", "..", "../../etc/passwd", Name(sum), Name(sum + "."), Name(sum + ".p/g"), Name(sum + "/../x.png"),
			Name(strings.ToUpper(sum) + ".png"), Name(sum + ".png\x00"), Name(sum + ".PNG"), Name(sum + ".longer"), Name("../" + sum[3:] + ".png"),
		} {
			if n.Valid() {
				t.Errorf("%q is taken for a name", n)
			}
			_, err := ParseName(string(n))
			mustBe(t, err, laurel.NotFound)
			_, _, err = s.Read(t.Context(), library, n)
			mustBe(t, err, laurel.NotFound)
			if err := s.Remove(t.Context(), library, n); err != nil {
				t.Error(err)
			}
		}
		_, _, err := s.Read(t.Context(), "../..", Name(sum+".png"))
		mustBe(t, err, laurel.NotFound)
		if _, err := s.Put(t.Context(), "../..", "png", nil); err == nil {
			t.Error("a file was kept for what is no tenant")
		}
		if _, err := s.Put(t.Context(), library, "../x", nil); err == nil {
			t.Error("a file was kept under what is no extension")
		}
	})
}

func TestAPartOfAFileIsRead(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, s *Store) {
		name, err := s.Put(t.Context(), library, "txt", []byte("a maple leaf"))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := s.Size(t.Context(), library, name); err != nil || got != 12 {
			t.Errorf("got a size of %d, %v, want 12", got, err)
		}
		for _, c := range []struct {
			from, length int64
			want         string
		}{{0, 1, "a"}, {2, 5, "maple"}, {8, 4, "leaf"}, {8, 400, "leaf"}, {11, 1, "f"}, {0, 12, "a maple leaf"}, {1, math.MaxInt64, " maple leaf"}} {
			r, err := s.ReadRange(t.Context(), library, name, c.from, c.length)
			if err != nil {
				t.Errorf("%d from %d: %v", c.length, c.from, err)
				continue
			}
			got, err := io.ReadAll(r)
			if err := errors.Join(err, r.Close()); err != nil || string(got) != c.want {
				t.Errorf("%d from %d: got %q, %v, want %q", c.length, c.from, got, err, c.want)
			}
		}
	})
}

func TestAPartThatIsNotThereIsInvalid(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, s *Store) {
		name, err := s.Put(t.Context(), library, "txt", []byte("leaf"))
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range [][2]int64{{4, 1}, {math.MaxInt64, math.MaxInt64}, {-1, 1}, {0, 0}, {0, -1}} {
			_, err := s.ReadRange(t.Context(), library, name, c[0], c[1])
			mustBe(t, err, laurel.Invalid)
		}
	})
}

func TestAPartOfAnotherTenantsFileIsNotFound(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, s *Store) {
		name, err := s.Put(t.Context(), library, "txt", []byte("leaf"))
		if err != nil {
			t.Fatal(err)
		}
		for tenant, n := range map[laurel.TenantID]Name{club: name, "../..": name, library: "../x.png"} {
			_, err = s.ReadRange(t.Context(), tenant, n, 0, 1)
			mustBe(t, err, laurel.NotFound)
			_, err = s.Size(t.Context(), tenant, n)
			mustBe(t, err, laurel.NotFound)
		}
	})
}

func TestAStoreThatIsThereSaysSo(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, s *Store) {
		if err := s.Check(t.Context()); err != nil {
			t.Error(err)
		}
	})
}
