package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"
	"golang.org/x/sync/errgroup"

	"example.org/laurel"
	"example.org/laurel/jobs"
	"example.org/laurel/jobs/mail"
	"example.org/laurel/plugins/host"
	"example.org/laurel/plugins/roster"
	"example.org/laurel/policies"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
	"example.org/laurel/tenants/live"
	"example.org/laurel/tenants/locale"
	"example.org/laurel/tenants/media"
	"example.org/laurel/tenants/registry"
	"example.org/laurel/web"
	"example.org/laurel/web/door"
	"example.org/laurel/web/signon"
	"example.org/laurel/workflow/engine"
	"example.org/laurel/workflow/outside"
)

// house is the whole of it, wired. This file is the only one that knows every
// package, and there is no framework between it and the constructors.
type house struct {
	config   Config
	log      *slog.Logger
	db       *db.DB
	media    *media.Store
	heic     *media.HEIC
	live     *live.Wire
	queue    *jobs.Queue
	roster   *roster.Roster
	registry *registry.Registry
	engine   *engine.Engine
	texts    *locale.Texts
	mailbox  *mail.Mailbox // nil where letters go out by SMTP
	post     func(context.Context, mail.Letter) error
	site     *fiber.App
	closers  []func() error
}

// build opens what the configuration names and puts it together. It starts nothing.
func build(ctx context.Context, c Config) (h *house, err error) {
	h = &house{config: c, log: c.logger()}
	defer func() {
		if err != nil {
			err = errors.Join(err, h.close())
		}
	}()
	for _, open := range []func(context.Context) error{h.openStores, h.openLetters, h.openRooms, h.openDoors} {
		if err := open(ctx); err != nil {
			return h, err
		}
	}
	return h, nil
}

// close gives back what build opened, in the opposite order.
func (h *house) close() error {
	var errs []error
	for _, closer := range slices.Backward(h.closers) {
		errs = append(errs, closer())
	}
	h.closers = nil
	return errors.Join(errs...)
}

func (h *house) openStores(ctx context.Context) (err error) {
	if h.config.Data != "" {
		unlock, err := lock(h.config.Data, h.config.sharing())
		if err != nil {
			return err
		}
		h.closers = append(h.closers, unlock)
	}
	if err := h.config.rememberOrigin(h.log); err != nil {
		return err
	}
	if h.db, err = db.Open(ctx, db.Config{DSN: h.config.Database}); err != nil {
		return err
	}
	h.closers = append(h.closers, h.db.Close)
	if h.media, err = media.Open(h.config.media()); err != nil {
		return err
	}
	h.closers = append(h.closers, h.media.Close)
	h.heic = media.NewHEIC(h.config.HEIC)
	if h.live, err = live.Open(h.config.Redis); err != nil {
		return err
	}
	h.closers = append(h.closers, h.live.Close)
	if h.queue, err = jobs.OpenQueue(h.config.Redis, h.log); err != nil {
		return err
	}
	h.closers = append(h.closers, h.queue.Close)
	return nil
}

func (h *house) openLetters(context.Context) (err error) {
	if h.texts, err = locale.Load(); err != nil {
		return err
	}
	s := h.config.SMTP
	if s.Host != "" {
		smtp, err := mail.OpenSMTP(mail.SMTPConfig{Host: s.Host, Port: s.Port, User: s.User, Password: s.Password, From: s.From, TLS: s.TLS})
		if err != nil {
			return err
		}
		h.post = smtp.Send
		return nil
	}
	h.mailbox, err = mail.OpenMailbox(mail.MailboxConfig{Folder: filepath.Join(h.config.Data, "mailbox"), From: "Laurel <laurel@localhost>"})
	if err != nil {
		return err
	}
	h.closers = append(h.closers, h.mailbox.Close)
	h.post = h.mailbox.Send
	return nil
}

func (h *house) openRooms(ctx context.Context) error {
	vault, err := h.config.vault()
	if err != nil {
		return err
	}
	h.registry = registry.New(h.db, vault)
	host, _, _ := strings.Cut(h.config.site().Host(), ":")
	h.registry.Settle(tenants.Installation{Host: host, Languages: h.texts.Languages()})
	gate, err := policies.New(h.rules, h.registry.PolicyVersion)
	if err != nil {
		return err
	}
	h.registry.Guard(gate)
	if h.roster, err = h.openRoster(ctx); err != nil {
		return err
	}
	h.closers = append(h.closers, h.roster.Close)
	h.engine = engine.New(h.db, gate, h.roster)
	return h.engine.InstallFramework(laurel.WithActor(ctx, laurel.SystemActor()))
}

