//go:build unix

package host_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/health"
	"google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/protobuf/types/known/emptypb"

	"example.org/laurel/plugins/approval"
	"example.org/laurel/plugins/approval/serve"
	"example.org/laurel/plugins/host"
)

// TestAnApproverNeedsNoGoPlugin holds the steps that the README gives to authors
// in other languages: byHand takes them one by one, with nothing of go-plugin's.
func TestAnApproverNeedsNoGoPlugin(t *testing.T) {
	t.Parallel()
	h := open(t, host.Config{Programs: map[string][]string{"odd@1": {os.Args[0], "by-hand"}}, Builtin: map[string]string{}, Pause: time.Millisecond})
	first := ask(t, h, "pid")
	v, err := h.Decide(t.Context(), "odd@1", approval.Case{Prompt: "not ready"})
	checkUnready(t, "not ready", "odd@1", v, err)
	if got := ask(t, h, "pid"); got != first {
		t.Errorf("process %s answers, want %s", got, first)
	}
	began := time.Now()
	h.Close()
	if took := time.Since(began); took >= 2*time.Second {
		t.Errorf("it took %v to end, want it to end when asked", took)
	}
	if alive(t, first) {
		t.Errorf("process %s lives on", first)
	}
}

// byHand is an approver as a program in another language would be one.
func byHand() {
	if os.Getenv("LAUREL_APPROVER") != "1" {
		fmt.Fprintln(os.Stderr, "This program is started by Laurel.")
		os.Exit(1)
	}
	own, der := certificate()
	hosts := x509.NewCertPool()
	hosts.AppendCertsFromPEM([]byte(os.Getenv("PLUGIN_CLIENT_CERT")))
	server := grpc.NewServer(grpc.Creds(credentials.NewTLS(&tls.Config{
		MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{own}, ClientCAs: hosts, ClientAuth: tls.RequireAndVerifyClientCert,
	})))
	serve.Register(server, odd{})
	healthy := health.NewServer()
	healthy.SetServingStatus("plugin", grpc_health_v1.HealthCheckResponse_SERVING)
	grpc_health_v1.RegisterHealthServer(server, healthy)
	server.RegisterService(&grpc.ServiceDesc{
		ServiceName: "plugin.GRPCController", HandlerType: (*any)(nil),
		Methods: []grpc.MethodDesc{{MethodName: "Shutdown", Handler: func(any, context.Context, func(any) error, grpc.UnaryServerInterceptor) (any, error) {
			go server.GracefulStop()
			return &emptypb.Empty{}, nil
		}}},
	}, nil)
	socket := filepath.Join(os.Getenv("PLUGIN_UNIX_SOCKET_DIR"), "words")
	listener, err := net.Listen("unix", socket)
	must(err)
	fmt.Printf("1|1|unix|%s|grpc|%s\n", socket, base64.RawStdEncoding.EncodeToString(der))
	must(server.Serve(listener))
	os.Exit(0)
}

func certificate() (tls.Certificate, []byte) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "localhost"}, DNSNames: []string{"localhost"},
		NotBefore: time.Now().Add(-time.Minute), NotAfter: time.Now().Add(24 * 365 * time.Hour),
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	must(err)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, der
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
