"""The port `Store`: the same tests against the fake and against DynamoDB's copy in memory."""

from collections.abc import Iterator

import pytest

from chalicelib import errors
from chalicelib.domain.account import Account
from chalicelib.domain.cijfer import SHARDS, counter
from chalicelib.domain.dossier import Dossier
from chalicelib.domain.kredietverstrekker import Kredietverstrekker
from chalicelib.domain.row import DataSleutel, Inhoud, Row
from chalicelib.privacy.bewijs import Bewijsstuk
from chalicelib.usecases.ports.store import Add, Insert, Remove, Replace, Require, Store
from tests.functional.dossier_rows import (
    AANVRAAG,
    ACCOUNT,
    DIGEST,
    DOSSIER,
    LESSOR,
    ORGANISATIE,
    aanvraag,
    bericht,
    dossier,
    inhoud,
    offerte,
    overeenkomst,
    toestemming,
    verstrekking,
)
from tests.functional.store_rows import account, bewijsstuk, kredietverstrekker, one_of_each, other_rows
from tests.functional.stores import KINDS, open_store


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    with open_store(request.param) as opened:
        yield opened


@pytest.mark.parametrize("row", one_of_each(), ids=lambda row: row.soort)
def test_a_row_comes_back_as_it_was_written(store: Store, row: Row) -> None:
    row_id = f"{row.id}/{row.nr}" if isinstance(row, Bewijsstuk) else row.key()
    assert store.get(type(row), row_id) is None
    store.commit(Insert(row))
    found = store.get(type(row), row_id)
    assert found == row
    assert found is not None
    assert found.model_dump() == row.model_dump()


def test_evidence_keeps_its_digest_in_the_store(store: Store) -> None:
    store.commit(Insert(bewijsstuk()))
    found = store.get(Bewijsstuk, f"{DOSSIER}/12")
    assert found is not None
    assert found.digest() == bewijsstuk().digest()


def test_content_of_every_owner_finds_its_place(store: Store) -> None:
    for record_id in (DOSSIER, AANVRAAG, verstrekking().id, ACCOUNT, LESSOR):
        store.commit(Insert(inhoud(record_id)))
        assert store.get(Inhoud, f"aanvraag/{record_id}/3") == inhoud(record_id)
    with pytest.raises(ValueError, match="no partition"):
        store.commit(Insert(inhoud(ORGANISATIE)))


def test_a_row_replaces_only_what_was_read(store: Store) -> None:
    store.commit(Insert(dossier()))
    store.commit(Replace(dossier(versie=8)))
    with pytest.raises(errors.Conflict):
        store.commit(Replace(dossier(versie=9)))
    assert store.get(Dossier, DOSSIER) == dossier(versie=8, rev=4)


def test_a_row_that_is_gone_cannot_be_replaced(store: Store) -> None:
    with pytest.raises(errors.Conflict):
        store.commit(Replace(dossier()))
    assert store.get(Dossier, DOSSIER) is None


def test_a_row_is_removed_only_as_read(store: Store) -> None:
    store.commit(Insert(dossier()))
    with pytest.raises(errors.Conflict):
        store.commit(Remove(dossier(rev=2)))
    store.commit(Remove(dossier()))
    with pytest.raises(errors.Conflict):
        store.commit(Remove(dossier()))
    assert store.get(Dossier, DOSSIER) is None


def test_a_second_insert_of_a_row_conflicts(store: Store) -> None:
    store.commit(Insert(dossier()))
    with pytest.raises(errors.Conflict):
        store.commit(Insert(dossier(versie=9)))
    with pytest.raises(errors.Conflict):
        store.commit(Insert(account()), Insert(dossier(versie=9)))
    assert store.get(Dossier, DOSSIER) == dossier()


def test_a_counter_is_added_to(store: Store) -> None:
    """It begins at the first, and needs nobody to read it."""
    one = counter("2027-Q2", DIGEST, "afgewezen", DOSSIER)
    for _ in range(3):
        store.commit(Add(one))
    store.commit(Add(one.model_copy(update={"aantal": 4})), Insert(dossier()))
    (found,) = store.list_cijfers("2027-Q2")
    assert found == one.model_copy(update={"aantal": 7, "rev": 4})
    assert store.list_cijfers("2027-Q1") == []


def test_a_failed_transaction_counts_nothing(store: Store) -> None:
    store.commit(Insert(dossier()))
    with pytest.raises(errors.Conflict):
        store.commit(Add(counter("2027-Q2", DIGEST, "afgewezen", DOSSIER)), Insert(dossier()))
    assert store.list_cijfers("2027-Q2") == []