// rules tells the gate what a tenant adds to the built-in policy.
func (h *house) rules(ctx context.Context, t laurel.TenantID) (policies.Rules, error) {
	list, own, version, err := h.registry.Policy(ctx, t)
	r := policies.Rules{Version: version}
	for _, m := range list {
		r.Assignments = append(r.Assignments, policies.Assignment{Person: m.Person, Role: m.Role, Object: m.Object})
	}
	for _, o := range own {
		r.Roles = append(r.Roles, policies.Role{Name: o.Name, Actions: o.Actions})
	}
	return r, err
}

// openRoster prepares the approvers: those within this binary, run by it as
// processes of their own, and those that were added, unpacked where they are needed.
func (h *house) openRoster(ctx context.Context) (*roster.Roster, error) {
	me, err := os.Executable()
	if err != nil {
		return nil, err
	}
	names := map[string]string{}
	for name, a := range builtin() {
		about, err := a.Describe(ctx)
		if err != nil {
			return nil, err
		}
		names[about.Key()] = name
	}
	folder := h.config.Data
	if folder == "" {
		if folder, err = os.MkdirTemp("", "laurel-"); err != nil {
			return nil, err
		}
		h.closers = append(h.closers, func() error { return os.RemoveAll(folder) })
	}
	run := filepath.Join(folder, fmt.Sprintf("run-%d", os.Getpid()))
	h.closers = append(h.closers, func() error { return os.RemoveAll(run) })
	return roster.New(roster.Config{
		Host: host.Config{Self: me, Builtin: names, Folder: run, Logger: h.log},
		List: h.registry, Media: h.media, Wire: h.live, Folder: filepath.Join(run, "programs"), Logger: h.log,
	})
}

func (h *house) openDoors(context.Context) (err error) {
	providers, err := signon.New(outside.New(outside.Options{Map: h.config.Providers}))
	if err != nil {
		return err
	}
	c := web.Config{
		Registry: h.registry, Engine: h.engine, Media: h.media, Texts: h.texts, Live: h.live,
		Front: door.Front{Site: h.config.site(), Listen: h.config.dev}, Support: h.config.SupportAddress, HEIC: h.heic,
		Tell: h.live.Notify, SignOn: providers, Ready: h.ready, Logger: h.log, Proxies: h.config.Proxies, ClientHeader: h.config.ClientHeader,
	}
	if h.mailbox != nil {
		c.Mailbox = shownMailbox{h.mailbox}
	}
	h.site, err = web.New(c) //nolint:contextcheck // each request brings a context of its own
	return err
}

// ready reports whether the stores answer.
func (h *house) ready(ctx context.Context) error {
	return errors.Join(h.db.Ping(ctx), h.queue.Ping(ctx))
}

func (h *house) worker() *jobs.Worker {
	return jobs.New(jobs.Config{DB: h.db, Registry: h.registry, Engine: h.engine, Approvers: h.roster, Media: h.media, HEIC: h.heic,
		Texts: h.texts,
		Site:  h.config.site(), Links: h.config.links(), Post: h.post, Queue: h.queue, Logger: h.log, Reach: crashes(h.config.CrashFile, h.log)})
}

// parts says which of the two doors a process opens.
type parts struct{ web, work bool }

// run keeps the doors open until ctx ends. What ready does goes on beside them;
// it may be nil. Front is where people come in; nil without a web server.
func (h *house) run(ctx context.Context, p parts, front net.Listener, ready func(context.Context) error) error {
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return h.roster.Run(ctx) })
	if p.work {
		group.Go(func() error { return h.worker().Run(ctx) })
	}
	if p.web {
		group.Go(func() error { return h.site.Listener(front) })
		group.Go(func() error { <-ctx.Done(); return h.site.ShutdownWithTimeout(shutdownPatience) })
	}
	if ready != nil {
		group.Go(func() error { return ready(ctx) })
	}
	return group.Wait()
}
