package roster

import (
	"archive/tar"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"example.org/laurel/plugins/host"
)

// longestTar is how long an archive may be in bytes: it holds what host.Digest takes,
// with heads and padding.
const longestTar = host.MostBytes + host.MostFiles*4096

// marks are what of a file's mode says who may run it.
const marks = 0o111

// Pack writes the files below a folder as a tar archive, the same bytes for the same
// files: in order, without times and owners. A folder that holds anything but files
// and folders is refused.
func Pack(w io.Writer, folder string) error {
	root, err := os.OpenRoot(folder)
	if err != nil {
		return err
	}
	defer root.Close()
	paths, err := host.FilesIn(root.FS())
	if err != nil {
		return err
	}
	out := tar.NewWriter(w)
	for _, path := range paths {
		if err := pack(out, root, path); err != nil {
			return err
		}
	}
	return out.Close()
}

func pack(out *tar.Writer, root *os.Root, path string) error {
	f, err := root.Open(filepath.FromSlash(path))
	if err != nil {
		return err
	}
	defer f.Close()
	about, err := f.Stat()
	if err != nil {
		return err
	}
	head := tar.Header{Typeflag: tar.TypeReg, Name: path, Size: about.Size(), Mode: int64(about.Mode().Perm()&marks | 0o444)}
	if err := out.WriteHeader(&head); err != nil {
		return err
	}
	_, err = io.Copy(out, f)
	return err
}

// Unpack makes a folder of the files in a tar archive. It takes regular files and
// folders alone, below the folder, each once, and no more than an approver may have;
// after an error the folder is gone.
func Unpack(r io.Reader, folder string) (err error) {
	if err := os.Mkdir(folder, 0o700); err != nil {
		return err
	}
	root, err := os.OpenRoot(folder)
	if err != nil {
		return err
	}
	defer func() {
		err = errors.Join(err, root.Close())
		if err != nil {
			err = errors.Join(err, os.RemoveAll(folder))
		}
	}()
	in := tar.NewReader(io.LimitReader(r, longestTar))
	left := int64(host.MostBytes)
	for n := 0; ; n++ {
		head, err := in.Next()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return fmt.Errorf("it is no archive: %w", err)
		case n == host.MostFiles:
			return fmt.Errorf("it holds more than %d files", host.MostFiles)
		}
		if err := unpack(root, in, head, left); err != nil {
			return err
		}
		left -= head.Size
	}
}

// unpack makes what one head says, of so many bytes at most.
func unpack(root *os.Root, in io.Reader, head *tar.Header, most int64) error {
	path := filepath.FromSlash(head.Name)
	switch {
	case !filepath.IsLocal(path):
		return fmt.Errorf("%q is no path below the folder", head.Name)
	case head.Typeflag == tar.TypeDir:
		return root.MkdirAll(filepath.Clean(path), 0o700)
	case head.Typeflag != tar.TypeReg:
		return fmt.Errorf("%q is neither a file nor a folder", head.Name)
	case head.Size > most:
		return fmt.Errorf("its files are more than %d MiB", host.MostBytes>>20)
	}
	if err := root.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := root.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, in)
	// Whoever may run it is pinned with it, and this process's mask is not asked.
	err = errors.Join(err, f.Chmod(fs.FileMode(head.Mode)&marks|0o400), f.Close())
	return err
}
