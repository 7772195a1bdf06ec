"""
Art. 8 lid 1: what was destroyed stays destroyed, after a restore too (I8).

Every table and bucket comes back from a copy that was made before the erasures, keys included. The ledger does not:
it lies where nothing can be taken back.
"""

import json
from collections.abc import Callable
from typing import Any

import pytest

from chalicelib import wiring
from chalicelib.adapters.dynamodb.keys import key_of
from chalicelib.domain.account import Account
from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.row import DataSleutel, Inhoud
from chalicelib.domain.state import DossierState
from chalicelib.domain.wissing import Grootboekstand, WissingSoort
from chalicelib.errors import Closed, NotFound, Unavailable
from chalicelib.handlers.queues import on_verstrekkingen
from chalicelib.handlers.scheduled import on_bewaartermijnen, on_herstel
from chalicelib.usecases.delete_dossier import delete_dossier
from chalicelib.usecases.discard_pending import discard_pending
from chalicelib.usecases.end_account import end_account
from chalicelib.usecases.follow_grootboek import STAND, follow_grootboek, may_serve
from chalicelib.usecases.read_dossier import read_dossier
from tests.broker import Bench, Crash
from tests.destruction import left, receipt
from tests.restores import copy_of, opens, restart, restore

THOUSAND = 1000
NOW = {"time": "2027-06-01T10:00:00Z"}


def readable(bench: Bench, state: DossierState) -> bool:
    """Whether any ciphertext that was kept of a dossier can be opened now."""
    return any(opens(bench, state.dossier.id, row) for row in contents(state))


def contents(state: DossierState) -> list[Inhoud]:
    assert state.inhoud
    return list(state.inhoud.values())


def stand(bench: Bench) -> Grootboekstand:
    row = bench.store.get(Grootboekstand, STAND)
    assert row is not None
    return row


@pytest.fixture
def vendor(bench: Bench) -> Actor:
    follow_grootboek(bench.broker)  # the minute's run, as on every stage that stands
    return bench.vendor()


def erased(bench: Bench, vendor: Actor, dossier_id: str) -> None:
    delete_dossier(bench.broker, vendor, dossier_id)


def test_a_thousand_erased_dossiers_stay_erased_after_a_restore() -> None:
    """A bench of its own: looking at all its evidence afterwards would take longer than the test."""
    bench = Bench()
    follow_grootboek(bench.broker)
    vendor = bench.vendor()
    dossiers = [bench.dossier(vendor) for _ in range(THOUSAND)]
    kept = bench.dossier(vendor)
    for dossier_id in dossiers[:3]:
        bench.documents.put(f"{dossier_id}/voorbeeld", b"versleuteld")
    states = {dossier_id: bench.state(dossier_id) for dossier_id in dossiers}
    copy = copy_of(bench)
    for dossier_id in dossiers:
        erased(bench, vendor, dossier_id)
    bench.clock.advance(hours=1)

    restore(bench, copy)
    assert all(readable(bench, state) for state in list(states.values())[:3])
    assert not may_serve(bench.broker)
    found = follow_grootboek(bench.broker)

    assert (found.gesloten, found.herhaald, found.rest) == (False, THOUSAND, 0)
    assert may_serve(bench.broker)
    restart(bench)
    for dossier_id, state in states.items():
        assert left(bench, dossier_id) == []
        assert not readable(bench, state)
        assert receipt(bench, dossier_id).klaar
    with pytest.raises(NotFound):
        read_dossier(bench.broker, vendor, dossiers[0])
    assert read_dossier(bench.broker, vendor, kept)


def test_nothing_is_served_before_the_replay(bench: Bench, vendor: Actor) -> None:
    """Neither HTTP, nor a queue, nor a schedule; `herstel` does the replay and nothing else."""
    dossier_id = bench.dossier(vendor)
    copy = copy_of(bench)
    erased(bench, vendor, dossier_id)
    bench.clock.advance(hours=1)
    restore(bench, copy)
    wiring.use(bench.broker)
    for run in (lambda: on_verstrekkingen({"Records": []}), lambda: on_bewaartermijnen(NOW), wiring.open_broker):
        with pytest.raises(Closed):
            run()
    assert on_herstel(NOW) == {"gewekt": 0, "hervat": 0, "herhaald": 1, "te_herhalen": 0, "opgeruimd": 0}
    bench.clock.advance(seconds=6)  # a process does not look again for each of its requests
    assert wiring.open_broker() is bench.broker


