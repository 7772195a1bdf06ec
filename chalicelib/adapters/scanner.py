"""
Who looks for what is known to do harm (port `Scanner`): three, by the setting `scanner`.

`lokaal` knows the test pattern of EICAR and a few signs of a file that is two things at once. It is no virus scanner,
and is for stages without real people; a stage of real people has one of the others.
"""

import socket
import struct
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from chalicelib.adapters.aws import aws_answers, error_code
from chalicelib.errors import Unavailable
from chalicelib.usecases.ports.scanner import Verdict

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

# The 68 characters of EICAR, in two halves: whole, this very file would be refused by who looks for them.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
_SCRIPTS = (b"<script", b"<?php", b"<%eval", b"javascript:")
_ARCHIVE = (b"PK\x01\x02", b"PK\x05\x06")  # both: the table of a zip and its end
_PIECE = 64 * 1024


class LocalScanner:
    """Structure is checked by the port `Inspection`; this one looks for patterns."""

    in_quarantine = False

    def verdict(self, place: str, content: bytes) -> Verdict:  # noqa: ARG002 - of the port
        small = content.lower()
        found = EICAR in content or any(one in small for one in _SCRIPTS) or all(one in content for one in _ARCHIVE)
        return Verdict.INFECTED if found else Verdict.CLEAN


class ClamdScanner:
    """ClamAV's daemon over TCP, inside the network of the stage: the command INSTREAM of clamd(8)."""

    in_quarantine = False

    def __init__(self, host: str, port: int, seconds: float = 15.0) -> None:
        self._address = host, port
        self._seconds = seconds

    def verdict(self, place: str, content: bytes) -> Verdict:  # noqa: ARG002 - of the port
        """Only its own word for it is good: whatever else it says, and silence, is Unavailable."""
        try:
            answer = self._asked(content)
        except OSError:
            raise Unavailable("clamd") from None
        if answer == b"stream: OK":
            return Verdict.CLEAN
        if answer.startswith(b"stream: ") and answer.endswith(b" FOUND"):
            return Verdict.INFECTED
        raise Unavailable("clamd")

    def _asked(self, content: bytes) -> bytes:
        with socket.create_connection(self._address, self._seconds) as line:
            line.sendall(b"zINSTREAM\x00")
            for start in range(0, len(content), _PIECE):
                piece = content[start : start + _PIECE]
                line.sendall(struct.pack(">I", len(piece)) + piece)
            line.sendall(struct.pack(">I", 0))
            answer = b""
            while not answer.endswith(b"\x00") and len(answer) < 1024 and (more := line.recv(1024)):  # noqa: PLR2004
                answer += more
        return answer.rstrip(b"\x00\n")


class GuardDutyScanner:
    """GuardDuty Malware Protection for S3: it looks at what comes into quarantine, and tags the object with it."""

    in_quarantine = True
    TAG = "GuardDutyMalwareScanStatus"

    def __init__(self, client: "S3Client", bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def verdict(self, place: str, content: bytes) -> Verdict:  # noqa: ARG002 - of the port
        """No tag is no verdict yet. That it could not look (too large, encrypted, no access) is none either."""
        with aws_answers("s3"):
            try:
                tags = self._client.get_object_tagging(Bucket=self._bucket, Key=place)["TagSet"]
            except ClientError as error:
                if error_code(error) == "NoSuchKey":
                    return Verdict.PENDING
                raise
        said = {tag["Key"]: tag["Value"] for tag in tags}.get(self.TAG)
        if said is None:
            return Verdict.PENDING
        return Verdict.CLEAN if said == "NO_THREATS_FOUND" else Verdict.INFECTED
