"""Evidence that one commit writes shares an item of DynamoDB; the store shows entries, each by its own number."""

import json
import zlib
from collections.abc import Iterator
from typing import Any

import pytest
from mypy_boto3_dynamodb import DynamoDBClient

from chalicelib.adapters.dynamodb.bundles import BUNDLE, MOST, pack, unpack
from chalicelib.adapters.dynamodb.codec import RowFormatError, fields_of
from chalicelib.adapters.dynamodb.store import DynamoStore
from chalicelib.domain.dossier import Dossier
from chalicelib.errors import Conflict
from chalicelib.privacy.bewijs import Bewijsstuk, append, first_fault
from chalicelib.usecases.ports.store import Insert, Remove, Replace, Store
from tests.fakes.clock import FakeClock
from tests.functional.dossier_rows import DOSSIER, NOON, dossier
from tests.functional.moto_tables import TABLES, moto_tables, store_settings
from tests.functional.store_rows import account, bewijsstuk
from tests.functional.stores import KINDS, open_store


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    with open_store(request.param) as opened:
        yield opened


@pytest.fixture
def client() -> Iterator[DynamoDBClient]:
    with moto_tables() as made:
        yield made


def open_on(client: DynamoDBClient) -> DynamoStore:
    clock = FakeClock()
    return DynamoStore(client, store_settings(), clock.pause, clock.now)


def places(client: DynamoDBClient) -> list[int]:
    found: list[Any] = client.scan(TableName=TABLES["TableBewijs"])["Items"]
    return sorted(int(item["sk"]["S"]) for item in found)


def entries(*numbers: int) -> list[Insert]:
    return [Insert(bewijsstuk(nr)) for nr in numbers]


def read(store: Store, *numbers: int) -> list[Any]:
    return store.get_many([(Bewijsstuk, f"{DOSSIER}/{nr}") for nr in numbers])


def test_each_entry_is_found_by_its_own_number(store: Store) -> None:
    """Alone, with any others and with none that is there; whether it was written alone, with few or with many."""
    store.commit(*entries(1, 2))
    store.commit(*entries(3))
    store.commit(*entries(*range(4, 24)), Insert(account()))
    chain = [bewijsstuk(nr) for nr in range(1, 24)]
    assert [store.get(Bewijsstuk, f"{DOSSIER}/{nr}") for nr in range(1, 25)] == [*chain, None]
    assert read(store, *range(1, 24)) == chain
    assert read(store, 23, 2, 30, 9) == [chain[22], chain[1], None, chain[8]]
    assert store.get_many([(type(account()), account().id), (Bewijsstuk, f"{DOSSIER}/8")]) == [account(), chain[7]]


@pytest.mark.parametrize("second", [(3,), (3, 4), (3, 4, 5, 6), tuple(range(3, 12))])
def test_two_who_continue_one_chain_conflict(store: Store, second: tuple[int, ...]) -> None:
    store.commit(*entries(1, 2))
    store.commit(*entries(3, 4, 5))
    with pytest.raises(Conflict):
        store.commit(Insert(dossier()), *entries(*second))
    assert store.get(Dossier, DOSSIER) is None
    assert read(store, 3, 4, 5, 6) == [*(bewijsstuk(nr) for nr in (3, 4, 5)), None]


def test_a_chain_in_shared_items_proves_itself(store: Store) -> None:
    keten = dossier(bewijs_nr=0, bewijs_kop="", rev=0)
    store.commit(Insert(keten))
    for count in (1, 5, 9):
        read_row = store.get(Dossier, DOSSIER)
        assert read_row is not None
        row, stukken = read_row, []
        for number in range(count):
            row, stuk = append(row, "inzage", NOON, "systeem", {"wie": number})
            stukken.append(Insert(stuk))
        store.commit(Replace(row), *stukken)
    stored = store.get(Dossier, DOSSIER)
    assert stored is not None
    assert stored.bewijs_nr == 15
    assert first_fault(stored, read(store, *range(1, 16))) is None
    assert first_fault(stored, [stuk for stuk in read(store, *range(1, 16)) if stuk.nr != 4]) == 4


def test_evidence_of_a_chain_goes_in_whole(store: Store) -> None:
    store.commit(*entries(1))
    store.commit(*entries(*range(2, 10)))
    store.erase_evidence(DOSSIER, 9)
    store.erase_evidence(DOSSIER, 9)
    assert read(store, *range(1, 10)) == [None] * 9


def test_what_one_commit_proves_lies_in_one_item(client: DynamoDBClient) -> None:
    store = open_on(client)
    store.commit(*entries(1), Insert(dossier()))
    store.commit(*entries(*range(2, 2 + MOST)))
    store.commit(*entries(*range(2 + MOST, 4 + 2 * MOST)))
    assert places(client) == [1, 2, 2 + MOST, 2 + 2 * MOST]


def test_entries_of_two_chains_do_not_share(client: DynamoDBClient) -> None:
    other = bewijsstuk(2).model_copy(update={"id": account().id})
    open_on(client).commit(*entries(1), Insert(other))
    assert places(client) == [1, 2]


def test_entries_with_a_gap_do_not_share(client: DynamoDBClient) -> None:
    open_on(client).commit(*entries(1, 2, 4))
    assert places(client) == [1, 4]


def test_a_shared_item_is_never_written_over(client: DynamoDBClient) -> None:
    store = open_on(client)
    store.commit(*entries(1, 2))
    for change in (Replace(bewijsstuk(1)), Remove(bewijsstuk(1)), Remove(bewijsstuk(2))):
        with pytest.raises(Conflict):
            store.commit(change)
    assert read(store, 1, 2) == [bewijsstuk(1), bewijsstuk(2)]


def test_an_entry_alone_lies_as_it_always_did(client: DynamoDBClient) -> None:
    assert BUNDLE not in pack([bewijsstuk(7)])
    assert unpack(pack([bewijsstuk(7)])) == [bewijsstuk(7)]


@pytest.mark.parametrize("packed", [b"", b"junk", b"\xff" * 40])
def test_a_bundle_that_is_none_is_refused(packed: bytes) -> None:
    with pytest.raises(RowFormatError, match="unpacked"):
        unpack({**pack([bewijsstuk(1), bewijsstuk(2)]), BUNDLE: {"B": packed}})


@pytest.mark.parametrize("numbers", [(), (2, 3), (1, 3), (1, 1)])
def test_a_bundle_out_of_place_is_refused(numbers: tuple[int, ...]) -> None:
    """Nothing, entries of further on, some with a gap, and one entry twice."""
    packed = zlib.compress(json.dumps([fields_of(bewijsstuk(nr)) for nr in numbers]).encode())
    with pytest.raises(RowFormatError, match="place"):
        unpack({**pack([bewijsstuk(1), bewijsstuk(2)]), BUNDLE: {"B": packed}})
