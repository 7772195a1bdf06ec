"""Art. 8 lid 2: what an ended Account leaves is evidence for five years, and then nothing."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import cast

import pytest

from chalicelib.domain.account import Account
from chalicelib.domain.kalender import add_months
from chalicelib.privacy.bewaartermijn import BEWIJS_ACCOUNT, TABEL, Bewaartermijn
from chalicelib.usecases import purge_bewijs
from chalicelib.usecases.end_account import end_account
from chalicelib.usecases.redate_dossiers import redate_dossiers
from tests.broker import Bench, Crash
from tests.destruction import run

NOTHING = {"vernietigd": 0, "hervat": 0, "uitgesteld": 0}


def ended(bench: Bench) -> tuple[str, datetime]:
    """An account that ended, and when what it left must go: reckoned here, and not asked of the code."""
    vendor = bench.vendor()
    bench.clock.advance(days=200)
    vendor = bench.enter(bench.login())
    end_account(bench.broker, vendor)
    return vendor.account_id, add_months(bench.clock.now(), 60)


def stone(bench: Bench, account_id: str) -> Account | None:
    return bench.store.get(Account, account_id)


def test_evidence_goes_five_years_after_the_end(bench: Bench) -> None:
    """Art. 8 lid 2: chain and tombstone stay until the very second, and then nothing names the account."""
    account_id, due = ended(bench)
    chain, row = bench.evidence(account_id), stone(bench, account_id)
    assert [stuk.gebeurtenis for stuk in chain[-2:]] == ["account.einde_gevraagd", "account.beeindigd"]
    for early in (bench.clock.now() + timedelta(days=1), due - timedelta(days=1), due - timedelta(seconds=1)):
        assert run(bench, early) == NOTHING
        assert (bench.evidence(account_id), stone(bench, account_id)) == (chain, row)
    assert run(bench, due) == NOTHING | {"vernietigd": 1}
    assert not [row for row in bench.store.rows() if account_id[4:] in repr(row)]
    assert run(bench, due + timedelta(days=1)) == NOTHING


def test_the_evidence_of_an_account_that_lives_stays(bench: Bench) -> None:
    """Art. 8 lid 2: its term begins at the end of the Dienst, and an Account has none before."""
    vendor = bench.vendor()
    assert run(bench, add_months(bench.clock.now(), 120)) == NOTHING
    assert bench.evidence(vendor.account_id)


def test_evidence_stays_while_the_end_is_not_complete(bench: Bench) -> None:
    """Whatever its day: what `herstel` has still to finish needs the row."""
    account_id, due = ended(bench)
    row = stone(bench, account_id)
    assert row is not None
    bench.store._rows.update(
        {key: one.model_copy(update={"einde_gevraagd_op": due}) for key, one in bench.store._rows.items() if one == row}
    )
    assert purge_bewijs.purge_bewijs_account(bench.broker, account_id, due) == "uitgesteld"
    assert bench.evidence(account_id)


def test_a_sweep_that_dies_between_leaves_the_tombstone(bench: Bench) -> None:
    """The next one finds it, and ends what was begun."""
    account_id, due = ended(bench)

    def die(_: object) -> None:
        raise Crash

    bench.clock.move_to(due)
    bench.store.before_commit = die
    with pytest.raises(Crash):
        purge_bewijs.purge_bewijs_account(bench.broker, account_id, due)
    bench.store.before_commit = None
    assert bench.evidence(account_id) == []
    assert run(bench, due + timedelta(days=1))["vernietigd"] == 1
    assert stone(bench, account_id) is None


def test_a_changed_term_holds_for_tombstones_that_wait(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    redate_dossiers(bench.broker, bench.clock.now())
    account_id, _ = ended(bench)
    shorter = replace(BEWIJS_ACCOUNT, maanden=12)
    monkeypatch.setattr(purge_bewijs, "BEWIJS_ACCOUNT", shorter)
    monkeypatch.setitem(cast("dict[object, Bewaartermijn]", TABEL), ("bewijs", BEWIJS_ACCOUNT.vanaf), shorter)
    assert sum(redate_dossiers(bench.broker, bench.clock.now()) for _ in range(6)) == 1
    row = stone(bench, account_id)
    assert row is not None
    assert row.beeindigd_op is not None
    assert row.bewijs_tot == add_months(row.beeindigd_op, 12)
