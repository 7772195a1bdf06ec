"""What fails behind an account must neither tell whether an address is known nor undo what is done."""

from collections.abc import Callable
from typing import Any

import pytest

from chalicelib.errors import Unavailable
from chalicelib.usecases.confirm_account import confirm_account
from chalicelib.usecases.request_password_reset import SHORTEST, request_password_reset
from chalicelib.usecases.reset_password import reset_password
from tests.accounts import ADDRESS, Bench

NEW_PASSWORD = "een heel nieuw wachtwoord"
UNKNOWN = "onbekend@example.com"
EVENT = "account:work:failed"


def down(*_: Any, **__: Any) -> None:
    raise Unavailable("part of it: down")


def break_mail(bench: Bench) -> None:
    bench.mail.send_code = bench.mail.send_notice = down  # type: ignore[method-assign]


def break_store(bench: Bench) -> None:
    bench.store.commit = down  # type: ignore[method-assign]


def break_pool(bench: Bench) -> None:
    bench.identity.remove = down  # type: ignore[method-assign]


def break_keys(bench: Bench) -> None:
    bench.broker.vault.new_key = down  # type: ignore[method-assign,assignment]


BREAKS: dict[str, Callable[[Bench], None]] = {
    "mail": break_mail,
    "store": break_store,
    "pool": break_pool,
    "keys": break_keys,
}


@pytest.mark.parametrize("part", BREAKS)
@pytest.mark.parametrize("address", [ADDRESS, UNKNOWN])
def test_a_reset_request_never_says_that_something_failed(address: str, part: str) -> None:
    """It was 503 for a known address, whose code could not be stored or mailed, and 202 for an unknown one."""
    bench = Bench()
    bench.confirmed()
    BREAKS[part](bench)
    started = bench.clock.now()
    request_password_reset(bench.broker, address)
    assert (bench.clock.now() - started).total_seconds() == SHORTEST


@pytest.mark.parametrize("part", BREAKS)
@pytest.mark.parametrize("address", [ADDRESS, UNKNOWN])
def test_a_sign_up_never_says_that_something_failed(address: str, part: str) -> None:
    bench = Bench()
    bench.confirmed()
    BREAKS[part](bench)
    bench.sign_up(address)


def test_a_failure_is_an_event_without_an_address(capsys: pytest.CaptureFixture[str]) -> None:
    bench = Bench()
    bench.confirmed()
    break_mail(bench)
    request_password_reset(bench.broker, ADDRESS)
    bench.sign_up()
    told = capsys.readouterr().out
    assert told.count(EVENT) == 2
    assert ADDRESS not in told


def test_a_notice_that_fails_leaves_the_new_password() -> None:
    """It was 503 with a code used up, for a password that had been changed."""
    bench = Bench()
    bench.confirmed()
    request_password_reset(bench.broker, ADDRESS)
    break_mail(bench)
    reset_password(bench.broker, ADDRESS, bench.code(soort="herstel"), NEW_PASSWORD)
    assert bench.enter(bench.login(password=NEW_PASSWORD))


def test_a_loser_that_stays_does_not_undo_a_confirmation() -> None:
    """It was 503 with a code used up, for an account that had been confirmed; the sweep destroys what is left."""
    bench = Bench()
    bench.sign_up()
    bench.clock.advance(minutes=1)
    bench.sign_up()
    break_pool(bench)
    confirm_account(bench.broker, ADDRESS, bench.code())
    assert bench.enter(bench.login())
    assert [account.due() is not None for account in bench.pending()] == [True]
