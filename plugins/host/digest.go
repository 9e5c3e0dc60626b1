package host

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// The most that an approver's folder may hold.
const (
	MostFiles = 10_000
	MostBytes = 512 << 20
)

// Digest is what pins an approver: "sha256:" and 64 hexadecimal digits over the
// paths below the folder, in order, whether each file may be run, and what is in
// it. An error is one of the file system, or of a folder that cannot be pinned:
// it holds something that is neither file nor folder (a link, say), no file at
// all, more than 10,000 of them, or more than 512 MiB.
func Digest(folder string) (string, error) {
	root, err := os.OpenRoot(folder)
	if err != nil {
		return "", fmt.Errorf("host: %w", err)
	}
	defer root.Close()
	paths, err := FilesIn(root.FS())
	if err != nil {
		return "", fmt.Errorf("host: %s: %w", folder, err)
	}
	sum := sha256.New()
	var size int64
	for _, path := range paths {
		n, err := pin(sum, root, path, MostBytes-size)
		if err != nil {
			return "", fmt.Errorf("host: %s: %w", folder, err)
		}
		size += n
	}
	return "sha256:" + hex.EncodeToString(sum.Sum(nil)), nil
}

// FilesIn lists the paths of all files below an approver's folder, sorted, with slashes.
// Errors are those of Digest, but for their size.
func FilesIn(folder fs.FS) ([]string, error) {
	var paths []string
	err := fs.WalkDir(folder, ".", func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir():
			return nil
		case !entry.Type().IsRegular():
			return fmt.Errorf("%s is neither a file nor a folder", path)
		case len(paths) == MostFiles:
			return fmt.Errorf("there are more than %d files", MostFiles)
		}
		paths = append(paths, path)
		return nil
	})
	if err == nil && len(paths) == 0 {
		err = errors.New("there is no file")
	}
	slices.Sort(paths)
	return paths, err
}

// pin adds one file to the sum: the digests of its path and of its content, which
// are equally long for all, and its mark as executable in between.
func pin(sum io.Writer, root *os.Root, path string, most int64) (int64, error) {
	f, err := root.Open(filepath.FromSlash(path))
	if err != nil {
		return 0, err
	}
	defer f.Close()
	about, err := f.Stat()
	if err != nil {
		return 0, err
	}
	content := sha256.New()
	n, err := io.Copy(content, io.LimitReader(f, most+1))
	if err != nil {
		return n, err
	}
	if n > most {
		return n, fmt.Errorf("its files are more than %d MiB", MostBytes>>20)
	}
	name := sha256.Sum256([]byte(path))
	line := binary.BigEndian.AppendUint32(name[:], uint32(about.Mode().Perm()&0o111))
	_, err = sum.Write(content.Sum(line))
	return n, err
}
