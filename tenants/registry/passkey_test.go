package registry_test

import (
	"bytes"
	"context"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/registry"
)

const platform laurel.Site = "https://badges.example"

// enrolled is somebody with a passkey.
func enrolled(t *testing.T, r *registry.Registry, email string) (laurel.PersonID, *device) {
	t.Helper()
	who := signedIn(t, r, email)
	d := newDevice(t, who)
	must(t, add(t, r, who, d))
	return who, d
}

func add(t *testing.T, r *registry.Registry, who laurel.PersonID, d *device) error {
	t.Helper()
	asked, err := r.AskForPasskey(as(t, who), platform)
	must(t, err)
	return r.AddPasskey(as(t, who), "My telephone", registry.Reply{Site: platform, Browser: asked.Browser, Answer: d.create(asked.Options)})
}

// enter signs in with a device, after something has been done to its answer.
func enter(t *testing.T, r *registry.Registry, d *device, spoil func(*registry.Reply)) (laurel.PersonID, error) {
	t.Helper()
	asked, err := r.AskPasskey(t.Context(), platform)
	must(t, err)
	reply := registry.Reply{Site: platform, Browser: asked.Browser, Answer: d.get(asked.Options)}
	if spoil != nil {
		spoil(&reply)
	}
	session, _, err := r.SignInByPasskey(t.Context(), reply, "test")
	if err != nil {
		return "", err
	}
	p, err := r.BySession(t.Context(), session)
	must(t, err)
	return p.ID, nil
}

func TestAPasskeySignsItsPersonIn(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, r *registry.Registry, c *clock) {
		ada, d := enrolled(t, r, "ada@example.org")
		d.counter = 7
		if who, err := enter(t, r, d, nil); err != nil || who != ada {
			t.Fatalf("signs in %v, %v; want ada", who, err)
		}
		c.move(time.Hour)
		d.counter = 8
		_, err := enter(t, r, d, nil)
		must(t, err)
		list, err := r.Passkeys(as(t, ada))
		must(t, err)
		if len(list) != 1 || list[0].Name != "My telephone" || !list[0].UsedAt.Equal(c.Now()) {
			t.Fatalf("passkeys: %+v", list)
		}
		must(t, r.RemovePasskey(as(t, ada), list[0].ID))
		must(t, r.RemovePasskey(as(t, ada), list[0].ID))
		d.counter = 9
		if _, err := enter(t, r, d, nil); laurel.KindOf(err) != laurel.Invalid {
			t.Errorf("a passkey that was removed: %v, want invalid", err)
		}
	})
}

func TestAPasskeyOfWhichTheCounterGoesBackIsRefused(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, r *registry.Registry, _ *clock) {
		_, d := enrolled(t, r, "ada@example.org")
		d.counter = 7
		_, err := enter(t, r, d, nil)
		must(t, err)
		for _, n := range []uint32{7, 6, 0} {
			d.counter = n
			if _, err := enter(t, r, d, nil); err == nil || !strings.Contains(err.Error(), "passkey.copied") {
				t.Errorf("counter %d after 7: %v, want it to be called a copy", n, err)
			}
		}
		d.counter = 8
		if _, err := enter(t, r, d, nil); err != nil {
			t.Errorf("counter 8 after 7: %v", err)
		}
	})
}

