package media

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"

	"example.org/laurel"
)

// incoming holds files that are still being written. No tenant has that name.
const incoming = "incoming"

// staleAfter is the age at which an incoming file was left by a crash.
const staleAfter = 24 * time.Hour

// folder keeps files below a root that no name leads out of, not even by a
// symbolic link.
type folder struct{ root *os.Root }

func openFolder(dir string) (*folder, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	f := &folder{root: root}
	if err := f.sweep(time.Now().Add(-staleAfter)); err != nil {
		return nil, errors.Join(err, root.Close())
	}
	return f, nil
}

// sweep removes incoming files that are older than the given time.
func (f *folder) sweep(before time.Time) error {
	if err := f.root.MkdirAll(incoming, 0o700); err != nil {
		return err
	}
	left, err := fs.ReadDir(f.root.FS(), incoming)
	if err != nil {
		return err
	}
	for _, e := range left {
		info, err := e.Info()
		if err != nil || info.ModTime().After(before) {
			continue // gone already, or somebody writes it
		}
		if err := f.root.Remove(incoming + "/" + e.Name()); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// put writes aside, and moves the file into its place only when it is whole and
// on the disk.
func (f *folder) put(_ context.Context, tenant laurel.TenantID, ext string, r io.Reader) (Name, error) {
	aside := incoming + "/" + rand.Text()
	sum, err := f.write(aside, r)
	if err != nil {
		return "", errors.Join(err, f.root.Remove(aside))
	}
	n := named(sum, ext)
	target := path(tenant, n)
	parent := target[:len(target)-len(n)-1]
	if err := f.root.MkdirAll(parent, 0o700); err != nil {
		return "", errors.Join(fmt.Errorf("media: %w", err), f.root.Remove(aside))
	}
	if err := f.root.Rename(aside, target); err != nil {
		return "", errors.Join(fmt.Errorf("media: %w", err), f.root.Remove(aside))
	}
	return n, f.settle(parent, string(tenant), ".")
}

func (f *folder) write(file string, r io.Reader) (sum []byte, err error) {
	w, err := f.root.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, fmt.Errorf("media: %w", err)
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	if sum, _, err = hashed(w, r); err != nil {
		return nil, err
	}
	return sum, w.Sync()
}

// settle puts entries of folders on the disk.
func (f *folder) settle(folders ...string) error {
	for _, name := range folders {
		d, err := f.root.Open(name)
		if err != nil {
			return fmt.Errorf("media: %w", err)
		}
		if err := errors.Join(d.Sync(), d.Close()); err != nil {
			return fmt.Errorf("media: %w", err)
		}
	}
	return nil
}

func (f *folder) open(_ context.Context, path string) (io.ReadCloser, int64, error) {
	return f.file(path)
}

func (f *folder) file(path string) (*os.File, int64, error) {
	file, err := f.root.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, 0, errAbsent
	}
	if err != nil {
		return nil, 0, fmt.Errorf("media: %w", err)
	}
	info, err := file.Stat()
	if err != nil {
		return nil, 0, errors.Join(fmt.Errorf("media: %w", err), file.Close())
	}
	return file, info.Size(), nil
}

func (f *folder) openRange(_ context.Context, path string, part stretch) (io.ReadCloser, error) {
	file, size, err := f.file(path)
	if err != nil {
		return nil, err
	}
	if part.from >= size {
		return nil, errors.Join(errBeyond, file.Close())
	}
	if _, err := file.Seek(part.from, io.SeekStart); err != nil {
		return nil, errors.Join(fmt.Errorf("media: %w", err), file.Close())
	}
	return struct {
		io.Reader
		io.Closer
	}{io.LimitReader(file, part.length), file}, nil
}

func (f *folder) size(_ context.Context, path string) (int64, error) {
	info, err := f.root.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, errAbsent
	}
	if err != nil {
		return 0, fmt.Errorf("media: %w", err)
	}
	return info.Size(), nil
}

func (f *folder) remove(_ context.Context, path string) error {
	if err := f.root.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("media: %w", err)
	}
	return nil
}

func (f *folder) check(context.Context) error {
	_, err := f.root.Stat(incoming)
	return err
}

func (f *folder) close() error { return f.root.Close() }
