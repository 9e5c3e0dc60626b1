package engine

import (
	"context"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

// room refuses what is more than the tenant may have, in the transaction that
// would make it. Awards have no limit: what somebody has earned is not refused,
// and no submission that is under way either.
func room(ctx context.Context, tx db.Tx, name string, more int64) error {
	u, err := tx.Quota(ctx, name)
	if err != nil || !u.Limited {
		return err
	}
	return tenants.Quota{Name: name, Most: u.Most, Used: u.Used}.Room(more)
}

// sizes are the tenant's own limits of how large a file may be.
func sizes(ctx context.Context, tx db.Tx) (workflow.Sizes, error) {
	var rows []db.QuotaRow
	if err := db.Scan(ctx, tx.Select(&rows).Where("name LIKE '%-size'").Order("name")); err != nil {
		return nil, err
	}
	own := workflow.Sizes{}
	for _, k := range []approval.Kind{approval.Photo, approval.Video, approval.Audio, approval.File} {
		for _, r := range rows {
			if r.Name == workflow.SizeName(k) && r.Most != tenants.Unlimited {
				own[k] = r.Most
			}
		}
	}
	return own, nil
}

// sizedTask loads a task with how large files for it may be.
func sizedTask(ctx context.Context, tx db.Tx, id laurel.TaskID) (workflow.Task, error) {
	task, err := taskByID(ctx, tx, id)
	if err == nil && len(task.FileKinds()) > 0 {
		task.Sizes, err = sizes(ctx, tx)
	}
	return task, err
}
