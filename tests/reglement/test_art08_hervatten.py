"""Art. 8 lid 2: het einde van een Account dat halverwege bleef steken, komt vanzelf af."""

from datetime import timedelta

import pytest

from chalicelib.domain.account import Account, AccountStatus
from chalicelib.domain.gebruiker import Actor
from chalicelib.domain.row import DataSleutel, DueSoort
from chalicelib.errors import Unauthenticated, Unavailable
from chalicelib.privacy.bewijs import Bewijsstuk
from chalicelib.usecases.end_account import end_account
from chalicelib.usecases.ports.store import Change
from chalicelib.usecases.purge_due_dossiers import purge_due_dossiers
from chalicelib.usecases.read_account import read_account
from tests.accounts import ADDRESS
from tests.broker import Bench, Crash
from tests.destruction import herstel

RECALLED = ["aanvraag.aangeboden", "aanvraag.ingetrokken"]


def tombstone(bench: Bench, actor: Actor) -> Account:
    row = bench.store.get(Account, actor.account_id)
    assert row is not None
    return row


def says(changes: tuple[Change, ...], gebeurtenis: str) -> bool:
    return any(isinstance(c.row, Bewijsstuk) and c.row.gebeurtenis == gebeurtenis for c in changes)


def test_an_end_that_died_is_finished_within_a_minute(bench: Bench) -> None:
    """Found: with its key gone and its row still there, an account was never finished unless somebody asked again."""
    vendor = bench.vendor()
    tokens = bench.login()

    def die(changes: tuple[Change, ...]) -> None:
        if says(changes, "account.beeindigd"):
            raise Crash

    bench.store.before_commit = die
    with pytest.raises(Crash):
        end_account(bench.broker, vendor)
    bench.store.before_commit = None
    assert bench.store.get(DataSleutel, vendor.account_id) is None
    assert bench.enter(tokens).account_id == vendor.account_id, "until the end whoever asked can ask again"
    assert herstel(bench, bench.clock.now() + timedelta(minutes=1)) == 1
    assert tombstone(bench, vendor).status is AccountStatus.BEEINDIGD
    with pytest.raises(Unauthenticated):
        bench.enter(tokens)
    assert bench.confirmed(ADDRESS).id != vendor.account_id
    assert herstel(bench) == 0


def test_what_left_during_an_end_is_recalled(bench: Bench) -> None:
    """Sent between the first recalls and the end itself."""
    vendor, lessor = bench.vendor(), bench.lessor()
    late: list[str] = []

    def send(changes: tuple[Change, ...]) -> None:
        if says(changes, "account.beeindigd"):
            bench.store.before_commit = None
            late.append(bench.sent(vendor, lessor))

    bench.store.before_commit = send
    end_account(bench.broker, vendor)
    bench.dispatch(late[0])
    assert bench.types_to(lessor) == RECALLED


def test_the_last_recalls_of_an_end_are_made_good(bench: Bench) -> None:
    """Also when all of the account is gone: what left during the end is still recalled."""
    vendor, lessor = bench.vendor(), bench.lessor()
    late: list[str] = []

    def send(changes: tuple[Change, ...]) -> None:
        if says(changes, "account.beeindigd"):
            bench.store.before_commit = None
            late.append(bench.sent(vendor, lessor))

    def die(changes: tuple[Change, ...]) -> None:
        if says(changes, "account.beeindigd"):
            bench.store.after_commit = None
            raise Crash

    bench.store.before_commit, bench.store.after_commit = send, die
    with pytest.raises(Crash):
        end_account(bench.broker, vendor)
    assert tombstone(bench, vendor).einde_gevraagd_op is not None
    assert herstel(bench, bench.clock.now() + timedelta(minutes=1)) == 1
    bench.dispatch(late[0])
    assert bench.types_to(lessor) == RECALLED
    due = tombstone(bench, vendor).due()
    assert due is not None
    assert due.soort is DueSoort.BEWAARTERMIJN, "nothing is left to finish: only its evidence has a term"


def test_an_end_that_cannot_go_on_waits(bench: Bench) -> None:
    """The pool is down: it is tried each minute, also after the night in which nobody looked."""
    vendor = bench.vendor()
    remove = bench.identity.remove

    def down(_: str) -> None:
        raise Unavailable("cognito: does not answer")

    vars(bench.identity)["remove"] = down
    with pytest.raises(Unavailable):
        end_account(bench.broker, vendor)
    asked = tombstone(bench, vendor).einde_gevraagd_op
    assert herstel(bench, bench.clock.now() + timedelta(minutes=1)) == 0
    purge_due_dossiers(bench.broker, bench.clock.now() + timedelta(days=3))
    assert read_account(bench.broker, vendor).account.einde_gevraagd_op == asked
    vars(bench.identity)["remove"] = remove
    assert herstel(bench, bench.clock.now() + timedelta(days=3)) == 1
    assert tombstone(bench, vendor).status is AccountStatus.BEEINDIGD
