"""Art. 9 lid 1: a receipt that anybody wrote in a table explains no dossier away; the ledger under its lock does."""

from datetime import timedelta

import pytest

from chalicelib.domain.dossier import Dossier
from chalicelib.domain.register_rows import Vernietiging
from chalicelib.privacy.bewijs import Afwijking
from chalicelib.usecases.check_koppen import LATER, check_koppen
from chalicelib.usecases.delete_dossier import delete_dossier
from chalicelib.usecases.follow_grootboek import follow_grootboek
from chalicelib.usecases.ports.store import Insert
from chalicelib.usecases.replay_wissing import REPEATED
from tests.broker import Bench
from tests.ijkpunten import found, look, sign


def put_away(bench: Bench, dossier_id: str, *, evidence: bool, days_ago: int = 0) -> None:
    """By somebody who can write in the tables: the rows are gone, and a receipt says that it was an erasure."""
    row = found(bench, Dossier, dossier_id)
    bench.store.erase(dossier_id)
    if not evidence:
        bench.store.erase_evidence(dossier_id, row.bewijs_nr)
    at = bench.clock.now() - timedelta(days=days_ago)
    opslag = () if evidence else (REPEATED,)
    receipt = Vernietiging(
        id=dossier_id, regel="concept", door="systeem", uitgevoerd_op=at, begonnen_op=at, opslag=opslag, klaar=True
    )
    bench.store.commit(Insert(receipt))


@pytest.mark.parametrize("evidence", [True, False])
@pytest.mark.parametrize("days_ago", [0, 1, 400])
def test_a_forged_receipt_explains_nothing(
    bench: Bench, capsys: pytest.CaptureFixture[str], *, evidence: bool, days_ago: int
) -> None:
    """Found: a receipt was believed, so that a dossier could be put away unseen."""
    follow_grootboek(bench.broker)
    vendor = bench.vendor()
    forged, erased = bench.dossier(vendor), bench.dossier(vendor)
    delete_dossier(bench.broker, vendor, erased)
    sign(bench)
    assert look(bench).afwijkingen == 0
    put_away(bench, forged, evidence=evidence, days_ago=days_ago)
    capsys.readouterr()
    assert look(bench).afwijkingen == 1
    said = capsys.readouterr().out
    assert (f'"{Afwijking.RIJ_WEG}"' in said, forged in said, erased in said) == (True, True, False)


def test_an_erasure_that_was_cut_short_has_its_entry_later(bench: Bench) -> None:
    follow_grootboek(bench.broker)
    vendor = bench.vendor()
    dossier_id = bench.dossier(vendor)
    sign(bench)
    delete_dossier(bench.broker, vendor, dossier_id)
    [(place, wissingen)] = bench.grootboek.entries.items()
    del bench.grootboek.entries[place]
    assert look(bench).afwijkingen == 1
    bench.grootboek.write(bench.clock.now() + timedelta(days=LATER), wissingen)
    assert look(bench).afwijkingen == 0


def test_each_day_of_the_ledger_is_read_once(bench: Bench) -> None:
    """A day on which much was destroyed costs what the ledger of that day holds, however many heads it has."""
    follow_grootboek(bench.broker)
    vendor = bench.vendor()
    gone = [bench.dossier(vendor) for _ in range(5)]
    sign(bench)
    for dossier_id in gone:
        delete_dossier(bench.broker, vendor, dossier_id)
    read, reads = bench.grootboek.read, list[str]()

    def counted(place: str) -> object:
        reads.append(place)
        return read(place)

    vars(bench.grootboek)["read"] = counted
    assert look(bench).afwijkingen == 0
    assert sorted(reads) == sorted(bench.grootboek.entries)


def test_receipts_that_had_no_turn_are_told(bench: Bench, capsys: pytest.CaptureFixture[str]) -> None:
    follow_grootboek(bench.broker)
    vendor = bench.vendor()
    dossier_id = bench.dossier(vendor)
    sign(bench)
    delete_dossier(bench.broker, vendor, dossier_id)
    stop_at = bench.clock.now() + timedelta(minutes=1)
    get_many = bench.store.get_many

    def slow(*refs: object) -> object:
        bench.clock.advance(minutes=1)
        return get_many(*refs)  # type: ignore[arg-type]

    vars(bench.store)["get_many"] = slow
    capsys.readouterr()
    assert check_koppen(bench.broker, bench.clock.now(), stop_at).afwijkingen == 0
    assert "retention:sweep:stopped" in capsys.readouterr().out
