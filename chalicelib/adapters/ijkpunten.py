"""
The checkpoints of the evidence on S3, in the bucket of the ledger of erasures and for the same reason: nobody can
change or delete what is there, and it cannot be set back (see `grootboek.py`).

Objects are compact JWS as they are (`application/jose`, RFC 7515 § 9.2.1): whoever has one can check it as it lies.
"""

from typing import TYPE_CHECKING

from chalicelib.adapters.locked_bucket import LockedBucket

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

FOLDER = "koppen/"
ENDING = ".jws"


class S3Ijkpunten:
    """The port `Ijkpunten`; raises Unavailable when S3 does not answer."""

    def __init__(self, client: "S3Client", bucket: str) -> None:
        self._bucket = LockedBucket(client, bucket)

    def write(self, place: str, jws: str) -> None:
        self._bucket.add(_key(place), jws.encode(), "application/jose")

    def list_after(self, place: str) -> list[str]:
        after = f"{place}{ENDING}" if place else ""
        return [name.removesuffix(ENDING) for name in self._bucket.names(FOLDER, after)]

    def read(self, place: str) -> str:
        """What is none of ours fails as a signature."""
        return self._bucket.read(_key(place)).decode("ascii", errors="replace")


def _key(place: str) -> str:
    return f"{FOLDER}{place}{ENDING}"
