package laurel

import (
	"crypto/rand"
	"encoding/base32"
	"encoding/binary"
	"strings"
	"time"
)

// TenantID is a tenant's opaque code: ten characters of lower-case Crockford
// base32, drawn at random when the tenant is founded. It never changes and is
// never given out again, since it stands in every signed badge.
type TenantID string

// Ids of things that a tenant owns. Each is its tenant's code, a hyphen and a
// UUIDv7 (RFC 9562, section 5.7) in 26 characters of Crockford base32: the
// scope of a thing follows from its address alone, and ids sort by age.
type (
	ActivityID    string
	PlaylistID    string
	AchievementID string
	TaskID        string
	FlowID        string
	SubmissionID  string
	OpinionID     string
	UploadID      string
	AwardID       string
	ClaimID       string
	PassID        string
	EntryID       string
	InvitationID  string
	GuestID       string
	EventID       string
)

// Ids of what belongs to nobody: a framework of skills has a short name, as in
// "laurel", and a skill that name, a dot, and a key of its own there.
type (
	FrameworkID string
	SkillID     string
)

// Ids of what belongs to a person, on no tenant's side of a wall: a bare UUIDv7
// in 26 characters of Crockford base32.
type (
	PersonID  string
	SessionID string
	TokenID   string
)

const (
	tenantLength = 10
	uuidLength   = 26
)

var crockford = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// NewTenantID draws the code of a new tenant.
func NewTenantID() TenantID {
	var b [7]byte
	rand.Read(b[:])
	return TenantID(crockford.EncodeToString(b[:])[:tenantLength])
}

// NewID returns an id of a thing in tenant t, made at now.
func NewID[T ~string](t TenantID, now time.Time) T {
	return T(string(t) + "-" + uuid7(now))
}

// NewPersonalID returns an id that names no tenant.
func NewPersonalID[T ~string](now time.Time) T { return T(uuid7(now)) }

// NewSecret returns 160 random bits as 32 characters of Crockford base32: what
// stands in a link or a token. Only its hash is ever stored.
func NewSecret() string {
	var b [20]byte
	rand.Read(b[:])
	return crockford.EncodeToString(b[:])
}

func uuid7(now time.Time) string {
	var b [16]byte
	rand.Read(b[6:])
	binary.BigEndian.PutUint64(b[:8], uint64(now.UnixMilli())<<16|uint64(b[6])<<8|uint64(b[7]))
	b[6] = b[6]&0x0f | 0x70
	b[8] = b[8]&0x3f | 0x80
	return crockford.EncodeToString(b[:])
}

// UUID returns the id's UUIDv7 in the usual 36 characters, as in "urn:uuid:…";
// it is empty where id is malformed.
func UUID[T ~string](id T) string {
	s := string(id)
	if i := strings.LastIndexByte(s, '-'); i >= 0 {
		s = s[i+1:]
	}
	b, err := crockford.DecodeString(s)
	if err != nil || len(b) != 16 {
		return ""
	}
	const digits = "0123456789abcdef"
	out := make([]byte, 0, 36)
	for i, c := range b {
		if i == 4 || i == 6 || i == 8 || i == 10 {
			out = append(out, '-')
		}
		out = append(out, digits[c>>4], digits[c&15])
	}
	return string(out)
}

// Valid reports whether t has the shape of a tenant's code.
func (t TenantID) Valid() bool { return len(t) == tenantLength && inAlphabet(string(t)) }

// TenantOf returns the tenant that an id names; it is empty where the id has
// not the shape of one, and then names nothing.
func TenantOf[T ~string](id T) TenantID {
	code, uuid, ok := strings.Cut(string(id), "-")
	if !ok || !TenantID(code).Valid() || len(uuid) != uuidLength || !inAlphabet(uuid) {
		return ""
	}
	return TenantID(code)
}

func inAlphabet(s string) bool {
	for i := range len(s) {
		if c := s[i]; (c < '0' || c > '9') && (c < 'a' || c > 'z') || c == 'i' || c == 'l' || c == 'o' || c == 'u' {
			return false
		}
	}
	return true
}

// The tenant of each thing, by its id.

// Tenant is the organisation that offers the activity.
func (id ActivityID) Tenant() TenantID { return TenantOf(id) }

// Tenant is whose playlist it is.
func (id PlaylistID) Tenant() TenantID { return TenantOf(id) }

// Tenant is the organisation that issues the badge.
func (id AchievementID) Tenant() TenantID { return TenantOf(id) }

// Tenant is the organisation that set the task.
func (id TaskID) Tenant() TenantID { return TenantOf(id) }

// Tenant is the organisation whose flow it is.
func (id FlowID) Tenant() TenantID { return TenantOf(id) }

// Tenant is the organisation that judges the submission.
func (id SubmissionID) Tenant() TenantID { return TenantOf(id) }

// Tenant is the organisation that takes the upload.
func (id UploadID) Tenant() TenantID { return TenantOf(id) }

// Tenant is the organisation that granted the award.
func (id AwardID) Tenant() TenantID { return TenantOf(id) }

// Tenant is the organisation whose code it is.
func (id ClaimID) Tenant() TenantID { return TenantOf(id) }

// Tenant is the organisation whose code it is.
func (id PassID) Tenant() TenantID { return TenantOf(id) }

// Tenant is the organisation whose code it is.
func (id EntryID) Tenant() TenantID { return TenantOf(id) }

// Tenant is the organisation whose submission the guest is asked about.
func (id GuestID) Tenant() TenantID { return TenantOf(id) }

// Tenant is the one that invites.
func (id InvitationID) Tenant() TenantID { return TenantOf(id) }

// Valid reports whether f has the shape of a framework's id.
func (f FrameworkID) Valid() bool { return isKey(string(f), maxFramework) }

const (
	maxFramework = 32
	maxSkill     = 64 // of its key
)

// Framework is the one that the skill stands in; empty where id has not the shape of
// a skill's, and then names nothing.
func (id SkillID) Framework() FrameworkID {
	framework, key, ok := strings.Cut(string(id), ".")
	if !ok || !FrameworkID(framework).Valid() || !isKey(key, maxSkill) {
		return ""
	}
	return FrameworkID(framework)
}

// Key is the skill's name within its framework.
func (id SkillID) Key() string {
	_, key, _ := strings.Cut(string(id), ".")
	return key
}

// SkillIn is the id of a skill by its key in a framework.
func SkillIn(f FrameworkID, key string) SkillID { return SkillID(string(f) + "." + key) }

// isKey reports whether s is made of small letters, digits and hyphens.
func isKey(s string, most int) bool {
	for i := range len(s) {
		if c := s[i]; (c < '0' || c > '9') && (c < 'a' || c > 'z') && c != '-' {
			return false
		}
	}
	return s != "" && len(s) <= most
}
