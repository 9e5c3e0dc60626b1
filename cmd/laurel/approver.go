package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"

	"example.org/laurel/plugins/conformance"
)

// approver is what operators do with approvers that are not built in.
func approver(ctx context.Context, args []string, out io.Writer) error {
	if len(args) == 0 {
		return errArguments
	}
	if args[0] == "test" {
		return tryApprover(ctx, args[1:], out)
	}
	return errArguments
}

// tryApprover plays the contract against an executable and prints a line for each
// check. It needs no database and no configuration.
func tryApprover(ctx context.Context, args []string, out io.Writer) error {
	var c conformance.Config
	var settings string
	set := flag.NewFlagSet("approver test", flag.ContinueOnError)
	set.SetOutput(out)
	set.Usage = func() {
		fmt.Fprint(out, "usage: laurel approver test [--cases FOLDER] [--settings JSON] FILE [ARGUMENT...]\n\n")
		set.PrintDefaults()
	}
	set.StringVar(&c.Cases, "cases", "", "folder with NAME.case.json and NAME.verdict.json, which are played too")
	set.StringVar(&settings, "settings", "", "to play with, where neither none nor the defaults will do")
	if err := set.Parse(args); err != nil {
		return wrongFlags(err)
	}
	if set.NArg() == 0 {
		return errArguments
	}
	file, err := exec.LookPath(set.Arg(0))
	if err == nil {
		file, err = filepath.Abs(file)
	}
	if err != nil {
		return err
	}
	c.Command, c.Settings = append([]string{file}, set.Args()[1:]...), json.RawMessage(settings)
	say := func(format string, args ...any) { _, _ = fmt.Fprintf(out, format, args...) } // nobody reads it: nothing to be done
	return conformance.Play(ctx, c, func(r conformance.Result) {
		if r.Err != nil {
			say("FAIL %s\n     %v\n", r.Check, r.Err)
			return
		}
		say("ok   %s\n", r.Check)
	}, func(line string) { say("     | %s\n", line) })
}
