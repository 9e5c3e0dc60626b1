//go:build unix

package host_test

import (
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/go-plugin"

	"example.org/laurel/plugins/approval"
	"example.org/laurel/plugins/approval/approvalpb"
	"example.org/laurel/plugins/approval/serve"
	"example.org/laurel/plugins/host"
)

// BenchmarkDecide compares a question to the host with a bare call over the same
// kind of connection, without conversion, checks and supervision.
func BenchmarkDecide(b *testing.B) {
	c := approval.Case{
		Prompt: "Show your garden.", Criteria: "Has planted something that grows.", Attempt: 1,
		Evidence: []approval.Evidence{
			{Kind: approval.Text, Text: "Beans, in a box on the balcony. They are a hand high by now."},
			{Kind: approval.Photo, MediaType: "image/jpeg", Size: 1 << 20},
		},
		Opinions:    []approval.Opinion{{From: "p1", Role: approval.Peer, Advice: approval.Approve, Comment: "Beans!", At: time.Unix(1e9, 0)}},
		SubmittedAt: time.Unix(1e9, 0), Now: time.Unix(1e9+60, 0),
	}
	b.Run("host", func(b *testing.B) {
		h := open(b, host.Config{})
		if _, err := h.Describe(b.Context(), "odd@1"); err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			if _, err := h.Decide(b.Context(), "odd@1", c); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("host, in parallel", func(b *testing.B) {
		h := open(b, host.Config{})
		if _, err := h.Describe(b.Context(), "odd@1"); err != nil {
			b.Fatal(err)
		}
		b.ResetTimer()
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				if _, err := h.Decide(b.Context(), "odd@1", c); err != nil {
					b.Error(err)
					return
				}
			}
		})
	})
	b.Run("bare", func(b *testing.B) {
		remote := bare(b)
		in := &approvalpb.DecideRequest{Case: &approvalpb.Case{Prompt: c.Prompt, Criteria: c.Criteria, Evidence: []*approvalpb.Evidence{
			{Kind: approvalpb.Kind_KIND_TEXT, Text: c.Evidence[0].Text},
		}}}
		for b.Loop() {
			if _, err := remote.Decide(b.Context(), in); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func bare(b *testing.B) approvalpb.ApproverClient {
	b.Helper()
	client := plugin.NewClient(&plugin.ClientConfig{
		HandshakeConfig: serve.Handshake(), Plugins: serve.Plugins(nil), Cmd: exec.Command(os.Args[0], serve.Subcommand, "odd"),
		AllowedProtocols: []plugin.Protocol{plugin.ProtocolGRPC}, AutoMTLS: true, Logger: hclog.NewNullLogger(),
	})
	b.Cleanup(client.Kill)
	protocol, err := client.Client()
	if err != nil {
		b.Fatal(err)
	}
	conn, ok := protocol.(*plugin.GRPCClient)
	if !ok {
		b.Fatalf("got a %T", protocol)
	}
	return approvalpb.NewApproverClient(conn.Conn)
}
