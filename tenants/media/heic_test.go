package media

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"image"
	"image/jpeg"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"example.org/laurel"
)

// standIn is a program that does as heif-convert does, or fails to.
func standIn(t *testing.T, name string) string {
	t.Helper()
	file, err := filepath.Abs("testdata/heic/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func quartersHEIC(t testing.TB) []byte {
	t.Helper()
	b, err := os.ReadFile("testdata/heic/quarters.heic")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// heic cleans a picture by the program of that path.
func heic(ctx context.Context, program string, b []byte) ([]byte, error) {
	h := NewHEIC(program)
	r, size := bytes.NewReader(b), int64(len(b))
	s, err := h.Recognise(r, size)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = h.Clean(ctx, &out, r, size, s)
	return out.Bytes(), err
}

func TestHEICBecomesJPEGWhereAProgramIsGiven(t *testing.T) {
	t.Parallel()
	programs := map[string]string{"stand-in": standIn(t, "copies")}
	if !testing.Short() {
		programs["libheif"] = "heif-convert" // which .ci/install installs
	}
	for name, program := range programs {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b, err := heic(t.Context(), program, quartersHEIC(t))
			if err != nil {
				t.Fatal(err)
			}
			m, err := jpeg.Decode(bytes.NewReader(b))
			if err != nil {
				t.Fatal(err)
			}
			if got := m.Bounds().Size(); got != image.Pt(64, 48) {
				t.Errorf("got %v, want 64 by 48", got)
			}
			mustShowQuarters(t, m)
		})
	}
}

func TestHEICIsRefusedWhereNoProgramIsGiven(t *testing.T) {
	t.Parallel()
	_, err := heic(t.Context(), "", quartersHEIC(t))
	if e, ok := errors.AsType[*laurel.Error](err); !ok || e.Text != "photo.heic" {
		t.Errorf("got %v, want photo.heic", err)
	}
}

func TestWhatTheProgramCannotReadIsInvalid(t *testing.T) {
	t.Parallel()
	for _, program := range []string{"fails", "forgets"} {
		_, err := heic(t.Context(), standIn(t, program), quartersHEIC(t))
		mustBe(t, err, laurel.Invalid)
	}
	if _, err := heic(t.Context(), standIn(t, "is-not-there"), quartersHEIC(t)); err == nil || laurel.KindOf(err) != laurel.Internal {
		t.Errorf("without the program: got %v, want an error that is ours", err)
	}
}

func TestAllElseIsTakenAsWithoutTheProgram(t *testing.T) {
	t.Parallel()
	program := standIn(t, "fails")
	photo, text := jpegOf(t, quarters(6, 4), nil), []byte("words")
	if _, err := heic(t.Context(), program, photo); err != nil {
		t.Errorf("a JPEG: %v", err)
	}
	if got, err := heic(t.Context(), program, text); err != nil || !bytes.Equal(got, text) {
		t.Errorf("a text: got %q, %v", got, err)
	}
	_, err := heic(t.Context(), program, []byte("\x00\x00\x00\x1cftypavif\x00\x00\x00\x00avifmif1miaf"))
	mustBe(t, err, laurel.Invalid)
}

func TestTheProgramEndsWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	h, b := NewHEIC(standIn(t, "hangs")), quartersHEIC(t)
	ended := make(chan error, 1)
	go func() {
		ended <- h.Clean(ctx, io.Discard, bytes.NewReader(b), int64(len(b)), sortOf(PhotoFile, "jpg"))
	}()
	for deadline := time.After(time.Minute); len(h.turn) == 0; {
		select {
		case err := <-ended:
			t.Fatalf("it ended before its context did: %v", err)
		case <-deadline:
			t.Fatal("its turn did not come")
		default:
			runtime.Gosched()
		}
	}
	cancel()
	select {
	case err := <-ended:
		if err == nil {
			t.Error("a picture came of it")
		}
	case <-time.After(heicPatience / 2):
		t.Error("it goes on without its context")
	}
}

func TestOneHEICIsConvertedAtATime(t *testing.T) {
	t.Parallel()
	h, b := NewHEIC(standIn(t, "copies")), quartersHEIC(t)
	h.turn <- struct{}{} // somebody else's
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var out bytes.Buffer
	err := h.Clean(ctx, &out, bytes.NewReader(b), int64(len(b)), sortOf(PhotoFile, "jpg"))
	mustBe(t, err, laurel.Unready)
	<-h.turn
	if err := h.Clean(t.Context(), &out, bytes.NewReader(b), int64(len(b)), sortOf(PhotoFile, "jpg")); err != nil {
		t.Errorf("when its turn came: %v", err)
	}
}

func TestALargeHEICIsNotDecoded(t *testing.T) {
	t.Parallel()
	whole := quartersHEIC(t)
	at := bytes.Index(whole, []byte("ispe")) + 8
	for size, want := range map[[2]uint32]string{
		{50_000, 50_000}: "photo.too-large", {1<<32 - 1, 1<<32 - 1}: "photo.too-large",
	} {
		b := bytes.Clone(whole)
		binary.BigEndian.PutUint32(b[at:], size[0])
		binary.BigEndian.PutUint32(b[at+4:], size[1])
		_, err := NewHEIC(standIn(t, "copies")).Recognise(bytes.NewReader(b), int64(len(b)))
		if e, ok := errors.AsType[*laurel.Error](err); !ok || e.Text != want {
			t.Errorf("%v: got %v, want %s", size, err, want)
		}
	}
	b := bytes.ReplaceAll(whole, []byte("ispe"), []byte("none"))
	_, err := NewHEIC(standIn(t, "copies")).Recognise(bytes.NewReader(b), int64(len(b)))
	mustBe(t, err, laurel.Invalid)
	_, err = NewHEIC(standIn(t, "copies")).Recognise(sparse{head: whole}, PhotoBytes+1)
	mustBe(t, err, laurel.TooLarge)
}

func FuzzHEICSize(f *testing.F) {
	f.Add(quartersHEIC(f))
	f.Fuzz(func(t *testing.T, b []byte) {
		if _, err := walkHEIC(&file{r: bytes.NewReader(b), size: int64(len(b))}); err != nil {
			mustBe(t, err, laurel.Invalid)
		}
	})
}