def test_a_process_that_is_through_looks_no_more(bench: Bench, vendor: Actor) -> None:
    wiring.use(bench.broker)
    wiring.open_broker()
    reads = bench.store.calls["get"]
    assert wiring.open_broker() is bench.broker
    assert bench.store.calls["get"] == reads


def test_an_erasure_in_the_ordinary_course_closes_nothing(bench: Bench, vendor: Actor) -> None:
    """Also while `herstel` lags behind: the tables know of it."""
    erased(bench, vendor, bench.dossier(vendor))
    assert may_serve(bench.broker)
    bench.clock.advance(hours=1)
    assert may_serve(bench.broker)
    follow_grootboek(bench.broker)
    assert stand(bench).plaats == max(bench.grootboek.entries)


def test_a_destruction_that_stopped_half_way_closes_nothing(bench: Bench, vendor: Actor) -> None:
    """A store that is down must not take the whole service with it: the dossier is marked, so nobody reads it."""
    dossier_id = bench.dossier(vendor)
    vars(bench.documents).update(erase=_down)
    with pytest.raises(Unavailable):
        erased(bench, vendor, dossier_id)
    vars(bench.documents).pop("erase")
    bench.clock.advance(hours=1)
    assert may_serve(bench.broker)
    assert not follow_grootboek(bench.broker).gesloten
    assert stand(bench).plaats == ""


def test_a_restore_of_the_keys_alone_is_looked_into(bench: Bench, vendor: Actor) -> None:
    """The receipts say that all is done: so whoever restores takes the ledger's place away (docs/aws.md)."""
    dossier_id = bench.dossier(vendor)
    key = bench.store.get(DataSleutel, dossier_id)
    erased(bench, vendor, dossier_id)
    bench.clock.advance(hours=1)
    follow_grootboek(bench.broker)
    _take_away_the_place(bench)
    bench.store._rows.update(_placed(key))
    assert left(bench, dossier_id)
    assert not may_serve(bench.broker)
    assert follow_grootboek(bench.broker).herhaald == 1
    assert left(bench, dossier_id) == []


def test_a_replay_goes_on_where_it_died(bench: Bench, vendor: Actor) -> None:
    dossiers = [bench.dossier(vendor) for _ in range(5)]
    copy = copy_of(bench)
    for dossier_id in dossiers:
        erased(bench, vendor, dossier_id)
    bench.clock.advance(hours=1)
    restore(bench, copy)
    shreds: list[str] = []
    _die_at(bench, shreds, deadly=3)
    with pytest.raises(Crash):
        follow_grootboek(bench.broker)
    restart(bench)
    assert not may_serve(bench.broker)
    found = follow_grootboek(bench.broker)
    assert (found.gesloten, found.herhaald) == (False, 3)
    assert [left(bench, dossier_id) for dossier_id in dossiers] == [[]] * 5


def test_a_replay_is_cut_off_and_goes_on_later(bench: Bench, vendor: Actor) -> None:
    dossiers = [bench.dossier(vendor) for _ in range(3)]
    copy = copy_of(bench)
    for dossier_id in dossiers:
        erased(bench, vendor, dossier_id)
    bench.clock.advance(hours=1)
    restore(bench, copy)
    erase = bench.documents.erase

    def slow(dossier_id: str) -> int:
        bench.clock.advance(seconds=30)
        return erase(dossier_id)

    vars(bench.documents).update(erase=slow)
    first = follow_grootboek(bench.broker)
    assert (first.gesloten, first.herhaald, first.rest) == (True, 2, 1)
    assert not may_serve(bench.broker)
    assert not follow_grootboek(bench.broker).gesloten


def test_a_replay_tells_how_far_it_is(bench: Bench, vendor: Actor, capsys: pytest.CaptureFixture[str]) -> None:
    """A line for each entry of the ledger, which is a metric too: of how many, and how many are done."""
    copy = copy_of(bench)
    for dossier_id in [bench.dossier(vendor) for _ in range(3)]:
        erased(bench, vendor, dossier_id)
    bench.clock.advance(hours=1)
    restore(bench, copy)
    capsys.readouterr()
    follow_grootboek(bench.broker)
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    told = [line for line in lines if line["event"] == "grootboek:replay:progressed"]
    assert [(line["gedaan"], line["totaal"]) for line in told] == [(1, 3), (2, 3), (3, 3)]
    metrics = told[0]["_aws"]["CloudWatchMetrics"][0]["Metrics"]
    assert {one["Name"] for one in metrics} == {"gedaan", "totaal"}


