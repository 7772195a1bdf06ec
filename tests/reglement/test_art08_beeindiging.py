"""Art. 8 lid 2: at the end of the Dienst access, Schermnaam, Wachtwoord and account data are gone, dossiers stay."""

import pytest

from chalicelib.domain.account import Account, AccountStatus, Schermnaam
from chalicelib.domain.dossier import Dossier
from chalicelib.domain.row import DataSleutel, Inhoud
from chalicelib.errors import Unauthenticated, Unavailable
from chalicelib.privacy.bewijs import first_fault
from chalicelib.usecases.end_account import end_account
from chalicelib.usecases.ports.store import Insert
from chalicelib.usecases.refresh_session import refresh_session
from tests.accounts import ADDRESS, Bench


def add_dossiers(bench: Bench, account: Account, count: int) -> list[Dossier]:
    now = bench.clock.now()
    ids = [f"dos_{chr(ord('a') + number // 26)}{chr(ord('a') + number % 26)}{'a' * 24}" for number in range(count)]
    dossiers = [
        Dossier(
            id=dossier_id,
            eigenaar=account.eigenaar,
            maker=account.id,
            betrokkene="klant",
            gemaakt_op=now,
            gewijzigd_op=now,
        )
        for dossier_id in ids
    ]
    for dossier in dossiers:
        bench.store.commit(Insert(dossier))
    return dossiers


def test_access_ends_for_every_session() -> None:
    """Art. 8 lid 2: no access any more, by any token, refreshed or not."""
    bench = Bench()
    bench.confirmed()
    here, there = bench.login(), bench.login()
    end_account(bench.broker, bench.enter(here))
    for tokens in (here, there):
        with pytest.raises(Unauthenticated):
            bench.enter(tokens)
        with pytest.raises(Unauthenticated):
            refresh_session(bench.broker, tokens.refresh_token)
    with pytest.raises(Unauthenticated):
        bench.login()


def test_schermnaam_password_content_and_key_are_destroyed() -> None:
    """Art. 8 lid 2: at once and for good; no copy is left to decrypt."""
    bench = Bench()
    account = bench.confirmed()
    end_account(bench.broker, bench.enter(bench.login()))
    assert account.id not in bench.identity.users
    assert not [row for row in bench.store.rows() if isinstance(row, Schermnaam | Inhoud)]
    assert bench.store.get(DataSleutel, account.id) is None


def test_a_tombstone_with_hash_and_evidence_is_left() -> None:
    """Art. 8 lid 2: what stays is pseudonymous, and proves that the end was asked and carried out."""
    bench = Bench()
    account = bench.confirmed()
    end_account(bench.broker, bench.enter(bench.login()))
    left = bench.store.get(Account, account.id)
    assert left is not None
    assert (left.status, left.schermnaam_hash) == (AccountStatus.BEEINDIGD, account.schermnaam_hash)
    assert (left.gebruiker, left.rollen, left.sessies, left.akkoorden) == (None, (), (), ())
    stukken = bench.evidence(account.id)
    assert [stuk.gebeurtenis for stuk in stukken[-2:]] == ["account.einde_gevraagd", "account.beeindigd"]
    assert first_fault(left, stukken) is None


def test_dossiers_stay_and_are_counted() -> None:
    """Art. 8 lid 2: except the stored dossiers; their owner has yet to choose."""
    bench = Bench()
    account = bench.confirmed()
    other = bench.confirmed("ander@example.com")
    dossiers = add_dossiers(bench, account, 130)
    actor = bench.enter(bench.login())
    assert end_account(bench.broker, actor) == len(dossiers)
    assert end_account(bench.broker, bench.enter(bench.login("ander@example.com"))) == 0
    assert sum(isinstance(row, Dossier) for row in bench.store.rows()) == len(dossiers)
    assert bench.store.get(Account, other.id) is not None


def test_the_address_is_free_for_a_new_account() -> None:
    bench = Bench()
    ended = bench.confirmed()
    end_account(bench.broker, bench.enter(bench.login()))
    bench.clock.advance(minutes=1)
    again = bench.confirmed()
    assert again.id != ended.id
    assert again.eigenaar != ended.eigenaar
    assert bench.enter(bench.login(ADDRESS)).account_id == again.id


def test_an_end_that_fails_half_way_can_be_asked_again() -> None:
    """Art. 8 lid 2: as long as not everything is gone nobody was told that it is."""
    bench = Bench()
    account = bench.confirmed()
    tokens = bench.login()

    def crash(_: object) -> None:
        if account.id not in bench.identity.users and bench.store.get(DataSleutel, account.id) is None:
            raise Unavailable("dynamodb: down")

    bench.store.before_commit = crash
    with pytest.raises(Unavailable):
        end_account(bench.broker, bench.enter(tokens))
    bench.store.before_commit = None
    end_account(bench.broker, bench.enter(tokens))
    left = bench.store.get(Account, account.id)
    assert left is not None
    assert left.status is AccountStatus.BEEINDIGD
