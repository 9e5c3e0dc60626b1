//go:build unix

package conformance_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/health"
	"google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/protobuf/types/known/emptypb"

	"example.org/laurel/plugins/approval"
	"example.org/laurel/plugins/approval/serve"
	"example.org/laurel/plugins/approval/settings"
)

// TestMain makes the test binary all the approvers that the tests need: a good
// one, and one for each fault.
func TestMain(m *testing.M) {
	if len(os.Args) == 3 && os.Args[1] == serve.Subcommand {
		begin(os.Args[2])
		return
	}
	os.Exit(m.Run())
}

// begin runs the approver with that fault.
func begin(fault string) {
	a := &faulty{fault: fault}
	stdout := os.Stdout
	switch fault {
	case "no-handshake":
		fmt.Fprintln(stdout, "Welcome!")
		os.Exit(1)
	case "by-hand":
		if os.Getenv("LAUREL_APPROVER") == "" {
			return
		}
	case "chatty":
		a.says = func() { fmt.Fprintln(stdout, "I have decided.") }
	case "never-ends":
		defer func() { select {} }()
	case "strangers", "ill":
		serveOddly(a)
		return
	}
	serve.Run(a)
}

// serveOddly does by hand what serve.Run does, but for the fault.
func serveOddly(a *faulty) {
	if os.Getenv("LAUREL_APPROVER") == "" {
		fmt.Fprintln(os.Stderr, "Laurel starts this.")
		os.Exit(1)
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "localhost"}, DNSNames: []string{"localhost"},
		NotBefore: time.Now().Add(-time.Minute), NotAfter: time.Now().Add(time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	must(err)
	hosts := x509.NewCertPool()
	hosts.AppendCertsFromPEM([]byte(os.Getenv("PLUGIN_CLIENT_CERT")))
	c := &tls.Config{
		MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}},
		ClientCAs: hosts, ClientAuth: tls.RequireAndVerifyClientCert,
	}
	healthy := health.NewServer()
	healthy.SetServingStatus("plugin", grpc_health_v1.HealthCheckResponse_SERVING)
	switch a.fault {
	case "strangers":
		c.ClientAuth = tls.NoClientCert
	case "ill":
		healthy.SetServingStatus("plugin", grpc_health_v1.HealthCheckResponse_NOT_SERVING)
	}
	server := serve.Server([]grpc.ServerOption{grpc.Creds(credentials.NewTLS(c))})
	serve.Register(server, a)
	grpc_health_v1.RegisterHealthServer(server, healthy)
	server.RegisterService(&grpc.ServiceDesc{
		ServiceName: "plugin.GRPCController", HandlerType: (*any)(nil),
		Methods: []grpc.MethodDesc{{MethodName: "Shutdown", Handler: func(any, context.Context, func(any) error, grpc.UnaryServerInterceptor) (any, error) {
			go server.GracefulStop()
			return &emptypb.Empty{}, nil
		}}},
	}, nil)
	socket := filepath.Join(os.Getenv("PLUGIN_UNIX_SOCKET_DIR"), "odd")
	listener, err := net.Listen("unix", socket)
	must(err)
	fmt.Printf("1|1|unix|%s|grpc|%s\n", socket, base64.RawStdEncoding.EncodeToString(der))
	must(server.Serve(listener))
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

// faulty wants words to be used, and has one fault.
type faulty struct {
	fault string
	says  func()
	asked atomic.Int64
}

const schema = `{"type": "object", "additionalProperties": false, "properties": {"words": {"type": "array", "items": {"type": "string"}}}}`

func (f *faulty) Describe(context.Context) (approval.Description, error) {
	d := approval.Description{Name: "faulty", Version: 1, Summary: "Has a fault.", Settings: json.RawMessage(schema)}
	switch f.fault {
	case "no-name":
		d.Name = ""
	case "moody-description":
		d.Version = int(f.asked.Add(1))
	case "broken-schema":
		d.Settings = json.RawMessage(`{"type": "thing"}`)
	case "schema-of-a-list":
		d.Settings = json.RawMessage(`{"type": ["object", "array"]}`)
	case "needs-settings":
		d.Settings = json.RawMessage(strings.Replace(schema, `"type"`, `"required": ["words"], "type"`, 1))
	}
	return d, nil
}

func (f *faulty) Decide(ctx context.Context, c approval.Case) (approval.Verdict, error) {
	if f.says != nil {
		f.says()
	}
	var set struct {
		Words []string `json:"words"`
	}
	if err := settings.Read(c.Settings, &set); err != nil && f.fault != "lenient" {
		return approval.Verdict{}, err
	}
	if v, err := f.slip(ctx, c); v.Outcome != "" || err != nil {
		return v, err
	}
	for _, word := range set.Words {
		if len(c.Evidence) == 0 || !strings.Contains(c.Evidence[0].Text, word) {
			return approval.Verdict{Outcome: approval.Improve, Reason: word}, nil
		}
	}
	return approval.Verdict{Outcome: approval.Approve}, nil
}

// slip is where the fault shows.
func (f *faulty) slip(ctx context.Context, c approval.Case) (approval.Verdict, error) {
	never := errors.New("there is no verdict on this")
	shows := map[string]bool{
		"kinds":    len(c.Opinions) > 0 && c.Opinions[0].Role != approval.Peer && c.Opinions[0].Role != approval.Organiser,
		"empty":    len(c.Evidence) == 0,
		"novel":    len(c.Evidence) > 0 && len(c.Evidence[0].Text) > 1<<20,
		"opinions": len(c.Opinions) > 1,
		"null":     string(c.Settings) == "null",
	}
	if shows[f.fault] {
		return approval.Verdict{}, never
	}
	later := c.Attempt == 1000
	switch {
	case f.fault == "waits-for-nobody" && later:
		return approval.Verdict{Outcome: approval.Wait}, nil
	case f.fault == "waits-backwards" && later:
		return approval.Verdict{Outcome: approval.Wait, Until: c.Now}, nil
	case f.fault == "long" && later:
		return approval.Verdict{Outcome: approval.Reject, Reason: strings.Repeat("a", approval.MaxReason+1)}, nil
	case f.fault == "slow" && later:
		<-ctx.Done()
	case f.fault == "counts" && later:
		return approval.Verdict{Outcome: approval.Reject, Reason: strconv.FormatInt(f.asked.Add(1), 10)}, nil
	case f.fault == "process" && later:
		return approval.Verdict{Outcome: approval.Reject, Reason: strconv.Itoa(os.Getpid())}, nil
	}
	return approval.Verdict{}, nil
}
