package main

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
)

// dev runs the house with nothing installed but Go: database, queue, files and
// letters in one folder, the approvers in this binary, and a demo to walk around in.
func dev(ctx context.Context, args []string, out io.Writer) (err error) {
	flags := flag.NewFlagSet("dev", flag.ContinueOnError)
	flags.SetOutput(out)
	addr := flags.String("addr", "localhost:8080", "address to listen on")
	data := flags.String("data", "", "folder to keep everything in (default: a temporary one)")
	if err := flags.Parse(args); err != nil {
		return wrongFlags(err)
	}
	if flags.NArg() > 0 {
		return errArguments
	}
	front, err := listen(ctx, *addr)
	if err != nil {
		return fmt.Errorf("%w; --addr HOST:PORT listens elsewhere", err)
	}
	if *data == "" {
		if *data, err = os.MkdirTemp("", "laurel-dev-"); err != nil {
			return err
		}
		folder := *data
		defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
		fmt.Fprintf(out, "Everything is kept in %s until this program ends; --data DIR keeps it for longer.\n", *data)
	}
	// A script that waits for it must not find the one of an earlier start.
	if err := os.Remove(filepath.Join(*data, "dev.json")); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return errors.Join(err, front.Close())
	}
	c, err := devConfig(*data, front.Addr(), *addr)
	if err != nil {
		return errors.Join(err, front.Close())
	}
	h, err := build(ctx, c)
	if err != nil {
		return errors.Join(err, front.Close())
	}
	ready := func(ctx context.Context) error {
		d, err := h.demo(ctx)
		if err != nil {
			return errors.Join(errors.New("the demo could not be filled"), err)
		}
		return h.announce(ctx, d, out)
	}
	err = h.run(ctx, parts{web: true, work: true}, front, ready)
	return errors.Join(err, h.close())
}

// devConfig is the environment's configuration with embedded defaults for all
// that it does not say.
func devConfig(data string, at net.Addr, asked string) (Config, error) {
	return devDefaults(data, reachable(at, asked), at.String())
}

func devDefaults(data, reachable, listen string) (Config, error) {
	c, err := fromEnv()
	if err != nil {
		return c, err
	}
	c.Data, c.Listen, c.dev = data, listen, reachable
	if os.Getenv("LAUREL_LOG_LEVEL") == "" {
		c.LogLevel = "warn"
	}
	if c.PublicURL == "" {
		c.PublicURL = "https://localhost"
	}
	if c.Secret == "" {
		if c.Secret, err = devSecret(data); err != nil {
			return c, err
		}
	}
	return c, c.check(parts{web: true, work: true})
}

// reachable is the address as a browser on this machine writes it.
func reachable(at net.Addr, asked string) string {
	_, port, err := net.SplitHostPort(at.String())
	if err != nil {
		return at.String()
	}
	host, _, err := net.SplitHostPort(asked)
	if err != nil || host == "" || host == "0.0.0.0" || host == "::" {
		host = "localhost"
	}
	return net.JoinHostPort(host, port)
}

// devSecret is drawn once for each data folder, so that keys sealed under it can
// be opened after a restart.
func devSecret(data string) (string, error) {
	file := filepath.Join(data, "secret")
	b, err := os.ReadFile(file)
	if err == nil {
		return strings.TrimSpace(string(b)), nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	if err := os.MkdirAll(data, 0o700); err != nil {
		return "", err
	}
	var raw [32]byte
	rand.Read(raw[:])
	secret := base64.StdEncoding.EncodeToString(raw[:])
	return secret, os.WriteFile(file, []byte(secret+"\n"), 0o600)
}
