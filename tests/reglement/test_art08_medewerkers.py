"""Art. 8 lid 2: with the aansluiting of a Kredietverstrekker the accounts of its staff end, and of nobody else."""

from datetime import timedelta

import pytest

from chalicelib.domain.account import Account, AccountStatus, Schermnaam
from chalicelib.domain.gebruiker import SYSTEEM
from chalicelib.domain.kalender import add_months
from chalicelib.domain.kredietverstrekker_inhoud import GewijzigdeKredietverstrekker
from chalicelib.domain.row import DataSleutel, Inhoud
from chalicelib.errors import IllegalState, Unauthenticated, Unavailable
from chalicelib.privacy.bewijs import first_fault
from chalicelib.usecases.confirm_medewerker import confirm_medewerker
from chalicelib.usecases.create_medewerker import NieuweMedewerker, create_medewerker
from chalicelib.usecases.follow_grootboek import follow_grootboek
from chalicelib.usecases.ports.identity import Tokens
from chalicelib.usecases.ports.store import Change
from chalicelib.usecases.request_password_reset import request_password_reset
from chalicelib.usecases.reset_password import reset_password
from chalicelib.usecases.update_kredietverstrekker import update_kredietverstrekker
from tests.accounts import PASSWORD
from tests.broker import OPERATOR, SECOND_OPERATOR, Bench, Crash
from tests.destruction import herstel, run
from tests.lessors import Lessor
from tests.restores import copy_of, restore

STAFF = ("eerste@example.com", "tweede@example.com")


def hired(bench: Bench, lessor: Lessor, address: str) -> tuple[str, Tokens]:
    """Somebody of this Kredietverstrekker who is signed in."""
    nieuw = NieuweMedewerker(schermnaam=address, naam="Testpersoon Voorbeeld")
    made = create_medewerker(bench.broker, OPERATOR, lessor.id, nieuw)
    confirm_medewerker(bench.broker, SECOND_OPERATOR, lessor.id, address)
    request_password_reset(bench.broker, address)
    reset_password(bench.broker, address, bench.code(address, soort="herstel"), PASSWORD)
    return made.id, bench.login(address)


def end(bench: Bench, lessor: Lessor) -> None:
    update_kredietverstrekker(bench.broker, OPERATOR, lessor.id, GewijzigdeKredietverstrekker(status="beeindigd"))


def personal(bench: Bench, account_id: str) -> list[str]:
    """What is left of an account but for its tombstone and evidence."""
    kinds = (Inhoud, DataSleutel, Schermnaam)
    found = [row.soort for row in bench.store.rows() if isinstance(row, kinds) and account_id in repr(row)]
    return [*found, *(["pool"] if account_id in bench.identity.users else [])]


def row(bench: Bench, account_id: str) -> Account:
    found = bench.store.get(Account, account_id)
    assert found is not None
    return found


def ended(bench: Bench, account_id: str) -> bool:
    return row(bench, account_id).status is AccountStatus.BEEINDIGD and personal(bench, account_id) == []


def test_sessions_of_staff_close_with_the_aansluiting(bench: Bench) -> None:
    """Art. 8 lid 2: no access any more, from the moment that it ended."""
    lessor = bench.lessor()
    _, tokens = hired(bench, lessor, STAFF[0])
    bench.enter(tokens)
    end(bench, lessor)
    with pytest.raises(Unauthenticated):
        bench.enter(tokens)


def test_staff_of_an_ended_aansluiting_are_gone_within_a_minute(bench: Bench) -> None:
    """Art. 8 lid 2: Schermnaam, Wachtwoord, content and key; what stays is evidence, and who ended it."""
    lessor = bench.lessor()
    accounts = [hired(bench, lessor, address)[0] for address in STAFF]
    end(bench, lessor)
    assert herstel(bench, bench.clock.now() + timedelta(minutes=1)) == len(accounts)
    for account_id in accounts:
        assert ended(bench, account_id)
        last = bench.evidence(account_id)[-2:]
        assert [stuk.gebeurtenis for stuk in last] == ["account.einde_gevraagd", "account.beeindigd"]
        assert [(stuk.door, stuk.gegevens) for stuk in last] == [(OPERATOR.account_id, {"regel": "einde_functie"})] * 2
        assert first_fault(row(bench, account_id), bench.evidence(account_id)) is None
    assert herstel(bench) == 0


def test_nobody_else_ends_with_an_aansluiting(bench: Bench) -> None:
    """Art. 8 lid 2: those of another Kredietverstrekker, and a Vendor, go on; a suspension ends nobody."""
    lessor, other, suspended = bench.lessor("a"), bench.lessor("b"), bench.lessor("c")
    gone, _ = hired(bench, lessor, STAFF[0])
    stays, _ = hired(bench, other, STAFF[1])
    waits, _ = hired(bench, suspended, "derde@example.com")
    vendor = bench.vendor()
    change = GewijzigdeKredietverstrekker(status="opgeschort")
    update_kredietverstrekker(bench.broker, OPERATOR, suspended.id, change)
    end(bench, lessor)
    herstel(bench)
    run(bench, bench.clock.now() + timedelta(days=1))
    assert ended(bench, gone)
    assert bench.enter(bench.login(STAFF[1])).account_id == stays
    assert all(row(bench, one).active for one in (stays, waits, vendor.account_id))


