package media

import (
	"bytes"
	"cmp"
	"errors"
	"io"
	"slices"
)

// file is a stranger's, read by those who walk it. What they look at next is
// mostly near what they looked at last, so that is kept.
type file struct {
	r    io.ReaderAt
	size int64

	near   []byte // what stands at nearAt
	nearAt int64
	room   []byte
}

// headSize is how much of a file a browser looks at to know it.
const headSize = 512

// head is the beginning of a file.
func (f *file) head() ([]byte, error) {
	b, err := f.peek(0, int(min(f.size, headSize)))
	return bytes.Clone(b), err
}

// peek returns n bytes from at on, good until the next call; n is small. A file
// that has less is damaged.
func (f *file) peek(at int64, n int) ([]byte, error) {
	if at < 0 || n < 0 || at > f.size || int64(n) > f.size-at {
		return nil, damaged("%d bytes at %d are beyond the end at %d", n, at, f.size)
	}
	if from := at - f.nearAt; from >= 0 && from+int64(n) <= int64(len(f.near)) {
		return f.near[from : from+int64(n)], nil
	}
	const window = 16 << 10
	if len(f.room) < max(window, n) {
		f.room = make([]byte, max(window, n))
	}
	b := f.room[:min(int64(len(f.room)), f.size-at)]
	if err := f.read(b, at); err != nil {
		f.near = nil
		return nil, err
	}
	f.near, f.nearAt = b, at
	return b[:n], nil
}

// read fills b from at on.
func (f *file) read(b []byte, at int64) error {
	n, err := f.r.ReadAt(b, at)
	if n == len(b) {
		return nil
	}
	if err == nil || errors.Is(err, io.EOF) {
		return damaged("it ends at %d, and not at %d", at+int64(n), f.size)
	}
	return err
}

func (f *file) section(from, to int64) *io.SectionReader {
	return io.NewSectionReader(f.r, from, to-from)
}

// blank is a stretch of a file that is written anew: head, and after that zeros.
type blank struct {
	at, length int64
	head       []byte
}

// inOrder sorts blanks by where they are, and makes one of those that overlap or
// touch, which only those without a head may. Others that overlap are a fault of
// the file.
func inOrder(blanks []blank) ([]blank, error) {
	slices.SortStableFunc(blanks, func(a, b blank) int { return cmp.Compare(a.at, b.at) })
	kept := blanks[:0]
	for _, b := range blanks {
		if len(kept) == 0 {
			kept = append(kept, b)
			continue
		}
		last := &kept[len(kept)-1]
		end := last.at + last.length
		switch {
		case b.at > end || b.at == end && b.head != nil:
			kept = append(kept, b)
		case b.head != nil || last.head != nil && b.at < end:
			return nil, damaged("two parts overlap at %d", b.at)
		default:
			last.length = max(end, b.at+b.length) - last.at
		}
	}
	return kept, nil
}

// copyWith writes a file to w, and the blanks, which are in order, over it.
func copyWith(w io.Writer, f *file, blanks []blank) error {
	at := int64(0)
	for _, b := range blanks {
		if err := copyBytes(w, f.section(at, b.at), b.at-at); err != nil {
			return err
		}
		if _, err := w.Write(b.head); err != nil {
			return err
		}
		if err := copyBytes(w, zeros{}, b.length-int64(len(b.head))); err != nil {
			return err
		}
		at = b.at + b.length
	}
	return copyBytes(w, f.section(at, f.size), f.size-at)
}

func copyBytes(w io.Writer, r io.Reader, n int64) error {
	copied, err := io.Copy(w, io.LimitReader(r, n))
	if err == nil && copied != n {
		err = damaged("it ends %d bytes early", n-copied)
	}
	return err
}

// zeros reads as nothing but zeros, without an end.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}
