"""Objects: uploads and ciphertexts too large for a row; every version of them."""

from typing import Protocol


class Documents(Protocol):
    def put(self, key: str, sealed: bytes) -> None:
        """Store ciphertext under `<dossier_id>/<name>`."""

    def get(self, key: str) -> bytes: ...

    def erase_one(self, key: str) -> int:
        """Delete every version and every delete marker of one object, then list again; how many."""

    def erase(self, dossier_id: str) -> int:
        """Delete every version and every delete marker under the dossier's prefix, then list again; how many."""

    def count(self, dossier_id: str) -> int:
        """How many versions and delete markers there are under the dossier's prefix; past a thousand, a thousand."""
