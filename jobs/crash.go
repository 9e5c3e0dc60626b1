package jobs

// CrashPoint names a moment between two steps at which a process may die. The
// test that kills processes walks this list, so a new step with an effect gets
// its point here.
type CrashPoint string

// The crash points, in the order in which a submission passes them.
const (
	EventRelayed      CrashPoint = "event-relayed"   // deliveries are filed, none is queued
	DeliveryQueued    CrashPoint = "delivery-queued" // the queue has it, the database does not know
	ApproverToBeAsked CrashPoint = "approver-to-be-asked"
	ApproverAnswered  CrashPoint = "approver-answered" // the verdict is known to this process alone
	VerdictEntered    CrashPoint = "verdict-entered"
	AwardGranted      CrashPoint = "award-granted"
	PictureDrawn      CrashPoint = "picture-drawn" // it is stored, the badge does not know
	PictureFiled      CrashPoint = "picture-filed"
	CredentialSigned  CrashPoint = "credential-signed" // the document is in this process alone
	CredentialFiled   CrashPoint = "credential-filed"
	PortfolioEntered  CrashPoint = "portfolio-entered"
)

// CrashPoints lists them all.
func CrashPoints() []CrashPoint {
	return []CrashPoint{EventRelayed, DeliveryQueued, ApproverToBeAsked, ApproverAnswered, VerdictEntered, AwardGranted,
		PictureDrawn, PictureFiled, CredentialSigned, CredentialFiled, PortfolioEntered}
}
