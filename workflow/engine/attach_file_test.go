package engine_test

import (
	"slices"
	"testing"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine"
)

// attach files a file for an activity and names it in the draft.
func (s *house) attach(v engine.DraftView, media string) engine.DraftView {
	s.T.Helper()
	a, err := s.Engine.FileAttachment(s.As(s.Cleo), v.ID, engine.Upload{Kind: approval.File, Name: "map.pdf", Media: media,
		MediaType: "application/pdf", Size: 5})
	must(s.T, err)
	v.Draft.Attachments = append(slices.Clone(v.Draft.Attachments), a)
	return s.save(v)
}

func (s *house) save(v engine.DraftView) engine.DraftView {
	s.T.Helper()
	v, err := s.Engine.SaveDraft(s.As(s.Cleo), v.ID, engine.Change{Draft: v.Draft, Version: v.Version})
	must(s.T, err)
	return v
}

// gone reports whether a file is to be removed.
func (s *house) gone(id laurel.UploadID) bool {
	s.T.Helper()
	l, err := s.Engine.Leftover(s.System(), id)
	must(s.T, err)
	return l.Gone && l.Media != ""
}

func TestAnAttachmentStaysAsLongAsTheActivityOrItsDraftHasIt(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		v, err := s.Engine.BeginDraft(s.As(s.Cleo), s.Org, engine.Change{Draft: rowing()})
		must(s.T, err)
		v = s.attach(s.attach(v, "one.pdf"), "two.pdf")
		one, two := v.Draft.Attachments[0].Upload, v.Draft.Attachments[1].Upload
		if v.Draft.Attachments[0].Size != 5 || v.Draft.Attachments[0].Title != "map.pdf" {
			s.T.Errorf("attached %+v", v.Draft.Attachments)
		}
		if _, err := s.Engine.Attachment(s.As(s.Ada), v.ID, one); laurel.KindOf(err) != laurel.NotFound {
			s.T.Errorf("a draft's file: %v, want NotFound", err)
		}
		p, err := s.Engine.PublishDraft(s.As(s.Cleo), v.ID, v.Version)
		must(s.T, err)
		if a, err := s.Engine.Attachment(s.As(""), v.ID, one); err != nil || a.Media != "one.pdf" {
			s.T.Errorf("published: %+v, %v", a, err)
		}
		copied, err := s.Engine.DuplicateActivity(s.As(s.Cleo), p.Activity.ID)
		must(s.T, err)
		v, err = s.Engine.Draft(s.As(s.Cleo), v.ID)
		must(s.T, err)
		v.Draft.Attachments = v.Draft.Attachments[1:]
		v = s.save(v)
		if s.gone(one) {
			s.T.Error("what is published is removed when its draft does without it")
		}
		_, err = s.Engine.PublishDraft(s.As(s.Cleo), v.ID, v.Version)
		must(s.T, err)
		if l, err := s.Engine.Leftover(s.System(), one); err != nil || !l.Gone || l.Media != "" {
			s.T.Errorf("of what its copy has: %+v, %v; want its row gone and its bytes kept", l, err)
		}
		if s.gone(two) {
			s.T.Error("what stays is removed")
		}
		_, err = s.Engine.DiscardDraft(s.As(s.Cleo), copied.ID, copied.Version)
		must(s.T, err)
		must(s.T, s.Engine.ForgetUpload(s.System(), one, engine.Leftover{Gone: true}))
		if !s.gone(copied.Draft.Attachments[0].Upload) {
			s.T.Error("what nobody has any more is kept")
		}
	})
}

func TestOnlyAnActivitysOwnFilesAreAttached(t *testing.T) {
	t.Parallel()
	each(t, func(s *house) {
		up := engine.Upload{Kind: approval.File, Media: "one.pdf", MediaType: "application/pdf", Size: 5}
		v, err := s.Engine.BeginDraft(s.As(s.Cleo), s.Org, engine.Change{Draft: rowing()})
		must(s.T, err)
		other, err := s.Engine.BeginDraft(s.As(s.Cleo), s.Org, engine.Change{Draft: rowing()})
		must(s.T, err)
		theirs, err := s.Engine.FileAttachment(s.As(s.Cleo), other.ID, up)
		must(s.T, err)
		cover, err := s.Engine.FileCover(s.As(s.Cleo), s.Org, up)
		must(s.T, err)
		for name, list := range map[string][]workflow.Attachment{
			"another's": {theirs}, "a cover": {{Upload: cover, Title: "x"}}, "none": {{Upload: "x", Title: "x"}},
			"eleven": make([]workflow.Attachment, workflow.MaxAttachments+1), "one twice": {theirs, theirs},
		} {
			d := rowing()
			d.Attachments = list
			if _, err := s.Engine.SaveDraft(s.As(s.Cleo), v.ID, engine.Change{Draft: d, Version: v.Version}); laurel.KindOf(err) != laurel.Invalid {
				s.T.Errorf("%s: %v, want Invalid", name, err)
			}
			if _, err := s.Engine.PublishActivity(s.As(s.Cleo), s.Org, d); laurel.KindOf(err) != laurel.Invalid {
				s.T.Errorf("%s, published at once: %v, want Invalid", name, err)
			}
		}
		for name, who := range map[string]laurel.PersonID{"a learner": s.Ada, "a visitor": ""} {
			if _, err := s.Engine.FileAttachment(s.As(who), v.ID, up); err == nil {
				s.T.Errorf("%s attaches a file", name)
			}
			if _, err := s.Engine.DraftAttachment(s.As(who), other.ID, theirs.Upload); err == nil {
				s.T.Errorf("%s reads a draft's file", name)
			}
		}
	})
}
