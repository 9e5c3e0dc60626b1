// Package page has the pages for people: plain HTML that works without
// JavaScript. One file holds one page, the files layout.go, words.go, link.go
// and their like hold what pages share. Public documents (.json, .png, .svg) are in package document.
package page

import (
	"context"
	"strings"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"

	"example.org/laurel"
	"example.org/laurel/tenants/locale"
	"example.org/laurel/tenants/media"
	"example.org/laurel/tenants/registry"
	"example.org/laurel/web/door"
	"example.org/laurel/web/intake"
	"example.org/laurel/web/signon"
	"example.org/laurel/workflow/engine"
)

// Letter is a letter that was laid down instead of being sent.
type Letter struct {
	ID      string
	To      string
	Subject string
	Text    string // only from Read
	At      time.Time
}

// mailbox is where letters are laid down. Cmd adapts the one of package mail.
type mailbox interface {
	List() ([]Letter, error)        // newest first
	Read(id string) (Letter, error) // laurel.NotFound where there is none
}

// Deps are what the pages are made from.
type Deps struct {
	Registry *registry.Registry
	Engine   *engine.Engine
	Media    *media.Store
	Texts    *locale.Texts
	Meter    door.Meter
	Front    door.Front
	Mailbox  mailbox // nil where letters are sent
	Support  string  // address for help with the platform; empty: "support" at the site's host
	SignOn   *signon.Client
	Intake   *intake.Intake
	Tell     func(ctx context.Context, topic string) error // tells all replicas; nil: there is one, which sees for itself
}

// Pages answers requests with pages. It is safe for concurrent use.
//
// The actor in a request's context says whose page it is, and in which language
// and city. Handlers name their addresses; BASE there is "/:lang", and a second
// time "/:lang/c/:slug", so that who looks at a city on the platform's host
// stays in the city.
type Pages struct {
	deps     Deps
	files    files
	write    markdown
	covers   *lru.Cache[string, []byte]       // by the file's address
	verified *lru.Cache[laurel.AwardID, bool] // credentials whose signature was found good
	waiting  *lru.Cache[laurel.PersonID, hint]
	agreed   *lru.Cache[onSite, time.Time] // until when it is known that somebody has accepted all
	skills   *lru.Cache[string, called]    // of activities, by their ids and the languages
	press    chan struct{}                 // holds a token while a certificate is printed
}

const (
	keptCovers   = 256
	keptVerified = 10_000
	keptHints    = 10_000
	keptSkills   = 4_096
)

// New returns the pages. It fails only where something that the binary was
// built with is broken.
func New(d Deps) (*Pages, error) {
	if d.Support == "" {
		host, _, _ := strings.Cut(d.Front.Site.Host(), ":")
		d.Support = "support@" + host
	}
	p := &Pages{deps: d, write: newMarkdown(), press: make(chan struct{}, 1)}
	var err error
	if p.files, err = loadFiles(); err != nil {
		return nil, err
	}
	if p.covers, err = lru.New[string, []byte](keptCovers); err != nil {
		return nil, err
	}
	if p.verified, err = lru.New[laurel.AwardID, bool](keptVerified); err != nil {
		return nil, err
	}
	if p.waiting, err = lru.New[laurel.PersonID, hint](keptHints); err != nil {
		return nil, err
	}
	if p.skills, err = lru.New[string, called](keptSkills); err != nil {
		return nil, err
	}
	p.agreed, err = lru.New[onSite, time.Time](keptHints)
	return p, err
}
