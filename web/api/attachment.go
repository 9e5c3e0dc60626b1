package api

import (
	"example.org/laurel"
	"example.org/laurel/workflow"
)

// attachment is a file of an activity that learners save.
type attachment struct {
	Upload laurel.UploadID `json:"upload"`
	Title  string          `json:"title"`
	Type   string          `json:"type" doc:"Media type."`
	Size   int64           `json:"size" doc:"Bytes."`
	URL    string          `json:"url" format:"uri"`
}

func attachmentsOf(page string, files []workflow.Attachment) []attachment {
	return list(files, func(a workflow.Attachment) attachment {
		return attachment{Upload: a.Upload, Title: a.Title, Type: a.MediaType, Size: a.Size, URL: page + "/attachments/" + string(a.Upload)}
	})
}

// attachmentDraft is one that the activity's draft has.
type attachmentDraft struct {
	Upload laurel.UploadID `json:"upload" doc:"Of a file that was attached in the editor."`
	Title  string          `json:"title"`
}

func (a attachmentDraft) attachment() workflow.Attachment {
	return workflow.Attachment{Upload: a.Upload, Title: a.Title}
}

func attachmentDraftOf(a workflow.Attachment) attachmentDraft {
	return attachmentDraft{Upload: a.Upload, Title: a.Title}
}
