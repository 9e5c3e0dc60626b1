package host

import (
	"context"
	"errors"
	"io"
	"os/exec"
	"strconv"
	"sync"
	"time"
)

// program runs a command for go-plugin (it is a runner.Runner). Unlike go-plugin's
// own it gives it no standard input, a group of processes of its own, so that a
// Ctrl-C meant for the host ends approvers in good order and a kill reaches their
// children too, and sockets in a folder that is ours.
type program struct {
	cmd     *exec.Cmd
	sockets string
	stdout  io.ReadCloser
	stderr  io.ReadCloser
	heard   io.Writer // also gets all of the standard output; nil: nobody listens

	mu     sync.Mutex
	killed bool // and so never to be started
	reaped bool // the process id may be somebody else's by now
}

// newProgram makes a command that sees nothing of the host's environment.
func newProgram(command []string, folder string) *program {
	cmd := exec.Command(command[0], command[1:]...) //nolint:gosec,noctx // the operator names it; it outlives who asks first
	cmd.Dir = folder
	cmd.Env = []string{"PATH=/usr/local/bin:/usr/bin:/bin", "LANG=C.UTF-8", "HOME=" + folder, "TMPDIR=" + folder}
	ownGroup(cmd)
	return &program{cmd: cmd}
}

// prepare adds what go-plugin wants the process to know.
func (p *program) prepare(env []string, sockets string) (err error) {
	p.cmd.Env = append(p.cmd.Env, env...)
	p.sockets = sockets
	if p.stdout, err = p.cmd.StdoutPipe(); err != nil {
		return err
	}
	if p.heard != nil {
		p.stdout = overheard{io.TeeReader(p.stdout, p.heard), p.stdout}
	}
	p.stderr, err = p.cmd.StderrPipe()
	return err
}

// overheard is an output that somebody else listens to.
type overheard struct {
	io.Reader
	io.Closer
}

// Start fails where the program has been killed before it began.
func (p *program) Start(context.Context) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.killed {
		return errors.New("it is to end before it has begun")
	}
	return p.cmd.Start()
}

// Wait is called once, when both outputs have been read to their end.
func (p *program) Wait(context.Context) error {
	err := p.cmd.Wait()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.reaped = true
	return err
}

func (p *program) Kill(context.Context) error {
	p.kill()
	return nil
}

// kill ends the process and its children at once, if they have not ended.
// Whoever still holds the outputs a second later is no longer listened to.
func (p *program) kill() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.killed = true
	if p.cmd.Process == nil || p.reaped {
		return
	}
	killGroup(p.cmd.Process)
	time.AfterFunc(time.Second, func() {
		_ = p.stdout.Close() // closed already, as a rule
		_ = p.stderr.Close()
	})
}

// ID is the process id, and empty where nothing was started.
func (p *program) ID() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.cmd.Process == nil {
		return ""
	}
	return strconv.Itoa(p.cmd.Process.Pid)
}

func (p *program) Name() string                    { return p.cmd.Path }
func (p *program) Stdout() io.ReadCloser           { return p.stdout }
func (p *program) Stderr() io.ReadCloser           { return p.stderr }
func (p *program) Diagnose(context.Context) string { return "" }

func (p *program) PluginToHost(network, address string) (hostNetwork, hostAddress string, err error) {
	return network, address, nil
}

func (p *program) HostToPlugin(network, address string) (pluginNetwork, pluginAddress string, err error) {
	return network, address, nil
}
