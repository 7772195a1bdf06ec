"""Signing up and confirming: who can open which account, and what nobody can learn from the answers."""

import pytest

from chalicelib.domain.account import MAILS_A_DAY, AccountInhoud, AccountStatus
from chalicelib.domain.gebruiker import GebruikerSoort
from chalicelib.domain.row import DataSleutel, Inhoud
from chalicelib.errors import InvalidInput, Unauthenticated, Unavailable
from chalicelib.usecases.confirm_account import confirm_account
from chalicelib.usecases.read_account import read_account
from tests.accounts import ADDRESS, PAPERS, PASSWORD, Bench

OTHER_PASSWORD = "nog een lang wachtwoord"


def codes_of(error: pytest.ExceptionInfo[InvalidInput]) -> list[tuple[str, str]]:
    return [(fault.veld, fault.code) for fault in error.value.faults]


def test_a_confirmed_account_opens_with_its_password() -> None:
    bench = Bench()
    account = bench.confirmed()
    assert bench.enter(bench.login()).account_id == account.id


def test_the_stored_rows_hold_no_name_or_address() -> None:
    bench = Bench()
    bench.sign_up()
    rows = " ".join(repr(row.model_dump()) for row in bench.store.rows())
    assert ADDRESS not in rows
    assert "Testpersoon" not in rows
    assert PASSWORD not in rows


def test_an_unconfirmed_account_does_not_open() -> None:
    bench = Bench()
    bench.sign_up()
    with pytest.raises(Unauthenticated):
        bench.login()


def test_an_earlier_sign_up_by_another_is_destroyed() -> None:
    """Pre-hijack: who knows an address cannot lie in wait for its owner with a password of their own."""
    bench = Bench()
    bench.sign_up(wachtwoord=OTHER_PASSWORD)
    hijacker = bench.pending()[0]
    bench.clock.advance(minutes=1)
    bench.sign_up()
    confirm_account(bench.broker, ADDRESS, bench.code())
    with pytest.raises(Unauthenticated):
        bench.login(password=OTHER_PASSWORD)
    assert bench.pending() == []
    assert hijacker.id not in bench.identity.users
    assert {row.id for row in bench.store.rows() if isinstance(row, DataSleutel | Inhoud)} == {
        "zoeksleutel",
        bench.account().id,
    }


def test_a_code_opens_only_its_own_sign_up() -> None:
    bench = Bench()
    bench.sign_up(wachtwoord=OTHER_PASSWORD)
    first = bench.code()
    bench.clock.advance(minutes=1)
    bench.sign_up()
    confirm_account(bench.broker, ADDRESS, first)
    assert bench.enter(bench.login(password=OTHER_PASSWORD))
    with pytest.raises(Unauthenticated):
        bench.login()


def test_a_known_address_gets_a_notice_and_no_account() -> None:
    bench = Bench()
    account = bench.confirmed()
    users = dict(bench.identity.users)
    bench.sign_up(wachtwoord=OTHER_PASSWORD)
    assert bench.mail.sent[-1].soort == "adres_bekend"
    assert bench.pending() == []
    assert bench.identity.users == users
    assert bench.account().id == account.id


def test_a_weak_password_tells_nothing_about_the_address() -> None:
    bench = Bench()
    bench.confirmed()
    for address in (ADDRESS, "onbekend@example.com"):
        with pytest.raises(InvalidInput) as error:
            bench.sign_up(address, wachtwoord="kort")
        assert codes_of(error) == [("wachtwoord", "wachtwoord.eisen")]


def test_a_refusal_of_the_pool_tells_nothing_either() -> None:
    """The pool may want more than we check: it is asked before we look whether the address is known."""
    bench = Bench()
    bench.confirmed()
    bench.identity.calls.clear()
    bench.sign_up()
    bench.sign_up("onbekend@example.com")
    assert bench.identity.calls == ["create", "remove", "create"]


def test_an_address_gets_a_few_mails_a_day() -> None:
    bench = Bench()
    for _ in range(MAILS_A_DAY + 2):
        bench.sign_up()
        bench.clock.advance(seconds=1)
    assert len(bench.mail.sent) == MAILS_A_DAY
    assert len(bench.pending()) == len(bench.identity.users) == MAILS_A_DAY


