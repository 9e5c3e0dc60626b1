package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"

	"example.org/laurel"
	"example.org/laurel/web/door"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine"
)

const (
	rowsAtOnce  = 1000 // in one transaction
	badRowsTold = 20   // of one file
)

// errBadRows means that rows were refused; which ones is said above it.
var errBadRows = errors.New("nothing was imported: mend the rows, or leave them out with --skip")

// frameworkFlags is what "laurel framework import" is told.
type frameworkFlags struct {
	framework  workflow.Framework
	id         string
	keep, skip bool
	files      []string
}

func (f *frameworkFlags) parse(args []string, out io.Writer) error {
	set := flag.NewFlagSet("framework import", flag.ContinueOnError)
	set.SetOutput(out)
	set.Usage = func() {
		fmt.Fprint(out, "usage: laurel framework import --id esco --name ESCO --address URL FILE...\n\n"+
			"FILE is one of ESCO's CSV files (skills_LANGUAGE.csv, skillGroups_LANGUAGE.csv,\n"+
			"broaderRelationsSkillPillar_LANGUAGE.csv), or any with the columns\n"+
			"uri,language,label,alt,description,broader\n\n")
		set.PrintDefaults()
	}
	set.StringVar(&f.id, "id", "", "its short name in addresses: small letters, digits and hyphens")
	set.StringVar(&f.framework.Name, "name", "", "its name for people")
	set.StringVar(&f.framework.URI, "address", "", "its official address, as in http://data.europa.eu/esco")
	set.BoolVar(&f.keep, "keep", false, "skills that are in none of the files stay as they are, instead of being retired")
	set.BoolVar(&f.skip, "skip", false, "bad rows are told and left out, instead of nothing being imported")
	if err := set.Parse(args); err != nil {
		return err
	}
	f.framework.ID, f.files = laurel.FrameworkID(f.id), set.Args()
	if len(f.files) == 0 {
		return errArguments
	}
	return nil
}

// framework imports a framework of skills for the one who runs the installation.
func framework(ctx context.Context, args []string, out io.Writer) error {
	if len(args) == 0 || args[0] != "import" {
		return errArguments
	}
	var f frameworkFlags
	if err := f.parse(args[1:], out); err != nil {
		return wrongFlags(err)
	}
	return inHouse(ctx, func(h *house) error {
		return h.importFramework(laurel.WithActor(ctx, laurel.SystemActor()), f, out)
	})
}

// importFramework reads all files before it writes anything, and then once more.
func (h *house) importFramework(ctx context.Context, f frameworkFlags, out io.Writer) error {
	if err := f.framework.Check(); err != nil {
		return h.flagged(err)
	}
	bad := 0
	for _, file := range f.files {
		n, err := h.eachRow(ctx, file, f.framework.ID, func(text string) {
			fmt.Fprintf(out, "%s: %s\n", filepath.Base(file), text)
		}, nothing)
		if err != nil {
			return err
		}
		bad += n
	}
	if bad > 0 && !f.skip {
		return errBadRows
	}
	i, err := h.engine.BeginImport(ctx, f.framework)
	if err != nil {
		return err
	}
	for _, file := range f.files {
		if _, err := h.eachRow(ctx, file, f.framework.ID, func(string) {}, i.Take); err != nil {
			return err
		}
	}
	n, err := i.Finish(ctx, engine.Missing(f.keep))
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "%s: %d skills and groups\n  new: %d\n  names new or changed: %d\n  places in the hierarchy changed: %d\n"+
		"  retired: %d\n  back again: %d\n  places that lead nowhere: %d\n  rows left out: %d\n",
		f.framework.Name, n.Skills, n.New, n.Named, n.Moved, n.Retired, n.Back, n.Loose, bad)
	return err
}

func nothing(context.Context, []workflow.SkillRow) error { return nil }

// fileLanguage is the language in the name of a file, as in skills_de.csv.
var fileLanguage = regexp.MustCompile(`_([a-z]{2,3})\.csv$`)

// eachRow reads a file and gives its good rows to do, some at a time. It counts the bad
// ones, and tells of the first.
func (h *house) eachRow(
	ctx context.Context, name string, id laurel.FrameworkID, tell func(string), do func(context.Context, []workflow.SkillRow) error,
) (bad int, err error) {
	file, err := os.Open(name)
	if err != nil {
		return 0, err
	}
	defer file.Close()
	lang := ""
	if m := fileLanguage.FindStringSubmatch(name); m != nil {
		lang = m[1]
	}
	rows, err := workflow.OpenSkillFile(file, id, lang)
	if err != nil {
		return 0, h.inFile(name, err)
	}
	var some []workflow.SkillRow
	for {
		row, err := rows.Next()
		switch {
		case errors.Is(err, io.EOF):
			return bad, do(ctx, some)
		case isBadRow(err):
			if bad++; bad <= badRowsTold {
				sentence, _ := door.Sentence(h.texts, "en", err)
				tell(sentence)
			}
			continue
		case err != nil:
			return bad, h.inFile(name, err)
		}
		if some = append(some, row); len(some) == rowsAtOnce {
			if err := do(ctx, some); err != nil {
				return bad, err
			}
			some = some[:0]
		}
	}
}

func isBadRow(err error) bool {
	e, ok := errors.AsType[*laurel.Error](err)
	return ok && e.Args["Line"] != nil
}

// inFile says in words what is wrong with a file.
func (h *house) inFile(name string, err error) error {
	if laurel.KindOf(err) != laurel.Invalid {
		return fmt.Errorf("%s: %w", filepath.Base(name), err)
	}
	sentence, _ := door.Sentence(h.texts, "en", err)
	return fmt.Errorf("%s: %s", filepath.Base(name), sentence)
}
