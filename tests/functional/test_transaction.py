"""How anything of a dossier changes: all or nothing, again when somebody was first, never without evidence."""

import pytest

from chalicelib.domain.aanvraag import AanvraagStatus
from chalicelib.domain.ids import dossier_of
from chalicelib.errors import Conflict, Unavailable
from chalicelib.privacy.bewijs import first_fault
from chalicelib.usecases.create_aanvraag import MOST
from chalicelib.usecases.ports.store import Change, Insert, Remove, Replace, Require
from chalicelib.usecases.read_dossier import read_dossier
from chalicelib.usecases.transaction import DERIVED_AT_ONCE, LONGEST_PAUSE, TRIES, DossierWriter, settle
from chalicelib.usecases.update_dossier import update_dossier
from tests.bodies import raw
from tests.broker import Bench, snapshot


def test_who_was_second_reads_again(bench: Bench) -> None:
    """Two reads of one dossier at once are both on record, and neither is lost."""
    vendor = bench.vendor()
    dossier_id = bench.dossier(vendor)

    def first(_: tuple[Change, ...]) -> None:
        bench.store.before_commit = None
        read_dossier(bench.broker, vendor, dossier_id)

    bench.store.before_commit = first
    read_dossier(bench.broker, vendor, dossier_id)
    assert len(bench.told(dossier_id, "inzage")) == 2


def test_waits_grow_and_stay_short(bench: Bench) -> None:
    attempts: list[int] = []

    def always_second() -> None:
        attempts.append(1)
        raise Conflict

    with pytest.raises(Unavailable):
        settle(bench.broker, always_second)
    assert len(attempts) == TRIES
    assert all(pause <= min(LONGEST_PAUSE, 0.01 * 2.0**number) for number, pause in enumerate(bench.clock.pauses))


def test_a_lost_race_writes_nothing(bench: Bench) -> None:
    vendor = bench.vendor()
    dossier_id = bench.dossier(vendor)
    old = bench.state(dossier_id)
    update_dossier(bench.broker, vendor, dossier_id, 1, raw({"betrokkene": {"functie": "eigenaar"}}))
    before = snapshot(bench)
    writer = DossierWriter(old, bench.clock.now(), vendor.account_id)
    writer.evidence("dossier.gewijzigd", versie=2)
    with pytest.raises(Conflict):
        writer.commit(bench.broker)
    assert snapshot(bench) == before


def test_what_is_returned_is_what_was_written(bench: Bench) -> None:
    vendor = bench.vendor()
    dossier_id = dossier_of(bench.sent(vendor, bench.lessor()))
    state = bench.state(dossier_id)
    writer = DossierWriter(state, bench.clock.now(), vendor.account_id)
    for row in state.verstrekkingen.values():
        writer.replace(row.model_copy(update={"vragen": 7}))
    assert writer.commit(bench.broker) == bench.state(dossier_id)


def test_every_write_takes_the_dossier_along(bench: Bench) -> None:
    """Its `rev` makes each decision follow the one before it; also a decision that changed nothing else."""
    vendor = bench.vendor()
    dossier_id = bench.dossier(vendor)
    DossierWriter(bench.state(dossier_id), bench.clock.now(), vendor.account_id).commit(bench.broker)
    (change,) = bench.store.commits[-1]
    assert isinstance(change, Replace)
    assert change.row.id == dossier_id


def test_a_row_is_written_once_per_transaction(bench: Bench) -> None:
    """New and then changed is new; required and then changed is changed; all in one write."""
    vendor, lessor = bench.vendor(), bench.lessor()
    aanvraag_id = bench.sent(vendor, lessor)
    state = bench.state(aanvraag_id)
    consent, row = bench.toestemming(aanvraag_id, lessor), bench.verstrekking(aanvraag_id, lessor)
    writer = DossierWriter(state, bench.clock.now(), vendor.account_id)
    writer.require(consent)
    writer.require(row)
    writer.replace(row.model_copy(update={"vragen": 1}))
    writer.replace(row.model_copy(update={"vragen": 2}))
    writer.require(row)
    writer.commit(bench.broker)
    kinds = {change.row.soort: type(change) for change in bench.store.commits[-1]}
    assert kinds == {"toestemming": Require, "verstrekking": Replace, "dossier": Replace}
    assert bench.verstrekking(aanvraag_id, lessor).vragen == 2


def test_the_term_follows_every_write(bench: Bench) -> None:
    """Art. 8 lid 1: nobody can forget it, it is part of writing."""
    vendor = bench.vendor()
    dossier_id = bench.dossier(vendor)
    first = bench.state(dossier_id).dossier
    bench.clock.advance(days=1)
    update_dossier(bench.broker, vendor, dossier_id, 1, raw({"betrokkene": {"functie": "eigenaar"}}))
    second = bench.state(dossier_id).dossier
    assert first.vernietigen_op is not None
    assert second.vernietigen_op is not None
    assert (second.vernietigen_op - first.vernietigen_op).days == 1
    assert second.regel == "concept"


def test_many_lapsed_aanvragen_do_not_block_a_write(bench: Bench) -> None:
    """Found: a dossier of which very many lapsed unseen wanted them all in one write, and could not be changed."""
    vendor, lessor = bench.vendor(), bench.lessor()
    dossier_id = bench.dossier(vendor)
    aanvragen = [bench.sent(vendor, lessor, dispatch=False, dossier_id=dossier_id) for _ in range(MOST - 1)]
    bench.clock.advance(days=15)
    mine = bench.concept(vendor, dossier_id)
    bench.submit(vendor, mine, [lessor])
    assert bench.aanvraag(mine).status is AanvraagStatus.VERZONDEN
    found = [bench.aanvraag(aanvraag_id).status for aanvraag_id in aanvragen]
    assert found.count(AanvraagStatus.VERLOPEN) == 2 * DERIVED_AT_ONCE


def test_removed_rows_are_gone_from_the_state(bench: Bench) -> None:
    vendor = bench.vendor()
    aanvraag_id = bench.concept(vendor)
    state = bench.state(aanvraag_id)
    writer = DossierWriter(state, bench.clock.now(), vendor.account_id)
    writer.remove(state.aanvraag(aanvraag_id))
    assert writer.commit(bench.broker).aanvragen == {}
    assert any(isinstance(change, Remove) for change in bench.store.commits[-1])


def test_tampering_with_evidence_shows(bench: Bench) -> None:
    """What the fixture checks after every test here does find a fault."""
    vendor = bench.vendor()
    dossier_id = bench.dossier(vendor)
    read_dossier(bench.broker, vendor, dossier_id)
    dossier, chain = bench.state(dossier_id).dossier, bench.evidence(dossier_id)
    assert first_fault(dossier, chain) is None
    assert first_fault(dossier, chain[:-1]) is not None
    assert first_fault(dossier, [chain[0].model_copy(update={"door": "acc"}), *chain[1:]]) is not None
    inserts = [change for change in bench.store.commits[-1] if isinstance(change, Insert)]
    assert len(inserts) == 1