def test_a_store_that_is_down_keeps_the_gate_closed(bench: Bench, vendor: Actor) -> None:
    dossier_id = bench.dossier(vendor)
    copy = copy_of(bench)
    erased(bench, vendor, dossier_id)
    bench.clock.advance(hours=1)
    restore(bench, copy)
    vars(bench.documents).update(erase=_down)
    assert follow_grootboek(bench.broker).gesloten
    vars(bench.documents).pop("erase")
    assert not follow_grootboek(bench.broker).gesloten
    assert left(bench, dossier_id) == []


def test_an_ended_account_stays_ended_after_a_restore(bench: Bench, vendor: Actor) -> None:
    """Art. 8 lid 2: access, Schermnaam, Wachtwoord and account data were gone for good."""
    copy = copy_of(bench)
    end_account(bench.broker, vendor)
    bench.clock.advance(hours=1)
    restore(bench, copy)
    assert not may_serve(bench.broker)
    assert follow_grootboek(bench.broker).herhaald == 1
    account = bench.store.get(Account, vendor.account_id)
    assert account is not None
    assert not account.active
    assert bench.store.get(DataSleutel, vendor.account_id) is None
    assert may_serve(bench.broker)


def test_a_discarded_sign_up_stays_gone_after_a_restore(bench: Bench, vendor: Actor) -> None:
    bench.sign_up("anders@example.com")
    [pending] = bench.pending("anders@example.com")
    copy = copy_of(bench)
    discard_pending(bench.broker, pending.id)
    bench.clock.advance(hours=1)
    restore(bench, copy)
    assert not may_serve(bench.broker)
    follow_grootboek(bench.broker)
    assert bench.store.get(Account, pending.id) is None
    assert may_serve(bench.broker)


def test_the_ledger_is_written_before_the_key_goes(bench: Bench, vendor: Actor) -> None:
    """An erasure that the ledger did not take keeps its key, and is finished later."""
    dossier_id = bench.dossier(vendor)
    vars(bench.grootboek).update(write=_down)
    with pytest.raises(Unavailable):
        erased(bench, vendor, dossier_id)
    assert bench.store.get(DataSleutel, dossier_id) is not None
    vars(bench.grootboek).pop("write")
    erased(bench, vendor, dossier_id)
    assert bench.grootboek.ids() == [dossier_id]
    assert left(bench, dossier_id) == []


def test_the_ledger_holds_no_personal_data(bench: Bench, vendor: Actor) -> None:
    """Pseudonymous ids, rules and times; the sample ends before the first byte of what was encrypted."""
    dossier_id = bench.dossier(vendor)
    [row] = contents(bench.state(dossier_id))
    erased(bench, vendor, dossier_id)
    [(wissing,)] = bench.grootboek.entries.values()
    assert (wissing.id, wissing.wat, wissing.door) == (dossier_id, WissingSoort.DOSSIER, vendor.account_id)
    assert set(wissing.model_dump()) == {
        "id",
        "wat",
        "regel",
        "door",
        "uitgevoerd_op",
        "begonnen_op",
        "verstrekkingen",
        "monster",
        "bewijs_nr",
        "bewijs_kop",
    }
    assert len(wissing.monster) < len(row.versleuteld)


def _down(*_: object) -> None:
    raise Unavailable


def _take_away_the_place(bench: Bench) -> None:
    bench.store._rows = {key: row for key, row in bench.store._rows.items() if not isinstance(row, Grootboekstand)}


def _placed(*rows: Any) -> list[tuple[Any, Any]]:
    return [(key_of(row), row) for row in rows]


def _die_at(bench: Bench, calls: list[str], deadly: int) -> None:
    vault: Any = bench.broker.vault
    shred: Callable[[str], bool] = vault.shred

    def mortal(owner_id: str) -> bool:
        calls.append(owner_id)
        if len(calls) == deadly:
            raise Crash
        return shred(owner_id)

    vault.shred = mortal
