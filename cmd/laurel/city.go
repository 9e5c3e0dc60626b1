package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	_ "time/tzdata" // so that a time zone is known on every machine

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/registry"
	"example.org/laurel/web/door"
)

// several is a flag that may be given several times.
type several []string

func (s *several) String() string     { return strings.Join(*s, ",") }
func (s *several) Set(v string) error { *s = append(*s, strings.Split(v, ",")...); return nil }

// cityFlags is what "laurel city create" is told.
type cityFlags struct {
	city           tenants.Tenant
	hosts          several
	languages      several
	admin          string
	terms, privacy string // files
}

// cityFlag names the flag for a field of a city, where they differ.
func cityFlag(field string) string {
	switch field {
	case "hosts":
		return "host"
	case "languages":
		return "language"
	case "timeZone":
		return "time-zone"
	case "administrator":
		return "admin"
	}
	return field
}

func (f *cityFlags) parse(args []string, out io.Writer) error {
	set := flag.NewFlagSet("city create", flag.ContinueOnError)
	set.SetOutput(out)
	set.StringVar(&f.city.Slug, "slug", "", "its name in addresses: small letters, digits and hyphens")
	set.StringVar(&f.city.Name, "name", "", "its name for people")
	set.StringVar(&f.city.Email, "email", "", "where people get help")
	set.StringVar(&f.admin, "admin", "", "e-mail address of its first administrator, who gets a letter")
	set.Var(&f.languages, "language", "of its site, the main one first; may be repeated (default all, en first)")
	set.Var(&f.hosts, "host", "under which it answers, the preferred one first; may be repeated")
	set.StringVar(&f.city.TimeZone, "time-zone", "", "as in Europe/Rome")
	set.StringVar(&f.city.Description, "description", "", "one or two sentences")
	set.StringVar(&f.city.URL, "url", "", "its own website")
	set.StringVar(&f.city.Colour, "colour", "", "of its brand, under white words, as in #0b6e4f")
	set.StringVar(&f.city.Accent, "accent", "", "of links, as in #7a1f1f")
	set.StringVar(&f.city.Welcome, "welcome", "", "text of its first page, in Markdown")
	set.StringVar(&f.city.Footer, "footer", "", "who runs the site")
	set.StringVar(&f.terms, "terms", "", "file with its terms of use, in Markdown")
	set.StringVar(&f.privacy, "privacy", "", "file with its privacy statement, in Markdown")
	if err := set.Parse(args); err != nil {
		return err
	}
	if set.NArg() > 0 {
		return errArguments
	}
	f.city.Language = "en"
	if len(f.languages) > 0 {
		f.city.Language, f.city.Languages = f.languages[0], f.languages
	}
	return nil
}

// city founds a city for the one who runs the installation, and says where it is.
func city(ctx context.Context, args []string, out io.Writer) error {
	if len(args) == 0 || args[0] != "create" {
		return errArguments
	}
	var f cityFlags
	if err := f.parse(args[1:], out); err != nil {
		return wrongFlags(err)
	}
	n := registry.NewCity{City: f.city, Hosts: f.hosts, Administrator: f.admin, Terms: map[tenants.TermsKind]string{}}
	for kind, file := range map[tenants.TermsKind]string{tenants.TermsOfUse: f.terms, tenants.Privacy: f.privacy} {
		if file == "" {
			continue
		}
		b, err := os.ReadFile(file)
		if err != nil {
			return fmt.Errorf("--%s: %w", kind, err)
		}
		n.Terms[kind] = string(b)
	}
	return inHouse(ctx, func(h *house) error {
		made, err := h.registry.InstallCity(ctx, n)
		if err != nil {
			return h.flagged(err)
		}
		addresses := []string{h.config.site().Origin() + laurel.CityPath(made.Slug)}
		hosts, err := h.registry.Hosts(ctx, made.ID)
		for _, host := range hosts {
			addresses = append(addresses, "https://"+host)
		}
		_, wrong := fmt.Fprintf(out, "%s is ready at %s\n%s gets a letter once the worker runs\n",
			made.Name, strings.Join(addresses, " and "), f.admin)
		return errors.Join(err, wrong)
	})
}

// flagged says in words what is wrong, and with which flag.
func (h *house) flagged(err error) error {
	e, ok := errors.AsType[*laurel.Error](err)
	if !ok || e.Field == "" {
		return err
	}
	sentence, field := door.Sentence(h.texts, "en", err)
	return fmt.Errorf("--%s: %s", cityFlag(field), sentence)
}
