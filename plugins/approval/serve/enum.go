package serve

import (
	"fmt"

	"example.org/laurel/plugins/approval"
	"example.org/laurel/plugins/approval/approvalpb"
)

// The words of package approval and their numbers on the wire. A word without a
// number is sent as 0; a number without a word is read as "number N", which no
// Check lets through. Zero is "nobody" for Reviewers, and "" for all others.

func toOutcome(o approval.Outcome) approvalpb.Outcome {
	switch o {
	case approval.Approve:
		return approvalpb.Outcome_OUTCOME_APPROVE
	case approval.Reject:
		return approvalpb.Outcome_OUTCOME_REJECT
	case approval.Improve:
		return approvalpb.Outcome_OUTCOME_IMPROVE
	case approval.Wait:
		return approvalpb.Outcome_OUTCOME_WAIT
	}
	return approvalpb.Outcome_OUTCOME_UNSPECIFIED
}

func fromOutcome(o approvalpb.Outcome) approval.Outcome {
	switch o {
	case approvalpb.Outcome_OUTCOME_UNSPECIFIED:
		return ""
	case approvalpb.Outcome_OUTCOME_APPROVE:
		return approval.Approve
	case approvalpb.Outcome_OUTCOME_REJECT:
		return approval.Reject
	case approvalpb.Outcome_OUTCOME_IMPROVE:
		return approval.Improve
	case approvalpb.Outcome_OUTCOME_WAIT:
		return approval.Wait
	}
	return unknown[approval.Outcome](int32(o))
}

func toReviewers(r approval.Reviewers) approvalpb.Reviewers {
	switch r {
	case approval.Peers:
		return approvalpb.Reviewers_REVIEWERS_PEERS
	case approval.Organisers:
		return approvalpb.Reviewers_REVIEWERS_ORGANISERS
	case approval.Nobody:
	}
	return approvalpb.Reviewers_REVIEWERS_UNSPECIFIED
}

func fromReviewers(r approvalpb.Reviewers) approval.Reviewers {
	switch r {
	case approvalpb.Reviewers_REVIEWERS_UNSPECIFIED:
		return approval.Nobody
	case approvalpb.Reviewers_REVIEWERS_PEERS:
		return approval.Peers
	case approvalpb.Reviewers_REVIEWERS_ORGANISERS:
		return approval.Organisers
	}
	return unknown[approval.Reviewers](int32(r))
}

func toKind(k approval.Kind) approvalpb.Kind {
	switch k {
	case approval.Text:
		return approvalpb.Kind_KIND_TEXT
	case approval.Photo:
		return approvalpb.Kind_KIND_PHOTO
	case approval.Video:
		return approvalpb.Kind_KIND_VIDEO
	case approval.Audio:
		return approvalpb.Kind_KIND_AUDIO
	case approval.File:
		return approvalpb.Kind_KIND_FILE
	case approval.Link:
		return approvalpb.Kind_KIND_LINK
	}
	return approvalpb.Kind_KIND_UNSPECIFIED
}

func fromKind(k approvalpb.Kind) approval.Kind {
	switch k {
	case approvalpb.Kind_KIND_UNSPECIFIED:
		return ""
	case approvalpb.Kind_KIND_TEXT:
		return approval.Text
	case approvalpb.Kind_KIND_PHOTO:
		return approval.Photo
	case approvalpb.Kind_KIND_VIDEO:
		return approval.Video
	case approvalpb.Kind_KIND_AUDIO:
		return approval.Audio
	case approvalpb.Kind_KIND_FILE:
		return approval.File
	case approvalpb.Kind_KIND_LINK:
		return approval.Link
	}
	return unknown[approval.Kind](int32(k))
}

func toRole(r approval.Role) approvalpb.Role {
	switch r {
	case approval.Peer:
		return approvalpb.Role_ROLE_PEER
	case approval.Organiser:
		return approvalpb.Role_ROLE_ORGANISER
	}
	return approvalpb.Role_ROLE_UNSPECIFIED
}

func fromRole(r approvalpb.Role) approval.Role {
	switch r {
	case approvalpb.Role_ROLE_UNSPECIFIED:
		return ""
	case approvalpb.Role_ROLE_PEER:
		return approval.Peer
	case approvalpb.Role_ROLE_ORGANISER:
		return approval.Organiser
	}
	return unknown[approval.Role](int32(r))
}

func unknown[T ~string](n int32) T { return T(fmt.Sprintf("number %d", n)) }
