"""
Art. 8 lid 1: what somebody else put into the ledger of erasures neither opens the gate nor closes it, nor stops a
night (I8). Its lock keeps it there for sixteen years.
"""

from datetime import timedelta

import pytest

from chalicelib.adapters.grootboek import place_at
from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.wissing import Grootboekstand
from chalicelib.usecases.check_koppen import check_koppen
from chalicelib.usecases.check_wissingen import check_wissingen
from chalicelib.usecases.delete_dossier import delete_dossier
from chalicelib.usecases.follow_grootboek import STAND, follow_grootboek, may_serve
from tests.broker import Bench
from tests.ijkpunten import sign
from tests.restores import copy_of, restore


@pytest.fixture
def vendor(bench: Bench) -> Actor:
    follow_grootboek(bench.broker)  # the minute's run, as on every stage that stands
    return bench.vendor()


def put_stray(bench: Bench) -> str:
    """An object with a name as ours have, in which there is no erasure."""
    place = place_at(bench.clock.now(), b"voorbeeld")
    bench.grootboek.entries[place] = ()
    return place


def test_a_stray_object_closes_nothing(bench: Bench, vendor: Actor) -> None:
    """Found: the process that looked failed on it, and each after it."""
    place = put_stray(bench)
    bench.clock.advance(hours=1)
    assert may_serve(bench.broker)
    assert not follow_grootboek(bench.broker).gesloten
    stand = bench.store.get(Grootboekstand, STAND)
    assert stand
    assert stand.plaats == place


def test_a_stray_object_hides_no_restore(bench: Bench, vendor: Actor) -> None:
    """The newest erasure tells whether a table was put back, and not the newest object."""
    dossier_id = bench.dossier(vendor)
    copy = copy_of(bench)
    delete_dossier(bench.broker, vendor, dossier_id)
    bench.clock.advance(minutes=1)
    put_stray(bench)
    bench.clock.advance(hours=1)
    restore(bench, copy)
    assert not may_serve(bench.broker)
    assert follow_grootboek(bench.broker).herhaald == 1
    assert may_serve(bench.broker)


def test_a_stray_object_is_told_and_stops_no_night(
    bench: Bench, vendor: Actor, capsys: pytest.CaptureFixture[str]
) -> None:
    gone = bench.dossier(vendor)
    sign(bench)
    put_stray(bench)
    delete_dossier(bench.broker, vendor, gone)
    bench.clock.advance(hours=1)
    capsys.readouterr()
    tally = check_wissingen(bench.broker, bench.clock.now())
    assert (tally.bekeken, tally.resten) == (1, 0)
    assert capsys.readouterr().out.count("retention:remains:found") == 1
    assert check_koppen(bench.broker, bench.clock.now() + timedelta(hours=1)).afwijkingen == 0
