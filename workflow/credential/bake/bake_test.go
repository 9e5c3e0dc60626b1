package bake_test

import (
	"bytes"
	"encoding/binary"
	"encoding/xml"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/png"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"example.org/laurel/workflow/credential/bake"
)

const (
	credential = `{"id":"urn:uuid:1","name":"Ebbe & Flut <1> ]]> 😀"}`
	token      = "eyJhbGciOiJSUzI1NiJ9.eyJpZCI6InVybjp1dWlkOjEifQ.c2lnbmF0dXJl"
	plainSVG   = `<?xml version="1.0" encoding="UTF-8"?><!-- a badge --><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle r="4"/></svg>`
)

// picture is a PNG of random-looking pixels.
func picture(t testing.TB, side int) []byte {
	t.Helper()
	pixels := image.NewNRGBA(image.Rect(0, 0, side, side))
	seed := rand.New(rand.NewPCG(1, 2))
	for i := range side * side {
		pixels.SetNRGBA(i%side, i/side, color.NRGBA{uint8(seed.Uint32()), uint8(seed.Uint32()), uint8(i), 255})
	}
	var out bytes.Buffer
	if err := png.Encode(&out, pixels); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func baked(t testing.TB, form func(picture, credential []byte) ([]byte, error), picture, credential string) []byte {
	t.Helper()
	out, err := form([]byte(picture), []byte(credential))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func checkRead(t *testing.T, file []byte, want string, wantKind bake.Kind) {
	t.Helper()
	got, kind, err := bake.Read(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want || kind != wantKind {
		t.Errorf("got %s from %s, want %s from %s", got, kind, want, wantKind)
	}
}

func TestABakedPNGHoldsTheCredentialAndShowsTheSamePicture(t *testing.T) {
	t.Parallel()
	plain := picture(t, 16)
	for _, want := range []string{credential, token} {
		file := baked(t, bake.PNG, string(plain), want)
		checkRead(t, file, want, bake.KindPNG)
		if string(file[37:41]) != "iTXt" {
			t.Errorf("right after IHDR stands %q", file[37:41])
		}
		checkSums(t, file)
		before, err := png.Decode(bytes.NewReader(plain))
		if err != nil {
			t.Fatal(err)
		}
		after, err := png.Decode(bytes.NewReader(file))
		if err != nil {
			t.Fatal(err)
		}
		if before.At(7, 5) != after.At(7, 5) || before.Bounds() != after.Bounds() {
			t.Error("baking changed the picture")
		}
	}
}

func checkSums(t *testing.T, file []byte) {
	t.Helper()
	for at := 8; at < len(file); {
		end := at + 8 + int(binary.BigEndian.Uint32(file[at:]))
		if got, want := binary.BigEndian.Uint32(file[end:]), crc32.ChecksumIEEE(file[at+4:end]); got != want {
			t.Errorf("chunk %s has the checksum %08x, want %08x", file[at+4:at+8], got, want)
		}
		at = end + 4
	}
}

func TestBakingAgainReplacesTheCredential(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		form  func(picture, credential []byte) ([]byte, error)
		plain string
	}{
		"PNG": {bake.PNG, string(picture(t, 16))},
		"SVG": {bake.SVG, plainSVG},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			once := baked(t, c.form, c.plain, credential)
			other := baked(t, c.form, string(once), token)
			again := baked(t, c.form, string(other), credential)
			if !bytes.Equal(again, once) {
				t.Errorf("got\n%q\nwant\n%q", again, once)
			}
		})
	}
}

func TestABakedSVGHoldsTheCredentialAndIsStillXML(t *testing.T) {
	t.Parallel()
	file := baked(t, bake.SVG, plainSVG, credential)
	checkRead(t, file, strings.ReplaceAll(credential, "]]>", `]]\u003e`), bake.KindSVG)
	if !bytes.Contains(file, []byte(`viewBox="0 0 9 9"><openbadges:credential><![CDATA[{`)) {
		t.Errorf("the credential does not stand right after the tag: %s", file)
	}
	decoder := xml.NewDecoder(bytes.NewReader(file))
	for {
		_, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	checkRead(t, baked(t, bake.SVG, plainSVG, token), token, bake.KindSVG)
	odd := "{\"name\":\"\ufffe \uffff\"}"
	checkRead(t, baked(t, bake.SVG, plainSVG, odd), `{"name":"\ufffe \uffff"}`, bake.KindSVG)
}

func TestAnSVGWithAPrefixedRootIsBaked(t *testing.T) {
	t.Parallel()
	file := baked(t, bake.SVG, `<s:svg xmlns:s="http://www.w3.org/2000/svg"><s:g/></s:svg>`, credential)
	checkRead(t, file, strings.ReplaceAll(credential, "]]>", `]]\u003e`), bake.KindSVG)
}

func TestABareCredentialIsReadAsItIs(t *testing.T) {
	t.Parallel()
	checkRead(t, []byte("\ufeff "+credential+"\n"), credential, bake.KindJSON)
	checkRead(t, []byte(token+"\n"), token, bake.KindJSON)
}

func TestWhatCannotBeBakedIsRefused(t *testing.T) {
	t.Parallel()
	plain := string(picture(t, 4))
	huge := strings.Repeat("a", bake.PictureLimit+1)
	for name, c := range map[string]struct {
		form                func(picture, credential []byte) ([]byte, error)
		picture, credential string
		want                error
	}{
		"no PNG":             {bake.PNG, "GIF89a", credential, bake.ErrPicture},
		"PNG cut short":      {bake.PNG, plain[:len(plain)-20], credential, bake.ErrPicture},
		"PNG of two headers": {bake.PNG, plain[:33] + plain[8:], credential, bake.ErrPicture},
		"huge PNG":           {bake.PNG, huge, credential, bake.ErrTooLarge},
		"huge credential":    {bake.PNG, plain, "{" + huge[:bake.CredentialLimit] + "}", bake.ErrTooLarge},
		"no credential":      {bake.PNG, plain, "hello", bake.ErrCredential},
		"empty credential":   {bake.PNG, plain, "", bake.ErrCredential},
		"no SVG":             {bake.SVG, "<html></html>", credential, bake.ErrPicture},
		"SVG cut short":      {bake.SVG, plainSVG[:len(plainSVG)-3], credential, bake.ErrPicture},
		"SVG with nothing":   {bake.SVG, `<svg xmlns="http://www.w3.org/2000/svg"/>`, credential, bake.ErrPicture},
		"SVG with entities":  {bake.SVG, `<!DOCTYPE svg [<!ENTITY a "b">]>` + plainSVG[38:], credential, bake.ErrPicture},
		"SVG of OB 2.0": {
			bake.SVG, `<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="http://openbadges.org"><g/></svg>`,
			credential, bake.ErrPicture,
		},
		"SVG, bytes that are no text": {bake.SVG, plainSVG, "{\"a\":\"\xff\"}", bake.ErrCredential},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := c.form([]byte(c.picture), []byte(c.credential)); !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
		})
	}
}

