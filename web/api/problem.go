package api

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"

	"example.org/laurel"
	"example.org/laurel/web/door"
)

const (
	problemMedia = "application/problem+json"
	challenge    = `Bearer realm="laurel"` // RFC 6750, section 3
	typePrefix   = "tag:laurel.example.org,2026:"
	scopeKey     = "error.scope" // of the fault that a token was not made for this
)

// problem is a problem document with the headers that belong to it.
type problem struct {
	*huma.ErrorModel
	scope string // that the token lacks
}

// GetHeaders says how to show who one is where that was missing, and with which
// scope where the token has not got it (RFC 6750, section 3.1).
func (p problem) GetHeaders() http.Header {
	h := http.Header{}
	switch {
	case p.Status == http.StatusUnauthorized:
		h.Set(fiber.HeaderWWWAuthenticate, challenge)
	case p.scope != "":
		h.Set(fiber.HeaderWWWAuthenticate, challenge+`, error="insufficient_scope", scope="`+p.scope+`"`)
	}
	return h
}

// Problem answers a request with what went wrong.
func (a *API) Problem(c *fiber.Ctx, err error) error {
	p := a.problem(laurel.ActorFrom(c.UserContext()).Language, err).blame("body.")
	for name, values := range p.GetHeaders() {
		c.Set(name, values[0])
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	c.Response().Header.Del(fiber.HeaderETag)
	b, err := json.Marshal(p)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, problemMedia)
	return c.Status(p.Status).Send(b)
}

// refusal is an endpoint's error as it is told. A fault of ours is logged here,
// since the library answers by itself.
func (a *API) refusal(ctx context.Context, err error) problem {
	if door.Status(err) == http.StatusInternalServerError {
		a.Logger.ErrorContext(ctx, "request failed", "error", err)
	}
	return a.problem(laurel.ActorFrom(ctx).Language, err)
}

// blame says in which part of the request the fields are that are at fault.
func (p problem) blame(place string) problem {
	for _, e := range p.Errors {
		e.Location = place + e.Location
	}
	return p
}

// turnAway answers before the endpoint is reached.
func (a *API) turnAway(ctx huma.Context, err error) {
	p := a.problem(laurel.ActorFrom(ctx.Context()).Language, err)
	for name, values := range p.GetHeaders() {
		ctx.SetHeader(name, values[0])
	}
	ctx.SetHeader(fiber.HeaderContentType, problemMedia)
	ctx.SetStatus(p.Status)
	if err := json.NewEncoder(ctx.BodyWriter()).Encode(p); err != nil {
		a.Logger.WarnContext(ctx.Context(), "a problem could not be told", "error", err)
	}
}

func (a *API) problem(lang string, err error) problem {
	sentence, field := door.Sentence(a.Texts, lang, err)
	p := a.untyped(lang, door.Status(err))
	p.Detail = sentence
	if key := textKey(err); key != "" {
		p.Type = typePrefix + key
	} else if p.Status == http.StatusUnsupportedMediaType {
		p.Type, p.Detail = typePrefix+"problem.media-type", a.Texts.Say(lang, "problem.media-type", nil)
	}
	if field != "" {
		p.Errors = []*huma.ErrorDetail{{Location: inJSON(field), Message: sentence}}
	}
	return problem{p, lackingScope(err)}
}

func lackingScope(err error) string {
	e, ok := asError(err)
	if !ok || e.Text != scopeKey {
		return ""
	}
	scope, _ := e.Args["Scope"].(string)
	return scope
}

// untyped is a problem that says no more than its status (RFC 9457, section 4.2.1).
func (a *API) untyped(lang string, status int) *huma.ErrorModel {
	key := "problem.title-" + strconv.Itoa(status)
	if !a.Texts.Has(lang, key) {
		key = "problem.title"
	}
	return &huma.ErrorModel{Type: "about:blank", Title: a.Texts.Say(lang, key, nil), Status: status}
}

// textKey is what programs tell one fault from another by.
func textKey(err error) string {
	if e, ok := asError(err); ok && e.Kind != laurel.Internal {
		return e.Text
	}
	return ""
}

// inJSON is a field as it is called in a body.
func inJSON(field string) string {
	switch field {
	case "title":
		return "name"
	case "badge.description":
		return "badgeDescription"
	case "south", "west", "north", "east":
		return "bounds." + field
	case "latitude", "longitude":
		return "pin." + field
	}
	return strings.ReplaceAll(field, "min_length", "minLength")
}

// translate puts what the library says of a malformed request into the reader's
// language. What it was given is not repeated: it may be long, or a secret.
func (a *API) translate(ctx huma.Context, _ string, v any) (any, error) {
	told, ok := v.(*huma.ErrorModel)
	if !ok {
		return v, nil
	}
	lang := laurel.ActorFrom(ctx.Context()).Language
	p := a.untyped(lang, told.Status)
	key := detailKey(told.Status)
	p.Type, p.Detail = typePrefix+key, a.Texts.Say(lang, key, nil)
	if told.Status != http.StatusUnprocessableEntity {
		return p, nil
	}
	for _, e := range told.Errors {
		f := faultOf(e)
		p.Errors = append(p.Errors, &huma.ErrorDetail{Location: f.location, Message: a.Texts.Say(lang, f.key, f.args)})
	}
	return p, nil
}

func detailKey(status int) string {
	switch status {
	case http.StatusBadRequest:
		return "problem.json"
	case http.StatusUnsupportedMediaType:
		return "problem.media-type"
	case http.StatusRequestEntityTooLarge:
		return "error.too-large"
	case http.StatusUnprocessableEntity:
		return "problem.fields"
	}
	return "error.internal"
}
