package roster_test

import (
	"archive/tar"
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"example.org/laurel/plugins/host"
	"example.org/laurel/plugins/roster"
)

func write(t testing.TB, path, text string, mode os.FileMode) {
	t.Helper()
	must(t, os.MkdirAll(filepath.Dir(path), 0o700))
	must(t, os.WriteFile(path, []byte(text), 0o600))
	must(t, os.Chmod(path, mode))
}

func TestWhatIsPackedComesOutWithTheSameDigest(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	write(t, filepath.Join(folder, "approver"), "#!/bin/sh\n", 0o755)
	write(t, filepath.Join(folder, "lib", "deep", "ünïcode name"), "words", 0o600)
	write(t, filepath.Join(folder, "for-the-group"), "words", 0o654)
	write(t, filepath.Join(folder, "empty"), "", 0o400)
	must(t, os.Mkdir(filepath.Join(folder, "nothing-in-it"), 0o700))
	want, err := host.Digest(folder)
	must(t, err)
	var one, other bytes.Buffer
	must(t, roster.Pack(&one, folder))
	must(t, os.Chtimes(filepath.Join(folder, "empty"), epoch, epoch))
	must(t, roster.Pack(&other, folder))
	if !bytes.Equal(one.Bytes(), other.Bytes()) {
		t.Error("the same files make two archives")
	}
	out := filepath.Join(t.TempDir(), "out")
	must(t, roster.Unpack(&one, out))
	got, err := host.Digest(out)
	must(t, err)
	if got != want {
		t.Errorf("the digest is %s, want %s", got, want)
	}
	if b, err := os.ReadFile(filepath.Join(out, "lib", "deep", "ünïcode name")); err != nil || string(b) != "words" {
		t.Errorf("the file holds %q, %v", b, err)
	}
}

func TestAFolderThatHoldsALinkIsNotPacked(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	write(t, filepath.Join(folder, "approver"), "#!/bin/sh\n", 0o755)
	must(t, os.Symlink("/etc/passwd", filepath.Join(folder, "link")))
	if err := roster.Pack(&bytes.Buffer{}, folder); err == nil || !strings.Contains(err.Error(), "link is neither a file nor a folder") {
		t.Errorf("a link: %v", err)
	}
}

// archive is made of heads, each with as much behind it as it says.
func archive(t testing.TB, heads ...tar.Header) *bytes.Buffer {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, head := range heads {
		if head.Mode == 0 {
			head.Mode = 0o755
		}
		must(t, w.WriteHeader(&head))
		_, err := w.Write(bytes.Repeat([]byte("x"), int(head.Size)))
		must(t, err)
	}
	must(t, w.Close())
	return &b
}

func TestAnArchiveMayNotReachOutOfItsFolder(t *testing.T) {
	t.Parallel()
	file := func(name string) tar.Header { return tar.Header{Name: name, Typeflag: tar.TypeReg, Size: 3} }
	for name, heads := range map[string][]tar.Header{
		"an absolute path":          {file("/tmp/out-of-it")},
		"a path that goes up":       {file("../out-of-it")},
		"one that goes up later":    {file("in/../../out-of-it")},
		"a folder outside":          {{Name: "../out-of-it/", Typeflag: tar.TypeDir}},
		"a symbolic link":           {{Name: "link", Linkname: "/etc", Typeflag: tar.TypeSymlink}},
		"a file through a link":     {{Name: "link", Linkname: "..", Typeflag: tar.TypeSymlink}, file("link/out-of-it")},
		"a hard link":               {file("a"), {Name: "b", Linkname: "a", Typeflag: tar.TypeLink}},
		"a device":                  {{Name: "null", Typeflag: tar.TypeChar, Devmajor: 1, Devminor: 3}},
		"a pipe":                    {{Name: "pipe", Typeflag: tar.TypeFifo}},
		"the folder itself":         {file(".")},
		"a file twice":              {file("a"), file("a")},
		"a file below a file":       {file("a"), file("a/b")},
		"the same by another way":   {file("a/b"), file("a/./b")},
		"so much that it is no one": {{Name: "large", Typeflag: tar.TypeReg, Size: 3}, file("x/../../../../y")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			parent := t.TempDir()
			out := filepath.Join(parent, "deep", "out")
			must(t, os.Mkdir(filepath.Dir(out), 0o700))
			if err := roster.Unpack(archive(t, heads...), out); err == nil {
				t.Error("it was unpacked")
			}
			left, err := filepath.Glob(filepath.Join(parent, "*"))
			must(t, err)
			deep, err := filepath.Glob(filepath.Join(parent, "deep", "*"))
			must(t, err)
			if len(left) != 1 || len(deep) != 0 {
				t.Errorf("left behind: %q and %q", left, deep)
			}
		})
	}
}

func TestAnArchiveHoldsNoMoreThanAnApproverMay(t *testing.T) {
	t.Parallel()
	many := make([]tar.Header, 10_001)
	for i := range many {
		many[i] = tar.Header{Name: "f" + strconv.Itoa(i), Typeflag: tar.TypeReg}
	}
	out := filepath.Join(t.TempDir(), "out")
	if err := roster.Unpack(archive(t, many...), out); err == nil || !strings.Contains(err.Error(), "10000 files") {
		t.Errorf("too many files: %v", err)
	}
	// The head alone says how much follows: nothing is written for it.
	var b bytes.Buffer
	must(t, tar.NewWriter(&b).WriteHeader(&tar.Header{Name: "large", Typeflag: tar.TypeReg, Size: 512<<20 + 1, Mode: 0o644}))
	if err := roster.Unpack(&b, out); err == nil || !strings.Contains(err.Error(), "512 MiB") {
		t.Errorf("too large: %v", err)
	}
	cut := archive(t, tar.Header{Name: "whole", Typeflag: tar.TypeReg, Size: 10_000})
	cut.Truncate(5_000)
	if err := roster.Unpack(cut, out); err == nil {
		t.Error("an archive that breaks off was unpacked")
	}
	if _, err := os.Stat(out); !os.IsNotExist(err) {
		t.Errorf("left behind: %v", err)
	}
}

// FuzzUnpack looks that nothing comes to lie beside the folder, whatever an archive says.
func FuzzUnpack(f *testing.F) {
	for _, heads := range [][]tar.Header{
		{{Name: "a/b", Typeflag: tar.TypeReg, Size: 5}, {Name: "c/", Typeflag: tar.TypeDir}},
		{{Name: "../a", Typeflag: tar.TypeReg, Size: 5}},
		{{Name: "l", Linkname: "..", Typeflag: tar.TypeSymlink}, {Name: "l/a", Typeflag: tar.TypeReg}},
	} {
		f.Add(archive(f, heads...).Bytes())
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		parent := t.TempDir()
		err := roster.Unpack(bytes.NewReader(b), filepath.Join(parent, "out"))
		left, globErr := filepath.Glob(filepath.Join(parent, "*"))
		must(t, globErr)
		if len(left) > 1 || err != nil && len(left) > 0 {
			t.Errorf("after %v there is %q", err, left)
		}
	})
}
