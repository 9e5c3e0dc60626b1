package tenants

import (
	"slices"

	"example.org/laurel"
)

// Names of what a tenant can be limited in. What counts for each is said by
// tenants/db. There is no limit where none was set, and none on awards: what
// somebody has earned is never refused. Whoever is at the limit of activities or
// storage can do without more of them, and a learner can go on with words and links.
const (
	MembersQuota       = "members"       // people with a role
	OrganisationsQuota = "organisations" // of a city, suspended ones, too
	ActivitiesQuota    = "activities"    // published
	StorageQuota       = "storage"       // bytes of uploaded files
)

// Names of how large one file of a kind of evidence may be, in bytes. Without a limit
// of the tenant's own that of the platform holds, which none is above.
const (
	PhotoSize = "photo-size"
	VideoSize = "video-size"
	AudioSize = "audio-size"
	FileSize  = "file-size"
)

// LargestOf is the platform's bound of a size; 0: name is that of no size.
func LargestOf(name string) int64 {
	switch name {
	case PhotoSize:
		return 32 << 20
	case VideoSize:
		return 512 << 20
	case AudioSize:
		return 128 << 20
	case FileSize:
		return 64 << 20
	}
	return 0
}

// InBytes reports whether the quota counts bytes.
func (q Quota) InBytes() bool { return q.Name == StorageQuota || LargestOf(q.Name) > 0 }

// Unlimited is the most that there may be where there is no limit.
const Unlimited int64 = -1

// mostEver bounds a limit: a petabyte, in bytes.
const mostEver int64 = 1 << 50

// Quota is what a tenant may have of something, and what it has.
type Quota struct {
	Name    string
	Most    int64 // Unlimited, or the most there may be
	Used    int64
	Version int // for who wants to change it; 0: it was never set
}

// QuotasIn lists what a tenant of that kind can be limited in.
func QuotasIn(k Kind) []string {
	if k == City {
		return []string{MembersQuota, OrganisationsQuota}
	}
	return []string{MembersQuota, ActivitiesQuota, StorageQuota, PhotoSize, VideoSize, AudioSize, FileSize}
}

// Room refuses more of something than there is room for: the first that is over
// the limit. What is over it already, since the limit was lowered, stays.
func (q Quota) Room(more int64) error {
	if q.Most == Unlimited || more <= q.Most-q.Used {
		return nil
	}
	return laurel.E(laurel.Conflict, "quota."+q.Name).With(laurel.Args{"Count": q.Most, "Used": q.Used, "MiB": q.Most >> 20})
}

// Limit returns the quota with another limit.
func (q Quota) Limit(k Kind, most int64) (Quota, error) {
	if !slices.Contains(QuotasIn(k), q.Name) {
		return q, laurel.E(laurel.Invalid, "quota.unknown").At("name")
	}
	if most < Unlimited || most > mostEver {
		return q, laurel.E(laurel.Invalid, "quota.most").At("most")
	}
	const mebibyte = 1 << 20
	if bound := LargestOf(q.Name); bound > 0 && most != Unlimited && (most < mebibyte || most > bound) {
		return q, laurel.E(laurel.Invalid, "quota.size").With(laurel.Args{"Max": bound / mebibyte}).At("most")
	}
	q.Most = most
	return q, nil
}
