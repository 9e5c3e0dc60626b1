package workflow

import (
	"slices"
	"strings"
	"time"
	"unicode"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/tenants"
)

// Bounds of files that learners send.
const (
	// MaxParts is in how many pieces a file may come: as many as somebody sends who
	// is cut off after each few hundred kilobytes.
	MaxParts = 2000
	// MaxWaiting is how many files of one person may wait for being handed in for one task.
	MaxWaiting = 2 * MaxEvidence
	// MaxName is how many characters of a file's name are kept.
	MaxName = 120
)

// Lives of a file that no evidence names.
const (
	// BegunLife is how long after its last byte a file that was begun is kept.
	BegunLife = 24 * time.Hour
	// DraftLife is how long a whole file waits for being handed in.
	DraftLife = 30 * 24 * time.Hour
)

// Sizes says how large a file of a kind may be, in bytes, where a tenant has limits of
// its own; of other kinds the platform's hold.
type Sizes map[approval.Kind]int64

// SizeName is what the limit of a kind is called among a tenant's; empty: it is no file.
func SizeName(k approval.Kind) string {
	switch k {
	case approval.Photo:
		return tenants.PhotoSize
	case approval.Video:
		return tenants.VideoSize
	case approval.Audio:
		return tenants.AudioSize
	case approval.File:
		return tenants.FileSize
	case approval.Text, approval.Link:
	}
	return ""
}

// MostBytes is how large a file of a kind may be for the task; 0: it is no file. What
// a tenant has room for in all is another matter, see tenants.StorageQuota.
func (t Task) MostBytes(k approval.Kind) int64 {
	most := tenants.LargestOf(SizeName(k))
	if own, ok := t.Sizes[k]; ok {
		return min(own, most)
	}
	return most
}

// LargestFile is the most that a file of any kind may have, in bytes.
func LargestFile() int64 { return tenants.LargestOf(tenants.VideoSize) }

// Announced is what somebody says of a file before it is sent.
type Announced struct {
	Kind approval.Kind
	Name string // as it was called where it comes from; may be empty
	Size int64  // bytes
}

// Announce accepts a file that is going to be sent for the task.
func (t Task) Announce(a Announced) error {
	if !IsFile(a.Kind) {
		return laurel.E(laurel.Invalid, "evidence.kind").With(laurel.Args{"Kind": a.Kind}).At("kind")
	}
	if _, ok := t.asksFor(a.Kind); !ok {
		return laurel.E(laurel.Invalid, "evidence.wrong-kind").With(laurel.Args{"Kind": a.Kind}).At("kind")
	}
	if a.Size <= 0 {
		return laurel.E(laurel.Invalid, "file.empty").At("size")
	}
	return t.fits(a)
}

// fits says how large a file may be, and how large it is, in megabytes: the one rounded
// down, the other up.
func (t Task) fits(a Announced) error {
	const mega = 1 << 20
	most := t.MostBytes(a.Kind)
	if a.Size <= most {
		return nil
	}
	return laurel.E(laurel.TooLarge, "upload.too-large").With(
		laurel.Args{"Kind": a.Kind, "Megabytes": most / mega, "Is": (a.Size + mega - 1) / mega}).At("size")
}

// KindOf is the kind of evidence that a file counts as, whose content was found to
// be of the kind found: content decides, not what was said before. What was
// announced as any file may be one of every kind; all else has to be of a kind
// that the task asks for.
func (t Task) KindOf(a Announced, found approval.Kind) (approval.Kind, error) {
	if a.Kind == approval.File || a.Kind == found {
		return a.Kind, nil
	}
	if _, ok := t.asksFor(found); !ok {
		return "", laurel.E(laurel.Invalid, "upload.other-kind").With(laurel.Args{"Kind": a.Kind, "Is": found}).At("kind")
	}
	a.Kind = found
	return found, t.fits(a)
}

// FileName is what is kept of the name of a file: no folders, nothing that cannot
// be seen or that turns the direction of reading, and no more than MaxName
// characters, of which the last stay.
func FileName(s string) string {
	s = s[strings.LastIndexAny(s, `/\`)+1:]
	s = strings.ToValidUTF8(s, "")
	s = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, s)
	s = strings.TrimSpace(s)
	if runes := []rune(s); len(runes) > MaxName {
		s = string(runes[len(runes)-MaxName:])
	}
	return strings.TrimLeft(s, ".")
}

// Sides of the previews of a photo: the longest of each, in pixels.
const (
	SmallSide = 320
	LargeSide = 1024
)

// Previews are what was made of a photo for looking at it in pages, as names in
// tenants/media; empty: it is not made yet.
type Previews struct{ Small, Large string }

// Part is a piece of a file, kept until all are there.
type Part struct {
	Start int64  // which byte of the file is its first
	Size  int64  // bytes of the file
	Media string // name in tenants/media
}

// Arrival is how far a file has come that is being sent.
type Arrival struct {
	ID     laurel.UploadID
	Task   laurel.TaskID
	Person laurel.PersonID
	Announced
	Received int64
	Parts    int
	Filed    bool // it is whole, recognised and kept

	// Converting is set while a photo that is whole is being turned into a JPEG, and
	// Failed where that could not be: the text that says so.
	Converting bool
	Failed     string

	ExpiresAt time.Time // zero: evidence names it
}

// Whole reports whether nothing more of the file is to come.
func (a Arrival) Whole() bool { return a.Filed || a.Converting || a.Failed != "" }

// Receive takes a part that begins where the last one ended.
func (a *Arrival) Receive(p Part, now time.Time) error {
	switch {
	case a.Whole() || p.Start != a.Received:
		return laurel.E(laurel.Conflict, "upload.offset").With(laurel.Args{"Is": a.Received})
	case p.Size <= 0 || p.Size > a.Size-a.Received:
		return laurel.E(laurel.TooLarge, "upload.longer").With(laurel.Args{"Size": a.Size})
	case a.Parts >= MaxParts:
		return laurel.E(laurel.Conflict, "upload.too-many-parts")
	}
	a.Received, a.Parts, a.ExpiresAt = a.Received+p.Size, a.Parts+1, now.Add(BegunLife)
	return nil
}

// Lapsed reports whether nobody has asked for the file for too long.
func (a Arrival) Lapsed(now time.Time) bool { return !a.ExpiresAt.IsZero() && !now.Before(a.ExpiresAt) }

// FileKinds lists the kinds of evidence that are files and that the task asks for.
func (t Task) FileKinds() []approval.Kind {
	var kinds []approval.Kind
	for _, a := range t.Asks {
		if IsFile(a.Kind) && !slices.Contains(kinds, a.Kind) {
			kinds = append(kinds, a.Kind)
		}
	}
	return kinds
}

// Writing is what a learner writes for a task.
type Writing struct{ Text, Link string }

// Keepable refuses what could not be shown again.
func (w Writing) Keepable() error {
	if !isText(w.Text, 0, MaxText) {
		return tooLong("evidence.too-long", "text", MaxText)
	}
	if len(w.Link) > MaxLink || !isText(w.Link, 0, MaxLink) {
		return tooLong("evidence.too-long", "link", MaxLink)
	}
	return nil
}
