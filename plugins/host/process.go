package host

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"os/exec"
	"sync"
	"time"

	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/go-plugin"
	"github.com/hashicorp/go-plugin/runner"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/status"

	"example.org/laurel/plugins/approval"
	"example.org/laurel/plugins/approval/serve"
)

// process is an approver that runs, or has run: once dead it stays dead.
type process struct {
	guest       *guest
	client      *plugin.Client
	program     *program
	output      []*lines
	folder      string
	born        time.Time
	approver    approval.Approver
	description approval.Description
	conn        grpc.ClientConnInterface
	health      grpc_health_v1.HealthClient
	calls       calls
	once        sync.Once
	ended       chan struct{} // closed when it is to be watched no more
}

// start runs the guest's command, shakes hands with it and asks who it is. It
// takes no longer than the host's patience, and less when the host is closed
// meanwhile.
func start(g *guest) (*process, error) {
	if err := g.command.check(); err != nil {
		return nil, err
	}
	p, err := prepare(g)
	if err != nil {
		return nil, err
	}
	patience := g.host.config.Patience
	release := g.host.guard(p.program.kill)
	if err = p.connect(); err == nil {
		err = p.greet(patience, g.name)
	}
	release()
	if err != nil {
		p.end()
		return nil, cmp.Or(p.fate(), err)
	}
	return p, nil
}

// prepare makes all that a process needs but the process itself.
func prepare(g *guest) (*process, error) {
	h := g.host
	p := &process{guest: g, born: h.config.Now(), ended: make(chan struct{})}
	p.calls.last = p.born
	if err := h.room.claim(p); err != nil {
		return nil, err
	}
	folder, err := h.folders.work(g.key)
	if err != nil {
		h.room.release(p)
		return nil, err
	}
	p.folder, p.program = folder, newProgram(g.command.line, folder, h)
	stream := func(name string) *lines {
		l := newLines(h.config.Logger.With("approver", g.key, "stream", name), h.config.Now)
		l.last = &g.printed
		p.output = append(p.output, l)
		return l
	}
	p.client = plugin.NewClient(&plugin.ClientConfig{
		HandshakeConfig:  serve.Handshake(),
		Plugins:          serve.Plugins(nil),
		AllowedProtocols: []plugin.Protocol{plugin.ProtocolGRPC},
		AutoMTLS:         true,
		SkipHostEnv:      true,
		StartTimeout:     h.config.Patience,
		Logger:           hclog.NewNullLogger(),
		Stderr:           stream("stderr"), // before the handshake, and of a dying process
		SyncStdout:       stream("stdout"),
		SyncStderr:       stream("stderr"),
		UnixSocketConfig: &plugin.UnixSocketConfig{TempDir: h.folders.sockets},
		RunnerFunc: func(_ hclog.Logger, asked *exec.Cmd, sockets string) (runner.Runner, error) {
			return p.program, p.program.prepare(asked.Env, sockets)
		},
	})
	h.tasks.Go(p.watch)
	return p, nil
}

// guard kills what takes longer than the host's patience, or than the host lives,
// unless it is released.
func (h *Host) guard(kill func()) (release func()) {
	released := make(chan struct{})
	late := time.NewTimer(h.config.Patience)
	h.tasks.Go(func() {
		defer late.Stop()
		select {
		case <-released:
		case <-late.C:
			kill()
		case <-h.closing:
			kill()
		}
	})
	return func() { close(released) }
}

// connect starts the process and shakes hands with it.
func (p *process) connect() error {
	protocol, err := p.client.Client()
	if err != nil {
		return err
	}
	conn, ok := protocol.(*plugin.GRPCClient)
	if !ok {
		return fmt.Errorf("it speaks %T, not gRPC", protocol)
	}
	raw, err := protocol.Dispense(serve.Name)
	if err != nil {
		return err
	}
	if p.approver, ok = raw.(approval.Approver); !ok {
		return fmt.Errorf("it is a %T, and no approver", raw)
	}
	p.conn, p.health = conn.Conn, grpc_health_v1.NewHealthClient(conn.Conn)
	return nil
}

// greet asks who it is, and refuses an approver that is not the one that is meant.
func (p *process) greet(patience time.Duration, key string) (err error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if p.description, err = p.approver.Describe(ctx); err != nil {
		return err
	}
	if err := p.description.Check(); err != nil {
		return err
	}
	if got := p.description.Key(); got != key {
		return fmt.Errorf("it calls itself %s", got)
	}
	return nil
}

// lost tells a dead process from one that only says that it is not ready.
func (p *process) lost(ctx context.Context) bool {
	if p.client.Exited() {
		return true
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	_, err := p.health.Check(ctx, &grpc_health_v1.HealthCheckRequest{Service: plugin.GRPCServiceName})
	c := status.Code(err)
	return c == codes.Unavailable || c == codes.DeadlineExceeded
}

// drain ends the process when the calls on their way are answered. It blocks.
func (p *process) drain() {
	late := time.NewTimer(p.guest.host.config.Patience)
	defer late.Stop()
	select {
	case <-p.calls.close():
	case <-late.C:
	case <-p.guest.host.closing:
	}
	p.end()
}

// end asks the process to end, kills it if it does not, and clears up after it.
// It blocks until the process is gone. It may be called more than once.
func (p *process) end() { p.once.Do(p.finish) }

func (p *process) finish() {
	close(p.ended)
	late := time.AfterFunc(grace, p.program.kill)
	defer late.Stop()
	p.client.Kill()
	p.program.killStrays()
	for _, l := range p.output {
		l.flush()
	}
	p.guest.host.room.release(p)
	for _, folder := range []string{p.folder, p.program.sockets} {
		if folder == "" {
			continue
		}
		// What cannot be removed now is swept when the next host starts.
		_ = os.RemoveAll(folder)
	}
}
