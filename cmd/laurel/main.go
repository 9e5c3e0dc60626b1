// Laurel is an open platform for Open Badges.
//
//	laurel dev             everything in one process, with a demo, on embedded defaults
//	laurel serve           web server and worker, as the environment says
//	laurel web | work      one of the two; they meet in PostgreSQL and Redis
//	laurel migrate         bring the database up to date and end
//	laurel revive          try again what background work has given up
//	laurel operator EMAIL  make somebody operator of this installation
//	laurel city create     found a city that is ready for use
//	laurel framework import  take in a framework of skills, as ESCO publishes it
//	laurel audit verify    check that no audit trail was changed
//	laurel audit erase     take a person out of one
//	laurel decisions replay  make every past decision again, and say which differ
//	laurel approver test   play the contract against an approver of one's own
//	laurel verify FILE|URL check a badge: JSON, PNG or SVG
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"example.org/laurel/plugins/approval"
	"example.org/laurel/plugins/approval/serve"
	"example.org/laurel/plugins/jury"
	"example.org/laurel/plugins/organiser"
	"example.org/laurel/plugins/peer"
	"example.org/laurel/plugins/self"
)

// builtin are the approvers that this binary can be, each as a process of its own.
func builtin() map[string]approval.Approver {
	return map[string]approval.Approver{
		"self":        self.Approver{},
		"peer":        peer.Approver{},
		"organiser":   organiser.Approver{},
		"organiser-2": organiser.V2{},
		"jury":        jury.Approver{},
	}
}

func main() {
	if serve.Main(os.Args[1:], builtin()) {
		return
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	if err != nil && !errors.Is(err, context.Canceled) {
		fmt.Fprintln(os.Stderr, "laurel:", err)
		os.Exit(1)
	}
}

const usage = `usage: laurel COMMAND

  dev [--addr HOST:PORT] [--data DIR]  everything in one process, with a demo
  serve                                web server and worker, as the environment says
  web                                  the web server alone
  work                                 the worker alone
  migrate                              bring the database up to date and end
  revive                               try again what background work has given up
  operator EMAIL                       make somebody operator of this installation
  city create --slug NAME --name NAME --email ADDRESS --admin ADDRESS [...]
                                       found a city; "city create --help" lists the rest
  framework import --id NAME --name NAME --address URL FILE...
                                       take in a framework of skills from CSV files, as ESCO's
  audit verify [TENANT...]             check that no audit trail was changed
  audit erase TENANT PERSON|EMAIL      erase a person from a tenant's audit trail
  decisions replay [TENANT...]         make every past decision again, and say which differ
  approver test [--cases FOLDER] FILE [ARGUMENT...]
                                       play the contract against an approver of one's own
  verify [--map HOST=URL] FILE|URL     check a badge: JSON, PNG or SVG
`

// wrongFlags is nothing where somebody asked for help, and else no more than
// what has been said already.
func wrongFlags(err error) error {
	if errors.Is(err, flag.ErrHelp) {
		return nil
	}
	return errors.New("\"laurel help\" shows how")
}

// errArguments means that a command got what it cannot use.
var errArguments = errors.New("the command was given too much or too little; \"laurel help\" shows how")

// errUsage means that the command line makes no sense.
var errUsage = errors.New("there is no such command; \"laurel help\" lists them")

func run(ctx context.Context, args []string, out io.Writer) error {
	if len(args) == 0 {
		args = []string{"help"}
	}
	switch command, rest := args[0], args[1:]; command {
	case "dev":
		return dev(ctx, rest, out)
	case "serve":
		return operate(ctx, rest, parts{web: true, work: true})
	case "web":
		return operate(ctx, rest, parts{web: true})
	case "work":
		return operate(ctx, rest, parts{work: true})
	case "migrate":
		return operate(ctx, rest, parts{})
	case "revive":
		return revive(ctx, rest, out)
	case "operator":
		return appoint(ctx, rest, out)
	case "city":
		return city(ctx, rest, out)
	case "framework":
		return framework(ctx, rest, out)
	case "audit":
		return audit(ctx, rest, out)
	case "decisions":
		return decisions(ctx, rest, out)
	case "approver":
		return approver(ctx, rest, out)
	case "verify":
		return verify(ctx, rest, out)
	case "help", "-h", "--help":
		_, err := io.WriteString(out, usage)
		return err
	}
	return errUsage
}
