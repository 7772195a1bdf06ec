"""A copy of every store that can be restored, and its return; the ledger of erasures is in none of them."""

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Any

from chalicelib.adapters.vault import AwsVault
from chalicelib.privacy.doel import declared
from tests.accounts import Bench as AccountBench
from tests.fakes.documents import FakeDocuments


@dataclass(frozen=True)
class Copy:
    """Rows of `broker`, `sleutels` and `bewijs`, and the objects with their versions."""

    rows: dict[Any, Any]
    versions: dict[str, list[bytes]]


def copy_of(bench: AccountBench) -> Copy:
    documents = bench.broker.documents
    versions = documents.versions if isinstance(documents, FakeDocuments) else {}
    return Copy(dict(bench.store._rows), {key: list(kept) for key, kept in versions.items()})


def restore(bench: AccountBench, copy: Copy) -> None:
    """Every table and bucket as they were, and processes that are just started: nothing in memory, no look taken."""
    bench.store._rows = dict(copy.rows)
    documents = bench.broker.documents
    if isinstance(documents, FakeDocuments):
        documents.versions = defaultdict(list, {key: list(kept) for key, kept in copy.versions.items()})
    restart(bench)


def restart(bench: AccountBench) -> None:
    """Another process on the same stores."""
    vault: Any = bench.broker.vault
    fresh = AwsVault(vault._keys._kms, "test", bench.store, bench.clock, declared=declared, elapsed=bench.clock.elapsed)
    bench.broker = replace(bench.broker, vault=fresh)
