package workflow

import "example.org/laurel"

// ActivityPublished says that an activity can be done, and that its badge has to be drawn.
type ActivityPublished struct {
	Activity    laurel.ActivityID
	Achievement laurel.AchievementID
}

// EvidenceSubmitted says that a learner has handed something in, for the first time or improved.
type EvidenceSubmitted struct {
	Submission laurel.SubmissionID
	Attempt    int
}

// OpinionGiven says that a reviewer has spoken about a submission.
type OpinionGiven struct{ Submission laurel.SubmissionID }

// TermReached says that an approver wanted to be asked again now.
type TermReached struct{ Submission laurel.SubmissionID }

// StepPassed says that one approver is content and the next is to be asked.
type StepPassed struct {
	Submission laurel.SubmissionID
	Attempt    int
	Step       int
}

// TaskPassed says that all approvers are content.
type TaskPassed struct{ Submission laurel.SubmissionID }

// SubmissionReturned says that what was handed in is not enough yet.
type SubmissionReturned struct {
	Submission laurel.SubmissionID
	Person     laurel.PersonID
	Attempt    int
}

// SubmissionRejected says that what was handed in is not enough, and is not to be improved.
type SubmissionRejected struct {
	Submission laurel.SubmissionID
	Person     laurel.PersonID
}

// AwardGranted says that all tasks of a badge are passed.
type AwardGranted struct {
	Award laurel.AwardID
	City  laurel.TenantID // where it was earned; empty: on the platform's site
}

// ActivityChanged says that what catalogues say of an activity may not be true any
// more: it was published, again or anew, archived or restored.
type ActivityChanged struct {
	Activity laurel.ActivityID
	Revision int
}

// ActivityListed says that an activity has come into the catalogue of a city.
type ActivityListed struct {
	City     laurel.TenantID
	Activity laurel.ActivityID
}

// PlaylistChanged says that what activities say of the playlists that they are in may
// not be true any more: one was published, again or anew, archived or restored.
type PlaylistChanged struct {
	Playlist laurel.PlaylistID
	Revision int
	Left     []laurel.ActivityID // what is not in it any more
}

// PlaylistBadgeMade says that an edition of a playlist's badge has to be drawn.
type PlaylistBadgeMade struct {
	Playlist    laurel.PlaylistID
	Achievement laurel.AchievementID
}

// CredentialIssued says that the signed document of an award is there.
type CredentialIssued struct {
	Award  laurel.AwardID
	Person laurel.PersonID
}

// UploadDue says that it is to be seen what of a file is no longer needed: its
// parts, or all of it once it has lapsed or was dropped.
type UploadDue struct{ Upload laurel.UploadID }

// PhotoTaken says that a photo is kept whose previews are to be made.
type PhotoTaken struct{ Upload laurel.UploadID }

// PhotoSent says that a photo is here as it was sent, to be turned into a JPEG.
type PhotoSent struct{ Upload laurel.UploadID }

// PartTaken says that somebody has joined an activity, or waits for a place.
type PartTaken struct {
	Activity laurel.ActivityID
	Person   laurel.PersonID
}

// PlaceFreed says that somebody who had a place in an activity has none any more.
type PlaceFreed struct{ Activity laurel.ActivityID }

// PlaceGiven says that somebody who waited has a place in an activity.
type PlaceGiven struct {
	Activity laurel.ActivityID
	Person   laurel.PersonID
}

// ParticipantRuled says that an organiser has accepted, refused or removed somebody.
type ParticipantRuled struct {
	Activity laurel.ActivityID
	Person   laurel.PersonID
	Kind     RulingKind
}

// ParticipantInvited says that somebody is invited to take part in an activity, and
// that a letter is to say so.
type ParticipantInvited struct {
	Invitation laurel.InvitationID
	Person     laurel.PersonID
}

// EventName is part of what is stored, as are those below.
func (ActivityPublished) EventName() string { return "activity.published" }

// EventName is part of what is stored.
func (EvidenceSubmitted) EventName() string { return "evidence.submitted" }

// EventName is part of what is stored.
func (OpinionGiven) EventName() string { return "opinion.given" }

// EventName is part of what is stored.
func (TermReached) EventName() string { return "term.reached" }

// EventName is part of what is stored.
func (StepPassed) EventName() string { return "step.passed" }

// EventName is part of what is stored.
func (TaskPassed) EventName() string { return "task.passed" }

// EventName is part of what is stored.
func (SubmissionReturned) EventName() string { return "submission.returned" }

// EventName is part of what is stored.
func (SubmissionRejected) EventName() string { return "submission.rejected" }

// EventName is part of what is stored.
func (AwardGranted) EventName() string { return "award.granted" }

