"""A copy of every store that can be restored, and its return; the ledger of erasures is in none of them."""

import io
from base64 import b64decode
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Any

from aws_encryption_sdk import CommitmentPolicy, EncryptionSDKClient
from cryptography.exceptions import InvalidTag

from chalicelib.adapters.vault import AwsVault
from chalicelib.domain.row import Inhoud
from chalicelib.errors import Undecryptable
from chalicelib.privacy.doel import declared
from tests.accounts import Bench as AccountBench
from tests.fakes.documents import FakeDocuments


@dataclass(frozen=True)
class Copy:
    """Rows of `broker`, `sleutels` and `bewijs`, and the objects with their versions."""

    rows: dict[Any, Any]
    changed: dict[Any, Any]
    versions: dict[str, list[bytes]]


def copy_of(bench: AccountBench) -> Copy:
    documents = bench.broker.documents
    versions = documents.versions if isinstance(documents, FakeDocuments) else {}
    return Copy(
        dict(bench.store._rows), dict(bench.store._changed), {key: list(kept) for key, kept in versions.items()}
    )


def restore(bench: AccountBench, copy: Copy) -> None:
    """Every table and bucket as they were, and processes that are just started: nothing in memory, no look taken."""
    bench.store._rows = dict(copy.rows)
    bench.store._changed = dict(copy.changed)
    documents = bench.broker.documents
    if isinstance(documents, FakeDocuments):
        documents.versions = defaultdict(list, {key: list(kept) for key, kept in copy.versions.items()})
    restart(bench)


def restart(bench: AccountBench) -> None:
    """Another process on the same stores."""
    vault: Any = bench.broker.vault
    fresh = AwsVault(vault._keys._kms, "test", bench.store, bench.clock, declared=declared, elapsed=bench.clock.elapsed)
    bench.broker = replace(bench.broker, vault=fresh)


def opens(bench: AccountBench, owner_id: str, row: Inhoud) -> bool:
    """Whether the head of this ciphertext, which is what the ledger keeps of it, opens under the owner's key of now."""
    vault: Any = bench.broker.vault
    message_head = io.BytesIO(b64decode(vault.sample(row)))
    client = EncryptionSDKClient(commitment_policy=CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT)
    try:
        master = vault._keys.of(owner_id).master
        stream = client.stream(mode="decrypt-unsigned", source=message_head, key_provider=master)
        return bool(stream.header.encryption_context["eigenaar_id"] == owner_id)
    except (Undecryptable, InvalidTag, ValueError):
        return False
