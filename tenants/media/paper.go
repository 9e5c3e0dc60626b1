package media

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"net/http"
	"strings"
	"unicode/utf8"

	"example.org/laurel"
)

// walkDocument takes PDF, office documents and text, and says of the rest what to
// do instead.
func walkDocument(f *file, head []byte) (Sort, error) {
	switch {
	case bytes.HasPrefix(head, []byte("%PDF-1.")), bytes.HasPrefix(head, []byte("%PDF-2.")):
		return walkPDF(f)
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return walkOffice(f)
	}
	if text := refusal(head); text != "" {
		return Sort{}, laurel.E(laurel.Invalid, text)
	}
	return walkText(f)
}

// refusal is the text about what is known, and not taken; "" is what may be text.
func refusal(head []byte) string {
	switch found := http.DetectContentType(head); {
	case bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")), bytes.HasPrefix(head, []byte(`{\rtf`)):
		return "file.old-office"
	case bytes.HasPrefix(head, []byte("7z\xbc\xaf\x27\x1c")), bytes.HasPrefix(head, []byte("PK\x05\x06")), found == "application/zip",
		found == "application/x-gzip", found == "application/x-rar-compressed":
		return "file.archive"
	case strings.HasPrefix(found, "image/"):
		return "photo.unknown"
	case strings.HasPrefix(found, "text/html"), strings.HasPrefix(found, "text/xml"):
		return "file.markup"
	case strings.HasPrefix(found, "text/plain; charset=utf-16"):
		return "file.encoding"
	case !strings.HasPrefix(found, "text/plain"):
		return "file.kind"
	}
	text := strings.TrimLeft(strings.TrimPrefix(string(head), "\ufeff"), "\t\n\f\r ")
	switch {
	case strings.HasPrefix(text, "<"):
		return "file.markup"
	case strings.HasPrefix(text, "#!"), strings.HasPrefix(text, "%!"), strings.HasPrefix(text, "@echo off"):
		return "file.kind" // a program, if only for a shell or a printer
	}
	return ""
}

// walkPDF wants a PDF to begin as one, and to end as one (ISO 32000-2, section
// 7.5.5). Readers are content with less, and so see one where others see a web page
// or an archive.
func walkPDF(f *file) (Sort, error) {
	const longestComment = 1<<16 - 1
	from := max(0, f.size-endOfArchive-longestComment)
	end := make([]byte, f.size-from)
	if err := f.read(end, from); err != nil {
		return Sort{}, err
	}
	last := bytes.LastIndex(end, []byte("%%EOF"))
	switch {
	case last < 0:
		return Sort{}, damaged("a PDF without an end")
	case len(bytes.Trim(end[last+len("%%EOF"):], "\x00\t\n\f\r ")) > 0:
		return Sort{}, damaged("a PDF with something behind it")
	case endsArchive(end):
		return Sort{}, damaged("a PDF that is an archive too")
	}
	return sortOf(DocumentFile, "pdf"), nil
}

// endOfArchive is how many bytes the record has with which a ZIP ends, without its
// comment (APPNOTE 6.3.10, section 4.3.16).
const endOfArchive = 22

// endsArchive reports whether a ZIP ends where b does.
func endsArchive(b []byte) bool {
	for rest := b; ; {
		at := bytes.Index(rest, []byte("PK\x05\x06"))
		if at < 0 || len(rest)-at < endOfArchive {
			return false
		}
		if rest = rest[at:]; int(binary.LittleEndian.Uint16(rest[endOfArchive-2:])) == len(rest)-endOfArchive {
			return true
		}
		rest = rest[4:]
	}
}

// walkText takes what is UTF-8 from beginning to end, with no characters that
// control anything but lines.
func walkText(f *file) (Sort, error) {
	b := make([]byte, 32<<10)
	rest := 0 // bytes of a character whose end is still to come
	for r := f.section(0, f.size); ; {
		n, err := io.ReadFull(r, b[rest:])
		ended := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
		if err != nil && !ended {
			return Sort{}, err
		}
		left, ok := readable(b[:rest+n])
		if !ok || ended && len(left) > 0 {
			return Sort{}, laurel.E(laurel.Invalid, "file.encoding")
		}
		if ended {
			return sortOf(DocumentFile, "txt"), nil
		}
		rest = copy(b, left)
	}
}

