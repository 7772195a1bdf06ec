"""Art. 8 lid 1, 9 lid 1: een rij die niemand kan lezen houdt het vernietigen en het nakijken van andere niet tegen."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.adapters.dynamodb.codec import RowFormatError
from chalicelib.domain.gebruiker import Actor
from chalicelib.errors import Unauthenticated
from chalicelib.handlers.scheduled import on_bewaartermijnen
from chalicelib.privacy.bewaartermijn import CONCEPT
from chalicelib.usecases.check_wissingen import check_wissingen
from chalicelib.usecases.delete_dossier import delete_dossier
from chalicelib.usecases.follow_grootboek import follow_grootboek
from chalicelib.usecases.redate_dossiers import redate_dossiers
from chalicelib.usecases.remind_herziening import remind_herziening
from tests.broker import Bench
from tests.destruction import due_at, herstel, left, run
from tests.holds import hold
from tests.ijkpunten import look, sign
from tests.reglement.test_art08_bulk import LIMIT, due
from tests.reglement.test_art08_herdatering import change, redate
from tests.reglement.test_art08_medewerkers import STAFF, end, ended, hired


def spoil(bench: Bench, row_id: str) -> None:
    """From now on this row is not what its class says; whoever reads it, alone or with others, fails."""

    def spoilt(name: str) -> Callable[..., Any]:
        read = getattr(bench.store, name)

        def read_or_fail(*asked: Any) -> Any:
            if f"'{row_id}'" in repr(asked):
                raise RowFormatError("a field is not what its class says")
            return read(*asked)

        return read_or_fail

    for name in ("get", "get_many", "load_dossier"):
        vars(bench.store)[name] = spoilt(name)


def mend(bench: Bench) -> None:
    for name in ("get", "get_many", "load_dossier"):
        vars(bench.store).pop(name, None)


@pytest.fixture
def vendor(bench: Bench) -> Actor:
    return bench.vendor()


def test_a_night_of_many_goes_on(bench: Bench, vendor: Actor) -> None:
    """The others are few enough to go by themselves."""
    bench.broker = replace(bench.broker, settings=bench.broker.settings.model_copy(update={"bulk_grens": LIMIT}))
    dossiers, at = due(bench, vendor, LIMIT + 1)
    spoil(bench, dossiers[0])
    assert run(bench, at)["vernietigd"] == LIMIT
    mend(bench)
    assert [bool(left(bench, one)) for one in dossiers] == [True] + [False] * LIMIT


def test_a_changed_term_reaches_the_others(bench: Bench, vendor: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    """Found: one that nobody could read ended each run at its day. It has its turn again, once all had theirs."""
    assert redate_dossiers(bench.broker, bench.clock.now()) == 0
    bad, good = bench.dossier(vendor), bench.dossier(vendor)
    before = due_at(bench, good)
    change(monkeypatch, "CONCEPT", replace(CONCEPT, dagen=CONCEPT.dagen - 10))
    spoil(bench, bad)
    moved = [redate_dossiers(bench.broker, bench.clock.now()) for _ in range(10)]
    assert sum(moved) == 1
    mend(bench)
    assert (due_at(bench, good) < before, due_at(bench, bad)) == (True, before)
    assert redate(bench) == 1
    assert due_at(bench, bad) == due_at(bench, good)


def test_each_step_of_the_night_is_taken(bench: Bench, vendor: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that fails as a whole, for whatever reason, is told, after the others."""

    def fail(*_: object) -> int:
        raise RowFormatError("voorbeeld")

    monkeypatch.setattr("chalicelib.handlers.scheduled.redate_dossiers", fail)
    monkeypatch.setattr("chalicelib.wiring.open_broker", lambda: bench.broker)
    dossier_id = bench.dossier(vendor)
    at = due_at(bench, dossier_id)
    bench.clock.move_to(at)
    with pytest.raises(RowFormatError):
        on_bewaartermijnen({"time": at.isoformat()})
    assert left(bench, dossier_id) == []


def test_staff_that_nobody_can_read_keeps_no_aansluiting_from_ending(
    bench: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    """Art. 8 lid 2. Found: the Kredietverstrekker could not be ended, nor its contact person destroyed."""
    lessor = bench.lessor()
    (bad, _), (good, tokens) = (hired(bench, lessor, address) for address in STAFF)
    spoil(bench, bad)
    capsys.readouterr()
    end(bench, lessor)
    assert f'"rij":"{bad}"' in capsys.readouterr().out
    with pytest.raises(Unauthenticated):
        bench.enter(tokens)
    herstel(bench)
    run(bench, bench.clock.now() + timedelta(days=1))
    assert (ended(bench, good), bench.kredietverstrekker(lessor).contact) == (True, 0)


def test_a_hold_that_nobody_can_read_rings_with_the_others(bench: Bench, vendor: Actor) -> None:
    holds = [hold(bench, bench.dossier(vendor)) for _ in range(2)]
    spoil(bench, holds[0])
    bench.clock.advance(days=400)
    assert remind_herziening(bench.broker, bench.clock.now()) == len(holds)


def test_the_heads_of_the_others_are_signed_and_compared(bench: Bench, vendor: Actor) -> None:
    first, second = bench.dossier(vendor), bench.dossier(vendor)
    spoil(bench, first)
    signed = sign(bench)
    mend(bench)
    assert signed == sign(bench, 2) + 2, "the second dossier and the account"
    spoil(bench, second)
    assert look(bench).afwijkingen == 1


def test_the_other_erasures_are_looked_at(bench: Bench, vendor: Actor) -> None:
    follow_grootboek(bench.broker)
    dossiers = [bench.dossier(vendor) for _ in range(2)]
    for dossier_id in dossiers:
        delete_dossier(bench.broker, vendor, dossier_id)
    spoil(bench, dossiers[0])
    bench.clock.advance(hours=1)
    found = check_wissingen(bench.broker, bench.clock.now())
    assert (found.bekeken, found.resten) == (2, 1)


def test_what_is_no_entry_of_the_ledger_rings_and_stops_nothing(
    bench: Bench, vendor: Actor, capsys: pytest.CaptureFixture[str]
) -> None:
    follow_grootboek(bench.broker)
    delete_dossier(bench.broker, vendor, bench.dossier(vendor))
    bench.grootboek.entries["voorbeeld"] = ()
    bench.clock.advance(hours=1)
    assert check_wissingen(bench.broker, bench.clock.now()).bekeken == 1
    assert "retention:remains:found" in capsys.readouterr().out
    bench.clock.advance(days=1)
    assert look(bench).afwijkingen == 0
