"""Quarantine on S3 (port `Quarantine`): a bucket of its own, under SSE-KMS, without versions, emptied in an hour."""

from base64 import b64encode
from datetime import datetime
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from chalicelib import errors
from chalicelib.adapters.aws import aws_answers, error_code
from chalicelib.domain.document import Mediatype
from chalicelib.usecases.ports.quarantine import Announced, Link

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

MOST = 9 * 1024 * 1024  # bytes that are read at all: a link is bound to its size, where S3 keeps to it


class S3Quarantine:
    """The port on one bucket."""

    def __init__(self, client: "S3Client", bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def link(self, place: str, announced: Announced, seconds: int) -> Link:
        """
        Size, type and digest stand in the signature, and `If-None-Match: *` makes it good for one PUT: the second one
        finds the first. S3 checks the digest on what it gets.
        """
        checksum = b64encode(bytes.fromhex(announced.sha256)).decode()
        bound = {
            "ContentLength": announced.grootte,
            "ContentType": announced.mediatype.value,
            "ChecksumSHA256": checksum,
            "IfNoneMatch": "*",
        }
        with aws_answers("s3"):
            url = self._client.generate_presigned_url(
                "put_object", Params={"Bucket": self._bucket, "Key": place, **bound}, ExpiresIn=seconds
            )
        headers = {
            "Content-Length": str(announced.grootte),
            "Content-Type": announced.mediatype.value,
            "x-amz-checksum-sha256": checksum,
            "If-None-Match": "*",
        }
        return Link(url, headers)

    def put(self, place: str, mediatype: Mediatype, content: bytes) -> None:
        with aws_answers("s3"):
            self._client.put_object(Bucket=self._bucket, Key=place, Body=content, ContentType=mediatype.value)

    def get(self, place: str) -> bytes | None:
        with aws_answers("s3"):
            try:
                found = self._client.get_object(Bucket=self._bucket, Key=place)
            except ClientError as error:
                if error_code(error) == "NoSuchKey":
                    return None
                raise
            if found["ContentLength"] > MOST:
                raise errors.TooLarge
            return found["Body"].read(MOST)

    def drop(self, place: str) -> None:
        with aws_answers("s3"):
            self._client.delete_object(Bucket=self._bucket, Key=place)

    def drop_older(self, moment: datetime) -> int:
        """At most a thousand at a time, which is what one minute of `herstel` takes; the next one takes more."""
        with aws_answers("s3"):
            found = self._client.list_objects_v2(Bucket=self._bucket).get("Contents", [])
        old = [one["Key"] for one in found if one["LastModified"] < moment]
        for place in old:
            self.drop(place)
        return len(old)
