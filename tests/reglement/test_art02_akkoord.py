"""Art. 2 lid 1: both documents are accepted and made available at sign-up."""

from datetime import UTC, date, datetime
from hashlib import sha256

import pytest

from chalicelib.domain.reglement_versie import DocumentSoort
from chalicelib.errors import IllegalState, InvalidInput, NotFound
from chalicelib.privacy.bewijs import first_fault
from chalicelib.usecases.current_documents import current_documents
from chalicelib.usecases.list_reglementen import list_reglementen
from chalicelib.usecases.read_reglement import read_reglement
from tests.accounts import PAPERS, VERSION, Bench

REGLEMENT = DocumentSoort.PRIVACYREGLEMENT
NEWER = "2027-07-01"


def faults(bench: Bench, akkoord: dict[DocumentSoort, str | None]) -> list[tuple[str, str]]:
    with pytest.raises(InvalidInput) as error:
        bench.sign_up(akkoord=akkoord)
    return [(fault.veld, fault.code) for fault in error.value.faults]


@pytest.mark.parametrize("soort", DocumentSoort)
def test_signing_up_without_accepting_a_document_is_refused(soort: DocumentSoort) -> None:
    """Art. 2 lid 1: both, not one of the two."""
    bench = Bench()
    assert faults(bench, PAPERS | {soort: None}) == [(f"akkoord.{soort}", "akkoord.verplicht")]
    assert bench.pending() == []
    assert bench.mail.sent == []


def test_accepting_an_old_version_is_refused() -> None:
    """Art. 2 lid 1: what is accepted is the version in force, from its first day in the Netherlands."""
    bench = Bench()
    bench.publish(REGLEMENT, NEWER, date(2027, 7, 1))
    bench.clock.move_to(datetime(2027, 6, 30, 21, 59, tzinfo=UTC))
    bench.sign_up()
    bench.clock.move_to(datetime(2027, 6, 30, 22, 0, tzinfo=UTC))
    assert faults(bench, PAPERS) == [("akkoord.privacyreglement", "akkoord.verouderd")]
    bench.sign_up(akkoord=PAPERS | {REGLEMENT: NEWER})


def test_accepting_a_version_of_the_future_is_refused() -> None:
    bench = Bench()
    bench.publish(REGLEMENT, NEWER, date(2027, 7, 1))
    assert faults(bench, PAPERS | {REGLEMENT: NEWER}) == [("akkoord.privacyreglement", "akkoord.verouderd")]


def test_acceptance_is_evidence_with_version_digest_and_time() -> None:
    """Art. 2 lid 1: who accepted which text, and when; the chain is whole."""
    bench = Bench()
    signed_up = bench.clock.now()
    account = bench.confirmed()
    stukken = bench.evidence(account.id)
    given = [stuk for stuk in stukken if stuk.gebeurtenis == "akkoord.gegeven"]
    assert {(stuk.gegevens["soort"], stuk.gegevens["versie"]) for stuk in given} == {
        (soort.value, VERSION) for soort in DocumentSoort
    }
    for stuk in given:
        text = read_reglement(bench.broker, str(stuk.gegevens["soort"]), VERSION).tekst
        assert stuk.gegevens["sha256"] == sha256(text.encode()).hexdigest()
        assert (stuk.op, stuk.door) == (signed_up, account.id)
    assert stukken[-1].gebeurtenis == "account.bevestigd"
    assert first_fault(account, stukken) is None


def test_nobody_is_said_to_have_accepted_before_confirming() -> None:
    """Anybody can type an address: acceptance is evidence once its owner has used the code."""
    bench = Bench()
    bench.sign_up()
    assert bench.evidence(bench.pending()[0].id) == []


def test_both_documents_are_public_with_their_digest() -> None:
    """Art. 2 lid 1: made available; the text that is served is the one whose digest is evidence."""
    bench = Bench()
    rows = list_reglementen(bench.broker, bench.clock.now())
    assert {(row.versie.document, row.huidig) for row in rows} == {(soort, True) for soort in DocumentSoort}
    for row in rows:
        served = read_reglement(bench.broker, row.versie.document, row.versie.versie).tekst
        assert sha256(served.encode()).hexdigest() == row.versie.sha256


def test_one_version_of_each_document_is_the_present_one() -> None:
    """Art. 12 lid 1: the latest that is valid today."""
    bench = Bench()
    bench.publish(REGLEMENT, "2024-01-01", date(2024, 1, 1))
    bench.publish(REGLEMENT, NEWER, date(2027, 7, 1))
    rows = list_reglementen(bench.broker, bench.clock.now())
    assert [row.versie.versie for row in rows if row.huidig and row.versie.document is REGLEMENT] == ["2024-01-01"]
    assert current_documents(bench.broker, bench.clock.now())[REGLEMENT].versie == "2024-01-01"


def test_a_published_version_never_changes() -> None:
    """Art. 12 lid 1: a change is a new version; the old one stays as it was accepted."""
    bench = Bench()
    before = read_reglement(bench.broker, REGLEMENT, VERSION)
    with pytest.raises(IllegalState) as error:
        bench.publish(REGLEMENT, VERSION, date(2027, 1, 1))
    assert error.value.code == "reglement.bestaat"
    assert read_reglement(bench.broker, REGLEMENT, VERSION) == before


@pytest.mark.parametrize(
    ("soort", "versie"),
    [("privacyreglement", "2020-01-01"), ("onbekend", VERSION), ("privacyreglement", "../x"), ("", "")],
)
def test_what_was_not_published_is_not_found(soort: str, versie: str) -> None:
    with pytest.raises(NotFound):
        read_reglement(Bench().broker, soort, versie)