def test_an_end_of_staff_that_died_is_made_good(bench: Bench) -> None:
    """Found by the sweep, for the Kredietverstrekker is due until its contact person is gone."""
    lessor = bench.lessor()
    accounts = [hired(bench, lessor, address)[0] for address in STAFF]
    commits: list[tuple[Change, ...]] = []

    def die(changes: tuple[Change, ...]) -> None:
        commits.append(changes)
        if len(commits) == 2:  # the second of the staff was not announced
            raise Crash

    bench.store.after_commit = die
    with pytest.raises(Crash):
        end(bench, lessor)
    bench.store.after_commit = None
    assert sorted(row(bench, one).einde_gevraagd_op is None for one in accounts) == [False, True]
    run(bench, bench.clock.now() + timedelta(hours=8))
    herstel(bench)
    assert all(ended(bench, one) for one in accounts)
    assert {bench.evidence(one)[-1].door for one in accounts} == {OPERATOR.account_id, SYSTEEM}


def test_an_end_of_staff_that_fails_is_no_failed_change(bench: Bench) -> None:
    """The aansluiting did end; whoever asks again would hear that it cannot end twice."""
    lessor = bench.lessor()
    account_id, _ = hired(bench, lessor, STAFF[0])

    def down(changes: tuple[Change, ...]) -> None:
        if any(isinstance(change.row, Account) for change in changes):
            raise Unavailable

    bench.store.before_commit = down
    end(bench, lessor)
    bench.store.before_commit = None
    assert bench.kredietverstrekker(lessor).ended
    assert row(bench, account_id).einde_gevraagd_op is None
    run(bench, bench.clock.now() + timedelta(days=1))
    herstel(bench)
    assert ended(bench, account_id)


def test_a_pool_that_is_down_is_tried_each_minute(bench: Bench) -> None:
    lessor = bench.lessor()
    account_id, _ = hired(bench, lessor, STAFF[0])
    remove = bench.identity.remove

    def down(_: str) -> None:
        raise Unavailable

    vars(bench.identity)["remove"] = down
    end(bench, lessor)
    assert herstel(bench) == 0
    vars(bench.identity)["remove"] = remove
    assert not ended(bench, account_id)
    assert herstel(bench, bench.clock.now() + timedelta(minutes=1)) == 1
    assert ended(bench, account_id)


def test_a_second_sweep_ends_nobody_twice(bench: Bench) -> None:
    """I15: neither before nor after `herstel` came."""
    lessor = bench.lessor()
    account_id, _ = hired(bench, lessor, STAFF[0])
    end(bench, lessor)
    run(bench, bench.clock.now())
    herstel(bench)
    run(bench, bench.clock.now() + timedelta(days=1))
    assert len(bench.told(account_id, "account.einde_gevraagd")) == 1


def test_ended_staff_stay_ended_after_a_restore(bench: Bench) -> None:
    """I8: by the ledger, with the rule and the person of the first time."""
    follow_grootboek(bench.broker)
    lessor = bench.lessor()
    account_id, _ = hired(bench, lessor, STAFF[0])
    copy = copy_of(bench)
    end(bench, lessor)
    herstel(bench)
    bench.clock.advance(hours=1)
    restore(bench, copy)
    assert row(bench, account_id).active
    assert follow_grootboek(bench.broker).herhaald == 1
    assert ended(bench, account_id)
    said = [wissing for entry in bench.grootboek.entries.values() for wissing in entry]
    assert {(one.regel, one.door) for one in said} == {("einde_functie", OPERATOR.account_id)}


def test_evidence_of_staff_goes_five_years_after_their_end(bench: Bench) -> None:
    """Art. 8 lid 2: not a second before."""
    lessor = bench.lessor()
    account_id, _ = hired(bench, lessor, STAFF[0])
    end(bench, lessor)
    herstel(bench)
    due = add_months(bench.clock.now(), 60)
    run(bench, due - timedelta(seconds=1))
    assert bench.evidence(account_id)
    run(bench, due)
    assert bench.evidence(account_id) == []
    assert bench.store.get(Account, account_id) is None


def test_nobody_is_confirmed_after_the_end(bench: Bench) -> None:
    """The aansluiting ends between the look and the write: no account begins that nothing would end."""
    lessor = bench.lessor()
    nieuw = NieuweMedewerker(schermnaam=STAFF[0], naam="Testpersoon Voorbeeld")
    made = create_medewerker(bench.broker, OPERATOR, lessor.id, nieuw)

    def first(_: tuple[Change, ...]) -> None:
        bench.store.before_commit = None
        end(bench, lessor)

    bench.store.before_commit = first
    with pytest.raises(IllegalState, match=r"kredietverstrekker\.niet_actief"):
        confirm_medewerker(bench.broker, SECOND_OPERATOR, lessor.id, STAFF[0])
    assert not row(bench, made.id).active
    assert made.id not in bench.identity.users
