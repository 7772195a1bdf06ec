"""
The vault: the only place where personal data exists unencrypted for others to use (design 4; art. 9 lid 3).

Every ciphertext is bound to its owner, record, revision and model, so that no record can stand in for another and
no old revision for a new one. Every read names a doel of art. 5, and is written down before the plaintext exists.
"""

from base64 import b64decode, b64encode
from collections.abc import Callable, Sequence

from chalicelib import errors
from chalicelib.adapters import envelope
from chalicelib.adapters.data_keys import DataKeys, KeyService
from chalicelib.adapters.keyed_hash import ZOEKSLEUTEL, KeyedHash
from chalicelib.domain.persoonsgegeven import Doel
from chalicelib.domain.row import DataSleutel, Inhoud
from chalicelib.privacy import bewijs
from chalicelib.usecases.ports.clock import Clock
from chalicelib.usecases.ports.store import Insert, Remove, Replace, Store
from chalicelib.usecases.ports.vault import C, Lezer

INZAGE = "inzage"
Declared = Callable[[str, Doel], bool]


class AwsVault:
    """
    The port `Vault`, on KMS and the AWS Encryption SDK.

    `declared` says whether a model may be read for a doel (`privacy/doel.py`); `elapsed` counts seconds and never
    goes back.
    """

    def __init__(
        self,
        kms: KeyService,
        kms_key: str,
        store: Store,
        clock: Clock,
        *,
        declared: Declared,
        elapsed: Callable[[], float],
    ) -> None:
        self._store = store
        self._clock = clock
        self._declared = declared
        self._keys = DataKeys(kms, kms_key, store, elapsed)
        self._hash = KeyedHash(self._keys, store)

    def new_key(self, owner_id: str, soort: str) -> DataSleutel:
        return self._keys.new(owner_id, soort)

    def seal(self, owner_id: str, record_id: str, revisie: int, model: str, plaintext: bytes) -> Inhoud:
        """Raises Undecryptable when the owner's key is gone, TooLarge above 8 MiB."""
        key = self._keys.of(owner_id)
        context = _context(owner_id, key.soort, record_id, revisie, model)
        sealed = envelope.seal(key.master, context, plaintext)
        return Inhoud(id=record_id, revisie=revisie, model=model, versleuteld=sealed)

    def open(self, owner: C, lezer: Lezer, records: Sequence[Inhoud]) -> tuple[C, list[bytes]]:
        """See the port. No records: nothing is read, so nothing is written down."""
        for record in records:
            if not self._declared(record.model, lezer.doel):
                raise errors.PurposeRefused(f"doel {lezer.doel} is not declared for {record.model}")
        if not records:
            return owner, []
        written = self._write_access(owner, lezer, records)
        return written, [self._unseal(owner.id, record) for record in records]

    def open_secret(self, record: Inhoud, owner_id: str) -> bytes:
        """Raises PurposeRefused for a model with a declared doel: that holds personal data, which `open` reads."""
        if any(self._declared(record.model, doel) for doel in Doel):
            raise errors.PurposeRefused(f"{record.model} is not a machine secret")
        return self._unseal(owner_id, record)

    def shred(self, owner_id: str) -> bool:
        """See the port. Raises IllegalState for the search key, which belongs to everybody."""
        if owner_id == ZOEKSLEUTEL:
            raise errors.IllegalState("zoeksleutel")
        try:
            return self._remove_key(owner_id)
        finally:
            self._keys.forget(owner_id)

    def shred_all(self, owner_ids: Sequence[str]) -> None:
        """See the port. Raises IllegalState for the search key, which belongs to everybody."""
        if ZOEKSLEUTEL in owner_ids:
            raise errors.IllegalState("zoeksleutel")
        try:
            left = self._store.erase_keys(owner_ids) if owner_ids else 0
        finally:
            for owner_id in owner_ids:
                self._keys.forget(owner_id)
        if left:
            raise errors.Unavailable("keys: not all could be deleted")

    def sample(self, record: Inhoud) -> str:
        return b64encode(envelope.head(record.versleuteld)).decode()

    def lost(self, owner_id: str, sample: str) -> bool:
        """See the port. Looks for the row only: whoever proves that nothing opens needs no right to open anything."""
        if sample and envelope.context_of(b64decode(sample))["eigenaar_id"] != owner_id:
            raise ValueError("a sample of another owner proves nothing")
        return self._store.get(DataSleutel, owner_id) is None

    def keyed_hash(self, use: str, value: str | bytes) -> str:
        return self._hash(use, value)

    def _write_access(self, owner: C, lezer: Lezer, records: Sequence[Inhoud]) -> C:
        """Who, for what, which records, when: ids and names of models only, never what stands in them."""
        gegevens: dict[str, bewijs.Waarde] = {
            "doel": lezer.doel.value,
            "records": tuple(record.id for record in records),
            "schema": tuple(record.model for record in records),
        }
        keten, stuk = bewijs.append(owner, INZAGE, self._clock.now(), lezer.actor, gegevens)
        self._store.commit(Replace(keten), Insert(stuk))
        return keten.model_copy(update={"rev": keten.rev + 1})

    def _unseal(self, owner_id: str, record: Inhoud) -> bytes:
        key = self._keys.of(owner_id)
        context = _context(owner_id, key.soort, record.id, record.revisie, record.model)
        return envelope.unseal(key.master, context, record.versleuteld)

    def _remove_key(self, owner_id: str) -> bool:
        sleutel = self._store.get(DataSleutel, owner_id)
        if sleutel is None:
            return False
        try:
            self._store.commit(Remove(sleutel))
        except errors.Conflict:
            # Somebody else shredded it in between; a key that is still there is a failure.
            if self._store.get(DataSleutel, owner_id) is not None:
                raise
            return False
        return True


def _context(owner_id: str, soort: str, record_id: str, revisie: int, model: str) -> dict[str, str]:
    """What a ciphertext is bound to; stands in the header of each message, so these names are for ever."""
    return {
        "eigenaar_id": owner_id,
        "soort": soort,
        "record_id": record_id,
        "revisie": str(revisie),
        "schema": model,
    }
