package host

import (
	"context"
	"fmt"
	"os"
	"os/exec"
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
	client      *plugin.Client
	program     *program
	output      []*lines
	folder      string
	born        time.Time
	approver    approval.Approver
	description approval.Description
	conn        grpc.ClientConnInterface
	health      grpc_health_v1.HealthClient
}

// start runs the command, shakes hands with it and asks who it is. It takes no
// longer than the host's patience, and less when the host is closed meanwhile.
func start(h *Host, key string, command []string) (*process, error) {
	p, err := prepare(h, key, command)
	if err != nil {
		return nil, err
	}
	release := h.guard(p.program.kill)
	if err = p.connect(); err == nil {
		err = p.greet(h.config.Patience, key)
	}
	release()
	if err != nil {
		p.end()
		return nil, err
	}
	return p, nil
}

// prepare makes all that a process needs but the process itself.
func prepare(h *Host, key string, command []string) (*process, error) {
	folder, err := h.folders.work(key)
	if err != nil {
		return nil, err
	}
	p := &process{program: newProgram(command, folder), folder: folder, born: h.config.Now()}
	stream := func(name string) *lines {
		l := newLines(h.config.Logger.With("approver", key, "stream", name))
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

// end asks the process to end, kills it if it does not, and clears up after it.
// It blocks until the process is gone.
func (p *process) end() {
	late := time.AfterFunc(grace, p.program.kill)
	defer late.Stop()
	p.client.Kill()
	for _, l := range p.output {
		l.flush()
	}
	for _, folder := range []string{p.folder, p.program.sockets} {
		if folder == "" {
			continue
		}
		// What cannot be removed now is swept when the next host starts.
		_ = os.RemoveAll(folder)
	}
}
