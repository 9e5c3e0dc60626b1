package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/plugins/conformance"
	"example.org/laurel/plugins/host"
	"example.org/laurel/plugins/roster"
	"example.org/laurel/tenants"
)

// longestArchive is what an approver's folder may take in the store of files, in bytes.
const longestArchive = 600 << 20

// addition is an approver that is to be added.
type addition struct {
	whose
	folder string
	made   tenants.Approver
	play   conformance.Config
}

func (a *addition) parse(args []string, out io.Writer) error {
	set := flag.NewFlagSet("approver add", flag.ContinueOnError)
	set.SetOutput(out)
	set.Usage = func() {
		fmt.Fprint(out, "usage: laurel approver add [--tenant SLUG] [--cases FOLDER] FOLDER EXECUTABLE [ARGUMENT...]\n\n"+
			"FOLDER holds all that the approver needs; EXECUTABLE is a path within it.\n\n")
		set.PrintDefaults()
	}
	a.read(set)
	readsPlay(set, &a.play)
	if err := set.Parse(args); err != nil {
		return wrongFlags(err)
	}
	if set.NArg() < 2 {
		return errArguments
	}
	a.folder, a.made.Executable, a.made.Args = set.Arg(0), filepath.Clean(set.Arg(1)), set.Args()[2:]
	if !filepath.IsLocal(a.made.Executable) {
		return fmt.Errorf("%s is no path within %s", set.Arg(1), a.folder)
	}
	if about, err := os.Stat(filepath.Join(a.folder, a.made.Executable)); err != nil {
		return err
	} else if about.IsDir() || about.Mode()&0o111 == 0 {
		return fmt.Errorf("%s in %s is no file that can be run: chmod +x", a.made.Executable, a.folder)
	}
	return nil
}

// addApprover takes the files of an approver, tries whether they keep the contract, and
// puts them on the list. What is tried are the files as every server will unpack them.
func addApprover(ctx context.Context, args []string, out io.Writer) error {
	var a addition
	a.play.Described = func(about approval.Description) { a.made.Key, a.made.Title = about.Key(), about.Name }
	if err := a.parse(args, out); err != nil || a.folder == "" {
		return err
	}
	return a.house(ctx, func(ctx context.Context, h *house, owner laurel.TenantID) (err error) {
		work, err := os.MkdirTemp("", "laurel-add-")
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, os.RemoveAll(work)) }()
		a.made.Owner = owner
		archive := filepath.Join(work, "archive.tar")
		if err := a.pack(archive, filepath.Join(work, "files")); err != nil {
			return err
		}
		a.play.Command = append([]string{filepath.Join(work, "files", a.made.Executable)}, a.made.Args...)
		if err := play(ctx, a.play, out); err != nil {
			return err
		}
		for _, key := range h.roster.BuiltIn() {
			if name, _, _ := strings.Cut(key, "@"); name == a.made.Name() {
				return fmt.Errorf("%s is the name of an approver that is built in: give it another", name)
			}
		}
		if err := h.keepApprover(ctx, &a.made, archive); err != nil {
			return err
		}
		_, err = fmt.Fprintf(out, "%s (%s) is in service\ndigest %s\n", a.made.Key, a.made.Title, a.made.Digest)
		return err
	})
}

// pack makes the archive, and the files that come out of it.
func (a *addition) pack(archive, files string) error {
	to, err := os.OpenFile(archive, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	defer to.Close()
	if err := roster.Pack(to, a.folder); err != nil {
		return fmt.Errorf("%s: %w", a.folder, err)
	}
	if _, err := to.Seek(0, io.SeekStart); err != nil {
		return err
	}
	if err := roster.Unpack(to, files); err != nil {
		return fmt.Errorf("%s: %w", a.folder, err)
	}
	there, err := host.Digest(a.folder)
	if err != nil {
		return err
	}
	if a.made.Digest, err = host.Digest(files); err == nil && a.made.Digest != there {
		err = fmt.Errorf("the files in %s have changed meanwhile: try again", a.folder)
	}
	return err
}

// keepApprover files the archive, and puts the approver on the list.
func (h *house) keepApprover(ctx context.Context, a *tenants.Approver, archive string) error {
	from, err := os.Open(archive)
	if err != nil {
		return err
	}
	defer from.Close()
	name, err := h.media.PutFrom(ctx, a.Owner, "tar", from, longestArchive)
	if err != nil {
		return err
	}
	a.Archive = string(name)
	if err := h.registry.AddApprover(ctx, *a); err != nil {
		return err
	}
	return h.changedApprovers(ctx)
}
