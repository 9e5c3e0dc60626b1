package engine

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"

	"example.org/laurel"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

// RequiredView is a badge that another one requires, as a visitor sees it.
type RequiredView struct {
	workflow.Required
	Achievement laurel.AchievementID // in force, or the last that was; empty: there never was one
	Held        bool                 // by the actor, in whichever edition
	Open        bool                 // it can be begun
}

// Ready reports whether the actor lacks nothing for the badge but to take it: what it
// requires was earned before it required it, or before there was the badge.
func (v BadgeView) Ready() bool {
	holds, approved := map[workflow.BadgeKey]bool{}, map[laurel.TaskID]bool{}
	for _, r := range v.Required {
		holds[r.BadgeKey] = r.Held
	}
	tasks := make([]workflow.Task, len(v.Tasks))
	for i, t := range v.Tasks {
		tasks[i] = t.Task
		approved[t.Task.ID] = t.Mine != nil && t.Mine.State == workflow.Approved
	}
	return v.Award == "" && len(v.Required) > 0 && v.Achievement.Earned(tasks, approved, holds)
}

// requirements fills in how the badges stand that those of an activity require: one
// statement, and none where they require nothing.
func requirements(ctx context.Context, tx db.Tx, v *ActivityView) error {
	var keys []workflow.BadgeKey
	for _, b := range v.Badges() {
		keys = append(keys, b.Achievement.Requires.Keys()...)
	}
	known, err := knownBadges(ctx, tx, keys, laurel.ActorFrom(ctx).Person)
	if err != nil {
		return err
	}
	for _, b := range v.Badges() { // of what is not published yet
		if _, there := known[b.Achievement.Key()]; !there {
			known[b.Achievement.Key()] = knownBadge{name: b.Achievement.Name}
		}
	}
	v.Required = seenBy(v.Achievement, known, v.Activity)
	for i := range v.More {
		v.More[i].Required = seenBy(v.More[i].Achievement, known, v.Activity)
	}
	return nil
}

func seenBy(a workflow.Achievement, known map[workflow.BadgeKey]knownBadge, in workflow.Activity) []RequiredView {
	var list []RequiredView
	for _, r := range a.Requires.Badges {
		k := known[r.BadgeKey]
		r.Name = cmp.Or(r.Name, k.name)
		view := RequiredView{Required: r, Achievement: k.id, Held: k.held, Open: k.open}
		if k.restricted && in.Access != workflow.Restricted && r.Activity != in.ID {
			view.Achievement = "" // it leads nobody to what they may not know of
		}
		list = append(list, view)
	}
	return list
}

// knownBadge is what other badges have to know of one.
type knownBadge struct {
	id         laurel.AchievementID // of its newest edition
	name       string
	held       bool // by the person who was asked about
	open       bool // it can be begun
	restricted bool
	requires   []workflow.BadgeKey
}

// mayRequire refuses a requirement of badges that are not to be had or lead back to
// the one that requires them, and notes what the required ones are called.
func mayRequire(ctx context.Context, tx db.Tx, id laurel.ActivityID, d *workflow.Draft) error {
	known, err := knownBadges(ctx, tx, d.Required(), "")
	if err != nil {
		return err
	}
	all, err := requiringBadges(ctx, tx)
	if err != nil {
		return err
	}
	named, err := d.Named(id, func(path string, r workflow.Required) (string, error) {
		k, ok := known[r.BadgeKey]
		switch {
		case !ok:
			return "", laurel.E(laurel.Invalid, "requires.unknown").At(path + "requires")
		case k.restricted && d.Access != workflow.Restricted:
			return "", laurel.E(laurel.Invalid, "requires.restricted").With(laurel.Args{"Name": k.name}).At(path + "requires")
		case !k.open:
			return "", laurel.E(laurel.Invalid, "requires.closed").With(laurel.Args{"Name": k.name}).At(path + "requires")
		}
		return k.name, nil
	})
	if err != nil {
		return err
	}
	*d = named
	return noCircle(id, *d, all)
}

// Requirable lists the badges of other activities of an organisation that those of
// one of its activities can require, by name: they can be earned, and everybody may
// know of them, or of neither.
func (e *Engine) Requirable(ctx context.Context, id laurel.ActivityID, access workflow.Access) (list []workflow.Required, err error) {
	err = e.read(ctx, id.Tenant(), func(tx db.Tx) error {
		if err := e.gate.May(ctx, laurel.PublishActivity, workflow.Activity{ID: id}); err != nil {
			return err
		}
		whole := e.gate.May(ctx, laurel.PublishActivity, laurel.Whole(id.Tenant())) == nil
		all, err := openBadges(ctx, tx)
		for key, b := range all {
			if b.open && key.Activity != id && (!b.restricted || whole && access == workflow.Restricted) {
				list = append(list, workflow.Required{BadgeKey: key, Name: b.name})
			}
		}
		return err
	})
	slices.SortFunc(list, func(a, b workflow.Required) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.String(), b.String()))
	})
	return list, err
}

// noCircle refuses badges that in the end require themselves.
func noCircle(id laurel.ActivityID, d workflow.Draft, all map[workflow.BadgeKey]knownBadge) error {
	edges, names := workflow.Requirements{}, map[workflow.BadgeKey]string{}
	for key, b := range all {
		if key.Activity != id {
			edges[key], names[key] = b.requires, b.name
		}
	}
	maps.Copy(edges, d.Requirements(id, names))
	for i, key := range d.Keys(id) {
		circle := edges.Circle(key)
		if circle == nil {
			continue
		}
		way := make([]string, len(circle))
		for n, k := range circle {
			way[n] = names[k]
		}
		path := ""
		if i > 0 {
			path = "badges[" + strconv.Itoa(i-1) + "]."
		}
		return laurel.E(laurel.Invalid, "requires.circle").With(laurel.Args{"Way": strings.Join(way, " → ")}).At(path + "requires")
	}
	return nil
}
