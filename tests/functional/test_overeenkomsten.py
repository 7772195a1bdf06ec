"""An Overeenkomst from signature to end: begun, revoked in time, called off, ended by its term (design 6.4)."""

from datetime import UTC, date, datetime

import pytest

from chalicelib.domain.aanvraag import AanvraagStatus
from chalicelib.domain.aanvraag_verloop import derive
from chalicelib.domain.offerte import OvereenkomstStatus
from chalicelib.domain.overeenkomst_verloop import milestones
from chalicelib.domain.verstrekking import BerichtSoort, VerstrekkingStatus
from chalicelib.errors import Gone, IllegalState, InvalidInput, NotFound
from chalicelib.usecases.cancel_overeenkomst import cancel_overeenkomst
from chalicelib.usecases.read_overeenkomst import read_overeenkomst
from chalicelib.usecases.revoke_overeenkomst import revoke_overeenkomst
from chalicelib.usecases.withdraw_toestemming import withdraw_toestemming
from tests.broker import Bench
from tests.contracts import ACTIVE, ENDED, accepted, begun, contract

_S = OvereenkomstStatus
# Told on 1 June 2027: the fourteenth day after it is a Tuesday.
LAST_DAY = date(2027, 6, 15)
AFTER = datetime(2027, 6, 15, 22, tzinfo=UTC)  # midnight in Amsterdam


def test_a_consument_has_a_bedenktijd(bench: Bench) -> None:
    _, _, aanvraag_id, contract_id = begun(bench, consumer=True)
    row = contract(bench, contract_id)
    assert (row.status, row.bedenktijd_tot) == (_S.IN_BEDENKTIJD, LAST_DAY)
    assert bench.aanvraag(aanvraag_id).status is AanvraagStatus.GEACCEPTEERD


def test_a_klant_has_no_bedenktijd(bench: Bench) -> None:
    vendor, _, _, contract_id = begun(bench)
    assert contract(bench, contract_id).status is _S.ACTIEF
    with pytest.raises(IllegalState):
        revoke_overeenkomst(bench.broker, vendor, contract_id, None)


def test_the_bedenktijd_runs_from_the_receipt_of_the_terms(bench: Bench) -> None:
    vendor, lessor, aanvraag_id, contract_id = accepted(bench, consumer=True)
    bench.clock.advance(days=10)
    bench.say(lessor, ACTIVE, aanvraag_id, ondertekend_op="2027-06-02", voorwaarden_op="2027-06-04")
    assert contract(bench, contract_id).bedenktijd_tot == date(2027, 6, 18)
    assert revoke_overeenkomst(bench.broker, vendor, contract_id, None).status == "herroepen"


@pytest.mark.parametrize("said", [{"ondertekend_op": "2027-05-31"}, {"ondertekend_op": "2027-06-02"}])
def test_a_signature_lies_between_acceptance_and_today(bench: Bench, said: dict[str, str]) -> None:
    """Else a Kredietverstrekker could shorten the term of a Consument."""
    _, lessor, aanvraag_id, contract_id = accepted(bench, consumer=True)
    with pytest.raises(InvalidInput, match="ondertekend_op"):
        bench.say(lessor, ACTIVE, aanvraag_id, **said)
    assert contract(bench, contract_id).status is _S.IN_ONDERTEKENING


def test_a_revocation_is_told_and_ends_the_aanvraag(bench: Bench) -> None:
    vendor, lessor, aanvraag_id, contract_id = begun(bench, consumer=True)
    answer = revoke_overeenkomst(bench.broker, vendor, contract_id, None)
    assert answer.terugbetalen_tot == date(2027, 7, 1)
    bench.dispatch(aanvraag_id)
    assert bench.types_to(lessor)[-1] == BerichtSoort.OVEREENKOMST_HERROEPEN
    assert bench.aanvraag(aanvraag_id).status is AanvraagStatus.BEEINDIGD
    with pytest.raises(IllegalState):
        revoke_overeenkomst(bench.broker, vendor, contract_id, None)
    bench.check_evidence()


def test_the_bedenktijd_ends_by_itself(bench: Bench) -> None:
    vendor, _, aanvraag_id, contract_id = begun(bench, consumer=True)
    bench.clock.move_to(AFTER)
    assert read_overeenkomst(bench.broker, vendor, contract_id).row.status is _S.ACTIEF
    assert derive(bench.state(aanvraag_id), bench.aanvraag(aanvraag_id), AFTER) is AanvraagStatus.OVEREENKOMST_ACTIEF
    with pytest.raises(IllegalState) as refused:
        revoke_overeenkomst(bench.broker, vendor, contract_id, None)
    assert refused.value.allowed == ("beeindigd",)


