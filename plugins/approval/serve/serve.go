// Package serve carries package approval over gRPC, by the protocol of
// hashicorp/go-plugin. The main function of an approver calls Run, a program with
// several built in calls Main, and the host uses Handshake and Plugins.
package serve

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/go-plugin"
	"google.golang.org/grpc"

	"example.org/laurel/plugins/approval"
	"example.org/laurel/plugins/approval/approvalpb"
)

// Subcommand is the hidden word that makes a program one of its own approvers:
// "laurel __approver peer".
const Subcommand = "__approver"

// Name is what an approver is dispensed as.
const Name = "approver"

// The sizes, in bytes, of the largest messages: what an approver takes, and what
// the host takes from one.
const (
	maxCase    = 16 << 20
	maxVerdict = 1 << 20
)

// Handshake is what host and approver tell each other before anything else. The
// cookie is no secret: it keeps people from starting an approver by hand.
func Handshake() plugin.HandshakeConfig {
	return plugin.HandshakeConfig{ProtocolVersion: 1, MagicCookieKey: "LAUREL_APPROVER", MagicCookieValue: "1"}
}

// Plugins is what host and approver speak about. The host gives nil.
func Plugins(a approval.Approver) plugin.PluginSet {
	return plugin.PluginSet{Name: &wire{approver: a}}
}

// Run serves a until the host asks it to end or is gone. Nothing may be written
// to the standard output before it is called; what is written afterwards, to
// either output, is found in the host's log. Started by hand, it explains itself
// and exits with status 1.
func Run(a approval.Approver) {
	go endWith(os.Getppid, 500*time.Millisecond, os.Exit)
	plugin.Serve(&plugin.ServeConfig{
		HandshakeConfig: Handshake(),
		Plugins:         Plugins(a),
		GRPCServer:      Server,
		Logger:          hclog.New(&hclog.LoggerOptions{Level: hclog.Error, Output: os.Stderr}),
	})
}

// Main runs the approver that the command line asks for and reports whether it
// asked for one. The arguments are those without the program's name; approvers
// are known by the word behind Subcommand. It has to be called before anything
// else is done or printed. An unknown approver ends the process with status 2.
func Main(args []string, approvers map[string]approval.Approver) (ran bool) {
	if len(args) == 0 || args[0] != Subcommand {
		return false
	}
	if len(args) == 2 {
		if a, ok := approvers[args[1]]; ok {
			Run(a)
			return true
		}
	}
	fmt.Fprintf(os.Stderr, "%s: there is no such approver: %q\n", Subcommand, args[1:])
	os.Exit(2) //nolint:revive // a main function calls this as its first, and is told so
	return true
}

// Server makes the gRPC server of an approver: a panic in one call is that
// call's error, and not the end of the process.
func Server(opts []grpc.ServerOption) *grpc.Server {
	return grpc.NewServer(append(opts, grpc.MaxRecvMsgSize(maxCase), grpc.ChainUnaryInterceptor(recovered))...)
}

// Register makes the server answer for the approver.
func Register(s *grpc.Server, a approval.Approver) {
	approvalpb.RegisterApproverServer(s, server{approver: a})
}

// Connect returns the approver at the other end of the connection. Its errors are
// laurel's, of the kind that its status code stands for.
func Connect(c grpc.ClientConnInterface) approval.Approver {
	return client{remote: approvalpb.NewApproverClient(c)}
}

// endWith ends the process when its parent is no longer the one it began with:
// then the host has died without a word.
func endWith(parent func() int, every time.Duration, exit func(status int)) {
	first := parent()
	for range time.Tick(every) {
		if parent() != first {
			exit(1)
			return
		}
	}
}

// wire is the plugin as go-plugin knows it: an approver at one end, and at the
// other what looks like one.
type wire struct {
	plugin.NetRPCUnsupportedPlugin
	approver approval.Approver
}

func (w *wire) GRPCServer(_ *plugin.GRPCBroker, s *grpc.Server) error {
	Register(s, w.approver)
	return nil
}

func (*wire) GRPCClient(_ context.Context, _ *plugin.GRPCBroker, c *grpc.ClientConn) (any, error) {
	return Connect(c), nil
}
