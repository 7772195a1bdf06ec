"""Art. 8 lid 1: a changed term holds for what is stored already, found by the index and never by a scan."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import cast

import pytest

from chalicelib.domain.document import DocumentStatus
from chalicelib.domain.kalender import add_days
from chalicelib.domain.register_rows import Herberekening
from chalicelib.domain.row import DueSoort
from chalicelib.errors import Unavailable
from chalicelib.privacy import vernietiging
from chalicelib.privacy.bewaartermijn import (
    AANVRAAG_GEEINDIGD,
    BEWAARTERMIJNEN,
    CONCEPT,
    DOCUMENT_GEEINDIGD,
    TABEL,
    Bewaartermijn,
)
from chalicelib.usecases.redate_dossiers import redate_dossiers
from tests.broker import Bench, snapshot
from tests.destruction import due_at, ended, left, run
from tests.holds import hold, lift
from tests.uploading import row, upload


def change(monkeypatch: pytest.MonkeyPatch, name: str, rule: Bewaartermijn) -> None:
    """Another term in the table, as the next version of the broker may have."""
    monkeypatch.setitem(BEWAARTERMIJNEN, rule.id, rule)
    monkeypatch.setattr(vernietiging, name, rule)
    for key in [(wat, rule.vanaf) for wat in rule.wat]:
        monkeypatch.setitem(cast("dict[object, Bewaartermijn]", TABEL), key, rule)


def redate(bench: Bench, most: int = 20) -> int:
    """Every run that it takes."""
    moved = 0
    for _ in range(most):
        moved += redate_dossiers(bench.broker, bench.clock.now())
        if not progress(bench).dag:
            return moved
    raise AssertionError("it never ends")


def progress(bench: Bench) -> Herberekening:
    row = bench.store.get(Herberekening, DueSoort.BEWAARTERMIJN)
    assert row is not None
    return row


def with_paper(bench: Bench) -> tuple[str, str]:
    """A dossier of which the Aanvraag was refused, and a Document of it."""
    vendor = bench.vendor()
    dossier_id = ended(bench, vendor, bench.lessor())
    return dossier_id, upload(bench, vendor, dossier_id)


def papers_due_at(bench: Bench, dossier_id: str) -> datetime:
    due = bench.state(dossier_id).dossier.documenten_op
    assert due is not None
    return due


@pytest.fixture
def noted(bench: Bench) -> datetime:
    """A broker that knows under which table it dated."""
    assert redate_dossiers(bench.broker, bench.clock.now()) == 0
    return bench.clock.now()


@pytest.mark.usefixtures("noted")
def test_an_unchanged_table_costs_one_read(bench: Bench) -> None:
    bench.dossier(bench.vendor())
    bench.store.calls.clear()
    before = snapshot(bench)
    assert redate_dossiers(bench.broker, bench.clock.now()) == 0
    assert dict(bench.store.calls) == {"get": 1}
    assert snapshot(bench) == before


def test_a_shorter_term_brings_the_day_forward(bench: Bench, noted: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """Art. 8 lid 1: sooner due, on record, and destroyed on that day; what the rule is not about keeps its day."""
    vendor = bench.vendor()
    concept, refused = bench.dossier(vendor), ended(bench, vendor, bench.lessor())
    was, other = due_at(bench, concept), due_at(bench, refused)
    change(monkeypatch, "CONCEPT", replace(CONCEPT, dagen=30))
    assert redate(bench) == 1
    assert due_at(bench, concept) == add_days(was, -60)
    assert due_at(bench, refused) == other
    (stuk,) = bench.told(concept, "bewaartermijn.herzien")
    assert (stuk.gegevens["van"], stuk.gegevens["op"]) == (was.isoformat(), due_at(bench, concept).isoformat())
    assert run(bench, noted + timedelta(days=31))["vernietigd"] == 1
    assert left(bench, concept) == []


@pytest.mark.usefixtures("noted")
def test_a_longer_term_moves_the_day_back(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """Met again on its new day, it is right already and is not written twice."""
    dossier_id = bench.dossier(bench.vendor())
    was = due_at(bench, dossier_id)
    change(monkeypatch, "CONCEPT", replace(CONCEPT, dagen=1000))
    assert redate(bench) == 1
    assert due_at(bench, dossier_id) == add_days(was, 910)
    assert run(bench, was)["vernietigd"] == 0
    assert redate_dossiers(bench.broker, bench.clock.now()) == 0


@pytest.mark.usefixtures("noted")
@pytest.mark.parametrize("days", [5, 60])
def test_a_changed_term_of_papers_moves_their_day(bench: Bench, monkeypatch: pytest.MonkeyPatch, days: int) -> None:
    """On record, sooner or later; the papers go on the new day, and their dossier keeps its own."""
    dossier_id, document_id = with_paper(bench)
    was, other = papers_due_at(bench, dossier_id), due_at(bench, dossier_id)
    change(monkeypatch, "DOCUMENT_GEEINDIGD", replace(DOCUMENT_GEEINDIGD, dagen=days))
    assert redate(bench) == 1
    moved = papers_due_at(bench, dossier_id)
    assert moved == add_days(was, days - 30)
    assert due_at(bench, dossier_id) == other
    (stuk,) = bench.told(dossier_id, "bewaartermijn.herzien")
    assert stuk.gegevens == {"van": was.isoformat(), "op": moved.isoformat(), "regel": "document_geeindigd"}
    run(bench, moved - timedelta(days=1))
    assert row(bench, document_id).status is DocumentStatus.GOEDGEKEURD
    run(bench, moved + timedelta(days=1))
    assert row(bench, document_id).status is DocumentStatus.VERVALLEN
    assert redate(bench) == 0


@pytest.mark.usefixtures("noted")
def test_papers_that_had_no_day_get_one(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """A dossier that was written before its papers had a term of their own."""
    monkeypatch.setattr(vernietiging, "documents_due", lambda *_: None)
    dossier_id, _ = with_paper(bench)
    assert bench.state(dossier_id).dossier.documenten_op is None
    monkeypatch.undo()
    change(monkeypatch, "DOCUMENT_GEEINDIGD", replace(DOCUMENT_GEEINDIGD, dagen=31))
    assert redate(bench) == 1
    assert papers_due_at(bench, dossier_id) == add_days(bench.clock.now(), 31)


@pytest.mark.usefixtures("noted")
def test_a_run_that_dies_is_gone_on_with(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """At the day where it was: what was done before is not done again."""
    vendor = bench.vendor()
    concept, refused = bench.dossier(vendor), ended(bench, vendor, bench.lessor())
    change(monkeypatch, "CONCEPT", replace(CONCEPT, dagen=30))
    change(monkeypatch, "AANVRAAG_GEEINDIGD", replace(AANVRAAG_GEEINDIGD, maanden=3))
    load = bench.store.load_dossier

    def failing(dossier_id: str) -> object:
        if dossier_id == refused:
            raise Unavailable
        return load(dossier_id)

    monkeypatch.setattr(bench.store, "load_dossier", failing)
    with pytest.raises(Unavailable):
        redate(bench)
    monkeypatch.setattr(bench.store, "load_dossier", load)
    assert len(bench.told(concept, "bewaartermijn.herzien")) == 1
    assert progress(bench).dag > due_at(bench, concept).date().isoformat()
    assert redate(bench) == 1
    assert len(bench.told(concept, "bewaartermijn.herzien")) == 1
    assert len(bench.told(refused, "bewaartermijn.herzien")) == 1


@pytest.mark.usefixtures("noted")
def test_a_write_dates_by_the_table_of_today(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lazily, before the job comes by: each write computes the day again. What is held gets its day when freed."""
    vendor = bench.vendor()
    dossier_id = bench.dossier(vendor)
    blokkade_id = hold(bench, dossier_id)
    change(monkeypatch, "CONCEPT", replace(CONCEPT, dagen=30))
    assert redate(bench) == 0
    lift(bench, blokkade_id)
    assert due_at(bench, dossier_id) == add_days(bench.state(dossier_id).dossier.gewijzigd_op, 30)
