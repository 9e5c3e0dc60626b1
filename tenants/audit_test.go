package tenants_test

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"testing"
	"time"

	"example.org/laurel"
	"example.org/laurel/tenants"
)

// trail is a chain of three seals with two entries each, and one entry that is in
// none yet.
type trail struct {
	head    tenants.AuditHead
	seals   []tenants.AuditSeal
	entries []tenants.AuditEntry
	stray   []tenants.AuditEntry
	loose   []tenants.AuditEntry
}

func marked(text []byte) string { return sumOf("a key" + string(text)) }

func guessed(text []byte) string { return sumOf("another key" + string(text)) }

func sumOf(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}

func entry(n int) tenants.AuditEntry {
	e := tenants.AuditEntry{ID: "0000000000-" + strconv.Itoa(n), At: time.UnixMicro(int64(n)), What: "role.given", Object: "person:ada",
		About: "ada", Actor: "head", ActorSalt: "salt", Values: `{"from":null,"to":{"role":"member"}}`, Salt: "pepper"}
	e.ActorSum, e.Sum = laurel.Commitment(e.ActorSalt, e.Actor), laurel.Commitment(e.Salt, e.Values)
	return e
}

func newTrail() *trail {
	t := &trail{}
	for n := 1; n <= 5; n += 2 {
		t.seal(marked, entry(n), entry(n+1))
	}
	t.loose = []tenants.AuditEntry{entry(7)}
	return t
}

func (t *trail) seal(mark tenants.AuditMark, entries ...tenants.AuditEntry) {
	s, head := t.head.Seal(entries, mark, time.UnixMicro(1000))
	t.seals, t.entries, t.head = append(t.seals, s), append(t.entries, entries...), head
}

func (t *trail) check() tenants.AuditReport {
	c := tenants.NewAuditCheck(marked)
	for _, s := range t.seals {
		var in []tenants.AuditEntry
		for _, e := range t.entries {
			if e.Seal == s.Number {
				in = append(in, e)
			}
		}
		slices.SortStableFunc(in, func(a, b tenants.AuditEntry) int { return int(a.Place - b.Place) })
		c.Add(s, in)
	}
	return c.End(t.head, t.stray, t.loose)
}

// resum makes the sums of all seals fit again, as somebody would who has the
// database alone.
func (t *trail) resum(mark tenants.AuditMark) {
	was := t.entries
	t.head, t.seals, t.entries = tenants.AuditHead{}, nil, nil
	for i := 0; i+1 < len(was); i += 2 {
		t.seal(mark, was[i], was[i+1])
	}
}

func (t *trail) tell(e tenants.Erasure) {
	told := entry(8)
	told.What, told.About = tenants.PersonErased, ""
	told.Values = `{"from":null,"to":{"values":` + strconv.FormatInt(e.Values, 10) + `,"actors":` + strconv.FormatInt(e.Actors, 10) + `}}`
	told.Sum = laurel.Commitment(told.Salt, told.Values)
	t.loose = append(t.loose, told)
}

