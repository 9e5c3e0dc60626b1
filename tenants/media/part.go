package media

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"example.org/laurel"
)

// heading begins each part. Files are named by their content, so with a heading of
// its own a part shares its bytes with nothing: removing it takes no other away.
func heading(of laurel.UploadID, start int64) string { return fmt.Sprintf("%s %d\n", of, start) }

// PutPart keeps a piece of a file that is being sent, of at most that many bytes, up
// to the end of r. Its size is without what is kept beside it.
func (s *Store) PutPart(ctx context.Context, of laurel.UploadID, start int64, r io.Reader, most int64) (n Name, size int64, err error) {
	head := heading(of, start)
	came := &counter{r: r}
	n, err = s.PutFrom(ctx, of.Tenant(), "part", io.MultiReader(strings.NewReader(head), came), int64(len(head))+most)
	return n, came.n, err
}

// Part is a piece of a file as PutPart has kept it.
type Part struct {
	Of          laurel.UploadID
	Start, Size int64 // in bytes of the file
	Name        Name
}

// CopyPart writes a piece of a file to w.
func (s *Store) CopyPart(ctx context.Context, w io.Writer, p Part) (err error) {
	f, kept, err := s.Read(ctx, p.Of.Tenant(), p.Name)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	head := int64(len(heading(p.Of, p.Start)))
	if kept != head+p.Size {
		return fmt.Errorf("media: the part of %s at %d has %d bytes, want %d", p.Of, p.Start, kept-head, p.Size)
	}
	if _, err := io.CopyN(io.Discard, f, head); err != nil {
		return err
	}
	_, err = io.CopyN(w, f, p.Size)
	return err
}

// counter counts what is read.
type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}
