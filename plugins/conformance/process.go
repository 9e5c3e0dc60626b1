package conformance

import (
	"context"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"google.golang.org/grpc/health/grpc_health_v1"
)

// line is what stands in the handshake.
type line struct{ address string }

// byHand starts the program as a person would who does not know what it is.
func (p *play) byHand(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, p.config.Patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, p.config.Command[0], p.config.Command[1:]...) //nolint:gosec // the operator names it
	cmd.Env = []string{"PATH=/usr/local/bin:/usr/bin:/bin", "LANG=C.UTF-8", "TMPDIR=" + os.TempDir()}
	cmd.WaitDelay = time.Second
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return fmt.Errorf("without LAUREL_APPROVER in the environment it still runs after %v", p.config.Patience)
	case err == nil:
		return errors.New("without LAUREL_APPROVER in the environment it ends as if all were well")
	case !errors.As(err, &exit):
		return err
	case len(strings.TrimSpace(string(out))) == 0:
		return errors.New("it does not say why")
	}
	return nil
}

// handshake reads the line that the host has already taken for good.
func handshake(said []string) (line, error) {
	if len(said) == 0 {
		return line{}, errors.New("nothing is on the standard output")
	}
	fields := strings.Split(strings.TrimSpace(said[0]), "|")
	if len(fields) < 6 {
		return line{}, fmt.Errorf("there are %d: %q", len(fields), short(said[0]))
	}
	if fields[2] != "unix" {
		return line{}, fmt.Errorf("the third is %q, want unix", fields[2])
	}
	if _, err := base64.RawStdEncoding.DecodeString(fields[5]); err != nil {
		return line{}, fmt.Errorf("the sixth is no certificate in base64 without padding: %w", err)
	}
	return line{address: fields[3]}, nil
}

func inFolder(socket, folder string) error {
	if filepath.Dir(socket) != folder {
		return fmt.Errorf("it is %s, want it in %s (PLUGIN_UNIX_SOCKET_DIR)", socket, folder)
	}
	return nil
}

// refusesStrangers connects without a certificate. With TLS 1.3 that is found out
// only with the first bytes of an answer.
func refusesStrangers(ctx context.Context, socket string) error {
	raw, err := (&net.Dialer{}).DialContext(ctx, "unix", socket)
	if err != nil {
		return err
	}
	defer raw.Close()
	if err := raw.SetDeadline(time.Now().Add(5 * time.Second)); err != nil {
		return err
	}
	conn := tls.Client(raw, &tls.Config{InsecureSkipVerify: true, NextProtos: []string{"h2"}}) //nolint:gosec // it is a stranger who calls
	if err := conn.HandshakeContext(ctx); err != nil {
		return nil // that is what was to happen
	}
	_, err = conn.Write([]byte("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04\x00\x00\x00\x00\x00"))
	if err != nil {
		return nil // the same
	}
	if n, err := conn.Read(make([]byte, 1)); n > 0 || errors.Is(err, os.ErrDeadlineExceeded) {
		return errors.New("it takes a connection without a client certificate; it has to demand one that PLUGIN_CLIENT_CERT verifies")
	}
	return nil
}

// healthy asks as the host does where it has doubts.
func (p *play) healthy(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, p.config.Patience)
	defer cancel()
	answer, err := grpc_health_v1.NewHealthClient(p.trial.Conn()).Check(ctx, &grpc_health_v1.HealthCheckRequest{Service: "plugin"})
	if err != nil {
		return fmt.Errorf("grpc.health.v1.Health/Check of %q: %w", "plugin", err)
	}
	if s := answer.GetStatus(); s != grpc_health_v1.HealthCheckResponse_SERVING {
		return fmt.Errorf("grpc.health.v1.Health/Check of %q says %v, want SERVING", "plugin", s)
	}
	return nil
}
