"""Objects in memory, with every version of them."""

from collections import defaultdict

from chalicelib import errors


class FakeDocuments:
    """The port `Documents`; `versions` shows what a versioned bucket would still hold."""

    def __init__(self) -> None:
        self.versions: defaultdict[str, list[bytes]] = defaultdict(list)

    def put(self, key: str, sealed: bytes) -> None:
        self.versions[key].append(sealed)

    def get(self, key: str) -> bytes:
        if key not in self.versions:
            raise errors.NotFound
        return self.versions[key][-1]

    def erase_one(self, key: str) -> int:
        return len(self.versions.pop(key, []))

    def erase(self, dossier_id: str) -> int:
        keys = [key for key in self.versions if key.startswith(f"{dossier_id}/")]
        return sum(len(self.versions.pop(key)) for key in keys)

    def count(self, dossier_id: str) -> int:
        return sum(len(kept) for key, kept in self.versions.items() if key.startswith(f"{dossier_id}/"))
