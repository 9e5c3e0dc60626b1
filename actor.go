package laurel

import "context"

// Actor is who acts. What an actor may do is not part of it: the gate is asked
// about each thing in that thing's tenant.
type Actor struct {
	Person   PersonID // empty for a visitor and for the system
	City     TenantID // the city on whose site the actor is; empty on the platform's own
	Language string   // of the interface, as in "de"
	// Reach is the one tenant in which the actor may do anything, where a tenant's
	// own single sign-on opened the session; empty: all.
	Reach TenantID
	// Scopes are what an API token was made for; nil where the actor comes without one.
	Scopes []string
	system bool
}

// SystemActor is the actor of background work.
func SystemActor() Actor { return Actor{system: true} }

// System reports whether a is background work.
func (a Actor) System() bool { return a.system }

// Subject is the name under which policies know the actor.
func (a Actor) Subject() string {
	switch {
	case a.system:
		return "system"
	case a.Person == "":
		return "visitor"
	}
	return string(a.Person)
}

type actorKey struct{}

// WithActor returns a context in which a acts.
func WithActor(ctx context.Context, a Actor) context.Context {
	return context.WithValue(ctx, actorKey{}, a)
}

// ActorFrom returns who acts in ctx; without one it is a visitor, who may
// nothing but look at what is public.
func ActorFrom(ctx context.Context) Actor {
	a, _ := ctx.Value(actorKey{}).(Actor)
	return a
}
