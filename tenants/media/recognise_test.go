package media

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"example.org/laurel"
)

// recordings are real files, each with a place and other secrets in it.
func recordings(t testing.TB) map[string][]byte {
	t.Helper()
	files, err := filepath.Glob("testdata/recordings/*")
	if err != nil {
		t.Fatal(err)
	}
	found := map[string][]byte{}
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		found[filepath.Base(file)] = b
	}
	return found
}

func sniff(b []byte) (Sort, error) { return Recognise(bytes.NewReader(b), int64(len(b))) }

func mustRefuse(t *testing.T, name string, b []byte, want string) {
	t.Helper()
	_, err := sniff(b)
	if e, ok := errors.AsType[*laurel.Error](err); !ok || e.Kind != laurel.Invalid && e.Kind != laurel.TooLarge || e.Text != want {
		t.Errorf("%s: got %v, want it refused with %s", name, err, want)
	}
}

// archive is a ZIP of these parts, each a name and what is in it.
func archive(t testing.TB, parts ...[2]string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, part := range parts {
		f, err := w.CreateHeader(&zip.FileHeader{Name: part[0], Method: zip.Store})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write([]byte(part[1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// office is a document of OOXML, its main part being of that type.
func office(t testing.TB, main string, others ...[2]string) []byte {
	t.Helper()
	types := `<Types><Override PartName="/main.xml" ContentType="application/` + main + `+xml"/></Types>`
	return archive(t, append([][2]string{{"_rels/.rels", "<Relationships/>"}, {"[Content_Types].xml", types}}, others...)...)
}

func openDocument(t testing.TB, what string, others ...[2]string) []byte {
	t.Helper()
	return archive(t, append([][2]string{{"mimetype", "application/vnd.oasis.opendocument." + what}, {"content.xml", "<x/>"}}, others...)...)
}

const (
	word        = "vnd.openxmlformats-officedocument.wordprocessingml.document.main"
	sheet       = "vnd.openxmlformats-officedocument.spreadsheetml.sheet.main"
	slides      = "vnd.openxmlformats-officedocument.presentationml.presentation.main"
	wordMacro   = "vnd.ms-word.document.macroEnabled.main"
	smallestPDF = "%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)

// documents are made up.
func documents(t testing.TB) map[string][]byte {
	t.Helper()
	return map[string][]byte{
		"pdf": []byte(smallestPDF), "docx": office(t, word), "xlsx": office(t, sheet), "pptx": office(t, slides),
		"odt": openDocument(t, "text"), "ods": openDocument(t, "spreadsheet"), "odp": openDocument(t, "presentation"),
		"txt": []byte("\ufeffKą aš išmokau:\r\n\t1 < 2, and <b> is bold.\n"),
	}
}

func TestARecordingIsKnownByItsContent(t *testing.T) {
	t.Parallel()
	files := recordings(t)
	for name, want := range map[string]Sort{
		"film.mp4":      {VideoFile, "mp4", "video/mp4"},
		"fragments.mp4": {VideoFile, "mp4", "video/mp4"},
		"subtitled.mp4": {VideoFile, "mp4", "video/mp4"},
		"film.mov":      {VideoFile, "mov", "video/quicktime"},
		"film.3gp":      {VideoFile, "3gp", "video/3gpp"},
		"film.webm":     {VideoFile, "webm", "video/webm"},
		"live.webm":     {VideoFile, "webm", "video/webm"},
		"sound.weba":    {AudioFile, "weba", "audio/webm"},
		"sound.m4a":     {AudioFile, "m4a", "audio/mp4"},
		"sound.mp3":     {AudioFile, "mp3", "audio/mpeg"},
		"sound.aac":     {AudioFile, "aac", "audio/aac"},
		"vorbis.ogg":    {AudioFile, "ogg", "audio/ogg"},
		"opus.ogg":      {AudioFile, "ogg", "audio/ogg"},
		"sound.wav":     {AudioFile, "wav", "audio/wav"},
		"sound.flac":    {AudioFile, "flac", "audio/flac"},
	} {
		if got, err := sniff(files[name]); err != nil || got != want {
			t.Errorf("%s: got %v, %v, want %v", name, got, err, want)
		}
	}
	mustRefuse(t, "film.mkv", files["film.mkv"], "file.matroska")
}

func TestAPhotoIsKeptAsJPEG(t *testing.T) {
	t.Parallel()
	small := quarters(6, 4)
	for name, b := range map[string][]byte{"JPEG": jpegOf(t, small, nil), "PNG": pngOf(t, small, nil), "WebP": webpOf(t, nil)} {
		got, err := sniff(b)
		if want := (Sort{PhotoFile, "jpg", "image/jpeg"}); err != nil || got != want {
			t.Errorf("%s: got %v, %v, want %v", name, got, err, want)
		}
	}
}

func TestADocumentIsKnownByItsContent(t *testing.T) {
	t.Parallel()
	for ext, b := range documents(t) {
		got, err := sniff(b)
		if want := sortOf(DocumentFile, ext); err != nil || got != want {
			t.Errorf("%s: got %v, %v, want %v", ext, got, err, want)
		}
	}
}

func TestEveryExtensionHasAMediaType(t *testing.T) {
	t.Parallel()
	for ext := range strings.FieldsSeq("jpg mp4 mov 3gp webm weba m4a mp3 aac ogg wav flac pdf txt docx xlsx pptx odt ods odp") {
		if s := sortOf(DocumentFile, ext); s.ContentType == "application/octet-stream" || s.ContentType != NameOf(nil, ext).ContentType() {
			t.Errorf("%s: got %s", ext, s.ContentType)
		}
	}
}

func TestWhatIsNotTakenAsEvidenceIsToldWhatToDo(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		b    string
		want string
	}{
		"nothing":            {"", "file.empty"},
		"a web page":         {"<!DOCTYPE html><p>hello", "file.markup"},
		"a page after lines": {"\ufeff\n\n  <script>alert(1)</script>", "file.markup"},
		"a comment":          {"<!-- hello -->", "file.markup"},
		"SVG":                {`<svg xmlns="http://www.w3.org/2000/svg"/>`, "file.markup"},
		"XML":                {`<?xml version="1.0"?><x/>`, "file.markup"},
		"PHP":                {"<?php echo 1;", "file.markup"},
		"a shell script":     {"#!/bin/sh\nrm -r /\n", "file.kind"},
		"PostScript":         {"%!PS-Adobe-3.0\n", "file.kind"},
		"a Windows program":  {"MZ\x90\x00\x03\x00\x00\x00", "file.kind"},
		"a Linux program":    {"\x7fELF\x02\x01\x01\x00", "file.kind"},
		"AVI":                {"RIFF\x00\x00\x00\x00AVI LIST", "file.kind"},
		"GIF":                {"GIF89a\x01\x00\x01\x00\x00\x00\x00;", "photo.unknown"},
		"a GIF of a page":    {"GIF89a/*<html>*/=1;<script>alert(1)</script>", "photo.unknown"},
		"BMP":                {"BM\x00\x00\x00\x00", "photo.unknown"},
		"iPhone":             {"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "photo.heic"},
		"AVIF":               {"\x00\x00\x00\x1cftypavif\x00\x00\x00\x00avifmif1miaf", "photo.avif"},
		"HEIF of its own":    {"\x00\x00\x00\x14ftypmif1\x00\x00\x00\x00mif1", "file.kind"},
		"JPEG 2000":          {"\x00\x00\x00\x14ftypjp2 \x00\x00\x00\x00jp2 ", "file.kind"},
		"a ZIP":              {string(archive(t, [2]string{"photo.jpg", "x"})), "file.archive"},
		"an empty ZIP":       {string(archive(t)), "file.archive"},
		"RAR":                {"Rar!\x1a\x07\x01\x00", "file.archive"},
		"7z":                 {"7z\xbc\xaf\x27\x1c\x00\x04", "file.archive"},
		"gzip":               {"\x1f\x8b\x08\x00", "file.archive"},
		"old Word":           {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00\x00", "file.old-office"},
		"RTF":                {`{\rtf1\ansi hello}`, "file.old-office"},
		"old text":           {"f\xfcr", "file.encoding"},
		"UTF-16":             {"\xff\xfeh\x00i\x00", "file.encoding"},
		"half a character":   {"bu\xc4", "file.encoding"},
		"control characters": {strings.Repeat("words ", 100) + "\x1b[2J", "file.encoding"},
		"a page, then a PDF": {"<script>alert(1)</script>" + smallestPDF, "file.markup"},
		"half a PDF":         {smallestPDF[:30], "file.damaged"},
		"macros by type":     {string(office(t, wordMacro)), "file.macros"},
		"macros inside":      {string(office(t, word, [2]string{"word/vbaProject.bin", "x"})), "file.macros"},
		"macros of ODF":      {string(openDocument(t, "text", [2]string{"Basic/Standard/Module1.xml", "x"})), "file.macros"},
		"an ODF drawing":     {string(openDocument(t, "graphics")), "file.kind"},
		"a PNG's first line": {"\x89PNG\r\n\x1a\n", "photo.unknown"},
		"a bomb":             {string(hugePNG(t, 50_000, 50_000)), "photo.too-large"},
		"Theora":             {oggOf("\x80theora\x03\x02\x01"), "file.kind"},
	} {
		mustRefuse(t, name, []byte(c.b), c.want)
	}
}

// oggOf is a page of a stream that begins so.
func oggOf(packet string) string {
	return "OggS\x00\x02" + strings.Repeat("\x00", 20) + "\x01" + string(rune(len(packet))) + packet
}

func TestAPhotoOfTooManyBytesIsNotRead(t *testing.T) {
	t.Parallel()
	head := jpegOf(t, quarters(2, 2), nil)
	_, err := Recognise(sparse{head: head}, PhotoBytes+1)
	mustBe(t, err, laurel.TooLarge)
}

// sparse is a large file: head, and after that zeros.
type sparse struct{ head []byte }

func (s sparse) ReadAt(p []byte, at int64) (int, error) {
	clear(p)
	if at < int64(len(s.head)) {
		copy(p, s.head[at:])
	}
	return len(p), nil
}

// TestAFileIsWhatItIsWhateverIsBesideIt holds two things in one to what the first is.
func TestAFileIsWhatItIsWhateverIsBesideIt(t *testing.T) {
	t.Parallel()
	const page = "<html><script>alert(1)</script></html>"
	photo := jpegOf(t, quarters(6, 4), nil)
	got, err := sniff(append(slices.Clone(photo), page...))
	if err != nil || got.Kind != PhotoFile {
		t.Fatalf("got %v, %v, want a photo", got, err)
	}
	var out bytes.Buffer
	twice := append(slices.Clone(photo), page...)
	if err := Clean(&out, bytes.NewReader(twice), int64(len(twice)), got); err != nil || bytes.Contains(out.Bytes(), []byte("script")) {
		t.Errorf("the photo still holds a page: %v", err)
	}
	files := recordings(t)
	for _, name := range []string{"film.mp4", "film.webm", "opus.ogg", "sound.wav"} {
		mustRefuse(t, name+", then a page", append(slices.Clone(files[name]), page...), "file.damaged")
	}
	for name, b := range map[string][]byte{"docx": office(t, word), "odt": openDocument(t, "text")} {
		mustRefuse(t, name+", then a page", append(slices.Clone(b), page...), "file.damaged")
	}
	mustRefuse(t, "two documents", slices.Concat(office(t, word), office(t, word)), "file.damaged")
}

func TestATruncatedRecordingIsDamaged(t *testing.T) {
	t.Parallel()
	for name, b := range recordings(t) {
		whole, err := sniff(b)
		frames := slices.Contains([]string{"mp3", "aac", "flac"}, whole.Extension) // nothing says how many
		if err != nil || frames {
			continue
		}
		for n := 12; n < len(b); n += max(1, len(b)/400) {
			got, err := sniff(b[:n])
			if err == nil && !ends(name, b, n) {
				t.Errorf("the first %d bytes of %s are taken for %v", n, name, got)
			}
		}
	}
}

// ends reports whether a file that says nowhere how long it is may end at n: Ogg
// after any page, and what is recorded live after any block.
func ends(name string, b []byte, n int) bool {
	if strings.HasSuffix(name, ".ogg") {
		return bytes.HasPrefix(b[n:], []byte("OggS"))
	}
	return name == "live.webm" && slices.Contains([]byte{0xa3, 0x1c, 0x1f}, b[n]) || name == "fragments.mp4" && n+8 < len(b) && string(b[n+4:n+8]) == "moof"
}

func boxOf(kind string, payload ...string) string {
	all := strings.Join(payload, "")
	return string(binary.BigEndian.AppendUint32(nil, uint32(8+len(all)))) + kind + all
}

// film is the smallest movie, with its index made of these boxes.
func film(index ...string) string {
	return boxOf("ftyp", "isom\x00\x00\x00\x00isom") + boxOf("mdat", "media") + boxOf("moov", index...)
}

func trackOf(handler string, inside ...string) string {
	return boxOf("trak", boxOf("mdia", boxOf("hdlr", "\x00\x00\x00\x00\x00\x00\x00\x00", handler)), strings.Join(inside, ""))
}

func TestAMovieThatCannotBeWalkedIsDamaged(t *testing.T) {
	t.Parallel()
	pictures := trackOf("vide")
	if got, err := sniff([]byte(film(pictures))); err != nil || got.Extension != "mp4" {
		t.Fatalf("got %v, %v, want the smallest movie taken", got, err)
	}
	ftyp := boxOf("ftyp", "isom\x00\x00\x00\x00isom")
	table := func(kind string, numbers ...uint32) string {
		b := make([]byte, 4)
		for _, n := range numbers {
			b = binary.BigEndian.AppendUint32(b, n)
		}
		return boxOf(kind, string(b))
	}
	places := func(tables ...string) string {
		return trackOf("meta", boxOf("mdia", boxOf("minf", boxOf("stbl", tables...))))
	}
	for name, b := range map[string]string{
		"no index":                    ftyp + boxOf("mdat", "media"),
		"no media":                    ftyp + boxOf("moov", pictures),
		"two indexes":                 film(pictures) + boxOf("moov", pictures),
		"no track":                    film(),
		"a track of neither":          film(trackOf("text")),
		"a box of 7 bytes":            film(pictures) + "\x00\x00\x00\x07free",
		"a box beyond the end":        film(pictures) + "\x7f\xff\xff\xfffree",
		"a box of 2^63 bytes":         film(pictures) + "\x00\x00\x00\x01free\xff\xff\xff\xff\xff\xff\xff\xff",
		"a large box of 8 bytes":      film(pictures) + "\x00\x00\x00\x01free\x00\x00\x00\x00\x00\x00\x00\x08",
		"a box longer than its own":   film(pictures, "\x00\x00\x00\xffudta"),
		"an inner box without length": film(pictures, "\x00\x00\x00\x00udta") + boxOf("free"),
		"bytes too few for a box":     film(pictures, "\x00\x00\x00\x00"),
		"a handler of no bytes":       film(boxOf("trak", boxOf("mdia", boxOf("hdlr", "")))),
		"times of no bytes":           film(boxOf("mvhd", "\x01"), pictures),
		"more boxes than one reads":   film(pictures) + strings.Repeat(boxOf("free"), boxesAtMost),
		"brands without end":          boxOf("ftyp", strings.Repeat("isom", 1000)),
		"places outside the media": film(pictures, places(
			table("stsc", 1, 1, 1, 1), table("stsz", 4, 1), table("stco", 1, 0))),
		"a place too long": film(pictures, places(
			table("stsc", 1, 1, 1, 1), table("stsz", 40, 1), table("stco", 1, uint32(len(ftyp)+8)))),
		"places without sizes": film(pictures, places(table("stco", 1, 28))),
		"more places than room": film(pictures, places(
			table("stsc", 1, 1, 1, 1), table("stsz", 4, 1), table("stco", 1<<31, 28))),
		"runs out of order": film(pictures, places(
			table("stsc", 2, 3, 1, 1, 1, 1, 1), table("stsz", 4, 1), table("stco", 1, 28))),
	} {
		mustRefuse(t, name, []byte(b), "file.damaged")
	}
	mustRefuse(t, "fragments with a track of places",
		[]byte(film(pictures, trackOf("meta"))+boxOf("moof")), "file.tracks")
}

func TestABoxMayHaveALengthOfEightBytesOrReachToTheEnd(t *testing.T) {
	t.Parallel()
	ftyp, index := boxOf("ftyp", "isom\x00\x00\x00\x00isom"), boxOf("moov", trackOf("vide"))
	for name, b := range map[string]string{
		"eight bytes": ftyp + index + "\x00\x00\x00\x01mdat\x00\x00\x00\x00\x00\x00\x00\x15media" + boxOf("free"),
		"to the end":  ftyp + index + "\x00\x00\x00\x00mdatmedia",
	} {
		if got, err := sniff([]byte(b)); err != nil || got.Extension != "mp4" {
			t.Errorf("%s: got %v, %v, want a movie", name, got, err)
		}
	}
}

func TestAReaderThatFailsIsNoFaultOfTheFile(t *testing.T) {
	t.Parallel()
	gone := errors.New("the disk is gone")
	for name, b := range recordings(t) {
		if _, err := Recognise(failing{gone}, int64(len(b))); !errors.Is(err, gone) {
			t.Errorf("%s: got %v, want %v", name, err, gone)
		}
	}
	_, err := Recognise(bytes.NewReader([]byte(film(trackOf("vide")))), 1000) // shorter than was said
	mustBe(t, err, laurel.Invalid)
}

type failing struct{ err error }

func (f failing) ReadAt([]byte, int64) (int, error) { return 0, f.err }
