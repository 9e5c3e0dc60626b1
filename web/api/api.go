// Package api is the JSON API for programs, under /api/v1, with its description
// in OpenAPI 3.1. An endpoint is one function that maps a request to one of the
// house's and its outcome to JSON; who may do what is not decided here. Faults
// are told as problem documents (RFC 9457) in the reader's language.
package api

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humafiber"
	"github.com/gofiber/fiber/v2"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/locale"
	"example.org/laurel/tenants/media"
	"example.org/laurel/tenants/registry"
	"example.org/laurel/web/door"
	"example.org/laurel/web/intake"
	"example.org/laurel/workflow/engine"
)

const (
	// Root is where everything for programs begins.
	Root = "/api"
	// Prefix is where the endpoints of this version begin.
	Prefix = Root + "/v1"
)

const (
	maxBody = 256<<10 + 1 // bytes of JSON; the library refuses what reaches the limit
	maxFile = 12<<20 + 1  // bytes of a file
	bearer  = "bearer"    // name of the one way to show who one is
)

// Deps are what the endpoints are made from.
type Deps struct {
	Registry *registry.Registry
	Engine   *engine.Engine
	Media    *media.Store
	Intake   *intake.Intake
	Texts    *locale.Texts
	Front    door.Front
	Logger   *slog.Logger
}

// API serves endpoints. It is safe for concurrent use once all are served.
type API struct {
	Deps
	huma huma.API
}

// New returns an API that has no endpoint yet; Serve adds them to app. The
// actor in the context of a request says who asks, and in which language.
func New(app *fiber.App, d Deps) *API {
	a := &API{Deps: d}
	a.huma = humafiber.NewWithGroup(app, app.Group(Prefix), a.config())
	a.huma.UseMiddleware(a.prepare)
	return a
}

// config leaves out what the library would add by itself: a page that loads
// scripts from elsewhere, and links made from whatever the Host header says.
func (a *API) config() huma.Config {
	c := huma.DefaultConfig("Laurel", "1")
	c.OpenAPIPath, c.DocsPath, c.SchemasPath, c.CreateHooks = "", "", "", nil
	c.RejectUnknownQueryParameters = true
	c.Transformers = []huma.Transformer{a.translate}
	c.Info.Description = "Learning activities, evidence, and the badges that are earned by it. " +
		"Times are RFC 3339 in UTC. Sentences in problem documents are in the language that Accept-Language asks for; " +
		"programs go by type and status."
	c.Servers = []*huma.Server{{URL: Prefix}}
	c.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		bearer: {Type: "http", Scheme: "bearer", Description: "A token that its owner made on their account page, or by POST /me/tokens. " +
			"Each operation names the scope that the token must have been made for: " + strings.Join(tenants.Scopes(), ", ") + "."},
	}
	return c
}

// Description answers GET /api/openapi.json with what can be asked here.
func (a *API) Description(c *fiber.Ctx) error {
	b, err := json.Marshal(a.huma.OpenAPI())
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "application/openapi+json")
	c.Set(fiber.HeaderCacheControl, "public, max-age=300")
	c.Set(fiber.HeaderAccessControlAllowOrigin, "*")
	return c.Send(b)
}

// Endpoint is what is done at one route.
type Endpoint struct{ register func(method, path string) }

// Serve adds an endpoint at a route, as in "GET /activities/{id}".
func (*API) Serve(route string, e Endpoint) {
	method, path, _ := strings.Cut(route, " ")
	e.register(method, path)
}

// about is what the description says of an endpoint, and what is asked before it.
type about struct {
	id, summary, tag string
	open             bool   // for visitors, too, and for every token
	scope            string // that a token needs, one of tenants.Scopes; without one no token will do
	body             int64  // most bytes; 0: maxBody
}

// endpoint makes an Endpoint of a function from I, the parts of a request, to T,
// the JSON of the answer. What is posted is created: 201.
func endpoint[I, T any](a *API, is about, do func(context.Context, *I) (T, error)) Endpoint {
	type answer struct{ Body T }
	return Endpoint{func(method, path string) {
		op := huma.Operation{
			OperationID: is.id, Method: method, Path: path, Summary: is.summary, Tags: []string{is.tag}, MaxBodyBytes: is.body,
			DefaultStatus: http.StatusOK, Errors: []int{http.StatusUnauthorized, http.StatusTooManyRequests},
			Security: []map[string][]string{{bearer: {is.scope}}}, Description: "Needs a token with the scope " + is.scope + ".",
		}
		if is.open {
			op.Security, op.Description = []map[string][]string{{bearer: {}}, {}}, "Open to everybody."
		} else {
			op.Errors = append(op.Errors, http.StatusForbidden)
		}
		if strings.Contains(path, "{") {
			op.Errors = append(op.Errors, http.StatusNotFound)
		}
		if method == http.MethodDelete {
			op.Errors = append(op.Errors, http.StatusConflict)
		}
		if method == http.MethodPost || method == http.MethodPut {
			if method == http.MethodPost {
				op.DefaultStatus = http.StatusCreated
			}
			op.Errors = append(op.Errors, http.StatusBadRequest, http.StatusConflict,
				http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType, http.StatusServiceUnavailable)
			if op.MaxBodyBytes == 0 {
				op.MaxBodyBytes = maxBody
			}
		}
		huma.Register(a.huma, op, func(ctx context.Context, in *I) (*answer, error) {
			out, err := do(ctx, in)
			if err != nil {
				return nil, a.refusal(ctx, err).blame(inputOf(method))
			}
			return &answer{out}, nil
		})
	}}
}

// inputOf is where the fields stand that a request of that method asks by.
func inputOf(method string) string {
	if method == http.MethodGet {
		return "query."
	}
	return "body."
}

type originKey struct{}

// prepare turns away who has to be somebody and is not, and whose token was not
// made for this, before anything of the request is read. It keeps the origin for
// links in the answer.
func (a *API) prepare(ctx huma.Context, next func(huma.Context)) {
	ctx.SetHeader("Cache-Control", "no-store")
	ctx.SetHeader("Vary", "Accept-Language, Authorization")
	if err := admit(laurel.ActorFrom(ctx.Context()), ctx.Operation().Security); err != nil {
		a.turnAway(ctx, err)
		return
	}
	next(huma.WithValue(ctx, originKey{}, a.Front.Origin(humafiber.Unwrap(ctx))))
}

// admit asks of an actor what the description says of an operation.
func admit(actor laurel.Actor, security []map[string][]string) error {
	if len(security) > 1 { // open
		return nil
	}
	if actor.Person == "" {
		return laurel.E(laurel.Unauthenticated, "error.token")
	}
	for _, scope := range security[0][bearer] {
		if !slices.Contains(actor.Scopes, scope) {
			return laurel.E(laurel.Forbidden, scopeKey).With(laurel.Args{"Scope": scope})
		}
	}
	return nil
}

// origin is what stands before a path in links that the asker can follow.
func origin(ctx context.Context) string {
	s, _ := ctx.Value(originKey{}).(string)
	return s
}

func notFound() error { return laurel.E(laurel.NotFound, "error.not-found") }
