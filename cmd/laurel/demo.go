package main

import (
	"context"
	"embed"
	"fmt"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/tenants"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine"
)

//go:embed demo/*.jpg
var demoCovers embed.FS

// demo fills an empty house through the same requests that people use, each
// asked by somebody who may. What is there already is left as it is, so it can
// be interrupted and run again.
func (h *house) demo(ctx context.Context) (devFile, error) {
	f := &filler{house: h, file: devFile{URL: h.config.links().Origin()}}
	operator := f.operator(ctx)
	campania := f.city(ctx, operator, campaniaCity(), "giulia@campania.example")
	seestadt := f.city(ctx, operator, seestadtCity(), "marta@seestadt.example")
	lane := f.organisation(ctx, campania, laneOrganisation(), "ruta@lane.example")
	library := f.organisation(ctx, seestadt, libraryOrganisation(), "jonas@bibliothek.example")

	f.member(ctx, lane, "tomas@lane.example", tenants.Organiser)
	f.member(ctx, lane, "milda@lane.example", tenants.MemberRole)
	f.member(ctx, library, "jonas@bibliothek.example", tenants.Organiser)

	badge := f.activity(ctx, offer{lane, campania, "tomas@lane.example", openBadgeDraft(), "open-badge.jpg"})
	walk := f.activity(ctx, offer{lane, campania, "tomas@lane.example", photoWalkDraft(), "photo-walk.jpg"})
	workshop := f.activity(ctx, offer{lane, campania, "tomas@lane.example", workshopDraft(), "workshop.jpg"})
	book := f.activity(ctx, offer{library, seestadt, "jonas@bibliothek.example", bookDraft(), "library.jpg"})
	f.playlist(ctx, lane, "tomas@lane.example", stepsDraft(badge, workshop, walk, book))

	f.people(ctx)
	return f.file, f.err
}

// filler carries the first error along, so that the demo above reads as a list.
type filler struct {
	*house
	file devFile
	err  error
}

// place is a tenant together with somebody who runs it.
type place struct {
	id    laurel.TenantID
	admin laurel.PersonID
}

// as is a context in which somebody acts, on a city's site if one is given.
func as(ctx context.Context, p laurel.PersonID, city laurel.TenantID) context.Context {
	return laurel.WithActor(ctx, laurel.Actor{Person: p, City: city, Language: "en"})
}

func (f *filler) do(what string, fn func() error) {
	if f.err != nil {
		return
	}
	if err := fn(); err != nil {
		f.err = fmt.Errorf("%s: %w", what, err)
	}
}

func (f *filler) operator(ctx context.Context) (who laurel.PersonID) {
	f.do("operator", func() (err error) {
		who, err = f.registry.AppointOperator(ctx, operatorEmail)
		return err
	})
	return who
}

// who returns the person behind an address, by way of a link to sign in.
func (f *filler) who(ctx context.Context, email string) (laurel.PersonID, error) {
	secret, err := f.registry.MakeSignIn(ctx, tenants.SignInRequested{Email: email, Language: "en"})
	if err != nil {
		return "", err
	}
	session, _, _, err := f.registry.FollowSignIn(ctx, secret, "demo")
	if err != nil {
		return "", err
	}
	p, err := f.registry.BySession(ctx, session)
	if err != nil {
		return "", err
	}
	return p.ID, f.registry.EndSession(ctx, session)
}

func (f *filler) city(ctx context.Context, operator laurel.PersonID, t tenants.Tenant, admin string) (p place) {
	return f.place(ctx, t, admin, func() (tenants.Tenant, error) {
		// A host below localhost leads to this machine, so a city's own site can be tried.
		return f.registry.FoundCity(as(ctx, operator, ""), t, t.Slug+".localhost", admin)
	})
}

func (f *filler) organisation(ctx context.Context, city place, t tenants.Tenant, admin string) place {
	return f.place(ctx, t, admin, func() (tenants.Tenant, error) {
		return f.registry.FoundOrganisation(as(ctx, city.admin, city.id), city.id, t, admin)
	})
}

