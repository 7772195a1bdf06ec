"""Art. 8 lid 1: wie de sleutel van een dossier nog in het geheugen heeft, kan er na een minuut niets meer mee (I8)."""

from dataclasses import replace

import pytest

from chalicelib.adapters.vault import AwsVault
from chalicelib.domain.gebruiker import SYSTEEM
from chalicelib.domain.persoonsgegeven import Doel
from chalicelib.domain.row import DataSleutel
from chalicelib.domain.state import DossierState
from chalicelib.errors import Undecryptable
from chalicelib.privacy.doel import declared
from chalicelib.usecases.ports.store import Insert
from chalicelib.usecases.ports.vault import Lezer, Vault
from chalicelib.usecases.read_dossier import read_dossier
from tests.broker import Bench
from tests.destruction import due_at, run
from tests.fakes.kms import FakeKms


@pytest.fixture
def both(bench: Bench) -> tuple[Bench, Vault]:
    """The broker of the sweep, and the vault of another function: one KMS and one store, a memory each."""
    kms = FakeKms()
    one, other = (
        AwsVault(kms, "test", bench.store, bench.clock, declared=declared, elapsed=bench.clock.elapsed)
        for _ in range(2)
    )
    bench.broker = replace(bench.broker, vault=one)
    return bench, other


def opened(bench: Bench, vault: Vault, state: DossierState) -> list[bytes]:
    """With rows that somebody kept, put back at the end of their chain: all but the key."""
    head = bench.evidence(state.dossier.id)[-1]
    row = state.dossier.model_copy(update={"bewijs_nr": head.nr, "bewijs_kop": head.digest(), "rev": 0})
    bench.store.erase(row.id)
    bench.store.commit(Insert(row))
    return vault.open(row, Lezer(SYSTEEM, Doel.DIENST), list(state.inhoud.values()))[1]


def test_a_warm_reader_loses_access_within_a_minute(both: tuple[Bench, Vault]) -> None:
    """Art. 8 lid 1, I8: it read a moment before the sweep; sixty seconds after the shred it reads nothing."""
    bench, elsewhere = both
    vendor = bench.vendor()
    dossier_id = bench.dossier(vendor)
    at = due_at(bench, dossier_id)
    bench.clock.move_to(at)
    warm = replace(bench.broker, vault=elsewhere)
    assert read_dossier(warm, vendor, dossier_id)[0].id == dossier_id
    state = bench.state(dossier_id)
    assert run(bench, at)["vernietigd"] == 1
    assert bench.store.get(DataSleutel, dossier_id) is None
    bench.clock.advance(seconds=60)
    for vault in (bench.broker.vault, elsewhere):
        with pytest.raises(Undecryptable):
            opened(bench, vault, state)
        with pytest.raises(Undecryptable):
            vault.seal(dossier_id, dossier_id, 9, "dossier", b"{}")


def test_the_sweeper_itself_loses_access_at_once(both: tuple[Bench, Vault]) -> None:
    bench, _ = both
    dossier_id = bench.dossier(bench.vendor())
    state = bench.state(dossier_id)
    run(bench, due_at(bench, dossier_id))
    with pytest.raises(Undecryptable):
        opened(bench, bench.broker.vault, state)
