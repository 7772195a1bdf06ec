"""
One key per dossier, account and Kredietverstrekker: made and unwrapped by KMS, in memory for at most a minute.

A row that is gone is a key that is gone: from then on every process forgets it within CACHE_SECONDS (I8).
"""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Literal, Protocol

from aws_encryption_sdk.key_providers.raw import RawMasterKey
from botocore.exceptions import ClientError

from chalicelib import errors
from chalicelib.adapters.aws import aws_answers, error_code
from chalicelib.adapters.envelope import master_key
from chalicelib.domain.row import DataSleutel
from chalicelib.usecases.ports.store import Store

CACHE_SECONDS = 60.0
CACHE_SIZE = 1024
# KMS says this when key, context and wrapped bytes do not belong together; anything else may pass by trying again.
_NOT_OURS = frozenset({"InvalidCiphertextException", "IncorrectKeyException"})


class KeyService(Protocol):
    """The two calls of KMS that the vault makes, with KMS's own names."""

    def generate_data_key(
        self,
        *,
        KeyId: str,  # noqa: N803 - KMS names it so
        KeySpec: Literal["AES_256"],  # noqa: N803
        EncryptionContext: Mapping[str, str],  # noqa: N803
    ) -> Mapping[str, Any]: ...

    def decrypt(
        self,
        *,
        KeyId: str,  # noqa: N803
        CiphertextBlob: bytes,  # noqa: N803
        EncryptionContext: Mapping[str, str],  # noqa: N803
    ) -> Mapping[str, Any]: ...


@dataclass(frozen=True, slots=True)
class OpenKey:
    """An unwrapped key, the kind of its owner, and the moment after which it may not be used."""

    soort: str
    master: RawMasterKey = field(repr=False)
    deadline: float


class DataKeys:
    """Makes, unwraps, remembers and forgets keys; safe for threads."""

    def __init__(self, kms: KeyService, kms_key: str, store: Store, elapsed: Callable[[], float]) -> None:
        self._kms = kms
        self._kms_key = kms_key
        self._store = store
        self._elapsed = elapsed
        self._open: OrderedDict[str, OpenKey] = OrderedDict()
        self._lock = Lock()

    def new(self, owner_id: str, soort: str) -> DataSleutel:
        """A fresh wrapped key, remembered: its owner's first records are sealed before the row is written."""
        deadline = self._deadline()
        sleutel, plaintext_key = self.generate(owner_id, soort)
        self._remember(owner_id, OpenKey(soort, master_key(plaintext_key), deadline))
        return sleutel

    def of(self, owner_id: str) -> OpenKey:
        """The key of this owner; raises Undecryptable when it is gone or was never there."""
        return self._remembered(owner_id) or self._fetch(owner_id)

    def forget(self, owner_id: str) -> None:
        with self._lock:
            self._open.pop(owner_id, None)

    def generate(self, sleutel_id: str, soort: str) -> tuple[DataSleutel, bytes]:
        """A fresh key, wrapped and in clear, remembered nowhere."""
        with aws_answers("kms"):
            made = self._kms.generate_data_key(
                KeyId=self._kms_key, KeySpec="AES_256", EncryptionContext=_context(sleutel_id, soort)
            )
        sleutel = DataSleutel(id=sleutel_id, eigenaar_soort=soort, verpakt=made["CiphertextBlob"])
        return sleutel, made["Plaintext"]

    def unwrap(self, sleutel: DataSleutel) -> bytes:
        """The key in clear; raises Undecryptable when the row does not carry its own key."""
        with aws_answers("kms"):
            try:
                opened = self._kms.decrypt(
                    KeyId=self._kms_key,
                    CiphertextBlob=sleutel.verpakt,
                    EncryptionContext=_context(sleutel.id, sleutel.eigenaar_soort),
                )
            except ClientError as error:
                if error_code(error) in _NOT_OURS:
                    raise errors.Undecryptable("onleesbaar") from None
                raise
        plaintext_key: bytes = opened["Plaintext"]
        return plaintext_key

    def _fetch(self, owner_id: str) -> OpenKey:
        # The minute starts before the read: whatever happens to the row after it, the copy does not live longer.
        deadline = self._deadline()
        sleutel = self._store.get(DataSleutel, owner_id)
        if sleutel is None:
            raise errors.Undecryptable("onleesbaar")
        key = OpenKey(sleutel.eigenaar_soort, master_key(self.unwrap(sleutel)), deadline)
        self._remember(owner_id, key)
        return key

    def _deadline(self) -> float:
        return self._elapsed() + CACHE_SECONDS

    def _remembered(self, owner_id: str) -> OpenKey | None:
        with self._lock:
            self._drop_old()
            key = self._open.get(owner_id)
        return key if key is not None and self._elapsed() < key.deadline else None

    def _remember(self, owner_id: str, key: OpenKey) -> None:
        with self._lock:
            self._open.pop(owner_id, None)
            self._open[owner_id] = key
            self._drop_old()

    def _drop_old(self) -> None:
        """The oldest stand first; drops those past their minute, and what is over the size."""
        now = self._elapsed()
        while self._open:
            owner_id, key = next(iter(self._open.items()))
            if key.deadline > now and len(self._open) <= CACHE_SIZE:
                return
            del self._open[owner_id]


def _context(sleutel_id: str, soort: str) -> dict[str, str]:
    """What KMS binds the wrapped key to: a row moved to another owner cannot be unwrapped."""
    return {"sleutel_id": sleutel_id, "soort": soort}
