"""Objects on S3: ciphertext only, and erasure that leaves no version behind (design 9)."""

from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from chalicelib import errors
from chalicelib.adapters.aws import aws_answers, error_code

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import ObjectIdentifierTypeDef

BATCH = 1000  # the most that S3 lists, and deletes, at once


class S3Documents:
    """The port `Documents` on one versioned bucket."""

    def __init__(self, client: "S3Client", bucket: str, batch: int = BATCH) -> None:
        self._client = client
        self._bucket = bucket
        self._batch = batch

    def put(self, key: str, sealed: bytes) -> None:
        with aws_answers("s3"):
            self._client.put_object(Bucket=self._bucket, Key=key, Body=sealed)

    def get(self, key: str) -> bytes:
        """Raises NotFound when there is no such object, or only a delete marker."""
        with aws_answers("s3"):
            try:
                return self._client.get_object(Bucket=self._bucket, Key=key)["Body"].read()
            except ClientError as error:
                if error_code(error) == "NoSuchKey":
                    raise errors.NotFound from None
                raise

    def erase(self, dossier_id: str) -> int:
        """How many versions and delete markers went. A plain delete would only add a marker, hence the version ids."""
        return self._erase(f"{dossier_id}/")

    def erase_one(self, key: str) -> int:
        """As `erase`, for one object: no key of ours begins with another one."""
        return self._erase(key)

    def _erase(self, prefix: str) -> int:
        erased = 0
        while batch := self._versions(prefix):
            self._delete(batch)
            erased += len(batch)
        return erased

    def count(self, dossier_id: str) -> int:
        return len(self._versions(f"{dossier_id}/"))

    def _versions(self, prefix: str) -> "list[ObjectIdentifierTypeDef]":
        with aws_answers("s3"):
            page = self._client.list_object_versions(Bucket=self._bucket, Prefix=prefix, MaxKeys=self._batch)
        found = [*page.get("Versions", []), *page.get("DeleteMarkers", [])]
        return [{"Key": item["Key"], "VersionId": item["VersionId"]} for item in found]

    def _delete(self, batch: "list[ObjectIdentifierTypeDef]") -> None:
        with aws_answers("s3"):
            answer = self._client.delete_objects(Bucket=self._bucket, Delete={"Objects": batch, "Quiet": True})
        # S3 answers 200 for a batch that failed in part; going on would list the same versions for ever.
        if answer.get("Errors"):
            raise errors.Unavailable("s3: not every version could be deleted")
