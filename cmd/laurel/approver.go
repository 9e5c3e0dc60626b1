package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"

	"example.org/laurel"
	"example.org/laurel/plugins/conformance"
	"example.org/laurel/tenants"
	"example.org/laurel/web/door"
)

// approver is what operators do with approvers that are not built in.
func approver(ctx context.Context, args []string, out io.Writer) error {
	if len(args) == 0 {
		return errArguments
	}
	switch command, rest := args[0], args[1:]; command {
	case "test":
		return tryApprover(ctx, rest, out)
	case "add":
		return addApprover(ctx, rest, out)
	case "list":
		return listApprovers(ctx, rest, out)
	case "disable", "enable", "revive":
		return turnApprover(ctx, command, rest, out)
	}
	return errArguments
}

// tryApprover plays the contract against an executable and prints a line for each
// check. It needs no database and no configuration.
func tryApprover(ctx context.Context, args []string, out io.Writer) error {
	var c conformance.Config
	set := flag.NewFlagSet("approver test", flag.ContinueOnError)
	set.SetOutput(out)
	set.Usage = func() {
		fmt.Fprint(out, "usage: laurel approver test [--cases FOLDER] [--settings JSON] FILE [ARGUMENT...]\n\n")
		set.PrintDefaults()
	}
	readsPlay(set, &c)
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
	c.Command = append([]string{file}, set.Args()[1:]...)
	return play(ctx, c, out)
}

// readsPlay defines the flags that say with what an approver is tried.
func readsPlay(set *flag.FlagSet, c *conformance.Config) {
	set.StringVar(&c.Cases, "cases", "", "folder with NAME.case.json and NAME.verdict.json, which are played too")
	set.Func("settings", "`JSON` to play with, where neither none nor the defaults will do", func(text string) error {
		c.Settings = json.RawMessage(text)
		return nil
	})
}

// play prints a line for each check.
func play(ctx context.Context, c conformance.Config, out io.Writer) error {
	say := func(format string, args ...any) { _, _ = fmt.Fprintf(out, format, args...) } // nobody reads it: nothing to be done
	return conformance.Play(ctx, c, func(r conformance.Result) {
		if r.Err != nil {
			say("FAIL %s\n     %v\n", r.Check, r.Err)
			return
		}
		say("ok   %s\n", r.Check)
	}, func(line string) { say("     | %s\n", line) })
}

// whose says in which installation, and for whom in it, a command is meant.
type whose struct {
	data string // of "laurel dev"; empty: the environment says where
	slug string // of the one tenant; empty: all
}

func (w *whose) read(set *flag.FlagSet) {
	set.StringVar(&w.data, "data", "", "folder of a \"laurel dev\" (default: what the environment says)")
	set.StringVar(&w.slug, "tenant", "", "short name of the one city or organisation that it is for (default: all)")
}

// house does one thing beside servers that may be running: they are told, or find out
// within seconds.
func (w *whose) house(ctx context.Context, do func(context.Context, *house, laurel.TenantID) error) error {
	c, err := fromEnv()
	if w.data != "" {
		if _, err := os.Stat(filepath.Join(w.data, "laurel.db")); errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("--data: in %s is no data of a \"laurel dev\"", w.data)
		}
		c, err = devDefaults(w.data, "localhost", "")
	} else if err == nil {
		err = c.check(parts{})
	}
	if err != nil {
		return err
	}
	c.beside = true
	if os.Getenv("LAUREL_LOG_LEVEL") == "" {
		c.LogLevel = "warn"
	}
	h, err := build(ctx, c)
	if err != nil {
		return err
	}
	ctx = laurel.WithActor(ctx, laurel.SystemActor())
	owner := laurel.Platform
	if w.slug != "" {
		var t tenants.Tenant
		if t, err = h.registry.TenantBySlug(ctx, w.slug); laurel.KindOf(err) == laurel.NotFound {
			err = fmt.Errorf("--tenant: there is no city or organisation of the short name %q", w.slug)
		}
		owner = t.ID
	}
	if err == nil {
		err = do(ctx, h, owner)
	}
	return errors.Join(h.worded(err), h.close())
}

// worded says in words what was refused.
func (h *house) worded(err error) error {
	if e, ok := errors.AsType[*laurel.Error](err); ok && e.Kind != laurel.Internal {
		sentence, _ := door.Sentence(h.texts, "en", err)
		return errors.New(sentence)
	}
	return err
}

// changedApprovers tells the servers.
func (h *house) changedApprovers(ctx context.Context) error {
	return h.live.Notify(ctx, tenants.ApproversTopic)
}
