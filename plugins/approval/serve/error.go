package serve

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"example.org/laurel"
	"example.org/laurel/plugins/approval/approvalpb"
)

// clipped is how much of a message is carried, in bytes: it travels in a header.
const clipped = 1000

// toStatus makes what is sent of an approver's error.
func toStatus(err error) error {
	if e, ok := errors.AsType[*laurel.Error](err); ok {
		args := make(map[string]string, len(e.Args))
		for name, value := range e.Args {
			args[name] = clip(fmt.Sprint(value))
		}
		s := status.New(code(e.Kind), clip(err.Error()))
		detailed, failed := s.WithDetails(&approvalpb.Fault{Text: e.Text, Field: e.Field, Args: args})
		if failed != nil {
			return s.Err()
		}
		return detailed.Err()
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return status.FromContextError(err).Err()
	}
	return status.Error(codes.Unknown, clip(err.Error()))
}

// fromStatus makes laurel's error of what was received, and keeps what was
// received as its cause. Without a word of the approver its text is
// "approver.failed".
func fromStatus(err error) error {
	s := status.Convert(err)
	for _, detail := range s.Details() {
		if f, ok := detail.(*approvalpb.Fault); ok {
			args := make(laurel.Args, len(f.GetArgs()))
			for name, value := range f.GetArgs() {
				args[name] = value
			}
			return laurel.E(kind(s.Code()), f.GetText()).At(f.GetField()).With(args).Because(err)
		}
	}
	return laurel.E(kind(s.Code()), "approver.failed").Because(err)
}

// fault is the error for an answer that cannot be read.
func fault(err error) error { return laurel.E(laurel.Internal, "approver.failed").Because(err) }

// code is the gRPC code for a kind; kind is the way back.
func code(k laurel.Kind) codes.Code {
	switch k {
	case laurel.Invalid:
		return codes.InvalidArgument
	case laurel.Unauthenticated:
		return codes.Unauthenticated
	case laurel.Forbidden:
		return codes.PermissionDenied
	case laurel.NotFound:
		return codes.NotFound
	case laurel.Conflict:
		return codes.Aborted
	case laurel.Unready:
		return codes.Unavailable
	case laurel.TooLarge:
		return codes.OutOfRange
	case laurel.Limited:
		return codes.ResourceExhausted
	case laurel.Internal:
	}
	return codes.Internal
}

func kind(c codes.Code) laurel.Kind {
	switch c {
	case codes.InvalidArgument:
		return laurel.Invalid
	case codes.Unauthenticated:
		return laurel.Unauthenticated
	case codes.PermissionDenied:
		return laurel.Forbidden
	case codes.NotFound:
		return laurel.NotFound
	case codes.Aborted, codes.FailedPrecondition:
		return laurel.Conflict
	case codes.Unavailable, codes.DeadlineExceeded, codes.Canceled:
		return laurel.Unready
	case codes.OutOfRange:
		return laurel.TooLarge
	case codes.ResourceExhausted:
		return laurel.Limited
	default:
		return laurel.Internal
	}
}

func clip(s string) string {
	if len(s) > clipped {
		s = s[:clipped]
	}
	return strings.ToValidUTF8(s, "�")
}
