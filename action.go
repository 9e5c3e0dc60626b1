package laurel

import "slices"

// Action is something that policies may allow or forbid.
type Action string

// The actions, each asked about one thing in its tenant.
const (
	FoundTenant         Action = "tenant.found"
	LimitTenant         Action = "tenant.limit"  // its quotas, and whether it may act at all
	ManageTenant        Action = "tenant.manage" // what it says of itself, its terms, its single sign-on
	ManageMembers       Action = "members.manage"
	ManageRoles         Action = "roles.manage"
	ManageOrganisations Action = "organisations.manage" // who is affiliated with a city
	ReadAudit           Action = "audit.read"
	ImportFramework     Action = "framework.import" // of skills, for the whole platform
	ManageApprovers     Action = "approvers.manage" // which programs decide, for the whole platform
	ListActivity        Action = "activity.list"
	PublishActivity     Action = "activity.publish"
	WritePlaylist       Action = "playlist.write"
	SubmitEvidence      Action = "evidence.submit"
	ReadSubmission      Action = "submission.read"
	ReviewAsPeer        Action = "evidence.review-as-peer"
	ApproveEvidence     Action = "evidence.approve"
	RecordVerdict       Action = "verdict.record"
	FileCredential      Action = "credential.file"
	FollowChange        Action = "change.follow" // what a change elsewhere brings with it: entries of catalogues, playlists
)

// Actions lists every action, in the order of the policy matrix.
func Actions() []Action {
	return slices.Clone([]Action{
		FoundTenant, LimitTenant, ManageTenant, ManageMembers, ManageRoles, ManageOrganisations, ReadAudit,
		ImportFramework, ManageApprovers, ListActivity, PublishActivity, WritePlaylist,
		SubmitEvidence, ReadSubmission, ReviewAsPeer, ApproveEvidence,
		RecordVerdict, FileCredential, FollowChange,
	})
}

// Thing is what an action is done to. Its tenant decides whose rules hold.
type Thing interface {
	Tenant() TenantID
	// Object names the thing for policies: "activity:ID", or "tenant" for the tenant itself.
	Object() string
}

// Whole is a tenant as the thing that an action is done to.
type Whole TenantID

// Tenant is the tenant itself.
func (w Whole) Tenant() TenantID { return TenantID(w) }

// Object names it for policies.
func (w Whole) Object() string { return "tenant" }

// Platform is the tenant above all tenants: who has a role in it runs the
// installation. It owns nothing and issues nothing.
const Platform TenantID = "0000000000"
