// Package web is the door for people and their programs: pages, the JSON API and
// the public documents behind one address. routes.go is its table of contents;
// this package knows who knocks, where, and how much they bring along, and the
// packages page, api and document know what to answer.
package web

import (
	"context"
	"log/slog"
	"time"

	"github.com/gofiber/fiber/v2"
	lru "github.com/hashicorp/golang-lru/v2"

	"example.org/laurel/tenants/locale"
	"example.org/laurel/tenants/media"
	"example.org/laurel/tenants/registry"
	"example.org/laurel/web/api"
	"example.org/laurel/web/document"
	"example.org/laurel/web/door"
	"example.org/laurel/web/intake"
	"example.org/laurel/web/page"
	"example.org/laurel/web/signon"
	"example.org/laurel/workflow/engine"
	"example.org/laurel/workflow/outside"
)

// mailbox is where letters are laid down, for the pages to show.
type mailbox interface {
	List() ([]page.Letter, error)
	Read(id string) (page.Letter, error)
}

// Config is what the door is made from.
type Config struct {
	Registry *registry.Registry
	Engine   *engine.Engine
	Media    *media.Store
	Texts    *locale.Texts
	Live     door.Counters
	Front    door.Front
	Mailbox  mailbox        // nil where letters are sent
	Support  string         // address for help with the platform; empty: "support" at the site's host
	HEIC     *media.HEIC    // turns HEIC into JPEG; nil: such photos are refused
	SignOn   *signon.Client // asks tenants' providers; nil: one that asks public addresses alone

	// Tell tells all replicas that something has changed; nil: there is one, which sees for itself.
	Tell func(ctx context.Context, topic string) error

	// Ready says what keeps requests from being served now, as a database that
	// does not answer.
	Ready  func(context.Context) error
	Logger *slog.Logger

	// Proxies are the addresses or networks, as in "10.0.0.0/8", of the proxies
	// in front of us. Only what they say about a request's origin is believed.
	Proxies []string
	// ClientHeader is where those proxies write the client's address, over
	// whatever stood there: "X-Real-IP". Empty: the connection's own address counts.
	ClientHeader string
}

const (
	smallBody    = 256 << 10 // bytes; what may be sent to most paths
	largeBody    = 12 << 20  // and to those that take files
	streamedBody = 600 << 20 // and where a body is never in memory: the largest file, and some more in one form
	dropped      = 64 << 20  // how much of a body that is too large is read, so that its sender hears the answer

	smallReadTimeout = 30 * time.Second
	largeReadTimeout = 3 * time.Minute // twelve megabytes over a poor connection
	streamTimeout    = 15 * time.Minute
	requestTimeout   = time.Minute // of all that is done for an answer
	idleTimeout      = 2 * time.Minute

	maxAtOnce = 16_384 // connections
)

// site answers requests. It is safe for concurrent use.
type site struct {
	Config
	pages     *page.Pages
	api       *api.API
	documents *document.Documents
	languages map[string]bool
	cities    *lru.Cache[string, cityFound]
	large     chan struct{} // a place for each large body in memory
	rates     []rated
}

// New returns the application, ready to listen. It starts nothing.
func New(c Config) (*fiber.App, error) {
	if c.SignOn == nil {
		guarded, err := signon.New(outside.New(outside.Options{}))
		if err != nil {
			return nil, err
		}
		c.SignOn = guarded
	}
	cities, err := lru.New[string, cityFound](maxCitiesKnown)
	if err != nil {
		return nil, err
	}
	s := &site{Config: c, languages: map[string]bool{}, cities: cities, large: make(chan struct{}, largeAtOnce), rates: compileRates()}
	for _, lang := range c.Texts.Languages() {
		s.languages[lang] = true
	}
	if c.HEIC == nil {
		c.HEIC = media.NewHEIC("")
	}
	files := intake.New(c.Engine, c.Media, c.HEIC)
	s.pages, err = page.New(page.Deps{
		Registry: c.Registry, Engine: c.Engine, Media: c.Media, Texts: c.Texts, Meter: s.meterOf(), Front: c.Front,
		Mailbox: c.Mailbox, Support: c.Support, SignOn: c.SignOn, Intake: files, Tell: c.Tell,
	})
	if err != nil {
		return nil, err
	}
	s.documents, err = document.New(document.Deps{
		Registry: c.Registry, Engine: c.Engine, Media: c.Media, Texts: c.Texts, Site: c.Front.Site,
	})
	if err != nil {
		return nil, err
	}
	app := fiber.New(s.settings())
	app.Server().HeaderReceived = patient
	s.api = api.New(app, api.Deps{
		Registry: c.Registry, Engine: c.Engine, Media: c.Media, Texts: c.Texts, Front: c.Front, Logger: c.Logger, Intake: files,
	})
	s.routes(app)
	return app, nil
}

func (s *site) settings() fiber.Config {
	return fiber.Config{
		AppName:                      "laurel",
		DisableStartupMessage:        true,
		Immutable:                    true, // strings of a request outlive it: in caches, in events
		CaseSensitive:                true,
		StreamRequestBody:            true, // limitBody reads it, since the limit is another for each path
		DisablePreParseMultipartForm: true, // so that a body has a size
		Concurrency:                  maxAtOnce,
		ReadTimeout:                  smallReadTimeout, // raised by patient where files are taken
		WriteTimeout:                 largeReadTimeout,
		IdleTimeout:                  idleTimeout,
		ReadBufferSize:               16 << 10, // all headers of a request together
		EnableTrustedProxyCheck:      true,     // without it, anybody's X-Forwarded-Host is believed
		TrustedProxies:               s.Proxies,
		ProxyHeader:                  s.ClientHeader,
		ErrorHandler:                 s.unread,
	}
}