def test_counters_of_one_quarter_go_together(store: Store) -> None:
    """Over all shards, and no other quarter's."""
    spread = [counter(quarter, DIGEST, "afgewezen", f"{n}") for n in range(40) for quarter in ("2027-Q2", "2027-Q3")]
    for row in spread:
        store.commit(Add(row))
    assert sum(row.aantal for row in store.list_cijfers("2027-Q2")) == 40
    assert len(store.list_cijfers("2027-Q2")) == SHARDS
    assert store.erase_cijfers("2027-Q2") == SHARDS
    assert store.list_cijfers("2027-Q2") == []
    assert sum(row.aantal for row in store.list_cijfers("2027-Q3")) == 40


def test_one_failing_condition_stops_the_whole_transaction(store: Store) -> None:
    store.commit(Insert(dossier()), Insert(aanvraag()))
    with pytest.raises(errors.Conflict):
        store.commit(
            Replace(dossier(versie=9)), Insert(verstrekking()), Remove(aanvraag()), Replace(kredietverstrekker())
        )
    state = store.load_dossier(DOSSIER)
    assert state is not None
    assert (state.dossier, dict(state.aanvragen)) == (dossier(), {AANVRAAG: aanvraag()})
    assert not state.verstrekkingen


def test_requiring_a_row_writes_nothing_to_it(store: Store) -> None:
    store.commit(Insert(dossier()), Insert(account()))
    store.commit(Require(account().model_copy(update={"versie": 9})), Replace(dossier()))
    store.commit(Require(account()))
    assert store.get(Account, ACCOUNT) == account()


def test_a_required_row_must_be_as_read(store: Store) -> None:
    store.commit(Insert(dossier()), Insert(account()))
    store.commit(Replace(account()))
    with pytest.raises(errors.Conflict):
        store.commit(Require(account()), Replace(dossier()))
    with pytest.raises(errors.Conflict):
        store.commit(Require(kredietverstrekker()))
    assert store.get(Dossier, DOSSIER) == dossier()


def test_a_hundred_changes_fit_and_no_more(store: Store) -> None:
    rows = [inhoud(revisie=number) for number in range(101)]
    with pytest.raises(ValueError, match="more changes"):
        store.commit(*(Insert(row) for row in rows))
    store.commit(*(Insert(row) for row in rows[:100]))
    found = store.get_many([(Inhoud, row.key()) for row in rows[:100]])
    assert found == rows[:100]


def test_no_two_changes_of_one_row(store: Store) -> None:
    with pytest.raises(ValueError, match="same row"):
        store.commit(Insert(dossier()), Require(dossier()))
    store.commit()
    assert store.get(Dossier, DOSSIER) is None


def test_a_dossier_is_read_with_everything_in_it(store: Store) -> None:
    rows = (dossier(), aanvraag(), verstrekking(), toestemming(), offerte(), overeenkomst(), bericht())
    content = (inhoud(), inhoud(revisie=4), inhoud(DOSSIER, 1))
    store.commit(*(Insert(row) for row in (*rows, *content, dossier("z" * 26), *other_rows())))
    state = store.load_dossier(DOSSIER)
    assert state is not None
    parts = (state.aanvragen, state.verstrekkingen, state.toestemmingen)
    later = (state.offertes, state.overeenkomsten, state.berichten)
    assert (state.dossier, *(row for part in (*parts, *later) for row in part.values())) == rows
    assert dict(state.inhoud) == {(row.id, row.revisie): row for row in content}


def test_what_is_left_without_its_dossier_is_none(store: Store) -> None:
    assert store.load_dossier(DOSSIER) is None
    store.commit(Insert(aanvraag()))
    assert store.load_dossier(DOSSIER) is None


def test_a_dossier_over_one_page_is_read_whole(store: Store) -> None:
    store.commit(Insert(dossier()))
    for revisie in range(5):
        store.commit(Insert(inhoud(revisie=revisie, size=300 * 1024)))
    state = store.load_dossier(DOSSIER)
    assert state is not None
    assert sorted(state.inhoud) == [(AANVRAAG, revisie) for revisie in range(5)]
    assert store.erase(DOSSIER) == {"broker": 6}


def test_many_rows_come_in_the_order_asked(store: Store) -> None:
    sleutel = DataSleutel(id=DOSSIER, eigenaar_soort="dossier", verpakt=b"x")
    store.commit(Insert(dossier()), Insert(kredietverstrekker()), Insert(sleutel))
    refs: list[tuple[type[Row], str]] = [
        (Kredietverstrekker, LESSOR),
        (Account, ACCOUNT),
        (DataSleutel, DOSSIER),
        (Dossier, DOSSIER),
        (Kredietverstrekker, LESSOR),
    ]
    lessor = kredietverstrekker()
    assert store.get_many(refs) == [lessor, None, sleutel, dossier(), lessor]
    assert store.get_many([]) == []
    with pytest.raises(ValueError, match="more rows"):
        store.get_many([(Dossier, DOSSIER)] * 101)
