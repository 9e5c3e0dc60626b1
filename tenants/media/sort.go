package media

import (
	"bytes"
	"fmt"
	"io"

	"example.org/laurel"
)

// Class is what people call a file.
type Class string

// The classes of files that are taken.
const (
	PhotoFile    Class = "photo"
	VideoFile    Class = "video"
	AudioFile    Class = "audio"
	DocumentFile Class = "document"
)

// Sort is what a file is, by its content. Extension and ContentType are of what
// Clean makes of it: of every photo a JPEG, and else the same as before.
type Sort struct {
	Kind        Class
	Extension   string // as a Name has it: "mp4"
	ContentType string // as Name.ContentType returns it
}

func sortOf(kind Class, ext string) Sort {
	return Sort{Kind: kind, Extension: ext, ContentType: contentType(ext)}
}

// PhotoBytes is how much is taken for a photo, which is decoded in memory.
const PhotoBytes = 32 << 20

// Recognise says by its content, never by its name, what a file is. r holds size
// bytes. What is taken is a list, and nothing else is:
//
//   - photos: JPEG, PNG, WebP, of PhotoBytes and 50 million pixels at most
//   - videos: MP4, QuickTime, 3GP and WebM, each with a track of pictures
//   - audio: MP3, AAC, MP4, Ogg with Vorbis or Opus, WebM, WAV, FLAC
//   - documents: PDF, text in UTF-8, OOXML and OpenDocument without macros
//
// A file that begins as one of them is walked to its end, and refused if it is cut
// short or is not built as it says, so that it is one thing only to whoever reads
// it. Web pages, SVG and other markup are refused since a browser may run what is
// in them; archives since nobody can see what is in them before opening it.
//
// All else is Invalid, or TooLarge, with a text that says what to do. HEIC is taken
// by the type of that name.
func Recognise(r io.ReaderAt, size int64) (Sort, error) {
	s, _, err := walk(&file{r: r, size: size})
	return s, err
}

// Clean writes to w what of a file is kept, of the sort that Recognise has found
// it to be. Photos are made anew, as Photo does. Of videos and audio each byte
// stays where it is, and what tells of place, time, device or owner is overwritten
// with nothing, so that they play as before; tracks of theirs that hold neither
// pictures nor sound are silenced too, since cameras file places in them.
// Documents are kept as they are: what stands in them is their authors' to remove.
//
// Other than for photos, memory use does not grow with the size. A file that is
// not of that sort is Invalid ("file.damaged").
func Clean(w io.Writer, r io.ReaderAt, size int64, s Sort) error {
	f := &file{r: r, size: size}
	found, blanks, err := walk(f)
	if err != nil {
		return err
	}
	if found != s {
		return damaged("it is %s, and was %s", found.ContentType, s.ContentType)
	}
	switch s.Extension {
	case "jpg":
		return develop(w, f)
	case "ogg":
		_, err := walkOgg(f, w)
		return err
	}
	return copyWith(w, f, blanks)
}

// walk goes through a whole file, says what it is, and which stretches of it are
// not to be kept.
func walk(f *file) (Sort, []blank, error) {
	if f.size <= 0 {
		return Sort{}, nil, laurel.E(laurel.Invalid, "file.empty")
	}
	head, err := f.head()
	if err != nil {
		return Sort{}, nil, err
	}
	begins := func(with string) bool { return bytes.HasPrefix(head, []byte(with)) }
	holds := func(what string, at int) bool { return len(head) >= at && bytes.HasPrefix(head[at:], []byte(what)) }
	switch {
	case begins("\xff\xd8\xff"), begins("\x89PNG\r\n\x1a\n"), begins("RIFF") && holds("WEBP", 8):
		s, err := walkPhoto(f, head)
		return s, nil, err
	case holds("ftyp", 4):
		return walkMovie(f)
	case begins("\x1a\x45\xdf\xa3"):
		return walkWebM(f)
	case begins("OggS"):
		s, err := walkOgg(f, nil)
		return s, nil, err
	case begins("RIFF") && holds("WAVE", 8):
		return walkWave(f)
	case begins("fLaC"):
		return walkFLAC(f)
	case begins("ID3"), frameLength(head) > 0:
		return walkFrames(f)
	}
	s, err := walkDocument(f, head)
	return s, nil, err
}

// damaged is what is said of a file that is not built as it says, and why it is
// not for the log.
func damaged(why string, args ...any) error {
	return laurel.E(laurel.Invalid, "file.damaged").Because(fmt.Errorf(why, args...))
}

// walkPhoto reads of a photo how large it is, and does not decode it.
func walkPhoto(f *file, head []byte) (Sort, error) {
	if f.size > PhotoBytes {
		return Sort{}, tooHeavy()
	}
	known, err := recognise(head)
	if err != nil {
		return Sort{}, err
	}
	if err := known.fits(f.section(0, f.size)); err != nil {
		return Sort{}, err
	}
	return sortOf(PhotoFile, "jpg"), nil
}

func tooHeavy() error {
	return laurel.E(laurel.TooLarge, "photo.too-heavy").With(laurel.Args{"Megabytes": PhotoBytes >> 20})
}

func develop(w io.Writer, f *file) error {
	b, err := io.ReadAll(f.section(0, f.size))
	if err != nil {
		return err
	}
	if b, err = Photo(b); err != nil {
		return err
	}
	_, err = w.Write(b)
	return err
}
