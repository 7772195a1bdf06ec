"""Many writers at once, on the local AWS: moto loses writes when threads run in parallel, so it can prove nothing."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

import pytest

from chalicelib.adapters.aws import make_session
from chalicelib.adapters.clock import SystemClock
from chalicelib.adapters.dynamodb.keys import IN_DOSSIER
from chalicelib.adapters.dynamodb.store import DynamoStore
from chalicelib.domain.cijfer import counter
from chalicelib.domain.dossier import Dossier, listing
from chalicelib.domain.ids import root_id
from chalicelib.domain.register_rows import Ontvangst
from chalicelib.domain.row import DueSoort, Inhoud
from chalicelib.errors import Conflict
from chalicelib.privacy.bewijs import Bewijsstuk, append, first_fault
from chalicelib.settings import Settings
from chalicelib.usecases.ports.store import Add, Change, Insert, Remove, Replace, Store
from tests.fakes.store import FakeStore
from tests.functional.dossier_rows import (
    DOSSIER,
    LATER,
    NOON,
    ORGANISATIE,
    aanvraag,
    bericht,
    dossier,
    overeenkomst,
    verstrekking,
)
from tests.functional.store_rows import one_of_each

THREADS, EACH = 10, 5
T = TypeVar("T")


@pytest.fixture(params=["fake", "local"])
def store(request: pytest.FixtureRequest) -> Store:
    if request.param == "fake":
        return FakeStore()
    settings: Settings = request.getfixturevalue("local_aws")
    return DynamoStore(make_session(settings).dynamodb, settings, SystemClock().pause, SystemClock().now)


def test_ten_writers_of_one_chain_lose_nothing(store: Store) -> None:
    dossier_id = _fresh_dossier(store)

    def append_some(number: int) -> None:
        for entry in range(EACH):
            _append(store, dossier_id, f"{number}.{entry}")

    _at_once(append_some)
    total = THREADS * EACH
    found = store.get_many([(Bewijsstuk, f"{dossier_id}/{nr}") for nr in range(1, total + 1)])
    stukken = [row for row in found if isinstance(row, Bewijsstuk)]
    keten = store.get(Dossier, dossier_id)
    assert keten is not None
    assert (keten.rev, keten.bewijs_nr) == (total, total)
    assert first_fault(keten, stukken) is None
    assert len({stuk.gegevens["wie"] for stuk in stukken}) == total


def test_ten_who_count_at_once_lose_no_one(store: Store) -> None:
    """Whoever meets another in the same shard is told so, and counts again: nothing is lost, and nothing double."""
    groep = _new_id()

    def count_some(number: int) -> None:
        for entry in range(EACH):
            while not _wins(store, Add(counter("2027-Q2", groep, "afgewezen", f"{number}.{entry}"))):
                pass

    _at_once(count_some)
    found = [row for row in store.list_cijfers("2027-Q2") if row.groep == groep]
    assert sum(row.aantal for row in found) == sum(row.rev for row in found) == THREADS * EACH
    assert len(found) > 1


def test_ten_inserts_of_one_row_have_one_winner(store: Store) -> None:
    """The rows are equal to the letter, so that no winner can be told from another by what was written."""
    row = Ontvangst(id=_new_id(), vingerafdruk="0f", verstrekking_id="ver_x", tot=LATER)
    assert sorted(_at_once(lambda _: _wins(store, Insert(row)))) == [False] * (THREADS - 1) + [True]
    assert store.get(Ontvangst, row.id) == row


def test_ten_transactions_inserting_one_row_have_one_winner(store: Store) -> None:
    dossier_id = _fresh_dossier(store)
    row = Ontvangst(id=_new_id(), vingerafdruk="0f", verstrekking_id="ver_x", tot=LATER)
    child = "aan_" + dossier_id.removeprefix("dos_")

    def insert(number: int) -> bool:
        return _wins(store, Insert(row), Insert(aanvraag(id=f"{child}{chr(97 + number) * 8}")))

    assert sorted(_at_once(insert)) == [False] * (THREADS - 1) + [True]
    state = store.load_dossier(dossier_id)
    assert state is not None
    assert len(state.aanvragen) == 1


def test_ten_replacements_of_one_row_have_one_winner(store: Store) -> None:
    dossier_id = _fresh_dossier(store)
    row = store.get(Dossier, dossier_id)
    assert row is not None
    assert sorted(_at_once(lambda _: _wins(store, Replace(row)))) == [False] * (THREADS - 1) + [True]
    assert store.get(Dossier, dossier_id) == row.model_copy(update={"rev": 1})


def test_the_local_aws_stores_as_moto_does(store: Store) -> None:
    """Every class of rows, both indexes and erasure; what else the port promises is tested on moto."""
    rows = one_of_each()
    store.commit(*(Insert(row) for row in rows))
    try:
        refs = [(type(row), f"{row.id}/{row.nr}" if isinstance(row, Bewijsstuk) else row.key()) for row in rows]
        assert store.get_many(refs) == list(rows)
        assert store.list_owned(listing("overeenkomsten", ORGANISATIE)).ids == (overeenkomst().id,)
        due = store.list_due(DueSoort.LEVERING, NOON.date(), NOON)
        assert {bericht().id, verstrekking().id} <= set(due)
    finally:  # other tests share these tables
        erased = store.erase(DOSSIER)
        store.commit(*(Remove(row) for row in rows if type(row) not in {*IN_DOSSIER, Inhoud}))
    assert erased == {"broker": 11}
    assert store.list_prefix(DOSSIER) == []


def _append(store: Store, dossier_id: str, wie: str) -> None:
    """Read, add one entry, write; again for as long as others write first."""
    while True:
        row = store.get(Dossier, dossier_id)
        assert row is not None
        keten, stuk = append(row, "inzage", NOON, "systeem", {"wie": wie})
        if _wins(store, Replace(keten), Insert(stuk)):
            return


def _wins(store: Store, *changes: Change) -> bool:
    try:
        store.commit(*changes)
    except Conflict:
        return False
    return True


def _at_once(work: Callable[[int], T]) -> list[T]:
    """What `work` gives in each of ten threads that begin together."""
    barrier = Barrier(THREADS, timeout=30)

    def begin(number: int) -> T:
        barrier.wait()
        return work(number)

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(begin, range(THREADS)))


def _fresh_dossier(store: Store) -> str:
    dossier_id = _new_id()
    store.commit(Insert(dossier().model_copy(update={"id": dossier_id, "rev": 0, "bewijs_nr": 0, "bewijs_kop": ""})))
    return dossier_id


def _new_id() -> str:
    return root_id("dos", os.urandom(16))
