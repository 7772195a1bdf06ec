"""Art. 8 lid 1: what a person typed to sign up is not kept when nobody confirms it."""

from chalicelib.domain.row import DataSleutel, Inhoud
from chalicelib.usecases.purge_due_dossiers import purge_due_dossiers
from tests.accounts import Bench


def personal_rows(bench: Bench, account_id: str) -> list[str]:
    return [row.soort for row in bench.store.rows() if isinstance(row, Inhoud | DataSleutel) and row.id == account_id]


def test_a_sign_up_that_nobody_confirmed_goes_after_a_day() -> None:
    """Art. 8 lid 1: password, key, content and row are gone."""
    bench = Bench()
    bench.sign_up()
    pending = bench.pending()[0]
    assert sorted(personal_rows(bench, pending.id)) == ["inhoud", "sleutel"]
    bench.clock.advance(days=1)
    assert purge_due_dossiers(bench.broker, bench.clock.now()).vernietigd == 1
    assert bench.pending() == []
    assert personal_rows(bench, pending.id) == []


def test_a_sign_up_within_its_day_stays() -> None:
    """Art. 8 lid 1: not earlier than its term."""
    bench = Bench()
    bench.sign_up()
    bench.clock.advance(hours=23)
    assert purge_due_dossiers(bench.broker, bench.clock.now()).vernietigd == 0
    assert len(bench.pending()) == 1


def test_a_confirmed_account_is_no_sign_up_any_more() -> None:
    """Art. 8 lid 2: an Account lives until its Dienst ends."""
    bench = Bench()
    bench.confirmed()
    bench.clock.advance(days=400)
    assert purge_due_dossiers(bench.broker, bench.clock.now()).vernietigd == 0
    bench.login()
