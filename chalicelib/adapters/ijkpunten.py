"""
The checkpoints of the evidence on S3, in the bucket of the ledger of erasures and for the same reason: nobody can
change or delete what is there, and it cannot be set back (see `grootboek.py`).

Objects are compact JWS as they are (`application/jose`, RFC 7515 § 9.2.1): whoever has one can check it as it lies.
"""

from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from chalicelib.adapters.aws import aws_answers, error_code
from chalicelib.adapters.grootboek import list_places
from chalicelib.errors import Conflict

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

FOLDER = "koppen/"
ENDING = ".jws"
_TAKEN = frozenset({"PreconditionFailed", "ConditionalRequestConflict"})


class S3Ijkpunten:
    """The port `Ijkpunten`; raises Unavailable when S3 does not answer."""

    def __init__(self, client: "S3Client", bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def write(self, place: str, jws: str) -> None:
        """The SDK sends a write whose answer was lost again, and that one finds the first: then it has succeeded."""
        with aws_answers("s3"):
            try:
                self._put(place, jws)
            except ClientError as error:
                if error_code(error) not in _TAKEN:
                    raise
                if self.read(place) != jws:
                    raise Conflict from None

    def list_after(self, place: str) -> list[str]:
        after = f"{place}{ENDING}" if place else ""
        return [name.removesuffix(ENDING) for name in list_places(self._client, self._bucket, FOLDER, after)]

    def read(self, place: str) -> str:
        with aws_answers("s3"):
            body = self._client.get_object(Bucket=self._bucket, Key=_key(place))["Body"].read()
        return body.decode("ascii", errors="replace")  # what is none of ours fails as a signature

    def _put(self, place: str, jws: str) -> None:
        self._client.put_object(
            Bucket=self._bucket,
            Key=_key(place),
            Body=jws.encode(),
            ContentType="application/jose",
            IfNoneMatch="*",
        )


def _key(place: str) -> str:
    return f"{FOLDER}{place}{ENDING}"
