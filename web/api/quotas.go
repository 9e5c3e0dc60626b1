package api

import (
	"context"

	"example.org/laurel"
	"example.org/laurel/tenants"
)

type quota struct {
	Name    string `json:"name" doc:"members, organisations, activities; in bytes: storage, and of one file photo-size, video-size, …"`
	Used    int64  `json:"used"`
	Most    int64  `json:"most" doc:"-1 where there is no limit, or of one file that of the platform."`
	Version int    `json:"version" doc:"To be sent along with a change; 0 where no limit was ever set."`
}

type quotas struct {
	Items []quota `json:"items" nullable:"false"`
}

// Quotas tells what a tenant has and may have.
func (a *API) Quotas() Endpoint {
	return endpoint(a, about{id: "readQuotas", summary: "What a tenant has, and may have", tag: "tenants", scope: tenants.ReadTenants},
		func(ctx context.Context, in *tenantIn) (quotas, error) { return a.quotas(ctx, in.ID) })
}

func (a *API) quotas(ctx context.Context, t laurel.TenantID) (quotas, error) {
	found, err := a.Registry.Quotas(ctx, t)
	return quotas{list(found, func(q tenants.Quota) quota { return quota{q.Name, q.Used, q.Most, q.Version} })}, err
}

type quotaIn struct {
	ID   laurel.TenantID `path:"id"`
	Body struct {
		Name    string `json:"name"`
		Most    int64  `json:"most" doc:"-1 for no limit."`
		Version int    `json:"version" doc:"Of the quota as it was read."`
	}
}

// LimitTenant sets what a tenant may have.
func (a *API) LimitTenant() Endpoint {
	return endpoint(a, about{id: "limitTenant", summary: "Set how much a tenant may have", tag: "tenants", scope: tenants.WriteTenants},
		func(ctx context.Context, in *quotaIn) (quotas, error) {
			q := tenants.Quota{Name: in.Body.Name, Most: in.Body.Most, Version: in.Body.Version}
			if err := a.Registry.LimitTenant(ctx, in.ID, q); err != nil {
				return quotas{}, err
			}
			return a.quotas(ctx, in.ID)
		})
}
