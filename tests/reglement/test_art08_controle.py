"""Art. 8 lid 1: elke nacht blijkt opnieuw dat van wat vernietigd is niets meer bestaat, en niets meer opengaat."""

from datetime import datetime, timedelta
from itertools import pairwise
from typing import TypeVar

import pytest

from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.register_rows import Vernietiging
from chalicelib.domain.row import DataSleutel, Row
from chalicelib.errors import Unavailable
from chalicelib.privacy.bewijs import Bewijsstuk
from chalicelib.usecases.check_wissingen import ControleUitkomst, check_wissingen
from chalicelib.usecases.delete_dossier import delete_dossier
from chalicelib.usecases.discard_pending import discard_pending
from chalicelib.usecases.end_account import end_account
from chalicelib.usecases.follow_grootboek import follow_grootboek
from chalicelib.usecases.ports.store import Insert, Remove, Replace
from tests.broker import Bench
from tests.restores import copy_of, opens, restart, restore

R = TypeVar("R", bound=Row)


@pytest.fixture
def vendor(bench: Bench) -> Actor:
    follow_grootboek(bench.broker)
    return bench.vendor()


def tonight(bench: Bench) -> datetime:
    return bench.clock.now() + timedelta(hours=18)


def check(bench: Bench, at: datetime | None = None) -> ControleUitkomst:
    bench.clock.move_to(at or tonight(bench))
    return check_wissingen(bench.broker, bench.clock.now())


def erased(bench: Bench, vendor: Actor) -> str:
    dossier_id = bench.dossier(vendor)
    delete_dossier(bench.broker, vendor, dossier_id)
    return dossier_id


def clean(bekeken: int) -> ControleUitkomst:
    return ControleUitkomst(bekeken=bekeken, resten=0)


def test_nothing_is_left_of_what_was_erased(bench: Bench, vendor: Actor) -> None:
    """A dossier, a sign-up that nobody confirmed and an account, each looked into."""
    dossier_id = bench.dossier(vendor)
    row = next(iter(bench.state(dossier_id).inhoud.values()))
    assert opens(bench, dossier_id, row)
    delete_dossier(bench.broker, vendor, dossier_id)
    bench.sign_up("voorbeeld@example.com")
    discard_pending(bench.broker, bench.pending("voorbeeld@example.com")[0].id)
    end_account(bench.broker, vendor)
    assert check(bench) == clean(bekeken=3)
    restart(bench)
    assert not opens(bench, dossier_id, row)


@pytest.mark.parametrize("store", ["broker", "sleutels", "documenten", "bewijs", "receipt"])
def test_what_comes_back_is_found_in_its_store(
    bench: Bench, vendor: Actor, store: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Art. 8 lid 1: a row, a key, an object, a gap in the evidence, a receipt that is gone."""
    dossier_id = bench.dossier(vendor)
    row = next(iter(bench.state(dossier_id).inhoud.values()))
    key = bench.store.get(DataSleutel, dossier_id)
    assert key
    delete_dossier(bench.broker, vendor, dossier_id)
    {
        "broker": lambda: bench.store.commit(Insert(row)),
        "sleutels": lambda: bench.store.commit(Insert(key)),
        "documenten": lambda: bench.documents.put(f"{dossier_id}/voorbeeld", b"x"),
        "bewijs": lambda: bench.store.erase_evidence(dossier_id, 1),
        "receipt": lambda: bench.store.commit(Remove(_found(bench, Vernietiging, dossier_id))),
    }[store]()
    capsys.readouterr()
    assert check(bench).resten == 1
    assert f'"over":"{dossier_id}"' in capsys.readouterr().out


def test_evidence_that_was_changed_is_found(bench: Bench, vendor: Actor) -> None:
    """I5: the head in the ledger is one that no table can take along."""
    dossier_id = erased(bench, vendor)
    first = _found(bench, Bewijsstuk, f"{dossier_id}/1")
    bench.store.commit(Replace(first.model_copy(update={"door": "acc_" + "z" * 26})))
    assert check(bench).resten == 1


def test_a_store_that_is_silent_counts_as_remains(bench: Bench, vendor: Actor) -> None:
    """Fail closed: what could not be looked at is not proven; the others are looked at all the same."""
    one, other = erased(bench, vendor), erased(bench, vendor)
    count = bench.documents.count

    def silent(dossier_id: str) -> int:
        if dossier_id == one:
            raise Unavailable
        return count(dossier_id)

    vars(bench.documents)["count"] = silent
    assert check(bench) == ControleUitkomst(bekeken=2, resten=1)
    assert other


def test_each_erasure_has_its_turn_each_week_while_backups_last(bench: Bench, vendor: Actor) -> None:
    """Nightly for 50 days: in its first two nights, once in each seven after that, and never after the last back-up."""
    erased(bench, vendor)
    start = tonight(bench)
    seen = [night for night in range(50) if check(bench, start + timedelta(days=night)).bekeken]
    assert seen[:2] == [0, 1]
    assert {after - before for before, after in pairwise(seen[1:])} <= {5, 6, 7}
    assert 28 < max(seen) <= 36


def test_a_run_that_is_out_of_time_stops(bench: Bench, vendor: Actor) -> None:
    for _ in range(3):
        erased(bench, vendor)
    at = tonight(bench)
    bench.clock.move_to(at)
    assert check_wissingen(bench.broker, at, at) == clean(bekeken=0)


def test_what_was_erased_again_after_a_restore_is_clean(bench: Bench, vendor: Actor) -> None:
    """The last evidence went with the restore; the receipt says that the erasure was repeated."""
    dossier_id = bench.dossier(vendor)
    copy = copy_of(bench)
    delete_dossier(bench.broker, vendor, dossier_id)
    bench.clock.advance(hours=1)
    restore(bench, copy)
    assert check(bench).resten == 1
    assert follow_grootboek(bench.broker).herhaald == 1
    assert check(bench, bench.clock.now()) == clean(bekeken=1)
    receipt = _found(bench, Vernietiging, dossier_id)
    assert receipt.bewijs_nr > 0
    assert receipt.bewijs_tot


def _found(bench: Bench, kind: type[R], row_id: str) -> R:
    row = bench.store.get(kind, row_id)
    assert row
    return row
