// Package approvaltest tests an approver the way the host uses it: over gRPC, one
// case at a time. The test of an approver is one line, and two files a case.
package approvaltest

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/test/bufconn"

	"example.org/laurel/plugins/approval"
	"example.org/laurel/plugins/approval/serve"
)

var update = flag.Bool("update", false, "write the expected verdicts anew") //nolint:gochecknoglobals // known before the arguments are read

const (
	caseEnding    = ".case.json"
	verdictEnding = ".verdict.json"
)

// Run plays every testdata/NAME.case.json to the approver and compares its
// verdict with testdata/NAME.verdict.json, each the JSON of package approval's
// type. With the flag -update it writes the verdicts instead. It also fails where
// the description is no good, where a case's settings do not follow the schema,
// where a verdict makes no sense, and where the same case gets two verdicts.
func Run(t *testing.T, a approval.Approver) {
	t.Helper()
	RunIn(t, "testdata", a)
}

// RunIn is Run with the files of another folder, for a later version of an
// approver beside the first.
func RunIn(t *testing.T, folder string, a approval.Approver) {
	t.Helper()
	remote := Dial(t, a)
	d, err := remote.Describe(t.Context())
	if err != nil {
		t.Fatalf("Describe: %v", err)
	}
	if err := d.Check(); err != nil {
		t.Fatalf("Describe: %v", err)
	}
	schema := compile(t, d)
	files, err := filepath.Glob(filepath.Join(folder, "*"+caseEnding))
	if err != nil || len(files) == 0 {
		t.Fatalf("there is no %s/*%s (%v)", folder, caseEnding, err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(file, caseEnding)
		t.Run(filepath.Base(name), func(t *testing.T) { play(t, remote, d, schema, name) })
	}
}

// Dial serves the approver within this process, as serve.Run does in one of its
// own, and connects to it as the host does; both end with the test.
func Dial(t testing.TB, a approval.Approver) approval.Approver {
	t.Helper()
	listener := bufconn.Listen(64 << 10)
	server := serve.Server(nil)
	serve.Register(server, a)
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	conn, err := grpc.NewClient("passthrough:approver",
		grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithContextDialer(func(ctx context.Context, _ string) (net.Conn, error) { return listener.DialContext(ctx) }))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := conn.Close(); err != nil {
			t.Errorf("closing the connection: %v", err)
		}
		server.Stop()
		if err := <-served; err != nil {
			t.Errorf("serving the approver: %v", err)
		}
	})
	return serve.Connect(conn)
}

func play(t *testing.T, remote approval.Approver, d approval.Description, schema *jsonschema.Schema, name string) {
	t.Helper()
	var c approval.Case
	read(t, name+caseEnding, &c)
	checkSettings(t, schema, c.Settings)
	if _, err := d.Needs(c.Settings); err != nil {
		t.Errorf("what the settings need: %v", err)
	}
	got, err := remote.Decide(t.Context(), c)
	if err != nil {
		t.Fatalf("Decide: %v", err)
	}
	if err := got.Check(); err != nil {
		t.Errorf("Decide: %v", err)
	}
	again, err := remote.Decide(t.Context(), c)
	if err != nil || !cmp.Equal(again, got) {
		t.Errorf("asked again: %+v, %v; want the same, %+v", again, err, got)
	}
	if *update {
		write(t, name+verdictEnding, got)
		return
	}
	var want approval.Verdict
	read(t, name+verdictEnding, &want)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("verdict (-want +got):\n%s", diff)
	}
}

func compile(t *testing.T, d approval.Description) *jsonschema.Schema {
	t.Helper()
	if len(d.Settings) == 0 {
		return nil
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(d.Settings))
	if err != nil {
		t.Fatalf("the schema of the settings: %v", err)
	}
	c := jsonschema.NewCompiler()
	const at = "settings.json"
	if err := c.AddResource(at, doc); err != nil {
		t.Fatalf("the schema of the settings: %v", err)
	}
	schema, err := c.Compile(at)
	if err != nil {
		t.Fatalf("the schema of the settings: %v", err)
	}
	return schema
}

func checkSettings(t *testing.T, schema *jsonschema.Schema, settings json.RawMessage) {
	t.Helper()
	if len(settings) == 0 || string(settings) == "null" {
		return
	}
	if schema == nil {
		t.Fatal("the case has settings, but the approver has no schema of them")
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(settings))
	if err != nil {
		t.Fatalf("settings: %v", err)
	}
	if err := schema.Validate(value); err != nil {
		t.Errorf("settings: %v", err)
	}
}

func read(t *testing.T, file string, into any) {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v (write verdicts with -update)", err)
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
}

func write(t *testing.T, file string, v approval.Verdict) {
	t.Helper()
	b, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, append(b, '\n'), 0o600); err != nil {
		t.Fatal(err)
	}
}
