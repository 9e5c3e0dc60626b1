//go:build unix

package examples_test

import (
	"os/exec"
	"path/filepath"
	"testing"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protodesc"
	"google.golang.org/protobuf/types/descriptorpb"

	"example.org/laurel/plugins/approval/approvalpb"
)

// debiansPython is the one with Debian's packages; another may come first in PATH.
const debiansPython = "/usr/bin/python3"

// needsPython says loudly what is missing.
func needsPython(t *testing.T) {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), debiansPython, "-c", "import grpc, google.protobuf, cryptography").CombinedOutput()
	if err != nil {
		t.Fatalf("the test needs Debian's python3-grpcio, python3-protobuf and python3-cryptography: .ci/install installs them\n%v\n%s", err, out)
	}
}

func TestThePythonExampleKeepsTheContract(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		return // it needs Python, which "make test" provides
	}
	needsPython(t)
	program, err := filepath.Abs(filepath.Join("python", "keywords"))
	if err != nil {
		t.Fatal(err)
	}
	play(t, "python", program)
	decides(t, "keywords@1", program)
}

// TestThePythonCodeIsOfTheSameContract compares what is made from approval.proto
// for Python with what is made for Go.
func TestThePythonCodeIsOfTheSameContract(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		return // the same
	}
	needsPython(t)
	cmd := exec.CommandContext(t.Context(), debiansPython, "-B", "-c",
		"import sys, approval_pb2; sys.stdout.buffer.write(approval_pb2.DESCRIPTOR.serialized_pb)")
	cmd.Dir = "python"
	b, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var got descriptorpb.FileDescriptorProto
	if err := proto.Unmarshal(b, &got); err != nil {
		t.Fatal(err)
	}
	want := protodesc.ToFileDescriptorProto(approvalpb.File_approval_proto)
	for _, m := range want.GetMessageType() {
		withoutJSON(m)
	}
	if !proto.Equal(&got, want) {
		t.Errorf("approval_pb2.py is of another approval.proto; python/README.md says how it is made\ngot  %v\nwant %v", &got, want)
	}
}

// withoutJSON takes away the names that only one of the two compilers writes.
func withoutJSON(m *descriptorpb.DescriptorProto) {
	for _, f := range m.GetField() {
		f.JsonName = nil
	}
	for _, within := range m.GetNestedType() {
		withoutJSON(within)
	}
}
