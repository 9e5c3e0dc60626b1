package api

import (
	"context"
	"time"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/registry"
)

type partner struct {
	Organisation named                `json:"organisation"`
	Email        string               `json:"email" doc:"Where it gets letters from anybody."`
	State        tenants.Standing     `json:"state" enum:"requested,active,suspended,declined,left"`
	Since        time.Time            `json:"since"`
	Reason       string               `json:"reason" doc:"Why it stands so; may be empty."`
	Verification tenants.Verification `json:"verification" enum:"none,requested,verified,declined"`
	VerifiedWhy  string               `json:"verificationReason"`
	Activities   int                  `json:"activities" doc:"In the city's catalogue."`
	Badges       int                  `json:"badges" doc:"Earned in the city."`
	LastActivity *time.Time           `json:"lastActivity" doc:"When either grew last; null: never."`
	Version      int                  `json:"version" doc:"To be sent along with a change."`
}

func partnerOf(p registry.Partner) partner {
	out := partner{Organisation: named{string(p.Organisation), p.Name}, Email: p.Email, State: p.Standing, Since: p.Since, Reason: p.Reason,
		Verification: p.Verification, VerifiedWhy: p.VerifiedWhy, Activities: p.Listed, Badges: p.Awards, Version: p.Version}
	if !p.LastAt.IsZero() {
		out.LastActivity = &p.LastAt
	}
	return out
}

type partnersIn struct {
	ID           laurel.TenantID `path:"id" doc:"Of the city."`
	Search       string          `query:"search" maxLength:"200" doc:"A part of the name, in any case and with or without accents."`
	State        string          `query:"state" enum:"requested,active,suspended,declined,left"`
	Verification string          `query:"verification" enum:"none,requested,verified,declined"`
	Order        string          `query:"order" enum:"name,since,active,awards" default:"name"`
	Page         int             `query:"page" minimum:"1" maximum:"1000000" default:"1"`
}

type partners struct {
	Items []partner `json:"items" nullable:"false" doc:"Fifty at most."`
	Found int       `json:"found" doc:"On all pages."`
}

// Partners lists the organisations of a city for who runs it.
func (a *API) Partners() Endpoint {
	is := about{id: "listOrganisations", summary: "The organisations of a city, with how they stand there", tag: "partners",
		scope: tenants.ReadTenants}
	return endpoint(a, is, func(ctx context.Context, in *partnersIn) (partners, error) {
		if _, err := a.tenant(ctx, in.ID, tenants.City); err != nil {
			return partners{}, err
		}
		found, err := a.Registry.Partners(ctx, in.ID, registry.PartnerFilter{Search: in.Search, Standing: tenants.Standing(in.State),
			Verification: tenants.Verification(in.Verification), Order: registry.PartnerOrder(in.Order), Page: in.Page})
		return partners{Items: list(found.List, partnerOf), Found: found.Found}, err
	})
}

type partnerIn struct {
	ID           laurel.TenantID `path:"id" doc:"Of the city."`
	Organisation laurel.TenantID `path:"organisation"`
}

// Partner tells how one organisation stands in a city.
func (a *API) Partner() Endpoint {
	is := about{id: "readOrganisation", summary: "How an organisation stands in a city", tag: "partners", scope: tenants.ReadTenants}
	return endpoint(a, is, func(ctx context.Context, in *partnerIn) (partner, error) {
		return a.partner(ctx, in.ID, in.Organisation)
	})
}

func (a *API) partner(ctx context.Context, city, organisation laurel.TenantID) (partner, error) {
	if err := a.both(ctx, city, organisation); err != nil {
		return partner{}, err
	}
	p, _, err := a.Registry.Partner(ctx, city, organisation)
	return partnerOf(p), err
}

// both refuses what is no city and no organisation.
func (a *API) both(ctx context.Context, city, organisation laurel.TenantID) error {
	if _, err := a.tenant(ctx, city, tenants.City); err != nil {
		return err
	}
	_, err := a.tenant(ctx, organisation, tenants.Organisation)
	return err
}

type decisionIn struct {
	ID           laurel.TenantID `path:"id" doc:"Of the city."`
	Organisation laurel.TenantID `path:"organisation"`
	Body         struct {
		Decision string `json:"decision" enum:"approve,decline,suspend,reactivate,verify,refuse-verification,withdraw-verification"`
		Reason   string `json:"reason,omitempty" doc:"The organisation reads it. Needed for all but approve, reactivate and verify."`
		Version  int    `json:"version,omitempty" doc:"Of what was decided about, as it was read: refused with 409 where it has changed since."`
	}
}

