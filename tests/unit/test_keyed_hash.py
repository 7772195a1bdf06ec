"""Look-ups and fingerprints under the search key."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from chalicelib.adapters.keyed_hash import ZOEKSLEUTEL
from chalicelib.domain.row import DataSleutel
from tests.vaults import Bench

EMAIL = "iemand@example.com"


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_the_same_value_has_the_same_hash_everywhere(bench: Bench) -> None:
    one, other = bench.vault.keyed_hash("email", EMAIL), bench.another_vault().keyed_hash("email", EMAIL.encode())
    assert one == other
    assert len(bytes.fromhex(one)) == 32


def test_another_use_value_or_stage_gives_another_hash(bench: Bench) -> None:
    hashes = {
        bench.vault.keyed_hash("email", EMAIL),
        bench.vault.keyed_hash("kvk", EMAIL),
        bench.vault.keyed_hash("email", "een-ander@example.com"),
        Bench().vault.keyed_hash("email", EMAIL),
    }
    assert len(hashes) == 4


def test_the_search_key_is_made_once_and_kept(bench: Bench) -> None:
    bench.calls.clear()
    bench.vault.keyed_hash("email", EMAIL)
    bench.clock.advance(days=1)
    bench.vault.keyed_hash("kvk", "00000000")
    assert bench.calls == ["get.sleutel", "kms.generate_data_key", "commit.sleutel", "kms.decrypt"]


def test_whoever_loses_the_race_takes_the_winners_key(bench: Bench) -> None:
    won: list[str] = []

    def another_is_first() -> None:
        bench.rows.before_commit = lambda: None
        won.append(bench.another_vault().keyed_hash("email", EMAIL))

    bench.rows.before_commit = another_is_first
    assert [bench.vault.keyed_hash("email", EMAIL)] == won


def test_threads_of_one_process_share_one_search_key(bench: Bench) -> None:
    with ThreadPoolExecutor(8) as pool:
        hashes = set(pool.map(lambda _: bench.vault.keyed_hash("email", EMAIL), range(32)))
    assert len(hashes) == 1
    assert sum(isinstance(row, DataSleutel) and row.id == ZOEKSLEUTEL for row in bench.rows.rows.values()) == 1
