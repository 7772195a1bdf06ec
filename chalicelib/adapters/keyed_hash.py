"""Keyed hashes for look-ups (e-mail, KvK-nummer) and fingerprints: plaintext is never an index (art. 9 lid 3)."""

import hmac
from threading import Lock

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from chalicelib import errors
from chalicelib.adapters.data_keys import DataKeys
from chalicelib.domain.row import DataSleutel
from chalicelib.usecases.ports.store import Insert, Store

ZOEKSLEUTEL = "zoeksleutel"
STELSEL = "stelsel"
KEY_LENGTH = 32  # bytes


class KeyedHash:
    """HMAC-SHA256 under keys derived from one search key, which is made on first use and kept for the process."""

    def __init__(self, keys: DataKeys, store: Store) -> None:
        self._keys = keys
        self._store = store
        self._root: bytes | None = None
        self._lock = Lock()

    def __call__(self, use: str, value: str | bytes) -> str:
        """In hex. `use` keeps kinds apart: the same value has unrelated hashes for unrelated uses."""
        derived = HKDFExpand(SHA256(), KEY_LENGTH, use.encode()).derive(self._search_key())
        return hmac.digest(derived, value.encode() if isinstance(value, str) else value, "sha256").hex()

    def _search_key(self) -> bytes:
        with self._lock:
            if self._root is None:
                sleutel = self._store.get(DataSleutel, ZOEKSLEUTEL) or self._first()
                self._root = self._keys.unwrap(sleutel)
            return self._root

    def _first(self) -> DataSleutel:
        """Insert a fresh key, or take that of whoever was first: two search keys would split every look-up."""
        sleutel, _ = self._keys.generate(ZOEKSLEUTEL, STELSEL)
        try:
            self._store.commit(Insert(sleutel))
        except errors.Conflict:
            winner = self._store.get(DataSleutel, ZOEKSLEUTEL)
            if winner is None:
                raise
            return winner
        return sleutel
