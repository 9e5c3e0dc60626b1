package media

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"example.org/laurel"
)

// HEIC takes pictures as iPhones file them, besides all that Recognise takes, where
// there is a program that turns them into JPEG. That takes hundreds of megabytes,
// and patents that not everybody may use: so it is a process of its own, one at a
// time, and the operator's choice.
type HEIC struct {
	program string
	turn    chan struct{}
}

// heicPatience is how long the program may take for one picture, and heicMemory how
// much address space, in bytes: a file may say that it is small, and not be.
const (
	heicPatience = time.Minute
	heicMemory   = 2 << 30
)

// NewHEIC uses a program that is called with two paths, of the picture and of the
// JPEG to be made of it, as heif-convert is (libheif). "" or "off" is none: HEIC is
// refused then, with a text that says what to do ("photo.heic").
func NewHEIC(program string) *HEIC {
	if program == "off" {
		program = ""
	}
	return &HEIC{program: program, turn: make(chan struct{}, 1)}
}

// Recognise does what the function of that name does, and takes HEIC for a photo,
// of PhotoBytes and 50 million pixels at most.
func (h *HEIC) Recognise(r io.ReaderAt, size int64) (Sort, error) {
	s, err := Recognise(r, size)
	if h.program == "" || !isHEIC(err) {
		return s, err
	}
	return walkHEIC(&file{r: r, size: size})
}

// Waits reports whether a file is HEIC that is taken, and so is better converted in
// the background.
func (h *HEIC) Waits(r io.ReaderAt, size int64) bool {
	if h.program == "" || size > PhotoBytes {
		return false
	}
	_, err := Recognise(r, size)
	return isHEIC(err)
}

// Clean does what the function of that name does, also for HEIC. Where another is
// being turned into JPEG, it waits for its turn until the context ends, which is
// Unready.
func (h *HEIC) Clean(ctx context.Context, w io.Writer, r io.ReaderAt, size int64, s Sort) error {
	if h.program == "" || s.Kind != PhotoFile {
		return Clean(w, r, size, s)
	}
	if _, err := Recognise(r, size); !isHEIC(err) {
		return Clean(w, r, size, s)
	}
	f := &file{r: r, size: size}
	if _, err := walkHEIC(f); err != nil {
		return err
	}
	select {
	case h.turn <- struct{}{}:
		defer func() { <-h.turn }()
	case <-ctx.Done():
		return laurel.E(laurel.Unready, "error.unready").Because(ctx.Err())
	}
	b, err := h.convert(ctx, f)
	if err != nil {
		return err
	}
	picture, _, err := unpack(b) // the program has set it upright, whatever it says
	if err != nil {
		return err
	}
	if b, err = pack(shrink(picture, longestSide)); err != nil {
		return err
	}
	_, err = w.Write(b)
	return err
}

func isHEIC(err error) bool {
	e, ok := errors.AsType[*laurel.Error](err)
	return ok && e.Text == "photo.heic"
}

// convert gives the program nothing but the picture, and no secrets of ours.
func (h *HEIC) convert(ctx context.Context, f *file) (b []byte, err error) {
	dir, err := os.MkdirTemp("", "laurel-heic-*")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	from, to := filepath.Join(dir, "photo.heic"), filepath.Join(dir, "photo.jpg")
	whole := make([]byte, f.size)
	if err := f.read(whole, 0); err != nil {
		return nil, err
	}
	if err := os.WriteFile(from, whole, 0o600); err != nil {
		return nil, err
	}
	limited, cancel := context.WithTimeout(ctx, heicPatience)
	defer cancel()
	c := exec.CommandContext(limited, h.program, from, to) //nolint:gosec // the operator names the program, and we the files
	c.Dir, c.Env, c.WaitDelay = dir, []string{"LANG=C"}, time.Second
	said, err := limitedRun(c)
	if _, ran := errors.AsType[*exec.ExitError](err); ctx.Err() == nil && (ran || limited.Err() != nil) {
		return nil, laurel.E(laurel.Invalid, "photo.unknown").Because(fmt.Errorf("%w: %.200s", err, said.String()))
	}
	if err != nil {
		return nil, err
	}
	return readConverted(to)
}

// limitedRun runs a program with the memory that a large picture takes, and returns
// what it says.
func limitedRun(c *exec.Cmd) (*bytes.Buffer, error) {
	said := &bytes.Buffer{}
	c.Stdout, c.Stderr = said, said
	if err := c.Start(); err != nil {
		return said, err
	}
	return said, errors.Join(limitMemory(c.Process.Pid, heicMemory), c.Wait())
}

// readConverted reads what the program made, which is small for what it may be.
func readConverted(name string) (b []byte, err error) {
	made, err := os.Open(name)
	if errors.Is(err, os.ErrNotExist) {
		return nil, laurel.E(laurel.Invalid, "photo.unknown").Because(err)
	}
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, made.Close()) }()
	const most = 2 * PhotoBytes
	if b, err = io.ReadAll(io.LimitReader(made, most+1)); len(b) > most {
		return nil, laurel.E(laurel.Invalid, "photo.unknown")
	}
	return b, err
}

// walkHEIC reads how large the pictures in a file are, and decodes none. Each says
// it in a box "ispe" among the properties of all (ISO/IEC 23008-12, section 6.5.3).
func walkHEIC(f *file) (Sort, error) {
	if f.size > PhotoBytes {
		return Sort{}, tooHeavy()
	}
	m := &movie{f: f}
	largest := uint64(0)
	err := m.find("", box{end: f.size}, func(b box) error {
		size, err := f.peek(b.body+4, 8)
		if err == nil {
			largest = max(largest, uint64(binary.BigEndian.Uint32(size))*uint64(binary.BigEndian.Uint32(size[4:])))
		}
		return err
	})
	switch {
	case err != nil:
		return Sort{}, err
	case largest == 0:
		return Sort{}, damaged("a picture without a size")
	case largest > maxPixels:
		return Sort{}, tooManyPixels()
	}
	return sortOf(PhotoFile, "jpg"), nil
}

// find calls found with each box "ispe" that is where it belongs.
func (m *movie) find(in string, of box, found func(box) error) error {
	at := of.body
	if in == "meta" {
		at += 4 // its version
	}
	for at < of.end {
		b, err := m.next(at, of.end)
		if err != nil {
			return err
		}
		switch in + "/" + b.kind {
		case "/meta", "meta/iprp", "iprp/ipco":
			err = m.find(b.kind, b, found)
		case "ipco/ispe":
			err = found(b)
		}
		if err != nil {
			return err
		}
		at = b.end
	}
	return nil
}
