"""Quarantine on S3, and the scanners: what they say, and that silence is no verdict."""

import socket
import struct
import threading
from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import boto3
import pytest
from moto import mock_aws
from mypy_boto3_s3 import S3Client

from chalicelib.adapters.quarantine import S3Quarantine
from chalicelib.adapters.scanner import ClamdScanner, GuardDutyScanner
from chalicelib.domain.document import Mediatype
from chalicelib.errors import TooLarge, Unavailable
from chalicelib.usecases.ports.quarantine import Announced
from chalicelib.usecases.ports.scanner import Verdict

BUCKET, PLACE = "voorbeeld-quarantaine", "dos_voorbeeld/doc_voorbeeld"
SHA256 = "ab" * 32


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[S3Client]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "voorbeeld")
    with mock_aws():
        client = boto3.client("s3", region_name="eu-central-1")
        client.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
        yield client


def test_what_was_put_comes_back_until_it_is_dropped(s3: S3Client) -> None:
    quarantine = S3Quarantine(s3, BUCKET)
    assert quarantine.get(PLACE) is None
    quarantine.put(PLACE, Mediatype.PDF, b"Voorbeeld")
    assert quarantine.get(PLACE) == b"Voorbeeld"
    quarantine.drop(PLACE)
    quarantine.drop(PLACE)
    assert quarantine.get(PLACE) is None


def test_what_is_too_large_is_not_read(s3: S3Client) -> None:
    s3.put_object(Bucket=BUCKET, Key=PLACE, Body=bytes(9 * 1024 * 1024 + 1))
    with pytest.raises(TooLarge):
        S3Quarantine(s3, BUCKET).get(PLACE)


def test_only_what_is_older_goes(s3: S3Client) -> None:
    quarantine, now = S3Quarantine(s3, BUCKET), datetime.now(UTC)
    quarantine.put(PLACE, Mediatype.PDF, b"Voorbeeld")
    assert quarantine.drop_older(now - timedelta(minutes=55)) == 0
    assert quarantine.drop_older(now + timedelta(minutes=55)) == 1
    assert quarantine.get(PLACE) is None


def test_a_link_is_bound_to_one_put_of_this_file(s3: S3Client) -> None:
    """Size, type, digest and `If-None-Match` are in the signature: another header makes another signature."""
    link = S3Quarantine(s3, BUCKET).link(PLACE, Announced(Mediatype.PDF, 5_000_000, SHA256), 600)
    query = parse_qs(urlsplit(link.url).query)
    signed = set(query["X-Amz-SignedHeaders"][0].split(";"))
    assert signed >= {"content-length", "content-type", "host", "if-none-match"}
    assert query["X-Amz-Expires"] == ["600"]
    assert query["X-Amz-Algorithm"] == ["AWS4-HMAC-SHA256"]
    checksum = b64encode(bytes.fromhex(SHA256)).decode()
    assert "x-amz-checksum-sha256" in signed or query["x-amz-checksum-sha256"] == [checksum]
    assert link.headers["Content-Length"] == "5000000"


@pytest.mark.parametrize(
    ("tag", "verdict"),
    [
        (None, Verdict.PENDING),
        ("NO_THREATS_FOUND", Verdict.CLEAN),
        ("THREATS_FOUND", Verdict.INFECTED),
        ("UNSUPPORTED", Verdict.INFECTED),
        ("ACCESS_DENIED", Verdict.INFECTED),
        ("FAILED", Verdict.INFECTED),
    ],
)
def test_guardduty_speaks_by_the_tag_of_the_object(s3: S3Client, tag: str | None, verdict: Verdict) -> None:
    s3.put_object(Bucket=BUCKET, Key=PLACE, Body=b"Voorbeeld")
    if tag is not None:
        tags: Any = [{"Key": GuardDutyScanner.TAG, "Value": tag}, {"Key": "anders", "Value": "NO_THREATS_FOUND"}]
        s3.put_object_tagging(Bucket=BUCKET, Key=PLACE, Tagging={"TagSet": tags})
    assert GuardDutyScanner(s3, BUCKET).verdict(PLACE, b"") is verdict


def test_guardduty_says_nothing_of_what_is_gone(s3: S3Client) -> None:
    assert GuardDutyScanner(s3, BUCKET).verdict(PLACE, b"") is Verdict.PENDING


class Daemon:
    """clamd as it speaks INSTREAM: takes a file by pieces, and gives one answer."""

    def __init__(self, answer: bytes) -> None:
        self._answer = answer
        self.heard = b""
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        line, _ = self._listening.accept()
        with line, line.makefile("rb") as said:
            assert said.read(10) == b"zINSTREAM\x00"
            while size := struct.unpack(">I", said.read(4))[0]:
                self.heard += said.read(size)
            line.sendall(self._answer)

    def close(self) -> None:
        self._thread.join()
        self._listening.close()


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [(b"stream: OK\x00", Verdict.CLEAN), (b"stream: Eicar-Test-Signature FOUND\x00", Verdict.INFECTED)],
)
def test_clamd_hears_the_whole_file(answer: bytes, verdict: Verdict) -> None:
    daemon, content = Daemon(answer), bytes(range(256)) * 1000
    assert ClamdScanner("127.0.0.1", daemon.port).verdict(PLACE, content) is verdict
    daemon.close()
    assert daemon.heard == content


@pytest.mark.parametrize(
    "answer", [b"", b"INSTREAM size limit exceeded. ERROR\x00", b"stream: OK FOUND? OK\x00", b"OK"]
)
def test_clamd_that_says_anything_else_is_no_verdict(answer: bytes) -> None:
    daemon = Daemon(answer)
    with pytest.raises(Unavailable):
        ClamdScanner("127.0.0.1", daemon.port).verdict(PLACE, b"Voorbeeld")
    daemon.close()


def test_clamd_that_is_down_is_no_verdict() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(Unavailable):
        ClamdScanner("127.0.0.1", port).verdict(PLACE, b"Voorbeeld")
