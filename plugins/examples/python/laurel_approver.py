"""Runs an approver as a process of its own, in Python.

What plugins/README.md asks of a program in any language ("In another language")
is done here step by step, with Debian's python3-grpcio and python3-cryptography
and nothing else. An approver is an object with two methods:

    describe() -> approval_pb2.Description
    decide(case: approval_pb2.Case) -> approval_pb2.Verdict

Calls come from several threads. A decide that raises Invalid refuses the
settings for good; any other exception means "could not decide", and the case
comes again.
"""

import base64
import datetime
import os
import sys
import threading
import time
from concurrent import futures

import grpc
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

import approval_pb2 as pb

LARGEST_CASE = 16 << 20  # bytes on the wire
HEALTHY = b"\x08\x01"  # a HealthCheckResponse with the status SERVING
EMPTY = b""  # a message without fields


class Invalid(Exception):
    """The settings cannot be; asking again does not help."""


def run(approver):
    """Serves the approver until the host asks it to end, or is gone."""
    if os.environ.get("LAUREL_APPROVER") != "1":
        sys.exit("This program is an approver: it is started by Laurel, and not by hand.")
    threading.Thread(target=_end_with_parent, args=(os.getppid(),), daemon=True).start()
    key, certificate, der = _certificate()
    server = grpc.server(
        futures.ThreadPoolExecutor(max_workers=8),
        options=[("grpc.max_receive_message_length", LARGEST_CASE)],
    )
    server.add_generic_rpc_handlers(_services(approver, lambda: server.stop(grace=1)))
    credentials = grpc.ssl_server_credentials(
        [(key, certificate)],
        root_certificates=os.environ["PLUGIN_CLIENT_CERT"].encode(),
        require_client_auth=True,
    )
    socket = os.path.join(os.environ["PLUGIN_UNIX_SOCKET_DIR"], "approver")
    server.add_secure_port("unix:" + socket, credentials)
    server.start()
    print("|".join(["1", "1", "unix", socket, "grpc", der]), flush=True)
    server.wait_for_termination()


def _certificate():
    """Makes a key and a certificate for this process alone."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.utcnow()
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(minutes=1))
        .not_valid_after(now + datetime.timedelta(days=3650))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(
            x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]),
            critical=False,
        )
        .sign(key, hashes.SHA256())
    )
    der = certificate.public_bytes(serialization.Encoding.DER)
    return (
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ),
        certificate.public_bytes(serialization.Encoding.PEM),
        base64.b64encode(der).decode().rstrip("="),
    )


def _services(approver, stop):
    """The three services of an approver. Messages of one fixed answer are written as bytes."""

    def describe(_request, _context):
        return pb.DescribeResponse(description=approver.describe())

    def decide(request, context):
        try:
            return pb.DecideResponse(verdict=approver.decide(request.case))
        except Invalid as wrong:
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, str(wrong))

    def shutdown(_request, _context):
        # The answer goes first: stop lets calls on their way come to their end.
        threading.Thread(target=stop).start()
        return EMPTY

    def call(handler, request=None, response=None):
        return grpc.unary_unary_rpc_method_handler(
            handler,
            request_deserializer=request and request.FromString,
            response_serializer=response and response.SerializeToString,
        )

    return (
        grpc.method_handlers_generic_handler(
            "laurel.approval.v1.Approver",
            {
                "Describe": call(describe, pb.DescribeRequest, pb.DescribeResponse),
                "Decide": call(decide, pb.DecideRequest, pb.DecideResponse),
            },
        ),
        grpc.method_handlers_generic_handler("grpc.health.v1.Health", {"Check": call(lambda _r, _c: HEALTHY)}),
        grpc.method_handlers_generic_handler("plugin.GRPCController", {"Shutdown": call(shutdown)}),
    )


def _end_with_parent(parent):
    """Ends the process when its parent is no longer the one it began with."""
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)