// DecidePartner is what a city decides about an organisation.
func (a *API) DecidePartner() Endpoint {
	is := about{id: "decideOrganisation", summary: "Approve, decline, suspend, reactivate or verify an organisation in a city",
		tag: "partners", scope: tenants.WriteTenants}
	return endpoint(a, is, func(ctx context.Context, in *decisionIn) (partner, error) {
		if err := a.both(ctx, in.ID, in.Organisation); err != nil {
			return partner{}, err
		}
		if err := a.decide(ctx, in); err != nil {
			return partner{}, err
		}
		return a.partner(ctx, in.ID, in.Organisation)
	})
}

func (a *API) decide(ctx context.Context, in *decisionIn) error {
	moves := map[string]tenants.Move{"approve": tenants.MoveApprove, "decline": tenants.MoveDecline, "suspend": tenants.MoveSuspend,
		"reactivate": tenants.MoveReactivate}
	if m, ok := moves[in.Body.Decision]; ok {
		return a.Registry.MoveAffiliation(ctx, in.ID, in.Organisation, registry.Step{Move: m, Reason: in.Body.Reason, Version: in.Body.Version})
	}
	verdicts := map[string]tenants.Verification{"verify": tenants.Verified, "refuse-verification": tenants.VerificationDeclined,
		"withdraw-verification": tenants.VerificationNone}
	return a.Registry.DecideVerification(ctx, in.ID, in.Organisation,
		registry.Ruling{To: verdicts[in.Body.Decision], Reason: in.Body.Reason, Version: in.Body.Version})
}

type place struct {
	City         laurel.TenantID      `json:"city"`
	State        tenants.Standing     `json:"state" enum:"requested,active,suspended,declined,left"`
	Since        time.Time            `json:"since"`
	Reason       string               `json:"reason" doc:"What the city says of it; may be empty."`
	Verification tenants.Verification `json:"verification" enum:"none,requested,verified,declined"`
	VerifiedWhy  string               `json:"verificationReason"`
}

type places struct {
	Items []place `json:"items" nullable:"false" doc:"The newest first."`
}

type placesIn struct {
	ID laurel.TenantID `path:"id" doc:"Of the organisation."`
}

// Places lists the cities in which an organisation stands anyhow.
func (a *API) Places() Endpoint {
	is := about{id: "listCities", summary: "How an organisation stands in its cities", tag: "partners", scope: tenants.ReadTenants}
	return endpoint(a, is, func(ctx context.Context, in *placesIn) (places, error) { return a.places(ctx, in.ID) })
}

func (a *API) places(ctx context.Context, organisation laurel.TenantID) (places, error) {
	if _, err := a.tenant(ctx, organisation, tenants.Organisation); err != nil {
		return places{}, err
	}
	found, err := a.Registry.CitiesOf(ctx, organisation)
	return places{list(found, func(f tenants.Affiliation) place {
		return place{City: f.City, State: f.Standing, Since: f.Since, Reason: f.Reason, Verification: f.Verification, VerifiedWhy: f.VerifiedWhy}
	})}, err
}

type applyIn struct {
	ID   laurel.TenantID `path:"id" doc:"Of the organisation."`
	Body struct {
		City laurel.TenantID `json:"city" doc:"One that lets organisations apply."`
	}
}

// ApplyToCity applies for an organisation's place in a city.
func (a *API) ApplyToCity() Endpoint {
	is := about{id: "applyToCity", summary: "Apply to a city", tag: "partners", scope: tenants.WriteTenants}
	return endpoint(a, is, func(ctx context.Context, in *applyIn) (places, error) {
		if err := a.both(ctx, in.Body.City, in.ID); err != nil {
			return places{}, err
		}
		if err := a.Registry.ApplyToCity(ctx, in.Body.City, in.ID); err != nil {
			return places{}, err
		}
		return a.places(ctx, in.ID)
	})
}

type leaveIn struct {
	ID   laurel.TenantID `path:"id" doc:"Of the organisation."`
	City laurel.TenantID `path:"city"`
}

// LeaveCity takes an organisation out of a city, or its application back.
func (a *API) LeaveCity() Endpoint {
	is := about{id: "leaveCity", summary: "Leave a city, or withdraw an application", tag: "partners", scope: tenants.WriteTenants}
	return endpoint(a, is, func(ctx context.Context, in *leaveIn) (places, error) {
		if err := a.both(ctx, in.City, in.ID); err != nil {
			return places{}, err
		}
		if err := a.Registry.LeaveCity(ctx, in.City, in.ID); err != nil {
			return places{}, err
		}
		return a.places(ctx, in.ID)
	})
}