def test_a_sign_up_of_yesterday_is_destroyed_by_the_next() -> None:
    bench = Bench()
    bench.sign_up()
    old = bench.pending()[0]
    bench.clock.advance(days=1)
    bench.sign_up()
    assert [account.id for account in bench.pending()] != [old.id]
    assert len(bench.pending()) == 1
    assert old.id not in bench.identity.users


def test_each_vendor_gets_an_organisation_of_its_own() -> None:
    """Knowing a KvK-nummer makes nobody a member: the same organisation twice is two owners (I17)."""
    bench = Bench()
    first, second = bench.confirmed(), bench.confirmed("ander@example.com")
    assert first.eigenaar.startswith("org_")
    assert first.eigenaar != second.eigenaar


def test_a_consument_owns_as_a_person() -> None:
    bench = Bench()
    account = bench.confirmed(gebruiker=GebruikerSoort.CONSUMENT, inhoud=_alone(ADDRESS))
    assert account.eigenaar == account.id


def test_an_adviseur_without_organisation_is_refused() -> None:
    bench = Bench()
    with pytest.raises(InvalidInput) as error:
        bench.sign_up(gebruiker=GebruikerSoort.ADVISEUR, inhoud=_alone(ADDRESS))
    assert codes_of(error) == [("organisatie", "organisatie.verplicht")]


def test_a_consument_with_organisation_is_refused() -> None:
    with pytest.raises(InvalidInput) as error:
        Bench().sign_up(gebruiker=GebruikerSoort.CONSUMENT)
    assert codes_of(error) == [("organisatie", "organisatie.consument")]


def test_all_faults_come_back_at_once() -> None:
    with pytest.raises(InvalidInput) as error:
        Bench().sign_up(wachtwoord="kort", akkoord=dict.fromkeys(PAPERS), inhoud=_alone(ADDRESS))
    assert {code for _, code in codes_of(error)} == {
        "organisatie.verplicht",
        "wachtwoord.eisen",
        "akkoord.verplicht",
    }


def test_case_and_spaces_do_not_make_another_address() -> None:
    bench = Bench()
    account = bench.confirmed()
    assert bench.enter(bench.login(" TestPersoon@Example.com ")).account_id == account.id


def test_a_lost_race_for_the_address_confirms_nothing() -> None:
    bench = Bench()
    bench.sign_up()
    late, late_code = bench.pending()[0], bench.code()
    bench.clock.advance(minutes=1)
    bench.sign_up()
    winner_code = bench.code()

    def somebody_is_first(_: object) -> None:
        bench.store.before_commit = None
        confirm_account(bench.broker, ADDRESS, winner_code)

    bench.store.before_commit = somebody_is_first
    with pytest.raises(InvalidInput):
        confirm_account(bench.broker, ADDRESS, late_code)
    assert bench.account().id != late.id
    assert bench.account().status is AccountStatus.ACTIEF


def test_a_sign_up_that_outlived_a_crash_stays_closed() -> None:
    """The address was claimed, but the others were not destroyed yet: their codes open nothing."""
    bench = Bench()
    bench.sign_up(wachtwoord=OTHER_PASSWORD)
    left_over = bench.code()
    bench.clock.advance(minutes=1)
    bench.sign_up()

    def fail(account_id: str) -> None:
        raise Unavailable("cognito: down")

    bench.identity.remove = fail  # type: ignore[method-assign]
    confirm_account(bench.broker, ADDRESS, bench.code())  # it is confirmed: what is left is the sweep's
    assert len(bench.pending()) == 1
    with pytest.raises(InvalidInput):
        confirm_account(bench.broker, ADDRESS, left_over)
    assert bench.enter(bench.login())


def test_what_was_told_at_sign_up_can_be_read_back() -> None:
    bench = Bench()
    bench.confirmed()
    mijn = read_account(bench.broker, bench.enter(bench.login()))
    assert mijn.inhoud.schermnaam == ADDRESS
    assert mijn.inhoud.organisatie is not None


def _alone(address: str) -> AccountInhoud:
    return AccountInhoud(schermnaam=address, naam="Testpersoon Voorbeeld")
