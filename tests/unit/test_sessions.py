"""Signing in and out: nothing tells an unknown address from a wrong password, and an ended session opens nothing."""

from collections import Counter

import pytest

from chalicelib.domain.account import MAX_SESSIONS, SESSION_TERM
from chalicelib.domain.reglement_versie import ReglementVersie
from chalicelib.errors import Unauthenticated, WrongLogin
from chalicelib.usecases.authenticate import authenticate
from chalicelib.usecases.close_session import close_session
from chalicelib.usecases.refresh_session import refresh_session
from tests.accounts import ADDRESS, PASSWORD, VERSION, Bench

UNKNOWN = "onbekend@example.com"


def refused_login(bench: Bench, address: str, password: str) -> tuple[Counter[str], list[str]]:
    """What a refused login asked of store and pool."""
    bench.store.calls.clear()
    bench.identity.calls.clear()
    with pytest.raises(WrongLogin):
        bench.login(address, password)
    return Counter(bench.store.calls), list(bench.identity.calls)


def test_every_refused_login_costs_the_same_calls() -> None:
    """No user enumeration: unknown, unconfirmed, wrong password and no address at all look alike."""
    bench = Bench()
    bench.confirmed()
    bench.sign_up("wachtend@example.com")
    wrong_password = refused_login(bench, ADDRESS, "een ander wachtwoord")
    assert wrong_password == (Counter(get=2), ["login"])
    assert refused_login(bench, UNKNOWN, PASSWORD) == wrong_password
    assert refused_login(bench, "wachtend@example.com", PASSWORD) == wrong_password
    assert refused_login(bench, "geen adres", PASSWORD) == wrong_password


def test_a_token_check_is_one_read() -> None:
    bench = Bench()
    bench.confirmed()
    tokens = bench.login()
    bench.store.calls.clear()
    bench.enter(tokens)
    assert bench.store.calls == Counter(get_many=1)


def test_other_rows_ride_along_in_the_same_read() -> None:
    bench = Bench()
    account = bench.confirmed()
    tokens = bench.login()
    asked: list[str] = []

    def also(account_id: str) -> list[tuple[type[ReglementVersie], str]]:
        asked.append(account_id)
        return [(ReglementVersie, f"privacyreglement/{VERSION}"), (ReglementVersie, "privacyreglement/geen")]

    _, rows = authenticate(bench.broker, f"bearer {tokens.access_token}", bench.clock.now(), also)
    assert asked == [account.id]
    assert [row is not None for row in rows] == [True, False]


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic dGVzdA==", "Bearer a b", "Bearer access.999"])
def test_a_header_without_a_good_token_is_refused(header: str) -> None:
    bench = Bench()
    bench.confirmed()
    with pytest.raises(Unauthenticated):
        authenticate(bench.broker, header, bench.clock.now())


def test_signing_out_stops_access_and_refresh() -> None:
    bench = Bench()
    bench.confirmed()
    tokens = bench.login()
    close_session(bench.broker, bench.enter(tokens))
    with pytest.raises(Unauthenticated):
        bench.enter(tokens)
    with pytest.raises(Unauthenticated):
        refresh_session(bench.broker, tokens.refresh_token)


def test_signing_out_leaves_other_sessions_open() -> None:
    bench = Bench()
    bench.confirmed()
    here, there = bench.login(), bench.login()
    close_session(bench.broker, bench.enter(here), here.refresh_token)
    assert bench.enter(there)
    assert bench.identity.calls[-2:] == ["revoke", "verify"]


def test_a_refreshed_token_belongs_to_the_same_session() -> None:
    bench = Bench()
    bench.confirmed()
    tokens = bench.login()
    bench.clock.advance(hours=2)
    with pytest.raises(Unauthenticated):
        bench.enter(tokens)
    again = refresh_session(bench.broker, tokens.refresh_token)
    assert bench.enter(again).session == tokens.session
    close_session(bench.broker, bench.enter(again))
    with pytest.raises(Unauthenticated):
        bench.enter(again)


def test_a_session_ends_after_thirty_days_whatever_the_pool_says() -> None:
    bench = Bench()
    bench.confirmed()
    tokens = bench.login()
    bench.clock.advance(seconds=SESSION_TERM.total_seconds())
    with pytest.raises(Unauthenticated):
        refresh_session(bench.broker, tokens.refresh_token)


def test_the_oldest_of_too_many_sessions_stops() -> None:
    bench = Bench()
    bench.confirmed()
    first = bench.login()
    others = [bench.login() for _ in range(MAX_SESSIONS)]
    with pytest.raises(Unauthenticated):
        bench.enter(first)
    assert all(bench.enter(tokens) for tokens in others)


def test_a_token_without_an_account_opens_nothing() -> None:
    """The pool still knows a user whose account is gone or was never confirmed: its tokens are worth nothing."""
    bench = Bench()
    bench.sign_up()
    account_id = bench.pending()[0].id
    tokens = bench.identity.login(account_id, PASSWORD)
    with pytest.raises(Unauthenticated):
        bench.enter(tokens)


def test_two_logins_at_once_both_stay_open() -> None:
    bench = Bench()
    bench.confirmed()
    made = []

    def another_login(_: object) -> None:
        bench.store.before_commit = None
        made.append(bench.login())

    bench.store.before_commit = another_login
    made.append(bench.login())
    assert all(bench.enter(tokens) for tokens in made)
