package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

const shutdownPatience = 10 * time.Second

// operate runs what an operator has configured; without any part it migrates
// and ends.
func operate(ctx context.Context, args []string, p parts) error {
	if len(args) > 0 {
		return errArguments
	}
	c, err := fromEnv()
	if err != nil {
		return err
	}
	if err := c.check(p); err != nil {
		return err
	}
	h, err := build(ctx, c)
	if err != nil {
		return err
	}
	if p == (parts{}) {
		return h.close()
	}
	var front net.Listener
	if p.web {
		if front, err = listen(ctx, c.Listen); err != nil {
			return errors.Join(err, h.close())
		}
	}
	h.log.Info("laurel", "web", p.web, "work", p.work, "listen", c.Listen, "public", c.PublicURL)
	return errors.Join(h.run(ctx, p, front, nil), h.close())
}

// appoint makes somebody operator of the installation.
func appoint(ctx context.Context, args []string, out io.Writer) error {
	if len(args) != 1 {
		return errArguments
	}
	return inHouse(ctx, func(h *house) error {
		if _, err := h.registry.AppointOperator(ctx, args[0]); err != nil {
			return err
		}
		_, err := fmt.Fprintf(out, "%s is an operator now, and signs in at %s\n", args[0], h.config.PublicURL)
		return err
	})
}

// revive tries again what background work has given up.
func revive(ctx context.Context, args []string, out io.Writer) error {
	if len(args) != 0 {
		return errArguments
	}
	return inHouse(ctx, func(h *house) error {
		n, err := h.db.RelayRevive(ctx)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(out, "%d tasks will be tried again\n", n)
		return err
	})
}

// inHouse does one thing in what the environment says, with no door open.
func inHouse(ctx context.Context, do func(*house) error) error {
	c, err := fromEnv()
	if err != nil {
		return err
	}
	if err := c.check(parts{}); err != nil {
		return err
	}
	h, err := build(ctx, c)
	if err != nil {
		return err
	}
	return errors.Join(do(h), h.close())
}

// sharing says how many processes may use a data folder at a time.
type sharing uint8

const (
	one  sharing = iota // database or queue are within the process
	many                // all meet in PostgreSQL and Redis
)

// lock makes the folder. Where one process alone may use it, a second one is
// kept out.
func lock(folder string, use sharing) (unlock func() error, err error) {
	syscall.Umask(0o077) // what is made from here on is nobody else's to read
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	if use == many {
		return func() error { return nil }, nil
	}
	f, err := os.OpenFile(filepath.Join(folder, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return nil, errors.Join(fmt.Errorf("%s is in use by another process", folder), f.Close())
	}
	return f.Close, nil
}

func listen(ctx context.Context, address string) (net.Listener, error) {
	var lc net.ListenConfig
	return lc.Listen(ctx, "tcp", address)
}