// readable reports whether b is text, and returns what may be half a character at
// its end.
func readable(b []byte) ([]byte, bool) {
	for len(b) > 0 {
		c, n := utf8.DecodeRune(b)
		switch {
		case c == utf8.RuneError && n == 1:
			return b, !utf8.FullRune(b)
		case c < ' ' && !strings.ContainsRune("\t\n\f\r", c), c >= 0x7f && c < 0xa0:
			return b, false
		}
		b = b[n:]
	}
	return nil, true
}

const (
	directoryAtMost = 1 << 20 // bytes of a list of what is in a document
	partAtMost      = 1 << 20 // and of the part of OOXML that says what the others are
)

// walkOffice takes documents of OOXML and OpenDocument, which are archives, and no
// other archive: nobody can see what comes with one before it is opened.
func walkOffice(f *file) (Sort, error) {
	if err := f.closed(); err != nil {
		return Sort{}, err
	}
	archive, err := zip.NewReader(f.r, f.size)
	if err != nil || len(archive.File) == 0 {
		return Sort{}, laurel.E(laurel.Invalid, "file.damaged").Because(err)
	}
	ext, err := officeKind(archive)
	if err != nil {
		return Sort{}, err
	}
	for _, part := range archive.File {
		if programs(part.Name) {
			return Sort{}, laurel.E(laurel.Invalid, "file.macros")
		}
	}
	return sortOf(DocumentFile, ext), nil
}

// closed makes sure that an archive ends with a list of what is in it, with
// nothing in front or behind (APPNOTE.TXT, section 4.3.16), and that the list is
// short. So it is read in bounded memory, and all readers find the same list.
func (f *file) closed() error {
	const length = 22
	end, err := f.peek(f.size-length, length)
	if err != nil {
		return err
	}
	if string(end[:4]) != "PK\x05\x06" || string(end[20:]) != "\x00\x00" {
		return damaged("an archive without an end")
	}
	size, at := int64(binary.LittleEndian.Uint32(end[12:])), int64(binary.LittleEndian.Uint32(end[16:]))
	if size > directoryAtMost || at+size != f.size-length || int64(binary.LittleEndian.Uint16(end[10:]))*46 > size {
		return damaged("an archive of %d bytes with a list of %d at %d", f.size, size, at)
	}
	return nil
}

// programs knows where office documents keep macros and scripts, and other files
// that a click runs.
func programs(name string) bool {
	name = strings.ToLower(name)
	return strings.HasSuffix(name, "vbaproject.bin") || strings.HasPrefix(name, "basic/") || strings.HasPrefix(name, "scripts/") ||
		strings.Contains(name, "/activex/") || strings.HasSuffix(name, ".exe") || strings.HasSuffix(name, ".js")
}

// officeKind is the extension of a document. OpenDocument says it in its first
// part, as plain text (version 1.3, part 2, section 3.3), OOXML in a list of
// content types that any of its parts may come before (ECMA-376, part 2, section 10.1).
func officeKind(archive *zip.Reader) (string, error) {
	if first := archive.File[0]; first.Name == "mimetype" {
		what, err := readPart(first)
		if err != nil {
			return "", err
		}
		for _, ext := range []string{"odt", "ods", "odp"} {
			if string(what) == documentType(ext) {
				return ext, nil
			}
		}
		return "", laurel.E(laurel.Invalid, "file.kind")
	}
	for _, part := range archive.File {
		if part.Name != "[Content_Types].xml" {
			continue
		}
		types, err := readPart(part)
		if err != nil {
			return "", err
		}
		if bytes.Contains(types, []byte("macroEnabled")) {
			return "", laurel.E(laurel.Invalid, "file.macros")
		}
		for _, ext := range []string{"docx", "xlsx", "pptx"} {
			if bytes.Contains(types, []byte(`"`+documentType(ext)+`.main+xml"`)) {
				return ext, nil
			}
		}
		return "", laurel.E(laurel.Invalid, "file.kind")
	}
	return "", laurel.E(laurel.Invalid, "file.archive")
}

// readPart unpacks a short part of a document.
func readPart(part *zip.File) (b []byte, err error) {
	r, err := part.Open()
	if err != nil {
		return nil, laurel.E(laurel.Invalid, "file.damaged").Because(err)
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	b, err = io.ReadAll(io.LimitReader(r, partAtMost+1))
	if err != nil || len(b) > partAtMost {
		return nil, laurel.E(laurel.Invalid, "file.damaged").Because(err)
	}
	return b, nil
}
