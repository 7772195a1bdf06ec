"""Art. 1 leden 3, 18 en 20: one Account per Schermnaam, which is the e-mail address of whoever made it."""

import pytest

from chalicelib.domain.account import Schermnaam
from chalicelib.errors import InvalidInput, Unauthenticated
from chalicelib.usecases.confirm_account import confirm_account
from tests.accounts import ADDRESS, PASSWORD, Bench


def test_only_the_reader_of_the_mail_opens_the_account() -> None:
    """Art. 1 lid 20: the Schermnaam equals the e-mail address; without the code from that mailbox nobody gets in."""
    bench = Bench()
    bench.sign_up()
    with pytest.raises(Unauthenticated):
        bench.login()
    confirm_account(bench.broker, ADDRESS, bench.code())
    assert bench.enter(bench.login())


def test_one_address_is_one_account() -> None:
    """Art. 1 lid 20: two sign-ups with one address, both with a valid code, end in one Account."""
    bench = Bench()
    bench.sign_up()
    first = bench.code()
    bench.clock.advance(minutes=1)
    bench.sign_up()
    confirm_account(bench.broker, ADDRESS, bench.code())
    with pytest.raises(InvalidInput):
        confirm_account(bench.broker, ADDRESS, first)
    assert sum(isinstance(row, Schermnaam) for row in bench.store.rows()) == 1


def test_the_address_is_stored_as_a_keyed_hash_only() -> None:
    """Art. 1 lid 20: in clear there is a keyed hash of the Schermnaam, which another stage could not repeat."""
    one, other = Bench(), Bench()
    one.confirmed()
    other.confirmed()
    assert one.account().schermnaam_hash != other.account().schermnaam_hash
    assert ADDRESS not in repr([row.model_dump() for row in one.store.rows()])


def test_the_password_is_stored_nowhere_by_the_broker() -> None:
    """Art. 1 lid 18: the user pool keeps the Wachtwoord; in the broker's own tables it does not occur."""
    bench = Bench()
    bench.confirmed()
    bench.login()
    assert PASSWORD not in repr([row.model_dump() for row in bench.store.rows()])
