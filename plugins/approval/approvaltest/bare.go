package approvaltest

import (
	"fmt"
	"os/exec"

	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/go-plugin"

	"example.org/laurel/plugins/approval/approvalpb"
	"example.org/laurel/plugins/approval/serve"
)

// Bare starts an approver as go-plugin does by itself, without conversion, checks and
// supervision: what the host is measured against. end kills it.
func Bare(command *exec.Cmd) (remote approvalpb.ApproverClient, end func(), err error) {
	client := plugin.NewClient(&plugin.ClientConfig{
		HandshakeConfig: serve.Handshake(), Plugins: serve.Plugins(nil), Cmd: command,
		AllowedProtocols: []plugin.Protocol{plugin.ProtocolGRPC}, AutoMTLS: true, Logger: hclog.NewNullLogger(),
	})
	protocol, err := client.Client()
	if err != nil {
		return nil, nil, err
	}
	conn, ok := protocol.(*plugin.GRPCClient)
	if !ok {
		client.Kill()
		return nil, nil, fmt.Errorf("approvaltest: got a %T", protocol)
	}
	return approvalpb.NewApproverClient(conn.Conn), client.Kill, nil
}
