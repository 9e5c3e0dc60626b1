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
	f := &filler{house: h, ctx: ctx, file: devFile{URL: h.config.links().Origin()}}
	operator := f.operator()
	campania := f.city(operator, campaniaCity(), "giulia@campania.example")
	seestadt := f.city(operator, seestadtCity(), "marta@seestadt.example")
	lane := f.organisation(campania, laneOrganisation(), "ruta@lane.example")
	library := f.organisation(seestadt, libraryOrganisation(), "jonas@bibliothek.example")

	f.member(lane, "tomas@lane.example", tenants.Organiser)
	f.member(lane, "milda@lane.example", tenants.MemberRole)
	f.member(library, "jonas@bibliothek.example", tenants.Organiser)

	badge := f.activity(lane, campania, "tomas@lane.example", openBadgeDraft(), "open-badge.jpg")
	f.activity(lane, campania, "tomas@lane.example", photoWalkDraft(), "photo-walk.jpg")
	f.activity(lane, campania, "tomas@lane.example", workshopDraft(), "workshop.jpg")
	f.activity(library, seestadt, "jonas@bibliothek.example", bookDraft(), "library.jpg")
	f.playlist(lane, "tomas@lane.example", "First steps with Open Badges", badge)

	f.people()
	return f.file, f.err
}

// filler carries the first error along, so that the demo above reads as a list.
type filler struct {
	*house
	ctx  context.Context
	file devFile
	err  error
}

// place is a tenant together with somebody who runs it.
type place struct {
	id    laurel.TenantID
	slug  string
	admin laurel.PersonID
}

func (f *filler) as(p laurel.PersonID, city laurel.TenantID) context.Context {
	return laurel.WithActor(f.ctx, laurel.Actor{Person: p, City: city, Language: "en"})
}

func (f *filler) do(what string, fn func() error) {
	if f.err != nil {
		return
	}
	if err := fn(); err != nil {
		f.err = fmt.Errorf("%s: %w", what, err)
	}
}

func (f *filler) operator() (who laurel.PersonID) {
	f.do("operator", func() (err error) {
		who, err = f.registry.AppointOperator(f.ctx, operatorEmail)
		return err
	})
	return who
}

// who returns the person behind an address, by way of a link to sign in.
func (f *filler) who(email string) (laurel.PersonID, error) {
	secret, err := f.registry.MakeSignIn(f.ctx, tenants.SignInRequested{Email: email, Language: "en"})
	if err != nil {
		return "", err
	}
	session, _, _, err := f.registry.FollowSignIn(f.ctx, secret, "demo")
	if err != nil {
		return "", err
	}
	p, err := f.registry.BySession(f.ctx, session)
	if err != nil {
		return "", err
	}
	return p.ID, f.registry.EndSession(f.ctx, session)
}

func (f *filler) city(operator laurel.PersonID, t tenants.Tenant, admin string) (p place) {
	return f.place(t, admin, func() (tenants.Tenant, error) {
		return f.registry.FoundCity(f.as(operator, ""), t, "", admin)
	})
}

func (f *filler) organisation(city place, t tenants.Tenant, admin string) place {
	return f.place(t, admin, func() (tenants.Tenant, error) {
		return f.registry.FoundOrganisation(f.as(city.admin, city.id), city.id, t, admin)
	})
}

func (f *filler) place(t tenants.Tenant, admin string, found func() (tenants.Tenant, error)) (p place) {
	f.do(t.Slug, func() error {
		there, err := f.registry.TenantBySlug(f.ctx, t.Slug)
		if laurel.KindOf(err) == laurel.NotFound {
			there, err = found()
		}
		if err != nil {
			return err
		}
		p.id, p.slug = there.ID, there.Slug
		p.admin, err = f.who(admin)
		return err
	})
	return p
}

func (f *filler) member(where place, email, role string) {
	f.do(email, func() error {
		_, err := f.registry.AddMember(f.as(where.admin, ""), where.id, email, role)
		return err
	})
}

func (f *filler) activity(org, city place, organiser string, d workflow.Draft, cover string) (id laurel.ActivityID) {
	f.do(d.Title, func() error {
		view, err := f.published(city, d.Title)
		if laurel.KindOf(err) == laurel.NotFound {
			view, err = f.publish(org, city, organiser, d, cover)
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
func (f *filler) published(city place, title string) (v engine.ActivityView, err error) {
	list, err := f.engine.Catalogue(f.ctx, []tenants.Tenant{{ID: city.id}})
	if err != nil {
		return v, err
	}
	for _, l := range list {
		if l.Title == title {
			return f.engine.Activity(f.ctx, l.Activity)
		}
	}
	return v, laurel.E(laurel.NotFound, "error.not-found")
}

func (f *filler) publish(org, city place, organiser string, d workflow.Draft, cover string) (v engine.ActivityView, err error) {
	who, err := f.who(organiser)
	if err != nil {
		return v, err
	}
	picture, err := demoCovers.ReadFile("demo/" + cover)
	if err != nil {
		return v, err
	}
	name, err := f.media.Put(f.ctx, org.id, "jpg", picture)
	if err != nil {
		return v, err
	}
	upload, err := f.engine.FileUpload(f.as(who, city.id), org.id,
		engine.Upload{Kind: approval.Photo, Media: string(name), MediaType: "image/jpeg", Size: int64(len(picture))})
	if err != nil {
		return v, err
	}
	d.Cover = string(upload)
	p, err := f.engine.PublishActivity(f.as(who, city.id), org.id, d)
	if err != nil {
		return v, err
	}
	if err := f.engine.ListActivity(f.as(city.admin, city.id), city.id, p.Activity.ID); err != nil {
		return v, err
	}
	return f.engine.Activity(f.ctx, p.Activity.ID)
}

func (f *filler) playlist(org place, organiser, name string, id laurel.ActivityID) {
	f.do(name, func() error {
		view, err := f.engine.Activity(f.ctx, id)
		if err != nil || len(view.Playlists) > 0 {
			return err
		}
		who, err := f.who(organiser)
		if err != nil {
			return err
		}
		_, err = f.engine.MakePlaylist(f.as(who, ""), org.id, name, []laurel.ActivityID{id})
		return err
	})
}

// people gives the people of the demo their names, and an API token each.
func (f *filler) people() {
	for _, p := range demoPeople() {
		f.do(p.Email, func() error {
			who, err := f.who(p.Email)
			if err != nil {
				return err
			}
			ctx := f.as(who, "")
			if err := f.registry.RenamePerson(ctx, p.Name); err != nil {
				return err
			}
			p.Token, err = f.registry.MakeToken(ctx, "demo")
			f.file.People = append(f.file.People, p)
			return err
		})
	}
}
