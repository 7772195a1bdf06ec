"""The pool's key set: from where it may come, how often it is fetched, and that no redirect leads elsewhere."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key

from chalicelib.adapters.aws import RegionError
from chalicelib.adapters.identity import token_keys
from chalicelib.settings import Settings
from tests.aws_stage import make_settings

KEY = generate_private_key(public_exponent=65537, key_size=2048)
JWK = jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key(), as_dict=True) | {"kid": "sleutel-1", "use": "sig"}
POOL_KEYS = "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_x/.well-known/jwks.json"


class Server(ThreadingHTTPServer):
    """Serves the key set at /keys, a redirect to it at /away, and counts what was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        super().__init__(("127.0.0.1", 0), Handler)

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        self.send_response(302 if self.path == "/away" else 200)
        self.send_header("Location", "/keys")
        self.end_headers()
        self.wfile.write(json.dumps({"keys": [JWK]}).encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Silent."""


@contextmanager
def serving() -> Iterator[Server]:
    with Server() as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def settings(url: str, endpoint_url: str | None = None, stage: str = "local") -> Settings:
    return make_settings(endpoint_url=endpoint_url).model_copy(update={"token_keys_url": url, "stage": stage})


def test_the_key_set_is_fetched_once() -> None:
    with serving() as server:
        keys = token_keys(settings(f"{server.origin}/keys", server.origin))
        assert server.asked == []
        for _ in range(3):
            assert keys.get_signing_key("sleutel-1").key_id == "sleutel-1"
        assert server.asked == ["/keys"]


def test_unknown_key_ids_do_not_make_us_fetch_again_and_again() -> None:
    """Anybody can send tokens with invented key ids: at most one look a minute."""
    with serving() as server:
        keys = token_keys(settings(f"{server.origin}/keys", server.origin))
        for number in range(5):
            with pytest.raises(jwt.PyJWKClientError):
                keys.get_signing_key(f"verzonnen-{number}")
        assert server.asked == ["/keys"]


def test_a_redirect_is_not_followed() -> None:
    with serving() as server:
        keys = token_keys(settings(f"{server.origin}/away", server.origin))
        with pytest.raises(jwt.PyJWKClientConnectionError):
            keys.get_signing_key("sleutel-1")
        assert server.asked == ["/away"]


def test_in_the_cloud_only_https_in_the_region_will_do() -> None:
    assert token_keys(settings(POOL_KEYS, stage="prod"))
    for url in (
        POOL_KEYS.replace("https", "http"),
        POOL_KEYS.replace("eu-central-1.", "us-east-1."),
        POOL_KEYS.replace("eu-central-1.", "eu-west-2."),
        "https://example.com/jwks.json",
        "http://127.0.0.1:4566/jwks.json",
        "file:///etc/hostname",
    ):
        with pytest.raises(RegionError):
            token_keys(settings(url, stage="prod"))


def test_loopback_over_http_is_for_stages_local_and_test() -> None:
    local = "http://127.0.0.1:4566"
    for stage in ("local", "test"):
        assert token_keys(settings(f"{local}/pool/.well-known/jwks.json", local, stage))
    for stage in ("dev", "prod"):
        with pytest.raises(RegionError):
            token_keys(settings(f"{local}/pool/.well-known/jwks.json", local, stage))


def test_another_host_than_the_local_aws_is_refused() -> None:
    with pytest.raises(RegionError):
        token_keys(settings("http://127.0.0.1:9999/jwks.json", "http://127.0.0.1:4566"))
