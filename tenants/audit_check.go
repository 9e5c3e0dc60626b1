package tenants

import (
	"encoding/json"

	"example.org/laurel"
)

// AuditWrong says in what way an audit trail is not what was sealed. There is a
// text "audit-wrong." + AuditWrong for each.
type AuditWrong string

// The ways in which a trail can be changed.
const (
	EntryChanged  AuditWrong = "changed"      // time, kind, object, person or place of an entry
	ValuesChanged AuditWrong = "values"       // what was or what is
	ActorChanged  AuditWrong = "actor"        // who did it
	EntryMissing  AuditWrong = "missing"      // one was taken away, before the one that is named
	EntryAdded    AuditWrong = "added"        // one stands where there was none
	SealChanged   AuditWrong = "seal"         // all entries are sound, their seal is not
	SealMissing   AuditWrong = "seal-missing" // a seal was taken away, with all its entries or without
	EndMissing    AuditWrong = "end"          // the last seals were cut off, or what says how many there are
	ErasedUntold  AuditWrong = "erased"       // values are gone, and no entry tells that they were erased
)

// AuditWrongs lists them all.
func AuditWrongs() []AuditWrong {
	return []AuditWrong{EntryChanged, ValuesChanged, ActorChanged, EntryMissing, EntryAdded,
		SealChanged, SealMissing, EndMissing, ErasedUntold}
}

// AuditFault is the first thing that is wrong with a trail.
type AuditFault struct {
	Wrong AuditWrong
	Entry AuditEntry // ID is empty where no entry can be named
	Seal  int64
	Place int64
}

// AuditReport is what checking a trail has found.
type AuditReport struct {
	Sealed   int
	Unsealed int // not yet: they are seconds old, or nobody works
	Erased   int // of all, those of which the values or the actor were erased
	Seals    int64
	Last     string      // sum of the last seal: who keeps it elsewhere can compare
	Fault    *AuditFault // nil: the trail is what was sealed
}

// PersonErased is the What of the entry that tells of an erasure.
const PersonErased = "person.erased"

// Erasure counts what was erased of a person in one trail.
type Erasure struct {
	Values int64 `json:"values"` // of entries about the person
	Actors int64 `json:"actors"` // of entries that the person made
}

// AuditCheck checks a trail from its first seal on. It keeps no more of it than
// the report.
type AuditCheck struct {
	mark   AuditMark
	report AuditReport
	gone   Erasure     // found to be erased
	told   Erasure     // by the trail itself
	first  *AuditEntry // of which something was erased
}

// NewAuditCheck begins at the first seal.
func NewAuditCheck(mark AuditMark) *AuditCheck { return &AuditCheck{mark: mark} }

// Add goes on with the next seal and the entries that say they are in it, by
// place. Once a fault is found, entries are counted and nothing more.
func (c *AuditCheck) Add(s AuditSeal, entries []AuditEntry) {
	c.report.Sealed += len(entries)
	for _, e := range entries {
		c.count(e)
	}
	if c.report.Fault == nil {
		c.report.Fault = c.check(s, entries)
	}
	c.report.Seals, c.report.Last = s.Number, s.Sum
}

// End is told how far the chain has to go, which entries name a seal that does
// not exist, and which are in none yet.
func (c *AuditCheck) End(head AuditHead, stray, unsealed []AuditEntry) AuditReport {
	r := &c.report
	r.Unsealed = len(unsealed)
	for _, e := range unsealed {
		c.count(e)
	}
	if r.Fault == nil {
		r.Fault = c.end(head, stray, unsealed)
	}
	return *r
}

func (c *AuditCheck) check(s AuditSeal, entries []AuditEntry) *AuditFault {
	if s.Number != c.report.Seals+1 {
		return &AuditFault{Wrong: SealMissing, Seal: c.report.Seals + 1}
	}
	for i, e := range entries {
		if f := c.entry(e, int64(i+1)); f != nil {
			return f
		}
	}
	n := int64(len(entries))
	switch {
	case n < s.Entries:
		return &AuditFault{Wrong: EntryMissing, Seal: s.Number, Place: n + 1}
	case s.Previous != c.report.Last || s.Sum != s.sumOf(entries) || s.Mark != c.mark(s.form()):
		return &AuditFault{Wrong: SealChanged, Seal: s.Number}
	}
	return nil
}

func (c *AuditCheck) entry(e AuditEntry, place int64) *AuditFault {
	f := &AuditFault{Entry: e, Seal: e.Seal, Place: place}
	switch {
	case e.Mark != c.mark(e.form()):
		f.Wrong = EntryChanged
		if e.Place < place { // two stand in one place
			f.Wrong = EntryAdded
		}
	case e.Place != place:
		f.Wrong = EntryMissing
	default:
		return hidden(e)
	}
	return f
}

// hidden compares what an entry hides with what it is bound to.
func hidden(e AuditEntry) *AuditFault {
	f := &AuditFault{Entry: e, Seal: e.Seal, Place: e.Place}
	switch {
	case !e.ValuesErased() && laurel.Commitment(e.Salt, e.Values) != e.Sum:
		f.Wrong = ValuesChanged
	case !e.ActorErased() && laurel.Commitment(e.ActorSalt, e.Actor) != e.ActorSum:
		f.Wrong = ActorChanged
	default:
		return nil
	}
	return f
}

func (c *AuditCheck) end(head AuditHead, stray, unsealed []AuditEntry) *AuditFault {
	if len(stray) > 0 {
		return &AuditFault{Wrong: SealMissing, Entry: stray[0], Seal: stray[0].Seal, Place: stray[0].Place}
	}
	none := head.Number == 0 && c.report.Seals == 0
	if !none && (head.Number != c.report.Seals || head.Sum != c.report.Last || head.Mark != c.mark(head.form())) {
		return &AuditFault{Wrong: EndMissing, Seal: c.report.Seals + 1}
	}
	for _, e := range unsealed {
		if f := hidden(e); f != nil {
			return f
		}
	}
	if c.gone.Values > c.told.Values || c.gone.Actors > c.told.Actors {
		return &AuditFault{Wrong: ErasedUntold, Entry: *c.first, Seal: c.first.Seal, Place: c.first.Place}
	}
	return nil
}

// count notes what is gone of an entry, or what it tells of that.
func (c *AuditCheck) count(e AuditEntry) {
	if e.ValuesErased() {
		c.gone.Values++
	}
	if e.ActorErased() {
		c.gone.Actors++
	}
	if e.ValuesErased() || e.ActorErased() {
		c.report.Erased++
		if c.first == nil {
			c.first = &e
		}
	}
	if e.What != PersonErased {
		return
	}
	var told struct{ To Erasure }
	if json.Unmarshal([]byte(e.Values), &told) == nil { // what cannot be read tells nothing
		c.told.Values += told.To.Values
		c.told.Actors += told.To.Actors
	}
}
