"""Art. 8 lid 1: the evidence of a destroyed dossier is kept for five years, and goes with its receipt."""

from dataclasses import replace
from datetime import timedelta
from typing import cast

import pytest

from chalicelib.domain.kalender import add_months
from chalicelib.domain.register_rows import Vernietiging
from chalicelib.privacy.bewaartermijn import BEWIJS, TABEL, Bewaartermijn
from chalicelib.usecases import purge_bewijs
from chalicelib.usecases.delete_dossier import delete_dossier
from chalicelib.usecases.redate_dossiers import redate_dossiers
from tests.broker import Bench, Crash
from tests.destruction import due_at, ended, receipt, run


def destroyed(bench: Bench) -> str:
    """A dossier that the sweep destroyed. What was sent of it is forgotten, as nothing will prove it in the end."""
    dossier_id = ended(bench, bench.vendor(), bench.lessor())
    assert run(bench, due_at(bench, dossier_id))["vernietigd"] == 1
    bench.check_evidence()
    bench.egress.sent.clear()
    return dossier_id


def test_evidence_goes_five_years_after_its_dossier(bench: Bench) -> None:
    """Art. 8 lid 1: not a second before; then nothing that names the dossier is left anywhere."""
    dossier_id = destroyed(bench)
    at = add_months(receipt(bench, dossier_id).uitgevoerd_op, 60)
    chain = bench.evidence(dossier_id)
    assert len(chain) == receipt(bench, dossier_id).bewijs_nr
    assert run(bench, at - timedelta(seconds=1))["vernietigd"] == 0
    assert bench.evidence(dossier_id) == chain
    assert run(bench, at)["vernietigd"] == 1
    assert bench.evidence(dossier_id) == []
    assert bench.store.get(Vernietiging, dossier_id) is None
    assert not [row for row in bench.store.rows() if dossier_id[4:] in repr(row) and row.soort != "ontvangst"]


def test_evidence_of_what_its_owner_deleted_goes_too(bench: Bench) -> None:
    vendor = bench.vendor()
    dossier_id = bench.dossier(vendor)
    delete_dossier(bench.broker, vendor, dossier_id)
    assert run(bench, add_months(bench.clock.now(), 60))["vernietigd"] == 1
    assert bench.evidence(dossier_id) == []


def test_a_sweep_that_dies_between_leaves_the_receipt(bench: Bench) -> None:
    """The next one finds it, and ends what was begun."""
    dossier_id = destroyed(bench)
    at = add_months(receipt(bench, dossier_id).uitgevoerd_op, 60)

    def die(_: object) -> None:
        raise Crash

    bench.clock.move_to(at)
    bench.store.before_commit = die
    with pytest.raises(Crash):
        purge_bewijs.purge_bewijs(bench.broker, dossier_id, at)
    bench.store.before_commit = None
    assert bench.evidence(dossier_id) == []
    assert run(bench, at + timedelta(days=1))["vernietigd"] == 1
    assert bench.store.get(Vernietiging, dossier_id) is None


def test_a_changed_term_holds_for_evidence_that_waits(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    redate_dossiers(bench.broker, bench.clock.now())
    dossier_id = destroyed(bench)
    shorter = replace(BEWIJS, maanden=12)
    monkeypatch.setattr(purge_bewijs, "BEWIJS", shorter)
    monkeypatch.setitem(cast("dict[object, Bewaartermijn]", TABEL), ("bewijs", BEWIJS.vanaf), shorter)
    moved = sum(redate_dossiers(bench.broker, bench.clock.now()) for _ in range(6))
    assert moved == 1
    assert receipt(bench, dossier_id).bewijs_tot == add_months(receipt(bench, dossier_id).uitgevoerd_op, 12)
