// Package conformance plays the contract of package approval against any
// executable: it starts it as the host does, asks what every approver has to be
// able to answer, and says check by check what holds. It knows nothing of what
// an approver is for; case files say that.
package conformance

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"time"

	"example.org/laurel/plugins/approval"
	"example.org/laurel/plugins/host"
)

// Config says what is tried, and with what.
type Config struct {
	Command  []string        // executable (an absolute path) and arguments
	Settings json.RawMessage // with which all but the case files are played; empty: the defaults of the schema
	Cases    string          // folder of case files as package approvaltest has them; empty: none
	Patience time.Duration   // for a start and for a call; 0: ten seconds, as with the host

	// Described is told what it says of itself, once that can be used; nil: nobody is.
	Described func(approval.Description)
}

// Result is what came of one check.
type Result struct {
	Check string
	Err   error // nil: it holds
}

// ErrFails means that a check has failed; which one has been told.
var ErrFails = errors.New("it does not keep the contract")

// errSkipped ends a play in which nothing further can be asked.
var errSkipped = errors.New("conformance: nothing further can be asked")

// Play makes all checks, in the same order each time, and tells what comes of
// each as soon as that is known. Where one fails on which others stand, as the
// handshake, those are left out. The error is ErrFails, or says why nothing
// could be tried. What the approver prints is handed to heard, line by line. Of
// tell and heard only one runs at a time, and none after Play has returned.
func Play(ctx context.Context, c Config, tell func(Result), heard func(line string)) error {
	if c.Patience <= 0 {
		c.Patience = 10 * time.Second
	}
	folder, err := os.MkdirTemp("", "laurel-trial-")
	if err != nil {
		return err
	}
	out := &printer{tell: heard}
	defer out.end()
	h, err := host.New(host.Config{Folder: folder, Patience: c.Patience, Logger: slog.New(out)})
	if err != nil {
		return err
	}
	p := &play{config: c, host: h, tell: func(r Result) { out.alone(func() { tell(r) }) }}
	err = p.all(ctx)
	h.Close()
	if err := errors.Join(err, os.RemoveAll(folder)); err != nil {
		return err
	}
	if p.failed {
		return ErrFails
	}
	return nil
}

// play is one round of checks.
type play struct {
	config Config
	host   *host.Host
	tell   func(Result)
	failed bool

	trial    *host.Trial
	about    approval.Description
	schema   schema
	settings json.RawMessage // that the approver has to take
}

// check tells the result of one check.
func (p *play) check(name string, err error) bool {
	if err != nil {
		p.failed = true
	}
	p.tell(Result{Check: name, Err: err})
	return err == nil
}

func (p *play) all(ctx context.Context) error {
	p.check("started by hand, it ends with an error", p.byHand(ctx))
	trial, err := p.host.Try(p.config.Command)
	if trial == nil {
		return err
	}
	p.trial = trial
	defer trial.End()
	if p.check("it shakes hands in time", err) {
		p.process(ctx)
		err = p.verdicts(ctx)
		if err != nil && !errors.Is(err, errSkipped) {
			return err
		}
		p.endings()
	}
	return ctx.Err()
}

// process checks what lies below the calls.
func (p *play) process(ctx context.Context) {
	line, err := handshake(p.trial.Said())
	if p.check("the handshake line has its six fields", err) {
		p.check("the socket is in the folder given for it", inFolder(line.address, p.trial.Sockets()))
		p.check("who shows no certificate is not talked to", refusesStrangers(ctx, line.address))
	}
	p.check("it says that it is healthy", p.healthy(ctx))
}

// verdicts checks what it says of itself and of cases.
func (p *play) verdicts(ctx context.Context) error {
	if !p.check("it describes itself", p.describes(ctx)) {
		return errSkipped
	}
	if p.config.Described != nil {
		p.config.Described(p.about)
	}
	err := p.readSchema()
	if !p.check("the schema of its settings is one, of an object", err) {
		return errSkipped
	}
	if p.settings, err = p.usable(); !p.check("there are settings to play with", err) {
		return errSkipped
	}
	for _, c := range p.plain() {
		if !p.check(c.name, p.answers(ctx, c.given)) && errors.Is(ctx.Err(), context.Canceled) {
			return ctx.Err()
		}
	}
	p.check("the same case gets the same verdict, asked again", p.sameAgain(ctx))
	p.check("the same case gets the same verdict, asked 16 times at once", p.sameAtOnce(ctx))
	p.check("another process of it runs beside it, and decides the same", p.sameElsewhere(ctx))
	p.check("it has an answer when one caller has given up", p.afterGivenUp(ctx))
	p.check("settings that are no JSON are refused as INVALID_ARGUMENT", p.refuses(ctx, json.RawMessage(`{"`)))
	for _, wrong := range p.schema.violations() {
		p.check("settings outside the schema are refused as INVALID_ARGUMENT: "+string(wrong), p.refuses(ctx, wrong))
	}
	return p.files(ctx)
}

// endings checks how it goes.
func (p *play) endings() {
	byItself, _ := p.trial.End()
	var err error
	if !byItself {
		err = errors.New("it had to be killed, two seconds after plugin.GRPCController/Shutdown")
	}
	p.check("it ends when asked", err)
	err = nil
	if said := p.trial.Said(); len(said) > 1 {
		err = fmt.Errorf("it also says %q, which is read by nobody", short(said[1]))
	}
	p.check("there is nothing but the handshake on its standard output", err)
}

// short keeps a stranger's text short enough for a line.
func short(s string) string {
	const most = 100
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}
