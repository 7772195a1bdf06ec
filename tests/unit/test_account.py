"""The Account itself: sessions, codes, mails, and what is left at its end."""

from datetime import timedelta

from chalicelib.domain.account import (
    CODE_TERM,
    CODE_TRIES,
    DAY,
    MAILS_A_DAY,
    MAX_SESSIONS,
    SESSION_TERM,
    Account,
    AccountStatus,
    Akkoord,
    Code,
    password_fits,
)
from chalicelib.domain.gebruiker import GebruikerSoort, Rol
from tests.fakes.clock import START

ACCOUNT = Account(id="acc_" + "b" * 26, eigenaar="org_" + "b" * 26, schermnaam_hash="00", gemaakt_op=START)


def test_the_twenty_first_session_drops_the_oldest() -> None:
    account = ACCOUNT
    for number in range(MAX_SESSIONS + 1):
        account = account.with_session(f"sessie.{number}", START + timedelta(seconds=number))
    assert [sessie.jti for sessie in account.sessies] == [f"sessie.{n}" for n in range(1, MAX_SESSIONS + 1)]


def test_a_new_session_removes_those_that_expired() -> None:
    account = ACCOUNT.with_session("oud", START).with_session("nieuw", START + SESSION_TERM)
    assert [sessie.jti for sessie in account.sessies] == ["nieuw"]


def test_a_session_ends_at_its_last_instant() -> None:
    account = ACCOUNT.with_session("sessie", START)
    assert account.has_session("sessie", START + SESSION_TERM - timedelta(microseconds=1))
    assert not account.has_session("sessie", START + SESSION_TERM)


def test_an_unconfirmed_account_admits_no_session() -> None:
    account = ACCOUNT.with_session("sessie", START)
    assert not account.admits("sessie", START)
    assert account.confirmed().admits("sessie", START)


def test_a_code_ends_by_time_and_by_tries() -> None:
    code = Code(hash="00", tot=START + CODE_TERM)
    assert code.usable(START + CODE_TERM - timedelta(microseconds=1))
    assert not code.usable(START + CODE_TERM)
    for _ in range(CODE_TRIES - 1):
        code = code.tried()
    assert code.usable(START)
    assert not code.tried().usable(START)


def test_mails_are_counted_for_one_day() -> None:
    account = ACCOUNT
    for _ in range(MAILS_A_DAY):
        assert account.may_be_mailed(START)
        account = account.mailed(START)
    assert not account.may_be_mailed(START + DAY - timedelta(seconds=1))
    assert account.may_be_mailed(START + DAY)


def test_a_tombstone_keeps_ids_times_and_hashes_only() -> None:
    full = ACCOUNT.model_copy(
        update={
            "gebruiker": GebruikerSoort.VENDOR,
            "rollen": (Rol.BEHEER,),
            "status": AccountStatus.ACTIEF,
            "herstel": Code(hash="00", tot=START),
            "akkoorden": (Akkoord(soort="privacyreglement", versie="1", sha256="00", op=START),),
            "bewijs_nr": 3,
            "bewijs_kop": "aa",
        }
    ).with_session("sessie", START)
    left = full.tombstone(START, START + DAY).model_dump(exclude_defaults=True)
    assert set(left) == {
        "id",
        "eigenaar",
        "status",
        "schermnaam_hash",
        "gemaakt_op",
        "beeindigd_op",
        "bewijs_tot",
        "bewijs_nr",
        "bewijs_kop",
    }


def test_a_password_needs_twelve_signs_and_no_outer_space() -> None:
    assert password_fits("a" * 12)
    assert password_fits("a" * 256)
    assert not password_fits("a" * 11)
    assert not password_fits("a" * 257)
    assert not password_fits(" " + "a" * 12)