// EventName is part of what is stored.
func (CredentialIssued) EventName() string { return "credential.issued" }

// EventName is part of what is stored.
func (ActivityListed) EventName() string { return "activity.listed" }

// EventName is part of what is stored.
func (ActivityChanged) EventName() string { return "activity.changed" }

// EventName is part of what is stored.
func (PlaylistChanged) EventName() string { return "playlist.changed" }

// EventName is part of what is stored.
func (PlaylistBadgeMade) EventName() string { return "playlist-badge.made" }

// EventName is part of what is stored.
func (UploadDue) EventName() string { return "upload.due" }

// EventName is part of what is stored.
func (PhotoTaken) EventName() string { return "photo.taken" }

// EventName is part of what is stored.
func (PhotoSent) EventName() string { return "photo.sent" }

// EventName is part of what is stored.
func (PartTaken) EventName() string { return "part.taken" }

// EventName is part of what is stored.
func (PlaceFreed) EventName() string { return "place.freed" }

// EventName is part of what is stored.
func (PlaceGiven) EventName() string { return "place.given" }

// EventName is part of what is stored.
func (ParticipantRuled) EventName() string { return "participant.ruled" }

// EventName is part of what is stored.
func (ParticipantInvited) EventName() string { return "participant.invited" }

// EventName is part of what is stored.
func (GuestInvited) EventName() string { return "guest.invited" }

// Tenant is the one whose event it can be.
func (e GuestInvited) Tenant() laurel.TenantID { return e.Guest.Tenant() }

// Tenant is the one whose event it can be: jobs refuse one that another tenant
// posted. So it is with those below.
func (e ActivityPublished) Tenant() laurel.TenantID { return e.Achievement.Tenant() }

// Tenant is the one whose event it can be.
func (e ActivityChanged) Tenant() laurel.TenantID { return e.Activity.Tenant() }

// Tenant is the one whose event it can be.
func (e PlaylistChanged) Tenant() laurel.TenantID { return e.Playlist.Tenant() }

// Tenant is the one whose event it can be.
func (e PlaylistBadgeMade) Tenant() laurel.TenantID { return e.Achievement.Tenant() }

// Tenant is the one whose event it can be: the catalogue's, not the activity's.
func (e ActivityListed) Tenant() laurel.TenantID { return e.City }

// Tenant is the one whose event it can be.
func (e EvidenceSubmitted) Tenant() laurel.TenantID { return e.Submission.Tenant() }

// Tenant is the one whose event it can be.
func (e StepPassed) Tenant() laurel.TenantID { return e.Submission.Tenant() }

// Tenant is the one whose event it can be.
func (e SubmissionReturned) Tenant() laurel.TenantID { return e.Submission.Tenant() }

// Tenant is the one whose event it can be.
func (e SubmissionRejected) Tenant() laurel.TenantID { return e.Submission.Tenant() }

// Tenant is the one whose event it can be.
func (e CredentialIssued) Tenant() laurel.TenantID { return e.Award.Tenant() }

// Tenant is the one whose event it can be.
func (e OpinionGiven) Tenant() laurel.TenantID { return e.Submission.Tenant() }

// Tenant is the one whose event it can be.
func (e TermReached) Tenant() laurel.TenantID { return e.Submission.Tenant() }

// Tenant is the one whose event it can be.
func (e TaskPassed) Tenant() laurel.TenantID { return e.Submission.Tenant() }

// Tenant is the one whose event it can be.
func (e AwardGranted) Tenant() laurel.TenantID { return e.Award.Tenant() }

// Tenant is the one whose event it can be.
func (e UploadDue) Tenant() laurel.TenantID { return e.Upload.Tenant() }

// Tenant is the one whose event it can be.
func (e PhotoTaken) Tenant() laurel.TenantID { return e.Upload.Tenant() }

// Tenant is the one whose event it can be.
func (e PhotoSent) Tenant() laurel.TenantID { return e.Upload.Tenant() }

// Tenant is the one whose event it can be.
func (e PartTaken) Tenant() laurel.TenantID { return e.Activity.Tenant() }

// Tenant is the one whose event it can be.
func (e PlaceFreed) Tenant() laurel.TenantID { return e.Activity.Tenant() }

// Tenant is the one whose event it can be.
func (e PlaceGiven) Tenant() laurel.TenantID { return e.Activity.Tenant() }

// Tenant is the one whose event it can be.
func (e ParticipantRuled) Tenant() laurel.TenantID { return e.Activity.Tenant() }

// Tenant is the one whose event it can be.
func (e ParticipantInvited) Tenant() laurel.TenantID { return e.Invitation.Tenant() }

// GuestInvited says that somebody without an account is to be asked by a letter.
type GuestInvited struct{ Guest laurel.GuestID }
