"""
The ledger of erasures on S3, in the one bucket that cannot be taken back to an earlier state.

Why there: each table can be restored to any second of 35 days (`sleutels`: of one), and an older version of a document
can be put over a newer one. A ledger in any of these would be rolled back together with what it has to erase again.
Under a lock in compliance mode an object can only be added: nobody, the root user included, can change or delete one
before its term. A delete marker or a second version could hide one, so the bucket refuses those to everybody; and S3
has no way to set a bucket back. A restore makes a table of another name that a stage is pointed at; at another ledger
none is ever pointed.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from pydantic import RootModel, ValidationError

from chalicelib.adapters.locked_bucket import LockedBucket
from chalicelib.domain.wissing import Wissing
from chalicelib.usecases.ports.clock import Entropy

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

FOLDER = "wissingen/"
RANDOM_BYTES = 8


class _Blad(RootModel[tuple[Wissing, ...]]):
    """The body of one object."""


class S3Grootboek:
    """The port `Grootboek`; raises Unavailable when S3 does not answer, so that no key goes without its entry."""

    def __init__(self, client: "S3Client", bucket: str, entropy: Entropy) -> None:
        self._bucket = LockedBucket(client, bucket)
        self._entropy = entropy

    def write(self, at: datetime, wissingen: Sequence[Wissing]) -> None:
        body = _Blad(tuple(wissingen)).model_dump_json().encode()
        self._bucket.add(FOLDER + place_at(at, self._entropy(RANDOM_BYTES)), body, "application/json")

    def list_after(self, place: str) -> list[str]:
        return self._bucket.names(FOLDER, place)

    def list_day(self, day: date) -> list[str]:
        return self._bucket.names(FOLDER, of=day.isoformat())

    def read(self, place: str) -> tuple[Wissing, ...]:
        try:
            return _Blad.model_validate_json(self._bucket.read(FOLDER + place)).root
        except ValidationError:  # S3 keeps all of an object or none, and this one nobody can have put over another
            return ()


def place_at(at: datetime, unique: bytes) -> str:
    """UTC with six decimals sorts by time; what follows keeps two writers of one moment apart."""
    return f"{at.astimezone(UTC).isoformat(timespec='microseconds')}_{unique.hex()}"
