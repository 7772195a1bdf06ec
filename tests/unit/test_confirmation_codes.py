"""The code of a sign-up: six digits, fifteen minutes, five tries, once."""

import pytest

from chalicelib.domain.account import CODE_TERM, CODE_TRIES
from chalicelib.errors import InvalidInput
from chalicelib.usecases.confirm_account import confirm_account
from tests.accounts import ADDRESS, Bench, wrong


def codes_of(error: pytest.ExceptionInfo[InvalidInput]) -> list[tuple[str, str]]:
    return [(fault.veld, fault.code) for fault in error.value.faults]


def test_five_wrong_codes_use_up_the_right_one() -> None:
    bench = Bench()
    bench.sign_up()
    code = bench.code()
    for _ in range(CODE_TRIES):
        with pytest.raises(InvalidInput) as error:
            confirm_account(bench.broker, ADDRESS, wrong(code))
        assert codes_of(error) == [("code", "code.onjuist")]
    with pytest.raises(InvalidInput):
        confirm_account(bench.broker, ADDRESS, code)


def test_the_fifth_try_may_still_be_right() -> None:
    bench = Bench()
    bench.sign_up()
    for _ in range(CODE_TRIES - 1):
        with pytest.raises(InvalidInput):
            confirm_account(bench.broker, ADDRESS, wrong(bench.code()))
    confirm_account(bench.broker, ADDRESS, bench.code())
    assert bench.account().active


def test_a_code_is_too_old_after_fifteen_minutes() -> None:
    bench = Bench()
    bench.sign_up()
    bench.clock.advance(seconds=CODE_TERM.total_seconds())
    with pytest.raises(InvalidInput):
        confirm_account(bench.broker, ADDRESS, bench.code())


def test_a_code_works_once() -> None:
    bench = Bench()
    bench.confirmed()
    with pytest.raises(InvalidInput):
        confirm_account(bench.broker, ADDRESS, bench.code())


def test_an_unknown_address_answers_as_a_wrong_code() -> None:
    with pytest.raises(InvalidInput) as error:
        confirm_account(Bench().broker, "onbekend@example.com", "123456")
    assert codes_of(error) == [("code", "code.onjuist")]


def test_codes_are_six_digits_with_leading_zeros() -> None:
    bench = Bench()
    for number in range(8):
        bench.sign_up(f"persoon{number}@example.com")
        bench.clock.advance(minutes=1)
    assert all(len(mail.code) == 6 and mail.code.isdigit() for mail in bench.mail.sent)
