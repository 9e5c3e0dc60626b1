//go:build unix

package host_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/plugins/approval/serve"
	"example.org/laurel/plugins/host"
)

// secret stands in the environment of the host, and of no approver.
const secret = "LAUREL_TEST_SECRET"

// TestMain makes the test binary all the programs that the tests need: a host
// that dies, and approvers that behave badly.
func TestMain(m *testing.M) {
	if len(os.Args) == 3 && os.Args[1] == "dying-host" {
		dyingHost(os.Args[2])
	}
	if len(os.Args) == 2 && os.Args[1] == "by-hand" {
		byHand()
	}
	if len(os.Args) == 3 && os.Args[1] == serve.Subcommand {
		switch os.Args[2] {
		case "exits-at-start":
			os.Exit(3)
		case "noisy-at-start":
			fmt.Println("hello, I am not a handshake")
		case "floods-at-start":
			for {
				fmt.Print(strings.Repeat("not a handshake, and no end of line ", 1000))
			}
		case "sends-elsewhere":
			fmt.Println("1|1|unix|/run/somebody.sock|grpc|")
			select {}
		case "leaks-at-start":
			leak()
		case "silent-at-start":
			time.Sleep(time.Hour) //nolint:forbidigo // it plays an approver that does not say a word
		}
	}
	approvers := map[string]approval.Approver{"even": even{}}
	for _, word := range []string{"odd", "noisy-at-start"} {
		approvers[word] = odd{}
	}
	if serve.Main(os.Args[1:], approvers) {
		return
	}
	if len(os.Args) == 2 && os.Args[1] == "garbage" {
		garbage()
	}
	if len(os.Args) == 3 && os.Args[1] == "odd" {
		serve.Run(odd{})
		return
	}
	if len(os.Args) == 2 && os.Args[1] == "stays" {
		select {}
	}
	if err := os.Setenv(secret, "do not tell"); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}

// odd is an approver that does what the prompt of a case says.
type odd struct{}

func (odd) Describe(context.Context) (approval.Description, error) {
	return approval.Description{Name: "odd", Version: 1, Summary: "Does as it is told.", Settings: json.RawMessage(`{}`)}, nil
}

func (odd) Decide(_ context.Context, c approval.Case) (approval.Verdict, error) {
	approve := func(reason string) (approval.Verdict, error) {
		return approval.Verdict{Outcome: approval.Approve, Reason: reason}, nil
	}
	if v, ok, err := misbehave(c); ok {
		return v, err
	}
	switch c.Prompt {
	case "pid":
		return approve(strconv.Itoa(os.Getpid()))
	case "environment":
		return approve(strings.Join(os.Environ(), "\n"))
	case "folder":
		dir, err := os.Getwd()
		if err != nil {
			return approval.Verdict{}, err
		}
		return approve(dir)
	case "stdin":
		b, err := io.ReadAll(os.Stdin)
		return approval.Verdict{Outcome: approval.Approve, Reason: fmt.Sprintf("%q", b)}, err
	case "print":
		fmt.Println("first line")
		fmt.Fprintln(os.Stderr, "second line")
		return approve("")
	case "crash":
		os.Exit(7)
	case "panic":
		panic("the approver lost its nerve")
	case "panic elsewhere":
		go func() { panic("nobody catches this") }()
		select {}
	case "hang":
		select {}
	case "stop":
		if err := syscall.Kill(os.Getpid(), syscall.SIGSTOP); err != nil {
			return approval.Verdict{}, err
		}
		select {}
	case "nonsense":
		return approval.Verdict{Outcome: "perhaps"}, nil
	case "a term that is past":
		return approval.Verdict{Outcome: approval.Wait, Until: c.Now}, nil
	case "a term without wait":
		return approval.Verdict{Outcome: approval.Approve, Until: c.Now.Add(time.Hour)}, nil
	case "a novel":
		return approve(strings.Repeat("a", approval.MaxReason+1))
	case "not ready":
		return approval.Verdict{}, laurel.E(laurel.Unready, "odd.tired")
	case "wrong settings":
		return approval.Verdict{}, laurel.E(laurel.Invalid, "approver.settings.unknown").At("settings.x")
	case "error":
		return approval.Verdict{}, errors.New("no idea")
	}
	return approve("")
}

// even is as odd under another name.
type even struct{ odd }

func (even) Describe(ctx context.Context) (approval.Description, error) {
	d, err := odd{}.Describe(ctx)
	d.Name = "even"
	return d, err
}

// dyingHost starts an approver, says its process id, and dies without a word.
func dyingHost(folder string) {
	h, err := host.New(host.Config{
		Self: os.Args[0], Builtin: map[string]string{"odd@1": "odd"}, Folder: folder, Logger: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		panic(err)
	}
	v, err := h.Decide(context.Background(), "odd@1", approval.Case{Prompt: "pid"})
	if err != nil {
		panic(err)
	}
	fmt.Println(v.Reason)
	if err := syscall.Kill(os.Getpid(), syscall.SIGKILL); err != nil {
		panic(err)
	}
}
