"""Art. 8 lid 3: wat na vernietiging overblijft, zijn cijfers: één keer geteld, één keer gepubliceerd, van niemand."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.domain.aanvraag_inhoud import AanvraagInhoud
from chalicelib.domain.cijfer import Cijfer, Publicatie
from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.ids import dossier_of
from chalicelib.domain.parse import parse
from chalicelib.errors import Conflict, InvalidInput
from chalicelib.privacy.cijfers import TABELLEN, Uitkomst, digests, of_aanvraag
from chalicelib.privacy.cijfers_publicatie import digest
from chalicelib.usecases.delete_dossier import delete_dossier
from chalicelib.usecases.ports.store import Add, Change, Insert
from chalicelib.usecases.publish_cijfers import publish_cijfers
from chalicelib.usecases.read_statistieken import read_statistieken
from chalicelib.usecases.withdraw_aanvraag import withdraw_aanvraag
from tests.bodies import lease, raw
from tests.broker import Bench, Crash
from tests.destruction import DyingStore, due_at, ended, herstel, left, revive, run
from tests.lessors import Lessor
from tests.populations import group

DUE = "2027-Q4"  # six months after the clock of the bench, which stands in June
CLOSED = datetime(2028, 1, 1, 3, tzinfo=UTC)


def counters(bench: Bench) -> list[Cijfer]:
    return [row for row in bench.store.rows() if isinstance(row, Cijfer)]


def published(bench: Bench) -> dict[str, Publicatie]:
    return {row.id: row for row in bench.store.rows() if isinstance(row, Publicatie)}


def refused(bench: Bench, vendor: Actor, lessor: Lessor, dossier_id: str | None = None) -> str:
    aanvraag_id = bench.sent(vendor, lessor, dossier_id=dossier_id)
    bench.say(lessor, "aanvraag.afgewezen", aanvraag_id)
    return aanvraag_id


def add(bench: Bench, uitkomst: Uitkomst, number: int, kwartaal: str = DUE) -> None:
    """So many more of the same group."""
    (groep,) = digests((group(),), bench.broker.vault.keyed_hash)
    row = Cijfer(
        id=f"{kwartaal}/0/{groep}/{uitkomst}", kwartaal=kwartaal, groep=groep, uitkomst=uitkomst, aantal=number
    )
    bench.store.commit(Add(row))


def test_a_destroyed_dossier_counts_once_in_each_table(bench: Bench) -> None:
    dossier_id = ended(bench, bench.vendor(), bench.lessor())
    state = bench.state(dossier_id)
    (aanvraag,) = state.aanvragen.values()
    run(bench, due_at(bench, dossier_id))
    found = counters(bench)
    assert {row.groep for row in found} == {*aanvraag.cijfers, *state.dossier.cijfers}
    assert len(found) == len(TABELLEN)
    assert {(row.kwartaal, row.uitkomst, row.aantal) for row in found} == {(DUE, "afgewezen", 1)}


def test_counting_opens_nothing(bench: Bench) -> None:
    """No key is asked for: a sweep makes no call to KMS, and reads nothing of anybody."""
    dossier_id = ended(bench, bench.vendor(), bench.lessor())
    at = due_at(bench, dossier_id)
    before = bench.evidence(dossier_id)
    vault: Any = bench.broker.vault
    kms, vault._keys._kms = vault._keys._kms, None
    run(bench, at)
    vault._keys._kms = kms
    assert [stuk.gebeurtenis for stuk in bench.evidence(dossier_id)[len(before) :]] == ["dossier.vernietigd"]
    assert counters(bench)


def test_a_cell_names_nobody(bench: Bench) -> None:
    """No id of a dossier, an Aanvraag or an account stands in what remains."""
    vendor = bench.vendor()
    dossier_id = ended(bench, vendor, bench.lessor())
    run(bench, due_at(bench, dossier_id))
    text = repr(counters(bench))
    assert not any(part in text for part in (dossier_id[4:], vendor.account_id[4:], vendor.owner[4:], "financial"))


def test_a_concept_is_not_counted(bench: Bench) -> None:
    """What was never sent had no outcome."""
    vendor = bench.vendor()
    aanvraag_id = bench.concept(vendor)
    run(bench, due_at(bench, dossier_of(aanvraag_id)))
    assert left(bench, dossier_of(aanvraag_id)) == []
    assert counters(bench) == []


def test_a_dossier_counts_by_its_furthest_aanvraag(bench: Bench) -> None:
    """Ten Aanvragen of one person are not ten people."""
    vendor, lessor = bench.vendor(), bench.lessor()
    withdrawn = bench.sent(vendor, lessor)
    dossier_id = dossier_of(withdrawn)
    withdraw_aanvraag(bench.broker, vendor, withdrawn, None, None)
    bench.dispatch(withdrawn)
    for _ in range(2):
        refused(bench, vendor, lessor, dossier_id)
    run(bench, due_at(bench, dossier_id))
    assert {(row.uitkomst, row.aantal) for row in counters(bench)} == {("afgewezen", 1)}
    assert len(counters(bench)) == len(TABELLEN)


def test_a_deletion_by_its_owner_counts_too(bench: Bench) -> None:
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = refused(bench, vendor, lessor)
    delete_dossier(bench.broker, vendor, dossier_of(aanvraag_id))
    assert {(row.kwartaal, row.aantal) for row in counters(bench)} == {("2027-Q2", 1)}


@pytest.mark.parametrize("deadly", range(1, 12))
def test_a_crash_counts_once_or_not_yet(bench: Bench, deadly: int) -> None:
    """Counted in the transaction that opens the receipt: whoever dies before or after it, it is never twice."""
    dossier_id = ended(bench, bench.vendor(), bench.lessor())
    at = due_at(bench, dossier_id)
    DyingStore(bench, deadly)
    with suppress(Crash):
        run(bench, at)
    revive(bench)
    herstel(bench, at + timedelta(minutes=1))
    run(bench, at + timedelta(days=1))
    assert [row.aantal for row in counters(bench)] == [1] * len(TABELLEN)


def test_a_lost_race_counts_nothing(bench: Bench) -> None:
    dossier_id = ended(bench, bench.vendor(), bench.lessor())

    def lose(changes: tuple[Change, ...]) -> None:
        if any(isinstance(change, Add) for change in changes):
            raise Conflict

    bench.store.before_commit = lose
    assert run(bench, due_at(bench, dossier_id))["uitgesteld"] == 1
    assert counters(bench) == []


def test_a_quarter_is_published_once_it_is_over(bench: Bench) -> None:
    """By the calendar of Amsterdam, and an hour later, when nothing of it is on its way any more."""
    for early in (CLOSED - timedelta(hours=4), CLOSED - timedelta(hours=3, minutes=1)):
        publish_cijfers(bench.broker, early)
        assert DUE not in published(bench)
    publish_cijfers(bench.broker, CLOSED - timedelta(hours=3))
    assert sorted(published(bench)) == ["2026-Q4", "2027-Q1", "2027-Q2", "2027-Q3", DUE]


def test_what_was_published_never_changes(bench: Bench) -> None:
    """No second draw, and no differencing between publications: a repeat and a late count change nothing."""
    add(bench, Uitkomst.AFGEWEZEN, 60)
    add(bench, Uitkomst.VERLOPEN, 60)
    assert publish_cijfers(bench.broker, CLOSED).model_dump() == {"gepubliceerd": 5, "opgeruimd": 5}
    before = published(bench)[DUE]
    assert {cel.uitkomst for cel in before.cellen} == {"afgewezen", "verlopen"}
    assert before.sha256 == digest(before.cellen)
    add(bench, Uitkomst.VERLOPEN, 500)
    for days in (0, 1, 400):
        publish_cijfers(bench.broker, CLOSED + timedelta(days=days))
    assert published(bench)[DUE] == before


def test_counters_go_when_their_quarter_is_published(bench: Bench) -> None:
    """What was left out of a publication is not kept behind it."""
    add(bench, Uitkomst.AFGEWEZEN, 3)
    add(bench, Uitkomst.AFGEWEZEN, 4, kwartaal="2028-Q1")
    publish_cijfers(bench.broker, CLOSED)
    assert published(bench)[DUE].cellen == ()
    assert [(row.kwartaal, row.aantal) for row in counters(bench)] == [("2028-Q1", 4)]


def test_a_publication_that_died_half_way_is_finished(bench: Bench) -> None:
    """The figures stand; what is behind them goes in the next run."""
    add(bench, Uitkomst.AFGEWEZEN, 60)
    add(bench, Uitkomst.VERLOPEN, 60)

    def die(changes: tuple[Change, ...]) -> None:
        if any(isinstance(change, Insert) and change.row.id == DUE for change in changes):
            raise Crash

    bench.store.after_commit = die
    with pytest.raises(Crash):
        publish_cijfers(bench.broker, CLOSED)
    bench.store.after_commit = None
    before = published(bench)[DUE]
    assert counters(bench)
    assert not before.opgeruimd
    assert publish_cijfers(bench.broker, CLOSED).model_dump() == {"gepubliceerd": 0, "opgeruimd": 1}
    assert counters(bench) == []
    assert published(bench)[DUE].cellen == before.cellen


def test_of_two_publishers_one_is_heard(bench: Bench) -> None:
    add(bench, Uitkomst.AFGEWEZEN, 60)
    add(bench, Uitkomst.VERLOPEN, 60)

    def first(changes: tuple[Change, ...]) -> None:
        bench.store.before_commit = None
        publish_cijfers(bench.broker, CLOSED)

    bench.store.before_commit = first
    assert publish_cijfers(bench.broker, CLOSED).gepubliceerd == 0
    assert len(published(bench)) == 5
    assert published(bench)[DUE].cellen


def test_a_quarter_is_read_by_its_name(bench: Bench) -> None:
    publish_cijfers(bench.broker, CLOSED)
    assert read_statistieken(bench.broker, DUE) == published(bench)[DUE]
    assert read_statistieken(bench.broker, "2028-Q1") is None
    for wrong in ("", "2027", "2027-Q5", "2027-Q0", "2027-q1", "2027-Q1 ", "2027-Q1\n", "\u0662027-Q1", "1999-Q1"):
        with pytest.raises(InvalidInput) as refusal:
            read_statistieken(bench.broker, wrong)
        assert [(fault.veld, fault.code) for fault in refusal.value.faults] == [("periode", "periode.formaat")]


def test_the_digest_of_a_group_is_that_of_its_content(bench: Bench) -> None:
    """What a dossier keeps is what the publication looks for."""
    dossier_id = ended(bench, bench.vendor(), bench.lessor())
    (aanvraag,) = bench.state(dossier_id).aanvragen.values()
    groups = of_aanvraag(parse(AanvraagInhoud, raw(lease())))
    assert aanvraag.cijfers == digests(groups, bench.broker.vault.keyed_hash)
