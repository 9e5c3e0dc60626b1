package engine

import (
	"context"
	"maps"
	"slices"

	"example.org/laurel"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

// MaxSkillsImported bounds how many skills a framework has.
const MaxSkillsImported = 200_000

// Import is an import of a framework under way. What it has taken stays taken: an
// import that broke off is finished by importing once more.
type Import struct {
	engine    *Engine
	framework workflow.Framework
	seen      map[laurel.SkillID]workflow.SkillKind
	gone      map[laurel.SkillID]bool // the files say so
	broader   map[laurel.SkillID][]laurel.SkillID
	told      bool // the files say what is broader
	counts    ImportCounts
}

// ImportCounts is what an import has changed.
type ImportCounts struct {
	Skills  int // in the files
	New     int
	Named   int // names that are new, or others than before
	Moved   int // of what is broader than what
	Retired int
	Back    int // that had been retired
	Loose   int // told to be below something, or above, that nobody knows
}

// InstallFramework installs the platform's own framework where it is not, or is another
// version's. It may run at each start, and beside others.
func (e *Engine) InstallFramework(ctx context.Context) error {
	f, rows, err := workflow.OwnSkills()
	if err != nil {
		return err
	}
	there := false
	err = e.db.ReadShared(ctx, func(tx db.SharedTx) error {
		row, err := frameworkByID(ctx, tx, f.ID)
		there = row != nil && row.Edition == f.Edition
		return err
	})
	if err != nil || there {
		return err
	}
	// The edition is entered last: whoever does not see it does all of this again.
	pending := f
	pending.Edition = ""
	i, err := e.beginImport(ctx, pending)
	if err == nil {
		err = i.Take(ctx, rows)
	}
	if err == nil {
		i.framework = f
		_, err = i.Finish(ctx, RetireMissing)
	}
	if laurel.KindOf(err) == laurel.Conflict { // another process was faster
		return nil
	}
	return err
}

// BeginImport begins to import a framework, or what is new of one.
func (e *Engine) BeginImport(ctx context.Context, f workflow.Framework) (*Import, error) {
	if err := f.Check(); err != nil {
		return nil, err
	}
	return e.beginImport(ctx, f)
}

func (e *Engine) beginImport(ctx context.Context, f workflow.Framework) (*Import, error) {
	if err := e.mayImport(ctx); err != nil {
		return nil, err
	}
	i := &Import{engine: e, framework: f, seen: map[laurel.SkillID]workflow.SkillKind{}, gone: map[laurel.SkillID]bool{},
		broader: map[laurel.SkillID][]laurel.SkillID{}}
	return i, e.db.Shared(ctx, func(tx db.SharedTx) error { return enterFramework(ctx, tx, f) })
}

func (e *Engine) mayImport(ctx context.Context) error {
	if err := e.prepare(ctx, laurel.Platform); err != nil {
		return err
	}
	return e.gate.May(ctx, laurel.ImportFramework, laurel.Whole(laurel.Platform))
}

// Take enters some rows, in one transaction.
func (i *Import) Take(ctx context.Context, rows []workflow.SkillRow) error {
	if err := i.engine.mayImport(ctx); err != nil {
		return err
	}
	var changed ImportCounts
	err := i.engine.db.Shared(ctx, func(tx db.SharedTx) (err error) {
		changed, err = takeSkills(ctx, tx, i.framework.ID, rows)
		return err
	})
	if err != nil {
		return err
	}
	i.counts.New += changed.New
	i.counts.Named += changed.Named
	for _, r := range rows {
		if r.Kind != "" {
			i.seen[r.ID] = r.Kind
		}
		if r.Retired {
			i.gone[r.ID] = true
		}
		if r.Hierarchy {
			i.told = true
		}
		for _, b := range r.Broader {
			if !slices.Contains(i.broader[r.ID], b) {
				i.broader[r.ID] = append(i.broader[r.ID], b)
			}
		}
	}
	if len(i.seen) > MaxSkillsImported {
		return laurel.E(laurel.Invalid, "framework.too-many").With(laurel.Args{"Max": MaxSkillsImported})
	}
	return nil
}

// Missing says what becomes of skills that are in no file of an import.
type Missing bool

// The two ways.
const (
	RetireMissing Missing = false
	KeepMissing   Missing = true
)

// Finish retires what is gone, enters what is broader than what, and notes the import.
// Of a kind of which the files have none, nothing is retired: they were about others.
func (i *Import) Finish(ctx context.Context, missing Missing) (ImportCounts, error) {
	if err := i.engine.mayImport(ctx); err != nil {
		return ImportCounts{}, err
	}
	counts := i.counts
	counts.Skills = len(i.seen)
	err := i.engine.db.Shared(ctx, func(tx db.SharedTx) error {
		known, err := skillStates(ctx, tx, i.framework.ID)
		if err != nil {
			return err
		}
		retire, back := i.turned(known, missing)
		counts.Retired, counts.Back = len(retire), len(back)
		if err := setRetired(ctx, tx, retire, 1); err != nil {
			return err
		}
		if err := setRetired(ctx, tx, back, 0); err != nil {
			return err
		}
		if i.told {
			if counts.Moved, counts.Loose, err = i.placeSkills(ctx, tx, known, missing); err != nil {
				return err
			}
		}
		if err := enterFramework(ctx, tx, i.framework); err != nil || i.framework.ID == workflow.OwnFramework {
			return err
		}
		return tx.Record(ctx, laurel.Change{What: "framework.imported", Object: "framework:" + string(i.framework.ID), To: map[string]any{
			"name": i.framework.Name, "skills": counts.Skills, "new": counts.New, "retired": counts.Retired}})
	})
	return counts, err
}

// turned are the skills that retire, and those that are back.
func (i *Import) turned(known map[laurel.SkillID]skillRow, missing Missing) (retire, back []laurel.SkillID) {
	groups, others := false, false
	for _, kind := range i.seen {
		groups, others = groups || kind == workflow.SkillGroup, others || kind != workflow.SkillGroup
	}
	for _, id := range slices.Sorted(maps.Keys(known)) {
		row := known[id]
		_, seen := i.seen[id]
		about := row.Kind == workflow.SkillGroup && groups || row.Kind != workflow.SkillGroup && others
		switch {
		case row.Retired == 0 && (i.gone[id] || !seen && about && missing == RetireMissing):
			retire = append(retire, id)
		case row.Retired == 1 && seen && !i.gone[id]:
			back = append(back, id)
		}
	}
	return retire, back
}

// placeSkills makes the hierarchy what the files say. What is below or above something
// that nobody knows is left out, and counted.
func (i *Import) placeSkills(
	ctx context.Context, tx db.SharedTx, known map[laurel.SkillID]skillRow, missing Missing,
) (moved, loose int, err error) {
	there, err := hierarchyOf(ctx, tx, i.framework.ID)
	if err != nil {
		return 0, 0, err
	}
	var add, drop []broaderRow
	want := map[broaderRow]bool{}
	for id, list := range i.broader {
		for _, b := range list {
			_, below := known[id]
			_, above := known[b]
			if !below || !above || id == b {
				loose++
				continue
			}
			row := broaderRow{SkillID: id, BroaderID: b}
			want[row] = true
			if !there[row] {
				add = append(add, row)
			}
		}
	}
	for row := range there {
		if !want[row] && missing == RetireMissing {
			drop = append(drop, row)
		}
	}
	return len(add) + len(drop), loose, changeHierarchy(ctx, tx, add, drop)
}
