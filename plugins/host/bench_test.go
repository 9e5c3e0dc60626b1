//go:build linux

package host_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"google.golang.org/protobuf/types/known/timestamppb"

	"example.org/laurel/plugins/approval"
	"example.org/laurel/plugins/approval/approvalpb"
	"example.org/laurel/plugins/approval/approvaltest"
	"example.org/laurel/plugins/approval/serve"
	"example.org/laurel/plugins/host"
)

// BenchmarkDecide compares a question to the host with a bare call that asks the same
// over the same kind of connection, without conversion, checks and supervision: at most 1.3
// times as long.
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
	b.Run("ours", func(b *testing.B) {
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
	b.Run("in parallel", func(b *testing.B) {
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
	b.Run("limit", func(b *testing.B) {
		remote := bare(b)
		in := &approvalpb.DecideRequest{Case: &approvalpb.Case{
			Prompt: c.Prompt, Criteria: c.Criteria, Attempt: 1,
			Evidence: []*approvalpb.Evidence{
				{Kind: approvalpb.Kind_KIND_TEXT, Text: c.Evidence[0].Text},
				{Kind: approvalpb.Kind_KIND_PHOTO, MediaType: c.Evidence[1].MediaType, Size: c.Evidence[1].Size},
			},
			Opinions: []*approvalpb.Opinion{{From: "p1", Role: approvalpb.Role_ROLE_PEER, Advice: approvalpb.Outcome_OUTCOME_APPROVE,
				Comment: "Beans!", At: timestamppb.New(c.Opinions[0].At)}},
			SubmittedAt: timestamppb.New(c.SubmittedAt), Now: timestamppb.New(c.Now),
		}}
		for b.Loop() {
			if _, err := remote.Decide(b.Context(), in); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkStart compares a start by the host, until the approver has said who it
// is, with a bare one: at most 1.5 times as long. Neither counts the end.
func BenchmarkStart(b *testing.B) {
	b.Run("ours", func(b *testing.B) {
		for b.Loop() {
			b.StopTimer()
			h := open(b, host.Config{})
			b.StartTimer()
			_, err := h.Describe(b.Context(), "odd@1")
			b.StopTimer()
			if err != nil {
				b.Fatal(err)
			}
			h.Close()
			b.StartTimer()
		}
	})
	b.Run("limit", func(b *testing.B) {
		for b.Loop() {
			remote, end := bareProcess(b)
			_, err := remote.Describe(b.Context(), &approvalpb.DescribeRequest{})
			b.StopTimer()
			if err != nil {
				b.Fatal(err)
			}
			end()
			b.StartTimer()
		}
	})
}

// BenchmarkIdle measures what memory an approver takes when nobody asks it, with
// what it shares with others in proportion: at most 15 MiB.
func BenchmarkIdle(b *testing.B) {
	h := open(b, host.Config{})
	v, err := h.Decide(b.Context(), "odd@1", approval.Case{Prompt: "pid"})
	if err != nil {
		b.Fatal(err)
	}
	var mib float64
	for b.Loop() {
		mib = pss(b, v.Reason)
	}
	b.ReportMetric(mib, "MiB-PSS")
	if mib > 15 {
		b.Errorf("an idle approver takes %.1f MiB, want 15 at most", mib)
	}
}

func pss(b *testing.B, pid string) float64 {
	b.Helper()
	rollup, err := os.ReadFile(filepath.Join("/proc", pid, "smaps_rollup"))
	if err != nil {
		b.Fatal(err)
	}
	_, after, _ := strings.Cut(string(rollup), "\nPss:")
	kib, err := strconv.Atoi(strings.Fields(after + " ?")[0])
	if err != nil {
		b.Fatal(err)
	}
	return float64(kib) / 1024
}

func bare(b *testing.B) approvalpb.ApproverClient {
	b.Helper()
	remote, end := bareProcess(b)
	b.Cleanup(end)
	return remote
}

func bareProcess(b *testing.B) (remote approvalpb.ApproverClient, end func()) {
	b.Helper()
	remote, end, err := approvaltest.Bare(exec.Command(os.Args[0], serve.Subcommand, "odd"))
	if err != nil {
		b.Fatal(err)
	}
	return remote, end
}
