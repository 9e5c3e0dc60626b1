package media

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"example.org/laurel"
)

// Name is a file's name: the SHA-256 of its bytes in lower-case hexadecimal, a
// dot and an extension of one to five lower-case letters or digits. So the same
// bytes have the same name, and what a name stands for never changes.
type Name string

// NameOf returns the name that bytes with this extension have.
func NameOf(b []byte, ext string) Name {
	sum := sha256.Sum256(b)
	return named(sum[:], ext)
}

func named(sum []byte, ext string) Name { return Name(hex.EncodeToString(sum) + "." + ext) }

// ParseName checks a name that came from outside; NotFound is returned for what
// cannot be one.
func ParseName(s string) (Name, error) {
	n := Name(s)
	if !n.Valid() {
		return "", laurel.E(laurel.NotFound, "error.not-found")
	}
	return n, nil
}

// Valid reports whether n has the shape of a name.
func (n Name) Valid() bool {
	sum, ext, ok := strings.Cut(string(n), ".")
	return ok && len(sum) == hex.EncodedLen(sha256.Size) && only(sum, "0123456789abcdef") && validExtension(ext)
}

func validExtension(ext string) bool {
	return len(ext) >= 1 && len(ext) <= 5 && only(ext, "abcdefghijklmnopqrstuvwxyz0123456789")
}

func only(s, alphabet string) bool { return strings.Trim(s, alphabet) == "" }

// Extension is what stands behind the dot.
func (n Name) Extension() string {
	_, ext, _ := strings.Cut(string(n), ".")
	return ext
}

// ContentType is the media type that goes with the extension; what is not known
// is "application/octet-stream", which browsers do not open.
func (n Name) ContentType() string { return contentType(n.Extension()) }

func contentType(ext string) string {
	switch ext {
	case "jpg", "jpeg":
		return "image/jpeg"
	case "png":
		return "image/png"
	case "webp":
		return "image/webp"
	case "svg":
		return "image/svg+xml"
	case "json":
		return "application/json"
	case "mp4":
		return "video/mp4"
	case "mov":
		return "video/quicktime"
	case "3gp":
		return "video/3gpp"
	case "webm":
		return "video/webm"
	}
	if t := audioType(ext); t != "" {
		return t
	}
	if t := documentType(ext); t != "" {
		return t
	}
	return "application/octet-stream"
}

func audioType(ext string) string {
	switch ext {
	case "mp3":
		return "audio/mpeg"
	case "m4a":
		return "audio/mp4"
	case "aac":
		return "audio/aac"
	case "ogg":
		return "audio/ogg"
	case "weba":
		return "audio/webm"
	case "wav":
		return "audio/wav"
	case "flac":
		return "audio/flac"
	}
	return ""
}

// documentType knows those of ECMA-376 and of OpenDocument 1.3 besides plain ones.
func documentType(ext string) string {
	const office, open = "application/vnd.openxmlformats-officedocument.", "application/vnd.oasis.opendocument."
	switch ext {
	case "pdf":
		return "application/pdf"
	case "txt":
		return "text/plain; charset=utf-8"
	case "docx":
		return office + "wordprocessingml.document"
	case "xlsx":
		return office + "spreadsheetml.sheet"
	case "pptx":
		return office + "presentationml.presentation"
	case "odt":
		return open + "text"
	case "ods":
		return open + "spreadsheet"
	case "odp":
		return open + "presentation"
	}
	return ""
}

// path is where a tenant's file lies, below the back-end's own root. The two
// letters keep folders small.
func path(tenant laurel.TenantID, n Name) string {
	return string(tenant) + "/" + string(n[:2]) + "/" + string(n)
}
