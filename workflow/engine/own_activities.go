package engine

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"example.org/laurel"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

// OwnActivity is an activity in the list of its organisers.
type OwnActivity struct {
	ID        laurel.ActivityID
	Title     string
	Stage     workflow.Stage // empty: it was never published
	Draft     bool           // something is written that is not published
	ChangedAt time.Time
}

// OwnAPage is how many activities stand on one page of OwnActivities.
const OwnAPage = 50

// OwnFilter says which of an organisation's own activities are asked for.
type OwnFilter struct {
	Words string // that begin words of the title, in any case and without accents
	Stage OwnStage
	Page  int // from 1; 0 is 1
}

// OwnStage is how far something has come in the list of its organisers.
type OwnStage string

// The stages to choose from. Written is what has something that is not published;
// it may be published, too.
const (
	OwnAll       OwnStage = ""
	OwnWritten   OwnStage = "draft"
	OwnPublished OwnStage = OwnStage(workflow.Published)
	OwnArchived  OwnStage = OwnStage(workflow.Archived)
)

// OwnStages lists them.
func OwnStages() []OwnStage { return []OwnStage{OwnAll, OwnWritten, OwnPublished, OwnArchived} }

// OwnList is one page of an organisation's own activities.
type OwnList struct {
	List   []OwnActivity
	Found  int              // on all pages
	Counts map[OwnStage]int // of those with the words, by stage
}

// OwnActivities lists what an organisation has published and what it is writing,
// what was changed last first, for who may publish there. Who may do so only with
// some activities sees those. A stage that is none is Invalid.
func (e *Engine) OwnActivities(ctx context.Context, t laurel.TenantID, f OwnFilter) (found OwnList, err error) {
	if !slices.Contains(OwnStages(), f.Stage) {
		return found, laurel.E(laurel.Invalid, "activity.no-such-stage").At("stage")
	}
	err = e.read(ctx, t, func(tx db.Tx) error {
		published, err := activitiesOf(ctx, tx)
		if err != nil {
			return err
		}
		drafts, err := draftsOf(ctx, tx)
		if err != nil {
			return err
		}
		list := owned(published, drafts)
		if whole := e.gate.May(ctx, laurel.PublishActivity, laurel.Whole(t)); whole != nil {
			list = slices.DeleteFunc(list, func(o OwnActivity) bool {
				return e.gate.May(ctx, laurel.PublishActivity, workflow.Activity{ID: o.ID}) != nil
			})
			if len(list) == 0 {
				return whole
			}
		}
		found = f.among(list)
		return nil
	})
	return found, err
}

// among is the page of a list that the filter asks for.
func (f OwnFilter) among(list []OwnActivity) OwnList {
	words := workflow.Words(f.Words)
	list = slices.DeleteFunc(list, func(o OwnActivity) bool { return !startWith(workflow.Words(o.Title), words) })
	found := OwnList{Counts: map[OwnStage]int{}}
	for _, stage := range OwnStages() {
		for _, o := range list {
			if o.stands(stage) {
				found.Counts[stage]++
			}
		}
	}
	list = slices.DeleteFunc(list, func(o OwnActivity) bool { return !o.stands(f.Stage) })
	found.Found = len(list)
	from := min((max(f.Page, 1)-1)*OwnAPage, len(list))
	found.List = list[from:min(from+OwnAPage, len(list))]
	return found
}

// startWith reports whether each of the words begins one of a title's.
func startWith(title, words []string) bool {
	for _, w := range words {
		if !slices.ContainsFunc(title, func(t string) bool { return strings.HasPrefix(t, w) }) {
			return false
		}
	}
	return true
}

func (o OwnActivity) stands(at OwnStage) bool {
	switch at {
	case OwnAll:
		return true
	case OwnWritten:
		return o.Draft
	case OwnPublished, OwnArchived:
	}
	return o.Stage == workflow.Stage(at)
}

func owned(published []workflow.Activity, drafts []draftRow) []OwnActivity {
	byID := map[laurel.ActivityID]OwnActivity{}
	for _, a := range published {
		byID[a.ID] = OwnActivity{ID: a.ID, Title: a.Title, Stage: a.Stage, ChangedAt: a.PublishedAt}
	}
	for _, d := range drafts {
		o := byID[d.ActivityID]
		o.ID, o.Draft, o.ChangedAt = d.ActivityID, true, d.ChangedAt.UTC()
		o.Title = cmp.Or(d.Content.Title, o.Title)
		byID[d.ActivityID] = o
	}
	list := make([]OwnActivity, 0, len(byID))
	for _, o := range byID {
		list = append(list, o)
	}
	slices.SortFunc(list, func(a, b OwnActivity) int {
		return cmp.Or(b.ChangedAt.Compare(a.ChangedAt), cmp.Compare(b.ID, a.ID))
	})
	return list
}
