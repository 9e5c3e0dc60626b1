package serve

import (
	"context"
	"fmt"
	"os"
	"runtime/debug"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"example.org/laurel/plugins/approval"
	"example.org/laurel/plugins/approval/approvalpb"
)

// server answers the host with what the approver says.
type server struct {
	approvalpb.UnimplementedApproverServer
	approver approval.Approver
}

func (s server) Describe(ctx context.Context, _ *approvalpb.DescribeRequest) (*approvalpb.DescribeResponse, error) {
	d, err := s.approver.Describe(ctx)
	if err != nil {
		return nil, toStatus(err)
	}
	if err := d.Check(); err != nil {
		return nil, toStatus(err)
	}
	return &approvalpb.DescribeResponse{Description: toDescription(d)}, nil
}

func (s server) Decide(ctx context.Context, in *approvalpb.DecideRequest) (*approvalpb.DecideResponse, error) {
	c, err := fromCase(in.GetCase())
	if err != nil {
		return nil, status.Error(codes.InvalidArgument, err.Error())
	}
	v, err := s.approver.Decide(ctx, c)
	if err != nil {
		return nil, toStatus(err)
	}
	return &approvalpb.DecideResponse{Verdict: toVerdict(v)}, nil
}

// client is an approver in another process. Its errors are laurel's.
type client struct{ remote approvalpb.ApproverClient }

func (c client) Describe(ctx context.Context) (approval.Description, error) {
	out, err := c.remote.Describe(ctx, &approvalpb.DescribeRequest{}, grpc.MaxCallRecvMsgSize(maxVerdict))
	if err != nil {
		return approval.Description{}, fromStatus(err)
	}
	return fromDescription(out.GetDescription()), nil
}

func (c client) Decide(ctx context.Context, in approval.Case) (approval.Verdict, error) {
	out, err := c.remote.Decide(ctx, &approvalpb.DecideRequest{Case: toCase(in)}, grpc.MaxCallRecvMsgSize(maxVerdict))
	if err != nil {
		return approval.Verdict{}, fromStatus(err)
	}
	return Verdict(out)
}

// Verdict reads an answer as the host does, for those who have asked by the wire
// alone. An unknown outcome becomes one that Check refuses.
func Verdict(out *approvalpb.DecideResponse) (approval.Verdict, error) {
	v, err := fromVerdict(out.GetVerdict())
	if err != nil {
		return approval.Verdict{}, fault(err)
	}
	return v, nil
}

// recovered turns a panic into an error; the stack goes to the host's log.
func recovered(ctx context.Context, in any, _ *grpc.UnaryServerInfo, handle grpc.UnaryHandler) (out any, err error) {
	defer func() {
		if p := recover(); p != nil {
			fmt.Fprintf(os.Stderr, "panic: %v\n%s", p, debug.Stack())
			out, err = nil, status.Error(codes.Internal, clip(fmt.Sprintf("the approver panicked: %v", p)))
		}
	}()
	return handle(ctx, in)
}
