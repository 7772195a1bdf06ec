"""
The bucket in which nothing is ever changed: an object can be added under a name of its own, and is there for sixteen
years. Its lock keeps each version, and its policy refuses what would hide one: a delete, and a second version on top.
"""

from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from chalicelib.adapters.aws import aws_answers, error_code
from chalicelib.errors import Conflict

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_TAKEN = frozenset({"PreconditionFailed", "ConditionalRequestConflict"})


class LockedBucket:
    """Raises Unavailable when S3 does not answer."""

    def __init__(self, client: "S3Client", bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def add(self, key: str, body: bytes, content_type: str) -> None:
        """
        Raises Conflict when something else has this name.

        The SDK sends a write whose answer was lost again, and that one finds the first: then it has succeeded.
        """
        with aws_answers("s3"):
            try:
                self._client.put_object(
                    Bucket=self._bucket, Key=key, Body=body, ContentType=content_type, IfNoneMatch="*"
                )
            except ClientError as error:
                if error_code(error) not in _TAKEN:
                    raise
                if self.read(key) != body:
                    raise Conflict from None

    def read(self, key: str) -> bytes:
        with aws_answers("s3"):
            return self._client.get_object(Bucket=self._bucket, Key=key)["Body"].read()

    def names(self, folder: str, after: str = "", *, of: str = "") -> list[str]:
        """Those in this folder that sort after that one, in order; only those that begin with `of`."""
        found: list[str] = []
        start: dict[str, Any] = {"StartAfter": folder + after}
        while start:
            with aws_answers("s3"):
                page = self._client.list_objects_v2(Bucket=self._bucket, Prefix=folder + of, **start)
            found += [item["Key"].removeprefix(folder) for item in page.get("Contents", [])]
            more = page.get("NextContinuationToken")
            start = {"ContinuationToken": more} if more else {}
        return found