func (f *filler) place(ctx context.Context, t tenants.Tenant, admin string, found func() (tenants.Tenant, error)) (p place) {
	f.do(t.Slug, func() error {
		there, err := f.registry.TenantBySlug(ctx, t.Slug)
		if laurel.KindOf(err) == laurel.NotFound {
			there, err = found()
		}
		if err != nil {
			return err
		}
		p.id = there.ID
		p.admin, err = f.who(ctx, admin)
		return err
	})
	return p
}

func (f *filler) member(ctx context.Context, where place, email, role string) {
	f.do(email, func() error {
		_, err := f.registry.AddMember(as(ctx, where.admin, ""), where.id, email, role)
		return err
	})
}

// offer is an activity of the demo: who offers it where, and by whom it is published.
type offer struct {
	org, city place
	organiser string
	draft     workflow.Draft
	cover     string
}

func (f *filler) activity(ctx context.Context, o offer) (id laurel.ActivityID) {
	f.do(o.draft.Title, func() error {
		view, err := f.published(ctx, o.city, o.draft.Title)
		if laurel.KindOf(err) == laurel.NotFound {
			view, err = f.publish(ctx, o)
		}
		if err != nil {
			return err
		}
		id = view.Activity.ID
		entry := devActivity{ID: id, Name: view.Activity.Title, Claim: f.file.URL + laurel.ClaimPath(view.Claim.ID)}
		for _, t := range view.Tasks {
			entry.Tasks = append(entry.Tasks, devTask{ID: t.Task.ID})
		}
		f.file.Activities = append(f.file.Activities, entry)
		return nil
	})
	return id
}

// published finds an activity of the demo that was published before.
func (f *filler) published(ctx context.Context, city place, title string) (v engine.ActivityView, err error) {
	found, err := f.engine.SearchCatalogue(ctx, []tenants.Tenant{{ID: city.id}}, workflow.Search{})
	if err != nil {
		return v, err
	}
	for _, l := range found.List {
		if l.Title == title {
			return f.engine.Activity(ctx, l.Activity)
		}
	}
	return v, laurel.E(laurel.NotFound, "error.not-found")
}

func (f *filler) publish(ctx context.Context, o offer) (v engine.ActivityView, err error) {
	who, err := f.who(ctx, o.organiser)
	if err != nil {
		return v, err
	}
	picture, err := demoCovers.ReadFile("demo/" + o.cover)
	if err != nil {
		return v, err
	}
	name, err := f.media.Put(ctx, o.org.id, "jpg", picture)
	if err != nil {
		return v, err
	}
	upload, err := f.engine.FileCover(as(ctx, who, o.city.id), o.org.id,
		engine.Upload{Kind: approval.Photo, Media: string(name), MediaType: "image/jpeg", Size: int64(len(picture))})
	if err != nil {
		return v, err
	}
	d := o.draft
	d.Cover = string(upload)
	p, err := f.engine.PublishActivity(as(ctx, who, o.city.id), o.org.id, d)
	if err != nil {
		return v, err
	}
	if err := f.engine.ListActivity(as(ctx, o.city.admin, o.city.id), o.city.id, p.Activity.ID); err != nil {
		return v, err
	}
	return f.engine.Activity(ctx, p.Activity.ID)
}

func (f *filler) playlist(ctx context.Context, org place, organiser string, d workflow.PlaylistDraft) {
	f.do(d.Title, func() error {
		view, err := f.engine.Activity(ctx, d.Items[0].Activity)
		if err != nil || len(view.Playlists) > 0 {
			return err
		}
		who, err := f.who(ctx, organiser)
		if err != nil {
			return err
		}
		_, err = f.engine.MakePlaylist(as(ctx, who, ""), org.id, d)
		return err
	})
}

// people gives the people of the demo their names, and an API token each.
func (f *filler) people(ctx context.Context) {
	for _, p := range demoPeople() {
		f.do(p.Email, func() error {
			who, err := f.who(ctx, p.Email)
			if err != nil {
				return err
			}
			asWho := as(ctx, who, "")
			if err := f.registry.ChangePerson(asWho, tenants.Person{Name: p.Name}); err != nil {
				return err
			}
			p.Token, err = f.registry.MakeToken(asWho, "demo")
			f.file.People = append(f.file.People, p)
			return err
		})
	}
}
