package tenants

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"strconv"
	"time"

	"example.org/laurel"
)

// AuditEntry is one entry of a tenant's audit trail.
type AuditEntry struct {
	ID        string
	At        time.Time
	What      string
	Object    string
	About     laurel.PersonID // whose values they are; an opaque id, which stays
	Actor     string          // empty once erased, together with its salt
	ActorSalt string
	ActorSum  string
	Values    string // JSON {"from":…,"to":…}; empty once erased, together with its salt
	Salt      string
	Sum       string
	Seal      int64 // number of its seal; 0: not sealed yet
	Place     int64 // in the seal, from 1
	Mark      string
}

// ValuesErased reports whether what was and what is were erased.
func (e AuditEntry) ValuesErased() bool { return e.Values == "" && e.Salt == "" }

// ActorErased reports whether it was erased who did it.
func (e AuditEntry) ActorErased() bool { return e.Actor == "" && e.ActorSalt == "" }

// AuditSeal holds entries that were sealed together, in the order of Place.
// Everybody can compute Sum: see sumOf. It binds the seal to
// all before it. Mark shows that this installation made it.
type AuditSeal struct {
	Number   int64 // from 1, without gaps
	SealedAt time.Time
	Entries  int64
	Previous string // Sum of the seal before; empty in the first
	Sum      string
	Mark     string
}

// AuditHead says how far a chain goes, so that nobody can cut off its end.
type AuditHead struct {
	Number int64
	Sum    string // of the last seal
	Mark   string
}

// AuditMark makes the mark of a text with a key that is not in the database.
type AuditMark func(text []byte) string

// Seal seals entries, one at least, behind a chain that ends with head. It fills
// in where each now stands.
func (h AuditHead) Seal(entries []AuditEntry, mark AuditMark, now time.Time) (AuditSeal, AuditHead) {
	s := AuditSeal{Number: h.Number + 1, SealedAt: now, Entries: int64(len(entries)), Previous: h.Sum}
	for i := range entries {
		e := &entries[i]
		e.Seal, e.Place = s.Number, int64(i+1)
		e.Mark = mark(e.form())
	}
	s.Sum = s.sumOf(entries)
	s.Mark = mark(s.form())
	next := AuditHead{Number: s.Number, Sum: s.Sum}
	next.Mark = mark(next.form())
	return s, next
}

// form is all of an entry that never changes, and where it stands.
func (e AuditEntry) form() []byte {
	return form("laurel audit entry 1", number(e.Seal), number(e.Place), e.ID, instant(e.At), e.What, e.Object,
		string(e.About), e.ActorSum, e.Sum)
}

// sumOf is what the seal's sum has to be if it holds these entries.
func (s AuditSeal) sumOf(entries []AuditEntry) string {
	sum := sha256.New()
	sum.Write(form("laurel audit sum 1", number(s.Number), instant(s.SealedAt), number(s.Entries), s.Previous))
	for _, e := range entries {
		sum.Write(e.form())
	}
	return hex.EncodeToString(sum.Sum(nil))
}

func (s AuditSeal) form() []byte { return form("laurel audit seal 1", number(s.Number), s.Sum) }

func (h AuditHead) form() []byte { return form("laurel audit head 1", number(h.Number), h.Sum) }

// form writes parts one behind the other, each after its length in eight bytes,
// the highest first: no two lists of parts read the same.
func form(parts ...string) []byte {
	var b []byte
	for _, p := range parts {
		b = binary.BigEndian.AppendUint64(b, uint64(len(p)))
		b = append(b, p...)
	}
	return b
}

func number(n int64) string { return strconv.FormatInt(n, 10) }

// instant is a time in microseconds since 1970, UTC: what every database keeps.
func instant(t time.Time) string { return strconv.FormatInt(t.UnixMicro(), 10) }
