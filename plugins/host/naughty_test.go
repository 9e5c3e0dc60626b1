//go:build unix

package host_test

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"

	"google.golang.org/grpc"

	"github.com/hashicorp/go-plugin"

	"example.org/laurel/plugins/approval"
	"example.org/laurel/plugins/approval/serve"
)

// misbehave does what no approver should; it reports whether the prompt is one of
// these.
func misbehave(c approval.Case) (v approval.Verdict, ok bool, err error) {
	v = approval.Verdict{Outcome: approval.Approve}
	switch c.Prompt {
	case "wait for a file":
		err = waitForFile(c.Criteria)
		v.Reason = strconv.Itoa(os.Getpid())
	case "leak":
		leak()
	case "leak in a child":
		child := exec.Command(os.Args[0], serve.Subcommand, "leaks-at-start")
		return v, true, child.Run()
	case "spin":
		for range runtime.NumCPU() {
			go func() {
				for n := 0; ; n++ { // it burns what it can get
					runtime.KeepAlive(n)
				}
			}()
		}
	case "flood":
		for range 200 {
			line := strings.Repeat("many words, ", 350)
			fmt.Println(line)
			fmt.Fprintln(os.Stderr, line)
		}
	case "a child", "a child that hides":
		child := exec.Command(os.Args[0], "stays")
		child.SysProcAttr = &syscall.SysProcAttr{Setsid: c.Prompt == "a child that hides"}
		err = child.Start()
		if err == nil {
			v.Reason = strconv.Itoa(child.Process.Pid)
		}
	case "files":
		v.Reason = strconv.Itoa(openMany())
	case "network":
		v.Reason = lookAround()
	case "the host's environment":
		b, err := os.ReadFile(fmt.Sprintf("/proc/%d/environ", os.Getppid()))
		v.Reason = fmt.Sprintf("%d %v", len(b), err)
	default:
		return v, false, nil
	}
	return v, true, err
}

// waitForFile says that it waits, and waits.
func waitForFile(path string) error {
	if err := os.WriteFile(path+".begun", nil, 0o600); err != nil {
		return err
	}
	for range time.Tick(10 * time.Millisecond) {
		if _, err := os.Stat(path); err == nil {
			break
		}
	}
	return nil
}

// leak takes more and more memory.
func leak() {
	var kept [][]byte
	for {
		b := make([]byte, 1<<20)
		for i := range b {
			b[i] = byte(i)
		}
		kept = append(kept, b)
		if len(kept) > 4096 { // never as far as that, but this machine is others' too
			select {}
		}
	}
}

// openMany says how many files can be opened.
func openMany() (n int) {
	for n < 5000 {
		if _, err := os.Open("/dev/null"); err != nil {
			return n
		}
		n++
	}
	return n
}

// lookAround names the interfaces that are up, and what comes of a connection to
// the host's own machine.
func lookAround() string {
	var up []string
	all, err := net.Interfaces()
	for _, i := range all {
		if i.Flags&net.FlagUp != 0 {
			up = append(up, i.Name)
		}
	}
	conn, dialled := net.DialTimeout("tcp", os.Args[len(os.Args)-1], time.Second)
	if dialled == nil {
		_ = conn.Close()
	}
	return fmt.Sprintf("up: %q, %v, %v", up, err, dialled)
}

// garbage shakes hands, and answers every call with what is not the contract's.
func garbage() {
	set := serve.Plugins(odd{})
	plugin.Serve(&plugin.ServeConfig{
		HandshakeConfig: serve.Handshake(), Plugins: set,
		GRPCServer: func(opts []grpc.ServerOption) *grpc.Server {
			return grpc.NewServer(append(opts, grpc.ForceServerCodec(scribble{}))...)
		},
	})
	os.Exit(0)
}

// scribble writes bytes that nobody can read.
type scribble struct{}

func (scribble) Name() string                { return "proto" }
func (scribble) Marshal(any) ([]byte, error) { return []byte{0xff, 0xff, 0xff, 0x07}, nil }
func (scribble) Unmarshal([]byte, any) error { return nil }
