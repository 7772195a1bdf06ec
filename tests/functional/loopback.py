"""A Kredietverstrekker on loopback, with a certificate of a throwaway authority and answers that a test writes."""

import datetime as dt
import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

Answer = Callable[[socket.socket, threading.Event], None]

PATIENCE = 60.0  # seconds after which a hanging test gives up; no test waits that long
SIP = 0.02  # seconds between two bytes of a slow peer
SIPS = range(int(PATIENCE / SIP))


def say(raw: bytes) -> Answer:
    """Answer with these bytes, head and body."""
    return lambda sock, _stop: sock.sendall(raw)


def http_answer(status: int, body: bytes = b"", **headers: str) -> bytes:
    extra = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 {status} Voorbeeld\r\ncontent-length: {len(body)}\r\n{extra}\r\n".encode() + body


def drip(start: bytes) -> Answer:
    """Start an answer, then one byte at a time, for longer than any deadline."""

    def answer(sock: socket.socket, stop: threading.Event) -> None:
        sock.sendall(start)
        for _ in SIPS:
            stop.wait(SIP)
            sock.sendall(b"x")

    return answer


def silence(_sock: socket.socket, stop: threading.Event) -> None:
    stop.wait(PATIENCE)


class Authority:
    """A certificate authority that exists for one test run."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Voorbeeld CA")])
        self._root = self._certificate(self._name, self._key.public_key(), authority=True)

    def trusting(self) -> ssl.SSLContext:
        """What a client uses that trusts this authority alone."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_verify_locations(cadata=self._root.public_bytes(serialization.Encoding.PEM).decode())
        return context

    def server(self, host: str) -> ssl.SSLContext:
        """What a server uses that is called `host`."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Voorbeeld")])
        leaf = self._certificate(subject, key.public_key(), authority=False, host=host)
        secret = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        path = self._folder / f"{host}.pem"
        path.write_bytes(secret + leaf.public_bytes(serialization.Encoding.PEM))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return context

    def demanding(self, host: str) -> ssl.SSLContext:
        """A server that talks only to who has a certificate of this authority (mutual TLS)."""
        context = self.server(host)
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(cadata=self._root.public_bytes(serialization.Encoding.PEM).decode())
        return context

    def client(self) -> tuple[str, str]:
        """A certificate for who calls, and its key, in PEM."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Voorbeeld beller")])
        leaf = self._certificate(subject, key.public_key(), authority=False)
        secret = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        return leaf.public_bytes(serialization.Encoding.PEM).decode(), secret.decode()

    def _certificate(
        self, subject: x509.Name, key: ec.EllipticCurvePublicKey, *, authority: bool, host: str = ""
    ) -> x509.Certificate:
        now = dt.datetime.now(dt.UTC)
        builder = x509.CertificateBuilder(self._name, subject, key, x509.random_serial_number())
        builder = builder.not_valid_before(now - dt.timedelta(hours=1))
        builder = builder.not_valid_after(now + dt.timedelta(hours=1))
        builder = builder.add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        if host:
            builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
            usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
            builder = builder.add_extension(usage, critical=False)
        return builder.sign(self._key, hashes.SHA256())


RECEIVED = say(http_answer(200, b"{}"))


@dataclass
class Kredietverstrekker:
    """Accepts connections, notes what was asked under which name, and answers; plain HTTP without a context."""

    answer: Answer = RECEIVED
    context: ssl.SSLContext | None = None
    requests: list[tuple[str, bytes]] = field(default_factory=list)
    names: list[str | None] = field(default_factory=list)
    port: int = 0
    _stop: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self._listener.getsockname()[1]
        if self.context:
            self.context.sni_callback = lambda _sock, name, _context: self.names.append(name)
        self._spawn(self._accept)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(PATIENCE)
        self._listener.close()

    def _spawn(self, work: Callable[[], None]) -> None:
        thread = threading.Thread(target=work, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self._stop.is_set():
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            sock.settimeout(PATIENCE)
            self._spawn(partial(self._serve, sock))

    def _serve(self, plain: socket.socket) -> None:
        """A client that hangs up early is what half of the tests are about."""
        with closing(plain):
            try:
                with self._secured(plain) as sock:
                    self.requests.append(_read_request(sock))
                    self.answer(sock, self._stop)
            except OSError:
                return

    def _secured(self, plain: socket.socket) -> socket.socket:
        return self.context.wrap_socket(plain, server_side=True) if self.context else plain


def _read_request(sock: socket.socket) -> tuple[str, bytes]:
    """Head and body of one request."""
    received = b""
    while b"\r\n\r\n" not in received:
        received += _more(sock)
    head, _, body = received.partition(b"\r\n\r\n")
    length = next(
        (int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length")), 0
    )
    while len(body) < length:
        body += _more(sock)
    return head.decode(), body


def _more(sock: socket.socket) -> bytes:
    chunk = sock.recv(65536)
    if not chunk:
        raise ConnectionResetError
    return chunk
