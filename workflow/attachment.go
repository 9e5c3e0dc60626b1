package workflow

import (
	"slices"
	"strconv"

	"example.org/laurel"
)

// MaxAttachments is how many files one activity can have attached.
const MaxAttachments = 10

// Attachment is a file that learners of an activity save: a handout, a form, a map.
// What the file is, its row says: of what an organiser sends only which it is, and its
// title, count.
type Attachment struct {
	Upload    laurel.UploadID `json:"upload"`
	Title     string          `json:"title"`
	Media     string          `json:"media"` // name in tenants/media
	MediaType string          `json:"media_type"`
	Size      int64           `json:"size"` // bytes
}

// checkAttachments refuses what cannot be published of them.
func checkAttachments(list []Attachment) error {
	for i, a := range list {
		if !isText(a.Title, 1, MaxTitle) || !isLine(a.Title) {
			return tooLong("attachment.title", attachmentField(i), MaxTitle)
		}
	}
	return nil
}

// fitAttachments refuses what is too much even for a draft.
func fitAttachments(list []Attachment) error {
	if len(list) > MaxAttachments {
		return laurel.E(laurel.Invalid, "attachment.too-many").With(laurel.Args{"Max": MaxAttachments}).At("attachments")
	}
	for i, a := range list {
		if !isText(a.Title, 0, MaxTitle) {
			return tooLong("attachment.title", attachmentField(i), MaxTitle)
		}
		if slices.ContainsFunc(list[:i], func(b Attachment) bool { return a.Upload == b.Upload }) {
			return laurel.E(laurel.Invalid, "attachment.unknown").At(attachmentField(i))
		}
	}
	return nil
}

func attachmentField(i int) string { return "attachments[" + strconv.Itoa(i) + "]" }

// Unattached are those of a list that are in none of others.
func Unattached(was []Attachment, others ...[]Attachment) []laurel.UploadID {
	var gone []laurel.UploadID
	for _, a := range was {
		if !slices.ContainsFunc(slices.Concat(others...), func(b Attachment) bool { return a.Upload == b.Upload }) {
			gone = append(gone, a.Upload)
		}
	}
	return gone
}
