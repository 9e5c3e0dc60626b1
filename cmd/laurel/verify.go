package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"example.org/laurel/tenants/locale"
	credential "example.org/laurel/workflow/credential/verify"
	"example.org/laurel/workflow/outside"
)

const maxBadge = 10 << 20

// errNotVerified means that a check failed; which one is said above it.
var errNotVerified = errors.New("this badge does not verify")

// origins are the "--map HOST=URL" of the command line.
type origins map[string]string

func (o origins) String() string { return fmt.Sprint(map[string]string(o)) }

// Set takes one HOST=URL.
func (o origins) Set(s string) error {
	host, origin, ok := strings.Cut(s, "=")
	if !ok || host == "" || !strings.HasPrefix(origin, "http") {
		return errors.New("it is written HOST=URL, as in localhost=http://localhost:8080")
	}
	o[host] = strings.TrimSuffix(origin, "/")
	return nil
}

// signed is the address under which a badge was signed, of one that is given by
// the origin that it is mapped to.
func (o origins) signed(address string) string {
	for host, origin := range o {
		if rest, ok := strings.CutPrefix(address, origin+"/"); ok {
			return "https://" + host + "/" + rest
		}
	}
	return address
}

// language is that of the environment, as in "de_DE.UTF-8", in the form of the web.
func language() string {
	lang, _, _ := strings.Cut(os.Getenv("LANG"), ".")
	return strings.ReplaceAll(lang, "_", "-")
}

// verify checks a badge and says a line for each check.
func verify(ctx context.Context, args []string, out io.Writer) error {
	flags := flag.NewFlagSet("verify", flag.ContinueOnError)
	flags.SetOutput(out)
	hosts := origins{}
	flags.Var(hosts, "map", "HOST=URL: ask URL for what is at https://HOST (may be repeated)")
	if err := flags.Parse(args); err != nil {
		return wrongFlags(err)
	}
	if flags.NArg() != 1 {
		return errors.New("verify takes one FILE or URL; \"laurel help\" shows how")
	}
	client := outside.New(outside.Options{Map: hosts, Size: maxBadge})
	file, err := badgeFile(ctx, client, hosts, flags.Arg(0))
	if err != nil {
		return err
	}
	texts, err := locale.Load()
	if err != nil {
		return err
	}
	lang := texts.Match(language())
	report := credential.Badge(ctx, file, client.Fetch, time.Now())
	for _, c := range report.Checks {
		mark := "ok  "
		if !c.OK {
			mark = "FAIL"
		}
		line := fmt.Sprintf("%s %-9s %s", mark, c.Name, texts.Say(lang, c.Text, nil))
		if c.Detail != "" {
			line += " (" + c.Detail + ")"
		}
		fmt.Fprintln(out, line)
	}
	if !report.OK() {
		return errNotVerified
	}
	return nil
}

func badgeFile(ctx context.Context, client *outside.Client, hosts origins, where string) ([]byte, error) {
	if strings.HasPrefix(where, "https://") || strings.HasPrefix(where, "http://") {
		b, err := client.FetchBadge(ctx, hosts.signed(where))
		if errors.Is(err, outside.ErrAddress) || errors.Is(err, outside.ErrPrivate) {
			err = fmt.Errorf("%w; for a server on this machine add --map HOST=URL, as in --map localhost=http://localhost:8080", err)
		}
		return b, err
	}
	f, err := os.Open(where)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxBadge+1))
	if err == nil && len(b) > maxBadge {
		err = fmt.Errorf("%s is larger than %d MiB", where, maxBadge>>20)
	}
	return b, err
}