func TestACheckNamesTheFirstEntryThatWasChanged(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*trail)
		wrong  tenants.AuditWrong
		entry  string // the number of the one that is named
		seal   int64
	}{
		"nothing":                 {func(*trail) {}, "", "", 0},
		"a value":                 {func(t *trail) { t.entries[2].Values = `{"from":null,"to":{"role":"owner"}}` }, tenants.ValuesChanged, "3", 2},
		"two values":              {func(t *trail) { t.entries[4].Values, t.entries[3].Values = "{}", "{}" }, tenants.ValuesChanged, "4", 2},
		"a value with its sum":    {func(t *trail) { e := &t.entries[2]; e.Values = "{}"; e.Sum = laurel.Commitment(e.Salt, "{}") }, tenants.EntryChanged, "3", 2},
		"the time":                {func(t *trail) { t.entries[1].At = time.UnixMicro(99) }, tenants.EntryChanged, "2", 1},
		"the kind":                {func(t *trail) { t.entries[1].What = "role.taken" }, tenants.EntryChanged, "2", 1},
		"the object":              {func(t *trail) { t.entries[1].Object = "person:ben" }, tenants.EntryChanged, "2", 1},
		"whom it is about":        {func(t *trail) { t.entries[1].About = "ben" }, tenants.EntryChanged, "2", 1},
		"the id":                  {func(t *trail) { t.entries[1].ID = "0000000000-9" }, tenants.EntryChanged, "9", 1},
		"who did it":              {func(t *trail) { t.entries[0].Actor = "ben" }, tenants.ActorChanged, "1", 1},
		"a letter moved":          {func(t *trail) { t.entries[0].What, t.entries[0].Object = "role.givenp", "erson:ada" }, tenants.EntryChanged, "1", 1},
		"one taken away":          {func(t *trail) { t.entries = slices.Delete(t.entries, 2, 3) }, tenants.EntryMissing, "4", 2},
		"the last of a seal gone": {func(t *trail) { t.entries = slices.Delete(t.entries, 3, 4) }, tenants.EntryMissing, "", 2},
		"one added": {func(t *trail) {
			e := entry(9)
			e.Seal, e.Place, e.Mark = 2, 1, t.entries[2].Mark
			t.entries = append(t.entries, e)
		},
			tenants.EntryAdded, "9", 2},
		"one added behind":      {func(t *trail) { e := entry(9); e.Seal, e.Place = 2, 3; t.entries = append(t.entries, e) }, tenants.EntryChanged, "9", 2},
		"two swapped":           {func(t *trail) { t.entries[2].Place, t.entries[3].Place = 2, 1 }, tenants.EntryChanged, "4", 2},
		"two of two seals":      {func(t *trail) { t.entries[1].Seal, t.entries[2].Seal = 2, 1 }, tenants.EntryAdded, "3", 1},
		"the end cut off":       {func(t *trail) { t.seals, t.entries = t.seals[:2], t.entries[:4] }, tenants.EndMissing, "", 3},
		"the end, and its head": {func(t *trail) { t.seals, t.entries, t.head = t.seals[:2], t.entries[:4], tenants.AuditHead{} }, tenants.EndMissing, "", 3},
		"the end, a false head": {func(t *trail) {
			t.seals, t.entries = t.seals[:2], t.entries[:4]
			t.head.Number, t.head.Sum = 2, t.seals[1].Sum
		}, tenants.EndMissing, "", 3},
		"the beginning cut off":     {func(t *trail) { t.seals, t.entries = t.seals[1:], t.entries[2:] }, tenants.SealMissing, "", 1},
		"a seal gone":               {func(t *trail) { t.seals = slices.Delete(t.seals, 1, 2) }, tenants.SealMissing, "", 2},
		"the last seal gone":        {func(t *trail) { t.seals = t.seals[:2]; t.stray = t.entries[4:] }, tenants.SealMissing, "5", 3},
		"a seal's time":             {func(t *trail) { t.seals[1].SealedAt = time.UnixMicro(5) }, tenants.SealChanged, "", 2},
		"a seal's sum":              {func(t *trail) { t.seals[1].Sum = sumOf("x") }, tenants.SealChanged, "", 2},
		"a seal's mark":             {func(t *trail) { t.seals[0].Mark = guessed([]byte("x")) }, tenants.SealChanged, "", 1},
		"what stood before a seal":  {func(t *trail) { t.seals[1].Previous = sumOf("x") }, tenants.SealChanged, "", 2},
		"all sums made to fit":      {func(t *trail) { t.entries[2].What = "role.taken"; t.resum(guessed) }, tenants.EntryChanged, "1", 1},
		"a forged seal behind":      {func(t *trail) { t.seal(guessed, entry(7)) }, tenants.EntryChanged, "7", 4},
		"one that is not sealed":    {func(t *trail) { t.loose[0].Values = "{}" }, tenants.ValuesChanged, "7", 0},
		"values gone without words": {func(t *trail) { t.entries[2].Values, t.entries[2].Salt = "", "" }, tenants.ErasedUntold, "3", 2},
		"values gone, the salt not": {func(t *trail) { t.entries[2].Values = "" }, tenants.ValuesChanged, "3", 2},
		"an actor gone": {func(t *trail) {
			t.entries[2].Actor, t.entries[2].ActorSalt = "", ""
			t.tell(tenants.Erasure{Values: 1})
		}, tenants.ErasedUntold, "3", 2},
		"a person erased": {func(t *trail) {
			t.entries[2].Values, t.entries[2].Salt, t.entries[3].Actor, t.entries[3].ActorSalt = "", "", "", ""
			t.tell(tenants.Erasure{Values: 1, Actors: 1})
		}, "", "", 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			trail := newTrail()
			c.change(trail)
			r := trail.check()
			if r.Fault == nil {
				if c.wrong != "" {
					t.Fatalf("nothing is found, want %s", c.wrong)
				}
				return
			}
			want := ""
			if c.entry != "" {
				want = "0000000000-" + c.entry
			}
			if f := r.Fault; f.Wrong != c.wrong || f.Entry.ID != want || f.Seal != c.seal {
				t.Errorf("found %s in %q of seal %d; want %s in %q of seal %d", f.Wrong, f.Entry.ID, f.Seal, c.wrong, want, c.seal)
			}
		})
	}
}

func TestACheckCountsWhatIsSealedAndErased(t *testing.T) {
	t.Parallel()
	tr := newTrail()
	tr.entries[0].Values, tr.entries[0].Salt = "", ""
	tr.tell(tenants.Erasure{Values: 1})
	r := tr.check()
	if r.Sealed != 6 || r.Unsealed != 2 || r.Erased != 1 || r.Seals != 3 || r.Last != tr.head.Sum || r.Fault != nil {
		t.Errorf("report %+v", r)
	}
	if r := new(trail).check(); r != (tenants.AuditReport{}) {
		t.Errorf("an empty trail: %+v", r)
	}
}