func TestFilesWithoutOneGoodCredentialAreRefused(t *testing.T) {
	t.Parallel()
	plain := picture(t, 4)
	insert := func(name, data string) []byte {
		chunk := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
		chunk = append(chunk, name+data...)
		chunk = binary.BigEndian.AppendUint32(chunk, crc32.ChecksumIEEE(chunk[4:]))
		return bytes.Join([][]byte{plain[:33], chunk, plain[33:]}, nil)
	}
	twice := baked(t, bake.PNG, string(plain), credential)
	end := 33 + 12 + int(binary.BigEndian.Uint32(twice[33:]))
	for name, c := range map[string]struct {
		file []byte
		want error
	}{
		"PNG without":        {plain, bake.ErrNone},
		"PNG, two of them":   {bytes.Join([][]byte{twice[:end], twice[33:]}, nil), bake.ErrPicture},
		"PNG, compressed":    {insert("iTXt", "openbadgecredential\x00\x01\x00\x00\x00xx"), bake.ErrPicture},
		"PNG, cut short":     {insert("iTXt", "openbadgecredential\x00\x00\x00\x00"), bake.ErrPicture},
		"PNG, in tEXt":       {insert("tEXt", "openbadgecredential\x00{}"), bake.ErrPicture},
		"PNG, no credential": {insert("iTXt", "openbadgecredential\x00\x00\x00\x00\x00hello"), bake.ErrCredential},
		"SVG without":        {[]byte(plainSVG), bake.ErrNone},
		"SVG, two of them": {
			[]byte(strings.Replace(string(baked(t, bake.SVG, plainSVG, token)), "<circle",
				`<openbadges:credential verify="a.b.c"/><circle`, 1)), bake.ErrPicture,
		},
		"text":    {[]byte("hello there"), bake.ErrCredential},
		"nothing": {nil, bake.ErrCredential},
		"huge":    {make([]byte, bake.PictureLimit+1), bake.ErrTooLarge},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, _, err := bake.Read(c.file); !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
		})
	}
}

func FuzzWhatIsBakedIsRead(f *testing.F) {
	plain := picture(f, 4)
	f.Add(plain)
	f.Add(baked(f, bake.PNG, string(plain), token))
	f.Add([]byte(plainSVG))
	f.Add(baked(f, bake.SVG, plainSVG, credential))
	f.Add([]byte(credential))
	f.Fuzz(func(t *testing.T, file []byte) {
		if _, _, err := bake.Read(file); err == nil && len(file) == 0 {
			t.Error("read a credential from nothing")
		}
		for _, form := range []func(picture, credential []byte) ([]byte, error){bake.PNG, bake.SVG} {
			out, err := form(file, []byte(token))
			if err != nil {
				continue
			}
			got, _, err := bake.Read(out)
			if err != nil || string(got) != token {
				t.Errorf("baked %q, read %q, %v", out, got, err)
			}
		}
	})
}

func BenchmarkBakePNG(b *testing.B) {
	plain, text := picture(b, 160), []byte(`{"a":"`+strings.Repeat("x", 3300)+`"}`)
	b.SetBytes(int64(len(plain)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := bake.PNG(plain, text); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkBakePNGLimit is the least that baking can cost: one copy of the
// picture and one checksum of the credential.
func BenchmarkBakePNGLimit(b *testing.B) {
	plain, text := picture(b, 160), []byte(`{"a":"`+strings.Repeat("x", 3300)+`"}`)
	b.SetBytes(int64(len(plain)))
	b.ReportAllocs()
	var sum uint32
	for b.Loop() {
		out := make([]byte, 0, len(plain)+len(text)+64)
		out = append(append(append(out, plain[:33]...), text...), plain[33:]...)
		sum += crc32.ChecksumIEEE(text) + uint32(len(out))
	}
	if sum == 0 {
		b.Fatal("nothing was done")
	}
}