@pytest.mark.parametrize(
    ("consumer", "start", "reden", "status"),
    [
        (False, False, "geannuleerd", _S.GEANNULEERD),
        (True, True, "herroepen", _S.HERROEPEN),
        (True, True, "ontbonden", _S.BEEINDIGD),
        (False, True, "afkoop", _S.BEEINDIGD),
    ],
)
def test_a_kredietverstrekker_says_how_it_ended(
    bench: Bench, consumer: bool, start: bool, reden: str, status: OvereenkomstStatus
) -> None:
    _, lessor, aanvraag_id, contract_id = (begun if start else accepted)(bench, consumer=consumer)
    bench.say(lessor, ENDED, aanvraag_id, einddatum="2027-06-01", reden=reden)
    row = contract(bench, contract_id)
    assert (row.status, row.einde) == (status, "kredietverstrekker")
    assert bench.aanvraag(aanvraag_id).status is AanvraagStatus.BEEINDIGD


@pytest.mark.parametrize("reden", ["geannuleerd", "herroepen"])
def test_what_runs_is_not_called_off_or_revoked(bench: Bench, reden: str) -> None:
    _, lessor, aanvraag_id, _ = begun(bench)
    with pytest.raises(IllegalState) as refused:
        bench.say(lessor, ENDED, aanvraag_id, einddatum="2027-06-01", reden=reden)
    assert refused.value.allowed == ("beeindigd",)


def test_the_sender_calls_off_what_has_not_begun(bench: Bench) -> None:
    vendor, lessor, aanvraag_id, contract_id = accepted(bench)
    assert cancel_overeenkomst(bench.broker, vendor, contract_id, None).status == "geannuleerd"
    bench.dispatch(aanvraag_id)
    assert bench.types_to(lessor)[-1] == BerichtSoort.INGETROKKEN
    assert not bench.toestemming(aanvraag_id, lessor).in_force
    assert bench.aanvraag(aanvraag_id).status is AanvraagStatus.BEEINDIGD
    with pytest.raises(Gone):
        bench.say(lessor, ACTIVE, aanvraag_id)
    with pytest.raises(IllegalState):
        cancel_overeenkomst(bench.broker, vendor, contract_id, None)
    bench.check_evidence()


def test_what_has_begun_is_not_called_off(bench: Bench) -> None:
    vendor, _, _, contract_id = begun(bench)
    with pytest.raises(IllegalState):
        cancel_overeenkomst(bench.broker, vendor, contract_id, None)


def test_regression_a_withdrawn_permission_leaves_no_contract_to_sign(bench: Bench) -> None:
    """Its callbacks answer 410 from then on, so that it stood in_ondertekening for ever."""
    vendor, lessor, aanvraag_id, contract_id = accepted(bench)
    withdraw_toestemming(bench.broker, vendor, bench.toestemming(aanvraag_id, lessor).id, None)
    row = contract(bench, contract_id)
    assert (row.status, row.einde) == (_S.GEANNULEERD, "toestemming")
    assert bench.verstrekking(aanvraag_id, lessor).status is VerstrekkingStatus.INGETROKKEN


def test_what_nobody_signs_lapses_after_a_year(bench: Bench) -> None:
    vendor, lessor, aanvraag_id, contract_id = accepted(bench)
    bench.clock.move_to(datetime(2028, 6, 1, 8, 59, tzinfo=UTC))
    assert read_overeenkomst(bench.broker, vendor, contract_id).row.status is _S.IN_ONDERTEKENING
    bench.clock.advance(minutes=1)
    seen = read_overeenkomst(bench.broker, vendor, contract_id).row
    assert (seen.status, seen.einde) == (_S.GEANNULEERD, "termijn")
    with pytest.raises(IllegalState):
        bench.say(lessor, ACTIVE, aanvraag_id, ingangsdatum="2028-06-01", einddatum="2033-06-01")


def test_a_contract_ends_on_its_last_day(bench: Bench) -> None:
    vendor, lessor, aanvraag_id, contract_id = begun(bench)
    bench.clock.move_to(datetime(2032, 6, 15, 22, tzinfo=UTC))
    seen = read_overeenkomst(bench.broker, vendor, contract_id).row
    assert (seen.status, seen.einde) == (_S.BEEINDIGD, "einddatum")
    bench.say(lessor, ENDED, aanvraag_id)  # told afterwards, which is no fault
    assert contract(bench, contract_id).einde == "kredietverstrekker"
    with pytest.raises(IllegalState):
        bench.say(lessor, ENDED, aanvraag_id)


def test_its_owner_sees_the_terms_that_were_agreed(bench: Bench) -> None:
    vendor, _, aanvraag_id, contract_id = begun(bench)
    seen = read_overeenkomst(bench.broker, vendor, contract_id)
    assert (str(seen.voorwaarden.termijnbedrag), seen.referentie) == ("650.00", "OV-1")
    assert [name for name, _ in milestones(seen.row)] == ["aanvaard", "ingang", "einde"]
    with pytest.raises(NotFound):
        read_overeenkomst(bench.broker, bench.vendor("ander@example.com"), contract_id)
    assert bench.told(bench.state(aanvraag_id).dossier.id, "inzage")
