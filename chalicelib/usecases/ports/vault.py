"""The vault: the only place where personal data exists unencrypted for others to use (design 4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from chalicelib.domain.persoonsgegeven import Doel
from chalicelib.domain.row import Chained, DataSleutel, Inhoud

C = TypeVar("C", bound=Chained)


@dataclass(frozen=True)
class Lezer:
    """Who reads, for what (art. 5): written down before the plaintext is returned."""

    actor: str
    doel: Doel


class Vault(Protocol):
    """Seals and opens records under the key of their owner (a dossier, an account or a Kredietverstrekker)."""

    def new_key(self, owner_id: str, soort: str) -> DataSleutel:
        """A fresh wrapped key; the caller inserts the row in the transaction that creates the owner."""

    def seal(self, owner_id: str, record_id: str, revisie: int, model: str, plaintext: bytes) -> Inhoud:
        """Encrypt one revision of a record; owner, record, revision and model are bound to the ciphertext."""

    def open(self, owner: C, lezer: Lezer, records: Sequence[Inhoud]) -> tuple[C, list[bytes]]:
        """
        Record the access in the owner's evidence chain, then decrypt.

        Returns the owner as it stands after that write, and the plaintexts in order. Raises PurposeRefused for a
        doel that is not declared for these records, Conflict when somebody wrote first, Undecryptable for a wrong
        key, a wrong context, another revision or a key that is gone.
        """

    def open_secret(self, record: Inhoud, owner_id: str) -> bytes:
        """Decrypt a machine secret (no personal data, so no access record)."""

    def shred(self, owner_id: str) -> bool:
        """Delete the owner's key, for ever. True when there was one."""

    def shred_all(self, owner_ids: Sequence[str]) -> None:
        """
        Delete the keys of up to 25 owners in one write, for ever; one that was gone already is no error.

        Raises Unavailable unless none of them is left when read again.
        """

    def sample(self, record: Inhoud) -> str:
        """
        The head of its ciphertext, in base64 and without any of its contents: what is left to show, once the key is
        gone, that it is. Raises Undecryptable for what is no message of ours.
        """

    def lost(self, owner_id: str, sample: str) -> bool:
        """
        Whether no key of this owner is there any more, so that the ciphertext of which this is the sample can never be
        opened again. Raises ValueError for a sample of another owner, which would prove nothing.
        """

    def keyed_hash(self, use: str, value: str | bytes) -> str:
        """HMAC-SHA256 in hex under the search key, for look-ups and fingerprints; `use` keeps kinds apart."""