func TestAnAnswerThatIsNotRightSignsNobodyIn(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, r *registry.Registry, c *clock) {
		ada, good := enrolled(t, r, "ada@example.org")
		ben, other := enrolled(t, r, "ben@example.org")
		with := func(change func(*device)) *device {
			d := *good
			change(&d)
			return &d
		}
		for name, x := range map[string]struct {
			device *device
			spoil  func(*registry.Reply)
		}{
			"another origin":           {with(func(d *device) { d.origin = "https://badges.example.evil.example" }), nil},
			"without TLS":              {with(func(d *device) { d.origin = "http://badges.example" }), nil},
			"another port":             {with(func(d *device) { d.origin = "https://badges.example:8443" }), nil},
			"made for another host":    {with(func(d *device) { d.party = "evil.example" }), nil},
			"nobody there":             {with(func(d *device) { d.flags = 4 }), nil},
			"nobody verified":          {with(func(d *device) { d.flags = 1 }), nil},
			"another's handle":         {with(func(d *device) { d.handle = string(ben) }), nil},
			"another's credential":     {with(func(d *device) { d.id = other.id }), nil},
			"another's key":            {with(func(d *device) { d.key = other.key }), nil},
			"no handle":                {with(func(d *device) { d.handle = "" }), nil},
			"a handle that is none":    {with(func(d *device) { d.handle = "'; DROP TABLE people; --xxx" }), nil},
			"a person that is not":     {with(func(d *device) { d.handle = laurel.NewPersonalID[string](c.Now()) }), nil},
			"a credential that is not": {with(func(d *device) { d.id = []byte("none") }), nil},
			"another site of ours":     {good, func(re *registry.Reply) { re.Site = "http://localhost:8080" }},
			"another browser":          {good, func(re *registry.Reply) { re.Browser = laurel.NewSecret() }},
			"no browser":               {good, func(re *registry.Reply) { re.Browser = "" }},
			"too late":                 {good, func(*registry.Reply) { c.move(6 * time.Minute) }},
			"cut off":                  {good, func(re *registry.Reply) { re.Answer = re.Answer[:len(re.Answer)/2] }},
			"said twice":               {good, func(re *registry.Reply) { re.Answer = append(re.Answer, re.Answer...) }},
			"nothing":                  {good, func(re *registry.Reply) { re.Answer = nil }},
			"no JSON":                  {good, func(re *registry.Reply) { re.Answer = []byte("\x00\xff") }},
			"JSON of another kind":     {good, func(re *registry.Reply) { re.Answer = []byte(`[{"id":7}]`) }},
			"empty fields":             {good, func(re *registry.Reply) { re.Answer = []byte(`{"id":"","rawId":"","type":"public-key","response":{}}`) }},
			"another type": {good, func(re *registry.Reply) {
				re.Answer = bytes.Replace(re.Answer, []byte("public-key"), []byte("password"), 1)
			}},
			"an answer for adding": {good, func(re *registry.Reply) {
				asked, err := r.AskForPasskey(as(t, ada), platform)
				must(t, err)
				re.Browser, re.Answer = asked.Browser, good.get(asked.Options)
			}},
		} {
			if who, err := enter(t, r, x.device, x.spoil); laurel.KindOf(err) != laurel.Invalid || who != "" {
				t.Errorf("%s: signs in %q, %v; want invalid", name, who, err)
			}
		}
		if who, err := enter(t, r, good, nil); err != nil || who != ada {
			t.Errorf("a good answer signs in %v, %v: this test looks at the wrong thing", who, err)
		}
	})
}

func TestAnAnswerIsGoodOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, r *registry.Registry, _ *clock) {
		_, d := enrolled(t, r, "ada@example.org")
		asked, err := r.AskPasskey(t.Context(), platform)
		must(t, err)
		reply := registry.Reply{Site: platform, Browser: asked.Browser, Answer: d.get(asked.Options)}
		var wg sync.WaitGroup
		var let atomic.Int64
		for range 5 {
			wg.Go(func() {
				if _, _, err := r.SignInByPasskey(context.WithoutCancel(t.Context()), reply, "test"); err == nil {
					let.Add(1)
				} else if laurel.KindOf(err) != laurel.Invalid {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if let.Load() != 1 {
			t.Errorf("%d sessions from one answer, want 1", let.Load())
		}
		// The same words in answer to another question.
		if _, err := enter(t, r, d, func(re *registry.Reply) { re.Answer = reply.Answer }); laurel.KindOf(err) != laurel.Invalid {
			t.Errorf("an old answer to a new question: %v, want invalid", err)
		}
	})
}

func TestAPasskeyIsAddedOnlyByItsPersonAndOnlyWhole(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, r *registry.Registry, _ *clock) {
		ada, ben := signedIn(t, r, "ada@example.org"), signedIn(t, r, "ben@example.org")
		if _, err := r.AskForPasskey(t.Context(), platform); laurel.KindOf(err) != laurel.Unauthenticated {
			t.Errorf("a visitor asks for a passkey: %v", err)
		}
		try := func(who laurel.PersonID, name string, spoil func(*registry.Reply, *device)) error {
			d := newDevice(t, ada)
			asked, err := r.AskForPasskey(as(t, ada), platform)
			must(t, err)
			reply := registry.Reply{Site: platform, Browser: asked.Browser}
			spoil(&reply, d)
			if reply.Answer == nil {
				reply.Answer = d.create(asked.Options)
			}
			return r.AddPasskey(as(t, who), name, reply)
		}
		nothing := func(*registry.Reply, *device) {}
		for name, err := range map[string]error{
			"another person's":   try(ben, "Mine", nothing),
			"no name":            try(ada, " ", nothing),
			"a name of two rows": try(ada, "a\nb", nothing),
			"another origin":     try(ada, "Mine", func(_ *registry.Reply, d *device) { d.origin = "https://evil.example" }),
			"another host":       try(ada, "Mine", func(_ *registry.Reply, d *device) { d.party = "evil.example" }),
			"nobody verified":    try(ada, "Mine", func(_ *registry.Reply, d *device) { d.flags = 1 }),
			"another browser":    try(ada, "Mine", func(re *registry.Reply, _ *device) { re.Browser = laurel.NewSecret() }),
			"too long an id":     try(ada, "Mine", func(_ *registry.Reply, d *device) { d.id = make([]byte, 1024) }),
			"no answer":          try(ada, "Mine", func(re *registry.Reply, _ *device) { re.Answer = []byte(`{}`) }),
		} {
			if laurel.KindOf(err) != laurel.Invalid {
				t.Errorf("%s: %v, want invalid", name, err)
			}
		}
		for _, who := range []laurel.PersonID{ada, ben} {
			if list, err := r.Passkeys(as(t, who)); err != nil || len(list) != 0 {
				t.Errorf("passkeys: %v, %v; want none", list, err)
			}
		}
		guest := laurel.WithActor(t.Context(), laurel.Actor{Person: ada, Reach: "0123456789"})
		_, asking := r.AskForPasskey(guest, platform)
		_, listing := r.Passkeys(guest)
		for _, err := range []error{asking, listing, r.RemovePasskey(guest, "x"), r.AddPasskey(guest, "Mine", registry.Reply{Site: platform})} {
			if laurel.KindOf(err) != laurel.Forbidden {
				t.Errorf("from one tenant's single sign-on: %v, want forbidden", err)
			}
		}
		d := newDevice(t, ada)
		must(t, add(t, r, ada, d))
		if err := add(t, r, ada, d); laurel.KindOf(err) != laurel.Conflict {
			t.Errorf("the same passkey again: %v, want conflict", err)
		}
		list, err := r.Passkeys(as(t, ada))
		must(t, err)
		must(t, r.RemovePasskey(as(t, ben), list[0].ID))
		if list, err = r.Passkeys(as(t, ada)); err != nil || len(list) != 1 {
			t.Errorf("somebody else has removed it: %v, %v", list, err)
		}
		for range tenants.MaxPasskeys - 1 {
			must(t, add(t, r, ada, newDevice(t, ada)))
		}
		if _, err := r.AskForPasskey(as(t, ada), platform); laurel.KindOf(err) != laurel.Conflict {
			t.Errorf("passkey no. "+strconv.Itoa(tenants.MaxPasskeys+1)+": %v, want conflict", err)
		}
	})
}
