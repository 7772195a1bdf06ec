"""The vault writes down who reads what for which doel of art. 5, before there is anything to read."""

import pytest

from chalicelib import errors
from chalicelib.domain.dossier import Dossier
from chalicelib.domain.persoonsgegeven import Doel
from chalicelib.privacy.bewijs import first_fault
from chalicelib.usecases.ports.vault import Lezer
from tests.vaults import AANVRAAG, DOSSIER, LEZER, MODEL, PLAIN, SECRET_MODEL, Bench

ANOTHER_AANVRAAG = "aan_" + "e" * 34


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_an_undeclared_doel_reads_and_records_nothing(bench: Bench) -> None:
    record = bench.seal()
    bench.calls.clear()
    with pytest.raises(errors.PurposeRefused):
        bench.another_vault().open(bench.dossier, Lezer(LEZER.actor, Doel.RELATIE), [record])
    assert bench.calls == []
    assert bench.rows.evidence() == []


def test_one_undeclared_record_refuses_all_of_them(bench: Bench) -> None:
    undeclared = bench.vault.seal(DOSSIER, ANOTHER_AANVRAAG, 1, "offerte", PLAIN)
    with pytest.raises(errors.PurposeRefused):
        bench.read([bench.seal(), undeclared])
    assert bench.rows.evidence() == []


def test_the_access_is_committed_before_the_key_is_opened(bench: Bench) -> None:
    record, elsewhere = bench.seal(), bench.another_vault()
    bench.calls.clear()
    elsewhere.open(bench.dossier, LEZER, [record])
    assert bench.calls == ["commit.dossier+bewijs", "get.sleutel", "kms.decrypt"]


def test_without_an_access_record_there_is_no_plaintext(bench: Bench) -> None:
    record, elsewhere = bench.seal(), bench.another_vault()
    bench.rows.refuse = True
    bench.calls.clear()
    with pytest.raises(errors.Conflict):
        elsewhere.open(bench.dossier, LEZER, [record])
    assert bench.calls == []


def test_a_stale_owner_reads_nothing(bench: Bench) -> None:
    record = bench.seal()
    bench.read([record])
    with pytest.raises(errors.Conflict):
        bench.vault.open(bench.dossier, LEZER, [record])


def test_the_access_record_names_reader_doel_and_records(bench: Bench) -> None:
    owner, _ = bench.vault.open(bench.dossier, LEZER, [bench.seal(), bench.seal(revisie=2)])
    (stuk,) = bench.rows.evidence()
    assert (stuk.gebeurtenis, stuk.door, stuk.op) == ("inzage", LEZER.actor, bench.clock.now())
    assert stuk.gegevens == {"doel": "5.4", "records": (AANVRAAG, AANVRAAG), "schema": (MODEL, MODEL)}
    assert first_fault(owner, bench.rows.evidence()) is None


def test_the_owner_comes_back_as_it_is_stored(bench: Bench) -> None:
    owner, _ = bench.vault.open(bench.dossier, LEZER, [bench.seal()])
    assert owner == bench.rows.get(Dossier, DOSSIER)
    again, _ = bench.vault.open(owner, LEZER, [bench.seal()])
    assert (again.rev, again.bewijs_nr) == (2, 2)


def test_reading_no_records_leaves_no_trace(bench: Bench) -> None:
    assert bench.vault.open(bench.dossier, LEZER, []) == (bench.dossier, [])
    assert bench.rows.evidence() == []


def test_a_machine_secret_opens_without_access_record(bench: Bench) -> None:
    secret = bench.vault.seal(DOSSIER, "geheim", 1, SECRET_MODEL, b"whsec_voorbeeld")
    assert bench.vault.open_secret(secret, DOSSIER) == b"whsec_voorbeeld"
    assert bench.rows.evidence() == []


def test_personal_data_does_not_open_as_a_secret(bench: Bench) -> None:
    with pytest.raises(errors.PurposeRefused):
        bench.vault.open_secret(bench.seal(), DOSSIER)
