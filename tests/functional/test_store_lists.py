"""Lists, the due index and erasure: the same tests against the fake and against DynamoDB's copy in memory."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from chalicelib import errors
from chalicelib.domain.dossier import listing
from chalicelib.domain.register_rows import Vernietiging
from chalicelib.domain.row import DataSleutel, DueSoort
from chalicelib.domain.verstrekking import Bericht, Verstrekking
from chalicelib.privacy.bewijs import Bewijsstuk
from chalicelib.usecases.ports.store import Insert, Remove, Replace, Require, Store
from tests.fakes.clock import FakeClock
from tests.functional.dossier_rows import (
    ACCOUNT,
    DOSSIER,
    LATER,
    LESSOR,
    NOON,
    ORGANISATIE,
    aanvraag,
    bericht,
    dossier,
    inhoud,
    levering,
    verstrekking,
)
from tests.functional.store_rows import account, kredietverstrekker, other_rows
from tests.functional.stores import KINDS, open_store

JUNE_1 = date(2027, 6, 1)
END_OF_DAY = datetime(2027, 6, 1, 23, 59, 59, tzinfo=UTC)


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    with open_store(request.param) as opened:
        yield opened


def test_due_rows_are_found_by_day_and_moment(store: Store) -> None:
    rows = [
        dossier(letter * 26, vernietigen_op=NOON + timedelta(hours=hour), documenten_op=None)
        for hour, letter in enumerate("edcba")
    ]
    store.commit(*(Insert(row) for row in rows), Insert(verstrekking()), Insert(bericht()))
    assert store.list_due(DueSoort.BEWAARTERMIJN, JUNE_1, END_OF_DAY) == [row.id for row in rows]
    assert store.list_due(DueSoort.BEWAARTERMIJN, JUNE_1, NOON + timedelta(hours=1)) == [row.id for row in rows[:2]]
    assert store.list_due(DueSoort.BEWAARTERMIJN, JUNE_1 + timedelta(days=1), END_OF_DAY) == []
    assert store.oldest_due(DueSoort.BEWAARTERMIJN, JUNE_1, END_OF_DAY) == NOON
    assert store.oldest_due(DueSoort.BEWAARTERMIJN, JUNE_1 + timedelta(days=1), END_OF_DAY) is None
    assert store.list_due(DueSoort.LEVERING, JUNE_1, NOON) == [bericht().id, verstrekking().id]


def test_rows_with_evidence_are_found_by_their_last_write() -> None:
    """I5: each owner of a chain once, under the day of now, whatever its row says; and no row of another kind."""
    for kind in KINDS:
        clock = FakeClock()
        with open_store(kind, clock) as store:
            rows = [dossier(), account(), kredietverstrekker()]
            store.commit(*map(Insert, [*rows, aanvraag()]), Insert(dossier("b" * 26, bewijs_nr=0, bewijs_kop="")))
            assert sorted(store.list_changed(JUNE_1)) == sorted(row.id for row in rows)
            clock.advance(days=1)
            store.commit(Replace(dossier()))
            assert list(store.list_changed(JUNE_1 + timedelta(days=1))) == [DOSSIER]
            assert sorted(store.list_changed(JUNE_1)) == sorted(row.id for row in rows[1:])
            store.erase(DOSSIER)
            assert list(store.list_changed(JUNE_1 + timedelta(days=1))) == []


def test_the_day_of_what_is_due_is_utc(store: Store) -> None:
    store.commit(Insert(dossier()))
    assert LATER.date() != JUNE_1
    assert store.list_due(DueSoort.BEWAARTERMIJN, JUNE_1, LATER) == [DOSSIER]
    assert store.list_due(DueSoort.BEWAARTERMIJN, JUNE_1, LATER - timedelta(microseconds=1)) == []


def test_a_row_no_longer_due_leaves_the_index(store: Store) -> None:
    store.commit(Insert(dossier()), Insert(verstrekking()))
    store.commit(Replace(dossier(vernietigen_op=None, documenten_op=None)))
    done = levering().delivered().model_copy(update={"vraag_op": None})
    delivered = verstrekking().model_copy(update={"levering": done, "gevraagd": None})
    store.commit(Replace(delivered), Require(dossier(rev=4)))
    for soort in DueSoort:
        assert store.list_due(soort, JUNE_1, END_OF_DAY) == []


def test_one_id_that_is_due_twice_is_named_once(store: Store) -> None:
    receipt = Vernietiging(id=DOSSIER, regel="inactief", door="systeem", uitgevoerd_op=NOON)
    store.commit(Insert(receipt), Insert(dossier()))
    assert store.list_due(DueSoort.BEWAARTERMIJN, JUNE_1, END_OF_DAY) == [DOSSIER]


def test_a_list_pages_with_the_newest_first(store: Store) -> None:
    rows = [dossier(letter * 26, gemaakt_op=NOON + timedelta(minutes=m)) for m, letter in enumerate("ebdac")]
    other = dossier("z" * 26, eigenaar=ACCOUNT)
    store.commit(*(Insert(row) for row in rows), Insert(other), Insert(aanvraag()))
    newest = [row.id for row in reversed(rows)]
    name, pages, after = listing("dossiers", ORGANISATIE), [], None
    for _ in range(3):
        page = store.list_owned(name, after=after, limit=2)
        pages.append(list(page.ids))
        after = page.volgende
    assert pages == [newest[:2], newest[2:4], newest[4:]]
    assert after is None
    assert store.list_owned(name, limit=5).volgende is None
    assert store.list_owned(listing("dossiers", LESSOR)).ids == ()


def test_paging_goes_on_after_a_removed_row(store: Store) -> None:
    rows = [dossier(letter * 26, gemaakt_op=NOON + timedelta(minutes=m)) for m, letter in enumerate("abc")]
    store.commit(*(Insert(row) for row in rows))
    name = listing("dossiers", ORGANISATIE)
    page = store.list_owned(name, limit=1)
    store.commit(Remove(rows[2]))
    assert page.volgende is not None
    assert store.list_owned(name, after=page.volgende).ids == (rows[1].id, rows[0].id)


@pytest.mark.parametrize("text", ["", "=", "é", "a b", "YQ==", "YR", "gICA", "AAAA", "a" * 10_000, "../.."])
def test_an_invented_place_in_a_list_is_refused(store: Store, text: str) -> None:
    with pytest.raises(errors.InvalidInput) as refusal:
        store.list_owned(listing("dossiers", ORGANISATIE), after=text)
    assert [(fault.veld, fault.code) for fault in refusal.value.faults] == [("na", "na.formaat")]


def test_erasing_empties_the_partition_and_keeps_proof(store: Store) -> None:
    many = [inhoud(revisie=revisie) for revisie in range(60)]
    kept = [dossier("z" * 26), account(), *other_rows()]
    for rows in ([dossier(), aanvraag(), *many], kept):
        store.commit(*(Insert(row) for row in rows))
    held = store.list_prefix(DOSSIER)
    assert len(held) == 63
    assert held[0] == ("broker", f"#DOSSIER#{DOSSIER}")
    assert held[-1] == ("sleutels", "SLEUTEL")
    assert store.erase(DOSSIER) == {"broker": 62}
    assert store.erase(DOSSIER) == {"broker": 0}
    assert store.load_dossier(DOSSIER) is None
    assert store.list_prefix(DOSSIER) == [("sleutels", "SLEUTEL")]
    refs = [(type(row), f"{row.id}/{row.nr}" if isinstance(row, Bewijsstuk) else row.key()) for row in kept]
    assert store.get_many(refs) == kept


def test_keys_are_erased_by_name_in_one_write(store: Store) -> None:
    keys = [DataSleutel(id=f"dos_{letter * 26}", eigenaar_soort="dossier", verpakt=b"x") for letter in "abc"]
    store.commit(*map(Insert, keys))
    assert store.erase_keys([keys[0].id, keys[1].id, "dos_" + "y" * 26]) == 0
    assert [store.get(DataSleutel, key.id) for key in keys] == [None, None, keys[2]]
    with pytest.raises(ValueError, match="more keys"):
        store.erase_keys([f"dos_{number:026}" for number in range(26)])


def test_what_was_erased_stands_in_no_list(store: Store) -> None:
    store.commit(Insert(dossier()), Insert(bericht()))
    store.erase(DOSSIER)
    assert store.list_owned(listing("dossiers", ORGANISATIE)).ids == ()
    assert store.list_due(DueSoort.LEVERING, JUNE_1, END_OF_DAY) == []
    assert store.get(Bericht, bericht().id) is None
    assert store.get(Verstrekking, verstrekking().id) is None
