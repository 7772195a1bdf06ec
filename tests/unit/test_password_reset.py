"""A lost password: the code goes to the owner of the address, is hard to guess, and the change ends every session."""

import pytest

from chalicelib.domain.account import CODE_TERM, CODE_TRIES, MAILS_A_DAY
from chalicelib.errors import InvalidInput, Unauthenticated, Unavailable
from chalicelib.usecases.request_password_reset import SHORTEST, request_password_reset
from chalicelib.usecases.reset_password import reset_password
from tests.accounts import ADDRESS, PASSWORD, Bench, wrong

NEW_PASSWORD = "een heel nieuw wachtwoord"


@pytest.fixture
def bench() -> Bench:
    bench = Bench()
    bench.confirmed()
    request_password_reset(bench.broker, ADDRESS)
    return bench


def code(bench: Bench) -> str:
    return bench.code(soort="herstel")


def test_the_code_sets_a_new_password(bench: Bench) -> None:
    reset_password(bench.broker, ADDRESS, code(bench), NEW_PASSWORD)
    assert bench.enter(bench.login(password=NEW_PASSWORD))
    with pytest.raises(Unauthenticated):
        bench.login()


def test_a_new_password_ends_every_session(bench: Bench) -> None:
    open_tokens = [bench.login(), bench.login()]
    reset_password(bench.broker, ADDRESS, code(bench), NEW_PASSWORD)
    for tokens in open_tokens:
        with pytest.raises(Unauthenticated):
            bench.enter(tokens)


def test_a_login_with_the_old_password_in_between_ends_too(bench: Bench) -> None:
    """Between using the code and the change at the pool, the old password still opens: that session must not last."""
    stolen = []

    def login_in_between(changes: object) -> None:
        bench.store.after_commit = None
        stolen.append(bench.login())

    bench.store.after_commit = login_in_between
    reset_password(bench.broker, ADDRESS, code(bench), NEW_PASSWORD)
    with pytest.raises(Unauthenticated):
        bench.enter(stolen[0])


def test_the_owner_is_told_that_the_password_changed(bench: Bench) -> None:
    reset_password(bench.broker, ADDRESS, code(bench), NEW_PASSWORD)
    assert (bench.mail.sent[-1].to, bench.mail.sent[-1].soort) == (ADDRESS, "wachtwoord_gewijzigd")
    assert [stuk.gebeurtenis for stuk in bench.evidence(bench.account().id)][-1] == "wachtwoord.gewijzigd"


def test_a_used_code_works_no_second_time(bench: Bench) -> None:
    used = code(bench)
    reset_password(bench.broker, ADDRESS, used, NEW_PASSWORD)
    with pytest.raises(InvalidInput):
        reset_password(bench.broker, ADDRESS, used, PASSWORD)


def test_five_wrong_tries_use_up_the_code(bench: Bench) -> None:
    for _ in range(CODE_TRIES):
        with pytest.raises(InvalidInput):
            reset_password(bench.broker, ADDRESS, wrong(code(bench)), NEW_PASSWORD)
    with pytest.raises(InvalidInput) as error:
        reset_password(bench.broker, ADDRESS, code(bench), NEW_PASSWORD)
    assert error.value.faults[0].code == "code.onjuist"


def test_a_try_is_counted_even_when_somebody_writes_first(bench: Bench) -> None:
    """Guesses in parallel: each one that is answered stands in the row."""

    def login_first(_: object) -> None:
        bench.store.before_commit = None
        bench.login()

    bench.store.before_commit = login_first
    with pytest.raises(InvalidInput):
        reset_password(bench.broker, ADDRESS, wrong(code(bench)), NEW_PASSWORD)
    herstel = bench.account().herstel
    assert herstel is not None
    assert herstel.pogingen == 1


def test_an_old_code_is_refused(bench: Bench) -> None:
    bench.clock.advance(seconds=CODE_TERM.total_seconds())
    with pytest.raises(InvalidInput):
        reset_password(bench.broker, ADDRESS, code(bench), NEW_PASSWORD)


def test_a_weak_password_uses_up_no_try(bench: Bench) -> None:
    with pytest.raises(InvalidInput) as error:
        reset_password(bench.broker, ADDRESS, code(bench), "kort")
    assert error.value.faults[0].code == "wachtwoord.eisen"
    reset_password(bench.broker, ADDRESS, code(bench), NEW_PASSWORD)


def test_the_code_of_another_account_is_worth_nothing(bench: Bench) -> None:
    bench.confirmed("ander@example.com")
    with pytest.raises(InvalidInput):
        reset_password(bench.broker, "ander@example.com", code(bench), NEW_PASSWORD)


def test_a_code_for_signing_up_resets_no_password(bench: Bench) -> None:
    with pytest.raises(InvalidInput):
        reset_password(bench.broker, ADDRESS, bench.code(), NEW_PASSWORD)


def test_an_unknown_address_gets_no_mail_and_the_same_time(bench: Bench) -> None:
    sent = len(bench.mail.sent)
    started = bench.clock.now()
    request_password_reset(bench.broker, "onbekend@example.com")
    assert len(bench.mail.sent) == sent
    assert (bench.clock.now() - started).total_seconds() == SHORTEST


def test_an_unconfirmed_address_gets_no_code() -> None:
    bench = Bench()
    bench.sign_up()
    request_password_reset(bench.broker, ADDRESS)
    assert bench.mail.codes(ADDRESS, "herstel") == []


def test_codes_are_mailed_a_few_times_a_day(bench: Bench) -> None:
    for _ in range(MAILS_A_DAY + 2):
        request_password_reset(bench.broker, ADDRESS)
    assert len(bench.mail.codes(ADDRESS, "herstel")) == MAILS_A_DAY
    bench.clock.advance(days=1)
    request_password_reset(bench.broker, ADDRESS)
    assert len(bench.mail.codes(ADDRESS, "herstel")) == MAILS_A_DAY + 1


def test_a_pool_that_fails_leaves_the_old_password_and_no_session(bench: Bench) -> None:
    tokens = bench.login()

    def fail(account_id: str, password: str) -> None:
        raise Unavailable("cognito: down")

    bench.identity.set_password = fail  # type: ignore[method-assign]
    with pytest.raises(Unavailable):
        reset_password(bench.broker, ADDRESS, code(bench), NEW_PASSWORD)
    with pytest.raises(Unauthenticated):
        bench.enter(tokens)
    assert bench.enter(bench.login())
